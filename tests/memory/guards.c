/* memory/guards.c -- a guard below each stack of some size, in S-mode: a stack that runs over faults
 * before a byte of its neighbours changes, however it runs over, and on each hart. A guard goes when
 * the block's memory serves otherwise. */
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

#define PATTERN    0xa5
#define LEFT_ALONE 1024 /* below sp, for the task's own calls */

static volatile int more = 1;
static struct rill_fault fault;

/* ---- ways to run over ---- */

__attribute__((noinline)) static int small_frames(int n)
{
    volatile char frame[48];

    frame[0] = (char)n;
    return (more ? small_frames(n + 1) : 0) + frame[0];
}

static void by_small_frames(void *low)
{
    (void)low;
    small_frames(0);
}

/* A frame that ends within the guard: its lowest bytes are written first. */
static void by_one_frame(void *low)
{
    char *sp = __builtin_frame_address(0);
    volatile char *frame = __builtin_alloca((size_t)(sp - (char *)low) + 2048);

    frame[0] = 1;
}

static void by_libc(void *low)
{
    char *sp = __builtin_frame_address(0);
    size_t bytes = (size_t)(sp - (char *)low) + 1000;

    void *room = __builtin_alloca(bytes);

    memset(room, more, bytes);
    __asm__ volatile("" : : "r"(room) : "memory");
}

static void (*const ways[])(void *) = {by_small_frames, by_one_frame, by_libc};
#define WAYS (sizeof ways / sizeof *ways)

/* ---- three tasks, one below the other ---- */

static struct rill_event filled[2], over[2];
static int spoiled[2];
static void (*way)(void *);
static int hart;

static int neighbour(void *arg)
{
    unsigned i = (unsigned)(uintptr_t)arg;
    unsigned char *low,
        *end = (unsigned char *)__builtin_frame_address(0) - LEFT_ALONE;
    uintptr_t from, to;

    rill_stack_bounds(&from, &to);
    low = (unsigned char *)from;
    for (unsigned char *at = low; at < end; at++)
        *at = PATTERN;
    rill_event_set(&filled[i]);
    rill_event_wait(&over[i], RILL_FOREVER);
    spoiled[i] = 0;
    for (unsigned char *at = low; at < end; at++)
        spoiled[i] += *at != PATTERN;
    return 0;
}

static int runs_over(void *arg)
{
    uintptr_t low, high;
    int caught;

    (void)arg;
    rill_pin(hart);
    rill_stack_bounds(&low, &high);
    caught = rill_catch_fault(way, (void *)low, &fault);
    return caught && fault.addr < low && low - fault.addr <= 4096;
}

static int run_over(size_t stack_bytes)
{
    struct rill_task_opts opts = {.name = "pile", .stack_bytes = stack_bytes};
    struct rill_job above, below, middle;
    int result = -1;

    for (int i = 0; i < 2; i++) {
        filled[i] = (struct rill_event){};
        over[i] = (struct rill_event){};
    }
    rill_spawn(&above, &opts, neighbour, (void *)0);
    rill_event_wait(&filled[0], RILL_FOREVER);
    rill_spawn(&middle, &opts, runs_over, NULL);
    rill_spawn(&below, &opts, neighbour, (void *)1);
    rill_join(&middle, RILL_FOREVER, &result);
    rill_event_wait(&filled[1], RILL_FOREVER);
    rill_event_set(&over[0]);
    rill_event_set(&over[1]);
    rill_join(&above, RILL_FOREVER, NULL);
    rill_join(&below, RILL_FOREVER, NULL);
    return result;
}

/* ---- guards come and go with the blocks ---- */

static int nothing(void *arg)
{
    (void)arg;
    return 0;
}

static struct rill_job jobs[200];

static unsigned spawn_many(size_t step)
{
    unsigned failed = 0;

    for (unsigned i = 0; i < 200; i++) {
        struct rill_task_opts opts = {.stack_bytes = 8192 + i % 7 * step};

        failed += rill_spawn(&jobs[i], &opts, nothing, NULL) != 0;
    }
    for (unsigned i = 0; i < 200; i++)
        failed += rill_join(&jobs[i], RILL_FOREVER, NULL) != 0;
    return failed;
}

static size_t free_now(void)
{
    struct rill_stats now;

    rill_stats_read(&now);
    return now.untouched_bytes + now.free_block_bytes;
}

/* Malloc all but what tasks need later, in pieces, and write it. Returns how many bytes there were. */
static size_t fill_memory(size_t left)
{
    struct piece {
        struct piece *next;
    } *first = NULL, *p;
    const size_t bytes = 256 << 10;
    size_t sum = 0;

    while (free_now() > left && (p = malloc(bytes))) {
        memset(p, 0xff, bytes);
        p->next = first;
        first = p;
        sum += bytes;
    }
    while ((p = first)) {
        first = p->next;
        free(p);
    }
    return sum;
}

int main(void)
{
    static const size_t sizes[] = {8192, 20000, 65536, 1 << 20};
    uintptr_t low, high;
    size_t sum, before;

    plan(4 * WAYS + 2 * RILL_HARTS + 4);
    leaves("malloc keeps what it took, and blocks stay laid out");
    for (unsigned s = 0; s < 4; s++)
        for (unsigned w = 0; w < WAYS; w++) {
            int found;

            hart = 0;
            way = ways[w];
            found = run_over(sizes[s]);
            ok(found == 1 && fault.cause == CAUSE_STORE && !spoiled[0] &&
                   !spoiled[1],
               "%zu bytes, way %u: found %d, cause %d, spoiled %d and %d",
               sizes[s], w, found, (int)fault.cause, spoiled[0], spoiled[1]);
        }
    for (unsigned i = 0; i < RILL_HARTS; i++) {
        hart = (int)i;
        way = by_small_frames;
        ok(run_over(8192) == 1, "on hart %u", i);
        ok(!spoiled[0] && !spoiled[1], "nothing else has changed");
    }
    rill_stack_bounds(&low, &high);
    way = by_small_frames;
    ok(rill_catch_fault(by_small_frames, NULL, &fault) && fault.addr < low &&
           low - fault.addr < 4096,
       "main's stack");
    is(spawn_many(3000), 0, "200 tasks, in blocks of several sizes");
    before = free_now();
    sum = fill_memory(16 << 20);
    ok(sum > before - (17 << 20),
       "their memory is malloc's, without guards: %zu of %zu KiB", sum >> 10,
       before >> 10);
    is(spawn_many(5000), 0, "200 tasks again");
    return done();
}
