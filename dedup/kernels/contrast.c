/* The different words of a text, as `plain_terms` of dedup.provenance.traits has them, and what two texts have that the
   other lacks, as `plain_lacking` of dedup.provenance.contrast has it. */
#include "kernels.h"
#include "sorting.h"

#define SPECIFICS 3                /* numbers, names, rare words: rows of rarities; the row after them is of wording */
#define QUOTED 1
#define PLAIN 2

/* A word's stem and its place in the text. */
typedef struct {
    uint64_t stem;
    uint32_t place;
} Word;

static inline int before(const Word *a, const Word *b)
{
    return a->stem < b->stem;
}

static inline size_t bucket_of(const Word *word, int bits)
{
    return (size_t)(word->stem >> (64 - bits));
}

DEFINE_SORT(sorted, Word, before)
DEFINE_GROUPED(grouped, Word, sorted, bucket_of, 1)

/* Views of a text, one entry a word. `marked` says of a word whether it is a number, a name, or a rare word. */
typedef struct {
    const uint64_t *stems;
    const float *rarity;
    const uint8_t *marked[SPECIFICS], *quoted, *stock;
    Py_ssize_t count;
    float content, least;       /* from what rarity on a word is content; the least weight of what is marked */
} Seen;

static int seen_of(const Py_buffer *given, Seen *seen)
{
    const Py_ssize_t count = given[0].len / 8;
    int whole = given[0].len == 8 * count && given[1].len == 4 * count && count < UINT32_MAX
                && !((uintptr_t)given[0].buf % 8) && !((uintptr_t)given[1].buf % 4);
    for (int i = 2; i < 7; i++)
        whole = whole && given[i].len == count;
    if (!whole)
        PyErr_SetString(PyExc_ValueError, "each word has a stem, a rarity and five marks, and they are aligned");
    seen->count = count;
    seen->stems = given[0].buf;
    seen->rarity = given[1].buf;
    for (int sort = 0; sort < SPECIFICS; sort++)
        seen->marked[sort] = given[2 + sort].buf;
    seen->quoted = given[5].buf;
    seen->stock = given[6].buf;
    return whole;
}

/* The words by stem, those of one stem in their order, in one half of `room`, which holds twice as many. */
static const Word *by_stem(const Seen *seen, Word *room, uint32_t *ends, int bits)
{
    for (Py_ssize_t i = 0; i < seen->count; i++)
        room[i] = (Word){seen->stems[i], (uint32_t)i};
    return grouped(room, room + seen->count, (size_t)seen->count, bits, ends);
}

/* Where the words of the stem that begins at `first` end. */
static Py_ssize_t end_of(const Word *words, Py_ssize_t first, Py_ssize_t count)
{
    Py_ssize_t last = first + 1;
    while (last < count && words[last].stem == words[first].stem)
        last++;
    return last;
}

/* What the words of one stem are: a rarity for each sort, 0 where none of them is marked, and how they stand. */
static uint8_t read_stem(const Seen *seen, const Word *words, Py_ssize_t count, float rarities[SPECIFICS + 1])
{
    uint8_t stands = 0;
    memset(rarities, 0, (SPECIFICS + 1) * sizeof *rarities);
    for (Py_ssize_t i = 0; i < count; i++) {
        const uint32_t place = words[i].place;
        const float rarity = seen->rarity[place];
        for (int sort = 0; sort < SPECIFICS; sort++) {
            const int counts = seen->marked[sort][place] && !(sort == SPECIFICS - 1 && seen->stock[place]);
            if (counts && !(rarities[sort] > 0))
                rarities[sort] = rarity > seen->least ? rarity : seen->least;
        }
        if (rarity >= seen->content)
            stands |= seen->quoted[place] ? QUOTED : PLAIN;
    }
    const uint32_t first = words[0].place;
    if (!seen->marked[0][first] && !seen->marked[1][first])
        rarities[SPECIFICS] = seen->rarity[first];
    return stands;
}

static PyObject *terms_of(const Seen *seen, const Word *words)
{
    Py_ssize_t different = 0;
    for (Py_ssize_t first = 0; first < seen->count; first = end_of(words, first, seen->count))
        different++;
    PyObject *stems = PyByteArray_FromStringAndSize(NULL, 8 * different);
    PyObject *rarities = PyByteArray_FromStringAndSize(NULL, 4 * (SPECIFICS + 1) * different);
    PyObject *stands = PyByteArray_FromStringAndSize(NULL, different);
    double sums[SPECIFICS] = {0};
    if (stems && rarities && stands) {
        uint64_t *stem = (uint64_t *)PyByteArray_AsString(stems);
        float *row = (float *)PyByteArray_AsString(rarities), found[SPECIFICS + 1];
        uint8_t *stand = (uint8_t *)PyByteArray_AsString(stands);
        for (Py_ssize_t first = 0, last, at = 0; first < seen->count; first = last, at++) {
            last = end_of(words, first, seen->count);
            stem[at] = words[first].stem;
            stand[at] = read_stem(seen, words + first, last - first, found);
            for (int sort = 0; sort <= SPECIFICS; sort++)
                row[sort * different + at] = found[sort];
            for (int sort = 0; sort < SPECIFICS; sort++)
                sums[sort] += found[sort];
        }
        return Py_BuildValue("NN(ddd)N", stems, rarities, sums[0], sums[1], sums[2], stands);
    }
    Py_XDECREF(stems);
    Py_XDECREF(rarities);
    Py_XDECREF(stands);
    return NULL;
}

/* terms(stems, rarity, number, name, rare, quoted, stock, content, least) -> the fields of Terms in their order:
   bytearrays of uint64 and of four rows of float32, three sums, exact in double precision, and a bytearray. */
static PyObject *terms(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer given[7];
    Seen seen;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*y*y*ff", &given[0], &given[1], &given[2], &given[3], &given[4],
                          &given[5], &given[6], &seen.content, &seen.least))
        return NULL;
    PyObject *result = NULL;
    if (seen_of(given, &seen)) {
        const int bits = bits_for((size_t)seen.count, 1);
        Word *room = PyMem_Malloc((size_t)seen.count * 2 * sizeof *room + 1);
        uint32_t *ends = PyMem_Malloc(((size_t)1 << bits) * sizeof *ends);
        if (room && ends)
            result = terms_of(&seen, by_stem(&seen, room, ends, bits));
        else
            PyErr_NoMemory();
        PyMem_Free(room);
        PyMem_Free(ends);
    }
    for (int i = 0; i < 7; i++)
        PyBuffer_Release(&given[i]);
    return result;
}

/* Ascending keys of one text's stems; a row of rarities for each sort, 0 where a stem is of another; how each stands. */
typedef struct {
    const uint64_t *stems;
    const float *rarity[SPECIFICS + 1];
    const uint8_t *stands;
    Py_ssize_t count;
    Py_ssize_t turned;          /* stems inside direct speech in the other text, and here outside it alone */
    Py_ssize_t lacked[SPECIFICS];  /* specifics that the other text lacks */
    double weight[SPECIFICS];      /* their rarities */
    float *own;                 /* rarities of its own wording, in order */
    Py_ssize_t own_count;
} Side;

static int side_of(const Py_buffer *stems, const Py_buffer *rarities, const Py_buffer *stands, Side *side)
{
    const Py_ssize_t count = stands->len;
    if (stems->len != 8 * count || rarities->len != 4 * (SPECIFICS + 1) * count || (uintptr_t)stems->buf % 8
        || (uintptr_t)rarities->buf % 4) {
        PyErr_SetString(PyExc_ValueError, "each stem has four rarities and one byte, and they are aligned");
        return -1;
    }
    *side = (Side){.stems = stems->buf, .stands = stands->buf, .count = count};
    for (int sort = 0; sort <= SPECIFICS; sort++)
        side->rarity[sort] = (const float *)rarities->buf + sort * count;
    if (!(side->own = PyMem_Malloc((size_t)count * sizeof *side->own + 1))) {
        PyErr_NoMemory();
        return -1;
    }
    return 0;
}

static void lack(Side *side, Py_ssize_t place)
{
    for (int sort = 0; sort < SPECIFICS; sort++) {
        side->lacked[sort] += side->rarity[sort][place] > 0;
        side->weight[sort] += side->rarity[sort][place];
    }
    if (side->rarity[SPECIFICS][place] > 0)
        side->own[side->own_count++] = side->rarity[SPECIFICS][place];
}

static void compare(Side *a, Side *b)
{
    Py_ssize_t i = 0, j = 0;
    while (i < a->count || j < b->count) {
        if (j == b->count || (i < a->count && a->stems[i] < b->stems[j])) {
            lack(a, i++);
        } else if (i == a->count || a->stems[i] > b->stems[j]) {
            lack(b, j++);
        } else {
            const int here = a->stands[i++], there = b->stands[j++];
            a->turned += here == PLAIN && there & QUOTED;
            b->turned += there == PLAIN && here & QUOTED;
        }
    }
}

static PyObject *told(const Side *side)
{
    return Py_BuildValue("n(nnn)(ddd)N", side->turned, side->lacked[0], side->lacked[1], side->lacked[2], side->weight[0],
                         side->weight[1], side->weight[2],
                         PyByteArray_FromStringAndSize((const char *)side->own, side->own_count * 4));
}

/* lacking(stems_a, rarities_a, stands_a, stems_b, rarities_b, stands_b) -> for each text: words turned into
   reported speech; numbers, names and rare words that the other lacks; their rarities; a bytearray of float32, how rare the
   wording is that it alone has. Sums of float32 are exact in double precision. */
static PyObject *lacking(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer given[6];
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*y*", &given[0], &given[1], &given[2], &given[3], &given[4], &given[5]))
        return NULL;
    Side a = {0}, b = {0};
    PyObject *result = NULL;
    if (!side_of(&given[0], &given[1], &given[2], &a) && !side_of(&given[3], &given[4], &given[5], &b)) {
        compare(&a, &b);
        result = Py_BuildValue("NN", told(&a), told(&b));
    }
    PyMem_Free(a.own);
    PyMem_Free(b.own);
    for (int i = 0; i < 6; i++)
        PyBuffer_Release(&given[i]);
    return result;
}

PyMethodDef contrast_methods[] = {
    {"lacking", lacking, METH_VARARGS, "What two texts have that the other lacks."},
    {"terms", terms, METH_VARARGS, "The different words of a text."},
    {NULL, NULL, 0, NULL},
};
