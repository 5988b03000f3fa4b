// qemu: -icount shift=0,sleep=off
/* classic/santa.c -- Santa Claus sleeps until nine reindeer or three elves come.
 *
 * The classic: Trono, 1994. The reindeer come back from holidays, and the last one wakes Santa;
 * elves come in threes; if reindeer and elves wait, the reindeer go first.
 * Known: 5 years are 5 rides of 9 reindeer; 60 questions of elves are 20 talks of 3; each animal
 * or elf that Santa lets go was in the group of that time.
 */
#include "classic.h"

enum { REINDEER = 9, ELVES = 10, YEARS = 5, QUESTIONS = 60, TEAM = 3 };

/* A group: its members come through the door. The last one shuts the door and wakes Santa, who
 * lets them in. When all are out again, the door opens. */
struct group {
    int size, there;
    struct rill_chan door, in, out;
    char door_buf[REINDEER], in_buf[REINDEER], out_buf[REINDEER];
    bool ready;
    int inside, done; /* done: rides or talks */
};

static struct group sleigh, study;
RILL_CHAN(bell, char, 2);
static int questions, rides[REINDEER], asked, wrong;

static void open_door(struct group *g)
{
    for (int i = 0; i < g->size; i++)
        put(&g->door, "d");
}

static void make_group(struct group *g, int size)
{
    g->size = size;
    rill_chan_init(&g->door, g->door_buf, 1, (size_t)size);
    rill_chan_init(&g->in, g->in_buf, 1, (size_t)size);
    rill_chan_init(&g->out, g->out_buf, 1, (size_t)size);
    open_door(g);
}

static void go_with(struct group *g)
{
    char c;

    get(&g->door, &c);
    if (ticket(&g->there) + 1 == g->size) {
        g->there = 0;
        g->ready = true;
        put(&bell, "!");
    }
    get(&g->in, &c);
    ticket(&g->inside);
    put(&g->out, "o");
}

static void be_host(struct group *g)
{
    char c;

    g->ready = false;
    wrong += g->inside != 0;
    for (int i = 0; i < g->size; i++)
        put(&g->in, "i");
    for (int i = 0; i < g->size; i++)
        get(&g->out, &c);
    wrong += g->inside != g->size;
    g->inside = 0;
    g->done++;
    open_door(g);
}

static int reindeer(void *arg)
{
    int me = (int)(intptr_t)arg;

    for (int year = 0; year < YEARS; year++) {
        rill_sleep_ns((unsigned)(1 + (me * 5 + year) % 7) * 100 * RILL_US);
        go_with(&sleigh);
        rides[me]++;
    }
    return 0;
}

static int elf(void *arg)
{
    (void)arg;
    while (ticket(&questions) < QUESTIONS) {
        rill_yield(); /* a toy or two */
        go_with(&study);
        ticket(&asked);
    }
    return 0;
}

static int santa(void *arg)
{
    char c;

    (void)arg;
    for (int i = 0; i < YEARS + QUESTIONS / TEAM; i++) {
        get(&bell, &c);
        be_host(sleigh.ready ? &sleigh : &study);
    }
    return 0;
}

int main(void)
{
    struct rill_job jobs[1 + REINDEER + ELVES] = {0};
    int full = 0;

    plan(6);
    make_group(&sleigh, REINDEER);
    make_group(&study, TEAM);
    start(&jobs[0], santa, NULL);
    for (intptr_t i = 0; i < REINDEER; i++)
        start(&jobs[1 + i], reindeer, (void *)i);
    for (int i = 0; i < ELVES; i++)
        start(&jobs[1 + REINDEER + i], elf, NULL);
    for (unsigned i = 0; i < LENGTH(jobs); i++)
        finish(&jobs[i]);
    for (int i = 0; i < REINDEER; i++)
        full += rides[i] == YEARS;
    is(sleigh.done, YEARS, "rides");
    is(full, REINDEER, "every reindeer in each");
    is(study.done, QUESTIONS / TEAM, "talks");
    is(asked, QUESTIONS, "questions");
    is(wrong, 0, "never more or fewer in a group");
    all_ended();
    return done();
}
