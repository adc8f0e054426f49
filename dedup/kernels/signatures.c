/* Shingles, MinHash signatures and samples, as dedup.text.shingles and the plain forms of dedup.fingerprint have them. */
#include "kernels.h"
#include "sorting.h"

#include <string.h>

#define LANES 32  /* slots kept in registers at a time: multipliers, offsets and minima fill 12 of 16 of AVX2 */

static inline uint32_t fmix32(uint32_t value)
{
    value = (value ^ value >> 16) * 0x85EBCA6B;
    value = (value ^ value >> 13) * 0xC2B2AE35;
    return value ^ value >> 16;
}

/* How many shingles `count` words have: one where they are fewer than `size`, none where there is no word. */
static Py_ssize_t shingle_count(Py_ssize_t count, Py_ssize_t size)
{
    return count > size ? count - size + 1 : count > 0;
}

WIDEST void shingles(const uint64_t *keys, Py_ssize_t count, Py_ssize_t size, uint64_t *to)
{
    Py_ssize_t total = shingle_count(count, size);
    if (size > count)
        size = count;
    for (Py_ssize_t i = 0; i < total; i++)
        to[i] = keys[i];
    for (Py_ssize_t offset = 1; offset < size; offset++)
        for (Py_ssize_t i = 0; i < total; i++)
            to[i] = to[i] * SHINGLE_BASE + keys[i + offset];
    for (Py_ssize_t i = 0; i < total; i++)
        to[i] = fmix64(to[i]);
}

/* What affine32 permutes: the upper half of each hash, mixed. */
WIDEST static void inputs(const uint64_t *hashes, Py_ssize_t count, uint32_t *to)
{
    for (Py_ssize_t i = 0; i < count; i++)
        to[i] = fmix32((uint32_t)(hashes[i] >> 32));
}

/* Least value of each of LANES permutations over all inputs. */
WIDEST static void least(const uint32_t *values, Py_ssize_t count, const uint32_t *multipliers,
                         const uint32_t *offsets, uint32_t *to)
{
    uint32_t times[LANES], plus[LANES], low[LANES];
    for (int lane = 0; lane < LANES; lane++) {
        times[lane] = multipliers[lane];
        plus[lane] = offsets[lane];
        low[lane] = UINT32_MAX;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        for (int lane = 0; lane < LANES; lane++) {
            uint32_t value = values[i] * times[lane] + plus[lane];
            low[lane] = value < low[lane] ? value : low[lane];
        }
    memcpy(to, low, sizeof low);
}

/* The permutations, filled up to whole LANES with ones that are computed and left out. */
typedef struct {
    Py_ssize_t slots;
    Py_ssize_t padded;
    uint32_t *multipliers;
    uint32_t *offsets;
    uint32_t *least;
} Permutations;

static void permutations_free(Permutations *all)
{
    PyMem_Free(all->multipliers);
    memset(all, 0, sizeof *all);
}

static int permutations_from(Permutations *all, const Py_buffer *multipliers, const Py_buffer *offsets)
{
    if (multipliers->len != offsets->len || multipliers->len % 4 || !multipliers->len) {
        PyErr_SetString(PyExc_ValueError, "multipliers and offsets are uint32, as many of one as of the other");
        return -1;
    }
    all->slots = multipliers->len / 4;
    all->padded = (all->slots + LANES - 1) / LANES * LANES;
    all->multipliers = PyMem_Calloc((size_t)all->padded * 3, 4);
    if (!all->multipliers) {
        PyErr_NoMemory();
        return -1;
    }
    all->offsets = all->multipliers + all->padded;
    all->least = all->offsets + all->padded;
    memcpy(all->multipliers, multipliers->buf, (size_t)multipliers->len);
    memcpy(all->offsets, offsets->buf, (size_t)offsets->len);
    return 0;
}

static void sign(const Permutations *all, const uint32_t *values, Py_ssize_t count, char *to)
{
    for (Py_ssize_t first = 0; first < all->padded; first += LANES)
        least(values, count, all->multipliers + first, all->offsets + first, all->least + first);
    memcpy(to, all->least, (size_t)all->slots * 4);
}

/* Room for the shingles of one text. */
typedef struct {
    uint64_t *hashes;
    uint32_t *values;
    Py_ssize_t room;
} Room;

static void room_free(Room *room)
{
    PyMem_Free(room->hashes);
    PyMem_Free(room->values);
}

static int room_for(Room *room, Py_ssize_t count)
{
    if (count <= room->room)
        return 0;
    room_free(room);
    room->room = count < 512 ? 1024 : 2 * count;
    room->hashes = PyMem_Malloc((size_t)room->room * 8);
    room->values = PyMem_Malloc((size_t)room->room * 4);
    if (room->hashes && room->values)
        return 0;
    room_free(room);
    memset(room, 0, sizeof *room);
    PyErr_NoMemory();
    return -1;
}

/* Codes of words, 16 bits of each key, for texts that are read one after the other. */
typedef struct {
    uint16_t *words;
    Py_ssize_t count;
    Py_ssize_t room;
} Codes;

static int codes_add(Codes *codes, const Found *found)
{
    if (found->count > codes->room - codes->count) {
        Py_ssize_t room = 2 * (codes->count + found->count);
        uint16_t *words = PyMem_Realloc(codes->words, (size_t)room * 2);
        if (!words) {
            PyErr_NoMemory();
            return -1;
        }
        codes->words = words;
        codes->room = room;
    }
    for (Py_ssize_t i = 0; i < found->count; i++)
        codes->words[codes->count + i] = (uint16_t)(found->keys[i] >> 48);
    codes->count += found->count;
    return 0;
}

/* Read and sign one text after the other into `rows` and `lengths`, and add their words to `codes`. */
static int sign_all(Reader *reader, PyObject *texts, Py_ssize_t size, const Permutations *all, char *rows,
                    int64_t *lengths, Codes *codes)
{
    Found found = {0};
    Room room = {0};
    int failed = 0;
    Py_ssize_t count = PyTuple_Size(texts);
    for (Py_ssize_t i = 0; i < count && !failed; i++, rows += all->slots * 4) {
        failed = read_text(reader, PyTuple_GetItem(texts, i), &found) || room_for(&room, found.count)
                 || codes_add(codes, &found);
        if (failed)
            break;
        Py_ssize_t total = shingle_count(found.count, size);
        shingles(found.keys, found.count, size, room.hashes);
        inputs(room.hashes, total, room.values);
        sign(all, room.values, total, rows);
        lengths[i] = found.count;
    }
    found_free(&found);
    room_free(&room);
    return failed;
}

/* sign_texts(reader, texts, size, multipliers, offsets) -> three bytearrays: of uint32, one row of slots for each text;
   of int64, its number of words; of uint16, the upper bits of the keys of all words. */
static PyObject *sign_texts(PyObject *module, PyObject *arguments)
{
    PyObject *reader, *texts, *rows = NULL, *lengths = NULL, *words = NULL, *result = NULL;
    Py_ssize_t size;
    Py_buffer multipliers, offsets;
    if (!PyArg_ParseTuple(arguments, "OOny*y*", &reader, &texts, &size, &multipliers, &offsets))
        return NULL;
    Permutations all = {0};
    Codes codes = {0};
    if (!is_reader(module, reader))
        goto done;
    if (!PyTuple_Check(texts) || size < 1) {
        PyErr_SetString(PyExc_TypeError, "sign_texts() takes a tuple, and shingles of a word or more");
        goto done;
    }
    Py_ssize_t count = PyTuple_Size(texts);
    if (permutations_from(&all, &multipliers, &offsets))
        goto done;
    if (count > PY_SSIZE_T_MAX / (all.slots * 4)) {
        PyErr_NoMemory();
        goto done;
    }
    if (!(rows = PyByteArray_FromStringAndSize(NULL, count * all.slots * 4))
        || !(lengths = PyByteArray_FromStringAndSize(NULL, count * 8))
        || sign_all((Reader *)reader, texts, size, &all, PyByteArray_AsString(rows),
                    (int64_t *)PyByteArray_AsString(lengths), &codes)
        || !(words = PyByteArray_FromStringAndSize((const char *)codes.words, codes.count * 2)))
        goto done;
    result = PyTuple_Pack(3, rows, lengths, words);
done:
    Py_XDECREF(rows);
    Py_XDECREF(lengths);
    Py_XDECREF(words);
    permutations_free(&all);
    PyMem_Free(codes.words);
    PyBuffer_Release(&multipliers);
    PyBuffer_Release(&offsets);
    return result;
}

/* The hash of `size` keys one after another, as a shingle of so many words has it. */
static inline uint64_t hash_of(const uint64_t *keys, Py_ssize_t size)
{
    uint64_t total = 0;
    for (Py_ssize_t i = 0; i < size; i++)
        total = total * SHINGLE_BASE + keys[i];
    return fmix64(total);
}

/* The keys of bands of `rows` slots, each with its number before them; `row` has room for one more than rows. */
static void bands_of(const uint32_t *signature, Py_ssize_t bands, Py_ssize_t rows, uint64_t *row, uint64_t *to)
{
    for (Py_ssize_t band = 0; band < bands; band++, signature += rows) {
        row[0] = (uint64_t)band + 1;
        for (Py_ssize_t i = 0; i < rows; i++)
            row[i + 1] = signature[i];
        to[band] = hash_of(row, rows + 1);
    }
}

/* sketch(keys, size, multipliers, offsets, bands, rows) -> (signature, bands): bytearrays of uint32, a slot for each of
   the multipliers, and of uint64. */
static PyObject *sketch(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys, multipliers, offsets;
    Py_ssize_t size, bands, rows;
    if (!PyArg_ParseTuple(arguments, "y*ny*y*nn", &keys, &size, &multipliers, &offsets, &bands, &rows))
        return NULL;
    Permutations all = {0};
    Room room = {0};
    uint64_t *row = NULL;
    PyObject *signature = NULL, *banded = NULL, *result = NULL;
    const Py_ssize_t count = keys.len / 8;
    if (permutations_from(&all, &multipliers, &offsets))
        goto done;
    if (size < 1 || (uintptr_t)keys.buf % 8 || rows < 1 || rows > all.slots || bands < 0 || bands > all.slots / rows) {
        PyErr_SetString(PyExc_ValueError, "a shingle has a word or more, keys are aligned, and bands have their slots");
        goto done;
    }
    if (room_for(&room, count))
        goto done;
    if (!(row = PyMem_Malloc(((size_t)rows + 1) * 8))) {
        PyErr_NoMemory();
        goto done;
    }
    if (!(signature = PyByteArray_FromStringAndSize(NULL, all.slots * 4))
        || !(banded = PyByteArray_FromStringAndSize(NULL, bands * 8)))
        goto done;
    const Py_ssize_t total = shingle_count(count, size);
    shingles(keys.buf, count, size, room.hashes);
    inputs(room.hashes, total, room.values);
    sign(&all, room.values, total, PyByteArray_AsString(signature));
    bands_of(all.least, bands, rows, row, (uint64_t *)PyByteArray_AsString(banded));
    result = PyTuple_Pack(2, signature, banded);
done:
    Py_XDECREF(signature);
    Py_XDECREF(banded);
    PyMem_Free(row);
    permutations_free(&all);
    room_free(&room);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&multipliers);
    PyBuffer_Release(&offsets);
    return result;
}

static inline int below(const uint64_t *a, const uint64_t *b)
{
    return *a < *b;
}

DEFINE_SORT(sorted, uint64_t, below)

/* samples(keys, size, limit, stock) -> bytearray of uint64: the shingles' hashes below a limit, ascending, each once,
   but for those of shingles that touch a word that `stock` (bool, one a word; empty where there is none) marks. */
static PyObject *samples(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys, stock;
    Py_ssize_t size;
    unsigned long long limit;
    if (!PyArg_ParseTuple(arguments, "y*nKy*", &keys, &size, &limit, &stock))
        return NULL;
    Room room = {0};
    PyObject *result = NULL;
    const Py_ssize_t count = keys.len / 8;
    if (size < 1 || (uintptr_t)keys.buf % 8 || (stock.len && stock.len != count)) {
        PyErr_SetString(PyExc_ValueError, "a shingle has a word or more, keys are aligned, and each has its mark");
        goto done;
    }
    const Py_ssize_t total = shingle_count(count, size);
    if (room_for(&room, 2 * total))
        goto done;
    const uint8_t *marks = stock.len ? stock.buf : NULL;
    Py_ssize_t kept = 0, marked = -1, next = 0;  /* the latest marked word before `next` */
    uint64_t *hashes = room.hashes;
    shingles(keys.buf, count, size, hashes);
    for (Py_ssize_t i = 0; i < total; i++) {
        for (; marks && next < count && next - i < size; next++)
            if (marks[next])
                marked = next;
        if (hashes[i] < limit && marked < i)
            hashes[kept++] = hashes[i];
    }
    const uint64_t *ordered = sorted(hashes, hashes + total, (size_t)kept);
    if ((result = PyByteArray_FromStringAndSize(NULL, kept * 8))) {
        uint64_t *to = (uint64_t *)PyByteArray_AsString(result);
        Py_ssize_t distinct = 0;
        for (Py_ssize_t i = 0; i < kept; i++)
            if (!i || ordered[i] != ordered[i - 1])
                to[distinct++] = ordered[i];
        if (distinct < kept && PyByteArray_Resize(result, distinct * 8))
            Py_CLEAR(result);
    }
done:
    room_free(&room);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&stock);
    return result;
}

/* shingle_hashes(keys, size) -> bytearray of uint64: the hash of each run of `size` keys. */
static PyObject *shingle_hashes(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer keys;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(arguments, "y*n", &keys, &size))
        return NULL;
    PyObject *result = NULL;
    Py_ssize_t count = keys.len / 8;
    if (size < 1 || (uintptr_t)keys.buf % 8)
        PyErr_SetString(PyExc_ValueError, "a shingle has a word or more, and keys are aligned");
    else if ((result = PyByteArray_FromStringAndSize(NULL, shingle_count(count, size) * 8)))
        shingles(keys.buf, count, size, (uint64_t *)PyByteArray_AsString(result));
    PyBuffer_Release(&keys);
    return result;
}

/* hash_rows(rows, size) -> bytearray of uint64: the hash of each row of `size` keys. */
static PyObject *hash_rows(PyObject *module, PyObject *arguments)
{
    (void)module;
    Py_buffer rows;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(arguments, "y*n", &rows, &size))
        return NULL;
    PyObject *result = NULL;
    if (size < 1 || size > PY_SSIZE_T_MAX / 8 || rows.len % (8 * size) || (uintptr_t)rows.buf % 8)
        PyErr_SetString(PyExc_ValueError, "rows are of one size, and aligned");
    else if ((result = PyByteArray_FromStringAndSize(NULL, rows.len / size))) {
        const uint64_t *keys = rows.buf;
        uint64_t *to = (uint64_t *)PyByteArray_AsString(result);
        for (Py_ssize_t row = 0; row < rows.len / (8 * size); row++, keys += size)
            to[row] = hash_of(keys, size);
    }
    PyBuffer_Release(&rows);
    return result;
}

PyMethodDef signature_methods[] = {
    {"sign_texts", sign_texts, METH_VARARGS, "MinHash signatures of texts."},
    {"sketch", sketch, METH_VARARGS, "MinHash signature of words, and the keys of its bands."},
    {"samples", samples, METH_VARARGS, "Low hashes of runs of keys."},
    {"shingle_hashes", shingle_hashes, METH_VARARGS, "Hashes of runs of keys."},
    {"hash_rows", hash_rows, METH_VARARGS, "Hashes of rows of keys."},
    {NULL, NULL, 0, NULL},
};
