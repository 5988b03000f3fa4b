/* libc-shim/fmemopen.c -- POSIX.1 fmemopen: a stream over memory of a fixed size. In
 * picolibc 1.8.0's the end of the memory is an error and no end of file: feof is 0, ferror
 * is not, and a program that reads lines loses the last one.
 *
 *     bytes   [ read and written so far | room       ]
 *     0                                 end          size
 *
 * Reading ends at `end`, which begins at the size for "r", at the first 0 for "a", and at
 * 0 for "w". A write behind `end` moves it, and the next fflush puts a 0 there, if one
 * fits. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rill/bind.h>

struct in_memory {
    struct __file_ext ext; /* first: the functions get a pointer to it */
    char *bytes;
    size_t size, end, at;
    bool appends; /* each byte goes to the end */
    bool owned;   /* `bytes` are ours */
    bool written; /* since the last 0 */
};

static int get(FILE *stream)
{
    struct in_memory *m = (struct in_memory *)stream;

    return m->at < m->end ? (unsigned char)m->bytes[m->at++] : _FDEV_EOF;
}

static int put(char byte, FILE *stream)
{
    struct in_memory *m = (struct in_memory *)stream;

    if (m->appends)
        m->at = m->end;
    if (m->at >= m->size) {
        errno = ENOSPC;
        return _FDEV_ERR;
    }
    if (m->at > m->end)
        memset(m->bytes + m->end, 0, m->at - m->end);
    m->bytes[m->at++] = byte;
    if (m->at > m->end)
        m->end = m->at;
    m->written = true;
    return (unsigned char)byte;
}

static int flush(FILE *stream)
{
    struct in_memory *m = (struct in_memory *)stream;

    if (m->written && m->end < m->size)
        m->bytes[m->end] = '\0';
    m->written = false;
    return 0;
}

static off_t seek(FILE *stream, off_t offset, int whence)
{
    struct in_memory *m = (struct in_memory *)stream;
    const off_t from = whence == SEEK_SET   ? 0
                       : whence == SEEK_CUR ? (off_t)m->at
                                            : (off_t)m->end;

    if (whence < SEEK_SET || whence > SEEK_END || offset < -from ||
        offset > (off_t)m->size - from) {
        errno = EINVAL;
        return -1;
    }
    m->at = (size_t)(from + offset);
    return from + offset;
}

static int close_it(FILE *stream)
{
    struct in_memory *m = (struct in_memory *)stream;

    flush(stream);
    if (m->owned)
        free(m->bytes);
    free(m);
    return 0;
}

/* Set where the contents end, and where the next byte goes. */
static void begin(struct in_memory *m, char mode)
{
    m->end = mode == 'r' ? m->size : strnlen(m->bytes, m->size);
    m->appends = mode == 'a';
    m->at = m->appends ? m->end : 0;
}

FILE *rill_fmemopen(void *restrict bytes, size_t size,
                    const char *restrict mode)
{
    const bool both = strchr(mode, '+') != NULL;
    struct in_memory *m;

    if (size == 0 || size > PTRDIFF_MAX || strchr("rwa", mode[0]) == NULL ||
        mode[0] == '\0') {
        errno = EINVAL;
        return NULL;
    }
    m = malloc(sizeof *m);
    if (m == NULL)
        return NULL;
    *m = (struct in_memory){
        .ext = FDEV_SETUP_EXT(put, get, flush, close_it, seek, NULL,
                              both             ? _FDEV_SETUP_RW
                              : mode[0] == 'r' ? _FDEV_SETUP_READ
                                               : _FDEV_SETUP_WRITE),
        .bytes = bytes != NULL ? bytes : calloc(1, size),
        .size = size,
        .owned = bytes == NULL};
    if (m->bytes == NULL) {
        free(m);
        return NULL;
    }
    if (mode[0] == 'w')
        m->bytes[0] = '\0';
    begin(m, mode[0]);
    return &m->ext.cfile.file;
}

RILL_DEFAULT(function, fmemopen, rill_fmemopen);
