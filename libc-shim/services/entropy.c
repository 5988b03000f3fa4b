/* libc-shim/services/entropy.c -- random bytes: a source, and a sponge between the
 * source and the caller.
 *
 *     source --32 or 64 bytes--> lanes 0..7 --+
 *     clock and cycles ---------> lane 16 ----+--> Keccak --> lanes 0..3: 32 bytes out
 *                                 (the rest stays)
 *
 * The caller gets lanes 0..3. Before the next permutation lanes 0..7 are written over,
 * not added to; at the end of a call they are zeros. So no way leads back from the
 * lanes that are kept: to undo a permutation takes all lanes, and 512 bits of its
 * result are gone, of which the caller knows half. No caller ever sees lanes 17..24.
 *
 * A source's bytes never go out as they are: a hart's 16 bits need not be worth more
 * than 8 (cryptography extensions 1.0, 4.2.1), and a device may be bad.
 *
 * We refused to keep the bytes of one good draw and to make all others from them: that
 * is faster, but a copy of the memory would be a copy of the future; arc4random does
 * that for programs that want it. We refused to mix all sources: that is more code, and
 * gains nothing if the first source is as good as it says.
 */
#include <errno.h>
#include <rill/context.h>
#include <rill/entropy.h>
#include <rill/mutex.h>
#include <rill/panic.h>
#include <rill/task.h>
#include <rill/time.h>
#include <port/board.h>
#include <port/hart.h>
#include <port/image.h>
#include "keccak.h"

#define OUT_BYTES  32
#define MOST_BYTES 64
#define IN_LANES   8
#define CLOCK_LANE 16
#define PATIENCE   RILL_S

/* 4.1, bits 31:30 */
#define SEED_STATE(seed) ((seed) >> 30 & 3)
#define SEED_WAIT        1
#define SEED_ES16        2
#define SEED_DEAD        3

/* How many cycles a tick of the clock takes at most, as each hart of the machine sees
 * it. */
#define TICK_LOOKS 100000

struct source {
    struct rill_entropy_source is;
    unsigned bytes; /* that a draw takes from it */
    bool (*start)(void);
    /* Take some of n bytes, as port/board.h describes rill_rng_take. */
    int (*take)(void *buf, size_t n);
    void (*stop)(void);
};

static struct rill_mutex mutex; /* guards all that follows */
static const struct source *chosen;
static uint64_t lanes[RILL_KECCAK_LANES];
static union {
    uint8_t bytes[MOST_BYTES];
    uint64_t lanes[IN_LANES];
} fresh; /* not on a stack, where the bytes would stay */

static int take_from_hart(void *buf, size_t n)
{
    uint8_t *to = buf;
    uintptr_t seed;

    if (n < 2 || !rill_hart_seed(&seed) || SEED_STATE(seed) == SEED_DEAD)
        return -1;
    if (SEED_STATE(seed) != SEED_ES16)
        return 0;
    to[0] = (uint8_t)seed;
    to[1] = (uint8_t)(seed >> 8);
    return 2;
}

static bool hart_has_seed(void)
{
    uintptr_t seed;

    return rill_hart_seed(&seed);
}

static void stir(uint64_t x)
{
    uint64_t *lane = &lanes[CLOCK_LANE];

    *lane = (*lane << 23 | *lane >> 41) ^ x;
}

/* First the date and our address, once. Then, for each byte, how many cycles the clock
 * takes to go on. */
static bool start_clock(void)
{
    stir(rill_date_ns());
    stir((uintptr_t)&mutex ^ (uint64_t)rill_stack_pointer() << 20);
    return true;
}

static int take_from_clock(void *buf, size_t n)
{
    uint64_t now = rill_clock_ticks();
    unsigned looks = TICK_LOOKS;

    (void)n;
    while (rill_clock_ticks() == now && --looks) {
    }
    stir((uint64_t)looks << 32 ^ rill_hart_cycles());
    *(uint8_t *)buf = (uint8_t)lanes[CLOCK_LANE];
    return 1;
}

static bool start_device(void)
{
    const struct rill_rng_dev *r = &rill_board_rng;

    for (unsigned i = 0;; i++) {
        const uintptr_t at = rill_platform_place(
            rill_rng_compatible, i, i < r->slots ? r->base + i * r->step : 0);

        if (!at)
            return false;
        if (rill_rng_start(at))
            return true;
    }
}

static void nothing(void)
{
}

static const struct source sources[] = {
    {{"zkr", true}, 64, hart_has_seed, take_from_hart, nothing},
    {{"virtio-rng", true}, 32, start_device, rill_rng_take, rill_rng_stop},
    {{"clock", false}, 32, start_clock, take_from_clock, nothing},
};

/* Draw new bytes from s, and permute all lanes.
 *   returns false: s is broken, or takes longer than we wait. */
static bool draw(const struct source *s)
{
    const uint64_t until_ns = rill_now_ns() + PATIENCE;

    for (unsigned i = 0; i < IN_LANES; i++)
        fresh.lanes[i] = 0;
    for (unsigned have = 0; have < s->bytes;) {
        int got = s->take(&fresh.bytes[have], s->bytes - have);

        if (got < 0 || (got == 0 && rill_now_ns() >= until_ns))
            return false;
        if (got == 0)
            rill_yield();
        have += (unsigned)got;
    }
    for (unsigned i = 0; i < IN_LANES; i++) {
        lanes[i] = fresh.lanes[i];
        fresh.lanes[i] = 0;
    }
    stir(rill_clock_ticks() << 32 ^ rill_hart_cycles());
    rill_keccak(lanes);
    return true;
}

/* What a call leaves in memory says nothing of the bytes that it gave. */
static void forget(void)
{
    for (unsigned i = 0; i < IN_LANES; i++)
        lanes[i] = 0;
}

static void choose(void)
{
    const struct source *s = sources;

    for (; !chosen; s++) {
        if (s->start() && draw(s))
            chosen = s;
        else
            s->stop();
    }
}

/* A cancelled task gets its bytes, too, because getentropy's callers know no
 * ECANCELED. */
static bool begin(void)
{
    const bool masked = rill_cancel_mask(true);

    (void)rill_mutex_lock(&mutex, RILL_FOREVER);
    choose();
    return masked;
}

static void end(bool masked)
{
    rill_mutex_unlock(&mutex);
    rill_cancel_mask(masked);
}

/* A device that has failed may only have been slow: start it anew. */
static bool draw_again(void)
{
    if (draw(chosen))
        return true;
    chosen->stop();
    return chosen->start() && draw(chosen);
}

int rill_entropy(void *buf, size_t n)
{
    uint8_t *to = buf;
    int result = 0;
    bool masked;

    rill_call_begins(RILL_SENTENCE("rill_entropy"));
    masked = begin();
    while (n && result == 0) {
        const uint8_t *from = (const uint8_t *)lanes;
        size_t some = n < OUT_BYTES ? n : OUT_BYTES;

        n -= some;
        if (!draw_again())
            result = -EIO;
        else
            while (some--)
                *to++ = *from++;
    }
    forget();
    end(masked);
    return result;
}

const struct rill_entropy_source *rill_entropy_source(void)
{
    rill_call_begins(RILL_SENTENCE("rill_entropy_source"));
    end(begin());
    return &chosen->is;
}
