// qemu: -m 1G
// no-stress: the order in which a million park is that of their start
/* sched/million.c -- a million tasks alive at once in 1 GiB; each sends and exits.
 *
 * Each task parks on a channel until all million are parked. Then the gate opens, and each task
 * sends its number once and ends. A stack has room for the frames of one receive and for a switch
 * with FP registers, which makes a block of 640 bytes.
 * Known: the numbers 0..999,999 add up to 499,999,500,000; each came once, in the order of
 * parking; and 300 MiB of the machine's memory are still free.
 */
#include <stdlib.h>
#include "../classic/classic.h"

enum { MILLION = 1000000, STACK_BYTES = RILL_STACK_MIN_BYTES };

RILL_CHAN(gate, char, 0);
RILL_CHAN(numbers, uint32_t, 0);
static uint8_t *seen;

static int one(void *arg)
{
    uint32_t me = (uint32_t)(uintptr_t)arg;
    char c;

    if (rill_chan_recv(&gate, &c, RILL_FOREVER) != -EPIPE)
        return 1;
    return rill_chan_send(&numbers, &me, RILL_FOREVER);
}

static void a_million(const char *which)
{
    struct rill_task_opts opts = {.name = "one", .stack_bytes = STACK_BYTES};
    uint64_t sum = 0, began = rill_now_ns(), parked, t;
    unsigned twice = 0, disorder = 0;
    int r;

    rill_chan_init(&gate, NULL, 1, 0);
    for (uintptr_t i = 0; i < MILLION; i++)
        if ((r = rill_spawn(NULL, &opts, one, (void *)i)))
            bail("spawn of task %lu: %d", (unsigned long)i, r);
    rill_yield();
    is((long)rill_task_count(), MILLION + 1, "a million and main are alive");
    ok(gate.receivers.head && !numbers.senders.head, "parked, %s", which);
    parked = rill_now_ns();

    rill_chan_close(&gate);
    for (uint32_t i = 0; i < MILLION; i++) {
        uint32_t n;

        if (rill_chan_recv(&numbers, &n, RILL_FOREVER) || n >= MILLION)
            bail("message %lu is no number", (unsigned long)i);
        twice += seen[n]++;
        disorder += n != i;
        sum += n;
    }
    for (int i = 0; i < 10 && rill_task_count() > 1; i++)
        rill_yield();
    t = rill_now_ns();
    ok(sum == 499999500000, "their sum");
    is(twice, 0, "each once");
    is(disorder, 0, "in the order of parking");
    is((long)rill_task_count(), 1, "all ended");
    diag("%s: %u ms to start and park, %u ms to send and end", which,
         (unsigned)((parked - began) / RILL_MS),
         (unsigned)((t - parked) / RILL_MS));
}

int main(void)
{
    char *half;

    plan(16);
    seen = calloc(MILLION, 1);
    if (!seen)
        bail("no memory for the tally");
    is((long)rill_block_count(), 0, "no block was used before");
    a_million("from fresh memory");
    is((long)rill_block_count(), MILLION, "a million blocks are free");
    for (unsigned i = 0; i < MILLION; i++)
        seen[i] = 0;
    a_million("from the free list");
    is((long)rill_block_count(), MILLION, "and again: none leaked");
    half = malloc(300u << 20);
    ok(half != NULL, "300 MiB are left for malloc");
    free(half);
    return done();
}
