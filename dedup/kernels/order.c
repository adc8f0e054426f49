/* What two texts have in common when both are read in order, as `plain_in_order` of dedup.compare.order finds it. */
#include "kernels.h"

#include <string.h>

/* The places of one word in 64 words of the first text, from 64 times `block` on, a bit each; `next` is the entry with
   the word's places in a later block, -1 after the last. */
typedef struct {
    uint64_t word, bits;
    int32_t block, next;
} Places;

/* The words of the first text. A slot has the number of a word's first entry, and that of its last; -1 for none.
   Words that fall on one slot make look-ups slower, but never more than the product of the lengths. */
typedef struct {
    Places *places;
    int32_t (*slots)[2];
    size_t mask;
} Table;

/* Two texts without the words in which their beginnings agree, and their ends. */
typedef struct {
    const uint64_t *a, *b;
    Py_ssize_t count_a, count_b;
} Pair;

/* The slot of a word, which is empty where the text does not have it. */
static int32_t *slot_of(const Table *table, uint64_t word)
{
    size_t at = fmix64(word) & table->mask;
    while (table->slots[at][0] >= 0 && table->places[table->slots[at][0]].word != word)
        at = (at + 1) & table->mask;
    return table->slots[at];
}

static int table_made(Table *table, const uint64_t *words, Py_ssize_t count)
{
    size_t room = 64;
    while (room < 2 * (size_t)count)
        room *= 2;
    table->mask = room - 1;
    table->slots = PyMem_Malloc(room * sizeof *table->slots);
    table->places = PyMem_Malloc((size_t)count * sizeof *table->places);
    if (!table->slots || !table->places)
        return -1;
    memset(table->slots, 0xFF, room * sizeof *table->slots);
    int32_t used = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        int32_t *slot = slot_of(table, words[i]), last = slot[1], block = (int32_t)(i / 64);
        if (last < 0 || table->places[last].block != block) {
            table->places[used] = (Places){words[i], 0, block, -1};
            if (last < 0)
                slot[0] = used;
            else
                table->places[last].next = used;
            slot[1] = last = used++;
        }
        table->places[last].bits |= (uint64_t)1 << i % 64;
    }
    return 0;
}

static void table_free(Table *table)
{
    PyMem_Free(table->places);
    PyMem_Free(table->slots);
}

/* One row of `width` integers for each word of the second text: the words of the first by which the longest common
   subsequence with the second up to there grows are 0 in it (Hyyro 2004, "Bit-parallel LCS-length computation
   revisited"). */
static void fill(uint64_t *rows, size_t width, const Pair *pair, const Table *table)
{
    const uint64_t *before = NULL;
    for (Py_ssize_t j = 0; j < pair->count_b; j++, before = rows, rows += width) {
        int32_t at = slot_of(table, pair->b[j])[0];
        uint64_t carry = 0;
        for (size_t block = 0; block < width; block++) {
            uint64_t state = before ? before[block] : UINT64_MAX, met = 0;
            if (at >= 0 && table->places[at].block == (int32_t)block) {
                met = state & table->places[at].bits;
                at = table->places[at].next;
            }
            uint64_t sum = state + met, total = sum + carry;
            carry = (sum < state) | (total < sum);
            rows[block] = total | (state - met);
        }
    }
}

/* Whether the longest common subsequence of the first `column` and `row` words is longer than without the last word of
   the first text. */
static inline int grows(const uint64_t *rows, size_t width, Py_ssize_t row, Py_ssize_t column)
{
    return !(rows[(size_t)(row - 1) * width + (size_t)(column - 1) / 64] >> (column - 1) % 64 & 1);
}

/* Read the subsequence off the rows, from the end on: the pairs of equal words in `a` and `b`, the last one first. */
static Py_ssize_t walked(const uint64_t *rows, size_t width, const Pair *pair, int32_t *a, int32_t *b)
{
    Py_ssize_t found = 0, column = pair->count_a, row = pair->count_b;
    while (row && column) {
        if (!grows(rows, width, row, column)) {
            column--;
        } else if (--row == 0 || !grows(rows, width, row, column)) {
            column--;
            a[found] = (int32_t)column;
            b[found++] = (int32_t)row;
        }
    }
    return found;
}

/* Put down a stretch, of `length` words from a place in each text on, if it has any; gives where the next is put. */
static int32_t *put(int32_t *to, Py_ssize_t a, Py_ssize_t b, Py_ssize_t length)
{
    if (!length)
        return to;
    to[0] = (int32_t)a;
    to[1] = (int32_t)b;
    to[2] = (int32_t)length;
    return to + 3;
}

/* Put down the stretches of what lies between the common beginning, of `skipped` words, and the common end. NULL with an
   error set, else where the next is put. */
static int32_t *put_between(int32_t *to, const Pair *pair, Py_ssize_t skipped)
{
    size_t words = (size_t)pair->count_a, width = (words + 63) / 64, lines = (size_t)pair->count_b;
    if (!words || !lines)
        return to;
    Table table = {0};
    size_t shorter = words < lines ? words : lines;
    uint64_t *rows = lines > PY_SSIZE_T_MAX / 8 / width ? NULL : PyMem_Malloc(lines * width * 8);
    int32_t *common = PyMem_Malloc(shorter * 8);
    if (!rows || !common || table_made(&table, pair->a, pair->count_a)) {
        PyErr_NoMemory();
        to = NULL;
    } else {
        int32_t *a = common, *b = common + shorter;
        fill(rows, width, pair, &table);
        for (Py_ssize_t last = walked(rows, width, pair, a, b), first; last > 0; last = first) {
            for (first = last - 1; first && a[first - 1] == a[first] + 1 && b[first - 1] == b[first] + 1;)
                first--;
            to = put(to, skipped + a[last - 1], skipped + b[last - 1], last - first);
        }
    }
    table_free(&table);
    PyMem_Free(rows);
    PyMem_Free(common);
    return to;
}

static PyObject *stretches(const uint64_t *a, Py_ssize_t count_a, const uint64_t *b, Py_ssize_t count_b)
{
    Py_ssize_t shorter = count_a < count_b ? count_a : count_b, begins = 0, ends = 0;
    while (begins < shorter && a[begins] == b[begins])
        begins++;
    while (ends < shorter - begins && a[count_a - 1 - ends] == b[count_b - 1 - ends])
        ends++;
    const Pair rest = {a + begins, b + begins, count_a - begins - ends, count_b - begins - ends};
    /* Of the words between there are at most as many stretches as the shorter text has words. */
    int32_t *room = PyMem_Malloc(((size_t)(shorter - begins - ends) + 2) * 12), *to = room;
    PyObject *found = NULL;
    if (!room)
        return PyErr_NoMemory();
    if ((to = put_between(put(to, 0, 0, begins), &rest, begins))) {
        to = put(to, count_a - ends, count_b - ends, ends);
        found = PyByteArray_FromStringAndSize((const char *)room, (Py_ssize_t)((to - room) * 4));
    }
    PyMem_Free(room);
    return found;
}

/* in_order(a, b) -> bytearray of int32, rows of (first word in a, in b, number of words), of arrays of uint64. */
static PyObject *in_order(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer a, b;
    if (!PyArg_ParseTuple(arguments, "y*y*", &a, &b))
        return NULL;
    PyObject *found = NULL;
    if (a.len / 8 > INT32_MAX || b.len / 8 > INT32_MAX || ((uintptr_t)a.buf | (uintptr_t)b.buf) % 8)
        PyErr_SetString(PyExc_ValueError, "the keys of both texts are aligned, and no more than 2**31 - 1");
    else
        found = stretches(a.buf, a.len / 8, b.buf, b.len / 8);
    PyBuffer_Release(&a);
    PyBuffer_Release(&b);
    return found;
}

PyMethodDef order_methods[] = {
    {"in_order", in_order, METH_VARARGS, "What two texts have in common in order."},
    {NULL, NULL, 0, NULL},
};
