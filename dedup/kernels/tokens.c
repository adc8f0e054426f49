/* The tokens of a text and those of them that are sought: `[^\W_]+(?:&[^\W_]+)?`, as dedup.provenance.tokens reads. */
#include "characters.h"

#include <string.h>

#define LONGEST 256  /* bytes of a token that may be sought */
#define LETTERS 256

enum {
    BEGINS = 1,
    MAY_BEGIN = 8,  /* begins something with the next token, if the two are a pair */
};

static inline int in_token(const Characters *text, Py_ssize_t place)
{
    return looks(text, place, WORD) && text->points[place] != '_';
}

/* What is sought: keys, ascending, and their marks; keys of pairs, ascending; and by the first letter of a token which
   lengths there are, a bit for each, so that few tokens are looked up. */
typedef struct {
    const uint64_t *keys, *pairs;
    const uint8_t *marks;
    const uint32_t *lengths;
    Py_ssize_t count, pair_count;
} Sought;

/* The tokens of a text: where each begins, and the numbers and marks of those that are sought. */
typedef struct {
    int32_t *starts, *places;
    uint8_t *marks;
    Py_ssize_t count, marked;
} Tokens;

static inline int has_length(const Sought *sought, uint32_t letter, Py_ssize_t length)
{
    return sought->lengths[letter % LETTERS] >> (length < 31 ? length : 31) & 1;
}

/* The key of a token into `key`; 0 for one that is longer than any that is sought. */
static int keyed(const Characters *text, Py_ssize_t first, Py_ssize_t last, uint64_t *key)
{
    uint8_t bytes[LONGEST + 4];
    size_t length = 0;
    for (Py_ssize_t i = first; i < last; i++) {
        length += encoded(text->points[i], bytes + length);
        if (length > LONGEST)
            return 0;
    }
    *key = xxh64(bytes, length);
    return 1;
}

/* Where a key stands among ascending ones, -1 where it does not. */
static inline Py_ssize_t found_at(const uint64_t *keys, Py_ssize_t count, uint64_t key)
{
    const Py_ssize_t place = place_among(keys, count, key);
    return place < count && keys[place] == key ? place : -1;
}

static inline Py_ssize_t token_end(const Characters *text, Py_ssize_t place)
{
    do
        place++;
    while (in_token(text, place));
    if (place < text->count && text->points[place] == '&' && in_token(text, place + 1))
        for (place += 2; in_token(text, place);)
            place++;
    return place;
}

static void read_tokens(const Characters *text, const Sought *sought, Tokens *to)
{
    Py_ssize_t open = -1;  /* the mark of the token before, if what follows it is asked for */
    uint64_t before = 0, key = 0;
    for (Py_ssize_t place = 0, last; place < text->count; place = last) {
        last = place + 1;
        if (!in_token(text, place))
            continue;
        last = token_end(text, place);
        const int likely = has_length(sought, text->points[place], last - place);
        const int known = (likely || open >= 0) && keyed(text, place, last, &key);
        if (open >= 0 && known && found_at(sought->pairs, sought->pair_count, before * SHINGLE_BASE ^ key) >= 0)
            to->marks[open] |= BEGINS;
        else if (open >= 0 && to->marks[open] == MAY_BEGIN)
            to->marked = open;
        const Py_ssize_t at = likely && known ? found_at(sought->keys, sought->count, key) : -1;
        open = -1;
        if (at >= 0) {
            if (sought->marks[at] & MAY_BEGIN) {
                open = to->marked;
                before = key;
            }
            to->places[to->marked] = (int32_t)to->count;
            to->marks[to->marked++] = sought->marks[at];
        }
        to->starts[to->count++] = (int32_t)place;
    }
    if (open >= 0 && to->marks[open] == MAY_BEGIN)
        to->marked = open;
}

/* tokens(reader, text, keys, marks, lengths, pairs) -> (starts, places, found): the first character of each token, the
   numbers of those whose keys are sought, and the mark of each of these; bytearrays of int32, int32 and uint8. One that
   has MAY_BEGIN has BEGINS as well if it and the next are a pair, and is left out if it has nothing else otherwise. */
static PyObject *tokens(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *result = NULL;
    Py_buffer keys, marks, lengths, pairs;
    if (!PyArg_ParseTuple(arguments, "OOy*y*y*y*", &reader, &string, &keys, &marks, &lengths, &pairs))
        return NULL;
    Characters text = {0};
    Tokens to = {0};
    if (!is_reader(module, reader) || characters_of((Reader *)reader, string, &text))
        goto done;
    if (keys.len != 8 * marks.len || pairs.len % 8 || lengths.len != 4 * LETTERS || (uintptr_t)keys.buf % 8
        || (uintptr_t)pairs.buf % 8 || (uintptr_t)lengths.buf % 4) {
        PyErr_SetString(PyExc_ValueError, "each key has one mark, lengths are of 256 letters, and all are aligned");
        goto done;
    }
    const size_t room = (size_t)text.count / 2 + 1;  /* something parts two tokens */
    if (!(to.starts = PyMem_Malloc(room * 9))) {
        PyErr_NoMemory();
        goto done;
    }
    to.places = to.starts + room;
    to.marks = (uint8_t *)(to.places + room);
    const Sought sought = {keys.buf, pairs.buf, marks.buf, lengths.buf, marks.len, pairs.len / 8};
    read_tokens(&text, &sought, &to);
    result = Py_BuildValue("NNN", PyByteArray_FromStringAndSize((const char *)to.starts, to.count * 4),
                           PyByteArray_FromStringAndSize((const char *)to.places, to.marked * 4),
                           PyByteArray_FromStringAndSize((const char *)to.marks, to.marked));
done:
    PyMem_Free(to.starts);
    characters_free(&text);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&marks);
    PyBuffer_Release(&lengths);
    PyBuffer_Release(&pairs);
    return result;
}

PyMethodDef tokens_methods[] = {
    {"tokens", tokens, METH_VARARGS, "Tokens of a text, and those that are sought."},
    {NULL, NULL, 0, NULL},
};
