/* What a text shares with each content that has keys of it, as `plain_tally` of dedup.candidates.tally adds it up. */
#include "kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 32768  /* contents whose slots and masses are gone through at a time: half a megabyte, which a cache holds */

typedef struct {
    int32_t score, shared;  /* of one content; all zero between two calls */
} Slot;

typedef struct {
    int64_t content, thousandths;
} Passed;

typedef struct {
    double least, support, light_support;
    long long evidence, light, mass;
} Rule;

static int by_content(const void *a, const void *b)
{
    int64_t one = ((const Passed *)a)->content, other = ((const Passed *)b)->content;
    return (one > other) - (one < other);
}

static inline int passes(const Slot *slot, int64_t mass, const Rule *rule)
{
    int64_t whole = mass < rule->mass ? mass : rule->mass;
    double lighter = (double)whole, score = (double)slot->score, shared = (double)slot->shared;
    double needed = (whole <= rule->light ? rule->light_support : rule->support) * lighter;
    return slot->score >= rule->evidence && score >= rule->least * lighter
           && score * (shared * sqrt(shared)) >= needed * needed;
}

/* Add the entries of one key that are of contents below `end`, from place `i` to `stop`, and note the contents met first.
   Gives the place of the first entry that is left, -1 where one is of a content below `begin`. */
static Py_ssize_t add(Slot *slots, int64_t begin, int64_t end, const uint32_t *contents, const uint8_t *weights,
                      Py_ssize_t i, Py_ssize_t stop, int32_t mine, int32_t *met, Py_ssize_t *noted)
{
    for (; i < stop && contents[i] < end; i++) {
        if (contents[i] < begin)
            return -1;
        Slot *slot = &slots[contents[i]];
        met[*noted] = (int32_t)contents[i];
        *noted += !slot->shared;
        slot->shared++;
        slot->score += mine * weights[i];
    }
    return i;
}

/* What a score is of the lighter text's mass, in thousandths. A key may weigh more in one text than in the other, which
   carries it beyond the whole. */
static int64_t thousandths(int64_t score, int64_t mass, int64_t other)
{
    int64_t lighter = mass < other ? mass : other, found = lighter > 0 ? score * 1000 / lighter : 1000;
    return found < 1000 ? found : 1000;
}

/* tally(slots, starts, counts, mine, contents, weights, masses, mass, evidence, least, support, light, light_support)
   -> bytearray of int64: content and share in thousandths of each content that passes, by content. `contents` ascend
   under each key. `slots` (two int32 a content) is left all zero, as it has to be given; scores fit as long as no text
   has more than 33,000 keys. */
static PyObject *tally(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer slots, starts, counts, mine, contents, weights, masses;
    Rule rule;
    if (!PyArg_ParseTuple(arguments, "w*y*y*y*y*y*y*LLddLd", &slots, &starts, &counts, &mine, &contents, &weights,
                          &masses, &rule.mass, &rule.evidence, &rule.least, &rule.support, &rule.light, &rule.light_support))
        return NULL;
    PyObject *result = NULL;
    Slot *all = slots.buf;
    const int64_t *first = starts.buf, *many = counts.buf, *of = masses.buf;
    Py_ssize_t room = slots.len / (Py_ssize_t)sizeof(Slot), keys = mine.len, rows = weights.len, total = 0;
    int whole = starts.len == 8 * keys && counts.len == 8 * keys && contents.len == 4 * rows && masses.len == 8 * room
                && room <= INT32_MAX;
    for (Py_ssize_t i = 0; whole && i < keys; i++) {
        whole = first[i] >= 0 && many[i] >= 0 && first[i] <= rows && many[i] <= rows - first[i];
        total += whole ? many[i] : 0;
    }
    size_t kept = 0, most = (size_t)(total < room ? total : room) + 1;
    int32_t *met = PyMem_Malloc((BLOCK + 1) * sizeof *met);
    Passed *passed = PyMem_Malloc(most * sizeof *passed);
    Py_ssize_t *at = PyMem_Malloc((size_t)(keys + 1) * sizeof *at);
    if (!met || !passed || !at) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; whole && i < keys; i++)
        at[i] = first[i];
    for (int64_t begin = 0; whole && total && begin < room; begin += BLOCK) {
        int64_t end = begin + BLOCK < room ? begin + BLOCK : room;
        Py_ssize_t noted = 0;
        for (Py_ssize_t i = 0; whole && i < keys; i++) {
            at[i] = add(all, begin, end, contents.buf, weights.buf, at[i], first[i] + many[i],
                        ((uint8_t *)mine.buf)[i], met, &noted);
            whole = at[i] >= 0;
        }
        for (Py_ssize_t i = 0; i < noted; i++) {
            Slot *slot = &all[met[i]];
            if (passes(slot, of[met[i]], &rule))
                passed[kept++] = (Passed){met[i], thousandths(slot->score, of[met[i]], rule.mass)};
            memset(slot, 0, sizeof *slot);
        }
    }
    for (Py_ssize_t i = 0; whole && i < keys; i++)
        whole = at[i] == first[i] + many[i];
    if (!whole) {
        PyErr_SetString(PyExc_ValueError, "each key has its entries, each a weight and a content, and these ascend");
        goto done;
    }
    qsort(passed, kept, sizeof *passed, by_content);
    result = PyByteArray_FromStringAndSize((char *)passed, (Py_ssize_t)(kept * sizeof *passed));
done:
    PyMem_Free(met);
    PyMem_Free(passed);
    PyMem_Free(at);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&counts);
    PyBuffer_Release(&mine);
    PyBuffer_Release(&contents);
    PyBuffer_Release(&weights);
    PyBuffer_Release(&masses);
    return result;
}

PyMethodDef tally_methods[] = {
    {"tally", tally, METH_VARARGS, "Contents that share enough of a text's keys, and their scores."},
    {NULL, NULL, 0, NULL},
};
