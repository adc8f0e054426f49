/* Looking a text through at once: where any of many literals stands, and which characters beyond ASCII it holds. */
#include "kernels.h"

#include <string.h>

#define PREFIXES 65536  /* of two bytes */
#define MOST 255        /* literals; a bucket is a byte */

typedef struct {
    PyObject_HEAD
    Py_ssize_t count;
    uint8_t *bytes;                /* of all literals, one after another, by their first two bytes */
    Py_ssize_t starts[MOST + 1];   /* in `bytes`, closed by the end of the last */
    Py_ssize_t numbers[MOST];      /* as they were given */
    uint8_t buckets[PREFIXES];     /* by the first two bytes: the first literal that has them, counted from 1 */
    uint64_t begins[PREFIXES / 64];  /* a bit for each bucket that is not empty: a first-level cache holds them */
    uint8_t read_as[256];          /* what a byte of a text counts as: capitals of ASCII as small ones, or as they are */
} Literals;

static inline size_t prefix_of(const uint8_t *at)
{
    return (size_t)at[0] | (size_t)at[1] << 8;
}

static int add_place(PyObject *places, Py_ssize_t point, Py_ssize_t number)
{
    PyObject *place = Py_BuildValue("nn", point, number);
    int failed = !place || PyList_Append(places, place);
    Py_XDECREF(place);
    return failed;
}

static inline int stands_at(const Literals *self, const uint8_t *at, const uint8_t *literal, Py_ssize_t length)
{
    for (Py_ssize_t i = 0; i < length; i++)
        if (self->read_as[at[i]] != literal[i])
            return 0;
    return 1;
}

/* Literals.places(text) -> list of (code point, number of the literal), in the order of the text. */
static PyObject *literals_places(PyObject *object, PyObject *text)
{
    Literals *self = (Literals *)object;
    char *start;
    Py_ssize_t size;
    PyObject *places = NULL, *bytes = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    if (!bytes || PyBytes_AsStringAndSize(bytes, &start, &size) || !(places = PyList_New(0)))
        goto failed;
    const uint8_t *at = (const uint8_t *)start, *end = at + size;
    Py_ssize_t point = -1;
    for (; end - at >= 2; at++) {
        point += (*at & 0xC0) != 0x80;
        size_t prefix = (size_t)self->read_as[at[0]] | (size_t)self->read_as[at[1]] << 8;
        if (!(self->begins[prefix / 64] >> prefix % 64 & 1))
            continue;
        for (Py_ssize_t i = self->buckets[prefix]; i && i <= self->count; i++) {
            const uint8_t *literal = self->bytes + self->starts[i - 1];
            Py_ssize_t length = self->starts[i] - self->starts[i - 1];
            if (prefix_of(literal) != prefix)
                break;
            if (length <= end - at && stands_at(self, at, literal, length)
                && add_place(places, point, self->numbers[i - 1]))
                goto failed;
        }
    }
    Py_DECREF(bytes);
    return places;
failed:
    Py_XDECREF(bytes);
    Py_XDECREF(places);
    return NULL;
}

/* Take in the literals, given as (bytes, number) in the order of the bytes. */
static int literals_take(Literals *self, PyObject *sorted)
{
    Py_ssize_t total = 0, size;
    char *bytes;
    for (Py_ssize_t i = 0; i < self->count; i++) {
        if (!PyArg_ParseTuple(PyTuple_GetItem(sorted, i), "y#n", &bytes, &size, &self->numbers[i]))
            return -1;
        if (size < 2) {
            PyErr_SetString(PyExc_ValueError, "a literal has two bytes or more");
            return -1;
        }
        uint8_t *longer = PyMem_Realloc(self->bytes, (size_t)(total + size));
        if (!longer) {
            PyErr_NoMemory();
            return -1;
        }
        self->bytes = longer;
        memcpy(longer + total, bytes, (size_t)size);
        self->starts[i] = total;
        const size_t prefix = prefix_of(longer + total);
        uint8_t *bucket = &self->buckets[prefix];
        self->begins[prefix / 64] |= (uint64_t)1 << prefix % 64;
        if (!*bucket)
            *bucket = (uint8_t)(i + 1);
        total += size;
    }
    self->starts[self->count] = total;
    return 0;
}

static PyObject *literals_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    (void)named;
    PyObject *sorted;
    int caseless;
    if (!PyArg_ParseTuple(arguments, "O!p", &PyTuple_Type, &sorted, &caseless))
        return NULL;
    if (PyTuple_Size(sorted) > MOST) {
        PyErr_SetString(PyExc_ValueError, "at most 255 literals are looked for at once");
        return NULL;
    }
    Literals *self = (Literals *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (!self)
        return NULL;
    for (int byte = 0; byte < 256; byte++)
        self->read_as[byte] = (uint8_t)(caseless && byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    self->count = PyTuple_Size(sorted);
    if (literals_take(self, sorted)) {
        Py_DECREF(self);
        return NULL;
    }
    return (PyObject *)self;
}

static void literals_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    PyMem_Free(((Literals *)object)->bytes);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyMethodDef literals_methods[] = {
    {"places", literals_places, METH_O, "Where in a text which literals stand."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot literals_slots[] = {
    {Py_tp_new, literals_new},
    {Py_tp_dealloc, literals_dealloc},
    {Py_tp_methods, literals_methods},
    {0, NULL},
};

PyType_Spec literals_spec = {
    .name = "dedup.kernels._kernels.Literals",
    .basicsize = sizeof(Literals),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = literals_slots,
};

/* beyond_ascii(text) -> bytes: the characters of a text beyond ASCII, in UTF-8, most of them once. */
static PyObject *beyond_ascii(PyObject *module, PyObject *text)
{
    (void)module;
    char *start;
    Py_ssize_t size;
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass"), *result = NULL;
    if (!bytes || PyBytes_AsStringAndSize(bytes, &start, &size))
        goto done;
    uint32_t seen[64] = {0};  /* the latest character for each value of its last bits */
    uint8_t *found = PyMem_Malloc((size_t)size + 1);
    if (!found) {
        PyErr_NoMemory();
        goto done;
    }
    Py_ssize_t length = 0;
    const uint8_t *at = (const uint8_t *)start, *end = at + size;
    while (at < end) {
        if (*at < 0x80) {
            at++;
            continue;
        }
        int width = *at < 0xE0 ? 2 : *at < 0xF0 ? 3 : 4;
        uint32_t character = 0;
        if (end - at < width)
            width = (int)(end - at);
        memcpy(&character, at, (size_t)width);
        uint32_t *slot = &seen[at[width - 1] & 63];
        if (*slot != character) {
            *slot = character;
            memcpy(found + length, at, (size_t)width);
            length += width;
        }
        at += width;
    }
    result = PyBytes_FromStringAndSize((const char *)found, length);
    PyMem_Free(found);
done:
    Py_XDECREF(bytes);
    return result;
}

PyMethodDef search_methods[] = {
    {"beyond_ascii", beyond_ascii, METH_O, "The characters of a text beyond ASCII."},
    {NULL, NULL, 0, NULL},
};
