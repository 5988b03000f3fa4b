/* libc-shim/getline.c -- POSIX.1 getline and getdelim: a line of any length, in memory that
 * grows and is the caller's to free.
 *
 * It does not use realloc, because this file is part of each link. In a program with its
 * own malloc and free and no realloc, libc's realloc would come in and clash with
 * them. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <rill/bind.h>

#define FIRST_BYTES 64u

/* Room for one byte and the final 0 behind `got` of them.   returns  0: none. */
static int have_room(char **line, size_t *room, size_t got)
{
    size_t more = *room < FIRST_BYTES ? FIRST_BYTES : 2 * *room;
    char *at;

    if (*line != NULL && got + 2 <= *room)
        return 1;
    if (got + 2 > PTRDIFF_MAX) {
        errno = EOVERFLOW;
        return 0;
    }
    at = malloc(more);
    if (at == NULL)
        return 0;
    if (*line != NULL)
        memcpy(at, *line, got);
    free(*line);
    *line = at;
    *room = more;
    return 1;
}

ssize_t rill_getdelim(char **restrict line, size_t *restrict room, int end,
                      FILE *restrict stream)
{
    size_t got = 0;
    int byte;

    if (line == NULL || room == NULL) {
        errno = EINVAL;
        return -1;
    }
    if (*line == NULL)
        *room = 0;
    do {
        if (!have_room(line, room, got))
            return -1;
        byte = getc(stream);
        if (byte == EOF)
            break;
        (*line)[got++] = (char)byte;
    } while (byte != end);
    (*line)[got] = '\0';
    if (byte == EOF && (got == 0 || ferror(stream)))
        return -1;
    return (ssize_t)got;
}

ssize_t rill_getline(char **restrict line, size_t *restrict room,
                     FILE *restrict stream)
{
    return rill_getdelim(line, room, '\n', stream);
}

RILL_DEFAULT(function, getdelim, rill_getdelim);
RILL_DEFAULT(function, getline, rill_getline);
