/* Where the sentences of a text begin, as `_plain_cuts` of dedup.text.sentences has it. */
#include "characters.h"

#include <stdlib.h>
#include <string.h>

#define LOOK_BACK 12      /* characters before the end of a sentence, its stop included, in which an abbreviation stands */
#define LONGEST 8         /* letters of an abbreviation, a byte each */

/* What text is taken to be wrapped, as dedup.text.sentences says it. */
typedef struct {
    Py_ssize_t lines;
    Py_ssize_t low, high;
    double open;
} Wrapping;

typedef struct {
    const uint64_t *keys;  /* ascending: letters from the lowest byte on */
    size_t count;
} Abbreviations;

static int ascending_widths(const void *a, const void *b)
{
    int32_t left, right;
    memcpy(&left, a, 4);
    memcpy(&right, b, 4);
    return (left > right) - (left < right);
}

static int ascending_keys(const void *a, const void *b)
{
    uint64_t left, right;
    memcpy(&left, a, 8);
    memcpy(&right, b, 8);
    return (left > right) - (left < right);
}

/* Whether line breaks do not end paragraphs; -1 with a Python error set. */
static int is_wrapped(const Characters *text, const Wrapping *by)
{
    Py_ssize_t lines = 1, kept = 0, unfinished = 0;
    for (Py_ssize_t i = 0; i < text->count; i++)
        lines += text->points[i] == '\n';
    if (lines < by->lines)
        return 0;
    int32_t *widths = PyMem_Malloc((size_t)lines * 4);
    if (!widths) {
        PyErr_NoMemory();
        return -1;
    }
    for (Py_ssize_t first = 0; first <= text->count;) {
        Py_ssize_t end = first;
        while (end < text->count && text->points[end] != '\n')
            end++;
        Py_ssize_t last = end, from = first;
        while (from < last && looks(text, from, SPACE))
            from++;
        while (last > from && looks(text, last - 1, SPACE))
            last--;
        if (last > from) {
            widths[kept++] = (int32_t)(last - from);
            unfinished += !looks(text, last - 1, FINISHED);
        }
        first = end + 1;
    }
    int wrapped = 0;
    if (kept && kept >= by->lines) {
        qsort(widths, (size_t)kept, 4, ascending_widths);
        int32_t middle = widths[kept / 2];
        wrapped = middle >= by->low && middle <= by->high && widths[kept - 1] <= 2 * by->high
                  && (double)unfinished >= by->open * (double)kept;
    }
    PyMem_Free(widths);
    return wrapped;
}

static inline int is_letter(Py_UCS4 point)
{
    return (point | 0x20) >= 'a' && (point | 0x20) <= 'z';
}

/* Whether the stop before `end` belongs to an abbreviation or an initial. */
static int is_abbreviated(const Characters *text, Py_ssize_t end, const Abbreviations *known)
{
    const Py_ssize_t from = end > LOOK_BACK ? end - LOOK_BACK : 0, stop = end - 1;
    Py_ssize_t first = stop;
    while (first > from && looks(text, first - 1, WORD))
        first--;
    const Py_UCS4 *points = text->points;
    if (stop - first == 1) {
        if (points[first] >= 'A' && points[first] <= 'Z')
            return 1;
        return is_letter(points[first]) && first - 2 >= from && points[first - 1] == '.'
               && is_letter(points[first - 2]) && (first - 2 == from || !looks(text, first - 3, WORD));
    }
    if (first == stop || stop - first > LONGEST)
        return 0;
    uint64_t key = 0;
    for (Py_ssize_t i = first; i < stop; i++) {
        if (points[i] >= 0x80)
            return 0;
        key |= (uint64_t)points[i] << 8 * (i - first);
    }
    return known->count && bsearch(&key, known->keys, known->count, 8, ascending_keys) != NULL;
}

/* Whether a small letter follows, after no more than three spaces. */
static int goes_on(const Characters *text, Py_ssize_t end)
{
    Py_ssize_t place = end;
    while (place < end + 4 && looks(text, place, SPACE))
        place++;
    return place < end + 4 && looks(text, place, LOWER);
}

/* From a place on the end of what ends a sentence there: `*past` is where to look on, and 0 is given for no end. */
static int ends_at(const Characters *text, Py_ssize_t place, int wrapped, const Abbreviations *known, Py_ssize_t *past)
{
    Py_ssize_t end = place + 1;
    if (text->points[place] == '\n') {
        Py_ssize_t breaks = 1;
        for (Py_ssize_t i = end; looks(text, i, SPACE); i++)
            if (text->points[i] == '\n') {
                end = i + 1;
                breaks++;
            }
        *past = end;
        return !wrapped || breaks > 1;
    }
    const int sort = text->looks[place] & (MARK | WIDE);
    *past = end;
    if (!sort)
        return 0;
    while (looks(text, end, sort))
        end++;
    *past = end;
    while (looks(text, end, CLOSER))
        end++;
    if (sort & MARK) {
        Py_ssize_t seen = end;
        while (looks(text, seen, UNSEEN))
            seen++;
        if (!looks(text, seen, SPACE))
            return 0;
    }
    *past = end;
    if (end == place + 1 && text->points[place] == '.')
        return !is_abbreviated(text, end, known) && !goes_on(text, end);
    return 1;
}

/* The words at which sentences begin, from 0 on, closed by their number; gives the longest sentence's words. */
static Py_ssize_t cut(const Characters *text, const int32_t *starts, Py_ssize_t count, int wrapped,
                      const Abbreviations *known, int32_t *cuts, Py_ssize_t *found)
{
    Py_ssize_t word = 0, longest = 0, kept = 1;
    cuts[0] = 0;
    for (Py_ssize_t place = 0, past; place < text->count; place = past) {
        if (!ends_at(text, place, wrapped, known, &past))
            continue;
        while (word < count && starts[word] < past)
            word++;
        if (word > cuts[kept - 1])
            cuts[kept++] = (int32_t)word;
    }
    if (count > cuts[kept - 1])
        cuts[kept++] = (int32_t)count;
    for (Py_ssize_t i = 1; i < kept; i++)
        if (cuts[i] - cuts[i - 1] > longest)
            longest = cuts[i] - cuts[i - 1];
    *found = kept;
    return longest;
}

/* sentences(reader, text, starts, abbreviations, (lines, low, high, open)) -> (cuts: bytearray of int32, longest). */
static PyObject *sentences(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *result = NULL;
    Py_buffer starts, known;
    Wrapping by;
    if (!PyArg_ParseTuple(arguments, "OOy*y*(nnnd)", &reader, &string, &starts, &known, &by.lines, &by.low, &by.high,
                          &by.open))
        return NULL;
    Characters text = {0};
    Abbreviations abbreviations = {known.buf, (size_t)known.len / 8};
    const Py_ssize_t count = starts.len / 4;
    int32_t *cuts = PyMem_Malloc(((size_t)count + 2) * 4);
    if (!cuts)
        PyErr_NoMemory();
    if (!cuts || !is_reader(module, reader) || characters_of((Reader *)reader, string, &text))
        goto done;
    if ((uintptr_t)starts.buf % 4 || (uintptr_t)known.buf % 8) {
        PyErr_SetString(PyExc_ValueError, "arrays are aligned");
        goto done;
    }
    int wrapped = is_wrapped(&text, &by);
    if (wrapped < 0)
        goto done;
    Py_ssize_t found, longest = cut(&text, starts.buf, count, wrapped, &abbreviations, cuts, &found);
    PyObject *array = PyByteArray_FromStringAndSize((const char *)cuts, found * 4);
    if (array)
        result = Py_BuildValue("Nn", array, longest);
done:
    PyMem_Free(cuts);
    characters_free(&text);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&known);
    return result;
}

PyMethodDef sentences_methods[] = {
    {"sentences", sentences, METH_VARARGS, "Where sentences begin."},
    {NULL, NULL, 0, NULL},
};
