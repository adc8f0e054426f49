/* The keys of a text by weight, as the plain forms of dedup.text.telling select them. */
#include "kernels.h"
#include "sorting.h"

#include <math.h>
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

DEFINE_SORT(sorted, Weighed, before)

/* Of those in the order of their keys keep the first of each key, in place, ready to be ordered by weight. */
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

/* Room to sort items in. */
typedef struct {
    Weighed *items;  /* twice as many */
    uint32_t *ends;  /* 2 and twice as many */
} Room;

static inline size_t bucket_of(const Weighed *item, int bits)
{
    return (size_t)(item->first >> (64 - bits));
}

DEFINE_GROUPED(in_buckets, Weighed, sorted, bucket_of, 1)

/* The items in the order of their keys, in `spare`; `ends` has room for 2 and twice as many. */
static Weighed *by_key(Weighed *items, Weighed *spare, size_t count, uint32_t *ends)
{
    return in_buckets(items, spare, count, bits_for(count, 1), ends);
}

/* A float's bits in the order of the numbers, turned round: 0 is the heaviest. -0.0 counts as 0.0, as it does there. */
static inline uint32_t lightness_of(float weight)
{
    uint32_t bits;
    weight += 0.0f;
    memcpy(&bits, &weight, 4);
    return ~(bits & 0x80000000u ? ~bits : bits | 0x80000000u);
}

/* Of so many keys those that weigh `floor` or more, each once, in the order of the keys: in `ordered`, which gives their
   places as well. `spare` is the half of the room, for twice as many, that they do not stand in. */
static size_t weighing(const uint64_t *keys, const float *weights, size_t count, float floor, const Room *room,
                       Weighed **ordered, Weighed **spare)
{
    Weighed *items = room->items;
    const uint32_t enough = lightness_of(floor);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t lightness = lightness_of(weights[i]);
        if (lightness <= enough) {
            items[kept].first = keys[i];
            items[kept].second = (uint64_t)lightness << 32 | i;
            items[kept].lightness = lightness;
            items[kept++].place = (uint32_t)i;
        }
    }
    *ordered = by_key(items, items + count, kept, room->ends);
    *spare = *ordered == items ? items + count : items;
    return distinct(*ordered, kept);
}

/* Of so many keys and weights those that `_heaviest` takes, each with its place and, as `second`, its key; gives how many.
   They are ranked, first to last, where that is asked for or where not all are taken. `room` holds twice as many. Sorting
   what is too light is spared where there is enough. */
static Py_ssize_t heaviest(const uint64_t *keys, const float *weights, size_t count, float floor, Py_ssize_t least,
                           Py_ssize_t most, int ranked, const Room *room, Weighed **result)
{
    Weighed *spare;
    Py_ssize_t enough = (Py_ssize_t)weighing(keys, weights, count, floor, room, result, &spare), kept = enough;
    if (enough < least) {
        kept = (Py_ssize_t)weighing(keys, weights, count, -INFINITY, room, result, &spare);
        enough = least < kept ? least : kept;
    }
    if (enough > most)
        enough = most;
    if (ranked || enough < kept)
        *result = sorted(*result, spare, (size_t)kept);
    return enough;
}

/* The words of a text that are not left out, then the pairs of neighbours among them; room for all that is made of
   them. */
typedef struct {
    Py_ssize_t words;    /* that are not left out */
    Py_ssize_t count;    /* with the pairs */
    uint64_t *keys;
    float *weights;
    uint64_t *chosen;    /* as many as keys */
    float *weighed;
    Room room;
} Content;

static void content_free(Content *content)
{
    PyMem_Free(content->keys);
    PyMem_Free(content->room.items);
}

static int content_room(Content *content, size_t words)
{
    size_t most = 2 * words + 1;
    content->keys = PyMem_Malloc(most * (8 + 8 + 4 + 4));
    content->room.items = PyMem_Malloc(2 * most * sizeof *content->room.items
                                       + (2 * most + 2) * sizeof *content->room.ends);
    if (!content->keys || !content->room.items) {
        PyErr_NoMemory();
        return -1;
    }
    content->chosen = content->keys + most;
    content->weights = (float *)(content->chosen + most);
    content->weighed = content->weights + most;
    content->room.ends = (uint32_t *)(content->room.items + 2 * most);
    return 0;
}

Py_ssize_t content_of(const uint64_t *stems, const float *rarity, const uint8_t *anchor, Py_ssize_t count,
                      float anchored, int roots, uint64_t *keys, float *weights)
{
    Py_ssize_t words = 0;
    for (Py_ssize_t i = 0; i < count; i++)
        if (rarity[i] > 0) {
            float weight = anchor[i] ? rarity[i] + anchored : rarity[i];
            keys[words] = stems[i];
            weights[words++] = roots ? sqrtf(weight) : weight;
        }
    for (Py_ssize_t i = 1; i < words; i++) {
        keys[words + i - 1] = fmix64(keys[i - 1] * SHINGLE_BASE + keys[i]);
        weights[words + i - 1] = weights[i - 1] + weights[i];
    }
    return words;
}

/* Keys and weights in whole steps, 1 to 255, of the first `count` in `ordered`. */
static PyObject *keyed(const Weighed *ordered, Py_ssize_t count, const float *weights, float scale)
{
    PyObject *result = NULL, *keys = PyByteArray_FromStringAndSize(NULL, count * 8);
    PyObject *steps = PyByteArray_FromStringAndSize(NULL, count);
    if (keys && steps) {
        char *key = PyByteArray_AsString(keys), *step = PyByteArray_AsString(steps);
        for (Py_ssize_t i = 0; i < count; i++) {
            memcpy(key + 8 * i, &ordered[i].second, 8);
            step[i] = (char)steps_of(weights[ordered[i].place], scale);
        }
        result = PyTuple_Pack(2, keys, steps);
    }
    Py_XDECREF(keys);
    Py_XDECREF(steps);
    return result;
}

/* The parameters of a selection, as dedup.text.telling gives them. */
typedef struct {
    float anchored, share, scale;
    float rare, pair;  /* rarities from which words and pairs are telling */
    Py_ssize_t least, most, least_pairs, most_pairs;
} Selection;

/* The telling words, then the telling pairs, then of both each key once. */
static PyObject *telling_of(Content *content, const Selection *by)
{
    Weighed *ordered;
    Py_ssize_t chosen = 0, words = content->words;
    Py_ssize_t count = heaviest(content->keys, content->weights, (size_t)words, by->rare, by->least, by->most,
                                0, &content->room, &ordered);
    for (Py_ssize_t i = 0; i < count; i++, chosen++) {
        content->chosen[chosen] = ordered[i].second;
        content->weighed[chosen] = content->weights[ordered[i].place];
    }
    const float *sums = content->weights + words;
    count = heaviest(content->keys + words, sums, (size_t)(content->count - words), by->pair, by->least_pairs,
                     by->most_pairs, 0, &content->room, &ordered);
    for (Py_ssize_t i = 0; i < count; i++, chosen++) {
        content->chosen[chosen] = ordered[i].second;
        content->weighed[chosen] = by->share * sums[ordered[i].place];
    }
    count = heaviest(content->chosen, content->weighed, (size_t)chosen, 0, 0, chosen, 1, &content->room, &ordered);
    return keyed(ordered, count, content->weighed, by->scale);
}

/* All words and pairs, the heaviest where they are too many, in the order of their keys. */
static PyObject *wording_of(Content *content, const Selection *by)
{
    Weighed *ordered, *spare;
    for (Py_ssize_t i = content->words; i < content->count; i++)
        content->weights[i] *= by->share;
    Py_ssize_t count = (Py_ssize_t)weighing(content->keys, content->weights, (size_t)content->count, 0, &content->room,
                                            &ordered, &spare);
    if (count > by->most) {
        Weighed *heaviest = sorted(ordered, spare, (size_t)count);
        count = by->most;
        for (Py_ssize_t i = 0; i < count; i++)
            heaviest[i].first = heaviest[i].second;
        ordered = by_key(heaviest, heaviest == ordered ? spare : ordered, (size_t)count, content->room.ends);
    }
    return keyed(ordered, count, content->weights, by->scale);
}

static PyObject *selected(PyObject *arguments, const char *format, int roots,
                          PyObject *(*select)(Content *, const Selection *))
{
    Py_buffer stems, rarity, anchor;
    Selection by = {0};
    int read = roots ? PyArg_ParseTuple(arguments, format, &stems, &rarity, &anchor, &by.anchored, &by.share,
                                        &by.scale, &by.most)
                     : PyArg_ParseTuple(arguments, format, &stems, &rarity, &anchor, &by.anchored, &by.share,
                                        &by.scale, &by.rare, &by.least, &by.most, &by.pair, &by.least_pairs,
                                        &by.most_pairs);
    if (!read)
        return NULL;
    PyObject *result = NULL;
    Content content = {0};
    const Py_ssize_t count = anchor.len;
    if (stems.len != 8 * count || rarity.len != 4 * count || count > INT32_MAX / 4 || (uintptr_t)stems.buf % 8
        || (uintptr_t)rarity.buf % 4 || by.most < 0)
        PyErr_SetString(PyExc_ValueError, "all arrays have one entry a word, are aligned, and none or more are taken");
    else if (!content_room(&content, (size_t)count)) {
        content.words = content_of(stems.buf, rarity.buf, anchor.buf, count, by.anchored, roots, content.keys,
                                   content.weights);
        content.count = content.words ? 2 * content.words - 1 : 0;
        result = select(&content, &by);
    }
    content_free(&content);
    PyBuffer_Release(&stems);
    PyBuffer_Release(&rarity);
    PyBuffer_Release(&anchor);
    return result;
}

/* telling(stems, rarity, anchor, anchored, share, scale, rare, least, most, pair, least_pairs, most_pairs) -> (keys,
   weights), bytearrays of uint64 and uint8: what `plain_telling` gives. */
static PyObject *telling(PyObject *module, PyObject *arguments)
{
    (void)module;
    return selected(arguments, "y*y*y*ffffnnfnn", 0, telling_of);
}

/* wording(stems, rarity, anchor, anchored, share, scale, most) -> as `telling`: what `plain_wording` gives. */
static PyObject *wording(PyObject *module, PyObject *arguments)
{
    (void)module;
    return selected(arguments, "y*y*y*fffn", 1, wording_of);
}

PyMethodDef ranking_methods[] = {
    {"telling", telling, METH_VARARGS, "The telling keys of a text and their weights."},
    {"wording", wording, METH_VARARGS, "The keys of all words of a text and their weights."},
    {NULL, NULL, 0, NULL},
};
