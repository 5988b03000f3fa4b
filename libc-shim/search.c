/* libc-shim/search.c -- POSIX.1 <search.h>: the part that picolibc lacks: a table that is
 * searched from its beginning, and a list through two pointers at the beginning of each
 * element. */
#include <search.h>
#include <stddef.h>
#include <string.h>

#include <rill/bind.h>

struct element {
    struct element *next, *prev;
};

void *rill_lfind(const void *key, const void *base, size_t *count, size_t width,
                 int (*compare)(const void *, const void *))
{
    const char *at = base;

    for (size_t i = 0; i < *count; i++, at += width)
        if (compare(key, at) == 0)
            return (void *)at;
    return NULL;
}

void *rill_lsearch(const void *key, void *base, size_t *count, size_t width,
                   int (*compare)(const void *, const void *))
{
    void *at = rill_lfind(key, base, count, width, compare);

    if (at == NULL)
        at = memcpy((char *)base + width * (*count)++, key, width);
    return at;
}

void rill_insque(void *element, void *before)
{
    struct element *e = element, *b = before;

    e->prev = b;
    e->next = b != NULL ? b->next : NULL;
    if (b != NULL)
        b->next = e;
    if (e->next != NULL)
        e->next->prev = e;
}

void rill_remque(void *element)
{
    struct element *e = element;

    if (e->prev != NULL)
        e->prev->next = e->next;
    if (e->next != NULL)
        e->next->prev = e->prev;
}

RILL_DEFAULT(function, lfind, rill_lfind);
RILL_DEFAULT(function, lsearch, rill_lsearch);
RILL_DEFAULT(function, insque, rill_insque);
RILL_DEFAULT(function, remque, rill_remque);
