/* classic/snapshot.c -- a picture of a system that does not stand still.
 *
 * The classic: Chandy and Lamport's distributed snapshots, 1985. Four banks send each other
 * money. One bank notes what it has and sends a marker to all others. A bank that gets its first
 * marker does so, too, and counts as "on the way" what comes from each other bank before that
 * bank's marker.
 * Known: no bank makes or loses money, so notes and money on the way add up to the money at the
 * start, whichever bank begins, and whenever.
 */
#include "classic.h"

enum { BANKS = 4, START = 1000, STEPS = 50, ROOM = 64 };

enum kind {
    MONEY,
    MARKER,
    CLOSED,
};

struct letter {
    uint8_t from, kind;
    int amount;
};

struct bank {
    int me, balance, noted, on_the_way, markers, closed;
    bool has_noted, seen[BANKS];
};

static struct rill_chan boxes[BANKS];
static struct letter bufs[BANKS][ROOM]; /* room for all that a bank gets */
static struct bank banks[BANKS];
static int beginner, begin_at;

static void to_all(const struct bank *b, enum kind kind)
{
    struct letter l = {.from = (uint8_t)b->me, .kind = kind};

    for (int i = 0; i < BANKS; i++)
        if (i != b->me)
            put(&boxes[i], &l);
}

static void note(struct bank *b)
{
    if (b->has_noted)
        return;
    b->has_noted = true;
    b->noted = b->balance;
    to_all(b, MARKER);
}

static void open_letter(struct bank *b, const struct letter *l)
{
    if (l->kind == MONEY) {
        b->balance += l->amount;
        if (b->has_noted && !b->seen[l->from])
            b->on_the_way += l->amount;
    } else if (l->kind == MARKER) {
        note(b);
        b->seen[l->from] = true;
        b->markers++;
    } else {
        b->closed++;
    }
}

static int business(void *arg)
{
    struct bank *b = arg;
    struct letter l;

    for (int step = 0; step < STEPS; step++) {
        l = (struct letter){.from = (uint8_t)b->me,
                            .kind = MONEY,
                            .amount = (step * 7 + b->me * 3) % 20 + 1};
        b->balance -= l.amount;
        put(&boxes[(b->me + 1 + step % (BANKS - 1)) % BANKS], &l);
        if (b->me == beginner && step == begin_at)
            note(b);
        /* A bank opens its letters seldom, so that there is always money on the way. */
        if ((step + b->me) % 5 == 0)
            while (rill_chan_recv(&boxes[b->me], &l, RILL_POLL) == 0)
                open_letter(b, &l);
        rill_yield();
    }
    to_all(b, CLOSED);
    while (b->closed < BANKS - 1 || b->markers < BANKS - 1) {
        get(&boxes[b->me], &l);
        open_letter(b, &l);
    }
    return 0;
}

/* false: money was made or lost. */
static bool experiment(int *on_the_way)
{
    struct rill_job jobs[BANKS] = {0};
    int pictured = 0, at_end = 0;

    for (int i = 0; i < BANKS; i++) {
        rill_chan_init(&boxes[i], bufs[i], sizeof(struct letter), ROOM);
        banks[i] = (struct bank){.me = i, .balance = START};
    }
    for (int i = 0; i < BANKS; i++)
        start(&jobs[i], business, &banks[i]);
    for (int i = 0; i < BANKS; i++)
        finish(&jobs[i]);
    for (int i = 0; i < BANKS; i++) {
        pictured += banks[i].noted + banks[i].on_the_way;
        *on_the_way += banks[i].on_the_way;
        at_end += banks[i].balance;
    }
    return pictured == BANKS * START && at_end == BANKS * START;
}

int main(void)
{
    int wrong = 0, on_the_way = 0;

    plan(3);
    for (beginner = 0; beginner < BANKS; beginner++)
        for (begin_at = 0; begin_at < STEPS; begin_at++)
            wrong += !experiment(&on_the_way);
    is(wrong, 0, "200 pictures of 4,000");
    ok(on_the_way > 0, "some with money on the way: %d", on_the_way);
    all_ended();
    return done();
}
