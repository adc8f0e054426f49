/* What two texts have that the other lacks, as `plain_lacking` of dedup.provenance.contrast has it. */
#include "kernels.h"

#include <string.h>

#define SPECIFICS 3                /* numbers, names, rare words: rows of rarities; the row after them is of wording */
#define QUOTED 1
#define PLAIN 2

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
    {NULL, NULL, 0, NULL},
};
