/* The tokens of a text and those of them that are sought: `[^\W_]+(?:&[^\W_]+)?`, as dedup.provenance.tokens reads. */
#include "characters.h"

#include <string.h>

#define LONGEST 256  /* bytes of a token that may be sought */
#define ENDS 1024  /* sorts of tokens by their first and last letter */

#define MAY_BEGIN 8  /* mark of a token that begins something with the next, if the two are a pair that is sought */

static inline int in_token(const Characters *text, Py_ssize_t place)
{
    return looks(text, place, WORD) && text->points[place] != '_';
}

/* What is sought: keys of tokens and of pairs, a space between the two, ascending, and their marks; and by the first
   and last letter of a token which lengths there are, a bit for each, so that few tokens are looked up. */
typedef struct {
    const uint64_t *keys;
    const uint8_t *marks;
    const uint32_t *lengths;
    Py_ssize_t count;
} Sought;

/* The tokens of a text: where each begins, and the numbers and marks of those that are sought. */
typedef struct {
    int32_t *starts, *places;
    uint8_t *marks;
    Py_ssize_t count, marked;
} Tokens;

static inline int may_be_sought(const Sought *sought, uint32_t first, uint32_t last, Py_ssize_t length)
{
    return sought->lengths[(first + 8 * last) % ENDS] >> (length < 31 ? length : 31) & 1;
}

/* Write a token as UTF-8; how many bytes that are, 0 for one that is longer than any that is sought. */
static size_t written(const Characters *text, Py_ssize_t first, Py_ssize_t last, uint8_t *to)
{
    size_t length = 0;
    for (Py_ssize_t i = first; i < last; i++) {
        length += encoded(text->points[i], to + length);
        if (length > LONGEST)
            return 0;
    }
    return length;
}

/* The mark of what is sought, 0 for anything else. */
static inline uint8_t mark_of(const Sought *sought, const uint8_t *bytes, size_t length)
{
    const uint64_t key = xxh64(bytes, length);
    const Py_ssize_t place = place_among(sought->keys, sought->count, key);
    return place < sought->count && sought->keys[place] == key ? sought->marks[place] : 0;
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
    uint8_t bytes[2 * (LONGEST + 4) + 1];
    size_t before = 0;  /* bytes of the token before and a space, if what follows it is asked for */
    for (Py_ssize_t place = 0, last; place < text->count; place = last) {
        last = place + 1;
        if (!in_token(text, place))
            continue;
        last = token_end(text, place);
        const int likely = may_be_sought(sought, text->points[place], text->points[last - 1], last - place);
        const size_t length = likely || before ? written(text, place, last, bytes + before) : 0;
        if (before) {
            uint8_t *open = &to->marks[to->marked - 1];
            *open |= length ? mark_of(sought, bytes, before + length) : 0;
            to->marked -= *open == MAY_BEGIN;
        }
        const uint8_t mark = likely && length ? mark_of(sought, bytes + before, length) : 0;
        if (mark) {
            to->places[to->marked] = (int32_t)to->count;
            to->marks[to->marked++] = mark;
        }
        if (mark & MAY_BEGIN) {
            memmove(bytes, bytes + before, length);
            bytes[length] = ' ';
        }
        before = mark & MAY_BEGIN ? length + 1 : 0;
        to->starts[to->count++] = (int32_t)place;
    }
    to->marked -= before && to->marks[to->marked - 1] == MAY_BEGIN;
}

/* tokens(reader, text, keys, marks, lengths) -> (starts, places, found): the first character of each token, the
   numbers of those whose keys are sought, and the mark of each of these; bytearrays of int32, int32 and uint8. One that
   has MAY_BEGIN has the mark of the pair that it and the next are as well, and is left out if it has no other. */
static PyObject *tokens(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *result = NULL;
    Py_buffer keys, marks, lengths;
    if (!PyArg_ParseTuple(arguments, "OOy*y*y*", &reader, &string, &keys, &marks, &lengths))
        return NULL;
    Characters text = {0};
    Tokens to = {0};
    if (!is_reader(module, reader) || characters_of((Reader *)reader, string, &text))
        goto done;
    if (keys.len != 8 * marks.len || lengths.len != 4 * ENDS || (uintptr_t)keys.buf % 8
        || (uintptr_t)lengths.buf % 4) {
        PyErr_SetString(PyExc_ValueError, "each key has one mark, there are lengths of 1,024 sorts, and all are aligned");
        goto done;
    }
    const size_t room = (size_t)text.count / 2 + 1;  /* something parts two tokens */
    if (!(to.starts = PyMem_Malloc(room * 9))) {
        PyErr_NoMemory();
        goto done;
    }
    to.places = to.starts + room;
    to.marks = (uint8_t *)(to.places + room);
    const Sought sought = {keys.buf, marks.buf, lengths.buf, marks.len};
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
    return result;
}

PyMethodDef tokens_methods[] = {
    {"tokens", tokens, METH_VARARGS, "Tokens of a text, and those that are sought."},
    {NULL, NULL, 0, NULL},
};
