/* libc-shim/memstream.c -- POSIX.1 open_memstream: a stream that writes to memory, which
 * grows and is the caller's to free. *text and *size are right after fflush and fclose;
 * a 0 follows the bytes.
 *
 * It does not use realloc: see getline.c.
 *
 * picolibc 1.8's fclose only asks the stream to close itself, so this file frees what
 * is to be freed. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <rill/bind.h>

#define FIRST_BYTES 64u

struct to_memory {
    struct __file_ext ext; /* first: the functions get a pointer to it */
    char **text;
    size_t *size;
    char *bytes;
    size_t room; /* of bytes, with the final 0 */
    size_t at;   /* where the next byte goes */
    size_t end;  /* how many there are */
};

static bool have_room(struct to_memory *m)
{
    const size_t need = (m->at > m->end ? m->at : m->end) + 2;
    size_t room = m->room;
    char *bytes;

    if (need <= m->room)
        return true;
    while (room <
           need) /* no overflow: seek allows half of what there could be */
        room *= 2;
    bytes = calloc(1, room);
    if (bytes == NULL)
        return false;
    memcpy(bytes, m->bytes, m->end);
    free(m->bytes);
    m->bytes = bytes;
    m->room = room;
    return true;
}

static int put(char byte, FILE *stream)
{
    struct to_memory *m = (struct to_memory *)stream;

    if (!have_room(m))
        return _FDEV_ERR;
    m->bytes[m->at++] = byte;
    if (m->at > m->end) {
        m->end = m->at;
        m->bytes[m->end] = '\0';
    }
    return (unsigned char)byte;
}

/* The caller must not see bytes behind the place where writing goes on. */
static int flush(FILE *stream)
{
    struct to_memory *m = (struct to_memory *)stream;

    *m->text = m->bytes;
    *m->size = m->at < m->end ? m->at : m->end;
    return 0;
}

static off_t seek(FILE *stream, off_t offset, int whence)
{
    struct to_memory *m = (struct to_memory *)stream;
    off_t from = whence == SEEK_SET   ? 0
                 : whence == SEEK_CUR ? (off_t)m->at
                                      : (off_t)m->end;

    if (offset < -from || offset > LONG_MAX / 4 - from || whence < SEEK_SET ||
        whence > SEEK_END) {
        errno = EINVAL;
        return -1;
    }
    m->at = (size_t)(from + offset);
    return from + offset;
}

static int close_it(FILE *stream)
{
    flush(stream);
    free(stream);
    return 0;
}

FILE *rill_open_memstream(char **text, size_t *size)
{
    struct to_memory *m;

    if (text == NULL || size == NULL) {
        errno = EINVAL;
        return NULL;
    }
    m = malloc(sizeof *m);
    if (m == NULL)
        return NULL;
    *m = (struct to_memory){
        .ext = FDEV_SETUP_EXT(put, NULL, flush, close_it, seek, NULL,
                              _FDEV_SETUP_WRITE),
        .text = text,
        .size = size,
        .bytes = calloc(1, FIRST_BYTES),
        .room = FIRST_BYTES,
    };
    if (m->bytes == NULL) {
        free(m);
        return NULL;
    }
    flush(&m->ext.cfile.file);
    return &m->ext.cfile.file;
}

RILL_DEFAULT(function, open_memstream, rill_open_memstream);
