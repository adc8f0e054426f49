/* A merge sort for any type: stable, bottom up, from runs of eight that are sorted by insertion. */
#ifndef DEDUP_SORTING_H
#define DEDUP_SORTING_H

#include <stddef.h>

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

#endif
