/* What the files of this extension share. The plain form of each function, in Python or numpy, is named at its
   definition; tests hold the two equal. Limited API of Python 3.11, so that one build serves 3.11 and later. */
#ifndef DEDUP_KERNELS_H
#define DEDUP_KERNELS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "words and hashes are read as little-endian integers; dedup works without this extension"
#endif

/* Clones of a loop for the vector widths of the machine that runs it, where compiler and linker can choose. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) \
    && !defined(__SANITIZE_ADDRESS__)
#define WIDEST __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define WIDEST
#endif

/* XXH64 of `length` bytes with seed 0 (Collet, XXH64 specification 0.1.1). */
uint64_t xxh64(const uint8_t *bytes, size_t length);

/* Write a character as UTF-8; how many bytes that are, four at most. */
size_t encoded(uint32_t point, uint8_t *to);

/* What the hash of a shingle is made with, as `dedup.text.shingles` has it. */
#define SHINGLE_BASE 0x9E3779B97F4A7C15u

static inline uint64_t fmix64(uint64_t value)
{
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD;
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53;
    return value ^ value >> 33;
}

/* Hashes of the runs of `size` among `count` words, of which all are one run if they are fewer; `to` may not overlap
   `keys`. */
void shingles(const uint64_t *keys, Py_ssize_t count, Py_ssize_t size, uint64_t *to);

/* The words of a text that are not left out, then the pairs of neighbours among them: their keys and weights, of which
   both have room for twice as many as `count`. A word weighs its rarity and what an anchor adds, or the root of both, a
   pair the sum of its words. Gives how many words these are; there is a pair less than words. */
Py_ssize_t content_of(const uint64_t *stems, const float *rarity, const uint8_t *anchor, Py_ssize_t count,
                      float anchored, int roots, uint64_t *keys, float *weights);

/* A weight in whole steps, 1 to 255. */
static inline uint8_t steps_of(float weight, float scale)
{
    float steps = rintf(weight * scale);
    return (uint8_t)(steps >= 255 ? 255 : steps >= 1 ? steps : 1);
}

/* The place of the first of ascending keys that is not below one. Without branches, of which half would be guessed wrong:
   a fifth less for all that is counted of a text by lists of words. */
static inline Py_ssize_t place_among(const uint64_t *keys, Py_ssize_t count, uint64_t key)
{
    const uint64_t *first = keys;
    while (count > 1) {
        const Py_ssize_t half = count / 2;
        first += half & -(Py_ssize_t)(first[half - 1] < key);
        count -= half;
    }
    return first - keys + (count && *first < key);
}

/* Words of one text: their keys, and, where they are asked for, their places in code points and their letters. */
typedef struct {
    uint64_t *keys;
    int32_t *places;   /* first code point and first after, in turn */
    PyObject **words;  /* str, as many as keys, where they are wanted; else NULL */
    int wants_words;
    Py_ssize_t count;
    Py_ssize_t room;
    uint8_t *letters;  /* the word at hand in normal form, UTF-8 */
    size_t letters_room;
} Found;

void found_free(Found *found);

/* What a code point is, from Python's own tables: 256 of them at a time, each page asked for once. */
#define POINTS 0x110000
#define PAGE 256

typedef struct {
    uint8_t kinds[PAGE];    /* flags of words.c */
    uint32_t folded[PAGE];  /* the letter that it folds to whatever stands beside it, else itself */
    uint16_t looks[PAGE];   /* flags of characters.h */
} Page;

/* Read a text into `found`, over what it held. -1 with a Python error set, 0 otherwise. */
typedef struct Reader Reader;
int read_text(Reader *reader, PyObject *text, Found *found);

/* The page of a code point below POINTS; NULL with a Python error set. */
const Page *page_of(Reader *reader, uint32_t point);

/* Whether an object is the module's Reader; if not, or on an error, an error is set. */
int is_reader(PyObject *module, PyObject *object);

extern PyType_Spec reader_spec, literals_spec, entries_spec;
extern PyMethodDef common_methods[];
extern PyMethodDef contrast_methods[];
extern PyMethodDef figures_methods[];
extern PyMethodDef frequencies_methods[];
extern PyMethodDef habits_methods[];
extern PyMethodDef hashing_methods[];
extern PyMethodDef names_methods[];
extern PyMethodDef order_methods[];
extern PyMethodDef outlines_methods[];
extern PyMethodDef pages_methods[];
extern PyMethodDef ranking_methods[];
extern PyMethodDef search_methods[];
extern PyMethodDef sentences_methods[];
extern PyMethodDef shapes_methods[];
extern PyMethodDef sharing_methods[];
extern PyMethodDef signature_methods[];
extern PyMethodDef tally_methods[];
extern PyMethodDef tiling_methods[];
extern PyMethodDef tokens_methods[];

#endif
