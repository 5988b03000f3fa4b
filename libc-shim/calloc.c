/* libc-shim/calloc.c -- calloc over any malloc. picolibc's calloc passes on what malloc
 * gives, because picolibc's malloc clears all memory. A program's malloc need not clear it.
 * So in a program with a malloc and no calloc of its own, picolibc's calloc would give out
 * memory that is not 0. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rill/bind.h>

void *rill_calloc(size_t count, size_t size)
{
    size_t bytes;
    void *at;

    if (__builtin_mul_overflow(count, size, &bytes)) {
        errno = ENOMEM;
        return NULL;
    }
    at = malloc(bytes);
    if (at != NULL)
        memset(at, 0, bytes);
    return at;
}

RILL_DEFAULT(function, calloc, rill_calloc);
