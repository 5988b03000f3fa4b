/* libc-shim/malloc.c -- malloc and its like, under libc's names. The blocks are the kernel's
 * (kernel/memory/small.h); here are errno, what the standards say of odd arguments, and the names, each of
 * which a program may provide alone. So realloc and the like call malloc and free by these names. */
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <rill/bind.h>
#include <port/image.h>

#include "tasks.h"

#define CALLER ((uintptr_t)__builtin_return_address(0))

void *rill_image_no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *rill_malloc(size_t bytes)
{
    return rill_heap_take(bytes);
}

RILL_DEFAULT(function, malloc, rill_malloc);

void rill_free(void *at)
{
    rill_heap_give(at);
}

RILL_DEFAULT(function, free, rill_free);

/* As picolibc: with 0 bytes it frees the block and returns NULL. When a smaller block is not to be had, the
 * old one stays. */
void *rill_realloc(void *at, size_t bytes)
{
    size_t size;
    void *other;

    if (at == NULL)
        return malloc(bytes);
    size = rill_heap_size(at, RILL_SENTENCE("realloc"), CALLER);
    if (bytes == 0) {
        free(at);
        return NULL;
    }
    if (rill_heap_resize(at, size, bytes))
        return at;
    other = malloc(bytes);
    if (other == NULL)
        return bytes <= size ? at : NULL;
    memcpy(other, at, bytes < size ? bytes : size);
    free(at);
    return other;
}

RILL_DEFAULT(function, realloc, rill_realloc);
