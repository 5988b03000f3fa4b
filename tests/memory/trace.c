/* memory/trace.c -- a million calls of malloc and its like, drawn at random, by tasks on all harts. Each
 * byte of each block is written when it is taken, and looked at when it is given back, by whichever task
 * does that: the tasks exchange blocks, so most are freed on another hart than the one that took them.
 *
 *   trace [ops=N] [seed=N] */
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define TASKS_A_HART 4u
#define MINE         48u /* blocks that a task holds */
#define SHARED       64u /* and that all exchange */

struct block {
    uint32_t bytes, seed;
    uint32_t words[];
};

struct trace {
    struct rill_job job;
    uint32_t state, ops, wrong, failed, exchanged;
    struct block *mine[MINE];
};

static struct block *shared[SHARED];
static unsigned long ops = 1000000, seed = 1;

static uint32_t draw(struct trace *t, uint32_t below)
{
    t->state ^= t->state << 13;
    t->state ^= t->state >> 17;
    t->state ^= t->state << 5;
    return (uint32_t)((uint64_t)t->state * below >> 32);
}

static uint32_t draw_bytes(struct trace *t)
{
    uint32_t kind = draw(t, 100), least = sizeof(struct block);

    if (kind < 75)
        return least + draw(t, 249);
    return least + draw(t, kind < 97 ? 4096 : 40000);
}

static uint32_t word(uint32_t of_seed, uint32_t i)
{
    return (of_seed + i) * 2654435761u;
}

/* From byte `from` on: the words, and the bytes that are left over. */
static void fill(struct block *b, uint32_t bytes, uint32_t new_seed)
{
    uint32_t n = (bytes - sizeof *b) / 4, last = word(new_seed, n);

    b->bytes = bytes;
    b->seed = new_seed;
    for (uint32_t i = 0; i < n; i++)
        b->words[i] = word(new_seed, i);
    memcpy(&b->words[n], &last, (bytes - sizeof *b) % 4);
}

/* Are the first so many bytes of the block, which had b->bytes, as they were written? */
static bool is_whole(const struct block *b, uint32_t bytes)
{
    uint32_t n = (bytes - sizeof *b) / 4, last = word(b->seed, n);
    bool whole = true;

    for (uint32_t i = 0; i < n; i++)
        whole &= b->words[i] == word(b->seed, i);
    return whole && !memcmp(&b->words[n], &last, (bytes - sizeof *b) % 4);
}

static struct block *take(struct trace *t)
{
    uint32_t bytes = draw_bytes(t), how = draw(t, 10);
    struct block *b;

    if (how < 7)
        b = malloc(bytes);
    else if (how < 8)
        b = memalign(32u << draw(t, 5), bytes);
    else if ((b = calloc(1, bytes)))
        t->wrong += b->bytes || b->seed || malloc_usable_size(b) < bytes;
    if (b)
        fill(b, bytes, t->state);
    else
        t->failed++;
    return b;
}

static void give(struct trace *t, struct block *b)
{
    t->wrong += !is_whole(b, b->bytes);
    b->bytes = 0;
    free(b);
}

static struct block *resize(struct trace *t, struct block *b)
{
    uint32_t was = b->bytes, bytes = draw_bytes(t);
    struct block *other = realloc(b, bytes);

    if (!other) {
        t->failed++;
        return b;
    }
    t->wrong += !is_whole(other, was < bytes ? was : bytes);
    fill(other, bytes, t->state);
    return other;
}

static void step(struct trace *t)
{
    struct block **at = &t->mine[draw(t, MINE)];
    uint32_t what = draw(t, 10);

    if (what < 3) {
        *at = __atomic_exchange_n(&shared[draw(t, SHARED)], *at,
                                  __ATOMIC_ACQ_REL);
        t->exchanged++;
    } else if (!*at) {
        *at = take(t);
    } else if (what < 5) {
        *at = resize(t, *at);
    } else {
        give(t, *at);
        *at = NULL;
    }
}

static int run(void *arg)
{
    struct trace *t = arg;

    for (uint32_t i = 0; i < t->ops; i++) {
        step(t);
        if (i % 64 == 63)
            rill_yield();
        if (i % 4096 == 4095)
            rill_sleep_ns(100 * RILL_US); /* harts lie down, and let go */
    }
    for (unsigned i = 0; i < MINE; i++)
        if (t->mine[i])
            give(t, t->mine[i]);
    return 0;
}

/* Pages of small blocks may be left: each hart keeps some. */
static bool has_large(void)
{
    struct rill_stats s;

    rill_stats_read(&s);
    return s.large_bytes != 0;
}

int main(int argc, char **argv)
{
    unsigned n = TASKS_A_HART * RILL_HARTS;
    struct trace *traces = calloc(n, sizeof *traces);
    struct trace all = {0};

    for (int i = 1; i < argc; i++) {
        if (!strncmp(argv[i], "ops=", 4))
            ops = strtoul(argv[i] + 4, NULL, 0);
        if (!strncmp(argv[i], "seed=", 5))
            seed = strtoul(argv[i] + 5, NULL, 0);
    }
    plan(4);
    while (rill_hart_arrived() < rill_hart_count())
        linger();
    for (unsigned i = 0; i < n; i++) {
        traces[i].state = (uint32_t)(seed * 2654435761u + i * 40503u) | 1;
        traces[i].ops = (uint32_t)(ops / n);
        if (rill_spawn(&traces[i].job, NULL, run, &traces[i]))
            bail("no memory for task %u", i);
    }
    for (unsigned i = 0; i < n; i++) {
        rill_join(&traces[i].job, RILL_FOREVER, NULL);
        all.wrong += traces[i].wrong;
        all.failed += traces[i].failed;
        all.exchanged += traces[i].exchanged;
    }
    for (unsigned i = 0; i < SHARED; i++)
        if (shared[i])
            give(&all, shared[i]);
    ok(!all.wrong, "each byte is as it was written: %u blocks are not",
       (unsigned)all.wrong);
    ok(!all.failed, "there was memory: %u calls had none",
       (unsigned)all.failed);
    ok(all.exchanged > ops / 4, "blocks went from task to task");
    free(traces);
    ok(!has_large(), "no large block is left");
    return done();
}
