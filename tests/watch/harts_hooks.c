/* watch/harts_hooks.c -- hooks, while tasks run on all harts: Rill calls one hook at a time, what
 * the hooks hear adds up, and the switches of each hart form a chain. */
#include "../many.h"

enum { TASKS = 24, ROUNDS = 60 };

static struct {
    unsigned spawns, runs, exits, readies, parks, switches, broken, inside;
} told;

static const struct rill_task *last[RILL_HARTS];

/* Hooks of the scheduler: Rill calls one at a time, so plain variables are enough. */
static void in(void)
{
    told.broken += told.inside++ != 0;
}

static void out(void)
{
    told.inside--;
}

static void ready(struct rill_hooks *k, const struct rill_task *t,
                  const char *reason, int result)
{
    (void)k, (void)result;
    in();
    told.readies++;
    told.broken += !t || !reason;
    out();
}

static void park(struct rill_hooks *k, const struct rill_task *t,
                 const char *reason, const void *object)
{
    (void)k, (void)object;
    in();
    told.parks++;
    told.broken += t != rill_self() || !reason;
    out();
}

static void switched(struct rill_hooks *k, const struct rill_task *from,
                     const struct rill_task *to)
{
    unsigned h = rill_hart();

    (void)k;
    in();
    told.switches++;
    told.broken += from == to || (last[h] && last[h] != from);
    last[h] = to;
    out();
}

/* Hooks of the tasks' lives: several harts may call them at once. */
static void spawned(struct rill_hooks *k, const struct rill_spawn_info *s)
{
    (void)k;
    must(s->result == 0 && s->number);
    ticket(&told.spawns);
}

static void runs(struct rill_hooks *k)
{
    (void)k;
    ticket(&told.runs);
}

static void ends(struct rill_hooks *k, int result)
{
    (void)k;
    must(result == 0);
    ticket(&told.exits);
}

static struct rill_hooks hooks = {
    .after_in_parent = spawned,
    .first_run = runs,
    .exit = ends,
    .ready = ready,
    .park = park,
    .switched = switched,
};

RILL_CHAN(pipe, int, 0);

static int work(void *arg)
{
    int n = (int)(intptr_t)arg, v = 0;

    for (int i = 0; i < ROUNDS; i++) {
        int r = n % 2 ? rill_chan_send(&pipe, &i, RILL_FOREVER)
                      : rill_chan_recv(&pipe, &v, RILL_FOREVER);

        must(!r);
        if (i % 16 == n % 16)
            rill_sleep_ns(RILL_US);
        if (i % 8 == n % 8)
            rill_yield();
    }
    return 0;
}

int main(void)
{
    unsigned harts = harts_ready();

    plan(8);
    rill_hooks_add(&hooks);
    run_many(TASKS, work);
    settle();
    rill_hooks_remove(&hooks);
    is((long)told.spawns, TASKS, "each spawn");
    is((long)told.runs, TASKS, "each first run");
    is((long)told.exits, TASKS, "each exit");
    is((long)told.broken, 0, "one at a time; each hart's switches are a chain");
    ok(told.parks >= TASKS * ROUNDS / 2, "parks: %u", told.parks);
    ok(told.readies >= told.parks, "whoever parked was made ready: %u",
       told.readies);
    ok(told.switches > told.parks / 2, "switches: %u, %u harts", told.switches,
       harts);
    is((long)wrong, 0, "nothing else is wrong");
    return done();
}
