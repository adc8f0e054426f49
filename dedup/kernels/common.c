/* How many words two texts have in common in one order, as `plain_common_words` of dedup.batch.common computes it. */
#include "kernels.h"

#include <string.h>

#define CODES 65536  /* distinct words that 16 bits tell apart */

/* Room for one pair: the number of each word of the shorter text (0 for none), and for each number the set of its
   places in it, `width` integers of 64 bits; number 0 is not used. `state` is one such set. */
typedef struct {
    uint16_t *numbers;
    uint64_t *places;
    uint64_t *state;
} Table;

static void table_free(Table *table)
{
    PyMem_Free(table->numbers);
    PyMem_Free(table->places);
    PyMem_Free(table->state);
}

static int table_made(Table *table, Py_ssize_t most)
{
    size_t width = ((size_t)most + 63) / 64;
    table->numbers = PyMem_Calloc(CODES, sizeof *table->numbers);
    table->places = PyMem_Malloc(((size_t)most + 1) * width * 8);
    table->state = PyMem_Malloc(width * 8);
    if (table->numbers && table->places && table->state)
        return 0;
    PyErr_NoMemory();
    return -1;
}

/* Length of the longest common subsequence of two texts, the bits of a set of places at a time (Hyyro 2004, "Bit-
   parallel LCS-length computation revisited"): a place of the shorter text is taken out of `state` where the
   subsequence grows by it. `table->numbers` is all 0 before and after. */
static int32_t in_common(const Table *table, const uint16_t *one, Py_ssize_t count, const uint16_t *shorter,
                         Py_ssize_t length)
{
    Py_ssize_t width = (length + 63) / 64;
    uint16_t last = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        uint16_t *number = &table->numbers[shorter[i]];
        if (!*number) {
            *number = ++last;
            memset(table->places + last * width, 0, (size_t)width * 8);
        }
        table->places[*number * width + i / 64] |= (uint64_t)1 << i % 64;
    }
    memset(table->state, 0xFF, (size_t)width * 8);
    for (Py_ssize_t i = 0; i < count; i++) {
        uint16_t number = table->numbers[one[i]];
        if (!number)
            continue;
        const uint64_t *places = table->places + number * width;
        uint64_t carry = 0;
        for (Py_ssize_t w = 0; w < width; w++) {
            uint64_t state = table->state[w], met = state & places[w];
            uint64_t sum = state + met, total = sum + carry;
            carry = (sum < state) | (total < sum);
            table->state[w] = total | (state - met);
        }
    }
    int32_t common = 0;
    for (Py_ssize_t i = 0; i < length; i++) {
        common += !(table->state[i / 64] >> i % 64 & 1);
        table->numbers[shorter[i]] = 0;
    }
    return common;
}

/* The words of one text, `most` at most; NULL with an error set where there is no such text. */
static const uint16_t *words_of(const Py_buffer *words, const Py_buffer *starts, int64_t text, Py_ssize_t most,
                                Py_ssize_t *count)
{
    const int64_t *start = starts->buf;
    if (text < 0 || text >= starts->len / 8 - 1 || start[text] < 0 || start[text + 1] < start[text]
        || start[text + 1] > words->len / 2) {
        PyErr_SetString(PyExc_ValueError, "a pair is of texts that there are, and their words of those given");
        return NULL;
    }
    *count = start[text + 1] - start[text] < most ? (Py_ssize_t)(start[text + 1] - start[text]) : most;
    return (const uint16_t *)words->buf + start[text];
}

/* common_words(words, starts, first, second, most) -> bytearray of int32, one for each pair of texts. */
static PyObject *common_words(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer words, starts, first, second;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*n", &words, &starts, &first, &second, &most))
        return NULL;
    Table table = {0};
    PyObject *result = NULL;
    Py_ssize_t pairs = first.len / 8;
    uintptr_t places = (uintptr_t)starts.buf | (uintptr_t)first.buf | (uintptr_t)second.buf;
    if (first.len != second.len || first.len % 8 || starts.len % 8 || most < 1 || most >= CODES || places % 8
        || (uintptr_t)words.buf % 2)
        PyErr_SetString(PyExc_ValueError, "as many first as second texts, aligned, and 1 to 65,535 words of each");
    else if (!table_made(&table, most) && (result = PyByteArray_FromStringAndSize(NULL, pairs * 4))) {
        int32_t *to = (int32_t *)PyByteArray_AsString(result);
        for (Py_ssize_t pair = 0; pair < pairs; pair++) {
            Py_ssize_t one_count = 0, other_count = 0;
            const uint16_t *one = words_of(&words, &starts, ((const int64_t *)first.buf)[pair], most, &one_count);
            const uint16_t *other =
                one ? words_of(&words, &starts, ((const int64_t *)second.buf)[pair], most, &other_count) : NULL;
            if (!other) {
                Py_CLEAR(result);
                break;
            }
            to[pair] = one_count < other_count ? in_common(&table, other, other_count, one, one_count)
                                               : in_common(&table, one, one_count, other, other_count);
        }
    }
    table_free(&table);
    PyBuffer_Release(&words);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&first);
    PyBuffer_Release(&second);
    return result;
}

PyMethodDef common_methods[] = {
    {"common_words", common_words, METH_VARARGS, "Lengths of longest common subsequences of words."},
    {NULL, NULL, 0, NULL},
};
