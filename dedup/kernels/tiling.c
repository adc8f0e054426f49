/* Common runs of two texts laid as tiles, as `plain_tiles` of dedup.compare.tiles lays them. */
#include "kernels.h"
#include "sorting.h"

#include <string.h>

#define PLACES 8  /* as _MAX_PLACES there: of a shingle that recurs, the first places in the second text are matched */
#define LONGEST INT32_MAX

typedef struct {
    uint64_t hash;
    int32_t place;
} Entry;

/* A run, or a tile once it is laid: `length` words from `a` and from `b`. */
typedef struct {
    int32_t length, a, b;
} Run;

/* What two texts are compared in. `run` is the shortest run, `count` and `shingles` the words and shingles of each. */
typedef struct {
    const uint64_t *a, *b, *hashes_a, *hashes_b;
    int32_t run, count_a, count_b, shingles_a, shingles_b, kept;
    Entry *entries;   /* `kept` shingles of the second text by hash, those of one hash by place; all that both have */
    int32_t *first;   /* for each place of the second text where the entries of its hash begin */
    int32_t *met;     /* for each place of the first text where the entries of its hash begin, -1 if there are none */
    Run *runs;        /* a heap: the longest on top, of equal ones the first */
    size_t filed, room;
} Pair;

static inline int by_hash(const Entry *a, const Entry *b)
{
    return a->hash < b->hash;
}

DEFINE_SORT(sorted, Entry, by_hash)

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

/* Where the entries of a hash begin, -1 if there are none. */
static int32_t entries_of(const Pair *pair, uint64_t hash)
{
    int32_t low = 0, high = pair->kept;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (pair->entries[middle].hash < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < pair->kept && pair->entries[low].hash == hash ? low : -1;
}

/* Bits for hashes, eight for each at least: most of those that another text does not have are told without a search. */
typedef struct {
    uint64_t *bits;
    uint64_t mask;
} Sieve;

static int sieve_of(Sieve *sieve, const uint64_t *hashes, int32_t count)
{
    uint64_t size = 64;
    while (size < 8 * (uint64_t)count)
        size *= 2;
    sieve->mask = size - 1;
    if (!(sieve->bits = PyMem_Calloc(size / 64, 8)))
        return -1;
    for (int32_t i = 0; i < count; i++)
        sieve->bits[(hashes[i] & sieve->mask) / 64] |= (uint64_t)1 << hashes[i] % 64;
    return 0;
}

static inline int may_have(const Sieve *sieve, uint64_t hash)
{
    return sieve->bits[(hash & sieve->mask) / 64] >> hash % 64 & 1;
}

/* File those shingles of the second text that the first may have. */
static int file_entries(Pair *pair)
{
    Sieve sieve;
    size_t count = (size_t)pair->shingles_b, kept = 0;
    Entry *room = pair->entries = PyMem_Malloc(2 * count * sizeof *room);
    if (!room || sieve_of(&sieve, pair->hashes_a, pair->shingles_a)) {
        PyErr_NoMemory();
        return -1;
    }
    for (size_t j = 0; j < count; j++)
        if (may_have(&sieve, pair->hashes_b[j]))
            room[kept++] = (Entry){pair->hashes_b[j], (int32_t)j};
    PyMem_Free(sieve.bits);
    Entry *ordered = sorted(room, room + kept, kept);
    if (ordered != room)
        memcpy(room, ordered, kept * sizeof *room);
    pair->kept = (int32_t)kept;
    return 0;
}

/* Find which shingles both texts have. 1 if one of them recurs in the second text, -1 with an error set. */
static int meet(Pair *pair)
{
    Sieve sieve;
    if (file_entries(pair))
        return -1;
    pair->first = PyMem_Malloc((size_t)pair->shingles_b * sizeof *pair->first);
    pair->met = PyMem_Malloc((size_t)pair->shingles_a * sizeof *pair->met);
    if (!pair->first || !pair->met || sieve_of(&sieve, pair->hashes_b, pair->shingles_b)) {
        PyErr_NoMemory();
        return -1;
    }
    const Entry *entries = pair->entries;
    for (int32_t at = 0, first = 0; at < pair->kept; at++) {
        if (entries[at].hash != entries[first].hash)
            first = at;
        pair->first[entries[at].place] = first;
    }
    int recurs = 0;
    int32_t expected = 0;  /* the place after that where the last one was met: runs are followed without a search */
    for (int32_t i = 0; i < pair->shingles_a; i++) {
        uint64_t hash = pair->hashes_a[i];
        int32_t found = -1;
        if (expected && expected < pair->shingles_b && pair->hashes_b[expected] == hash)
            found = pair->first[expected];
        else if (may_have(&sieve, hash))
            found = entries_of(pair, hash);
        pair->met[i] = found;
        expected = found < 0 ? 0 : entries[found].place + 1;
        if (found >= 0 && found + 1 < pair->kept && entries[found + 1].hash == hash)
            recurs = 1;
    }
    PyMem_Free(sieve.bits);
    return recurs;
}

/* The maximal runs where each common shingle stands in the second text once. */
static int runs_of_once(Pair *pair)
{
    int32_t last_i = -2, last_j = -2;
    for (int32_t i = 0; i < pair->shingles_a; i++) {
        if (pair->met[i] < 0)
            continue;
        int32_t j = pair->entries[pair->met[i]].place;
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
    int32_t *before;   /* by entry: the place of the first text where the shingle stood last, -1 before that */
    int32_t *lengths;  /* by entry: how far that agreed with this place of the second text */
    int32_t *repeats;  /* by distance: up to where the first text is the same so many words on */
    int32_t *ends;     /* by diagonal: where in the first text its last run ended */
} Reach;

static int32_t reach(const Pair *pair, Reach *known, int32_t entry, int32_t number, int32_t i, int32_t j)
{
    int32_t before = known->before[entry];
    if (before < 0)
        return agreeing(pair->a, i, pair->count_a, pair->b, j, pair->count_b);
    int32_t length = known->lengths[entry + number], distance = i - before;
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
        int32_t entry = pair->met[i], lengths[PLACES], number = 0;
        if (entry < 0)
            continue;
        for (; number < PLACES && entry + number < pair->kept; number++) {
            if (pair->entries[entry + number].hash != pair->hashes_a[i])
                break;
            int32_t j = pair->entries[entry + number].place, *end = &known->ends[i - j + pair->count_b];
            if (*end > i) {
                lengths[number] = *end + pair->run - 1 - i;
                continue;
            }
            lengths[number] = reach(pair, known, entry, number, i, j);
            if (lengths[number] >= pair->run && add_run(pair, i, j, lengths[number]))
                return -1;
            *end = i + lengths[number] - pair->run + 1;
        }
        memcpy(known->lengths + entry, lengths, (size_t)number * sizeof *lengths);
        known->before[entry] = i;
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
    size_t entries = (size_t)pair->kept, words = (size_t)pair->count_a;
    Reach known = {filled(entries, -1), filled(entries, 0), filled(words, -1),
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
    PyMem_Free(pair->entries);
    PyMem_Free(pair->first);
    PyMem_Free(pair->met);
    PyMem_Free(pair->runs);
    return found;
}

/* tile(keys_a, hashes_a, keys_b, hashes_b, run) -> bytearray of int32, rows of (a, b, length); the hashes are of the
   shingles of `run`. */
static PyObject *tile(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys_a, hashes_a, keys_b, hashes_b;
    Py_ssize_t run;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*n", &keys_a, &hashes_a, &keys_b, &hashes_b, &run))
        return NULL;
    PyObject *found = NULL;
    Py_ssize_t count_a = keys_a.len / 8, count_b = keys_b.len / 8;
    if (run < 1 || count_a < run || count_b < run || count_a > LONGEST / 4 || count_b > LONGEST / 4
        || hashes_a.len / 8 != count_a - run + 1 || hashes_b.len / 8 != count_b - run + 1
        || ((uintptr_t)keys_a.buf | (uintptr_t)hashes_a.buf | (uintptr_t)keys_b.buf | (uintptr_t)hashes_b.buf) % 8) {
        PyErr_SetString(PyExc_ValueError, "each text has a shingle for every run of a word or more, and keys are aligned");
    } else {
        Pair pair = {.a = keys_a.buf, .b = keys_b.buf, .hashes_a = hashes_a.buf, .hashes_b = hashes_b.buf,
                     .run = (int32_t)run, .count_a = (int32_t)count_a, .count_b = (int32_t)count_b,
                     .shingles_a = (int32_t)(count_a - run + 1), .shingles_b = (int32_t)(count_b - run + 1)};
        found = tiled(&pair);
    }
    PyBuffer_Release(&keys_a);
    PyBuffer_Release(&hashes_a);
    PyBuffer_Release(&keys_b);
    PyBuffer_Release(&hashes_b);
    return found;
}

PyMethodDef tiling_methods[] = {
    {"tile", tile, METH_VARARGS, "Common runs of two texts."},
    {NULL, NULL, 0, NULL},
};
