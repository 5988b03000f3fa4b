/* kernel/task.h -- a task's block, a hart's block, and the scheduler's promises
 * to the rest of the kernel.
 *
 *    low                                                      high
 *    +-------+---------------------------+-------------+---------------+
 *    | canary|  <-- stack                | rill_task   | .tdata  .tbss |
 *    +-------+---------------------------+-------------+---------------+
 *    ^ stack_low                         ^ the task    ^ tp            ^
 *
 * One piece of memory, and the current task is tp minus a constant: no load, no
 * CSR, and right across a switch because tp moves along.
 *
 * Who may touch a task is what its state means:
 *    READY    a run queue owns it
 *    RUNNING  its hart owns it
 *    PARKED   whoever wins rill_sched_wake owns it, once
 *    DEAD     nobody; its block is on a free list or about to be
 */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include <rill/task.h>
#include <port/frame.h>
#include <port/hart.h>
#include <port/lock.h>
#include "heap.h"

#define RILL_STACK_CANARY ((uintptr_t)0x57ac6b0757ac6b07ull)

#define RILL_TASK_MAGIC 0x5a5c5a5cu

enum rill_task_state {
    TASK_READY,
    TASK_RUNNING,
    TASK_PARKED,
    TASK_DEAD,
};

struct rill_task {
    uintptr_t sp;           /* while not running; bit 0: see port/frame.h */
    struct rill_task *next; /* in a run queue */
    uintptr_t stack_low;    /* where the canary is */
    /* under the scheduler's lock: */
    struct rill_task *all_next, *all_prev;
    struct rill_job *job;  /* NULL: detached */
    const char *waits_for; /* while parked: the reason, as a verb */
    const void *waits_on;  /* while parked: the object */
    /* never change: */
    const char *name;
    rill_task_fn *fn;
    uintptr_t started_at; /* return address of the spawn */
    rill_block_kind block;
    int wake_result; /* under the lock: what rill_sched_park returns */
    uint32_t state;
    uint32_t number; /* 1 is the first task; 0 an idle loop */
    uint32_t magic;  /* RILL_TASK_MAGIC, or this is no task */
};

/* What a hart has. The first four are boot/trap.S's. */
struct rill_hart {
    uintptr_t trap_sp;
    uintptr_t fault_sp;
    uintptr_t task_sp;
    struct rill_catch *catch;
    /* the inbox: all that an interrupt writes */
    union {
        volatile uint32_t attention; /* either; what a switch looks at */
        struct {
            volatile uint16_t timer_due;
            uint16_t watched; /* a task's: somebody listens, kernel/hooks.c */
        };
    };
    uint32_t spurious;        /* interrupts nobody asked for, counted */
    struct rill_event *inbox; /* events that traps set, newest first */
    void (*deliver)(struct rill_hart *); /* empties it; NULL: it is empty */
    uint32_t random; /* of select: its own hart's, so no lock; never 0 */
    /* under the scheduler's lock: */
    struct rill_task *ready_head, **ready_tail;
    struct rill_task **ready_seen; /* kernel/hooks.c */
    struct rill_task *idle;
    uintptr_t id;
    uint64_t idle_ticks; /* slept, while somebody listens */
};

extern struct rill_hart rill_harts[];
extern struct rill_task rill_idle_tasks[];
extern struct rill_lock rill_sched_lock;

/* Under the lock: how many tasks wait for what only a trap brings. */
extern uint32_t rill_trap_awaited;

/* The calling task. Means nothing inside a trap: rill_sched_enter finds that. */
static inline struct rill_task *rill_task_self(void)
{
    return (struct rill_task *)((char *)rill_thread_pointer() -
                                RILL_TASK_BYTES);
}

/* ---- sched.c ---- */

void rill_sched_init(struct rill_hart *h);

/* Become the idle loop: run tasks for ever. */
_Noreturn void rill_sched_run(void);

_Noreturn void rill_sched_not_in_trap(const char *call);

/* The lock, and the hart to go with it. Panics in a trap, naming the call. */
static inline struct rill_hart *rill_sched_enter(const char *call)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        rill_sched_not_in_trap(call);
    rill_lock_take(&rill_sched_lock);
    return h;
}

static inline void rill_sched_leave(void)
{
    rill_lock_drop(&rill_sched_lock);
}

/* With the lock held: put a task behind the ready ones. The tail is a pointer to
 * the last link, so an empty queue is no special case. */
static inline void rill_sched_ready(struct rill_hart *h, struct rill_task *t)
{
    t->state = TASK_READY;
    t->next = NULL;
    *h->ready_tail = t;
    h->ready_tail = &t->next;
}

/* With the lock held: give the hart away until somebody wakes this task or
 * deadline_ns comes. `reason` is a verb for reports, `object` what it is about.
 *   returns, lock dropped,  the waker's result, or -ETIMEDOUT. */
int rill_sched_park(const char *reason, const void *object,
                    uint64_t deadline_ns);

/* The same until a time of the board's clock; UINT64_MAX is not "never". */
int rill_sched_park_ticks(const char *reason, const void *object,
                          uint64_t when_ticks);

/* With the lock held: wake a parked task, if nobody has yet.
 *   returns  true: you did, and it will see `result`. */
static inline bool rill_sched_wake(struct rill_hart *h, struct rill_task *t,
                                   int result)
{
    if (t->state != TASK_PARKED)
        return false;
    t->wake_result = result;
    rill_sched_ready(h, t);
    return true;
}

/* With the lock held: switch to the next ready task, or to the idle loop. The
 * caller has put itself where it can be found. Returns with the lock held. */
void rill_sched_switch(struct rill_hart *h);

/* The last switch of a task that has ended. */
_Noreturn void rill_sched_switch_last(struct rill_hart *h);

/* Panic if this task's stack has overflowed, now or at any time before. */
void rill_check_stack(const struct rill_task *self);

/* ---- task.c ---- */
extern struct rill_task *rill_task_list; /* all tasks, oldest first */
extern uint32_t rill_task_spawned;       /* how many there ever were */
int rill_task_make(struct rill_job *job, const struct rill_task_opts *opts,
                   rill_task_fn *fn, void *arg, uintptr_t started_at);

/* ---- boot/switch.S ---- */
void rill_switch(struct rill_task *to);
void rill_task_entry(void);

#endif
