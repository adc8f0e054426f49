/* Which words of a text are names, as `plain_names` of dedup.text.names has it where nouns have no capitals. */
#include "kernels.h"

#include <stdlib.h>
#include <string.h>

/* Keys to be looked for, ascending. */
typedef struct {
    uint64_t *keys;
    Py_ssize_t count;
} Known;

static int ascending(const void *a, const void *b)
{
    uint64_t left, right;
    memcpy(&left, a, 8);
    memcpy(&right, b, 8);
    return (left > right) - (left < right);
}

static int holds(const Known *known, uint64_t key)
{
    return known->count && bsearch(&key, known->keys, (size_t)known->count, 8, ascending) != NULL;
}

typedef struct {
    const uint64_t *keys;
    const float *rarity;
    const uint8_t *capital, *shouted, *introduced;
    Py_ssize_t count;
    float name, opening_name, led;  /* rarities from which a word is a name: inside, at an opening, after a title */
} Words;

/* Mark the names in `found`, which marks openings at first. */
static void mark(const Words *words, uint8_t *found, Known *certain, Known *introduced)
{
    enum { NOT, NAME, OPENING };
    for (Py_ssize_t i = 0; i < words->count; i++) {
        int inside = words->capital[i] && words->rarity[i] >= words->name;
        int doubtful = found[i] || words->shouted[i];
        if (inside && !doubtful)
            certain->keys[certain->count++] = words->keys[i];
        if (words->introduced[i])
            introduced->keys[introduced->count++] = words->keys[i];
        found[i] = (inside && !doubtful) || words->introduced[i] ? NAME : inside && doubtful ? OPENING : NOT;
    }
    qsort(certain->keys, (size_t)certain->count, 8, ascending);
    qsort(introduced->keys, (size_t)introduced->count, 8, ascending);
    for (Py_ssize_t i = 0; i < words->count; i++) {
        int is_name = found[i] == NAME;
        if (found[i] == OPENING)
            is_name = words->rarity[i] >= words->opening_name || holds(certain, words->keys[i]);
        if (!is_name && words->capital[i] && words->rarity[i] >= words->led)
            is_name = holds(introduced, words->keys[i]);
        found[i] = (uint8_t)is_name;
    }
}

/* names(keys, rarity, capital, shouted, introduced, openings, (name, opening_name, led)) -> bytearray of bool. */
static PyObject *names(PyObject *module, PyObject *arguments)
{
    (void)module;
    enum { KEYS, RARITY, CAPITAL, SHOUTED, INTRODUCED, OPENINGS, BUFFERS };
    Py_buffer given[BUFFERS];
    Words words;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*y*y*(fff)", &given[KEYS], &given[RARITY], &given[CAPITAL],
                          &given[SHOUTED], &given[INTRODUCED], &given[OPENINGS], &words.name, &words.opening_name,
                          &words.led))
        return NULL;
    PyObject *result = NULL;
    words.count = given[CAPITAL].len;
    words.keys = given[KEYS].buf;
    words.rarity = given[RARITY].buf;
    words.capital = given[CAPITAL].buf;
    words.shouted = given[SHOUTED].buf;
    words.introduced = given[INTRODUCED].buf;
    const int32_t *openings = given[OPENINGS].buf;
    Known certain = {0}, introduced = {0};
    if (given[KEYS].len != 8 * words.count || given[RARITY].len != 4 * words.count || given[SHOUTED].len != words.count
        || given[INTRODUCED].len != words.count || (uintptr_t)words.keys % 8 || (uintptr_t)words.rarity % 4
        || (uintptr_t)openings % 4) {
        PyErr_SetString(PyExc_ValueError, "all arrays have one entry a word, and are aligned");
        goto done;
    }
    certain.keys = PyMem_Malloc((size_t)words.count * 16 + 16);
    if (!certain.keys) {
        PyErr_NoMemory();
        goto done;
    }
    introduced.keys = certain.keys + words.count;
    if ((result = PyByteArray_FromStringAndSize(NULL, words.count))) {
        uint8_t *found = (uint8_t *)PyByteArray_AsString(result);
        memset(found, 0, (size_t)words.count);
        for (Py_ssize_t i = 0; i < given[OPENINGS].len / 4; i++)
            if (openings[i] >= 0 && openings[i] < words.count)
                found[openings[i]] = 1;
        mark(&words, found, &certain, &introduced);
    }
done:
    PyMem_Free(certain.keys);
    for (int i = 0; i < BUFFERS; i++)
        PyBuffer_Release(&given[i]);
    return result;
}

PyMethodDef names_methods[] = {
    {"names", names, METH_VARARGS, "Which words are names."},
    {NULL, NULL, 0, NULL},
};
