/* kernel/checks/leaks.c -- which blocks were not freed, by the place that allocated them. */
#include <rill/heap.h>
#include <rill/panic.h>
#include <port/image.h>
#include "checked.h"
#include "heap.h"

#define SITES 12 /* that are listed one by one */

struct site {
    uintptr_t allocated_at;
    size_t bytes;
    unsigned blocks;
};

/* Blocks of one site make one row. Those for which there is no row left go to the last one. */
static unsigned gather(struct site *sites)
{
    unsigned blocks = 0;

    for (const struct rill_checked *b = rill_checked_out; b; b = b->next) {
        struct site *s = sites;

        while (s < sites + SITES && s->blocks &&
               s->allocated_at != b->allocated_at)
            s++;
        s->allocated_at = b->allocated_at;
        s->bytes += b->bytes;
        s->blocks++;
        blocks++;
    }
    return blocks;
}

static void tell(const struct site *s)
{
    rill_print("rill:   %u block%s, %zu bytes, ", s->blocks,
               s->blocks == 1 ? "" : "s", s->bytes);
}

/* A program may go on while it asks; so what is told is what was true at one moment. */
int rill_heap_leaks(void)
{
    struct site sites[SITES + 1] = {{0}};
    unsigned blocks;

    rill_call_begins(RILL_SENTENCE("rill_heap_leaks"));
    rill_stack_reach();
    rill_lock_take(&rill_checked_lock);
    blocks = gather(sites);
    rill_lock_drop(&rill_checked_lock);
    if (!blocks)
        return 0;
    rill_print("rill: not freed:\n");
    for (const struct site *s = sites; s < sites + SITES && s->blocks; s++) {
        tell(s);
        rill_print("allocated at 0x%lx\n", (unsigned long)s->allocated_at);
    }
    if (sites[SITES].blocks) {
        tell(&sites[SITES]);
        rill_print("allocated elsewhere\n");
    }
    return (int)blocks;
}
