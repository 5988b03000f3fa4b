/* classic/smokers.c -- three smokers, each short of two of three things.
 *
 * The classic: Patil, 1971, with Parnas's answer of 1975: the agent lays down two things. Helpers
 * note what lies there, and the helper that sees the second thing calls the smoker who has the
 * third.
 * Known: round i of the agent leaves out the thing (i * i mod 7) mod 3; over seven rounds the
 * squares are 0 1 4 2 2 4 1: 0 once, 1 four times, 2 twice.
 */
#include "classic.h"

enum { THINGS = 3, ROUNDS = 70 };

static struct rill_chan laid[THINGS], call[THINGS];
static char laid_buf[THINGS], call_buf[THINGS];
RILL_CHAN(agent, char, 1);
static struct rill_mutex table;
static bool lies[THINGS];
static int smoked[THINGS];

static int helper(void *arg)
{
    int mine = (int)(intptr_t)arg;
    char token;

    while (get(&laid[mine], &token)) {
        int other = -1;

        lock(&table);
        for (int i = 0; i < THINGS; i++)
            if (lies[i])
                other = i;
        if (other >= 0) {
            lies[other] = false;
            put(&call[THINGS - mine - other], &token);
        } else {
            lies[mine] = true;
        }
        rill_mutex_unlock(&table);
    }
    return 0;
}

static int smoker(void *arg)
{
    int mine = (int)(intptr_t)arg;
    char token;

    while (get(&call[mine], &token)) {
        smoked[mine]++;
        rill_yield();
        put(&agent, &token);
    }
    return 0;
}

int main(void)
{
    struct rill_job jobs[2 * THINGS] = {0};
    char token;

    plan(5);
    for (intptr_t i = 0; i < THINGS; i++) {
        rill_chan_init(&laid[i], &laid_buf[i], 1, 1);
        rill_chan_init(&call[i], &call_buf[i], 1, 1);
        start(&jobs[i], helper, (void *)i);
        start(&jobs[THINGS + i], smoker, (void *)i);
    }
    for (int i = 0; i < ROUNDS; i++) {
        int missing = i * i % 7 % 3;

        put(&laid[(missing + 1) % THINGS], "t");
        put(&laid[(missing + 2) % THINGS], "t");
        get(&agent, &token);
    }
    is(smoked[0], 10, "who has the first thing");
    is(smoked[1], 40, "the second");
    is(smoked[2], 20, "the third");
    ok(!lies[0] && !lies[1] && !lies[2], "the table is empty");
    for (int i = 0; i < THINGS; i++) {
        rill_chan_close(&laid[i]);
        rill_chan_close(&call[i]);
    }
    for (int i = 0; i < 2 * THINGS; i++)
        finish(&jobs[i]);
    all_ended();
    return done();
}
