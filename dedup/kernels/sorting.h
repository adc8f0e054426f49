/* A merge sort for any type: stable, bottom up, from runs of eight that are sorted by insertion; and one that brings items
   into buckets first. */
#ifndef DEDUP_SORTING_H
#define DEDUP_SORTING_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Defines `Type *name(Type *a, Type *spare, size_t count)`: the sorted array is `a` or `spare`, of which both have room
   for all. `before(a, b)` says of two pointers whether the first is to stand before the second. */
#define DEFINE_SORT(name, Type, before)                                                                               \
    static Type *name(Type *a, Type *spare, size_t count)                                                             \
    {                                                                                                                 \
        for (size_t first = 0; first < count; first += 8) {                                                           \
            size_t last = first + 8 < count ? first + 8 : count;                                                      \
            for (size_t i = first + 1; i < last; i++) {                                                               \
                Type moved = a[i];                                                                                    \
                size_t to = i;                                                                                        \
                for (; to > first && before(&moved, &a[to - 1]); to--)                                                \
                    a[to] = a[to - 1];                                                                                \
                a[to] = moved;                                                                                        \
            }                                                                                                         \
        }                                                                                                             \
        for (size_t width = 8; width < count; width *= 2) {                                                           \
            for (size_t first = 0; first < count; first += 2 * width) {                                               \
                size_t middle = first + width < count ? first + width : count;                                        \
                size_t last = first + 2 * width < count ? first + 2 * width : count;                                  \
                size_t left = first, right = middle;                                                                  \
                for (size_t to = first; to < last; to++)                                                              \
                    spare[to] = left < middle && (right >= last || !before(&a[right], &a[left])) ? a[left++]          \
                                                                                                 : a[right++];        \
            }                                                                                                         \
            Type *other = a;                                                                                          \
            a = spare;                                                                                                \
            spare = other;                                                                                            \
        }                                                                                                             \
        return a;                                                                                                     \
    }

/* How many bits tell items apart so that there are as many buckets as items, and `fewest` at least. */
static inline int bits_for(size_t count, int fewest)
{
    int bits = fewest;
    while ((size_t)1 << bits < count)
        bits++;
    return bits;
}

/* Defines `Type *name(Type *items, Type *spare, size_t count, int bits, uint32_t *ends)`: the items, in `spare`, bucket
   after bucket, each of which is sorted if it holds more than `enough`. `bucket(item, bits)` is the bucket of what a
   pointer points to, below `1 << bits`; `ends` has room for all buckets and holds where each ends. Keys that are hashes
   leave next to nothing to be sorted, and those that are chosen to fall into one bucket take as long as sorting all. */
#define DEFINE_GROUPED(name, Type, sort, bucket, enough)                                                              \
    static Type *name(Type *items, Type *spare, size_t count, int bits, uint32_t *ends)                               \
    {                                                                                                                 \
        const size_t buckets = (size_t)1 << bits;                                                                     \
        memset(ends, 0, buckets * sizeof *ends);                                                                      \
        for (size_t i = 0; i < count; i++)                                                                            \
            ends[bucket(&items[i], bits)]++;                                                                          \
        for (size_t i = 0, sum = 0; i < buckets; i++) {                                                               \
            const size_t begin = sum;                                                                                 \
            sum += ends[i];                                                                                           \
            ends[i] = (uint32_t)begin;                                                                                \
        }                                                                                                             \
        for (size_t i = 0; i < count; i++)                                                                            \
            spare[ends[bucket(&items[i], bits)]++] = items[i];                                                        \
        for (size_t i = 0, begin = 0; i < buckets; begin = ends[i++]) {                                               \
            const size_t size = ends[i] - begin;                                                                      \
            if (size > (enough)) {                                                                                    \
                Type *ordered = sort(spare + begin, items + begin, size);                                             \
                if (ordered != spare + begin)                                                                         \
                    memcpy(spare + begin, ordered, size * sizeof *ordered);                                           \
            }                                                                                                         \
        }                                                                                                             \
        return spare;                                                                                                 \
    }

#endif
