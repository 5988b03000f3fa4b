/* kernel/console/token.c -- tokens: one writer to the console has the token at a time.
 *
 * A writer that is cancelled while it waits goes on to wait, masked, so that its line is not
 * torn (rings.c).
 */
#include <rill/context.h>
#include "token.h"

void rill_token_put(struct rill_token *t)
{
    struct rill_served served = {};

    rill_lock_take(&t->waiters.lock);
    t->there = !rill_waitq_serve(&t->waiters, 0, &served);
    rill_waitq_leave(&t->waiters, &served);
}

/* Wait for the token and take it.   returns  0; -ECANCELED. */
static int take(struct rill_token *t)
{
    int r = RILL_AGAIN;

    rill_sched_enter_at(&t->waiters.lock, "rill_console_write");
    for (bool looked = false; r == RILL_AGAIN; looked = true) {
        if (t->there) {
            t->there = false;
            rill_lock_drop(&t->waiters.lock);
            return 0;
        }
        r = rill_waitq_wait_or_again(&t->waiters, NULL, "write to the console",
                                     t, RILL_FOREVER, looked);
    }
    return r;
}

void rill_token_take(struct rill_token *t)
{
    if (take(t)) {
        bool masked = rill_cancel_mask(true);

        take(t);
        rill_cancel_mask(masked);
    }
}
