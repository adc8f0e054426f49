/* A text as code points, and how each looks: the flags of `look_of` of dedup.text.characters. */
#ifndef DEDUP_CHARACTERS_H
#define DEDUP_CHARACTERS_H

#include "kernels.h"

enum {
    SPACE = 1,
    UPPER = 2,
    LOWER = 4,
    TITLED = 8,
    CLOSER = 16,
    MARK = 32,
    WIDE = 64,
    UNSEEN = 128,
    WORD = 256,
    FINISHED = 512,
    DIGIT = 1024,    /* superscripts among them, as str.isdigit has it */
    DECIMAL_DIGIT = 2048,
};

typedef struct {
    Py_UCS4 *points;
    uint16_t *looks;
    Py_ssize_t count;
} Characters;

static inline void characters_free(Characters *text)
{
    PyMem_Free(text->points);
    PyMem_Free(text->looks);
}

/* -1 with a Python error set, 0 otherwise. */
static inline int characters_of(Reader *reader, PyObject *string, Characters *text)
{
    text->points = NULL;
    text->looks = NULL;
    if (!PyUnicode_Check(string)) {
        PyErr_SetString(PyExc_TypeError, "a text is a str");
        return -1;
    }
    text->count = PyUnicode_GetLength(string);
    if (text->count < 0 || text->count > INT32_MAX - 1) {
        PyErr_SetString(PyExc_OverflowError, "a text has at most 2**31 - 2 characters");
        return -1;
    }
    text->points = PyUnicode_AsUCS4Copy(string);
    text->looks = PyMem_Malloc((size_t)text->count * 2 + 2);
    if (!text->points || !text->looks) {
        if (!PyErr_Occurred())
            PyErr_NoMemory();
        return -1;
    }
    const Page *page = NULL;
    uint32_t number = UINT32_MAX;
    for (Py_ssize_t i = 0; i < text->count; i++) {
        uint32_t point = text->points[i];
        if (point / PAGE != number) {
            if (!(page = page_of(reader, point)))
                return -1;
            number = point / PAGE;
        }
        text->looks[i] = page->looks[point % PAGE];
    }
    return 0;
}

static inline int looks(const Characters *text, Py_ssize_t place, int like)
{
    return place < text->count && text->looks[place] & like;
}

#endif
