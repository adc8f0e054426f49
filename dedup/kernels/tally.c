/* What a text shares with each content that has keys of it, as `plain_tally` of dedup.candidates.tally adds it up. */
#include "kernels.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 32768  /* contents whose slots are gone through at a time: a quarter of a megabyte, which a cache holds */
#define PART 256     /* entries chosen from at a time */
#define COMMON 32    /* keys at most whose entries are passed over where they alone let no content pass */
#define CLASSES 256  /* of masses: the lightest are of class 1, ... */
#define MET 0        /* ... and this is for contents of which something has been added up, whatever their mass */

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

/* The entries of one key, gone through as far as `next`. Those of contents of the class `heavy` or above count only where
   another key has led to the content. */
typedef struct {
    Py_ssize_t next, stop;
    int32_t mine;
    int heavy;
} Key;

typedef struct {
    uint32_t content, class;  /* as it was */
} Met;

typedef struct {
    Slot *slots;
    uint8_t *classes;  /* of the contents' masses */
    const uint32_t *contents;
    const uint8_t *weights;
    Met *met;
    Py_ssize_t noted;
} Sums;

/* The class of a mass, 1 to 255: in the order of masses, eight for each doubling. */
static inline uint8_t class_of(int64_t mass)
{
    if (mass < 16)
        return mass > 0 ? (uint8_t)mass : 1;
    int power = 63 - __builtin_clzll((uint64_t)mass);
    return power > 33 ? CLASSES - 1 : (uint8_t)(8 * (power - 2) + (mass >> (power - 3) & 7));
}

static int by_content(const void *a, const void *b)
{
    int64_t one = ((const Passed *)a)->content, other = ((const Passed *)b)->content;
    return (one > other) - (one < other);
}

/* Whether a score on so many keys is enough. With more of both it stays so, and with a lighter text on the same side of
   `light`. */
static inline int passes(int64_t score, int64_t shared, int64_t lighter, const Rule *rule)
{
    double whole = (double)lighter, sum = (double)score, keys = (double)shared;
    if (score < rule->evidence || sum < rule->least * whole)
        return 0;
    double needed = (lighter <= rule->light ? rule->light_support : rule->support) * whole;
    return sum * (keys * sqrt(keys)) >= needed * needed;
}

/* The least mass of the lighter text from which on so much is never enough; beyond the asking text's own for none. */
static int64_t never_from(int64_t score, int64_t shared, const Rule *rule)
{
    int64_t enough = -1, never = rule->mass + 1;
    if (rule->light >= 0 && rule->light < rule->mass) {
        if (passes(score, shared, rule->light + 1, rule))
            enough = rule->light + 1;
        else
            never = rule->light + 1;
    }
    while (never - enough > 1) {
        int64_t middle = enough + (never - enough) / 2;
        if (passes(score, shared, middle, rule))
            enough = middle;
        else
            never = middle;
    }
    return never;
}

/* Bring the most common keys to the end, the most common last; gives how many of them there are. */
static Py_ssize_t by_commonness(Key *keys, Py_ssize_t count)
{
    Py_ssize_t sorted = count < COMMON ? count : COMMON;
    for (Py_ssize_t last = count; last > count - sorted; last--) {
        Py_ssize_t most = 0;
        for (Py_ssize_t i = 1; i < last; i++)
            if (keys[i].stop - keys[i].next >= keys[most].stop - keys[most].next)
                most = i;
        Key moved = keys[most];
        keys[most] = keys[last - 1];
        keys[last - 1] = moved;
    }
    return sorted;
}

/* Find from which class on contents cannot pass if they share none but a key and the more common ones. Search engines
   pass over the entries of common words likewise (Turtle and Flood 1995). */
static void spare(Key *keys, Py_ssize_t count, const uint8_t *weights, const Rule *rule)
{
    int64_t score = 0;
    Py_ssize_t common = by_commonness(keys, count);
    for (Py_ssize_t i = 1; i <= common; i++) {
        Key *key = &keys[count - i];
        uint8_t most = 0;
        for (Py_ssize_t k = key->next; k < key->stop; k++)
            most = weights[k] > most ? weights[k] : most;
        score += (int64_t)key->mine * most;
        int64_t never = never_from(score, i, rule);
        if (never > rule->mass)
            return;
        key->heavy = class_of(never) + 1;  /* all of a higher class are heavier */
    }
}

/* Add the entries of a key that are of contents below `end`; 0 where one is of a content below `begin`. */
static int add(Sums *sums, int64_t begin, int64_t end, Key *key)
{
    const uint32_t *contents = sums->contents;
    uint8_t *classes = sums->classes;
    Py_ssize_t i = key->next, noted = sums->noted;
    int ascending = 1;
    while (ascending && i < key->stop && contents[i] < end) {
        Py_ssize_t chosen[PART], many = 0, last = key->stop - i < PART ? key->stop : i + PART;
        /* Chosen without a branch, which no processor could foresee. */
        for (; i < last && contents[i] < end && (ascending = contents[i] >= begin); i++) {
            chosen[many] = i;
            many += classes[contents[i]] < key->heavy;
        }
        for (Py_ssize_t j = 0; j < many; j++) {
            uint32_t content = contents[chosen[j]];
            Slot *slot = &sums->slots[content];
            sums->met[noted] = (Met){content, classes[content]};
            noted += !slot->shared;
            classes[content] = MET;
            slot->shared++;
            slot->score += key->mine * sums->weights[chosen[j]];
        }
    }
    sums->noted = noted;
    key->next = i;
    return ascending;
}

/* What a score is of the lighter text's mass, in thousandths. A key may weigh more in one text than in the other, which
   carries it beyond the whole. */
static int64_t thousandths(int64_t score, int64_t lighter)
{
    int64_t found = lighter > 0 ? score * 1000 / lighter : 1000;
    return found < 1000 ? found : 1000;
}

/* tally(slots, classes, starts, counts, mine, contents, weights, masses, mass, evidence, least, support, light,
   light_support) -> bytearray of int64: content and share in thousandths of each content that passes, by content.
   `contents` ascend under each key. `slots` (two int32 a content) is left all zero, as it has to be given, and `classes`
   as `classes` gives it for the masses; scores fit as long as no text has more than 33,000 keys. */
static PyObject *tally(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer slots, classes, starts, counts, mine, contents, weights, masses;
    Rule rule;
    if (!PyArg_ParseTuple(arguments, "w*w*y*y*y*y*y*y*LLddLd", &slots, &classes, &starts, &counts, &mine, &contents,
                          &weights, &masses, &rule.mass, &rule.evidence, &rule.least, &rule.support, &rule.light,
                          &rule.light_support))
        return NULL;
    PyObject *result = NULL;
    const int64_t *first = starts.buf, *many = counts.buf, *of = masses.buf;
    Py_ssize_t room = classes.len, count = mine.len, rows = weights.len, total = 0;
    size_t kept = 0;
    Sums sums = {.slots = slots.buf, .classes = classes.buf, .contents = contents.buf, .weights = weights.buf,
                 .met = PyMem_Malloc((BLOCK + 1) * sizeof *sums.met)};
    Key *keys = PyMem_Malloc((size_t)(count + 1) * sizeof *keys);
    Passed *passed = NULL;
    int whole = starts.len == 8 * count && counts.len == 8 * count && contents.len == 4 * rows && masses.len == 8 * room
                && slots.len == room * (Py_ssize_t)sizeof(Slot) && room <= INT32_MAX;
    for (Py_ssize_t i = 0; keys && whole && i < count; i++) {
        whole = first[i] >= 0 && many[i] >= 0 && first[i] <= rows && many[i] <= rows - first[i];
        keys[i] = (Key){first[i], whole ? first[i] + many[i] : first[i], ((const uint8_t *)mine.buf)[i], CLASSES};
        total += whole ? many[i] : 0;
    }
    passed = PyMem_Malloc((size_t)((total < room ? total : room) + 1) * sizeof *passed);
    if (!sums.met || !keys || !passed) {
        PyErr_NoMemory();
        goto done;
    }
    if (whole)
        spare(keys, count, weights.buf, &rule);
    for (int64_t begin = 0; whole && total && begin < room; begin += BLOCK) {
        int64_t end = begin + BLOCK < room ? begin + BLOCK : room;
        sums.noted = 0;
        for (Py_ssize_t i = 0; whole && i < count; i++)
            whole = add(&sums, begin, end, &keys[i]);
        for (Py_ssize_t i = 0; i < sums.noted; i++) {
            uint32_t content = sums.met[i].content;
            Slot *slot = &sums.slots[content];
            if (slot->score >= rule.evidence) {
                int64_t lighter = of[content] < rule.mass ? of[content] : rule.mass;
                if (passes(slot->score, slot->shared, lighter, &rule))
                    passed[kept++] = (Passed){content, thousandths(slot->score, lighter)};
            }
            sums.classes[content] = (uint8_t)sums.met[i].class;
            memset(slot, 0, sizeof *slot);
        }
    }
    for (Py_ssize_t i = 0; whole && i < count; i++)
        whole = keys[i].next == keys[i].stop;
    if (!whole) {
        PyErr_SetString(PyExc_ValueError, "each key has its entries, each a weight and a content, and these ascend");
        goto done;
    }
    qsort(passed, kept, sizeof *passed, by_content);
    result = PyByteArray_FromStringAndSize((char *)passed, (Py_ssize_t)(kept * sizeof *passed));
done:
    PyMem_Free(sums.met);
    PyMem_Free(passed);
    PyMem_Free(keys);
    PyBuffer_Release(&slots);
    PyBuffer_Release(&classes);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&counts);
    PyBuffer_Release(&mine);
    PyBuffer_Release(&contents);
    PyBuffer_Release(&weights);
    PyBuffer_Release(&masses);
    return result;
}

/* classes(masses) -> bytearray: the class of each of some masses (int64), for `tally`. */
static PyObject *classes(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer masses;
    if (!PyArg_ParseTuple(arguments, "y*", &masses))
        return NULL;
    PyObject *result = PyByteArray_FromStringAndSize(NULL, masses.len / 8);
    uint8_t *to = result ? (uint8_t *)PyByteArray_AsString(result) : NULL;
    for (Py_ssize_t i = 0; result && i < masses.len / 8; i++)
        to[i] = class_of(((const int64_t *)masses.buf)[i]);
    PyBuffer_Release(&masses);
    return result;
}

PyMethodDef tally_methods[] = {
    {"classes", classes, METH_VARARGS, "Classes of masses."},
    {"tally", tally, METH_VARARGS, "Contents that share enough of a text's keys, and their scores."},
    {NULL, NULL, 0, NULL},
};
