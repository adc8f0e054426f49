/* Words among those of a list of frequencies, by their keys: the plain forms are in dedup.text.frequencies. */
#include "kernels.h"

#include <string.h>

#define UNLISTED 0xFFFF

static inline uint64_t key_at(const char *keys, Py_ssize_t place)
{
    uint64_t key;
    memcpy(&key, keys + 8 * place, 8);
    return key;
}

/* How many of so many evenly spread keys lie in a part of all there could be. */
static inline Py_ssize_t within(uint64_t part, Py_ssize_t count)
{
    return (Py_ssize_t)((part >> 32) * (uint64_t)count >> 32);
}

/* The place of a key among ascending ones, -1 where it is none of them. Keys are hashes, evenly spread: how large one is
   tells about where it stands, and how far it is from the key found there tells better, within a dozen places of
   300,000. So a search touches three or four lines of memory, not eighteen, most of which no cache holds. Keys that are
   spread otherwise take twice the steps of halving the whole. */
static Py_ssize_t place_in(const char *keys, Py_ssize_t count, uint64_t key)
{
    if (!count)
        return -1;
    Py_ssize_t first = within(key, count);
    for (int guess = 0; guess < 2; guess++) {
        const uint64_t there = key_at(keys, first);
        const Py_ssize_t most = there < key ? count - 1 - first : first;
        const Py_ssize_t off = within(there < key ? key - there : there - key, count);
        first += (there < key ? 1 : -1) * (off < most ? off : most);
    }
    Py_ssize_t last = first, step = 4;
    while (first > 0 && key_at(keys, first) > key) {  /* then to `first`, which is not above it, or the beginning */
        last = first;
        first = first > step ? first - step : 0;
        step *= 2;
    }
    while (last < count && key_at(keys, last) < key) {  /* and before `last`, which is not below it, or the end */
        first = last;
        last = count - last > step ? last + step : count;
        step *= 2;
    }
    while (first < last) {
        Py_ssize_t middle = first + (last - first) / 2;
        if (key_at(keys, middle) < key)
            first = middle + 1;
        else
            last = middle;
    }
    return first < count && key_at(keys, first) == key ? first : -1;
}

/* key_place(keys, word) -> int: where among ascending keys that of a word stands, -1 where it does not. */
static PyObject *key_place(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys;
    PyObject *word;
    if (!PyArg_ParseTuple(arguments, "y*U", &keys, &word))
        return NULL;
    PyObject *result = NULL;
    Py_ssize_t size;
    const char *letters = PyUnicode_AsUTF8AndSize(word, &size);
    if (letters)
        result = PyLong_FromSsize_t(place_in(keys.buf, keys.len / 8, xxh64((const uint8_t *)letters, (size_t)size)));
    PyBuffer_Release(&keys);
    return result;
}

/* listed(keys, values, asked) -> bytearray of uint16: the value of each key that is asked for, of which there is one
   for each of the ascending keys, UNLISTED where it is none of them. */
static PyObject *listed(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys, values, asked;
    if (!PyArg_ParseTuple(arguments, "y*y*y*", &keys, &values, &asked))
        return NULL;
    PyObject *result = NULL;
    const Py_ssize_t count = asked.len / 8;
    if (keys.len % 8 || asked.len % 8 || values.len != keys.len / 4)
        PyErr_SetString(PyExc_ValueError, "each key is of eight bytes and has one value of two");
    else if ((result = PyByteArray_FromStringAndSize(NULL, count * 2))) {
        char *to = PyByteArray_AsString(result);
        for (Py_ssize_t i = 0; i < count; i++) {
            const Py_ssize_t place = place_in(keys.buf, keys.len / 8, key_at(asked.buf, i));
            uint16_t value = UNLISTED;
            if (place >= 0)
                memcpy(&value, (char *)values.buf + 2 * place, 2);
            memcpy(to + 2 * i, &value, 2);
        }
    }
    PyBuffer_Release(&keys);
    PyBuffer_Release(&values);
    PyBuffer_Release(&asked);
    return result;
}

PyMethodDef frequencies_methods[] = {
    {"key_place", key_place, METH_VARARGS, "Place of a word's key among ascending ones."},
    {"listed", listed, METH_VARARGS, "Values of those of ascending keys that are asked for."},
    {NULL, NULL, 0, NULL},
};
