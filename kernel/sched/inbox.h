/* kernel/sched/inbox.h -- what a trap leaves for tasks: events, polls, the console.
 *
 * A trap may touch no queue, for it may have come in the midst of one. It marks a
 * notice and links it into the inbox of its hart; the next switch there delivers
 * it (rill_sched_take_inbox), or a hart that has nothing to do (many/inbox_twin.h):
 *
 *     trap:  RAISED, LINKED --> h->inbox --> notice --> notice
 *                                               |
 *   switch:  rill_inbox_deliver <-- h->timer_due +-> deliver(notice): waiters wake
 *
 * Both marks are bits of one word, changed in one step each time. So "raised, but linked
 * already" and "off the list, was it raised?" are one step each, and there is no
 * order of two words to get wrong between harts (pitfall 9). The deliverer takes the
 * marks off under the lock of what the notice belongs to, and looks then: what a trap set
 * before that is seen; a trap that comes after that links the notice anew. `next` is
 * read before, for from then on the notice may be linked again.
 *
 * If a notice was not RAISED when a trap puts it, then what was put before has been taken:
 * the hart's `fresh` counts that. So irq.c tells a source that is served, even if by a task
 * that never switches, from a storm.
 */
#ifndef KERNEL_INBOX_H
#define KERNEL_INBOX_H

#include <rill/chan.h>
#include "task.h"
#include "inbox_twin.h"

#define RILL_RAISED 1u
#define RILL_LINKED 2u

/* rill_inbox_deliver (task.h), where there are notices. */
void rill_notices_deliver(struct rill_hart *h);

/* In a trap. Twice before it is delivered is once. */
void rill_notice_put(struct rill_notice *n,
                     void (*deliver)(struct rill_notice *));

/* With rill_sched_lock: traps fill this channel from now on. That all tasks wait, one of
 * them for it, is no deadlock. In poll.c. */
void rill_fed_add(struct rill_fed *fed, const struct rill_chan *ch);

#endif
