/* threads.c -- threads, each a hart with its own heap: blocks go round by slots that all share, and most
 * are freed by a thread that did not take them. For TSan. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "memory.h"

void *rill_malloc(size_t bytes);
void rill_free(void *at);

#define SLOTS 64
#define CALLS 20000

struct letter {
    size_t bytes;
    unsigned char rest[];
};

static struct letter *slots[SLOTS];
static uint64_t seed;

static void check_and_free(struct letter *l)
{
    if (!l)
        return;
    for (size_t n = 0; n < l->bytes; n++)
        if (l->rest[n] != (unsigned char)(l->bytes + n))
            wrong("a letter of %zu bytes: byte %zu has changed", l->bytes, n);
    rill_free(l);
}

static void *hart(void *number)
{
    uint64_t numbers = seed * RILL_HARTS + (uintptr_t)number;

    host_be((unsigned)(uintptr_t)number);
    for (unsigned call = 0; call < CALLS; call++) {
        size_t bytes = random_below(&numbers, 1u << random_below(&numbers, 13));
        struct letter *l = rill_malloc(sizeof *l + bytes);

        if (l) {
            l->bytes = bytes;
            for (size_t n = 0; n < bytes; n++)
                l->rest[n] = (unsigned char)(bytes + n);
        }
        check_and_free(__atomic_exchange_n(
            &slots[random_below(&numbers, SLOTS)], l, __ATOMIC_ACQ_REL));
    }
    return NULL;
}

static void empty_inboxes(void)
{
    for (unsigned i = 0; i < RILL_HARTS; i++) {
        struct rill_heap *heap;

        host_be(i);
        heap = rill_heap_open();
        for (unsigned n = 0; *heap->inbox || *heap->taken; n++) {
            rill_free(rill_malloc(3 * host_page_size));
            if (n > CALLS)
                wrong("the inbox of hart %u does not become empty", i);
        }
        rill_heap_trim();
        rill_heap_trim();
    }
}

static void run(void)
{
    struct rill_pages_count c;
    pthread_t threads[RILL_HARTS];

    host_reset(4096, 0, REGION);
    for (uintptr_t i = 0; i < RILL_HARTS; i++)
        if (pthread_create(&threads[i], NULL, hart, (void *)i))
            wrong("no thread");
    for (unsigned i = 0; i < RILL_HARTS; i++)
        pthread_join(threads[i], NULL);
    for (unsigned i = 0; i < SLOTS; i++) {
        check_and_free(slots[i]);
        slots[i] = NULL;
    }
    empty_inboxes();
    rill_pages_count(&c);
    if (c.bytes[RILL_PAGES_SMALL] || c.bytes[RILL_PAGES_LARGE])
        wrong("all is free, and pages are used");
    inside_check();
}

int main(int argc, char **argv)
{
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;

    seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 0;
    for (; count--; seed++) {
        host_seed = seed;
        run();
    }
    printf("%d threads: all as it must be\n", RILL_HARTS);
    return 0;
}
