// qemu: -icount shift=0,sleep=off
/* sync/conserve.c -- whatever the capacity, and however many tasks send and receive: each value
 * arrives exactly once, in the order of its sender, and nothing is left.
 *
 * For values of 1, 4, 8 and 24 bytes: each capacity 0..64 with one pair of counts, another pair
 * for each; and all 64 pairs with one capacity, another capacity for each. For a word, which the
 * kernel copies in another way: all capacities with all pairs. tests/sync/chan.c does this on a
 * small scale, for boards with little memory.
 */
#include <errno.h>
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

enum { MOST = 8, EACH = 31, MOST_CAP = 64, MOST_BYTES = 24, SIZES = 4 };

static const size_t sizes[SIZES] = {1, 4, 8, MOST_BYTES};

static const struct rill_task_opts small = {
    .name = "helper",
    .stack_bytes = sizeof(void *) * 160, /* too small for printf */
};

static struct rill_chan ch;
static uint64_t buf[(MOST_CAP * MOST_BYTES + 7) / 8];
static size_t bytes;
static uint8_t got[MOST][EACH]; /* how often each value arrived */
static unsigned disorder, torn;

/* The first byte says which sender and which value: 3 bits and 5. Each further byte is that
 * byte plus another number. */
static void fill(uint8_t *v, unsigned from, unsigned seq)
{
    v[0] = (uint8_t)(from << 5 | seq);
    for (size_t i = 1; i < bytes; i++)
        v[i] = (uint8_t)(v[0] ^ i * 37);
}

static bool whole(const uint8_t *v)
{
    for (size_t i = 1; i < bytes; i++)
        if (v[i] != (uint8_t)(v[0] ^ i * 37))
            return false;
    return true;
}

/* Some senders yield between two values, and some do not, so queues are short and long. */
static int sender(void *arg)
{
    unsigned from = (unsigned)(uintptr_t)arg;
    uint8_t v[MOST_BYTES] __attribute__((aligned(8)));

    for (unsigned seq = 0; seq < EACH; seq++) {
        fill(v, from, seq);
        if (rill_chan_send(&ch, v, RILL_FOREVER))
            return 1;
        memset(v, 0xee, bytes); /* no task may read it any more */
        if ((seq ^ from) % 3 == 1)
            rill_yield();
    }
    return 0;
}

static int receiver(void *arg)
{
    uint8_t v[MOST_BYTES] __attribute__((aligned(8)));
    int last[MOST], r;

    memset(last, -1, sizeof last);
    while ((r = rill_chan_recv(&ch, v, RILL_FOREVER)) == 0) {
        unsigned from = v[0] >> 5, seq = v[0] & 31;

        torn += !whole(v) || seq >= EACH;
        if (seq < EACH)
            got[from][seq]++;
        disorder += (int)seq <= last[from];
        last[from] = (int)seq;
        if ((seq + (unsigned)(uintptr_t)arg) % 4 == 3)
            rill_yield();
    }
    return r != -EPIPE;
}

static unsigned wait_for(struct rill_job *jobs, unsigned n)
{
    unsigned wrong = 0;

    for (unsigned i = 0; i < n; i++) {
        int result = 1;

        wrong += rill_join(&jobs[i], RILL_FOREVER, &result) != 0 || result;
    }
    return wrong;
}

static void start(struct rill_job *jobs, unsigned n, rill_task_fn *fn)
{
    for (unsigned i = 0; i < n; i++)
        if (rill_spawn(&jobs[i], &small, fn, (void *)(uintptr_t)i))
            bail("no memory");
}

/* Returns how many things are wrong. */
static unsigned conserve(unsigned cap, unsigned senders, unsigned receivers)
{
    struct rill_job in[MOST] = {0}, out[MOST] = {0};
    unsigned wrong = 0;

    memset(got, 0, sizeof got);
    disorder = torn = 0;
    rill_chan_init(&ch, cap ? buf : NULL, bytes, cap);
    ch.words = bytes == sizeof(long); /* as RILL_CHAN would set it for a long */
    if ((cap ^ senders) & 1) { /* which side comes first, and so which waits */
        start(in, senders, sender);
        start(out, receivers, receiver);
    } else {
        start(out, receivers, receiver);
        start(in, senders, sender);
    }
    wrong += wait_for(in, senders);
    wrong += rill_chan_close(&ch) != 0;
    wrong += wait_for(out, receivers);
    for (unsigned i = 0; i < MOST; i++)
        for (unsigned k = 0; k < EACH; k++)
            wrong += got[i][k] != (i < senders);
    return wrong + disorder + torn + (unsigned)rill_chan_len(&ch);
}

static unsigned all_caps(void)
{
    unsigned wrong = 0;

    for (unsigned cap = 0; cap <= MOST_CAP; cap++)
        wrong += conserve(cap, 1 + cap % MOST, 1 + cap / MOST % MOST);
    return wrong;
}

static unsigned all_pairs(void)
{
    unsigned wrong = 0;

    for (unsigned i = 0; i < MOST * MOST; i++)
        wrong += conserve(i * 7 % (MOST_CAP + 1), 1 + i % MOST, 1 + i / MOST);
    return wrong;
}

static unsigned all_of_both(void)
{
    unsigned wrong = 0;

    for (unsigned cap = 0; cap <= MOST_CAP; cap++)
        for (unsigned i = 0; i < MOST * MOST; i++)
            wrong += conserve(cap, 1 + i % MOST, 1 + i / MOST);
    return wrong;
}

int main(void)
{
    size_t tasks = rill_task_count(), blocks = 0;

    plan(2 * SIZES + 3);
    for (unsigned i = 0; i < SIZES; i++) {
        bytes = sizes[i];
        is((long)all_caps(), 0, "all capacities");
        is((long)all_pairs(), 0, "all numbers of senders and receivers");
        if (!i)
            blocks = blocks_now();
    }
    bytes = sizeof(long);
    is((long)all_of_both(), 0, "all of both, of a word each");
    is((long)rill_task_count(), (long)tasks, "no task is left");
    is((long)blocks_now(), (long)blocks, "and no block was lost");
    return done();
}
