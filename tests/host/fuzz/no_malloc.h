/* tests/host/fuzz/no_malloc.h -- stands for the room malloc in a program of the host's that has none: what the parts
 * of kernel/sched/parts.c do on the target. One file of the program includes this. */
#ifndef HOST_NO_MALLOC_H
#define HOST_NO_MALLOC_H

#include <heap.h>
#include <pages.h>

/* No malloc: no page is malloc's. */
bool rill_pages_gap(struct rill_task *t)
{
    (void)t;
    return false;
}

void rill_pages_no_gap(struct rill_task *t)
{
    (void)t;
}

bool rill_pages_hold(uintptr_t at)
{
    (void)at;
    return false;
}

void *rill_pages_break(ptrdiff_t delta)
{
    (void)delta;
    return NULL;
}

void rill_pages_flush(void)
{
}

void rill_heap_shut(struct rill_hart *h)
{
    (void)h;
}

void rill_pages_count(struct rill_pages_count *count)
{
    (void)count;
}

#endif
