/* kernel/sched/task.h -- a task's block, a hart's block, and the scheduler's promises
 * to the rest of the kernel.
 *
 *    low                                                  high
 *    +--------+------------------------+-----------+---------------+
 *    | canary |  <-- stack             | rill_task | .tdata  .tbss |
 *    +--------+------------------------+-----------+---------------+
 *    ^ stack_low                       ^ the task  ^ tp            ^
 *
 * One piece of memory, and the current task is tp minus a constant: no load, no
 * CSR, and right across a switch because tp moves along.
 *
 * What may touch a task depends on where the task is:
 *    ready       its hart owns it, or on many the holder of that hart's queue
 *    parked      its claimer owns it, takes its waiters out of their queues, and
 *                makes it ready (ready.h)
 *    ended       number is 0; nobody; its block is on a free list
 *
 * What differs where harts are many: a member of [RILL_MANY] is not there on one hart
 * (hart.h); and which task comes next is in twins, one/ready.h and many/ready.h, of which
 * -I chooses.
 *
 * Locks, outermost first; the holder of one takes none above it, and of one line no two
 * but by the address (select):
 *    rill_sched_lock   what is rare: contexts, groups, cancellation, hooks, the walk
 *                      over all tasks, callers' memory
 *    an object's       in its struct rill_waitq: a channel, a mutex, a job ...
 *    a wheel's         alarms
 *    a hart's          its queue of ready tasks
 *    the heap's, the console's
 * On one hart all of them are nothing. "With the lock held" is the object's, in the
 * files of objects.
 */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include <errno.h>
#include <rill/context.h>
#include <rill/panic.h>
#include <rill/task.h>
#include <port/frame.h>
#include <port/hart.h>
#include <port/lock.h>
#include <port/stress.h>
#include "hart.h"
#include "harts.h"
#include "heap.h"

#define PARK_INLINE __attribute__((always_inline)) static inline

#define RILL_PARKED 1 /* as wake_result; all else is 0 or a negative errno */
#define RILL_AGAIN  1 /* of rill_sched_attend */

/* What must be left of a stack when its task parks, in bytes. */
#define RILL_STACK_RESERVE (96 + 8 * XLEN_BYTES)

/* struct rill_task, flags */
#define RILL_TASK_FIRST    0x1u /* its end is the end of the program */
#define RILL_TASK_OWES     0x2u /* the shim keeps something of it */
#define RILL_TASK_CANCELED 0x4u
#define RILL_TASK_MASKED   0x8u  /* not to be cancelled now */
#define RILL_TASK_WATCHED  0x10u /* its end is to be told: extras.h */
#define RILL_TASK_CALLERS  0x20u /* in memory of its caller's */
#define RILL_TASK_STOPPED  0x40u /* cancelled itself, whatever its context is */
#define RILL_TASK_NESTS    0x80u /* in a context that it has begun */
#define RILL_TASK_MEMBER   0x100u /* of a group, which is its job */
#define RILL_TASK_FLAGS    0x1ffu /* all that one hart has; above them, counts */
/* On many harts alone: */
#define RILL_TASK_SPECIAL 0x200u /* pinned, or was */
#define RILL_TASK_INSIDE  0x400u /* in a context: its end is told */

/* Flags, and counts above them. Where harts are many it is a word, for AMOs; on one hart
 * half a word, for a task has no more room. */
typedef __typeof__(__builtin_choose_expr(RILL_MANY, (uint32_t)0,
                                         (uint16_t)0)) rill_task_flags;

/* struct rill_task, special: it is not to be put where it was made ready. */
#define RILL_PINNED_TO 0xffu /* the hart */
#define RILL_PINNED    0x10000u
#define RILL_LISTENED  0x20000u /* hooks are told */

/* pc, sp, number and hurdle are also boot's and the switch's, and their places numbers in
 * port/frame.h and port/call.h. */
struct rill_task {
    /* first: AMOs need no offset then */
    uint32_t state[RILL_MANY];   /* parked, to stop: many/ready.h */
    uint32_t special[RILL_MANY]; /* 0; RILL_PINNED and a hart; RILL_LISTENED */
    uintptr_t pc, sp;            /* while not running: port/switch.h */
    uintptr_t guard; /* stack_low; or what stops it at its next park */
    /* A parked task is in no ring; and until its claimer makes it ready `waiter` stays. */
    union {
        struct rill_task *next;     /* in the ring of ready ones */
        struct rill_waiter *waiter; /* parked: one of its records, or NULL */
    };
    union {
        struct rill_task *prev; /* one hart: in the ring */
        struct rill_lock *lock; /* many harts, parked: what its last switch
                                   drops, under which its waiters are */
    };
    uintptr_t stack_low;  /* where the canary is: its own address */
    struct rill_job *job; /* NULL: detached; odd: group.c */
    /* While parked, but where the place says it (then these are 0, or of an earlier wait):
     * the reason, as a verb; the object. rill_task_waits knows of both, and for a debugger
     * tools/rill.gdb */
    const char *waits_for;
    const void *waits_on;
    struct rill_context *context; /* its tasks are cancelled together */
    /* never change: */
    const char *name;           /* NULL: "task"; rill_task_name knows */
    uintptr_t started_at;       /* return address of the spawn */
    uint32_t unused[RILL_MANY]; /* so that a stack ends at 16 bytes */
    int16_t wake_result;        /* its claimer's: what a park returns */
    uint16_t calls[RILL_MANY];  /* the running task's own: flags.h */
    rill_task_flags flags;
    rill_block_kind kind;
    uint32_t number; /* 1 is the first task; 0 an idle loop, or ended */
    int32_t hurdle;  /* port/call.h; set in sched.c */
};

extern struct rill_task rill_idle_tasks[RILL_HARTS];
extern struct rill_lock rill_sched_lock;

/* How many tasks wait for what only a trap brings; how often a task has given the hart
 * away, but for those that ended. */
extern uint32_t rill_trap_awaited;
extern unsigned long rill_sched_switches;

/* The calling task. Means nothing inside a trap: rill_sched_enter finds that. */
static inline struct rill_task *rill_task_self(void)
{
    return (struct rill_task *)((char *)rill_thread_pointer() -
                                RILL_TASK_BYTES);
}

static inline struct rill_block *rill_task_block(const struct rill_task *t)
{
    return (struct rill_block *)t->stack_low;
}

/* Was something written below the stack's end? boot/ asks the same at a trap. */
static inline bool rill_stack_spoiled(const struct rill_task *t)
{
    return *(const uintptr_t *)t->stack_low != t->stack_low;
}

/* Where no look at the guard is due, as when a line is written: has the calling task's stack
 * run over? Then the report. */
void rill_stack_left(void);

/* What lies below the heap's break is the image's and malloc's: if sp is there and t's block is
 * not, the program has made that stack, for coroutines of its own. Nothing is known of it. */
static inline bool rill_stack_is_programs(const struct rill_task *t,
                                          uintptr_t sp)
{
    return sp < rill_heap_brk && t->stack_low >= rill_heap_brk;
}

static inline void rill_stack_look(void)
{
    if (__builtin_expect(rill_stack_pointer() < rill_task_self()->stack_low, 0))
        rill_stack_left();
}

/* ---- sched.c ---- */

/* The hart has its id. */
void rill_sched_init(struct rill_hart *h);

/* Become the idle loop: run tasks for ever. */
_Noreturn void rill_sched_run(void);

_Noreturn void rill_sched_not_in_trap(const char *call);

/* The same in a call that has looked: it is a task's. */
static inline struct rill_hart *rill_sched_begin_task(struct rill_hart *h)
{
    if (RILL_STRESS) {
        rill_yield();
        h = rill_hart_self();
    }
    return h;
}

/* The begin of a call: the hart. Panics in a trap, naming the call. STRESS=1 lets the
 * others run here. _as: with a lock. */
static inline struct rill_hart *rill_sched_begin(const char *call)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        rill_sched_not_in_trap(call);
    return rill_sched_begin_task(h);
}

static inline struct rill_hart *rill_sched_enter_as(struct rill_lock *lock,
                                                    const char *call)
{
    struct rill_hart *h = rill_sched_begin(call);

    rill_lock_take(lock);
    return h;
}

/* An object's; and that of all that is rare. The name is a literal, and only a
 * panic's sentence says it. */
#define rill_sched_enter_at(lock, call) \
    rill_sched_enter_as(lock, RILL_SENTENCE(call))
#define rill_sched_enter(call) rill_sched_enter_at(&rill_sched_lock, call)

/* Of a call that may wait by rill_waitq_wait: where others run at the same time, look at
 * the inbox before the lock is taken. (Below, for it asks rill_sched_trouble.)
 *   returns  0: the lock is held; -ECANCELED, which is the call's answer. Not with
 *   RILL_POLL. */
#define rill_sched_enter_to_wait(lock, call, deadline_ns) \
    rill_sched_enter_looked(lock, RILL_SENTENCE(call), deadline_ns)

/* The same chance in a call that takes the lock by itself. */
static inline void rill_sched_chance(void)
{
    if (RILL_STRESS && rill_hart_self())
        rill_yield();
}

static inline void rill_sched_reenter(void)
{
    rill_lock_take(&rill_sched_lock);
}

static inline void rill_sched_leave(void)
{
    rill_lock_drop(&rill_sched_lock);
}

/* A mistake of the caller's, found with a lock held. */
#define rill_panic_holding(lock, ...) \
    (rill_lock_drop(lock), rill_panic(__VA_ARGS__))

/* By a task that is about to switch, before it has put itself anywhere: look at the
 * inbox, the guard and the hooks. It parks, and has said what for; or it yields or has
 * ended. `held` is the lock of a task that parks, dropped while the inbox is looked at.
 *   returns  0: go on. RILL_AGAIN, if it parks: others were woken and a value may
 *   have come, look anew whether you must. -ECANCELED: do not park.
 * A task that still must, after RILL_AGAIN, calls the second, which does not look at the
 * inbox: with a ticker that is faster than the look no task would ever park.
 * rill_sched_look is the first half: is the stack whole, is anything due? With no lock
 * held. */
int rill_sched_attend(bool parks, struct rill_lock *held);
int rill_sched_attended(bool parks);
void rill_sched_look(void);
bool rill_sched_attending(void); /* somebody is inside */

/* Empty an inbox in which there is something: a place (port/image.h), inbox.c. */
void rill_inbox_deliver(struct rill_hart *h);

/* Where harts are many: what other harts have not come to, and tasks that wait there
 * (many/balance.c). */
void rill_look_round(struct rill_hart *h);

/* The same; in a trap, too: this hart may compute for long, and something is due. One that sleeps
 * is woken for it; if none does, all that run tasks see it when they switch next. In
 * many/idle.c. */
void rill_harts_tell(void);

/* The same: the running task, which is about to switch away, into the queue of another hart,
 * which is woken (many/ready.c).   returns  that queue's lock, held for the switch to drop. */
struct rill_lock *rill_ready_move_to(struct rill_hart *there);

/* Wake a task whatever it waits for, if it is parked: its time has come, or it is
 * cancelled. With no lock of an object, nor of a wheel. In wait.c. */
void rill_sched_interrupt(struct rill_task *t, int result);
void rill_sched_interrupt_claimed(struct rill_task *t);

/* With rill_sched_lock: cancel a task, or forget that it was; and, of the running
 * task, whether it can be: returns what was. _quietly: the task is claimed if it was
 * parked, true; and the caller drops its locks and then interrupts the task. */
void rill_sched_cancel(struct rill_task *t, bool on);
bool rill_sched_cancel_quietly(struct rill_task *t);
bool rill_sched_mask(struct rill_task *self, bool masked);

/* By the running task, in a call that it need not wait in: look at the inbox and the clock;
 * is it cancelled, and to be told? now: at once; else in one of RILL_CANCEL_CALLS calls. 0
 * in a trap.   returns  0; -ECANCELED. A place (port/image.h), in sched.c; port/call.h has
 * rill_told, which calls it. */
int rill_cancel_told(long now);

/* With rill_sched_lock: its hurdle is as its cancellation and its context have it. */
void rill_sched_raise_hurdle(struct rill_task *t);

/* Is there cause for that? What went below the stack's end and came back has hit
 * the canary; what is still there shows in sp, and a task that parks must leave room
 * for what may follow: the FP registers, the timers that are due. */
static inline bool rill_sched_trouble(const struct rill_hart *h)
{
    uintptr_t guard = rill_task_self()->guard;

    return __builtin_expect(
        h->attention || *(const uintptr_t *)guard != guard ||
            rill_stack_pointer() - RILL_STACK_RESERVE <= guard,
        0);
}

/* The begin of a call that may park. *canceled: it is to answer -ECANCELED. A caller that is
 * over the hurdle is in a task. */
PARK_INLINE struct rill_hart *
rill_sched_begin_to_wait(const char *call, uint64_t deadline_ns, bool *canceled)
{
    struct rill_hart *h = rill_hart_of_task();

    *canceled = false;
    if (__builtin_expect(rill_hurdle() != 0, 0)) {
        if (!rill_hart_self())
            rill_sched_not_in_trap(call);
        *canceled = deadline_ns != RILL_POLL && rill_told();
    }
    return rill_sched_begin_task(h);
}

PARK_INLINE int rill_sched_enter_looked(struct rill_lock *lock,
                                        const char *call, uint64_t deadline_ns)
{
    bool canceled;
    struct rill_hart *h =
        rill_sched_begin_to_wait(call, deadline_ns, &canceled);

    if (canceled)
        return -ECANCELED;
    if (RILL_MANY && rill_sched_trouble(h))
        rill_sched_look();
    rill_lock_take(lock);
    return 0;
}

/* What a job goes through; one that was never spawned has any other value. */
enum rill_job_state {
    RILL_JOB_RUNNING = 0x10b1000, /* one lui each */
    RILL_JOB_ENDED = 0x10b2000,
    RILL_JOB_JOINED = 0x10b3000,
};

/* ---- task.c, end.c ---- */
extern uint32_t rill_task_spawned; /* how many there ever were, */
extern uint32_t rill_task_ended;   /* and how many have ended */
int rill_task_make(struct rill_job *job, const struct rill_task_opts *opts,
                   rill_task_fn *fn, void *arg, uintptr_t started_at);

/* One reason more, or less, to start every task the long way, where the extras are
 * asked (kernel/sched/extras.c): not as the last one of its size was. */
void rill_task_long_way(int more);

/* A task in memory of its caller's has ended. */
void rill_task_unmake(struct rill_task *t);

/* The running task, which had that number, has ended: tell all that wait for what it
 * owned, if there is anybody. With no lock held. A place (port/image.h); owner.c. */
void rill_owners_end(uint32_t number);
void rill_owners_tell(uint32_t number);

/* The task of the block that ends here. */
struct rill_task *rill_block_task(uintptr_t end);

/* The kind of block that a task with such a stack has; 0: there is none. */
rill_block_kind rill_task_kind(size_t stack_bytes);

/* For reports, which may have been given anything: does it look like a task? */
bool rill_is_task(const struct rill_task *t);

/* Of the tasks in memory of a caller's: as rill_task_next (heap.h) has all. */
struct rill_task *rill_task_next_callers(const struct rill_task *after);

/* Of one that does not run: where it goes on, and its sp there. In waits.c. */
uintptr_t rill_task_place(const struct rill_task *t, uintptr_t *sp);

/* Of one that is parked, and on *object, or NULL. In waits.c. */
const char *rill_task_waits(const struct rill_task *t, const void **object);

/* ---- stats.c ---- */

/* How long it has slept, with what it sleeps now. */
uint64_t rill_hart_idle_ns(const struct rill_hart *h);

/* ---- boot/switch.S ---- */
void rill_task_entry(void);
void rill_task_entry_watched(void);

#include "flags.h"
#include "ready.h"
#include "begin.h"

#endif
