/* How the words of a text look, as `plain_shapes` of dedup.text.names has it. */
#include "characters.h"

#define ALONE_FROM 0x0E00  /* the first code point of a script whose words are characters */

/* Whether a word is in capitals throughout, as str.isupper has it; one of its letters is a capital. */
static int is_shouted(const Characters *text, Py_ssize_t first, Py_ssize_t last)
{
    for (Py_ssize_t i = first; i < last; i++)
        if (text->looks[i] & (LOWER | TITLED))
            return 0;
    return 1;
}

/* shapes(reader, text, starts, ends, shouted) -> (capital, shouted, initial, alone): bytearrays of bool, one a word, and
   whether there is a character that may be a word by itself. `shouted` is how many letters such a word has at least. */
static PyObject *shapes(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *result = NULL;
    Py_buffer starts, ends;
    Py_ssize_t least;
    if (!PyArg_ParseTuple(arguments, "OOy*y*n", &reader, &string, &starts, &ends, &least))
        return NULL;
    Characters text = {0};
    const Py_ssize_t count = starts.len / 4;
    PyObject *capital = PyByteArray_FromStringAndSize(NULL, count);
    PyObject *shouted = PyByteArray_FromStringAndSize(NULL, count);
    PyObject *initial = PyByteArray_FromStringAndSize(NULL, count);
    if (!capital || !shouted || !initial || !is_reader(module, reader)
        || characters_of((Reader *)reader, string, &text))
        goto done;
    if (starts.len != ends.len || (uintptr_t)starts.buf % 4 || (uintptr_t)ends.buf % 4) {
        PyErr_SetString(PyExc_ValueError, "each word has a start and an end, and they are aligned");
        goto done;
    }
    const int32_t *start = starts.buf, *end = ends.buf;
    char *is_capital = PyByteArray_AsString(capital), *shouts = PyByteArray_AsString(shouted);
    char *is_initial = PyByteArray_AsString(initial);
    int alone = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        if (start[i] < 0 || end[i] <= start[i] || end[i] > text.count) {
            PyErr_SetString(PyExc_ValueError, "words stand inside their text");
            goto done;
        }
        Py_ssize_t first = start[i];
        while (first < end[i] && looks(&text, first, UNSEEN))
            first++;
        if (first == end[i])
            first = start[i];
        int length = end[i] - start[i];
        is_capital[i] = looks(&text, first, UPPER) != 0;
        is_initial[i] = is_capital[i] && length == 1;
        shouts[i] = is_capital[i] && length >= least && is_shouted(&text, start[i], end[i]);
        alone |= length == 1 && text.points[first] >= ALONE_FROM;
    }
    result = Py_BuildValue("OOOO", capital, shouted, initial, alone ? Py_True : Py_False);
done:
    characters_free(&text);
    Py_XDECREF(capital);
    Py_XDECREF(shouted);
    Py_XDECREF(initial);
    PyBuffer_Release(&starts);
    PyBuffer_Release(&ends);
    return result;
}

PyMethodDef shapes_methods[] = {
    {"shapes", shapes, METH_VARARGS, "How words look."},
    {NULL, NULL, 0, NULL},
};
