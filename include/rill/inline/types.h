/* rill/inline/types.h -- the structs that Rill's objects are made of: so that a channel, a
 * mutex or a timer can be a variable of the program's. All members are Rill's own. */
#ifndef RILL_INLINE_TYPES_H
#define RILL_INLINE_TYPES_H

#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

struct rill_chan;
struct rill_task;
struct rill_waiters;

/* Tasks that wait for an object: kernel/sched/wait.h. */
struct rill_waitq {
    struct rill_lock lock; /* guards the whole object */
    struct rill_waiter *head;
};

struct rill_waiter {
    struct rill_waiter *next, *prev;
    struct rill_waitq *queue; /* the queue that this waiter is in */
    struct rill_waiters *all; /* of a select; NULL: this is a rill_single */
};

/* What a trap leaves in its hart's inbox: kernel/sched/inbox.h. */
struct rill_notice {
    struct rill_notice *next;
    void (*deliver)(struct rill_notice *);
    uint32_t marks;
};

/* A channel that traps fill, in the list of such channels: kernel/sync/poll.c. */
struct rill_fed {
    const struct rill_chan *ch;
    struct rill_fed *next;
};

/* The task that holds an object: kernel/sync/owner.h. All zero: nobody. An object that has
 * an owner begins with this struct, and the queue of tasks that wait comes next. */
struct rill_owner {
    void *tp;        /* the owner's */
    uint32_t number; /* with RILL_OWNER_WAITED: a task waits for the object */
};
#define RILL_OWNER_WAITED 0x80000000u

/* A time at which a task is woken or a timer fires: kernel/time/timer.c. */
struct rill_alarm_link {
    struct rill_alarm_link *next, *prev; /* prev NULL: not running */
};

struct rill_alarm {
    struct rill_alarm_link link; /* first */
    struct rill_task *task;  /* to wake; NULL: the alarm is a rill_timer's */
    struct rill_alarm *self; /* another value: this memory was reused */
    uint64_t when_ticks;
    RILL_ALARM_PLACE
};

RILL_C_END

#endif
