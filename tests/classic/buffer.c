/* classic/buffer.c -- producers and consumers around a bounded buffer.
 *
 * The classic: Dijkstra's semaphores, 1965: one counts the empty places, one the full places,
 * and a mutex guards the buffer itself. A semaphore here is a channel of tickets.
 * Known: 3 producers of 1..80 each give a sum of 9,720 and a sum of squares of 521,640; and the
 * buffer never holds more than it has room for.
 */
#include "classic.h"

enum { PLACES = 4, PRODUCERS = 3, CONSUMERS = 2, EACH = 80 };

RILL_CHAN(empty, char, PLACES);
RILL_CHAN(full, char, PLACES);
static struct rill_mutex guard;
static int buffer[PLACES], in, out, held, most, overrun;

static int produce(void *arg)
{
    char ticket;

    (void)arg;
    for (int n = 1; n <= EACH; n++) {
        get(&empty, &ticket);
        lock(&guard);
        buffer[in] = n;
        if (n % 7 == 0)
            rill_yield();
        in = (in + 1) % PLACES;
        held++;
        most = held > most ? held : most;
        overrun += held > PLACES;
        rill_mutex_unlock(&guard);
        put(&full, &ticket);
    }
    return 0;
}

static struct {
    long sum, squares;
} total[CONSUMERS];

static int consume(void *arg)
{
    int me = (int)(intptr_t)arg;
    char ticket;

    for (int i = 0; i < PRODUCERS * EACH / CONSUMERS; i++) {
        int n;

        get(&full, &ticket);
        lock(&guard);
        n = buffer[out];
        if (i % 5 == me)
            rill_yield();
        out = (out + 1) % PLACES;
        overrun += --held < 0;
        rill_mutex_unlock(&guard);
        put(&empty, &ticket);
        total[me].sum += n;
        total[me].squares += n * n;
    }
    return 0;
}

int main(void)
{
    struct rill_job jobs[PRODUCERS + CONSUMERS] = {0};

    plan(5);
    for (int i = 0; i < PLACES; i++)
        put(&empty, "t");
    for (int i = 0; i < CONSUMERS; i++)
        start(&jobs[i], consume, (void *)(intptr_t)i);
    for (int i = CONSUMERS; i < CONSUMERS + PRODUCERS; i++)
        start(&jobs[i], produce, NULL);
    for (unsigned i = 0; i < LENGTH(jobs); i++)
        finish(&jobs[i]);
    is(total[0].sum + total[1].sum, 9720, "the sum");
    is(total[0].squares + total[1].squares, 521640, "the sum of squares");
    is(overrun, 0, "never over, never under");
    ok_in_order(most == PLACES, "it was full at least once");
    all_ended();
    return done();
}
