/* classic/mergesort.c -- merge sort, a task for each half.
 *
 * The classic: von Neumann's merge sort of 1945, parallel as in every textbook: a task sorts one
 * half while its parent sorts the other, down to single values, and each parent merges the
 * sorted streams as they come out of two channels.
 * Known: i * 1237 mod 1021 for i = 0..1020 is each of 0..1020 once (1021 is prime), so sorted it
 * is 0, 1, 2, ...
 */
#include "classic.h"

enum { VALUES = 1021, STEP = 1237 };

struct part {
    struct rill_chan out;
    int first, count;
};

static int sort(void *arg)
{
    struct part *p = arg;

    if (p->count == 1) {
        int n = p->first * STEP % VALUES;

        put(&p->out, &n);
    } else {
        struct part a = {.first = p->first, .count = p->count / 2};
        struct part b = {.first = p->first + a.count,
                         .count = p->count - a.count};
        struct rill_job ja = {0}, jb = {0};
        int x, y;
        bool have_x, have_y;

        rill_chan_init(&a.out, NULL, sizeof(int), 0);
        rill_chan_init(&b.out, NULL, sizeof(int), 0);
        start(&ja, sort, &a);
        start(&jb, sort, &b);
        have_x = get(&a.out, &x);
        have_y = get(&b.out, &y);
        while (have_x || have_y)
            if (have_x && (!have_y || x <= y)) {
                put(&p->out, &x);
                have_x = get(&a.out, &x);
            } else {
                put(&p->out, &y);
                have_y = get(&b.out, &y);
            }
        finish(&ja);
        finish(&jb);
    }
    rill_chan_close(&p->out);
    return 0;
}

int main(void)
{
    struct part all = {.first = 0, .count = VALUES};
    struct rill_job job = {0};
    int n, i = 0, wrong = 0;

    plan(4);
    rill_chan_init(&all.out, NULL, sizeof(int), 0);
    start_sized(&job, sizeof(void *) * 200, sort, &all);
    for (; get(&all.out, &n); i++)
        wrong += n != i;
    is(i, VALUES, "as many came out");
    is(wrong, 0, "0, 1, 2, ... in order");
    is(finish(&job), 0, "the root ended");
    all_ended();
    return done();
}
