/* The heaviest keys of a text, as `plain_heaviest` of dedup.text.telling takes them. */
#include "kernels.h"

#include <string.h>

typedef struct {
    uint64_t first, second;  /* what it is ordered by */
    uint32_t lightness;      /* orders as the weight does, the other way round */
    uint32_t place;
} Weighed;

static inline int before(const Weighed *a, const Weighed *b)
{
    return a->first != b->first ? a->first < b->first : a->second < b->second;
}

/* Merge sort, bottom up, from runs of eight that are sorted by insertion; the sorted array is `a` or `spare`. */
static Weighed *sorted(Weighed *a, Weighed *spare, size_t count)
{
    for (size_t first = 0; first < count; first += 8) {
        size_t last = first + 8 < count ? first + 8 : count;
        for (size_t i = first + 1; i < last; i++) {
            Weighed moved = a[i];
            size_t to = i;
            for (; to > first && before(&moved, &a[to - 1]); to--)
                a[to] = a[to - 1];
            a[to] = moved;
        }
    }
    for (size_t width = 8; width < count; width *= 2) {
        for (size_t first = 0; first < count; first += 2 * width) {
            size_t middle = first + width < count ? first + width : count;
            size_t last = first + 2 * width < count ? first + 2 * width : count;
            size_t left = first, right = middle;
            for (size_t to = first; to < last; to++)
                spare[to] = left < middle && (right >= last || before(&a[left], &a[right])) ? a[left++] : a[right++];
        }
        Weighed *other = a;
        a = spare;
        spare = other;
    }
    return a;
}

/* Of those in the order of their keys keep the first of each key, in place, ready to be ordered by weight. Sorting
   twice costs little more than a table of what was seen, and texts cannot be written to make it slow. */
static size_t distinct(Weighed *all, size_t count)
{
    size_t kept = 0;
    uint64_t latest = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = all[i].first;
        if (kept && key == latest)
            continue;
        all[kept] = all[i];
        all[kept].first = all[i].lightness;
        all[kept++].second = latest = key;
    }
    return kept;
}

/* A float's bits in the order of the numbers, turned round: 0 is the heaviest. -0.0 counts as 0.0, as it does there. */
static inline uint32_t lightness_of(float weight)
{
    uint32_t bits;
    weight += 0.0f;
    memcpy(&bits, &weight, 4);
    return ~(bits & 0x80000000u ? ~bits : bits | 0x80000000u);
}

/* heaviest(keys, weights, floor, least, most) -> bytearray of int64: places of the keys that are taken. */
static PyObject *heaviest(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys, weights;
    float floor;
    Py_ssize_t least, most;
    if (!PyArg_ParseTuple(arguments, "y*y*fnn", &keys, &weights, &floor, &least, &most))
        return NULL;
    PyObject *result = NULL;
    size_t count = (size_t)keys.len / 8;
    Weighed *all = PyMem_Malloc((2 * count + 1) * sizeof *all);
    if ((size_t)weights.len != count * 4 || count > INT32_MAX) {
        PyErr_SetString(PyExc_ValueError, "each key has one weight");
        goto done;
    }
    if (!all) {
        PyErr_NoMemory();
        goto done;
    }
    for (size_t i = 0; i < count; i++) {
        float weight;
        memcpy(&weight, (char *)weights.buf + 4 * i, 4);
        memcpy(&all[i].first, (char *)keys.buf + 8 * i, 8);
        all[i].lightness = lightness_of(weight);
        all[i].place = (uint32_t)i;
        all[i].second = (uint64_t)all[i].lightness << 32 | i;
    }
    Weighed *ordered = sorted(all, all + count, count), *spare = ordered == all ? all + count : all;
    Py_ssize_t kept = (Py_ssize_t)distinct(ordered, count), enough = 0;
    ordered = sorted(ordered, spare, (size_t)kept);
    while (enough < kept && ordered[enough].lightness <= lightness_of(floor))
        enough++;
    if (enough < least)
        enough = least;
    if (enough > most)
        enough = most;
    if (enough > kept)
        enough = kept;
    if ((result = PyByteArray_FromStringAndSize(NULL, enough * 8))) {
        char *to = PyByteArray_AsString(result);
        for (Py_ssize_t i = 0; i < enough; i++) {
            int64_t place = ordered[i].place;
            memcpy(to + 8 * i, &place, 8);
        }
    }
done:
    PyMem_Free(all);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&weights);
    return result;
}

PyMethodDef ranking_methods[] = {
    {"heaviest", heaviest, METH_VARARGS, "Places of the heaviest of weighed keys."},
    {NULL, NULL, 0, NULL},
};
