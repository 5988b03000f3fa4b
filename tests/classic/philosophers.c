/* classic/philosophers.c -- five philosophers, five forks, and no philosopher starves.
 *
 * The classic: Dijkstra, 1965, told with forks by Hoare. When each philosopher takes the left
 * fork first, all may wait for ever. Here each takes the lower-numbered fork first, which is
 * Dijkstra's own cure. Then once more with forks that are messages, in a channel that holds one.
 * Known: all meals are eaten, and no philosopher eats beside another who eats.
 */
#include "classic.h"

enum { SEATS = 5, MEALS = 60 };

static struct rill_mutex forks[SEATS];
static struct rill_chan fork_chans[SEATS];
static char fork_bufs[SEATS];
static bool eating[SEATS];
static int meals[SEATS], quarrels;

static void eat(int me)
{
    eating[me] = true;
    for (int i = 0; i < 1 + me % 3; i++) {
        rill_yield();
        quarrels += eating[(me + 1) % SEATS] + eating[(me + SEATS - 1) % SEATS];
    }
    meals[me]++;
    eating[me] = false;
}

static int with_mutexes(void *arg)
{
    int me = (int)(intptr_t)arg, right = (me + 1) % SEATS;
    int low = me < right ? me : right, high = me + right - low;

    for (int i = 0; i < MEALS; i++) {
        lock(&forks[low]);
        rill_yield();
        lock(&forks[high]);
        eat(me);
        rill_mutex_unlock(&forks[i & 1 ? low : high]);
        rill_mutex_unlock(&forks[i & 1 ? high : low]);
    }
    return me;
}

static int with_messages(void *arg)
{
    int me = (int)(intptr_t)arg, right = (me + 1) % SEATS;
    int low = me < right ? me : right, high = me + right - low;
    char fork;

    for (int i = 0; i < MEALS; i++) {
        get(&fork_chans[low], &fork);
        rill_yield();
        get(&fork_chans[high], &fork);
        eat(me);
        put(&fork_chans[high], &fork);
        put(&fork_chans[low], &fork);
    }
    return me;
}

static void dine(rill_task_fn *philosopher, const char *how)
{
    struct rill_job jobs[SEATS] = {0};
    int wrong = 0;

    for (int i = 0; i < SEATS; i++) {
        meals[i] = 0;
        start(&jobs[i], philosopher, (void *)(intptr_t)i);
    }
    for (int i = 0; i < SEATS; i++)
        wrong += finish(&jobs[i]) != i;
    for (int i = 0; i < SEATS; i++)
        wrong += meals[i] != MEALS;
    ok(wrong == 0, "all %d meals eaten, forks as %s", SEATS * MEALS, how);
    is(quarrels, 0, "nobody beside one who eats");
}

int main(void)
{
    plan(5);
    dine(with_mutexes, "mutexes");
    for (int i = 0; i < SEATS; i++) {
        rill_chan_init(&fork_chans[i], &fork_bufs[i], 1, 1);
        put(&fork_chans[i], "f");
    }
    dine(with_messages, "messages");
    all_ended();
    return done();
}
