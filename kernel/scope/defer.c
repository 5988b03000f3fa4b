/* kernel/scope/defer.c -- deferred calls, and what becomes of a panic.
 *
 * A task has one chain, newest first, of records on its own stack: deferred calls, and among
 * them places, where a panic can land: each rill_try is a place.
 *
 *     mine.newest --> call --> call --> rill_try --> call --> NULL
 *                     \__ a panic runs these __/
 *
 * A record leaves the chain before it is called, so a panic in a deferred call goes on with the
 * records that are left. It goes on further down the stack: the frames of the broken functions
 * stay whole until the panic lands, for the report and for variables that deferred calls use. We
 * refused to unwind frame by frame: that needs tables of the whole image, and C has no use for
 * the frames.
 *
 * While a panic P runs a deferred call, that call is a place, too. Say a panic Q begins in the
 * call. When a call that it has deferred itself, in front of the place, recovers Q, then Q lands
 * at the place: the call is over, and P goes on behind it. When none of these calls recovers Q,
 * then Q passes the place, and P is given up.
 *
 *     Q: call --> call --> place --> P's: call --> rill_try
 *        \_ deferred by the call _/      \_ Q's now, if Q passes
 *
 * A task that ends forgets its rill_trys, so no panic on the way can bring it back.
 */
#include <errno.h>
#include <rill/defer.h>
#include <port/image.h>
#include "defer.h"
#include "extras.h"
#include "panic.h"
#include "trap.h"

/* Where a panic can land: in the frame of rill_try or of run_all. */
struct place {
    struct rill_defer link; /* its arg: see by_of */
    struct place *around;
    struct rill_context *context;
    uintptr_t interrupts;
    bool masked;
};

struct boundary { /* a rill_try */
    struct place place;
    uintptr_t sp; /* for rill_catch_jump */
    void (*fn)(void *);
    void *arg;
    struct rill_panic_info *info;
    bool recovered;
};

#define SEAL ((uintptr_t)0x57ac6b0757ac6b07ull) /* any */

static _Thread_local struct {
    struct rill_defer *newest;
    struct place *around;      /* the innermost */
    struct rill_report *panic; /* under way, and not recovered */
    int result;
    bool exiting, over; /* at its end, deferred calls run; have run */
} mine;

static bool ends_task;

/* A task that ends runs a rill_try's record as this call, which does nothing. */
static void pass(void *arg)
{
    (void)arg;
}

static uintptr_t seal_of(const struct rill_defer *d)
{
    return (uintptr_t)d ^ (uintptr_t)d->outer ^ (uintptr_t)d->fn ^
           (uintptr_t)d->arg ^ SEAL;
}

static void push(struct rill_defer *d, void (*fn)(void *), void *arg)
{
    *d = (struct rill_defer){.outer = mine.newest, .fn = fn, .arg = arg};
    d->seal = seal_of(d);
    mine.newest = d;
}

/* Panic if a function has returned and left this record behind. Then the record lies below sp,
 * or other frames have overwritten it and its seal is broken. The panic takes the chain up again
 * behind the record, at the innermost place. */
__attribute__((noinline)) static struct rill_defer *
checked(struct rill_defer *d)
{
    uintptr_t at = (uintptr_t)d;

    if ((at >= rill_task_self()->stack_low && at < rill_stack_pointer()) ||
        d->seal != seal_of(d)) {
        mine.newest = mine.around ? &mine.around->link : NULL;
        rill_panic("a deferred call was left behind by a function that has "
                   "returned; use RILL_DEFER, or run or drop it before");
    }
    return d;
}

/* Run a call at the end of a scope, of a rill_try, or of a task, and not for a panic. A panic
 * that is under way is set aside meanwhile, because the call must not recover it. */
static void run(struct rill_defer *d)
{
    struct rill_report *panic = mine.panic;
    bool aside;

    mine.newest = d->outer;
    if (!panic) {
        d->fn(d->arg);
        return;
    }
    aside = panic->aside;
    panic->aside = true;
    d->fn(d->arg);
    panic->aside = aside;
}

/* Take d out of the chain; d need not be the newest. */
static void take_out(struct rill_defer *d)
{
    struct rill_defer *newer = mine.newest;

    if (newer == d) {
        mine.newest = d->outer;
        return;
    }
    while (newer && checked(newer)->outer != d)
        newer = newer->outer;
    if (!newer)
        return;
    newer->outer = d->outer;
    newer->seal = seal_of(newer);
}

/* ---- a place ---- */

/* The panic that runs the deferred call here; NULL: the place is a rill_try. */
static struct rill_report *by_of(const struct place *p)
{
    return p->link.arg;
}

/* Out of line, as is run_left, so that rill_try and run_all take little stack themselves. */
__attribute__((noinline)) static void arrive(struct place *p,
                                             struct rill_report *by)
{
    p->around = mine.around;
    p->context = rill_task_self()->context;
    p->masked = rill_task_self()->flags & RILL_TASK_MASKED;
    p->interrupts = rill_irq_off();
    rill_irq_restore(p->interrupts);
    push(&p->link, pass, by);
    mine.around = p;
}

/* Run the calls that the function at p has deferred and not run. */
__attribute__((noinline)) static void run_left(const struct place *p)
{
    while (mine.newest != &p->link)
        run(checked(mine.newest));
}

static void leave(const struct place *p)
{
    mine.newest = p->link.outer;
    mine.around = p->around;
}

/* ---- the end of a task ---- */

static void run_at_exit(int result)
{
    mine.around = NULL;
    mine.panic = NULL;
    mine.exiting = true;
    mine.result = result;
    while (mine.newest)
        run(checked(mine.newest));
    mine.over = true;
}

/* ---- a panic ---- */

/* No call recovered, and only the task ends. So Rill writes only this task's unfinished line;
 * the other tasks go on with theirs. */
_Noreturn static void end_task(void *report)
{
    struct rill_report *r = report;
    uintptr_t interrupts;

    rill_image_task_exit();
    interrupts = rill_irq_off();
    r->ends_task = true;
    rill_report_say(r);
    rill_report_said();
    rill_irq_restore(interrupts);
    rill_task_exit(-ENOTRECOVERABLE);
}

/* Call fn(arg) with the stack cut back to `at`, and never return. The frames below `at` only
 * tell how we came here, and stacks are small. */
_Noreturn static void go_on_at(void *at, void (*fn)(void *), void *arg)
{
    rill_catch_restart((uintptr_t)at & ~(uintptr_t)15, fn, arg);
}

_Noreturn static void run_all(void *report);

/* End the contexts that were begun after p, because other frames will use their memory. */
static void leave_nested(const struct place *p)
{
    struct rill_task *self = rill_task_self();

    rill_sched_reenter();
    rill_sched_mask(self, p->masked);
    rill_sched_leave();
    if (self->context != p->context && self->flags & RILL_TASK_NESTS)
        rill_task_extras.contexts->leave(p->context);
}

_Noreturn static void land_in_try(struct place *p, const struct rill_report *r)
{
    struct boundary *b = (struct boundary *)p;

    b->recovered = r->recovered;
    if (b->info && !r->recovered)
        rill_report_info(r, b->info);
    leave_nested(p);
    rill_catch_jump(b->sp);
}

/* A deferred call has recovered its own panic, and is over. `by`, the panic that ran the call,
 * goes on in run_all, from where run_all's frame began. */
_Noreturn static void land_in_call(struct place *p, struct rill_report *by)
{
    leave_nested(p);
    leave(p);
    mine.panic = by->recovered ? NULL : by;
    by->aside = false;
    rill_irq_restore(p->interrupts);
    go_on_at(p, run_all, by);
}

_Noreturn static void end_recovered(void *unused)
{
    (void)unused;
    rill_task_exit(mine.exiting ? mine.result : 0);
}

/* Run all deferred calls for a panic, and then do what follows. */
_Noreturn static void run_all(void *report)
{
    struct rill_report *r = report;
    struct place here;

    while (mine.newest) {
        struct place *p = mine.around;

        if (p && mine.newest == &p->link) {
            if (!by_of(p))
                land_in_try(p, r);
            if (r->recovered)
                land_in_call(p, by_of(p));
            leave(p); /* and the panic that ran that call is given up */
        } else {
            struct rill_defer *d = checked(mine.newest);

            mine.newest = d->outer;
            arrive(&here, r);
            d->fn(d->arg);
            run_left(&here);
            leave(&here);
        }
    }
    if (!mine.over) { /* else the exit hooks have begun; they run once only */
        if (r->recovered)
            go_on_at(r, end_recovered, NULL);
        if (ends_task && rill_task_self()->number != 1)
            go_on_at(r, end_task, r);
    }
    rill_report_stop(r);
}

static void go_on(struct rill_report *r)
{
    if (!rill_unwind_can(rill_task_self()))
        return;
    rill_lock_drop_mine(&rill_sched_lock);
    rill_hart_self()->catch = NULL; /* the frame with it is given up */
    r->older = mine.panic;
    mine.panic = r;
    go_on_at(r, run_all, r);
}

static const struct rill_unwind unwind = {run_at_exit, go_on, push, take_out,
                                          rill_unwind_fault};

/* ---- what programs call ---- */

/* A call for tasks begins: tell the rest of the kernel that the program has deferred calls.
 *   returns  this hart. */
static struct rill_hart *enter(const char *call)
{
    struct rill_hart *h = rill_hart_self();

    if (!h)
        rill_sched_not_in_trap(call);
    rill_task_extras.unwind = &unwind;
    if (RILL_MANY && !rill_extras_on()) { /* to turn on walks over all tasks */
        rill_sched_reenter();
        rill_extras_turn_on();
        rill_sched_leave();
    } else {
        rill_extras_turn_on();
    }
    return h;
}

void rill_defer(struct rill_defer *d, void (*fn)(void *), void *arg)
{
    enter("rill_defer");
    if (!fn)
        rill_panic("rill_defer: fn is NULL; give it the function to run");
    if (d == mine.newest)
        rill_panic("rill_defer: this record is in use; run or drop it first");
    push(d, fn, arg);
}

void rill_defer_drop(struct rill_defer *d)
{
    if (d != mine.newest) {
        if (!rill_hart_self())
            rill_sched_not_in_trap("rill_defer_run");
        rill_panic("rill_defer_run: this is not the newest deferred call of "
                   "task \"%s\"; run and drop them newest first",
                   rill_task_name(rill_task_self()));
    }
    mine.newest = d->outer;
}

void rill_defer_run(struct rill_defer *d)
{
    rill_defer_drop(d);
    run(d);
}

static void within(void *boundary)
{
    struct boundary *b = boundary;

    b->fn(b->arg);
    run_left(&b->place);
}

int rill_try(void (*fn)(void *), void *arg, struct rill_panic_info *info)
{
    struct rill_hart *h = enter("rill_try");
    struct boundary b = {.fn = fn, .arg = arg, .info = info};
    struct rill_report *panic = mine.panic; /* under way outside */
    struct rill_catch *catch = h->catch;
    int panicked;

    h->catch = NULL; /* the innermost rill_try or rill_catch_fault lands */
    mine.panic = NULL;
    arrive(&b.place, NULL);
    panicked = rill_catch_call(within, &b, &b.sp);
    leave(&b.place);
    mine.panic = panic;
    if (catch) /* inside rill_catch_fault fn cannot block: h is this hart */
        h->catch = catch;
    rill_irq_restore(b.place.interrupts);
    return panicked && !b.recovered;
}

int rill_recover(struct rill_panic_info *info)
{
    struct rill_report *r = mine.panic;

    enter("rill_recover");
    if (!r || r->aside)
        return 0;
    if (info)
        rill_report_info(r, info);
    r->recovered = true;
    mine.panic = NULL;
    return 1;
}

void rill_panic_ends(enum rill_panic_end what)
{
    enter("rill_panic_ends");
    ends_task = what == RILL_PANIC_ENDS_TASK;
}
