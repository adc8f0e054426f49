/* Numbers and names in wording that two texts share, as `plain_figures` of dedup.text.figures finds them and
   `plain_changed` of dedup.compare.figures counts them. */
#include "characters.h"

/* Whether one of `count` characters is a given one. */
static int is_one_of(uint32_t point, const uint32_t *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (points[i] == point)
            return 1;
    return 0;
}

#define IS_IN(point, points) is_one_of(point, points, sizeof(points) / sizeof *(points))

static const uint32_t passed[] = {' ', '\t', '\'', 0x2018, '(', 0x2014, 0x2013, '-'};  /* as _PASSED there */
static const uint32_t ends[] = {'.', '!', '?', ':', '\n', '"', 0x201C, 0x201D, 0xBB, 0x2026};  /* as _SENTENCE_END */

/* Whether a word that begins with a capital does so inside a sentence. */
static int is_inside(PyObject *text, Py_ssize_t start)
{
    Py_ssize_t first = start > 4 ? start - 4 : 0, place = start;
    for (Py_ssize_t i = start > 2 ? start - 2 : 0; i < start; i++)
        if (PyUnicode_ReadChar(text, i) == '\n')
            return 0;
    while (place > first && IS_IN(PyUnicode_ReadChar(text, place - 1), passed))
        place--;
    return place > first && !IS_IN(PyUnicode_ReadChar(text, place - 1), ends);
}

/* Whether a character looks like that; -1 with an error set. */
static int looks_like(Reader *reader, Py_UCS4 point, int like)
{
    const Page *page = page_of(reader, point);
    return page ? (page->looks[point % PAGE] & like) != 0 : -1;
}

/* 1 if a word of the normal form begins with a digit, as str.isdigit has it; -1 with an error set. */
static int is_number(Reader *reader, PyObject *word)
{
    if (!word || !PyUnicode_Check(word) || PyUnicode_GetLength(word) < 1) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "words are strings of a character or more");
        return -1;
    }
    return looks_like(reader, PyUnicode_ReadChar(word, 0), DIGIT);
}

/* figures(reader, text, words, starts, outside) -> (places: bytearray of int32, numbers: bytearray of bool). */
static PyObject *figures(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *words, *result = NULL;
    Py_buffer starts, outside;
    if (!PyArg_ParseTuple(arguments, "OOO!y*y*", &reader, &string, &PyTuple_Type, &words, &starts, &outside))
        return NULL;
    const Py_ssize_t count = PyTuple_Size(words), length = PyUnicode_Check(string) ? PyUnicode_GetLength(string) : -1;
    const int32_t *start = starts.buf;
    const uint8_t *is_outside = outside.buf;
    int32_t *places = PyMem_Malloc((size_t)count * 5 + 5);
    uint8_t *numbers = (uint8_t *)(places + count);
    if (!places)
        PyErr_NoMemory();
    if (!places || !is_reader(module, reader))
        goto done;
    if (length < 0 || starts.len != 4 * count || outside.len != count || (uintptr_t)start % 4) {
        PyErr_SetString(PyExc_ValueError, "a text is a str, each word has a start and a mark, and they are aligned");
        goto done;
    }
    Py_ssize_t found = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (start[i] < 0 || start[i] >= length) {
            PyErr_SetString(PyExc_ValueError, "words stand inside their text");
            goto done;
        }
        if (is_outside[i])
            continue;
        const int number = is_number((Reader *)reader, PyTuple_GetItem(words, i));
        const int capital = number ? 0 : looks_like((Reader *)reader, PyUnicode_ReadChar(string, start[i]), UPPER);
        if (number < 0 || capital < 0)
            goto done;
        if (number || (capital && is_inside(string, start[i]))) {
            places[found] = (int32_t)i;
            numbers[found++] = (uint8_t)number;
        }
    }
    PyObject *at = PyByteArray_FromStringAndSize((const char *)places, found * 4);
    PyObject *which = PyByteArray_FromStringAndSize((const char *)numbers, found);
    if (at && which)
        result = Py_BuildValue("OO", at, which);
    Py_XDECREF(at);
    Py_XDECREF(which);
done:
    PyMem_Free(places);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&outside);
    return result;
}

/* The figures of one text: places of words, ascending, and whether each is a number; `next` is walked on. */
typedef struct {
    const uint64_t *keys;
    const int32_t *places;
    const uint8_t *numbers;
    Py_ssize_t count, next;
} Side;

#define GAP 32  /* words between two stretches: more are never asked for */

/* The distinct keys of the numbers, or the names, in a range of words; figures before it are passed for good. */
static int in_gap(Side *side, int32_t start, int32_t end, int number, uint64_t *keys)
{
    int found = 0;
    while (side->next < side->count && side->places[side->next] < start)
        side->next++;
    for (Py_ssize_t i = side->next; i < side->count && side->places[i] < end; i++) {
        const uint64_t key = side->keys[side->places[i]];
        int known = !side->numbers[i] != !number;
        for (int k = 0; k < found && !known; k++)
            known = keys[k] == key;
        if (!known)
            keys[found++] = key;
    }
    return found;
}

/* Count the numbers (0) or names (1) of the gap before a stretch: how many changed, how many are kept. */
static void count_gap(Side *a, Side *b, const int32_t *gap, Py_ssize_t counts[2][2])
{
    uint64_t here[GAP], there[GAP];
    for (int names = 0; names < 2; names++) {
        int in_a = in_gap(a, gap[0], gap[1], !names, here), in_b = in_gap(b, gap[2], gap[3], !names, there), both = 0;
        for (int i = 0; i < in_a; i++)
            for (int j = 0; j < in_b; j++)
                both += here[i] == there[j];
        counts[names][0] += (in_a < in_b ? in_a : in_b) - both;
        counts[names][1] += both;
    }
}

/* Count all in stretches of common wording (rows of int32: first word in a, in b, number of words), in their order. */
static int count_all(const int32_t *row, const int32_t *end, Side *a, Side *b, const Py_buffer *stock_b,
                     const Py_ssize_t *words, const int *frame, Py_ssize_t counts[2][2])
{
    int32_t done_a = 0, done_b = 0, before = 0;
    for (; row < end; row += 3) {
        const int32_t first = row[0], second = row[1], length = row[2];
        if (first < done_a || second < done_b || length < 0 || first > words[0] - length || second > words[1] - length)
            return -1;
        const int32_t gap[4] = {done_a, first, done_b, second};
        if (0 < first - done_a && first - done_a <= frame[0] && 0 < second - done_b && second - done_b <= frame[0]
            && before + length >= frame[1])
            count_gap(a, b, gap, counts);
        for (; a->next < a->count && a->places[a->next] < first + length; a->next++) {
            const int32_t place = a->places[a->next];
            if (place >= first && !((const uint8_t *)stock_b->buf)[place - first + second])
                counts[!a->numbers[a->next]][1]++;
        }
        before = length;
        done_a = first + length;
        done_b = second + length;
    }
    return 0;
}

/* changed_figures(common, (keys, places, numbers), (keys, places, numbers), stock_b, (gap, frame)) -> (numbers changed,
   kept, names changed, kept). */
static PyObject *changed_figures(PyObject *module, PyObject *arguments)
{
    (void)module;
    enum { COMMON, KEYS_A, PLACES_A, NUMBERS_A, KEYS_B, PLACES_B, NUMBERS_B, STOCK_B, BUFFERS };
    static const uint8_t sizes[BUFFERS] = {4, 8, 4, 1, 8, 4, 1, 1};
    Py_buffer given[BUFFERS];
    int frame[2];
    if (!PyArg_ParseTuple(arguments, "y*(y*y*y*)(y*y*y*)y*(ii)", &given[COMMON], &given[KEYS_A], &given[PLACES_A],
                          &given[NUMBERS_A], &given[KEYS_B], &given[PLACES_B], &given[NUMBERS_B], &given[STOCK_B],
                          &frame[0], &frame[1]))
        return NULL;
    PyObject *result = NULL;
    Py_ssize_t counts[2][2] = {{0}};
    const Py_ssize_t words[2] = {given[KEYS_A].len / 8, given[KEYS_B].len / 8};
    int sound = given[COMMON].len % 12 == 0 && given[STOCK_B].len == words[1] && frame[0] <= GAP
                && words[0] <= INT32_MAX && words[1] <= INT32_MAX;
    for (int i = 0; i < BUFFERS; i++)
        sound &= (uintptr_t)given[i].buf % sizes[i] == 0;
    Side sides[2];
    for (int side = 0; side < 2; side++) {
        const Py_buffer *of = &given[side ? KEYS_B : KEYS_A];
        sides[side] = (Side){of[0].buf, of[1].buf, of[2].buf, of[2].len, 0};
        sound &= of[1].len == 4 * of[2].len;
        for (Py_ssize_t i = 0; sound && i < of[2].len; i++)
            /* Ascending, so that a gap has no more figures than words. */
            sound &= sides[side].places[i] >= 0 && sides[side].places[i] < words[side]
                     && (!i || sides[side].places[i] > sides[side].places[i - 1]);
    }
    const int32_t *row = given[COMMON].buf;
    if (!sound || count_all(row, row + given[COMMON].len / 4, &sides[0], &sides[1], &given[STOCK_B], words, frame, counts))
        PyErr_SetString(PyExc_ValueError, "stretches and figures lie inside their texts, in order, and are aligned");
    else
        result = Py_BuildValue("nnnn", counts[0][0], counts[0][1], counts[1][0], counts[1][1]);
    for (int i = 0; i < BUFFERS; i++)
        PyBuffer_Release(&given[i]);
    return result;
}

PyMethodDef figures_methods[] = {
    {"figures", figures, METH_VARARGS, "Numbers and names of a text."},
    {"changed_figures", changed_figures, METH_VARARGS, "Numbers and names in wording that two texts share."},
    {NULL, NULL, 0, NULL},
};
