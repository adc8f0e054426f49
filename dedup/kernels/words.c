/* Reader: a text's normal form, as `plain_words` of dedup.text.words gives it.

   Unicode is Python's own: what a code point is and what letter it folds to comes in pages of 256 code points from a
   Python function, each asked for once; a word that needs more than letter-by-letter folding goes to another. So the
   two forms cannot disagree on a version of Unicode, and English never leaves C. */
#include "characters.h"

#include <string.h>
#include <structmember.h>

enum {
    LETTER = 1,    /* goes on a word: letters, digits, marks, characters that show nothing */
    DECIMAL = 2,   /* \d of Python */
    ALONE = 4,     /* a word by itself: scripts without spaces */
    APOSTROPHE = 8,
    SIMPLE = 16,   /* folds to one letter whatever stands beside it */
    FOREIGN = 32,  /* Greek, Cyrillic, Armenian: may pass for Latin */
    LATIN = 64,
};

#define MEMO 16384   /* words of up to SHORT bytes remembered: nearly all of a news text are met again */
#define SHORT 16
#define EACH(byte) (0x0101010101010101u * (byte))

/* A short word in normal form, zeros after its last byte, and what is known of it. A slot holds the latest word that
   fell into it; an empty one has no bytes. */
typedef struct {
    uint64_t bytes[2];
    uint64_t key;
    PyObject *word;  /* NULL until asked for */
} Memo;

struct Reader {
    PyObject_HEAD
    PyObject *page_of;    /* page number -> bytes of 256 kinds, of 256 uint32 folded, of 256 uint16 looks */
    PyObject *normalise;  /* (raw word, whether its text is Latin) -> normal form */
    Page *pages[POINTS / PAGE];
    Memo *memo;
};

/* A text in UTF-8, lone surrogates as three bytes each, and where in it the reading is. */
typedef struct {
    const uint8_t *at;
    const uint8_t *end;
    int32_t point;  /* code points before `at` */
    int latin;      /* -1 until asked */
    const uint8_t *text;
} Cursor;

static void forget_words(Found *found)
{
    for (Py_ssize_t i = 0; found->words && i < found->count; i++)
        Py_DECREF(found->words[i]);
    found->count = 0;
}

void found_free(Found *found)
{
    PyMem_Free(found->keys);
    PyMem_Free(found->places);
    PyMem_Free(found->letters);
    forget_words(found);
    PyMem_Free(found->words);
    memset(found, 0, sizeof *found);
}

static int found_grow(Found *found)
{
    Py_ssize_t room = found->room ? 2 * found->room : 1024;
    uint64_t *keys = PyMem_Realloc(found->keys, (size_t)room * sizeof *keys);
    if (keys)
        found->keys = keys;
    int32_t *places = PyMem_Realloc(found->places, (size_t)room * 2 * sizeof *places);
    if (places)
        found->places = places;
    PyObject **words = found->words;
    if (found->wants_words && (words = PyMem_Realloc(words, (size_t)room * sizeof *words)))
        found->words = words;
    if (!keys || !places || (found->wants_words && !words)) {
        PyErr_NoMemory();
        return -1;
    }
    found->room = room;
    return 0;
}

static int letters_grow(Found *found, size_t needed)
{
    if (needed <= found->letters_room)
        return 0;
    size_t room = needed < 512 ? 1024 : 2 * needed;
    uint8_t *letters = PyMem_Realloc(found->letters, room);
    if (!letters) {
        PyErr_NoMemory();
        return -1;
    }
    found->letters = letters;
    found->letters_room = room;
    return 0;
}

/* The code point at `at` and its bytes. Python's encoder wrote these, so that sequences are whole; the bound is kept
   all the same. */
static inline uint32_t decoded(const uint8_t *at, const uint8_t *end, int *width)
{
    uint32_t first = at[0];
    if (first < 0x80) {
        *width = 1;
        return first;
    }
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (end - at < length) {
        *width = (int)(end - at);
        return 0xFFFD;
    }
    *width = length;
    uint32_t point = first & (0xFFu >> (length + 1));
    for (int i = 1; i < length; i++)
        point = point << 6 | (at[i] & 0x3F);
    return point < POINTS ? point : 0xFFFD;
}

size_t encoded(uint32_t point, uint8_t *to)
{
    if (point < 0x80) {
        to[0] = (uint8_t)point;
        return 1;
    }
    int length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (int i = length - 1; i; i--, point >>= 6)
        to[i] = (uint8_t)(0x80 | (point & 0x3F));
    to[0] = (uint8_t)((0xF00u >> length & 0xFF) | point);
    return (size_t)length;
}

static Page *page_made(Reader *self, uint32_t number)
{
    PyObject *made = PyObject_CallFunction(self->page_of, "I", number);
    if (!made)
        return NULL;
    const char *kinds, *folded, *looks;
    Py_ssize_t kinds_size, folded_size, looks_size;
    Page *page = NULL;
    if (PyArg_ParseTuple(made, "y#y#y#", &kinds, &kinds_size, &folded, &folded_size, &looks, &looks_size)) {
        if (kinds_size != PAGE || folded_size != PAGE * 4 || looks_size != PAGE * 2)
            PyErr_SetString(PyExc_ValueError, "a page has 256 kinds, 256 letters and 256 looks");
        else if (!(page = PyMem_Malloc(sizeof *page)))
            PyErr_NoMemory();
        else {
            memcpy(page->kinds, kinds, PAGE);
            memcpy(page->folded, folded, PAGE * 4);
            memcpy(page->looks, looks, PAGE * 2);
        }
    }
    Py_DECREF(made);
    if (page && self->pages[number]) {  /* another thread was faster */
        PyMem_Free(page);
        page = self->pages[number];
    }
    if (page)
        self->pages[number] = page;
    return page;
}

static inline const Page *page_at(Reader *self, uint32_t point)
{
    const Page *page = self->pages[point / PAGE];
    return page ? page : page_made(self, point / PAGE);
}

const Page *page_of(Reader *reader, uint32_t point)
{
    return page_at(reader, point);
}

int is_reader(PyObject *module, PyObject *object)
{
    PyObject *type = PyObject_GetAttrString(module, "Reader");
    int found = type ? PyObject_IsInstance(object, type) : -1;
    Py_XDECREF(type);
    if (!found)
        PyErr_SetString(PyExc_TypeError, "this takes a Reader");
    return found > 0;
}

/* Whether the text is Latin, as `is_latin_text` of dedup.text.lookalike has it: at most a fifth of its letters are of
   the alphabets that pass for Latin. -1 on an error. */
static int is_latin(Reader *self, Cursor *cursor)
{
    if (cursor->latin >= 0)
        return cursor->latin;
    int64_t latin = 0, foreign = 0;
    int width;
    for (const uint8_t *at = cursor->text; at < cursor->end; at += width) {
        uint32_t point = decoded(at, cursor->end, &width);
        const Page *page = page_at(self, point);
        if (!page)
            return -1;
        latin += (page->kinds[point % PAGE] & LATIN) != 0;
        foreign += (page->kinds[point % PAGE] & FOREIGN) != 0;
    }
    /* 0.8 / (1 - 0.8) in doubles is a little above 4, and integers below 2**31 meet it as they do there. */
    cursor->latin = !foreign || (double)latin >= 0.8 / (1 - 0.8) * (double)foreign;
    return cursor->latin;
}

/* Take the commas out of an ASCII number, in place, where they part groups of three: \d{1,3}(?:,\d{3})+(?:\.\d+)? */
static size_t without_thousands(uint8_t *number, size_t length)
{
    size_t at = 0, groups = 0;
    while (at < length && number[at] >= '0' && number[at] <= '9')
        at++;
    if (at == 0 || at > 3)
        return length;
    while (at + 3 < length && number[at] == ',') {
        for (size_t i = 1; i <= 3; i++)
            if (number[at + i] < '0' || number[at + i] > '9')
                return length;
        at += 4;
        groups++;
    }
    if (!groups)
        return length;
    if (at < length) {
        if (number[at] != '.' || at + 1 == length)
            return length;
        for (size_t i = at + 1; i < length; i++)
            if (number[i] < '0' || number[i] > '9')
                return length;
    }
    size_t kept = 0;
    for (size_t i = 0; i < length; i++)
        if (number[i] != ',')
            number[kept++] = number[i];
    return kept;
}

static inline Memo *memo_of(Reader *self, const uint64_t bytes[2])
{
    uint64_t mixed = (bytes[0] ^ bytes[1] * 0x9E3779B97F4A7C15) * 0xD6E8FEB86659FD93;
    return &self->memo[mixed >> 50];  /* 14 bits: MEMO */
}

/* Add a word whose normal form stands in `letters`, unless it is short and known. */
static int add_unknown(Found *found, Memo *memo, const uint8_t *letters, size_t length, int32_t first, int32_t last)
{
    if (found->count == found->room && found_grow(found))
        return -1;
    PyObject *word = NULL;
    if (found->wants_words && !(word = PyUnicode_DecodeUTF8((const char *)letters, (Py_ssize_t)length, "strict")))
        return -1;
    uint64_t key = xxh64(letters, length);
    if (memo) {
        PyObject *before = memo->word;
        memset(memo->bytes, 0, SHORT);
        memcpy(memo->bytes, letters, length);
        memo->key = key;
        memo->word = word ? Py_NewRef(word) : NULL;
        Py_XDECREF(before);
    }
    if (word)
        found->words[found->count] = word;
    found->keys[found->count] = key;
    found->places[2 * found->count] = first;
    found->places[2 * found->count + 1] = last;
    found->count++;
    return 0;
}

/* Add a word of at most SHORT bytes, given by them. */
static inline int add_short(Reader *self, Found *found, const uint64_t bytes[2], size_t length, int32_t first,
                            int32_t last)
{
    Memo *memo = memo_of(self, bytes);
    if (memo->bytes[0] != bytes[0] || memo->bytes[1] != bytes[1] || found->count == found->room
        || (found->wants_words && !memo->word))
        return add_unknown(found, memo, (const uint8_t *)bytes, length, first, last);
    if (found->wants_words)
        found->words[found->count] = Py_NewRef(memo->word);
    found->keys[found->count] = memo->key;
    found->places[2 * found->count] = first;
    found->places[2 * found->count + 1] = last;
    found->count++;
    return 0;
}

/* Add the word that stands in `found->letters`. */
static int add_word(Reader *self, Found *found, size_t length, int32_t first, int32_t last)
{
    if (length > SHORT)
        return add_unknown(found, NULL, found->letters, length, first, last);
    uint64_t bytes[2] = {0, 0};
    memcpy(bytes, found->letters, length);
    return add_short(self, found, bytes, length, first, last);
}

/* The normal form of a word that folding letter by letter does not give, by the function in Python. */
static int add_odd_word(Reader *self, Found *found, Cursor *cursor, const uint8_t *raw, int32_t first)
{
    int latin = is_latin(self, cursor);
    if (latin < 0)
        return -1;
    PyObject *word = PyUnicode_DecodeUTF8((const char *)raw, cursor->at - raw, "surrogatepass");
    if (!word)
        return -1;
    PyObject *normal = PyObject_CallFunctionObjArgs(self->normalise, word, latin ? Py_True : Py_False, NULL);
    Py_DECREF(word);
    if (!normal)
        return -1;
    Py_ssize_t size;
    const char *bytes = PyUnicode_AsUTF8AndSize(normal, &size);
    int failed = !bytes;
    if (!failed && size) {  /* nothing is left of a word of characters that show nothing */
        failed = letters_grow(found, (size_t)size);
        if (!failed) {
            memcpy(found->letters, bytes, (size_t)size);
            failed = add_word(self, found, (size_t)size, first, cursor->point);
        }
    }
    Py_DECREF(normal);
    return failed ? -1 : 0;
}

/* Bytes of what may part two digits of a number, 0 for anything else: .,．，٫٬ */
static inline int separator(const Cursor *cursor)
{
    if (cursor->at == cursor->end)
        return 0;
    if (*cursor->at < 0x80)
        return *cursor->at == '.' || *cursor->at == ',';
    int width;
    uint32_t point = decoded(cursor->at, cursor->end, &width);
    return point == 0xFF0E || point == 0xFF0C || point == 0x66B || point == 0x66C ? width : 0;
}

/* A number from its first digit on: \d+(?:[.,．，٫٬]\d+)* */
static int read_number(Reader *self, Found *found, Cursor *cursor)
{
    const uint8_t *raw = cursor->at;
    int32_t first = cursor->point;
    int ascii = 1, width;
    for (;;) {
        while (cursor->at < cursor->end) {
            uint32_t point = decoded(cursor->at, cursor->end, &width);
            const Page *page = page_at(self, point);
            if (!page)
                return -1;
            if (!(page->kinds[point % PAGE] & DECIMAL))
                break;
            ascii &= point < 0x80;
            cursor->at += width;
            cursor->point++;
        }
        int parting = separator(cursor);
        if (!parting || cursor->end - cursor->at <= parting)
            break;
        uint32_t next = decoded(cursor->at + parting, cursor->end, &width);
        const Page *page = page_at(self, next);
        if (!page)
            return -1;
        if (!(page->kinds[next % PAGE] & DECIMAL))
            break;
        ascii &= parting == 1;
        cursor->at += parting;
        cursor->point++;
    }
    if (!ascii)
        return add_odd_word(self, found, cursor, raw, first);
    size_t length = (size_t)(cursor->at - raw);
    if (letters_grow(found, length))
        return -1;
    memcpy(found->letters, raw, length);
    return add_word(self, found, without_thousands(found->letters, length), first, cursor->point);
}

/* A word from its first letter on: letters, and apostrophes with letters on both sides. */
static int read_word(Reader *self, Found *found, Cursor *cursor)
{
    const uint8_t *raw = cursor->at;
    int32_t first = cursor->point;
    size_t length = 0;
    int all = SIMPLE, any = 0, width;
    const Page *ascii = self->pages[0];
    for (;;) {
        if (letters_grow(found, length + 8))
            return -1;
        uint32_t point = decoded(cursor->at, cursor->end, &width);
        const Page *page = point < 0x80 ? ascii : page_at(self, point);
        if (!page)
            return -1;
        int kind = page->kinds[point % PAGE];
        if (!(kind & LETTER)) {
            if (!(kind & APOSTROPHE) || cursor->end - cursor->at <= width)
                break;
            int beyond;
            uint32_t next = decoded(cursor->at + width, cursor->end, &beyond);
            const Page *following = page_at(self, next);
            if (!following)
                return -1;
            if (!(following->kinds[next % PAGE] & LETTER))
                break;
        }
        all &= kind;
        any |= kind;
        length += encoded(page->folded[point % PAGE], found->letters + length);
        cursor->at += width;
        cursor->point++;
        if (cursor->at == cursor->end)
            break;
    }
    int simple = all != 0;
    if (simple && any & FOREIGN) {  /* may be a disguise: where it stands beside Latin letters, or in a Latin text */
        int latin = any & LATIN ? 1 : is_latin(self, cursor);
        if (latin < 0)
            return -1;
        simple = !latin;
    }
    if (!simple)
        return add_odd_word(self, found, cursor, raw, first);
    return add_word(self, found, length, first, cursor->point);
}

/* Which of eight bytes are ASCII letters, and which are digits, apostrophes or beyond ASCII: the top bit of each. */
static inline void sorted_out(uint64_t bytes, uint64_t *letters, uint64_t *odd)
{
    uint64_t beyond = bytes & EACH(0x80), low = bytes & EACH(0x7F), small = low | EACH(0x20);
    uint64_t from_a = small + EACH(0x80 - 'a'), past_z = small + EACH(0x80 - 'z' - 1);
    uint64_t from_0 = low + EACH(0x80 - '0'), past_9 = low + EACH(0x80 - '9' - 1);
    uint64_t other = (low ^ EACH('\'')) + EACH(0x7F);
    *letters = from_a & ~past_z & EACH(0x80) & ~beyond;
    *odd = ((from_0 & ~past_9) | ~other | beyond) & EACH(0x80);
}

static inline uint64_t eight(const uint8_t *at, const uint8_t *end)
{
    uint64_t bytes = 0;
    memcpy(&bytes, at, end - at >= 8 ? 8 : (size_t)(end - at));
    return bytes;
}

/* How many of eight bytes are letters before the first that is none. */
static inline int run_of(uint64_t letters)
{
    uint64_t others = ~letters & EACH(0x80);
    return others ? __builtin_ctzll(others) / 8 : 8;
}

/* The first bytes of eight, in small letters; `count` is 0..8. */
static inline uint64_t small_letters(uint64_t bytes, int count)
{
    return count ? (bytes | EACH(0x20)) & ~(uint64_t)0 >> (64 - 8 * count) : 0;
}

/* Read words of ASCII letters, eight bytes at a time, up to the first that is another or longer than SHORT, or stands
   against what may go on a word. */
static int read_plain(Reader *self, Found *found, Cursor *cursor)
{
    const uint8_t *at = cursor->at, *end = cursor->end;
    const int32_t before = cursor->point - (int32_t)(at - cursor->text);
    int failed = 0;
    while (at < end && !failed) {
        uint64_t letters, odd, bytes = eight(at, end);
        sorted_out(bytes, &letters, &odd);
        int length = run_of(letters);
        if (!length) {  /* nothing of a word: on to what may be */
            uint64_t any = letters | odd;
            if (odd & 0x80)
                break;
            at += any ? __builtin_ctzll(any) / 8 : 8;
            continue;
        }
        uint64_t word[2] = {small_letters(bytes, length), 0};
        int place = length;
        if (length == 8) {
            if (end - at > 8) {
                bytes = eight(at + 8, end);
                sorted_out(bytes, &letters, &odd);
                place = run_of(letters);
                if (place == 8)
                    break;
                word[1] = small_letters(bytes, place);
                length += place;
            } else
                odd = place = 0;
        }
        if (odd >> (8 * place) & 0x80)
            break;
        int32_t first = before + (int32_t)(at - cursor->text);
        failed = add_short(self, found, word, (size_t)length, first, first + length);
        at += length + 1;  /* and past what parts it from the next */
    }
    cursor->at = at < end ? at : end;
    cursor->point = before + (int32_t)(cursor->at - cursor->text);
    return failed;
}

/* Pass the marks that make another kana of the one before, where the two are written apart; whether there are any. */
static inline int pass_voiced(Cursor *cursor)
{
    int any = 0, width;
    while (cursor->at < cursor->end && *cursor->at >= 0x80) {
        uint32_t point = decoded(cursor->at, cursor->end, &width);
        if (point != 0x3099 && point != 0x309A && point != 0xFF9E && point != 0xFF9F)
            break;
        any = 1;
        cursor->at += width;
        cursor->point++;
    }
    return any;
}

static int read_bytes(Reader *self, Cursor *cursor, Found *found)
{
    if (!page_at(self, 0) || letters_grow(found, 64))
        return -1;
    for (;;) {
        if (read_plain(self, found, cursor))
            return -1;
        if (cursor->at == cursor->end)
            return 0;
        int width;
        uint32_t point = decoded(cursor->at, cursor->end, &width);
        const Page *page = page_at(self, point);
        if (!page)
            return -1;
        int kind = page->kinds[point % PAGE], failed = 0;
        if (!(kind & (LETTER | DECIMAL | ALONE)) || page->looks[point % PAGE] & UNSEEN) {
            cursor->at += width;
            cursor->point++;
        } else if (kind & ALONE) {
            const uint8_t *raw = cursor->at;
            int32_t first = cursor->point++;
            cursor->at += width;
            if (!pass_voiced(cursor) && kind & SIMPLE) {
                size_t length = encoded(page->folded[point % PAGE], found->letters);
                failed = add_word(self, found, length, first, cursor->point);
            } else
                failed = add_odd_word(self, found, cursor, raw, first);
        } else if (kind & DECIMAL)
            failed = read_number(self, found, cursor);
        else
            failed = read_word(self, found, cursor);
        if (failed)
            return -1;
    }
}

int read_text(Reader *self, PyObject *text, Found *found)
{
    forget_words(found);
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text is a str");
        return -1;
    }
    if (PyUnicode_GetLength(text) > INT32_MAX) {
        PyErr_SetString(PyExc_OverflowError, "a text has at most 2**31 - 1 characters");
        return -1;
    }
    PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
    if (!bytes)
        return -1;
    char *start;
    Py_ssize_t size;
    int failed = PyBytes_AsStringAndSize(bytes, &start, &size);
    if (!failed) {
        const uint8_t *first = (const uint8_t *)start;
        Cursor cursor = {first, first + size, 0, -1, first};
        failed = read_bytes(self, &cursor, found);
    }
    Py_DECREF(bytes);
    return failed ? -1 : 0;
}

/* Reader.read(text) -> (words, keys, starts, ends): a tuple of str, and arrays of uint64 and int32 as bytearrays. */
static PyObject *reader_read(PyObject *object, PyObject *text)
{
    Found found = {.wants_words = 1};
    PyObject *result = NULL, *words = NULL, *keys = NULL, *starts = NULL, *ends = NULL;
    if (read_text((Reader *)object, text, &found))
        goto done;
    words = PyTuple_New(found.count);
    keys = PyByteArray_FromStringAndSize((const char *)found.keys, found.count * (Py_ssize_t)sizeof *found.keys);
    starts = PyByteArray_FromStringAndSize(NULL, found.count * (Py_ssize_t)sizeof(int32_t));
    ends = PyByteArray_FromStringAndSize(NULL, found.count * (Py_ssize_t)sizeof(int32_t));
    if (!words || !keys || !starts || !ends)
        goto done;
    char *first = PyByteArray_AsString(starts), *last = PyByteArray_AsString(ends);
    for (Py_ssize_t i = 0; i < found.count; i++) {
        PyTuple_SetItem(words, i, Py_NewRef(found.words[i]));
        memcpy(first + 4 * i, &found.places[2 * i], 4);
        memcpy(last + 4 * i, &found.places[2 * i + 1], 4);
    }
    result = PyTuple_Pack(4, words, keys, starts, ends);
done:
    Py_XDECREF(words);
    Py_XDECREF(keys);
    Py_XDECREF(starts);
    Py_XDECREF(ends);
    found_free(&found);
    return result;
}

static PyObject *reader_new(PyTypeObject *type, PyObject *arguments, PyObject *named)
{
    PyObject *page_of, *normalise;
    if (named && PyDict_Size(named)) {
        PyErr_SetString(PyExc_TypeError, "Reader() takes no keyword arguments");
        return NULL;
    }
    if (!PyArg_ParseTuple(arguments, "OO", &page_of, &normalise))
        return NULL;
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Reader *self = (Reader *)alloc(type, 0);
    if (!self)
        return NULL;
    self->page_of = Py_NewRef(page_of);
    self->normalise = Py_NewRef(normalise);
    self->memo = PyMem_Calloc(MEMO, sizeof *self->memo);
    if (!self->memo) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return (PyObject *)self;
}

static void reader_dealloc(PyObject *object)
{
    Reader *self = (Reader *)object;
    PyTypeObject *type = Py_TYPE(object);
    for (size_t i = 0; i < POINTS / PAGE; i++)
        PyMem_Free(self->pages[i]);
    for (size_t i = 0; self->memo && i < MEMO; i++)
        Py_XDECREF(self->memo[i].word);
    PyMem_Free(self->memo);
    Py_XDECREF(self->page_of);
    Py_XDECREF(self->normalise);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(object);
    Py_DECREF(type);
}

static PyMethodDef reader_methods[] = {
    {"read", reader_read, METH_O, "Words, keys, starts and ends of a text."},
    {NULL, NULL, 0, NULL},
};

static PyMemberDef reader_members[] = {
    {"page_of", T_OBJECT_EX, offsetof(struct Reader, page_of), READONLY, "What the characters of a page are."},
    {NULL, 0, 0, 0, NULL},
};

static PyType_Slot reader_slots[] = {
    {Py_tp_new, reader_new},
    {Py_tp_dealloc, reader_dealloc},
    {Py_tp_methods, reader_methods},
    {Py_tp_members, reader_members},
    {0, NULL},
};

PyType_Spec reader_spec = {
    .name = "dedup.kernels._kernels.Reader",
    .basicsize = sizeof(struct Reader),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = reader_slots,
};
