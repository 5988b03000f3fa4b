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
 * A deferred call runs once, on its task, as an ordinary function: it may block. Of a task's
 * deferred calls the newest runs first. RILL_DEFER's call runs at the end of its scope, and
 * rill_defer's where rill_defer_run says. The others run when the task ends, by a return or
 * by rill_task_exit from any depth, or when it panics. At a task's end deferred calls come
 * first, then exit hooks, then destroyers of keys. exit(), a return from main and the stop of
 * the machine run no deferred calls but those of scopes.
 *
 * A panic runs the task's deferred calls up to the innermost rill_try, and then that rill_try
 * returns 1. When there is no rill_try, Rill reports the panic (rill/panic.h). A fault in a
 * task (a load through NULL, an illegal instruction) is a panic, too, and so are abort() and
 * an assert that fails.
 *
 * rill_recover in a deferred call stops the panic that runs that call. The other deferred
 * calls up to the innermost rill_try still run, and then rill_try returns 0, as if fn had come
 * to its end. When there is no rill_try, the task ends as if its function had returned 0,
 * which in the first task is exit(0).
 *
 * A deferred call that a panic runs may itself
 *   - defer:  the calls that it leaves run when it ends, before the panic goes on. The
 *     panic does not run them: rill_recover finds no panic there, nor in a deferred call that
 *     the end of a scope runs meanwhile;
 *   - panic:  the new panic runs what this call has deferred. If it is recovered there, this
 *     call is over, and the first panic goes on as if the call had returned. If not, the new
 *     panic replaces the first, and runs the deferred calls that are left. When no call
 *     recovers, Rill reports both panics;
 *   - recover, and panic again, with these words or others: that is a new panic;
 *   - use rill_try:  the outer panic has no part in a panic inside that rill_try, and
 *     rill_recover inside does not find the outer panic;
 *   - call rill_task_exit:  the panic under way is dropped, the deferred calls that are left
 *     run through every rill_try, and the task ends with that result.
 *
 * Memory:  the caller owns the records, mostly on its stack. Nothing is allocated. A task has
 *          six words more in a program that calls anything here.
 * Callers: tasks, on any hart. A call from a trap handler panics. rill_defer, rill_defer_drop
 *          and rill_recover do not block.
 * Errors:  a panic leaves functions by a jump. What was locked, open or half done there stays
 *          so unless a deferred call mends it. Objects of setjmp on the way stay as they
 *          are; a rill_once_do on the way is done (rill/sync.h).
 *
 * Go does the same, but for two things. There a recovery returns from the function that
 * deferred the recovering call; here from the rill_try, for C does not say where a function
 * begins. And there only a deferred call itself may recover; here the functions that it calls
 * may, too.
 */
#ifndef RILL_DEFER_H
#define RILL_DEFER_H

#include <rill/panic.h>

RILL_C_BEGIN

struct rill_defer { /* all members are Rill's own */
    struct rill_defer *outer;
    void (*fn)(void *);
    void *arg;
    uintptr_t seal;
};

/*     RILL_DEFER(fn, arg);
 *
 * Defer fn(arg) to the end of this scope. A declaration and a statement, with a record of its
 * own: it stands where both may. */

/* Defer fn(arg). The record d must stay where it is until the call has run or is dropped.
 * Misuse: a function returns and leaves the record in its frame: panic, when that call's turn
 * comes. */
void rill_defer(struct rill_defer *d, void (*fn)(void *), void *arg);

/* Run the deferred call now; or drop it, so that it never runs.
 * Misuse: d is not the newest of the task: panic. */
void rill_defer_run(struct rill_defer *d);
void rill_defer_drop(struct rill_defer *d);

/* Run fn(arg). A panic in it ends fn alone. In any case the calls that fn has deferred and
 * left run before rill_try returns. fn may block. Calls may nest.
 *   returns  0: fn came to its end, or a deferred call recovered
 *            1: fn panicked; *info, if info is not NULL, says how
 * After a 1, variables of the caller that fn changed by their address are as fn left them. */
int rill_try(void (*fn)(void *), void *arg, struct rill_panic_info *info);

/* Stop the panic that runs the deferred call that calls this, or that calls a function that
 * calls this.
 *   returns  1: stopped; *info, if info is not NULL, says what the panic was
 *            0: there is no panic; a call has recovered from it already; or it does not run
 *            this deferred call */
int rill_recover(struct rill_panic_info *info);

RILL_C_END

/* The macro. */
#include <rill/inline/defer.h>

#endif
