/* classic/readers.c -- readers together, writers alone.
 *
 * The classic: Courtois, Heymans and Parnas, 1971, with the turnstile of their second problem, so
 * that readers who keep coming do not starve a writer. The room is a channel with one key,
 * because the last reader out need not be the first who came in.
 * Known: a writer leaves x and -x, so each reader sees a sum of 0; 2 writers of 40 rounds leave
 * 80; three readers who come together read together.
 */
#include "classic.h"

enum { READERS = 3, WRITERS = 2, ROUNDS = 40 };

RILL_CHAN(room, char, 1);
static struct rill_mutex turnstile, desk;
static int inside, most_inside, x, minus_x, torn, writers_inside, mixed;

static int reader(void *arg)
{
    char key;

    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        int seen;

        lock(&turnstile);
        rill_mutex_unlock(&turnstile);
        lock(&desk);
        if (inside++ == 0)
            get(&room, &key);
        rill_mutex_unlock(&desk);

        most_inside = inside > most_inside ? inside : most_inside;
        mixed += writers_inside;
        seen = x;
        rill_yield();
        torn += seen + minus_x != 0;

        lock(&desk);
        if (--inside == 0)
            put(&room, "k");
        rill_mutex_unlock(&desk);
    }
    return 0;
}

static int writer(void *arg)
{
    char key;

    (void)arg;
    for (int i = 0; i < ROUNDS; i++) {
        lock(&turnstile);
        get(&room, &key);
        /* On many harts a reader who waits for the room may have been counted already. */
        mixed += (RILL_HARTS == 1 ? inside : 0) + writers_inside++;
        x++;
        rill_yield();
        minus_x--;
        writers_inside--;
        rill_mutex_unlock(&turnstile);
        put(&room, &key);
        rill_yield();
    }
    return 0;
}

int main(void)
{
    struct rill_job jobs[READERS + WRITERS] = {0};

    plan(5);
    put(&room, "k");
    for (int i = 0; i < READERS + WRITERS; i++)
        start(&jobs[i], i < READERS ? reader : writer, NULL);
    for (int i = 0; i < READERS + WRITERS; i++)
        finish(&jobs[i]);
    ok(x == WRITERS * ROUNDS && minus_x == -x, "written: %d %d", x, minus_x);
    is(torn, 0, "nobody read half of a write");
    is(mixed, 0, "no writer in company");
    /* On many harts one reader may be out before the last comes. */
    ok(most_inside == READERS || (RILL_HARTS > 1 && most_inside > 0),
       "the readers were in together: %d", (int)most_inside);
    all_ended();
    return done();
}
