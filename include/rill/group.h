/* rill/group.h -- tasks that succeed or fail together.
 *
 *     struct rill_group g;
 *     int r = 0;
 *
 *     rill_group_begin(&g, rill_after_ns(RILL_S));
 *     for (int i = 0; !r && i < n; i++)
 *         r = rill_group_go(&g, NULL, fetch, &pages[i]);
 *     r = rill_group_wait(&g, RILL_FOREVER);
 *
 * A group is a context (rill/context.h, which says what else holds): the caller is
 * in it from begin to wait, and its members are tasks started in it. The first
 * member that fails, by a result other than 0, by a panic or a fault that ends only
 * its task (then the result is -ENOTRECOVERABLE), cancels all the rest: the others, and
 * the caller in whatever it waits for before rill_group_wait. So does
 * rill_context_cancel(&g.context), or the group's deadline.
 *
 * Memory:  the group is the caller's, on its stack as a rule; it allocates nothing
 *          besides its tasks. It must stay until rill_group_wait has answered for
 *          all. Left behind by a panic or by rill_task_exit, it is cancelled, and
 *          its members are waited for: so they may use what is in the caller's
 *          frame.
 * Callers: tasks only; a call from a trap handler panics.
 * Misuse:  panics, as said below.
 */
#ifndef RILL_GROUP_H
#define RILL_GROUP_H

#include <rill/context.h>

RILL_C_BEGIN

struct rill_group {
    struct rill_context context;
    uint32_t running;               /* members that have not ended */
    uint32_t limit;                 /* private, as all that follows */
    int error;                      /* the first one */
    struct rill_waitq waiter, room; /* tasks waiting for the end; for room */
};

/* Begin a group without members, with a deadline of its own or RILL_FOREVER. It has
 * begun and was not waited for: panic. */
void rill_group_begin(struct rill_group *g, uint64_t deadline_ns);

/* At most n members at a time; 0, as at the beginning: any number. By any task in the
 * group; by another, or of a group that has not begun: panic. */
void rill_group_limit(struct rill_group *g, uint32_t n);

/* Start a member. By any task in the group: its beginner, a member. If there are as
 * many as there may be, wait until one has ended or the group is cancelled.
 *   returns  0; -ECANCELED: the group is cancelled, or the caller was while it waited;
 *            -EINVAL, -ENOMEM as rill_spawn. Then nothing was started, and
 *            rill_group_wait will say so, as of a member that failed; but the others
 *            go on, until the caller cancels them (rill_context_cancel).
 * The caller is not in the group, fn is NULL: panic. */
int rill_group_go(struct rill_group *g, const struct rill_task_opts *opts,
                  rill_task_fn *fn, void *arg);

/* Wait until all members have ended; then the group has, and the caller is where it
 * was before it began. A caller that is cancelled (by an outer context, or by
 * rill_job_cancel) hands that on to the group and waits for its members all the
 * same, until deadline_ns: nobody is left behind.
 *   returns  0: all went well; the result of the first member that failed, or the
 *            error of the first that rill_group_go did not start, but -ETIMEDOUT for
 *            -ECANCELED if a deadline cancelled the group; -ECANCELED or -ETIMEDOUT,
 *            too, if no member failed and the caller is cancelled.
 *            -ETIMEDOUT with g->running > 0: deadline_ns has come; the group goes
 *            on, cancelled or not as before, and is to be waited for again.
 * The caller did not begin the group, or has begun a context since and not ended
 * it; tasks are in it that are not its members: panic. */
int rill_group_wait(struct rill_group *g, uint64_t deadline_ns);

RILL_C_END

#endif
