// qemu: -m 64M
/* memory/grow.c -- stacks that grow: a thousand tasks, each a MiB deep, one after the other and many at
 * once; memory comes at the first touch and goes back, at the end and on request; the limit is the
 * limit. Where no stack can grow (M-mode), the same program has ordinary stacks. */
#include <string.h>

#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

static volatile int more = 1;

/* Use `bytes` of stack, in frames of some 1 KiB, and look whether all of it is still right. */
__attribute__((noinline)) static unsigned dig(size_t bytes)
{
    volatile unsigned char frame[960];
    unsigned wrong = 0;

    for (unsigned i = 0; i < sizeof frame; i += 64)
        frame[i] = (unsigned char)(bytes + i);
    if (bytes > KIB)
        wrong = dig(bytes - KIB);
    for (unsigned i = 0; i < sizeof frame; i += 64)
        wrong += frame[i] != (unsigned char)(bytes + i);
    return wrong;
}

static int digs(void *arg)
{
    return (int)dig((size_t)(uintptr_t)arg);
}

static int start(struct rill_job *job, rill_task_fn *fn, size_t most,
                 size_t arg)
{
    struct rill_task_opts opts = {
        .name = "grows", .memory = RILL_STACK_GROWS, .memory_bytes = most};

    return rill_spawn(job, &opts, fn, (void *)(uintptr_t)arg);
}

static size_t heap_now(void)
{
    struct rill_stats now;

    rill_stats_read(&now);
    return now.heap_bytes;
}

/* A thousand tasks, each MiB deep, and never two at once. */
static void one_after_the_other(void)
{
    unsigned wrong = 0;
    size_t after_one = 0;

    for (unsigned i = 0; i < 1000; i++) {
        struct rill_job job;
        int result = -1;

        if (start(&job, digs, MIB + 100 * KIB, MIB) ||
            rill_join(&job, RILL_FOREVER, &result) || result)
            wrong++;
        if (i == 10)
            after_one = heap_now();
    }
    ok(!wrong, "1000 tasks, each a MiB deep: %u went wrong", wrong);
    ok(heap_now() - after_one <= 128 * KIB * RILL_HARTS,
       "each has its memory from the one before: %zu KiB", heap_now() / KIB);
}

/* ---- many at once ---- */

#define CROWD 1000

static struct rill_job crowd[CROWD];
static struct rill_waitgroup down;
static struct rill_event up;

static int waits_deep(void *arg)
{
    unsigned wrong = dig((size_t)(uintptr_t)arg);

    rill_waitgroup_done(&down);
    rill_event_wait(&up, RILL_FOREVER);
    return (int)(wrong + dig(8 * KIB));
}

/* A thousand tasks that wait, each with address space for a MiB; on 32 bits there is less of it. */
static void at_once(void)
{
    const size_t most = !SUPERVISOR         ? 24 * KIB
                        : sizeof(long) == 8 ? MIB - 64 * KIB
                                            : 32 * KIB;
    unsigned failed = 0, wrong = 0;

    rill_waitgroup_add(&down, CROWD);
    for (unsigned i = 0; i < CROWD; i++)
        failed += start(&crowd[i], waits_deep, most, (1 + i % 16) * KIB) != 0;
    if (!failed)
        rill_waitgroup_wait(&down, RILL_FOREVER);
    rill_event_set(&up);
    for (unsigned i = 0; i < CROWD && !failed; i++) {
        int result = -1;

        rill_join(&crowd[i], RILL_FOREVER, &result);
        wrong += result != 0;
    }
    ok(!failed && !wrong, "1000 tasks at once: %u failed, %u went wrong",
       failed, wrong);
}

/* ---- in the middle of everything ---- */

static struct rill_chan pipe;
static int in_pipe[4];
static struct rill_mutex mutex;
static unsigned long long mixed[8];

static int ends(void *arg)
{
    return (int)(uintptr_t)arg;
}

/* The caller's stack meets the end of its memory somewhere in here, in a call of Rill's or libc's,
 * with a lock held or not: frames of any size bring it there. */
__attribute__((noinline)) static int one_call(unsigned which, unsigned n)
{
    struct rill_job job;
    int value = (int)n;
    char *p, text[40];

    switch (which % 8) {
    case 0:
        p = malloc(n % 500 + 1);
        *p = 1;
        p = realloc(p, n % 3000 + 1);
        free(p);
        return 0;
    case 1:
        rill_yield();
        return 0;
    case 2:
        if (rill_spawn(&job, NULL, ends, (void *)7))
            return 1;
        rill_join(&job, RILL_FOREVER, &value);
        return value != 7;
    case 3:
        rill_mutex_lock(&mutex, RILL_FOREVER);
        rill_yield();
        rill_mutex_unlock(&mutex);
        return 0;
    case 4:
        rill_chan_send(&pipe, &value, RILL_FOREVER);
        rill_chan_recv(&pipe, &value, RILL_FOREVER);
        return 0;
    case 5:
        rill_sleep_ns(1000);
        return 0;
    case 6:
        return snprintf(text, sizeof text, "%.3f", n * 0.5) < 3;
    default:
        return start(&job, ends, 40 * KIB, 9) ||
               rill_join(&job, RILL_FOREVER, &value) || value != 9;
    }
}

__attribute__((noinline)) static int mix(unsigned long long *random,
                                         unsigned depth)
{
    unsigned n = (unsigned)(*random >> 33);
    volatile char *room = __builtin_alloca(n % 700 + 16);
    int wrong;

    *random = *random * 6364136223846793005u + 1442695040888963407u;
    room[0] = (char)n;
    wrong = one_call(n >> 8, n >> 12);
    if (depth)
        wrong += mix(random, depth - 1);
    return wrong + (room[0] != (char)n);
}

static int mixes(void *arg)
{
    int wrong = 0;

    for (unsigned round = 0; round < 5; round++) {
        wrong += mix(arg, 100 + round % 5 * 40);
        if (round % 3 == 0)
            rill_stack_shrink();
    }
    return wrong;
}

static void in_the_middle(void)
{
    struct rill_job jobs[8];
    int wrong = 0;

    rill_chan_init(&pipe, in_pipe, sizeof *in_pipe, 4);
    for (unsigned i = 0; i < 8; i++) {
        mixed[i] = i * 77 + 1;
        if (start(&jobs[i], mixes, 300 * KIB, (size_t)&mixed[i]))
            wrong++;
    }
    for (unsigned i = 0; i < 8; i++) {
        int result = -1;

        rill_join(&jobs[i], RILL_FOREVER, &result);
        wrong += result;
    }
    ok(!wrong, "8 tasks grow and shrink in all kinds of calls: %d went wrong",
       wrong);
}

/* ---- touched by others, by gaps, by libc ---- */

static char *volatile given;
static struct rill_event have, filled;

static int gives_room(void *arg)
{
    char *room = __builtin_alloca(200 * KIB);

    (void)arg;
    given = room;
    rill_event_set(&have);
    rill_event_wait(&filled, RILL_FOREVER);
    for (size_t i = 0; i < 200 * KIB; i += 512)
        if (room[i] != 'f')
            return 1;
    return 0;
}

static void touched_by_others(void)
{
    struct rill_job job;
    int result = -1;

    start(&job, gives_room, 400 * KIB, 0);
    rill_event_wait(&have, RILL_FOREVER);
    memset(given, 'f', 200 * KIB);
    rill_event_set(&filled);
    rill_join(&job, RILL_FOREVER, &result);
    is(result, 0, "another task writes first what a frame has");
}

static int one_frame(void *arg)
{
    size_t bytes = (size_t)(uintptr_t)arg;
    char *room = __builtin_alloca(bytes);

    room[0] = 1; /* far below all that there is */
    __asm__ volatile("" : : "r"(room) : "memory");
    memset(room, more, bytes);
    for (size_t i = 0; i < bytes; i++)
        if (room[i] != more)
            return 1;
    return 0;
}

static int prints(void *arg)
{
    char line[120];

    (void)arg;
    snprintf(line, sizeof line, "# %s %d %.3f\n",
             "a line from a stack that grows,", 7, 1.5);
    return printf("%s", line) < 0;
}

/* ---- given back ---- */

static int shrinks(void *arg)
{
    size_t first, second;

    (void)arg;
    if (dig(600 * KIB))
        return 1;
    first = rill_stack_shrink();
    second = rill_stack_shrink();
    diag("given back: %zu, then %zu", first, second);
    if (dig(600 * KIB))
        return 2;
    if (!SUPERVISOR)
        return first || second ? 3 : 0;
    return first < 560 * KIB || second > 8 * KIB ||
                   rill_stack_shrink() < 560 * KIB
               ? 4
               : 0;
}

/* ---- the limit ---- */

static struct rill_fault fault;

static void without_end(void *arg)
{
    dig((size_t)1 << 30);
    (void)arg;
}

static int runs_over(void *arg)
{
    uintptr_t low, high;
    int caught;

    (void)arg;
    rill_stack_bounds(&low, &high);
    if (high - low < 100 * KIB || high - low > 110 * KIB)
        return 1;
    caught = rill_catch_fault(without_end, NULL, &fault);
    return !caught || fault.cause != CAUSE_STORE || fault.addr >= low ||
           low - fault.addr > 4096;
}

static int run(rill_task_fn *fn, size_t most, size_t arg)
{
    struct rill_job job;
    int result = -1;

    if (start(&job, fn, most, arg))
        return -2;
    rill_join(&job, RILL_FOREVER, &result);
    return result;
}

static int nothing(void *arg)
{
    (void)arg;
    return 0;
}

static void errors(void)
{
    struct rill_job job = {0};

    is(start(&job, digs, (size_t)-1, 0), -ENOMEM,
       "no addresses for all of memory");
    is(start(&job, digs, (size_t)1 << 31, 0), -ENOMEM, "nor for 2 GiB");
    is(run(nothing, 0, 0), 0, "0 bytes are the least that a task can have");
}

int main(void)
{
    plan(15);
    leaves("stacks that grow have their first pages from the heap, for the "
           "next ones");
    one_after_the_other();
    at_once();
    in_the_middle();
    touched_by_others();
    is(run(one_frame, 900 * KIB, 800 * KIB), 0, "one frame of 800 KiB");
    is(run(one_frame, 3 * MIB, 20 * KIB), 0, "and one of 20");
    is(run(prints, 64 * KIB, 0), 0, "printf");
    is(run(shrinks, MIB, 0), 0, "given back on request, and grown again");
    if (SUPERVISOR) {
        is(run(runs_over, 100 * KIB, 0), 0, "no deeper than its limit");
        is(run(runs_over, 100 * KIB, 0), 0, "and the next in that place, too");
    } else {
        skip(2, "no guard");
    }
    is(run(digs, 20 * MIB, 19 * MIB), 0, "19 MiB deep");
    errors();
    return done();
}
