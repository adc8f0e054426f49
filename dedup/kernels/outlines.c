/* Outlines of texts and what they allow, as the plain forms of dedup.candidates.outlines have them. */
#include "kernels.h"
#include "sorting.h"

#include <string.h>

#define DROPPED 48        /* bits of a key */
#define SHORTS (1 << 16)  /* short keys that there are */
#define HEAD 4            /* bytes: the mass of the wording */
#define STEP 16           /* of a weight, so that two fit a byte */
#define FEWEST 4          /* bits of a hash that tell items apart at least */

typedef struct {
    uint64_t key;
    uint32_t place;
    uint8_t weight;
} Item;

static inline int before(const Item *a, const Item *b)
{
    return a->key < b->key;
}

DEFINE_SORT(sorted, Item, before)

static inline size_t bucket_of(const Item *item, int bits)
{
    return (size_t)(item->key * SHINGLE_BASE >> (64 - bits));
}

/* Of two in a bucket nothing need be sorted: they are alike or not. */
DEFINE_GROUPED(grouped, Item, sorted, bucket_of, 2)

/* What a text is given as, and the parameters of its wording as dedup.text.telling has them. */
typedef struct {
    Py_buffer stems, rarity, anchor;
    float anchored, share, scale;
    Py_ssize_t heaviest;  /* keys that a wording has at most */
} Given;

static void given_free(Given *given)
{
    PyBuffer_Release(&given->stems);
    PyBuffer_Release(&given->rarity);
    PyBuffer_Release(&given->anchor);
}

/* The words of a text that are not left out, with the pairs of neighbours among them, and room to group either. */
typedef struct {
    Py_ssize_t words, count;
    uint64_t *keys;
    float *weights;
    uint8_t *steps;
    Item *items, *spare;
    uint32_t *ends;
    uint32_t mass;  /* of the wording */
} Text;

static void text_free(Text *text)
{
    PyMem_Free(text->keys);
    PyMem_Free(text->items);
}

/* Take the first words and pairs as items, each with its place, and bring those of one key together. */
static const Item *text_grouped(Text *text, Py_ssize_t count)
{
    for (Py_ssize_t i = 0; i < count; i++)
        text->items[i] = (Item){text->keys[i], (uint32_t)i, text->steps[i]};
    return grouped(text->items, text->spare, (size_t)count, bits_for((size_t)count, FEWEST), text->ends);
}

/* The sum of the squares of the weights of each key's heaviest, of so many keys the heaviest. */
static uint32_t mass_of(const Item *items, Py_ssize_t count, Py_ssize_t heaviest)
{
    Py_ssize_t many[256] = {0};
    uint32_t mass = 0;  /* enough for as many keys as a wording has */
    for (Py_ssize_t i = 0; i < count;) {
        uint8_t weight = 0;
        for (uint64_t key = items[i].key; i < count && items[i].key == key; i++)
            weight = items[i].weight > weight ? items[i].weight : weight;
        many[weight]++;
    }
    for (int weight = 255; weight && heaviest > 0; weight--) {
        Py_ssize_t taken = many[weight] < heaviest ? many[weight] : heaviest;
        mass += (uint32_t)(taken * weight * weight);
        heaviest -= taken;
    }
    return mass;
}

/* Read a text; -1 with an error set, 0 otherwise. */
static int text_read(Text *text, const Given *given)
{
    const Py_ssize_t count = given->anchor.len;
    const size_t most = 2 * (size_t)count;
    if (given->stems.len != 8 * count || given->rarity.len != 4 * count || count > INT32_MAX / 4
        || (uintptr_t)given->stems.buf % 8 || (uintptr_t)given->rarity.buf % 4) {
        PyErr_SetString(PyExc_ValueError, "all arrays have one entry a word, and are aligned");
        return -1;
    }
    text->keys = PyMem_Malloc(most * (sizeof *text->keys + sizeof *text->weights + sizeof *text->steps));
    text->items = PyMem_Malloc(2 * most * sizeof *text->items + (2 * most + (1 << FEWEST)) * sizeof *text->ends);
    if (!text->keys || !text->items) {
        PyErr_NoMemory();
        return -1;
    }
    text->weights = (float *)(text->keys + most);
    text->steps = (uint8_t *)(text->weights + most);
    text->spare = text->items + most;
    text->ends = (uint32_t *)(text->spare + most);
    text->words = content_of(given->stems.buf, given->rarity.buf, given->anchor.buf, count, given->anchored, 1,
                             text->keys, text->weights);
    text->count = text->words ? 2 * text->words - 1 : 0;
    for (Py_ssize_t i = 0; i < text->count; i++) {
        float weight = i < text->words ? text->weights[i] : text->weights[i] * given->share;
        text->steps[i] = steps_of(weight, given->scale);
    }
    text->mass = mass_of(text_grouped(text, text->count), text->count, given->heaviest);
    return 0;
}

/* The short keys of a text's words. In ascending order each has a slot, counted from 0. */
typedef struct {
    uint64_t present[SHORTS / 64];
    uint16_t before[SHORTS / 64];  /* how many there are below each part of `present` */
    uint32_t count;
} Slots;

static inline uint32_t short_of(uint64_t key)
{
    return (uint32_t)(key >> DROPPED);
}

static inline int has_slot(const Slots *slots, uint32_t key)
{
    return slots->present[key / 64] >> key % 64 & 1;
}

static inline uint32_t slot_of(const Slots *slots, uint32_t key)
{
    uint64_t below = slots->present[key / 64] & (((uint64_t)1 << key % 64) - 1);
    return slots->before[key / 64] + (uint32_t)__builtin_popcountll(below);
}

static void slots_take(Slots *slots, const Text *text)
{
    memset(slots->present, 0, sizeof slots->present);
    for (Py_ssize_t i = 0; i < text->words; i++) {
        uint32_t key = short_of(text->keys[i]);
        slots->present[key / 64] |= (uint64_t)1 << key % 64;
    }
    slots->count = 0;
    for (size_t i = 0; i < SHORTS / 64; i++) {
        slots->before[i] = (uint16_t)slots->count;
        slots->count += (uint32_t)__builtin_popcountll(slots->present[i]);
    }
}

/* Bytes of an outline of so many keys. */
static inline Py_ssize_t size_of(Py_ssize_t count)
{
    return HEAD + 2 * count + (count + 1) / 2;
}

static PyObject *drawn(Text *text, Py_ssize_t most)
{
    Slots slots;
    slots_take(&slots, text);
    const Py_ssize_t count = slots.count, at_most = count <= most ? count : 0;
    PyObject *result = PyBytes_FromStringAndSize(NULL, at_most ? size_of(count) : 0);
    uint8_t *bytes = result ? (uint8_t *)PyBytes_AsString(result) : NULL;
    if (!bytes || !at_most)
        return result;
    uint8_t *keys = bytes + HEAD, *steps = keys + 2 * count;
    uint8_t *heaviest = text->steps + text->words;  /* those of the pairs have been added up */
    memset(heaviest, 0, (size_t)count);
    for (Py_ssize_t i = 0; i < text->words; i++) {
        uint32_t slot = slot_of(&slots, short_of(text->keys[i]));
        heaviest[slot] = text->steps[i] > heaviest[slot] ? text->steps[i] : heaviest[slot];
    }
    memcpy(bytes, &text->mass, HEAD);
    for (uint32_t i = 0; i < SHORTS / 64; i++)
        for (uint64_t left = slots.present[i]; left; left &= left - 1, keys += 2) {
            uint16_t key = (uint16_t)(64 * i + (uint32_t)__builtin_ctzll(left));
            memcpy(keys, &key, 2);
        }
    memset(steps, 0, (size_t)(count + 1) / 2);
    for (Py_ssize_t i = 0; i < count; i++)
        steps[i / 2] |= (uint8_t)((heaviest[i] + STEP - 1) / STEP << i % 2 * 4);
    return result;
}

/* outline(stems, rarity, anchor, anchored, share, scale, heaviest, most) -> bytes: what `plain_outline` gives. */
static PyObject *outline(PyObject *module, PyObject *arguments)
{
    (void)module;
    Given given;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(arguments, "y*y*y*fffnn", &given.stems, &given.rarity, &given.anchor, &given.anchored,
                          &given.share, &given.scale, &given.heaviest, &most))
        return NULL;
    PyObject *result = NULL;
    Text text = {0};
    if (!text_read(&text, &given))
        result = drawn(&text, most);
    text_free(&text);
    given_free(&given);
    return result;
}

typedef struct {
    uint32_t first, second;  /* slots of both stems */
    int64_t both;            /* what they weigh together, and 2 */
} Pair;

/* A text as outlines are held against it: Weights of pairs are halves of whole numbers, their products quarters: so
   they are counted, without rounding. */
typedef struct {
    Slots slots;
    int64_t *weights;  /* of all stems of each slot */
    uint8_t *held;     /* for each slot what the outline at hand has; else all zero */
    Pair *pairs;       /* distinct ones */
    Py_ssize_t count;
    double mass, longer, slack;
} Asking;

/* Number the stems: in `stem_of` that of each word, in `heaviest` and `slot` of each number what it weighs at most and
   its slot. */
static void stems_take(Asking *asking, Text *text, uint32_t *stem_of, uint8_t *heaviest, uint32_t *slot)
{
    const Item *items = text_grouped(text, text->words);
    uint32_t stem = 0;
    for (Py_ssize_t i = 0; i < text->words; stem++) {
        uint8_t weight = 0;
        slot[stem] = slot_of(&asking->slots, short_of(items[i].key));
        for (uint64_t key = items[i].key; i < text->words && items[i].key == key; i++) {
            weight = items[i].weight > weight ? items[i].weight : weight;
            stem_of[items[i].place] = stem;
        }
        heaviest[stem] = weight;
        asking->weights[slot[stem]] += weight;
    }
}

/* Take a text in; -1 with an error set, 0 otherwise. */
static int asking_take(Asking *asking, Text *text)
{
    const size_t words = (size_t)text->words;
    asking->weights = PyMem_Malloc(words * (sizeof *asking->weights + sizeof *asking->pairs + 2 * sizeof(uint32_t) + 2));
    if (!asking->weights) {
        PyErr_NoMemory();
        return -1;
    }
    asking->pairs = (Pair *)(asking->weights + words);
    uint32_t *stem_of = (uint32_t *)(asking->pairs + words), *slot = stem_of + words;
    uint8_t *heaviest = (uint8_t *)(slot + words);
    asking->held = heaviest + words;
    memset(asking->weights, 0, words * sizeof *asking->weights);
    memset(asking->held, 0, words);
    slots_take(&asking->slots, text);
    stems_take(asking, text, stem_of, heaviest, slot);
    for (size_t i = 1; i < words; i++)
        text->items[i - 1].key = (uint64_t)stem_of[i - 1] << 32 | stem_of[i];
    const size_t pairs = words ? words - 1 : 0;
    const Item *items = grouped(text->items, text->spare, pairs, bits_for(pairs, FEWEST), text->ends);
    for (size_t i = 0; i < pairs; i++)
        if (!i || items[i].key != items[i - 1].key) {
            uint32_t one = (uint32_t)(items[i].key >> 32), other = (uint32_t)items[i].key;
            asking->pairs[asking->count++] = (Pair){slot[one], slot[other], heaviest[one] + heaviest[other] + 2};
        }
    asking->mass = text->mass;
    return 0;
}

/* How like the text is to one of such an outline, at most; infinity where it cannot be one. */
static double at_most(Asking *asking, const uint8_t *bytes, Py_ssize_t size)
{
    const Py_ssize_t count = size > HEAD ? (size - HEAD) * 2 / 5 : 0;
    if (!count || size != size_of(count))
        return INFINITY;
    const uint8_t *keys = bytes + HEAD, *steps = keys + 2 * count;
    int64_t quarters = 0;
    int ascending = 1;
    uint32_t mass;
    memcpy(&mass, bytes, HEAD);
    for (Py_ssize_t i = 0, last = -1; ascending && i < count; i++) {
        uint16_t key;
        memcpy(&key, keys + 2 * i, 2);
        ascending = key > last;
        last = key;
        if (ascending && has_slot(&asking->slots, key)) {
            uint32_t slot = slot_of(&asking->slots, key);
            asking->held[slot] = (uint8_t)(STEP * (steps[i / 2] >> i % 2 * 4 & (STEP - 1)));
            quarters += 4 * asking->held[slot] * asking->weights[slot];
        }
    }
    for (Py_ssize_t i = 0; i < asking->count; i++) {
        const Pair *pair = &asking->pairs[i];
        int64_t first = asking->held[pair->first], second = asking->held[pair->second];
        if (first && second)
            quarters += (first + second + 2) * pair->both;
    }
    memset(asking->held, 0, asking->slots.count);
    double lighter = mass < asking->mass ? mass : asking->mass, heavier = mass < asking->mass ? asking->mass : mass;
    double whole = pow(lighter, 1 - asking->longer) * pow(heavier, asking->longer);
    return ascending ? (double)quarters / 4 * asking->slack / (whole > 1 ? whole : 1) : INFINITY;
}

static PyObject *bounds_of(Asking *asking, PyObject *outlines)
{
    const Py_ssize_t count = PyTuple_Size(outlines);
    PyObject *result = PyByteArray_FromStringAndSize(NULL, 8 * count);
    for (Py_ssize_t i = 0; result && i < count; i++) {
        char *bytes;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(outlines, i), &bytes, &size)) {
            Py_CLEAR(result);
            break;
        }
        double bound = at_most(asking, (const uint8_t *)bytes, size);
        memcpy(PyByteArray_AsString(result) + 8 * i, &bound, 8);
    }
    return result;
}

/* likeness_at_most(stems, rarity, anchor, anchored, share, scale, heaviest, longer, slack, outlines) -> bytearray of
   double: what `plain_likeness_at_most` gives. */
static PyObject *likeness_at_most(PyObject *module, PyObject *arguments)
{
    (void)module;
    Given given;
    Asking asking = {.weights = NULL};
    PyObject *outlines, *result = NULL;
    if (!PyArg_ParseTuple(arguments, "y*y*y*fffnddO!", &given.stems, &given.rarity, &given.anchor, &given.anchored,
                          &given.share, &given.scale, &given.heaviest, &asking.longer, &asking.slack, &PyTuple_Type,
                          &outlines))
        return NULL;
    Text text = {0};
    if (!text_read(&text, &given) && !asking_take(&asking, &text))
        result = bounds_of(&asking, outlines);
    PyMem_Free(asking.weights);
    text_free(&text);
    given_free(&given);
    return result;
}

PyMethodDef outlines_methods[] = {
    {"likeness_at_most", likeness_at_most, METH_VARARGS, "How like a text is to those of some outlines, at most."},
    {"outline", outline, METH_VARARGS, "The outline of a text."},
    {NULL, NULL, 0, NULL},
};
