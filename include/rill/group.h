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
 * A group is a context, and all that rill/context.h says holds. The caller is in the group
 * from rill_group_begin to rill_group_wait, and its members are tasks started in the group. A
 * member fails by a result other than 0, or by a panic or fault that ends only its task (the
 * result is then -ENOTRECOVERABLE). The first member that fails cancels all others, and the
 * caller in whatever it waits for before rill_group_wait. So does the group's deadline, or
 * rill_context_cancel(&g.context).
 *
 * Memory:  the caller owns the group, mostly on its stack. A group allocates nothing but its
 *          tasks. It must stay until rill_group_wait has answered for all members. When a
 *          panic or rill_task_exit leaves the group behind, Rill cancels it and waits for its
 *          members: so members may use what is in the caller's frame.
 * Callers: tasks, on any hart. A call from a trap handler panics.
 */
#ifndef RILL_GROUP_H
#define RILL_GROUP_H

#include <rill/context.h>

RILL_C_BEGIN

struct rill_group {
    struct rill_context context;
    uint32_t running; /* members that have not ended */
    /* Rill's own: */
    uint32_t limit;
    int error;
    struct rill_waitq waiter, room;
};

/* Begin a group without members. deadline_ns is absolute, in ns since boot; RILL_FOREVER: no
 * deadline. Does not block.
 * Misuse: the group has begun, and no rill_group_wait has ended it: panic. */
void rill_group_begin(struct rill_group *g, uint64_t deadline_ns);

/* From now on at most n members at a time; 0, as at the beginning: any number. Any task in the
 * group may call. Does not block.
 * Misuse: the caller is not in the group, or the group has not begun: panic. */
void rill_group_limit(struct rill_group *g, uint32_t n);

/* Start a member. Any task in the group may call: the task that began it, a member. When there
 * are as many members as the limit says, blocks until one has ended or the group is cancelled.
 *   returns  0
 *            -ECANCELED        the group is cancelled, or the caller was during the wait
 *            -EINVAL, -ENOMEM  as rill_spawn
 *            After an error no task was started, and rill_group_wait will return that error
 *            as that of a member that failed. But the other members go on, until the caller
 *            cancels them by rill_context_cancel.
 * Misuse: the caller is not in the group, or fn is NULL: panic. */
int rill_group_go(struct rill_group *g, const struct rill_task_opts *opts,
                  rill_task_fn *fn, void *arg);

/* Wait until all members have ended. Then the group has ended, and the caller is in the
 * context in which it began the group. When the caller is cancelled, by an outer context or by
 * rill_job_cancel, it cancels the group and still waits for the members until deadline_ns: no
 * member is left behind.
 *   returns  0: all members succeeded
 *            the result of the first member that failed, or the error of the first that
 *            rill_group_go did not start; -ETIMEDOUT in place of -ECANCELED when a deadline
 *            cancelled the group
 *            -ECANCELED or -ETIMEDOUT, too, when no member failed and the caller is
 *            cancelled
 *            -ETIMEDOUT with g->running > 0: deadline_ns came first. The group goes on,
 *            cancelled or not as before, and the caller must wait for it again.
 * Misuse: the caller did not begin the group; it has begun a context since and not ended it;
 * tasks are in the group that are no members: panic. */
int rill_group_wait(struct rill_group *g, uint64_t deadline_ns);

RILL_C_END

#endif
