/* libc-shim/malloc.c -- malloc and its like, under libc's names. The blocks are the kernel's
 * (kernel/malloc/small.h). Here are errno, what the standards say of odd arguments, and the names, each
 * of which a program may provide alone. So realloc and the like call malloc and free by these names.
 *
 * All of picolibc's names are here, those too that say nothing of our heap (mallopt): were one
 * missing, picolibc's would come into the image and bring its own heap along. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <rill/bind.h>
#include <port/image.h>

#include "blocks.h"
#include "tasks.h"

#define CALLER ((uintptr_t)__builtin_return_address(0))

void *aligned_alloc(size_t align, size_t bytes);
void *valloc(size_t bytes);
int posix_memalign(void **at, size_t align, size_t bytes);
void *reallocarray(void *at, size_t count, size_t size);
void *reallocf(void *at, size_t bytes);
void __malloc_free(void *at);
void *__malloc_malloc(size_t bytes);

void *rill_image_no_memory(void)
{
    errno = ENOMEM;
    return NULL;
}

void *rill_malloc(size_t bytes)
{
    return blocks_take(bytes, CALLER);
}

void rill_free(void *at)
{
    blocks_give(at, CALLER);
}

/* Any malloc's memory: a program's own need not clear it. */
void *rill_calloc(size_t count, size_t size)
{
    size_t bytes;
    void *at;

    if (__builtin_mul_overflow(count, size, &bytes))
        return rill_image_no_memory();
    at = malloc(bytes);
    if (at != NULL)
        memset(at, 0, bytes);
    blocks_asked_by(at, CALLER);
    return at;
}

static void *resized(void *at, size_t bytes, uintptr_t caller)
{
    size_t size;
    void *other;

    if (at == NULL)
        return malloc(bytes);
    size = blocks_size(at, RILL_SENTENCE("realloc"), caller);
    if (bytes == 0) {
        free(at);
        return NULL;
    }
    if (blocks_resize(at, size, bytes))
        return at;
    other = malloc(bytes);
    if (other == NULL)
        return bytes <= size ? at : NULL;
    memcpy(other, at, bytes < size ? bytes : size);
    free(at);
    return other;
}

/* With 0 bytes it frees the block and returns NULL, as picolibc's does. When a smaller block is not
 * to be had, the old one stays. */
void *rill_realloc(void *at, size_t bytes)
{
    void *other = resized(at, bytes, CALLER);

    blocks_asked_by(other, CALLER);
    return other;
}

static void *array(void *at, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        return rill_image_no_memory();
    return realloc(at, bytes);
}

void *rill_reallocarray(void *at, size_t count, size_t size)
{
    void *other = array(at, count, size);

    blocks_asked_by(other, CALLER);
    return other;
}

/* As realloc; when that fails, the old block is freed. */
void *rill_reallocf(void *at, size_t bytes)
{
    void *other = realloc(at, bytes);

    if (other == NULL && bytes != 0)
        free(at);
    blocks_asked_by(other, CALLER);
    return other;
}

static bool is_power(size_t n)
{
    return n && !(n & (n - 1));
}

/* C17 7.22.3.1: an alignment that is not supported gives a null pointer. */
void *rill_memalign(size_t align, size_t bytes)
{
    void *at;

    if (!is_power(align)) {
        errno = EINVAL;
        return NULL;
    }
    if (align > 16)
        return blocks_take_aligned(align, bytes, CALLER);
    at = malloc(bytes);
    blocks_asked_by(at, CALLER);
    return at;
}

/* POSIX: it returns the error, and leaves errno and, when it fails, *at alone. */
int rill_posix_memalign(void **at, size_t align, size_t bytes)
{
    int was = errno;
    void *block;

    if (!is_power(align) || align < sizeof(void *))
        return EINVAL;
    block = memalign(align, bytes);
    errno = was;
    if (block == NULL)
        return ENOMEM;
    blocks_asked_by(block, CALLER);
    *at = block;
    return 0;
}

void *rill_valloc(size_t bytes)
{
    void *at = memalign(4096, bytes);

    blocks_asked_by(at, CALLER);
    return at;
}

void *rill_pvalloc(size_t bytes)
{
    if (bytes > PTRDIFF_MAX)
        return rill_image_no_memory();
    return memalign(4096, (bytes + 4095) & ~(size_t)4095);
}

size_t rill_malloc_usable_size(void *at)
{
    return at == NULL
               ? 0
               : blocks_size(at, RILL_SENTENCE("malloc_usable_size"), CALLER);
}

struct mallinfo rill_mallinfo(void)
{
    struct rill_heap_info i;

    rill_heap_read(&i);
    return (struct mallinfo){.arena = i.bytes,
                             .ordblks = i.free_runs,
                             .hblks = i.large_blocks,
                             .hblkhd = i.large_bytes,
                             .uordblks = i.bytes - i.free_bytes,
                             .fordblks = i.free_bytes};
}

/* Memory that is free serves tasks and large blocks already, but for what this hart keeps.
 *   returns  1: some was given back. */
int rill_malloc_trim(size_t pad)
{
    (void)pad;
    return rill_heap_trim();
}

/* There is nothing to choose.   returns  0: as for what is not known. */
int rill_mallopt(int what, int value)
{
    (void)what, (void)value;
    return 0;
}

RILL_DEFAULT(function, malloc, rill_malloc);
RILL_DEFAULT(function, free, rill_free);
RILL_DEFAULT(function, cfree, rill_free);
RILL_DEFAULT(function, calloc, rill_calloc);
RILL_DEFAULT(function, realloc, rill_realloc);
RILL_DEFAULT(function, reallocarray, rill_reallocarray);
RILL_DEFAULT(function, reallocf, rill_reallocf);
RILL_DEFAULT(function, memalign, rill_memalign);
RILL_DEFAULT(function, aligned_alloc, rill_memalign);
RILL_DEFAULT(function, posix_memalign, rill_posix_memalign);
RILL_DEFAULT(function, valloc, rill_valloc);
RILL_DEFAULT(function, pvalloc, rill_pvalloc);
RILL_DEFAULT(function, malloc_usable_size, rill_malloc_usable_size);
RILL_DEFAULT(function, mallinfo, rill_mallinfo);
RILL_DEFAULT(function, malloc_trim, rill_malloc_trim);
RILL_DEFAULT(function, mallopt, rill_mallopt);

/* For a program's own malloc or free that calls the one that it stands for. */
RILL_DEFAULT(function, __malloc_malloc, rill_malloc);
RILL_DEFAULT(function, __malloc_free, rill_free);
