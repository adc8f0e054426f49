/* What a text shares with each content that has keys of it, as `plain_tally` of dedup.candidates.tally adds it up. */
#include "kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD 16  /* entries whose places are fetched before they are needed: an archive's do not fit a cache */

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

/* Add one key's entries to the slots and note the contents met first; 0 where an entry is of no content that there is
   a slot for. */
static int add(Slot *slots, Py_ssize_t room, const uint32_t *contents, const uint8_t *weights, Py_ssize_t count,
               int32_t mine, int32_t *met, Py_ssize_t *noted)
{
    for (Py_ssize_t i = 0; i < count; i++) {
        if (i + AHEAD < count && contents[i + AHEAD] < room)
            __builtin_prefetch(&slots[contents[i + AHEAD]], 1);
        if (contents[i] >= room)
            return 0;
        Slot *slot = &slots[contents[i]];
        slot->score += mine * weights[i];
        if (!slot->shared++)
            met[(*noted)++] = (int32_t)contents[i];
    }
    return 1;
}

/* What a score is of the lighter text's mass, in thousandths. A key may weigh more in one text than in the other, which
   carries it beyond the whole. */
static int64_t thousandths(int64_t score, int64_t mass, int64_t other)
{
    int64_t lighter = mass < other ? mass : other, found = lighter > 0 ? score * 1000 / lighter : 1000;
    return found < 1000 ? found : 1000;
}

/* tally(slots, starts, counts, mine, contents, weights, masses, mass, evidence, least, support, light, light_support)
   -> bytearray of int64: content and share in thousandths of each content that passes, by content. `slots` (two int32 a content) is left all zero, as it has
   to be given; scores fit as long as no text has more than 33,000 keys. */
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
    const uint32_t *whose = contents.buf;
    Py_ssize_t room = slots.len / (Py_ssize_t)sizeof(Slot), keys = mine.len, rows = weights.len, total = 0, noted = 0;
    int whole = starts.len == 8 * keys && counts.len == 8 * keys && contents.len == 4 * rows && masses.len == 8 * room
                && room <= INT32_MAX;
    for (Py_ssize_t i = 0; whole && i < keys; i++) {
        whole = first[i] >= 0 && many[i] >= 0 && first[i] <= rows && many[i] <= rows - first[i];
        total += whole ? many[i] : 0;
    }
    size_t most = (size_t)(total < room ? total : room) + 1;
    int32_t *met = PyMem_Malloc(most * sizeof *met);
    Passed *passed = PyMem_Malloc(most * sizeof *passed);
    if (!met || !passed) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; whole && i < keys; i++)
        whole = add(all, room, whose + first[i], (uint8_t *)weights.buf + first[i], (Py_ssize_t)many[i],
                    ((uint8_t *)mine.buf)[i], met, &noted);
    size_t kept = 0;
    for (Py_ssize_t i = 0; i < noted; i++) {
        Slot *slot = &all[met[i]];
        if (passes(slot, of[met[i]], &rule))
            passed[kept++] = (Passed){met[i], thousandths(slot->score, of[met[i]], rule.mass)};
        memset(slot, 0, sizeof *slot);
    }
    if (!whole) {
        PyErr_SetString(PyExc_ValueError, "each key has its entries, each entry a content and a weight");
        goto done;
    }
    qsort(passed, kept, sizeof *passed, by_content);
    result = PyByteArray_FromStringAndSize((char *)passed, (Py_ssize_t)(kept * sizeof *passed));
done:
    PyMem_Free(met);
    PyMem_Free(passed);
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
