/* The tokens of a text and those of them that are sought: `[^\W_]+(?:&[^\W_]+)?`, as dedup.provenance.mentions reads. */
#include "characters.h"

#include <string.h>

#define LONGEST 256  /* bytes of a token that may be sought */

static inline int in_token(const Characters *text, Py_ssize_t place)
{
    return looks(text, place, WORD) && text->points[place] != '_';
}

/* Where a token's key stands among ascending ones, -1 where it does not. */
static Py_ssize_t sought(const Characters *text, Py_ssize_t first, Py_ssize_t last, const uint64_t *keys,
                         Py_ssize_t count)
{
    uint8_t bytes[LONGEST + 4];
    size_t length = 0;
    for (Py_ssize_t i = first; i < last; i++) {
        length += encoded(text->points[i], bytes + length);
        if (length > LONGEST)
            return -1;
    }
    const uint64_t key = xxh64(bytes, length);
    const Py_ssize_t place = place_among(keys, count, key);
    return place < count && keys[place] == key ? place : -1;
}

/* tokens(reader, text, keys, marks) -> (starts, places, found): the first character of each token, the numbers of those
   whose keys are sought, and the mark of each of these; bytearrays of int32, int32 and uint8. */
static PyObject *tokens(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *result = NULL;
    Py_buffer keys, marks;
    if (!PyArg_ParseTuple(arguments, "OOy*y*", &reader, &string, &keys, &marks))
        return NULL;
    Characters text = {0};
    int32_t *starts = NULL;
    if (!is_reader(module, reader) || characters_of((Reader *)reader, string, &text))
        goto done;
    if (keys.len != 8 * marks.len || (uintptr_t)keys.buf % 8) {
        PyErr_SetString(PyExc_ValueError, "each key has one mark, and keys are aligned");
        goto done;
    }
    const size_t room = (size_t)text.count / 2 + 1;  /* something parts two tokens */
    if (!(starts = PyMem_Malloc(room * 9))) {
        PyErr_NoMemory();
        goto done;
    }
    int32_t *places = starts + room;
    uint8_t *found = (uint8_t *)(places + room);
    Py_ssize_t count = 0, marked = 0;
    for (Py_ssize_t place = 0; place < text.count;) {
        if (!in_token(&text, place)) {
            place++;
            continue;
        }
        Py_ssize_t last = place + 1;
        while (in_token(&text, last))
            last++;
        if (last < text.count && text.points[last] == '&' && in_token(&text, last + 1))
            for (last += 2; in_token(&text, last);)
                last++;
        Py_ssize_t at = sought(&text, place, last, keys.buf, marks.len);
        if (at >= 0) {
            places[marked] = (int32_t)count;
            found[marked++] = ((const uint8_t *)marks.buf)[at];
        }
        starts[count++] = (int32_t)place;
        place = last;
    }
    result = Py_BuildValue("NNN", PyByteArray_FromStringAndSize((const char *)starts, count * 4),
                           PyByteArray_FromStringAndSize((const char *)places, marked * 4),
                           PyByteArray_FromStringAndSize((const char *)found, marked));
done:
    PyMem_Free(starts);
    characters_free(&text);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&marks);
    return result;
}

PyMethodDef tokens_methods[] = {
    {"tokens", tokens, METH_VARARGS, "Tokens of a text, and those that are sought."},
    {NULL, NULL, 0, NULL},
};
