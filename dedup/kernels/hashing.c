/* XXH64, as the xxhash library computes it, of bytes and of words. */
#include "kernels.h"

#include <string.h>

static const uint64_t P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9,
                      P4 = 0x85EBCA77C2B2AE63, P5 = 0x27D4EB2F165667C5;

static inline uint64_t turned(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

static inline uint64_t little(const uint8_t *at, int size)
{
    uint64_t value = 0;
    memcpy(&value, at, (size_t)size);
    return value;
}

static inline uint64_t mixed_in(uint64_t lane, uint64_t input)
{
    return turned(lane + input * P2, 31) * P1;
}

uint64_t xxh64(const uint8_t *at, size_t length)
{
    const uint8_t *end = at + length;
    uint64_t hash = P5;
    if (length >= 32) {
        uint64_t lanes[4] = {P1 + P2, P2, 0, 0 - P1};
        for (; end - at >= 32; at += 32)
            for (int i = 0; i < 4; i++)
                lanes[i] = mixed_in(lanes[i], little(at + 8 * i, 8));
        hash = turned(lanes[0], 1) + turned(lanes[1], 7) + turned(lanes[2], 12) + turned(lanes[3], 18);
        for (int i = 0; i < 4; i++)
            hash = (hash ^ mixed_in(0, lanes[i])) * P1 + P4;
    }
    hash += length;
    for (; end - at >= 8; at += 8)
        hash = turned(hash ^ mixed_in(0, little(at, 8)), 27) * P1 + P4;
    if (end - at >= 4) {
        hash = turned(hash ^ little(at, 4) * P1, 23) * P2 + P3;
        at += 4;
    }
    for (; at < end; at++)
        hash = turned(hash ^ *at * P5, 11) * P1;
    hash = (hash ^ hash >> 33) * P2;
    hash = (hash ^ hash >> 29) * P3;
    return hash ^ hash >> 32;
}

/* keys(words) -> bytearray of uint64, one for each str of a list: `plain_keys` of dedup.text.words. */
static PyObject *keys(PyObject *module, PyObject *words)
{
    (void)module;
    if (!PyList_Check(words)) {
        PyErr_SetString(PyExc_TypeError, "words are a list of str");
        return NULL;
    }
    const Py_ssize_t count = PyList_Size(words);
    PyObject *result = PyByteArray_FromStringAndSize(NULL, count * 8);
    if (!result)
        return NULL;
    char *to = PyByteArray_AsString(result);
    for (Py_ssize_t i = 0; i < count; i++) {
        Py_ssize_t size;
        const char *letters = PyUnicode_AsUTF8AndSize(PyList_GetItem(words, i), &size);
        if (!letters) {
            Py_DECREF(result);
            return NULL;
        }
        const uint64_t key = xxh64((const uint8_t *)letters, (size_t)size);
        memcpy(to + 8 * i, &key, 8);
    }
    return result;
}

PyMethodDef hashing_methods[] = {
    {"keys", keys, METH_O, "Keys of words."},
    {NULL, NULL, 0, NULL},
};
