/* scope/harts_cancel.c -- a task that computes on one hart sees a deadline of another hart:
 * rill_canceled() asks the clock, whatever the other hart does. A call that need not wait sees it,
 * too, at least one of RILL_CANCEL_CALLS. Such calls also see a cancellation by another hart. */
#include <errno.h>
#include <rill/rill.h>

#include "../tap.h"

static volatile bool begun, enough, calls;
static int busy;

/* Computes, and never gives its hart away. */
static int computes(void *hart)
{
    uint64_t end_ns = rill_after_ns(3 * RILL_S);

    rill_pin((int)(intptr_t)hart);
    __atomic_fetch_add(&busy, 1, __ATOMIC_SEQ_CST);
    while (!enough && rill_now_ns() < end_ns) {
    }
    return 0;
}

/* Make calls that need not wait, until one tells that the task is cancelled.   returns  how
 * many. */
static unsigned told_in(unsigned most)
{
    static struct rill_sem sem;

    for (unsigned n = 1;; n++) {
        rill_sem_put(&sem);
        if (rill_sem_get(&sem, RILL_FOREVER) == -ECANCELED || n == most)
            return n;
    }
}

/* The task begins a context on hart 0, then goes on on hart 1 when all other harts compute. */
static int begins(void *answers)
{
    struct rill_context c;
    uint64_t at_ns;
    bool *seen = answers;

    rill_pin(0);
    at_ns = rill_after_ns(300 * RILL_MS);
    rill_context_begin(&c, at_ns);
    rill_pin(1);
    rill_cancel_mask(true);
    begun = true;
    while (busy < RILL_HARTS - 1)
        rill_yield();
    rill_cancel_mask(false);
    seen[0] = rill_canceled() && rill_now_ns() < at_ns;
    while (rill_now_ns() < at_ns) {
    }
    if (calls)
        seen[1] = told_in(2 * RILL_CANCEL_CALLS) <= RILL_CANCEL_CALLS;
    else
        seen[1] = rill_canceled();
    seen[2] = rill_context_error() == -ETIMEDOUT;
    enough = true;
    seen[3] = rill_context_end(&c) == -ETIMEDOUT;
    return 0;
}

static void across(void)
{
    struct rill_job job, others[RILL_HARTS];
    bool seen[4] = {0};

    begun = enough = false;
    busy = 0;
    rill_spawn(&job, NULL, begins, seen);
    while (!begun)
        rill_yield();
    for (int i = 0; i < RILL_HARTS; i++)
        if (i != 1)
            rill_spawn(&others[i], NULL, computes, (void *)(intptr_t)i);
    rill_join(&job, RILL_FOREVER, NULL);
    for (int i = 0; i < RILL_HARTS; i++)
        if (i != 1)
            rill_join(&others[i], RILL_FOREVER, NULL);
    ok(!seen[0], "not before its time");
    ok(seen[1], "a deadline of a hart that computes");
    ok(seen[2], "and why");
    ok(seen[3], "to the end");
}

/* This task never switches, and attends to nothing else. */
static int only_calls(void *arg)
{
    uint64_t end_ns = rill_after_ns(3 * RILL_S);

    (void)arg;
    begun = true;
    while (rill_now_ns() < end_ns)
        if (told_in(2 * RILL_CANCEL_CALLS) < 2 * RILL_CANCEL_CALLS)
            return -ECANCELED;
    return 0;
}

static void by_another(void)
{
    struct rill_job job;
    int result = 0;

    begun = false;
    rill_spawn(&job, NULL, only_calls, NULL);
    while (!begun)
        rill_yield();
    rill_job_cancel(&job);
    rill_join(&job, RILL_FOREVER, &result);
    is(result, -ECANCELED, "a task that never switches hears of it");
}

int main(void)
{
    plan(9);
    while (rill_hart_arrived() < RILL_HARTS)
        rill_yield();
    across();
    calls = true;
    across();
    by_another();
    return done();
}
