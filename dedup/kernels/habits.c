/* How a text is worded and set: `habits` counts as `plain_counts` of dedup.provenance.counts does, `idiom` reads the
   order of its common words as `plain_gains` of dedup.provenance.idiom does. */
#include "characters.h"

#include <math.h>
#include <string.h>

#define SHORT 32   /* letters of a word that is put in lower case here, if it has none beyond ASCII */
#define SORTS 6    /* lists of words, a bit of a mark each */
#define HEAD 256   /* first words of a text of which the different ones are counted, at most */
#define ROOM 1024  /* slots for their keys */
#define APOSTROPHE 0x2019
#define ELLIPSIS 0x2026
#define EN_DASH 0x2013
#define EM_DASH 0x2014

/* Ascending keys of words, and the mark of each. */
typedef struct {
    const uint64_t *keys;
    const uint16_t *marks;
    Py_ssize_t count;
} Known;

/* A word in lower case, as UTF-8. */
typedef struct {
    uint8_t bytes[SHORT];
    const uint8_t *at;
    Py_ssize_t size;
    Py_ssize_t letters;
    PyObject *kept;  /* what `at` points into, if that is not `bytes` */
} Lower;

static int known_of(const Py_buffer *keys, const Py_buffer *marks, Known *known)
{
    *known = (Known){keys->buf, marks->buf, keys->len / 8};
    if (keys->len == 4 * marks->len && !((uintptr_t)keys->buf % 8) && !((uintptr_t)marks->buf % 2))
        return 0;
    PyErr_SetString(PyExc_ValueError, "each key has one mark, and both are aligned");
    return -1;
}

/* The mark of a key, 0 where it is not known. */
static uint16_t mark_of(const Known *known, uint64_t key)
{
    Py_ssize_t place = place_among(known->keys, known->count, key);
    return place < known->count && known->keys[place] == key ? known->marks[place] : 0;
}

static inline uint32_t point(const Characters *text, Py_ssize_t place)
{
    return place < text->count ? text->points[place] : 0;
}

static inline int one_of(uint32_t point, const char *some)
{
    for (; *some; some++)
        if (point == (uint32_t)*some)
            return 1;
    return 0;
}

static inline int is_apostrophe(const Characters *text, Py_ssize_t place)
{
    return point(text, place) == '\'' || point(text, place) == APOSTROPHE;
}

static inline int in_word(const Characters *text, Py_ssize_t place)
{
    return looks(text, place, WORD) && text->points[place] != '_';
}

static inline int in_letters(const Characters *text, Py_ssize_t place)
{
    return in_word(text, place) && !looks(text, place, DECIMAL_DIGIT);
}

/* -1 with a Python error set, 0 otherwise. What a letter beyond ASCII is in lower case Python says. */
static int lowered(const Characters *text, PyObject *string, Py_ssize_t first, Py_ssize_t last, Lower *to)
{
    to->kept = NULL;
    to->at = to->bytes;
    to->size = to->letters = last - first;
    Py_ssize_t i = 0;
    for (; to->size <= SHORT && i < to->size && text->points[first + i] < 0x80; i++) {
        uint8_t letter = (uint8_t)text->points[first + i];
        to->bytes[i] = letter >= 'A' && letter <= 'Z' ? (uint8_t)(letter + 32) : letter;
    }
    if (i == to->size)
        return 0;
    PyObject *word = PyUnicode_Substring(string, first, last);
    PyObject *lower = word ? PyObject_CallMethod(word, "lower", NULL) : NULL;
    char *bytes = NULL;
    if (lower && (to->kept = PyUnicode_AsEncodedString(lower, "utf-8", "surrogatepass"))
        && !PyBytes_AsStringAndSize(to->kept, &bytes, &to->size)) {
        to->at = (const uint8_t *)bytes;
        to->letters = PyUnicode_GetLength(lower);
    }
    Py_XDECREF(word);
    Py_XDECREF(lower);
    return bytes ? 0 : -1;
}

static int is_shouted(const Characters *text, Py_ssize_t first, Py_ssize_t last)
{
    int capitals = 0;
    for (Py_ssize_t i = first; i < last; i++) {
        if (text->looks[i] & (LOWER | TITLED))
            return 0;
        capitals |= text->looks[i] & UPPER;
    }
    return capitals != 0;
}

/* Whether a key is new among `seen`, which has room for all that come. A key of 0 counts as one of 1. */
static int is_new(uint64_t *seen, uint64_t key)
{
    key += !key;
    size_t slot = (size_t)(key % ROOM);
    while (seen[slot] && seen[slot] != key)
        slot = (slot + 1) % ROOM;
    int found = !seen[slot];
    seen[slot] = key;
    return found;
}

typedef struct {
    Py_ssize_t words, different, told[SORTS], shouted, digits, stops, commas, exclamations, dashes, untidy, contracted,
        moments;
} Counts;

/* Words, `[^\W_]+(?:['’][^\W_]+)*`: all, the different ones among the first `head`, those of each list, and those of
   six letters and more in capitals. */
static int count_words(const Characters *text, PyObject *string, const Known *told, Py_ssize_t head, Counts *counts)
{
    uint64_t seen[ROOM] = {0};
    for (Py_ssize_t first = 0; first < text->count; first++) {
        if (!in_word(text, first))
            continue;
        Py_ssize_t last = first + 1;
        while (in_word(text, last) || (is_apostrophe(text, last) && in_word(text, last + 1)))
            last++;
        Lower lower;
        if (lowered(text, string, first, last, &lower))
            return -1;
        uint64_t key = xxh64(lower.at, (size_t)lower.size);
        Py_XDECREF(lower.kept);
        counts->different += counts->words++ < head && is_new(seen, key);
        uint16_t mark = mark_of(told, key);
        for (int sort = 0; sort < SORTS; sort++)
            counts->told[sort] += mark >> sort & 1;
        counts->shouted += last - first > 5 && is_shouted(text, first, last);
        first = last;
    }
    return 0;
}

/* Digits and marks, and what stands before or after these. */
static void count_marks(const Characters *text, Counts *counts)
{
    for (Py_ssize_t i = 0; i < text->count; i++) {
        uint32_t mark = text->points[i];
        counts->digits += (text->looks[i] & DIGIT) != 0;
        counts->commas += mark == ',';
        counts->exclamations += mark == '!';
        counts->stops += (one_of(mark, ".!?") || mark == ELLIPSIS) && (i + 1 == text->count || looks(text, i + 1, SPACE));
    }
}

static inline int is_dash(uint32_t point)
{
    return point == '-' || point == EN_DASH || point == EM_DASH;
}

/* `\s[-–—]{1,2}\s|—` */
static void count_dashes(const Characters *text, Counts *counts)
{
    for (Py_ssize_t i = 0; i < text->count; i++) {
        Py_ssize_t after = i + 1;
        while (looks(text, i, SPACE) && after < i + 3 && is_dash(point(text, after)))
            after++;
        if (after > i + 1 && looks(text, after, SPACE))
            i = after;
        else if (text->points[i] != EM_DASH)
            continue;
        counts->dashes++;
    }
}

static inline int is_between(uint32_t point, char first, char last)
{
    return point >= (uint32_t)first && point <= (uint32_t)last;
}

/* `[a-z]{2}(?:[.;:!?][A-Z]|[,;][A-Za-z])|\s[.,;:!?](?=\s)` */
static void count_untidy(const Characters *text, Counts *counts)
{
    for (Py_ssize_t i = 0; i + 2 < text->count; i++) {
        uint32_t mark = point(text, i + 2), next = point(text, i + 3);
        if (is_between(text->points[i], 'a', 'z') && is_between(point(text, i + 1), 'a', 'z')
            && ((one_of(mark, ".,;:!?") && is_between(next, 'A', 'Z'))
                || (one_of(mark, ",;") && is_between(next, 'a', 'z'))))
            i += 3;
        else if (looks(text, i, SPACE) && one_of(point(text, i + 1), ".,;:!?") && looks(text, i + 2, SPACE))
            i += 1;
        else
            continue;
        counts->untidy++;
    }
}

/* Where the `\w+` that begins here ends. */
static Py_ssize_t run_end(const Characters *text, Py_ssize_t first)
{
    while (looks(text, first, WORD))
        first++;
    return first;
}

static int is_ending(const Characters *text, Py_ssize_t first, Py_ssize_t last, int negated)
{
    uint32_t one = point(text, first), two = point(text, first + 1);
    if (last - first == 1)
        return one_of(one, "sdm") || (negated && one == 't');
    return last - first == 2 && ((two == 'e' && (one == 'r' || one == 'v')) || (one == 'l' && two == 'l'));
}

/* Words with an ending behind an apostrophe: `\b\w+(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b` */
static void count_contracted(const Characters *text, Counts *counts)
{
    for (Py_ssize_t first = 0; first < text->count; first++) {
        if (!looks(text, first, WORD))
            continue;
        Py_ssize_t last = run_end(text, first);
        int negated = last - first > 1 && text->points[last - 1] == 'n';
        first = last;
        if (!is_apostrophe(text, last))
            continue;
        Py_ssize_t end = run_end(text, last + 1);
        if (is_ending(text, last + 1, end, negated)) {
            counts->contracted++;
            first = end;
        }
    }
}

/* Where an hour of the clock ends that begins a run of letters and digits, else 0:
   `\d{1,2}[.:]\d\d\b|\d ?[ap]\.?m\b` */
static Py_ssize_t hour_end(const Characters *text, Py_ssize_t first)
{
    if (!looks(text, first, DECIMAL_DIGIT))
        return 0;
    Py_ssize_t at = looks(text, first + 1, DECIMAL_DIGIT) ? first + 2 : first + 1;
    if (one_of(point(text, at), ".:") && looks(text, at + 1, DECIMAL_DIGIT) && looks(text, at + 2, DECIMAL_DIGIT)
        && !looks(text, at + 3, WORD))
        return at + 3;
    at = first + 1;
    at += point(text, at) == ' ';
    if (!one_of(point(text, at), "ap"))
        return 0;
    at++;
    at += point(text, at) == '.';
    return point(text, at) == 'm' && !looks(text, at + 1, WORD) ? at + 1 : 0;
}

/* Days and months by name, and hours of the clock. */
static void count_moments(const Characters *text, const Known *named, Counts *counts)
{
    for (Py_ssize_t first = 0; first < text->count; first++) {
        if (!looks(text, first, WORD))
            continue;
        Py_ssize_t last = run_end(text, first), end = hour_end(text, first);
        uint8_t bytes[SHORT];
        Py_ssize_t i = 0;
        for (; last - first <= SHORT && first + i < last && text->points[first + i] < 0x80; i++)
            bytes[i] = (uint8_t)text->points[first + i];
        if (i == last - first && is_between(text->points[first], 'A', 'Z') && mark_of(named, xxh64(bytes, (size_t)i)))
            end = last;
        counts->moments += end > 0;
        first = end ? end - 1 : last;
    }
}

/* habits(reader, text, keys, marks, named, named_marks, head) -> the fields of Counts in their order. `keys` are of the
   words that are counted by lists, `named` of days and months. */
static PyObject *habits(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *result = NULL;
    Py_buffer keys, marks, named, named_marks;
    Py_ssize_t head;
    if (!PyArg_ParseTuple(arguments, "OOy*y*y*y*n", &reader, &string, &keys, &marks, &named, &named_marks, &head))
        return NULL;
    Characters text = {0};
    Known told, moments;
    Counts c = {0};
    if (head > HEAD)
        PyErr_SetString(PyExc_ValueError, "the different words of at most 256 are counted");
    else if (is_reader(module, reader) && !known_of(&keys, &marks, &told) && !known_of(&named, &named_marks, &moments)
             && !characters_of((Reader *)reader, string, &text) && !count_words(&text, string, &told, head, &c)) {
        count_marks(&text, &c);
        count_dashes(&text, &c);
        count_untidy(&text, &c);
        count_contracted(&text, &c);
        count_moments(&text, &moments, &c);
        result = Py_BuildValue("nnnnnnnnnnnnnnnnn", c.words, c.different, c.told[0], c.told[1], c.told[2], c.told[3],
                               c.told[4], c.told[5], c.shouted, c.digits, c.stops, c.commas, c.exclamations, c.dashes,
                               c.untidy, c.contracted, c.moments);
    }
    characters_free(&text);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&marks);
    PyBuffer_Release(&named);
    PyBuffer_Release(&named_marks);
    return result;
}

/* What `idiom` tells words and marks by, beside the numbers of common words. */
enum { START, STOP, COMMA, NUMBER, NAME, FIRST_ENDING };

/* The number of a word by what it ends in, of a tuple of bytes; one more than the last where it ends in none of them. */
static int ending_of(PyObject *endings, const Lower *word)
{
    Py_ssize_t count = PyTuple_Size(endings);
    for (Py_ssize_t i = 0; i < count; i++) {
        char *ending;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(endings, i), &ending, &size))
            return -1;
        if (word->letters > size + 2 && word->size >= size && !memcmp(word->at + word->size - size, ending, (size_t)size))
            return FIRST_ENDING + (int)i;
    }
    return FIRST_ENDING + (int)count;
}

/* The number of a word; `previous` is that of what stands before it. -1 with a Python error set. */
static int word_number(const Characters *text, PyObject *string, Py_ssize_t first, Py_ssize_t last, int previous,
                       const Known *common, PyObject *endings)
{
    if (looks(text, first, DIGIT))
        return NUMBER;
    Lower lower;
    if (lowered(text, string, first, last, &lower))
        return -1;
    int number = mark_of(common, xxh64(lower.at, (size_t)lower.size));
    if (!number)
        number = looks(text, first, UPPER) && previous != START && previous != STOP ? NAME : ending_of(endings, &lower);
    Py_XDECREF(lower.kept);
    return number;
}

/* The arrays of `dedup.provenance.idiom.Table`. */
typedef struct {
    Py_ssize_t shapes;
    const double *anywhere, *after_one, *pairs, *after_two, *seen;
    const uint64_t *triples;
    Py_ssize_t count;
    double smoothing;  /* a power of two, so that a product with it is exact and may be fused with a sum or not */
} Table;

/* How often a triple was seen. */
static double seen_of(const Table *table, uint64_t triple)
{
    Py_ssize_t place = place_among(table->triples, table->count, triple);
    return place < table->count && table->triples[place] == triple ? table->seen[place] : 0;
}

/* As `Table.gain`; what a paragraph begins with has nothing before it. */
static double gain(const Table *table, int before, int previous, int number)
{
    const double anywhere = table->anywhere[number];
    double likely = (table->pairs[previous * table->shapes + number] + table->smoothing * anywhere)
                    / (table->after_one[previous] + table->smoothing);
    if (previous != START) {
        double seen = seen_of(table, (uint64_t)before << 32 | (uint64_t)previous << 16 | (uint64_t)number);
        likely = (seen + table->smoothing * likely)
                 / (table->after_two[before * table->shapes + previous] + table->smoothing);
    }
    return log(likely / anywhere);
}

/* Add up the gains of a text's words and marks; how many these are, -1 with a Python error set. */
static Py_ssize_t read_idiom(const Characters *text, PyObject *string, const Known *common, PyObject *endings,
                             const Table *table, double *total)
{
    Py_ssize_t count = 0;
    int before = START, previous = START, number;
    for (Py_ssize_t first = 0, last; first < text->count; first = last) {
        const uint32_t mark = text->points[first];
        last = first + 1;
        if (looks(text, first, DECIMAL_DIGIT)) {
            while (looks(text, last, DECIMAL_DIGIT) || one_of(point(text, last), ".,:"))
                last++;
            number = NUMBER;
        } else if (in_letters(text, first)) {
            while (in_letters(text, last) || (point(text, last) == '\'' && in_letters(text, last + 1)))
                last++;
            if ((number = word_number(text, string, first, last, previous, common, endings)) < 0)
                return -1;
        } else if (one_of(mark, ".!?,;:")) {
            number = one_of(mark, ".!?") ? STOP : COMMA;
        } else {
            if (mark == '\n')
                before = previous = START;
            continue;
        }
        *total += gain(table, before, previous, number);
        count++;
        before = previous;
        previous = number;
    }
    return count;
}

/* Whether all arrays are as long as the first says, aligned, and no number is beyond them; if not an error is set. */
static int fits(const Py_buffer *arrays, const Known *common, PyObject *endings, Table *table)
{
    const Py_ssize_t shapes = arrays[0].len / 8, count = arrays[4].len / 8;
    int whole = shapes <= UINT16_MAX && arrays[1].len == 8 * shapes && arrays[2].len == 8 * shapes * shapes
                && arrays[3].len == 8 * shapes * shapes && arrays[5].len == 8 * count
                && shapes > FIRST_ENDING + PyTuple_Size(endings);
    for (int i = 0; i < 6; i++)
        whole = whole && !((uintptr_t)arrays[i].buf % 8);
    for (Py_ssize_t i = 0; whole && i < common->count; i++)
        whole = common->marks[i] < shapes;
    if (!whole)
        PyErr_SetString(PyExc_ValueError, "the arrays of a table have room for each shape, and are aligned");
    table->shapes = shapes;
    table->count = count;
    table->anywhere = arrays[0].buf;
    table->after_one = arrays[1].buf;
    table->pairs = arrays[2].buf;
    table->after_two = arrays[3].buf;
    table->triples = arrays[4].buf;
    table->seen = arrays[5].buf;
    return whole;
}

/* idiom(reader, text, keys, numbers, endings, smoothing, anywhere, after_one, pairs, after_two, triples, seen)
   -> (total gain, words and marks). `keys` are of common words and `numbers` (uint16) theirs; `endings` of others. */
static PyObject *idiom(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *string, *endings, *result = NULL;
    Py_buffer keys, numbers, arrays[6];
    Table table;
    if (!PyArg_ParseTuple(arguments, "OOy*y*O!dy*y*y*y*y*y*", &reader, &string, &keys, &numbers, &PyTuple_Type, &endings,
                          &table.smoothing, &arrays[0], &arrays[1], &arrays[2], &arrays[3], &arrays[4], &arrays[5]))
        return NULL;
    Characters text = {0};
    Known common;
    double total = 0;
    if (is_reader(module, reader) && !known_of(&keys, &numbers, &common) && fits(arrays, &common, endings, &table)
        && !characters_of((Reader *)reader, string, &text)) {
        Py_ssize_t count = read_idiom(&text, string, &common, endings, &table, &total);
        if (count >= 0)
            result = Py_BuildValue("dn", total, count);
    }
    characters_free(&text);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&numbers);
    for (int i = 0; i < 6; i++)
        PyBuffer_Release(&arrays[i]);
    return result;
}

PyMethodDef habits_methods[] = {
    {"habits", habits, METH_VARARGS, "How a text is worded and set, as counts."},
    {"idiom", idiom, METH_VARARGS, "The order of a text's common words."},
    {NULL, NULL, 0, NULL},
};
