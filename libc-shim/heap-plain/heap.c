/* libc-shim/heap-plain/heap.c -- rill/heap.h, in an image without HEAP=debug. */
#include <errno.h>
#include <rill/heap.h>
#include <rill/panic.h>
#include <port/image.h>

int rill_heap_check(void)
{
    rill_call_begins(RILL_SENTENCE("rill_heap_check"));
    return -ENOSYS;
}

int rill_heap_leaks(void)
{
    rill_call_begins(RILL_SENTENCE("rill_heap_leaks"));
    return -ENOSYS;
}
