/* Entries: what a lexicon says of words, by the words' keys, as `PlainEntries` of dedup.text.stems remembers it.

   A table of sets of eight slots that forgets: where a set is full, a new word takes the place of another. So no words
   can be chosen that make a look-up slow, and memory is bounded; a word that was forgotten is read again. */
#include "kernels.h"

#include <string.h>

#define WAYS 8           /* slots that one key may stand in */
#define FEWEST 4096      /* slots at first */
#define MOST (1 << 18)   /* slots in the end, of 24 bytes each: more words than a large archive of one language uses */

typedef struct {
    uint64_t word;
    uint64_t stem;
    float rarity;
    uint8_t marks;
    uint8_t used;
} Entry;

typedef struct {
    PyObject_HEAD
    Entry *slots;
    size_t room;     /* a power of two */
    size_t count;
} Entries;

static inline Entry *set_of(const Entries *self, uint64_t word)
{
    return self->slots + (word >> 20 & (self->room / WAYS - 1)) * WAYS;
}

static inline const Entry *found_in(const Entry *set, uint64_t word)
{
    for (int way = 0; way < WAYS; way++)
        if (set[way].word == word && set[way].used)
            return &set[way];
    return NULL;
}

static void put(Entries *self, const Entry *entry)
{
    Entry *set = set_of(self, entry->word);
    int way = 0;
    while (way < WAYS && set[way].used && set[way].word != entry->word)
        way++;
    if (way == WAYS)
        way = (int)(entry->word % WAYS);
    self->count += !set[way].used;
    set[way] = *entry;
}

/* Twice as many slots once half are taken. */
static int grow(Entries *self)
{
    if (2 * self->count < self->room || self->room >= MOST)
        return 0;
    Entry *before = self->slots, *slots = PyMem_Calloc(2 * self->room, sizeof *slots);
    if (!slots) {
        PyErr_NoMemory();
        return -1;
    }
    size_t room = self->room;
    self->slots = slots;
    self->room = 2 * room;
    self->count = 0;
    for (size_t i = 0; i < room; i++)
        if (before[i].used)
            put(self, &before[i]);
    PyMem_Free(before);
    return 0;
}

/* The words of a text of which nothing is known, in slots by their keys: the place of each and one, 0 for an empty
   slot. */
typedef struct {
    int32_t *places;
    size_t mask;
} Unknown;

/* The place of the first word with the key of that at `place`. Where eight others stand in its way it is taken for the
   first itself, and read once more: no words can be chosen that make this slow. -1 with an error set. */
static Py_ssize_t first_of(Unknown *unknown, const char *keys, Py_ssize_t count, Py_ssize_t place)
{
    uint64_t key, other;
    memcpy(&key, keys + 8 * place, 8);
    if (!unknown->places) {
        size_t room = WAYS;
        while (room < 2 * (size_t)count)
            room *= 2;
        if (!(unknown->places = PyMem_Calloc(room, sizeof *unknown->places))) {
            PyErr_NoMemory();
            return -1;
        }
        unknown->mask = room - 1;
    }
    for (size_t way = 0; way < WAYS; way++) {
        int32_t *slot = &unknown->places[((key >> 20) + way) & unknown->mask];
        if (!*slot) {
            *slot = (int32_t)place + 1;
            break;
        }
        memcpy(&other, keys + 8 * (Py_ssize_t)(*slot - 1), 8);
        if (other == key)
            return *slot - 1;
    }
    return place;
}

/* Entries.look_up(keys) -> (stems: uint64, rarity: float32, marks: uint8, new: int32, again: int32), a bytearray each:
   what is said of the words with these keys. Nothing of those at the places in `new`, which are to be kept first, nor of
   those in `again`, pairs of a place and the place in `new` where the word stands before. */
static PyObject *entries_look_up(PyObject *object, PyObject *arguments)
{
    Entries *self = (Entries *)object;
    Py_buffer keys;
    if (!PyArg_ParseTuple(arguments, "y*", &keys))
        return NULL;
    const Py_ssize_t count = keys.len / 8;
    Py_ssize_t missing = 0, repeated = 0;
    Unknown met = {0};
    PyObject *result = NULL;
    PyObject *stems = PyByteArray_FromStringAndSize(NULL, count * 8);
    PyObject *rarity = PyByteArray_FromStringAndSize(NULL, count * 4);
    PyObject *marks = PyByteArray_FromStringAndSize(NULL, count);
    PyObject *unknown = PyByteArray_FromStringAndSize(NULL, count * 4);
    PyObject *again = PyByteArray_FromStringAndSize(NULL, count * 8);
    if (!stems || !rarity || !marks || !unknown || !again)
        goto done;
    char *stem_at = PyByteArray_AsString(stems), *rarity_at = PyByteArray_AsString(rarity);
    char *marks_at = PyByteArray_AsString(marks), *unknown_at = PyByteArray_AsString(unknown);
    char *again_at = PyByteArray_AsString(again);
    static const Entry nothing;
    for (Py_ssize_t i = 0; i < count; i++) {
        uint64_t key;
        memcpy(&key, (char *)keys.buf + 8 * i, 8);
        const Entry *entry = found_in(set_of(self, key), key);
        if (!entry) {
            const Py_ssize_t first = first_of(&met, keys.buf, count, i);
            if (first < 0)
                goto done;
            const int32_t places[2] = {(int32_t)i, (int32_t)first};
            if (first == i)
                memcpy(unknown_at + 4 * missing++, places, 4);
            else
                memcpy(again_at + 8 * repeated++, places, 8);
            entry = &nothing;
        }
        memcpy(stem_at + 8 * i, &entry->stem, 8);
        memcpy(rarity_at + 4 * i, &entry->rarity, 4);
        marks_at[i] = (char)entry->marks;
    }
    if (PyByteArray_Resize(unknown, missing * 4) || PyByteArray_Resize(again, repeated * 8))
        goto done;
    result = PyTuple_Pack(5, stems, rarity, marks, unknown, again);
done:
    PyMem_Free(met.places);
    Py_XDECREF(stems);
    Py_XDECREF(rarity);
    Py_XDECREF(marks);
    Py_XDECREF(unknown);
    Py_XDECREF(again);
    PyBuffer_Release(&keys);
    return result;
}

/* Entries.keep(keys, stems, rarity, marks): what is said of the words with these keys, all arrays of one length. */
static PyObject *entries_keep(PyObject *object, PyObject *arguments)
{
    Entries *self = (Entries *)object;
    Py_buffer keys, stems, rarity, marks;
    if (!PyArg_ParseTuple(arguments, "y*y*y*y*", &keys, &stems, &rarity, &marks))
        return NULL;
    const Py_ssize_t count = marks.len;
    int failed = keys.len != count * 8 || stems.len != count * 8 || rarity.len != count * 4;
    if (failed)
        PyErr_SetString(PyExc_ValueError, "each word has one key, stem, rarity and mark");
    for (Py_ssize_t i = 0; i < count && !failed; i++) {
        Entry entry = {.marks = ((uint8_t *)marks.buf)[i], .used = 1};
        memcpy(&entry.word, (char *)keys.buf + 8 * i, 8);
        memcpy(&entry.stem, (char *)stems.buf + 8 * i, 8);
        memcpy(&entry.rarity, (char *)rarity.buf + 4 * i, 4);
        put(self, &entry);
        failed = grow(self);
    }
    PyBuffer_Release(&keys);
    PyBuffer_Release(&stems);
    PyBuffer_Release(&rarity);
    PyBuffer_Release(&marks);
    if (failed)
        return NULL;
    Py_RETURN_NONE;
}

static PyObject *entries_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    (void)named;
    if (!PyArg_ParseTuple(arguments, ""))
        return NULL;
    Entries *self = (Entries *)((allocfunc)PyType_GetSlot(type, Py_tp_alloc))(type, 0);
    if (!self)
        return NULL;
    self->room = FEWEST;
    self->slots = PyMem_Calloc(self->room, sizeof *self->slots);
    if (!self->slots) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static void entries_dealloc(PyObject *object)
{
    PyTypeObject *type = Py_TYPE(object);
    PyMem_Free(((Entries *)object)->slots);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyMethodDef entries_methods[] = {
    {"look_up", entries_look_up, METH_VARARGS, "Stems, rarities and marks of words, and which are not known."},
    {"keep", entries_keep, METH_VARARGS, "Remember what is said of words."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot entries_slots[] = {
    {Py_tp_new, entries_new},
    {Py_tp_dealloc, entries_dealloc},
    {Py_tp_methods, entries_methods},
    {0, NULL},
};

PyType_Spec entries_spec = {
    .name = "dedup.kernels._kernels.Entries",
    .basicsize = sizeof(Entries),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = entries_slots,
};
