/* What common runs of two texts are part of, as `plain_shared` of dedup.compare.sharing has it. */
#include "kernels.h"

enum { QUOTED = 1, STOCK = 2, ASIDE = 4 };  /* marks of a word, as there */

/* Words in a row of both texts, all of one sort: running text (0), QUOTED or STOCK; `words` of them agree. */
typedef struct {
    int32_t a, end_a, b, end_b, words;
    uint8_t sort;
} Segment;

typedef struct {
    Py_ssize_t counted, own, outside, shingles, longest, quoted, stock;
} Counts;

/* What is joined to passages, and what is counted on the way. */
typedef struct {
    int32_t long_run, gap, least;
    Counts counts;
    Segment passage;  /* the one at hand; without words before the first */
    PyObject *passages;
} Sharing;

static int keep_passage(Sharing *sharing)
{
    const Segment *one = &sharing->passage;
    if (one->words < sharing->least)
        return 0;
    PyObject *row = Py_BuildValue("(iiiiiOO)", one->a, one->end_a, one->b, one->end_b, one->words,
                                  one->sort == QUOTED ? Py_True : Py_False, one->sort == STOCK ? Py_True : Py_False);
    int failed = !row || PyList_Append(sharing->passages, row);
    Py_XDECREF(row);
    return failed ? -1 : 0;
}

static inline int is_near(int32_t end, int32_t start, int32_t gap)
{
    return start >= end && start - end <= gap;
}

static int add_segment(Sharing *sharing, const Segment *next)
{
    Counts *counts = &sharing->counts;
    if (next->sort == STOCK) {
        counts->stock += next->words;
    } else {
        counts->counted += next->words;
        if (next->sort == QUOTED) {
            counts->quoted += next->words;
        } else {
            counts->own += next->words;
            if (next->words >= sharing->long_run)
                counts->shingles += next->words - sharing->long_run + 1;
            if (next->words > counts->longest)
                counts->longest = next->words;
        }
    }
    Segment *last = &sharing->passage;
    if (last->words && last->sort == next->sort && is_near(last->end_a, next->a, sharing->gap)
        && is_near(last->end_b, next->b, sharing->gap)) {
        last->end_a = next->end_a;
        last->end_b = next->end_b;
        last->words += next->words;
        return 0;
    }
    if (keep_passage(sharing))
        return -1;
    *last = *next;
    return 0;
}

/* Cut a run where its words change their sort, and add what it is cut into. */
static int add_run(Sharing *sharing, const int32_t *run, const uint8_t *marks_a, const uint8_t *marks_b)
{
    const int32_t a = run[0], b = run[1], length = run[2];
    Segment segment = {0};
    for (int32_t word = 0; word < length; word++) {
        const uint8_t marks = marks_a[a + word] | marks_b[b + word];
        const uint8_t sort = marks & STOCK ? STOCK : marks & QUOTED;
        sharing->counts.outside += !(marks & ASIDE);
        if (segment.words && segment.sort != sort) {
            if (add_segment(sharing, &segment))
                return -1;
            segment.words = 0;
        }
        if (!segment.words)
            segment = (Segment){.a = a + word, .b = b + word, .sort = sort};
        segment.words++;
        segment.end_a = a + word + 1;
        segment.end_b = b + word + 1;
    }
    return segment.words ? add_segment(sharing, &segment) : 0;
}

/* share(runs, marks_a, marks_b, (long_run, gap, least)) -> (counts, passages), the fields of `Shared`. `runs` are rows
   of int32: first word in a, in b, number of words. */
static PyObject *share(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer runs, a, b;
    Sharing sharing = {0};
    if (!PyArg_ParseTuple(arguments, "y*y*y*(iii)", &runs, &a, &b, &sharing.long_run, &sharing.gap, &sharing.least))
        return NULL;
    PyObject *result = NULL;
    if (runs.len % 12 || (uintptr_t)runs.buf % 4 || a.len > INT32_MAX || b.len > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "a run is three aligned numbers, and a text has at most 2**31 - 1 words");
        goto done;
    }
    if (!(sharing.passages = PyList_New(0)))
        goto done;
    const int32_t *run = runs.buf, *end = run + runs.len / 4;
    for (; run < end; run += 3) {
        if (run[0] < 0 || run[1] < 0 || run[2] < 0 || run[0] > a.len - run[2] || run[1] > b.len - run[2]) {
            PyErr_SetString(PyExc_ValueError, "runs lie inside both texts");
            goto done;
        }
        if (add_run(&sharing, run, a.buf, b.buf))
            goto done;
    }
    const Counts *counts = &sharing.counts;
    if (!keep_passage(&sharing))
        result = Py_BuildValue("(nnnnnnn)O", counts->counted, counts->own, counts->outside, counts->shingles,
                               counts->longest, counts->quoted, counts->stock, sharing.passages);
done:
    Py_XDECREF(sharing.passages);
    PyBuffer_Release(&runs);
    PyBuffer_Release(&a);
    PyBuffer_Release(&b);
    return result;
}

PyMethodDef sharing_methods[] = {
    {"share", share, METH_VARARGS, "What common runs are part of."},
    {NULL, NULL, 0, NULL},
};
