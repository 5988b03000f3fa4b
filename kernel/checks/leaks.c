/* kernel/checks/leaks.c -- which blocks were not freed, by the place that allocated them. */
#include <rill/heap.h>
#include <rill/panic.h>
#include <stdarg.h>
#include <string.h>
#include <port/image.h>
#include "checked.h"
#include "heap.h"
#include "print.h"

#define SITES \
    12 /* that are listed one by one; their rows lie on a task's stack */

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

/* By the console and not past its ring: so it comes behind what the program has written. */
static void say(const char *fmt, ...)
{
    char line[80];
    va_list ap;

    va_start(ap, fmt);
    rill_vprint_to(line, sizeof line, fmt, ap);
    va_end(ap);
    rill_console_write(line, strlen(line));
}

static void tell(const struct site *s)
{
    say("rill:   %u block%s, %zu bytes, ", s->blocks, s->blocks == 1 ? "" : "s",
        s->bytes);
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
    say("rill: not freed:\n");
    for (const struct site *s = sites; s < sites + SITES && s->blocks; s++) {
        tell(s);
        say("allocated at 0x%lx\n", (unsigned long)s->allocated_at);
    }
    if (sites[SITES].blocks) {
        tell(&sites[SITES]);
        say("allocated elsewhere\n");
    }
    return (int)blocks;
}
