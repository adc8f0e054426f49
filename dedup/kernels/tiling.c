/* Common runs of two texts laid as tiles, as `plain_tiles` of dedup.compare.tiles lays them. */
#include "kernels.h"
#include "sorting.h"

#include <string.h>

#define PLACES 8  /* as _MAX_PLACES there: of a shingle that recurs, the first places in the second text are matched */
#define LONGEST INT32_MAX

/* A run, or a tile once it is laid: `length` words from `a` and from `b`. */
typedef struct {
    int32_t length, a, b;
} Run;

/* What two texts are compared in. `run` is the shortest run, `count` and `shingles` the words and shingles of each. */
typedef struct {
    const uint64_t *a, *b;
    int32_t run, count_a, count_b, shingles_a, shingles_b;
    uint64_t *hashes_a, *hashes_b;
    int32_t *next;    /* for each place of the second text the next one with the same shingle, -1 after the last */
    int32_t *met;     /* for each place of the first text the first of the second with the same shingle, -1 for none */
    Run *runs;        /* a heap: the longest on top, of equal ones the first */
    size_t filed, room;
} Pair;

/* How many keys agree from `i` of one text and `j` of another on. */
static int32_t agreeing(const uint64_t *a, int32_t i, int32_t count_a, const uint64_t *b, int32_t j, int32_t count_b)
{
    int32_t most = count_a - i < count_b - j ? count_a - i : count_b - j, length = 0;
    while (length < most && a[i + length] == b[j + length])
        length++;
    return length;
}

static inline int goes_before(const Run *one, const Run *other)
{
    if (one->length != other->length)
        return one->length > other->length;
    return one->a != other->a ? one->a < other->a : one->b < other->b;
}

static int add_run(Pair *pair, int32_t a, int32_t b, int32_t length)
{
    if (pair->filed == pair->room) {
        size_t room = pair->room ? 2 * pair->room : 64;
        Run *larger = PyMem_Realloc(pair->runs, room * sizeof *larger);
        if (!larger) {
            PyErr_NoMemory();
            return -1;
        }
        pair->runs = larger;
        pair->room = room;
    }
    Run added = {length, a, b};
    size_t at = pair->filed++;
    for (; at && goes_before(&added, &pair->runs[(at - 1) / 2]); at = (at - 1) / 2)
        pair->runs[at] = pair->runs[(at - 1) / 2];
    pair->runs[at] = added;
    return 0;
}

static Run next_run(Pair *pair)
{
    Run top = pair->runs[0], last = pair->runs[--pair->filed];
    size_t at = 0, below;
    while ((below = 2 * at + 1) < pair->filed) {
        if (below + 1 < pair->filed && goes_before(&pair->runs[below + 1], &pair->runs[below]))
            below++;
        if (!goes_before(&pair->runs[below], &last))
            break;
        pair->runs[at] = pair->runs[below];
        at = below;
    }
    pair->runs[at] = last;
    return top;
}

typedef struct {
    uint64_t hash;
    int32_t place;
} Shingle;

static inline int by_hash(const Shingle *one, const Shingle *other)
{
    return one->hash < other->hash;
}

DEFINE_SORT(sorted, Shingle, by_hash)

static inline size_t bucket_of(const Shingle *item, int bits)
{
    return (size_t)(item->hash >> (64 - bits));
}

DEFINE_GROUPED(grouped, Shingle, sorted, bucket_of, 1)

/* The shingles of the second text in the order of their hashes, those of one hash in that of their places. Told apart
   by their first bits, few are left to be sorted or searched. Words can be chosen so that these bits are alike, as they
   can for the slots of a table; but here that takes as long as sorting all, and never the square of the length. */
typedef struct {
    Shingle *items;    /* room for twice as many */
    uint32_t *begins;  /* by the first bits of a hash where those with them begin, closed by the end of the last */
    int bits;
} Index;

static void index_free(Index *index)
{
    PyMem_Free(index->items);
    PyMem_Free(index->begins);
}

static int index_room(Index *index, int32_t count)
{
    index->bits = bits_for((size_t)count, 1);
    index->items = PyMem_Malloc(2 * (size_t)count * sizeof *index->items);
    index->begins = PyMem_Calloc(((size_t)1 << index->bits) + 1, sizeof *index->begins);
    return index->items && index->begins ? 0 : -1;
}

static void index_fill(Index *index, const uint64_t *hashes, int32_t count)
{
    Shingle *items = index->items + count;
    for (int32_t j = 0; j < count; j++)
        items[j] = (Shingle){hashes[j], j};
    grouped(items, index->items, (size_t)count, index->bits, index->begins + 1);
}

/* The first place of a hash, -1 where there is none. */
static inline int32_t first_of(const Index *index, uint64_t hash)
{
    const uint32_t *begins = index->begins + (hash >> (64 - index->bits));
    uint32_t first = begins[0], last = begins[1];
    while (first < last) {
        const uint32_t middle = first + (last - first) / 2;
        if (index->items[middle].hash < hash)
            first = middle + 1;
        else
            last = middle;
    }
    return first < begins[1] && index->items[first].hash == hash ? index->items[first].place : -1;
}

/* Find which shingles both texts have. 1 if one of them recurs in the second text, -1 with an error set. */
static int meet(Pair *pair)
{
    Index index = {0};
    pair->hashes_a = PyMem_Malloc((size_t)pair->shingles_a * 8);
    pair->hashes_b = PyMem_Malloc((size_t)pair->shingles_b * 8);
    pair->next = PyMem_Malloc((size_t)pair->shingles_b * sizeof *pair->next);
    pair->met = PyMem_Malloc((size_t)pair->shingles_a * sizeof *pair->met);
    int recurs = 0;
    if (!pair->hashes_a || !pair->hashes_b || !pair->next || !pair->met || index_room(&index, pair->shingles_b)) {
        PyErr_NoMemory();
        recurs = -1;
    } else {
        shingles(pair->a, pair->count_a, pair->run, pair->hashes_a);
        shingles(pair->b, pair->count_b, pair->run, pair->hashes_b);
        index_fill(&index, pair->hashes_b, pair->shingles_b);
        const Shingle *last = index.items + pair->shingles_b - 1;
        for (const Shingle *item = index.items; item <= last; item++)
            pair->next[item->place] = item < last && item[1].hash == item->hash ? item[1].place : -1;
        for (int32_t i = 0; i < pair->shingles_a; i++) {
            pair->met[i] = first_of(&index, pair->hashes_a[i]);
            recurs |= pair->met[i] >= 0 && pair->next[pair->met[i]] >= 0;
        }
    }
    index_free(&index);
    return recurs;
}

/* The maximal runs where each common shingle stands in the second text once. */
static int runs_of_once(Pair *pair)
{
    int32_t last_i = -2, last_j = -2;
    for (int32_t i = 0; i < pair->shingles_a; i++) {
        if (pair->met[i] < 0)
            continue;
        const int32_t j = pair->met[i];
        if (i != last_i + 1 || j != last_j + 1) {
            int32_t length = agreeing(pair->a, i, pair->count_a, pair->b, j, pair->count_b);
            if (length >= pair->run && add_run(pair, i, j, length))
                return -1;
        }
        last_i = i;
        last_j = j;
    }
    return 0;
}

/* What a text that repeats itself has shown already, see `_Reach` there. */
typedef struct {
    int32_t *before;   /* by first place of a shingle in the second text: where it stood last in the first, else -1 */
    int32_t *lengths;  /* by place of the second text: how far that agreed with it */
    int32_t *repeats;  /* by distance: up to where the first text is the same so many words on */
    int32_t *ends;     /* by diagonal: where in the first text its last run ended */
} Reach;

static int32_t reach(const Pair *pair, Reach *known, int32_t i, int32_t j)
{
    int32_t before = known->before[pair->met[i]];
    if (before < 0)
        return agreeing(pair->a, i, pair->count_a, pair->b, j, pair->count_b);
    int32_t length = known->lengths[j], distance = i - before;
    if (known->repeats[distance] <= before)
        known->repeats[distance] = before + agreeing(pair->a, before, pair->count_a, pair->a, i, pair->count_a);
    int32_t repeated = known->repeats[distance] - before;
    if (length != repeated || i + repeated == pair->count_a)
        return length < repeated ? length : repeated;
    return repeated + agreeing(pair->a, i + repeated, pair->count_a, pair->b, j + repeated, pair->count_b);
}

/* The maximal runs where a shingle may stand in the second text several times. */
static int runs_of_many(Pair *pair, Reach *known)
{
    for (int32_t i = 0; i < pair->shingles_a; i++) {
        if (pair->met[i] < 0)
            continue;
        for (int32_t j = pair->met[i], number = 0; j >= 0 && number < PLACES; j = pair->next[j], number++) {
            int32_t *end = &known->ends[i - j + pair->count_b];
            if (*end > i) {
                known->lengths[j] = *end + pair->run - 1 - i;
                continue;
            }
            const int32_t length = known->lengths[j] = reach(pair, known, i, j);
            if (length >= pair->run && add_run(pair, i, j, length))
                return -1;
            *end = i + length - pair->run + 1;
        }
        known->before[pair->met[i]] = i;
    }
    return 0;
}

static int32_t *filled(size_t count, int32_t value)
{
    int32_t *found = PyMem_Malloc((count + 1) * sizeof *found);
    for (size_t i = 0; found && i < count; i++)
        found[i] = value;
    return found;
}

static int maximal_runs(Pair *pair)
{
    int recurs = meet(pair);
    if (recurs <= 0)
        return recurs ? -1 : runs_of_once(pair);
    const size_t places = (size_t)pair->shingles_b, words = (size_t)pair->count_a;
    Reach known = {filled(places, -1), filled(places, 0), filled(words, -1),
                   filled(words + (size_t)pair->count_b, -1)};
    int failed = -1;
    if (known.before && known.lengths && known.repeats && known.ends)
        failed = runs_of_many(pair, &known);
    else
        PyErr_NoMemory();
    PyMem_Free(known.before);
    PyMem_Free(known.lengths);
    PyMem_Free(known.repeats);
    PyMem_Free(known.ends);
    return failed;
}

/* Lay the runs, the longest first; `of_a` and `of_b` number for each word the tile that covers it, 0 for none.
   No tile is shorter than the run at hand, so one that covers any of it covers an end of it: what is left is one
   stretch, found from the tiles at both ends. Gives the number of tiles in `laid`, -1 with an error set. */
static int32_t lay(Pair *pair, int32_t *of_a, int32_t *of_b, Run *laid)
{
    int32_t tiles = 0, free_a = pair->count_a, free_b = pair->count_b;
    while (pair->filed && free_a >= pair->run && free_b >= pair->run) {
        Run next = next_run(pair);
        int32_t from = 0, end = next.length;
        const int32_t covering[4] = {of_a[next.a], of_b[next.b], of_a[next.a + end - 1], of_b[next.b + end - 1]};
        for (int side = 0; side < 4; side++) {
            if (!covering[side])
                continue;
            const Run *tile = &laid[covering[side] - 1];
            int32_t begins = side % 2 ? tile->b - next.b : tile->a - next.a, ends = begins + tile->length;
            if (side < 2)
                from = ends > from ? ends : from;
            else
                end = begins < end ? begins : end;
        }
        if (!from && end == next.length) {
            laid[tiles++] = next;
            for (int32_t word = 0; word < next.length; word++)
                of_a[next.a + word] = of_b[next.b + word] = tiles;
            free_a -= next.length;
            free_b -= next.length;
        } else if (end - from >= pair->run && add_run(pair, next.a + from, next.b + from, end - from)) {
            return -1;
        }
    }
    return tiles;
}

/* The tiles in the order of the first text, as a bytearray of int32: place in each text, and length. */
static PyObject *listed(const Pair *pair, const int32_t *of_a, const Run *laid, int32_t tiles)
{
    PyObject *found = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)tiles * 12);
    int32_t *to = found ? (int32_t *)PyByteArray_AsString(found) : NULL;
    for (int32_t word = 0; found && word < pair->count_a; word++) {
        if (!of_a[word])
            continue;
        const Run *tile = &laid[of_a[word] - 1];
        *to++ = tile->a;
        *to++ = tile->b;
        *to++ = tile->length;
        word += tile->length - 1;
    }
    return found;
}

static PyObject *tiled(Pair *pair)
{
    PyObject *found = NULL;
    int32_t *of_a = NULL, *of_b = NULL, tiles;
    Run *laid = NULL;
    if (maximal_runs(pair))
        goto done;
    if (!pair->filed) {
        found = PyByteArray_FromStringAndSize(NULL, 0);
        goto done;
    }
    of_a = filled((size_t)pair->count_a, 0);
    of_b = filled((size_t)pair->count_b, 0);
    laid = PyMem_Malloc(((size_t)pair->count_a / (size_t)pair->run + 1) * sizeof *laid);
    if (!of_a || !of_b || !laid)
        PyErr_NoMemory();
    else if ((tiles = lay(pair, of_a, of_b, laid)) >= 0)
        found = listed(pair, of_a, laid, tiles);
done:
    PyMem_Free(of_a);
    PyMem_Free(of_b);
    PyMem_Free(laid);
    PyMem_Free(pair->hashes_a);
    PyMem_Free(pair->hashes_b);
    PyMem_Free(pair->next);
    PyMem_Free(pair->met);
    PyMem_Free(pair->runs);
    return found;
}

/* tile(keys_a, keys_b, run) -> bytearray of int32, rows of (a, b, length). */
static PyObject *tile(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys_a, keys_b;
    Py_ssize_t run;
    if (!PyArg_ParseTuple(arguments, "y*y*n", &keys_a, &keys_b, &run))
        return NULL;
    PyObject *found = NULL;
    Py_ssize_t count_a = keys_a.len / 8, count_b = keys_b.len / 8;
    if (run < 1 || count_a < run || count_b < run || count_a > LONGEST / 4 || count_b > LONGEST / 4
        || ((uintptr_t)keys_a.buf | (uintptr_t)keys_b.buf) % 8) {
        PyErr_SetString(PyExc_ValueError, "each text has a run of a word or more, and keys are aligned");
    } else {
        Pair pair = {.a = keys_a.buf, .b = keys_b.buf, .run = (int32_t)run, .count_a = (int32_t)count_a,
                     .count_b = (int32_t)count_b, .shingles_a = (int32_t)(count_a - run + 1),
                     .shingles_b = (int32_t)(count_b - run + 1)};
        found = tiled(&pair);
    }
    PyBuffer_Release(&keys_a);
    PyBuffer_Release(&keys_b);
    return found;
}

PyMethodDef tiling_methods[] = {
    {"tile", tile, METH_VARARGS, "Common runs of two texts."},
    {NULL, NULL, 0, NULL},
};
