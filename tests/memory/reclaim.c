// qemu: -icount shift=0,sleep=off
/* memory/reclaim.c -- the memory of many small tasks that have ended serves larger tasks, and
 * malloc. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

enum { SMALL = 96, LARGE = 480 }; /* words */
#define ROOM (2u << 20) /* bytes to fill with tasks, if there are more */

static const struct rill_task_opts small = {
    .name = "small", .stack_bytes = SMALL * sizeof(void *)};
static const struct rill_task_opts large = {
    .name = "large", .stack_bytes = LARGE * sizeof(void *)};

static struct rill_event go[2];
static size_t kept_bytes;
static unsigned born;

static int waits(void *event)
{
    return rill_event_wait(event, RILL_FOREVER);
}

/* A hart that has found nothing to do gives up its free blocks when it goes to sleep. So on
 * many harts a "no" counts only when it stays for a while, because a slow host may delay the
 * other harts. */
#define A_WHILE_NS ((RILL_HARTS > 1 ? 300 : 0) * RILL_MS)

static rill_task_fn *what = waits; /* new tasks do */

static bool starts(const struct rill_task_opts *opts, struct rill_event *until)
{
    uint64_t end = rill_after_ns(A_WHILE_NS);
    int r;

    while ((r = rill_spawn(NULL, opts, what, until)) && rill_now_ns() < end)
        linger();
    return !r;
}

/* Start as many tasks as there is room for; every `every`th waits for the other event. */
static long fill(const struct rill_task_opts *opts, unsigned every)
{
    long n = 0;

    rill_event_clear(&go[0]);
    rill_event_clear(&go[1]);
    while (starts(opts, &go[every && n % every == every - 1]))
        n++;
    return n;
}

static void let_end(unsigned event, size_t left)
{
    rill_event_set(&go[event]);
    while (rill_task_count() > left)
        linger();
    settle();
}

static size_t all_bytes(void)
{
    struct rill_stats s;

    rill_stats_read(&s);
    return s.heap_bytes + s.block_bytes + s.free_block_bytes +
           s.untouched_bytes;
}

static size_t untouched(void)
{
    struct rill_stats s;

    rill_stats_read(&s);
    return s.untouched_bytes;
}

/* ---- memory that Rill must not take for free ---- */

static struct rill_key key;

static int has_values(void *arg)
{
    rill_key_set(&key, arg);
    waits(&go[1]);
    return rill_key_get(&key) == arg && ticket(&born) < 2;
}

static struct rill_mutex m;
static uint32_t holder_number;

static int locks_and_ends(void *arg)
{
    holder_number = rill_task_number(rill_self());
    return rill_mutex_lock(arg, RILL_FOREVER);
}

static void lock(void *arg)
{
    rill_mutex_lock(arg, RILL_FOREVER);
}

static void burst(void)
{
    size_t all = all_bytes();
    long first = fill(&large, 0), again, n;

    let_end(0, 1);
    n = fill(&small, 0);
    ok(n > first, "more small tasks than large ones: %ld, %ld", n, first);
    is(rill_spawn(NULL, &large, waits, &go[0]), -ENOMEM, "there is no room");
    let_end(0, 1);
    again = fill(&large, 0);
    is(again, first, "as many large ones as before");
    let_end(0, 1);
    is((long)all_bytes(), (long)all, "no byte is lost");
}

/* Every fourth task lives on, so three blocks that lie together make a hole. */
static void holes(void)
{
    size_t all = all_bytes();
    long n = fill(&small, 4), lived = n / 4, fit = 0;
    struct rill_task_opts three = {.stack_bytes = 3 * SMALL * sizeof(void *)};

    let_end(0, (size_t)lived + 1);
    while (starts(&three, &go[1]))
        fit++;
    ok(fit >= lived - 1, "%ld holes, and %ld tasks in them", lived, fit);
    n = 0;
    while (starts(&small, &go[1]))
        n++;
    ok(n < 2 * lived, "what was left beside them: %ld small ones", n);
    let_end(1, 1);
    is((long)all_bytes(), (long)all, "no byte is lost");
    fit = fill(&small, 0);
    let_end(0, 1);
    ok(fit >= 4 * lived, "all of it is for small ones again: %ld", fit);
}

/* Two tasks with values live among the tasks that end. */
static void values(void)
{
    struct rill_job jobs[2] = {0};
    int results[2] = {0, 0};

    rill_event_clear(&go[0]);
    rill_event_clear(&go[1]);
    rill_spawn(&jobs[0], NULL, has_values, &jobs[0]);
    settle();
    for (int i = 0; i < 8; i++)
        rill_spawn(NULL, &small, waits, &go[0]);
    rill_spawn(&jobs[1], NULL, has_values, &jobs[1]);
    settle();
    while (starts(&small, &go[0])) {
    }
    let_end(0, 3);
    rill_event_clear(&go[0]);
    while (starts(&large, &go[0])) {
    }
    let_end(0, 3);
    let_end(1, 1);
    for (int i = 0; i < 2; i++)
        rill_join(&jobs[i], RILL_FOREVER, &results[i]);
    is(results[0] + results[1], 2, "values of living tasks stay");
}

static uintptr_t lowest = UINTPTR_MAX;
static unsigned ran;

static int stays_if_lowest(void *event)
{
    uintptr_t low, high, seen = lowest;

    rill_stack_bounds(&low, &high);
    while (low < seen &&
           !__atomic_compare_exchange_n(&lowest, &seen, low, false,
                                        __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
    }
    ticket(&ran);
    waits(event);
    return low == lowest ? waits(&go[1]) : 0;
}

/* All small tasks end but the one below all others, and malloc has their memory; then tasks have it
 * again, while the one still lives. */
static void one_lives_below_all(void)
{
    uintptr_t low, high;
    size_t n, all = all_bytes() - kept_bytes;
    uint64_t end = 0;
    long first, again;
    char *got;

    rill_stack_bounds(&low, &high); /* main's stack stays */
    all -= high - low;
    what = stays_if_lowest;
    first = fill(&small, 0);
    what = waits;
    while (__atomic_load_n(&ran, __ATOMIC_SEQ_CST) < (unsigned long)first)
        linger();
    let_end(0, 2);
    end = rill_after_ns(A_WHILE_NS);
    while (!(got = malloc(all - all / 4)) && rill_now_ns() < end)
        linger();
    free(got);
    for (n = all; !(got = malloc(n)) && n > 16; n -= n / 16) {
    }
    ok(n > all / 2, "malloc gets %lu bytes of %lu", (unsigned long)n,
       (unsigned long)all);
    if (got)
        memset(got, 0x5a, n);
    free(got);
    rill_event_clear(&go[0]);
    for (again = 0; starts(&small, &go[0]);)
        again++;
    ok(again >= first - first / 8 - 2, "tasks have it again: %ld of %ld", again,
       first);
    let_end(0, 2);
    let_end(1, 1);
}

/* This comes last, because malloc keeps what it has. The owner of a mutex has ended, and
 * malloc's memory, where its task was, is full of the task's number. */
static void for_malloc(void)
{
    struct rill_job job = {0};
    size_t n, all = all_bytes() - kept_bytes;
    uintptr_t low, high;
    uint32_t *words;
    uint64_t end;

    rill_stack_bounds(&low, &high); /* main's stack stays */
    all -= high - low;
    rill_event_clear(&go[0]);
    while (untouched() > all / 2 && starts(&small, &go[0])) {
    }
    rill_spawn(&job, &small, locks_and_ends, &m);
    rill_join(&job, RILL_FOREVER, NULL);
    fill(&small, 0);
    let_end(0, 1);
    ok(untouched() < 64 * SMALL, "nothing is untouched");
    end = rill_after_ns(A_WHILE_NS);
    while (!(words = malloc(all - all / 4)) && rill_now_ns() < end)
        linger();
    free(words);
    for (n = all; !(words = malloc(n)) && n > 16; n -= n / 16) {
    }
    ok(n > all / 4, "malloc gets %lu bytes of %lu", (unsigned long)n,
       (unsigned long)all);
    for (size_t i = 0; words && i < n / sizeof *words; i++)
        words[i] = holder_number;
    is(rill_try(lock, &m, NULL), 1, "an owner that is nowhere has ended");
    free(words);
}

int main(void)
{
    plan(14);
    if (untouched() > ROOM) {
        kept_bytes = untouched() - ROOM;
        if (!malloc(kept_bytes))
            bail("no memory to begin with");
    }
    burst();
    holes();
    values();
    one_lives_below_all();
    for_malloc();
    return done();
}
