/* rill/defer.h -- calls for later, and going on after a panic.
 *
 *     static int serve(void *arg)
 *     {
 *         FILE *f = fopen(arg, "r");
 *
 *         RILL_DEFER(close_file, f);
 *         ...                              return, rill_task_exit, a panic:
 *     }                                    close_file(f) runs
 *
 * A deferred call runs once, on its task, as a function like any other: it may
 * block. Among those of a task the newest runs first: at the end of its scope
 * (RILL_DEFER) or where rill_defer_run says; the rest when the task ends, by a
 * return or by rill_task_exit from any depth; or when it panics. At the end of a
 * task deferred calls come first, then exit hooks, then destroyers of keys. exit(),
 * a return from main, and the stop of the machine run none but those of scopes.
 *
 * A panic runs the task's deferred calls up to the innermost rill_try, and then
 * that rill_try returns 1. If there is none, the panic is reported (rill/panic.h).
 * A fault in a task (a load through NULL, an illegal instruction) is a panic, too,
 * and so are abort() and an assert that fails.
 *
 * rill_recover in a deferred call stops the panic that runs it: the other deferred
 * calls up to the innermost rill_try still run, and then it returns 0, as if fn
 * had come to its end; if there is none, the task ends as if its function had
 * returned 0 (which in the first task is exit(0)).
 *
 * A deferred call that a panic runs may itself
 *   - defer:  what it leaves runs when it ends, before the panic goes on. That the
 *     panic does not run: rill_recover finds nothing there, nor in a deferred call that the
 *     end of a scope runs meanwhile;
 *   - panic:  the new panic runs what the call has deferred itself. Recovered
 *     there, the call is over, and the first panic goes on as if it had returned. If
 *     not, the new panic takes the place of the first and runs those that are left;
 *     if nobody recovers, both are reported;
 *   - recover, and panic again, with the same words or others: a new panic;
 *   - use rill_try: what panics in there is no concern of the panic outside, and
 *     cannot recover from it;
 *   - call rill_task_exit: a panic under way is given up, those that are left run
 *     through every rill_try, and the task ends with that result.
 *
 * Memory:  records are the caller's, on its stack as a rule. Nothing is allocated.
 *          A task has six words more in a program that calls anything here.
 * Callers: tasks only. rill_defer, _drop and rill_recover do not block.
 * Errors:  a panic leaves by a jump: what was locked, open or half done stays so,
 *          if no deferred call sees to it. Objects of setjmp on the way are left as
 *          they are; a rill_once_do is done (rill/sync.h).
 *
 * So it is in Go, but for two things. Recovery there returns from the function that
 * has deferred the recovering call, and here from the rill_try, for C does not say where a
 * function begins. And there only a deferred call itself may recover; here what it calls
 * may, too.
 */
#ifndef RILL_DEFER_H
#define RILL_DEFER_H

#include <rill/panic.h>

RILL_C_BEGIN

struct rill_defer { /* private */
    struct rill_defer *outer;
    void (*fn)(void *);
    void *arg;
    uintptr_t seal;
};

/* Defer fn(arg). d must stay where it is until the call has been run or dropped:
 * a function that returns and leaves one in its frame is found out when its turn
 * comes (panic). */
void rill_defer(struct rill_defer *d, void (*fn)(void *), void *arg);

/* Call it now, or never. d is not the newest: panic. */
void rill_defer_run(struct rill_defer *d);
void rill_defer_drop(struct rill_defer *d);

/* A record of its own, and the call at the end of the scope. A declaration and a
 * statement: it stands where both may. */
#define RILL_DEFER(fn, arg) \
    RILL_DEFER_AS_(RILL_DEFER_NAME_(__COUNTER__), fn, arg)
#define RILL_DEFER_AS_(name, fn, arg)                                \
    struct rill_defer name __attribute__((cleanup(rill_defer_run))); \
    rill_defer(&name, (fn), (arg))
#define RILL_DEFER_NAME_(n)  RILL_DEFER_NAME__(n)
#define RILL_DEFER_NAME__(n) rill_defer_##n##_

/* Run fn(arg); a panic ends it and no more than it. What fn has deferred and left
 * runs before rill_try returns, in any case.
 *   returns  0: fn came to its end, or a deferred call recovered; 1: it panicked,
 *            and *info (if not NULL) says how.
 * fn may block. Calls may nest. From outside, after a 1, local variables that fn
 * changed by their address are as fn left them. */
int rill_try(void (*fn)(void *), void *arg, struct rill_panic_info *info);

/* In a deferred call, or in what it calls: stop the panic that runs it.
 *   returns  1, *info (if not NULL) says what it was; 0: there is none, it was
 *            recovered already, or it does not run this call. */
int rill_recover(struct rill_panic_info *info);

RILL_C_END

#endif
