// qemu: -icount shift=0,sleep=off
/* memory/two_users.c -- malloc and tasks share pages. Thousands of small tasks end, and one lives on
 * at the lowest place of all: malloc gets the memory above it. When malloc has given it back, it
 * is tasks' again. */
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define ROOM  (2u << 20) /* bytes to fill, if there are more */
#define BLOCK 1000u

static const struct rill_task_opts small = {.name = "small",
                                            .stack_bytes = 96 * sizeof(void *)};

static struct rill_event go[2];

static int waits(void *event)
{
    return rill_event_wait(event, RILL_FOREVER);
}

static size_t untouched(void)
{
    struct rill_stats s;

    rill_stats_read(&s);
    return s.untouched_bytes;
}

/* A hart that finds nothing to do gives up what it keeps when it goes to sleep. */
static bool starts(struct rill_event *until)
{
    uint64_t end = rill_after_ns((RILL_HARTS > 1 ? 300 : 0) * RILL_MS);
    int r;

    while ((r = rill_spawn(NULL, &small, waits, until)) && rill_now_ns() < end)
        linger();
    return !r;
}

static void let_end(unsigned event, size_t left)
{
    rill_event_set(&go[event]);
    while (rill_task_count() > left)
        linger();
    settle();
    rill_event_clear(&go[event]);
}

/* Take all blocks that there are, each full of its address; each begins with the one before. */
static void **take_all(size_t *n)
{
    void **last = NULL, **b;

    for (*n = 0; (b = malloc(BLOCK)); ++*n) {
        for (size_t i = 1; i < BLOCK / sizeof *b; i++)
            b[i] = b;
        *b = last;
        last = b;
    }
    return last;
}

/* Returns how many blocks are not as they were left. */
static size_t free_all(void **last)
{
    size_t wrong = 0;

    while (last) {
        void **before = *last;
        bool whole = true;

        for (size_t i = 1; i < BLOCK / sizeof *last; i++)
            whole &= last[i] == last;
        wrong += !whole;
        free(last);
        last = before;
    }
    return wrong;
}

int main(void)
{
    size_t room = untouched(), first = 0, again = 0, got, more, page = 512;
    void **blocks;

    plan(6);
    if (room > ROOM) {
        if (!malloc(room - ROOM))
            bail("no memory to begin with");
        room = untouched();
        page = 16384;
    }
    while (untouched() > 3 * BLOCK && starts(&go[0]))
        first++;
    ok(first > room / 4096, "%lu tasks fill %lu bytes", (unsigned long)first,
       (unsigned long)room);
    ok(starts(&go[1]), "and one below them lives on");
    let_end(0, 2);
    blocks = take_all(&got);
    ok(got * BLOCK > room - room / 4 - 4 * page,
       "malloc has %lu blocks of %u bytes of it", (unsigned long)got, BLOCK);
    is((long)free_all(blocks), 0, "no two of them share a byte");
    blocks = take_all(&more);
    ok(more >= got, "and again as many");
    free_all(blocks);
    let_end(1, 1);
    while (starts(&go[0]))
        again++;
    ok(again >= first - first / 16, "%lu tasks have it again",
       (unsigned long)again);
    let_end(0, 1);
    return done();
}
