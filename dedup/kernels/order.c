/* What two texts have in common when both are read in order, as `plain_in_order` of dedup.compare.order finds it. */
#include "kernels.h"

#include <string.h>

/* Two texts without the words in which their beginnings agree, and their ends. */
typedef struct {
    const uint64_t *a, *b;
    Py_ssize_t count_a, count_b;
} Pair;

/* Where the words of the second text stand in the first. Only words that both have take a row of places, so that these
   need no more room, and no more time to be made, than the product of the lengths. */
typedef struct {
    int32_t *rows;     /* for each word of the second text its row, 0 for what the first does not have */
    uint64_t *places;  /* rows of `width` integers: a bit for each place of a word in the first text; none in row 0 */
    size_t width;
} Table;

/* What a table is made with: the words of the second text, numbered from 1 on in the order in which they come. Words
   that fall on one slot make look-ups slower, but never more than the product of the lengths. */
typedef struct {
    uint64_t *words;   /* by number */
    int32_t *rows;     /* by number */
    int32_t *slots;    /* number of a word, 0 in an empty one */
    int32_t *rows_a;   /* for each word of the first text its row, 0 for what the second does not have */
    size_t mask;
} Numbers;

/* The slot of a word, which is empty where the second text does not have it. */
static inline int32_t *slot_of(const Numbers *of, uint64_t word)
{
    size_t at = word & of->mask;  /* the key of a word is a hash */
    while (of->slots[at] && of->words[of->slots[at]] != word)
        at = (at + 1) & of->mask;
    return &of->slots[at];
}

/* Number the words of the second text, and the rows; gives how many rows there are with row 0. */
static size_t numbered(Table *table, Numbers *of, const Pair *pair)
{
    int32_t last = 0, rows = 1;
    for (Py_ssize_t j = 0; j < pair->count_b; j++) {
        int32_t *slot = slot_of(of, pair->b[j]);
        if (!*slot) {
            *slot = ++last;
            of->words[last] = pair->b[j];
        }
        table->rows[j] = *slot;
    }
    for (Py_ssize_t i = 0; i < pair->count_a; i++) {
        const int32_t number = *slot_of(of, pair->a[i]);
        if (number && !of->rows[number])
            of->rows[number] = rows++;
        of->rows_a[i] = of->rows[number];  /* 0 of number 0 */
    }
    for (Py_ssize_t j = 0; j < pair->count_b; j++)
        table->rows[j] = of->rows[table->rows[j]];
    return (size_t)rows;
}

static int table_made(Table *table, const Pair *pair)
{
    size_t room = 64, count_a = (size_t)pair->count_a, count_b = (size_t)pair->count_b;
    while (room < 2 * count_b)
        room *= 2;
    Numbers of = {.mask = room - 1};
    table->width = (count_a + 63) / 64;
    table->rows = PyMem_Malloc(count_b * sizeof *table->rows);
    of.words = PyMem_Malloc((count_b + 1) * sizeof *of.words);
    of.rows = PyMem_Calloc(count_b + 1, sizeof *of.rows);
    of.slots = PyMem_Calloc(room, sizeof *of.slots);
    of.rows_a = PyMem_Malloc(count_a * sizeof *of.rows_a);
    if (table->rows && of.words && of.rows && of.slots && of.rows_a) {
        const size_t rows = numbered(table, &of, pair);
        table->places = rows > PY_SSIZE_T_MAX / 8 / table->width ? NULL : PyMem_Calloc(rows * table->width, 8);
        for (size_t i = 0; table->places && i < count_a; i++)
            if (of.rows_a[i])
                table->places[(size_t)of.rows_a[i] * table->width + i / 64] |= (uint64_t)1 << i % 64;
    }
    PyMem_Free(of.words);
    PyMem_Free(of.rows);
    PyMem_Free(of.slots);
    PyMem_Free(of.rows_a);
    return table->places ? 0 : -1;
}

static void table_free(Table *table)
{
    PyMem_Free(table->rows);
    PyMem_Free(table->places);
}

/* Take a word of the second text, given by its place, into the state before it, which may be that after it: integers with
   a bit for each word of the first text, 0 for those by which the longest common subsequence with the second up to there
   grows (Hyyro 2004, "Bit-parallel LCS-length computation revisited"). */
static inline void take(const uint64_t *before, uint64_t *after, const Table *table, size_t word)
{
    const size_t width = table->width;
    const uint64_t *places = table->places + (size_t)table->rows[word] * width;
    uint64_t carry = 0;
    for (size_t block = 0; block < width; block++) {
        const uint64_t state = before[block], met = state & places[block], sum = state + met, total = sum + carry;
        carry = (sum < state) | (total < sum);
        after[block] = total | (state - met);
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
    /* A row for each word of the second text, the state after it, behind one of the state before all. */
    uint64_t *states = lines > PY_SSIZE_T_MAX / 8 / width - 1 ? NULL : PyMem_Malloc((lines + 1) * width * 8);
    int32_t *common = PyMem_Malloc(shorter * 8);
    if (!states || !common || table_made(&table, pair)) {
        PyErr_NoMemory();
        to = NULL;
    } else {
        int32_t *a = common, *b = common + shorter;
        memset(states, 0xFF, width * 8);
        for (size_t j = 0; j < lines; j++)
            take(states + j * width, states + (j + 1) * width, &table, j);
        for (Py_ssize_t last = walked(states + width, width, pair, a, b), first; last > 0; last = first) {
            for (first = last - 1; first && a[first - 1] == a[first] + 1 && b[first - 1] == b[first] + 1;)
                first--;
            to = put(to, skipped + a[last - 1], skipped + b[last - 1], last - first);
        }
    }
    table_free(&table);
    PyMem_Free(states);
    PyMem_Free(common);
    return to;
}

/* What two texts have between a common beginning, of so many words, and a common end. */
static Pair rest_of(const Pair *pair, Py_ssize_t *begins, Py_ssize_t *ends)
{
    const uint64_t *a = pair->a, *b = pair->b;
    Py_ssize_t shorter = pair->count_a < pair->count_b ? pair->count_a : pair->count_b, first = 0, last = 0;
    while (first < shorter && a[first] == b[first])
        first++;
    while (last < shorter - first && a[pair->count_a - 1 - last] == b[pair->count_b - 1 - last])
        last++;
    *begins = first;
    *ends = last;
    return (Pair){a + first, b + first, pair->count_a - first - last, pair->count_b - first - last};
}

static PyObject *stretches(const Pair *pair)
{
    Py_ssize_t begins, ends, count_a = pair->count_a, count_b = pair->count_b;
    const Pair rest = rest_of(pair, &begins, &ends);
    const Py_ssize_t shorter = rest.count_a < rest.count_b ? rest.count_a : rest.count_b;
    /* Of the words between there are at most as many stretches as the shorter text has words. */
    int32_t *room = PyMem_Malloc(((size_t)shorter + 2) * 12), *to = room;
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
        found = stretches(&(Pair){a.buf, b.buf, a.len / 8, b.len / 8});
    PyBuffer_Release(&a);
    PyBuffer_Release(&b);
    return found;
}

/* Length of the longest common subsequence of two texts, -1 with an error set. */
static Py_ssize_t length_in_order(const Pair *pair)
{
    Py_ssize_t begins, ends;
    const Pair rest = rest_of(pair, &begins, &ends);
    Py_ssize_t common = begins + ends;
    if (!rest.count_a || !rest.count_b)
        return common;
    Table table = {0};
    const size_t width = ((size_t)rest.count_a + 63) / 64;
    uint64_t *state = PyMem_Malloc(width * 8);
    if (!state || table_made(&table, &rest)) {
        PyErr_NoMemory();
        common = -1;
    } else {
        memset(state, 0xFF, width * 8);
        for (size_t j = 0; j < (size_t)rest.count_b; j++)
            take(state, state, &table, j);
        for (size_t block = 0; block < width; block++)
            common += __builtin_popcountll(~state[block]);
    }
    table_free(&table);
    PyMem_Free(state);
    return common;
}

/* How many words stretches have (rows of int32: first word in a, in b, number of words) of which none is left out in
   either text, so that they are longest without those left out as well; 0 if one is, -1 if one lies outside. */
static Py_ssize_t untouched(const Py_buffer *common, const Py_buffer *out_a, const Py_buffer *out_b)
{
    const int32_t *row = common->buf, *end = row + common->len / 4;
    Py_ssize_t words = 0;
    int touched = 0;
    for (; row < end; row += 3) {
        const int32_t a = row[0], b = row[1], count = row[2];
        if (a < 0 || b < 0 || count < 0 || a > out_a->len - count || b > out_b->len - count)
            return -1;
        const uint8_t *is_out_a = (const uint8_t *)out_a->buf + a, *is_out_b = (const uint8_t *)out_b->buf + b;
        for (int32_t word = 0; word < count; word++)
            touched |= is_out_a[word] | is_out_b[word];
        words += count;
    }
    return touched ? 0 : words;
}

static Py_ssize_t without(const uint64_t *keys, const Py_buffer *out, uint64_t *to)
{
    Py_ssize_t kept = 0;
    for (Py_ssize_t i = 0; i < out->len; i++) {
        to[kept] = keys[i];
        kept += !((const uint8_t *)out->buf)[i];
    }
    return kept;
}

/* agreeing(common, a, b, out_a, out_b, most) -> length of the longest common subsequence of two texts without the words
   that are left out, 0 where either has more than `most` others. `common` is what they have in common with them. */
static PyObject *agreeing(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer common, a, b, out_a, out_b;
    Py_ssize_t most, words = -1;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*n", &common, &a, &b, &out_a, &out_b, &most))
        return NULL;
    const uintptr_t places = (uintptr_t)a.buf | (uintptr_t)b.buf;
    const int sound = common.len % 12 == 0 && (uintptr_t)common.buf % 4 == 0 && places % 8 == 0
                      && out_a.len <= INT32_MAX && out_b.len <= INT32_MAX && a.len == 8 * out_a.len
                      && b.len == 8 * out_b.len;
    uint64_t *kept = NULL;
    if (!sound || (words = untouched(&common, &out_a, &out_b)) < 0) {
        PyErr_SetString(PyExc_ValueError, "stretches lie inside their texts, each word has a key and a mark, all aligned");
    } else if (!words) {
        if (!(kept = PyMem_Malloc((size_t)(a.len + b.len) + 8))) {
            PyErr_NoMemory();
            words = -1;
        } else {
            const Py_ssize_t count_a = without(a.buf, &out_a, kept);
            const Py_ssize_t count_b = without(b.buf, &out_b, kept + count_a);
            if (count_a <= most && count_b <= most)
                words = length_in_order(&(Pair){kept, kept + count_a, count_a, count_b});
        }
    }
    PyMem_Free(kept);
    PyBuffer_Release(&common);
    PyBuffer_Release(&a);
    PyBuffer_Release(&b);
    PyBuffer_Release(&out_a);
    PyBuffer_Release(&out_b);
    return words < 0 ? NULL : PyLong_FromSsize_t(words);
}

PyMethodDef order_methods[] = {
    {"in_order", in_order, METH_VARARGS, "What two texts have in common in order."},
    {"agreeing", agreeing, METH_VARARGS, "How much two texts have in common in order without some words."},
    {NULL, NULL, 0, NULL},
};
