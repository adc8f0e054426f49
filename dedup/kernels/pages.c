/* Pages of runs: how dedup.store.pages packs them, and who stands under which keys in them (dedup.store.lookup). */
#include "kernels.h"

#include <string.h>

#define HEAD 21  /* bytes, in the order of Head */

typedef struct {
    uint32_t entries, keys, high, low, wide, weighed;
    uint64_t first, base;
    const uint8_t *begins, *highs, *lows, *numbers, *weights, *end;
} Packed;

typedef struct {
    const uint64_t *asked;
    Py_ssize_t count;
    const int64_t *owner;  /* content of each number, 0 for none; of no numbers, where these are contents */
    Py_ssize_t owners;
    int weighed;           /* whether entries with a weight are wanted, or those without */
    int64_t *counts;       /* of each asked key */
    uint32_t *contents;
    uint8_t *weights;
    Py_ssize_t found, room;
} Search;

/* A number of `size` bytes, 8 at most, that stands before `end`. */
static inline uint64_t little(const uint8_t *at, size_t size, const uint8_t *end)
{
    uint64_t value = 0;
    if (end - at < 8) {
        memcpy(&value, at, size);
        return value;
    }
    memcpy(&value, at, 8);
    return size < 8 ? value & (((uint64_t)1 << 8 * size) - 1) : value;
}

/* Take a page apart; 0 where it does not have the length that its head says. */
static int read_page(Packed *page, const uint8_t *at, Py_ssize_t size)
{
    if (size < HEAD)
        return 0;
    page->end = at + size;
    page->entries = (uint32_t)little(at, 2, page->end);
    page->keys = (uint32_t)little(at + 2, 2, page->end);
    page->high = (uint32_t)little(at + 4, 2, page->end);
    page->low = at[6];
    page->wide = at[7];
    page->weighed = at[8] > 0;
    page->first = little(at + 9, 8, page->end);
    page->base = little(at + 17, 4, page->end);
    page->begins = at + HEAD;
    page->highs = page->begins + (page->entries + 7) / 8;
    page->lows = page->highs + page->high;
    page->numbers = page->lows + (size_t)page->keys * page->low;
    page->weights = page->numbers + (size_t)page->entries * page->wide;
    return page->keys > 0 && page->keys <= page->entries && page->low < 8 && page->wide <= 4
           && page->weights + (page->weighed ? page->entries : 0) == page->end;
}

/* The place of the first one at or after `from` in a row of bits, `size` where there is none. */
static inline uint32_t next_one(const uint8_t *bits, uint32_t from, uint32_t size)
{
    while (from < size) {
        const uint8_t *at = bits + (from >> 3), *end = bits + (size + 7) / 8;
        uint64_t window = little(at, end - at < 8 ? (size_t)(end - at) : 8, end) >> (from & 7);
        if (window) {
            uint32_t place = from + (uint32_t)__builtin_ctzll(window);
            return place < size ? place : size;
        }
        from += 64 - (from & 7);
    }
    return size;
}

/* Note the wanted ones of the entries from `first` to `last`; -1 without room for them. */
static int take(Search *search, const Packed *page, uint32_t first, uint32_t last, Py_ssize_t place)
{
    if (search->found + (Py_ssize_t)(last - first) > search->room) {
        Py_ssize_t room = 2 * search->room + (Py_ssize_t)(last - first);
        uint32_t *contents = PyMem_Realloc(search->contents, (size_t)room * 4);
        if (!contents)
            return -1;
        search->contents = contents;
        uint8_t *weights = PyMem_Realloc(search->weights, (size_t)room);
        if (!weights)
            return -1;
        search->weights = weights;
        search->room = room;
    }
    Py_ssize_t found = search->found;
    for (uint32_t i = first; i < last; i++) {
        uint8_t weight = page->weighed ? page->weights[i] : 0;
        uint64_t number = page->base + little(page->numbers + (size_t)i * page->wide, page->wide, page->end);
        int64_t content = !search->owners ? (int64_t)number : number < (uint64_t)search->owners ? search->owner[number] : 0;
        search->contents[found] = (uint32_t)content;
        search->weights[found] = weight;
        found += (weight > 0) == search->weighed && content > 0;
    }
    search->counts[place] += found - search->found;
    search->found = found;
    return 0;
}

/* The 64 bits of a row from a word on, those behind its end 0. */
static inline uint64_t word_of(const uint8_t *bits, uint32_t size, uint32_t word, const uint8_t *end)
{
    uint32_t left = size - 64 * word;
    uint64_t found = little(bits + 8 * (size_t)word, left < 64 ? (left + 7) / 8 : 8, end);
    return left < 64 ? found & (((uint64_t)1 << left) - 1) : found;
}

/* The place of the n-th one (or zero, where `flip` has all bits set) of a row of bits, from 0 on; `size` where there
   are not so many. */
static uint32_t nth(const uint8_t *bits, uint32_t size, uint32_t n, uint64_t flip, const uint8_t *end)
{
    for (uint32_t word = 0; 64 * word < size; word++) {
        uint64_t found = word_of(bits, size, word, end) ^ flip;
        uint32_t count = (uint32_t)__builtin_popcountll(found);
        if (n >= count) {
            n -= count;
            continue;
        }
        while (n--)
            found &= found - 1;
        uint32_t place = 64 * word + (uint32_t)__builtin_ctzll(found);
        return place < size ? place : size;  /* behind the end there are zeros */
    }
    return size;
}

/* Look the asked keys up in a page: 1 where that was done, 0 where the page is not as it should be, -1 without memory.
   The keys with a high part of h begin behind the h-th zero of the row of bits, so that most are never told. */
static int look_up(Search *search, const Packed *page)
{
    uint32_t bits = page->high * 8, shift = 8 * page->low;
    for (Py_ssize_t place = place_among(search->asked, search->count, page->first); place < search->count; place++) {
        uint64_t beyond = search->asked[place] - page->first, high = beyond >> shift, low = beyond - (high << shift);
        if (high > bits)
            break;
        uint32_t bit = high ? nth(page->highs, bits, (uint32_t)high - 1, ~(uint64_t)0, page->end) + 1 : 0;
        uint32_t key = bit - (uint32_t)high;
        uint64_t held = 0;
        for (; key < page->keys && bit < bits && page->highs[bit >> 3] >> (bit & 7) & 1; key++, bit++) {
            held = little(page->lows + (size_t)key * page->low, page->low, page->end);
            if (held >= low)
                break;
        }
        if (bit >= bits || key >= page->keys)
            break;
        if (!(page->highs[bit >> 3] >> (bit & 7) & 1) || held != low)
            continue;
        uint32_t start = nth(page->begins, page->entries, key, 0, page->end);
        uint32_t end = key + 1 < page->keys ? next_one(page->begins, start + 1, page->entries) : page->entries;
        if (start >= page->entries)
            return 0;
        if (take(search, page, start, end, place))
            return -1;
    }
    return 1;
}

/* under(pages, asked, owner, weighed) -> (counts, contents, weights), bytearrays of int64, uint32 and uint8, or None
   where a page is not as it should be: for each of the ascending keys how many living entries it has in the pages, and
   these, in the order of the keys. */
static PyObject *under(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *pages, *result = NULL;
    Py_buffer asked, owner;
    int weighed;
    if (!PyArg_ParseTuple(arguments, "O!y*y*p", &PyTuple_Type, &pages, &asked, &owner, &weighed))
        return NULL;
    Search search = {.asked = asked.buf, .count = asked.len / 8, .owner = owner.buf, .owners = owner.len / 8,
                     .weighed = weighed, .room = 1024};
    search.counts = PyMem_Calloc((size_t)search.count + 1, 8);
    search.contents = PyMem_Malloc((size_t)search.room * 4);
    search.weights = PyMem_Malloc((size_t)search.room);
    int done = search.counts && search.contents && search.weights ? 1 : -1;
    for (Py_ssize_t i = 0; done == 1 && i < PyTuple_Size(pages); i++) {
        Packed page;
        char *bytes;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(pages, i), &bytes, &size))
            goto failed;
        done = read_page(&page, (uint8_t *)bytes, size) ? look_up(&search, &page) : 0;
    }
    if (done == 1)
        result = Py_BuildValue("NNN", PyByteArray_FromStringAndSize((char *)search.counts, search.count * 8),
                               PyByteArray_FromStringAndSize((char *)search.contents, search.found * 4),
                               PyByteArray_FromStringAndSize((char *)search.weights, search.found));
    else if (done == 0)
        result = Py_NewRef(Py_None);
    else
        PyErr_NoMemory();
failed:
    PyMem_Free(search.counts);
    PyMem_Free(search.contents);
    PyMem_Free(search.weights);
    PyBuffer_Release(&asked);
    PyBuffer_Release(&owner);
    return result;
}

static inline size_t bytes_of(uint64_t value)
{
    return value ? (size_t)(71 - __builtin_clzll(value)) / 8 : 0;
}

/* How many low bytes of each key stand by themselves, so that a page is smallest: the keys lie `span` apart. */
static size_t low_bytes(uint64_t keys, uint64_t span)
{
    size_t best = 0;
    unsigned __int128 least = span;
    for (size_t size = 1; size < 8; size++) {
        unsigned __int128 whole = (unsigned __int128)8 * keys * size + (span >> 8 * size);
        if (whole < least) {
            least = whole;
            best = size;
        }
    }
    return best;
}

static uint8_t *put(uint8_t *to, uint64_t value, size_t size)
{
    memcpy(to, &value, size);
    return to + size;
}

/* pack_page(keys, numbers, weights) -> bytearray: entries in the order of their keys as a page (`plain_pack_page`). */
static PyObject *pack_page(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys, numbers, weights;
    if (!PyArg_ParseTuple(arguments, "y*y*y*", &keys, &numbers, &weights))
        return NULL;
    PyObject *result = NULL;
    const uint64_t *key = keys.buf, *number = numbers.buf;
    const uint8_t *weight = weights.buf;
    size_t count = (size_t)weights.len, kept = 0;
    uint64_t base = UINT64_MAX, most = 0;
    int weighed = 0, whole = count > 0 && count <= UINT16_MAX && (size_t)keys.len == 8 * count
                             && (size_t)numbers.len == 8 * count;
    for (size_t i = 0; whole && i < count; i++) {
        whole = number[i] <= UINT32_MAX && (!i || key[i] >= key[i - 1]);
        kept += !i || key[i] != key[i - 1];
        base = number[i] < base ? number[i] : base;
        most = number[i] > most ? number[i] : most;
        weighed |= weight[i];
    }
    if (!whole) {
        PyErr_SetString(PyExc_ValueError, "a page is of one to 65,535 entries in the order of their keys");
        goto done;
    }
    const uint64_t span = key[count - 1] - key[0];
    const size_t low = low_bytes(kept, span), wide = bytes_of(most - base), starts = (count + 7) / 8;
    const size_t high = (size_t)(((span >> 8 * low) + kept - 1) / 8 + 1);
    const size_t size = HEAD + starts + high + kept * low + count * (wide + (weighed > 0));
    if (high > UINT16_MAX || !(result = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)size))) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a page's keys lie too far apart");
        goto done;
    }
    uint8_t *at = (uint8_t *)PyByteArray_AsString(result);
    memset(at, 0, size);
    at = put(put(put(at, count, 2), kept, 2), high, 2);
    at = put(put(put(at, low, 1), wide, 1), weighed > 0, 1);
    at = put(put(at, key[0], 8), base, 4);
    uint8_t *highs = at + starts, *lows = highs + high, *over = lows + kept * low;
    for (size_t i = 0, place = 0; i < count; i++) {
        if (!i || key[i] != key[i - 1]) {
            const uint64_t beyond = key[i] - key[0], bit = (beyond >> 8 * low) + place++;
            at[i / 8] |= (uint8_t)(1 << i % 8);
            highs[bit / 8] |= (uint8_t)(1 << bit % 8);
            lows = put(lows, beyond, low);
        }
        over = put(over, number[i] - base, wide);
    }
    if (weighed)
        memcpy(over, weight, count);
done:
    PyBuffer_Release(&keys);
    PyBuffer_Release(&numbers);
    PyBuffer_Release(&weights);
    return result;
}

/* Unpack a page to where `keys`, `numbers` and `weights` have room for its entries; 0 where it does not hold as many
   keys as its head says, or one of them begins behind its last entry. */
static int unpack(const Packed *page, uint64_t *keys, int64_t *numbers, uint8_t *weights)
{
    const uint32_t bits = page->high * 8;
    uint32_t next = 0, key = 0;
    uint64_t current = 0;
    for (uint32_t i = 0; i < page->entries; i++) {
        if (page->begins[i >> 3] >> (i & 7) & 1) {
            uint32_t bit = key < page->keys ? next_one(page->highs, next, bits) : bits;
            if (bit >= bits)
                return 0;
            current = page->first + ((uint64_t)(bit - key) << 8 * page->low)
                      + little(page->lows + (size_t)key * page->low, page->low, page->end);
            next = bit + 1;
            key++;
        }
        keys[i] = current;
        numbers[i] = (int64_t)(page->base + little(page->numbers + (size_t)i * page->wide, page->wide, page->end));
    }
    if (page->weighed)
        memcpy(weights, page->weights, page->entries);
    else
        memset(weights, 0, page->entries);
    const int beyond = page->begins[(page->entries - 1) >> 3] >> ((page->entries - 1) & 7) >> 1;
    return (page->begins[0] & 1) && !beyond && key == page->keys && next_one(page->highs, next, bits) == bits;
}

/* unpack_pages(pages) -> (keys, numbers, weights), bytearrays of uint64, int64 and uint8, or None where a page is not
   as it should be: all entries, a page after another (`unpack_pages` of dedup.store.pages). */
static PyObject *unpack_pages(PyObject *module, PyObject *pages)
{
    (void)module;
    if (!PyTuple_Check(pages)) {
        PyErr_SetString(PyExc_TypeError, "pages come as a tuple");
        return NULL;
    }
    const Py_ssize_t count = PyTuple_Size(pages);
    PyObject *result = NULL, *keys = NULL, *numbers = NULL, *weights = NULL;
    Packed *page = PyMem_Calloc((size_t)count + 1, sizeof *page);
    Py_ssize_t total = 0;
    int whole = 1;
    if (!page)
        return PyErr_NoMemory();
    for (Py_ssize_t i = 0; whole && i < count; i++) {
        char *bytes;
        Py_ssize_t size;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(pages, i), &bytes, &size))
            goto done;
        whole = read_page(&page[i], (uint8_t *)bytes, size);
        total += whole ? page[i].entries : 0;
    }
    keys = PyByteArray_FromStringAndSize(NULL, total * 8);
    numbers = PyByteArray_FromStringAndSize(NULL, total * 8);
    weights = PyByteArray_FromStringAndSize(NULL, total);
    if (!keys || !numbers || !weights)
        goto done;
    for (Py_ssize_t i = 0, at = 0; whole && i < count; at += page[i++].entries)
        whole = unpack(&page[i], (uint64_t *)PyByteArray_AsString(keys) + at,
                       (int64_t *)PyByteArray_AsString(numbers) + at, (uint8_t *)PyByteArray_AsString(weights) + at);
    result = whole ? Py_BuildValue("OOO", keys, numbers, weights) : Py_NewRef(Py_None);
done:
    Py_XDECREF(keys);
    Py_XDECREF(numbers);
    Py_XDECREF(weights);
    PyMem_Free(page);
    return result;
}

/* What one stretch of pages holds under the keys from `begin` on. */
typedef struct {
    Py_ssize_t begin, keys, rows;
    Py_buffer counts, contents, weights;
} Part;

static void release_part(Part *part)
{
    PyBuffer_Release(&part->counts);
    PyBuffer_Release(&part->contents);
    PyBuffer_Release(&part->weights);
}

/* Take (begin, counts, contents, weights), the last three as `under` gives them; 0, with an error set, where they do
   not belong together. What is taken is to be released. */
static int read_part(Part *part, PyObject *given, Py_ssize_t keys)
{
    if (!PyArg_ParseTuple(given, "ny*y*y*", &part->begin, &part->counts, &part->contents, &part->weights))
        return 0;
    part->keys = part->counts.len / 8;
    part->rows = part->weights.len;
    const int64_t *counts = part->counts.buf;
    Py_ssize_t left = part->rows, i = 0;
    while (i < part->keys && counts[i] >= 0 && counts[i] <= left)
        left -= counts[i++];
    if (i == part->keys && !left && part->contents.len == 4 * part->rows && part->begin >= 0 && part->begin <= keys
        && part->keys <= keys - part->begin)
        return 1;
    release_part(part);
    PyErr_SetString(PyExc_ValueError, "each part has its keys, and each of these its entries");
    return 0;
}

/* gathered(parts, keys) -> (counts, contents, weights) of all the keys: what several stretches of pages hold, in the
   order of the keys and under each in that of the parts. */
static PyObject *gathered(PyObject *module, PyObject *arguments)
{
    (void)module;
    PyObject *parts, *result = NULL, *counts = NULL, *contents = NULL, *weights = NULL;
    Py_ssize_t keys, total = 0;
    if (!PyArg_ParseTuple(arguments, "O!n", &PyTuple_Type, &parts, &keys))
        return NULL;
    Part part;
    int64_t *place = keys >= 0 ? PyMem_Calloc((size_t)keys + 1, 8) : NULL;
    if (!place) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyTuple_Size(parts); i++) {
        if (!read_part(&part, PyTuple_GetItem(parts, i), keys))
            goto done;
        total += part.rows;
        for (Py_ssize_t k = 0; k < part.keys; k++)
            place[part.begin + k] += ((int64_t *)part.counts.buf)[k];
        release_part(&part);
    }
    counts = PyByteArray_FromStringAndSize((char *)place, keys * 8);
    contents = PyByteArray_FromStringAndSize(NULL, total * 4);
    weights = PyByteArray_FromStringAndSize(NULL, total);
    if (!counts || !contents || !weights)
        goto done;
    for (Py_ssize_t k = 0, before = 0; k < keys; k++) {
        int64_t count = place[k];
        place[k] = before;
        before += count;
    }
    uint32_t *whose = (uint32_t *)PyByteArray_AsString(contents);
    uint8_t *heavy = (uint8_t *)PyByteArray_AsString(weights);
    for (Py_ssize_t i = 0; i < PyTuple_Size(parts); i++) {
        if (!read_part(&part, PyTuple_GetItem(parts, i), keys))
            goto done;
        for (Py_ssize_t k = 0, from = 0; k < part.keys; k++) {
            Py_ssize_t to = place[part.begin + k], count = ((int64_t *)part.counts.buf)[k];
            memcpy(whose + to, (uint32_t *)part.contents.buf + from, (size_t)count * 4);
            memcpy(heavy + to, (uint8_t *)part.weights.buf + from, (size_t)count);
            place[part.begin + k] += count;
            from += count;
        }
        release_part(&part);
    }
    result = Py_BuildValue("OOO", counts, contents, weights);
done:
    Py_XDECREF(counts);
    Py_XDECREF(contents);
    Py_XDECREF(weights);
    PyMem_Free(place);
    return result;
}

PyMethodDef pages_methods[] = {
    {"under", under, METH_VARARGS, "Who stands under keys in pages of a run."},
    {"pack_page", pack_page, METH_VARARGS, "Entries as a page of a run."},
    {"unpack_pages", unpack_pages, METH_O, "All entries of pages of a run."},
    {"gathered", gathered, METH_VARARGS, "What several stretches of pages hold under keys."},
    {NULL, NULL, 0, NULL},
};
