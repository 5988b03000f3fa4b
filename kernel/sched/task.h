/* kernel/sched/task.h -- a task's block, a hart's block, and the scheduler's promises to the rest
 * of the kernel.
 *
 *    low                                                  high
 *    +--------+------------------------+-----------+---------------+
 *    | canary |  <-- stack             | rill_task | .tdata  .tbss |
 *    +--------+------------------------+-----------+---------------+
 *    ^ stack_low                       ^ the task  ^ tp            ^
 *
 * A task's block is one piece of memory. The current task is tp minus a constant: finding it takes
 * no load and no CSR, and stays right across a switch, because tp changes with the task.
 *
 * The state of a task says which hart may touch the task:
 *    ready       its hart; on many harts, the holder of the lock of that hart's queue
 *    parked      its claimer, which takes the task's waiters out of their queues and makes
 *                the task ready (ready.h)
 *    ended       no hart: number is 0, and the block is on a free list
 *
 * A member with [RILL_MANY] does not exist on one hart (hart.h). Which task comes next is decided
 * in twins, one/ready.h and many/ready.h, between which -I chooses.
 *
 * Locks, outermost first. The holder of a lock takes no lock of a line above. Of locks in one
 * line it takes two only in the order of their addresses, as select does:
 *    rill_sched_lock   for what is rare: contexts, groups, cancellation, hooks, the walk
 *                      over all tasks, callers' memory
 *    an object's       in its struct rill_waitq: a channel, a mutex, a job ...
 *    a wheel's         for alarms
 *    a hart's          for its queue of ready tasks
 *    the heap's, the console's
 * On one hart all these locks are nothing. In the files of objects, "with the lock held" means
 * the object's lock.
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
#include "moving_guard.h"
#include "hart.h"
#include "harts.h"
#include "heap.h"

#define PARK_INLINE __attribute__((always_inline)) static inline

#define RILL_PARKED 1 /* a wake_result; all others are 0 or a negative errno */
#define RILL_AGAIN  1 /* an answer of rill_sched_attend */

/* The bytes that a task which parks must have left on its stack. */
#define RILL_STACK_RESERVE (96 + 8 * XLEN_BYTES)

/* struct rill_task, flags */
#define RILL_TASK_FIRST    0x1u /* the program ends when this task does */
#define RILL_TASK_OWES     0x2u /* the shim keeps something for it */
#define RILL_TASK_CANCELED 0x4u
#define RILL_TASK_MASKED   0x8u   /* may not be cancelled now */
#define RILL_TASK_WATCHED  0x10u  /* hooks hear of its end: extras.h */
#define RILL_TASK_CALLERS  0x20u  /* in its caller's memory */
#define RILL_TASK_STOPPED  0x40u  /* cancelled alone, not by its context */
#define RILL_TASK_NESTS    0x80u  /* inside a context that it began */
#define RILL_TASK_MEMBER   0x100u /* member of a group, which is its job */
#define RILL_TASK_FLAGS    0x1ffu /* all flags of one hart; above: counts */
/* On many harts alone: */
#define RILL_TASK_SPECIAL 0x200u /* is pinned, or was pinned */
#define RILL_TASK_INSIDE  0x400u /* in a context, which hears of its end */

/* Flags, with counts above them. On many harts this is a word, for AMOs. On one hart it is half a
 * word, because a task has no more room. */
typedef __typeof__(__builtin_choose_expr(RILL_MANY, (uint32_t)0,
                                         (uint16_t)0)) rill_task_flags;

/* struct rill_task, special: the task may not go into just any hart's queue. */
#define RILL_PINNED_TO 0xffu /* the hart */
#define RILL_PINNED    0x10000u
#define RILL_LISTENED  0x20000u /* hooks hear when it becomes ready */

/* boot/ and the switch also use pc, sp, number and hurdle; port/frame.h and port/call.h have the
 * offsets of these members as numbers. */
struct rill_task {
    /* first, so that AMOs need no offset */
    uint32_t state[RILL_MANY];   /* PARKED, STOP: many/ready.h */
    uint32_t special[RILL_MANY]; /* 0; RILL_PINNED and a hart; RILL_LISTENED */
    uintptr_t pc, sp;            /* while not running: port/switch.h */
    uintptr_t guard;             /* stack_low, or the stop sign: sched.c */
    /* A parked task is in no ring; `waiter` stays until its claimer makes it ready. */
    union {
        struct rill_task *next;     /* in the ring of ready ones */
        struct rill_waiter *waiter; /* parked: a record of it, or NULL */
    };
    union {
        struct rill_task *prev; /* one hart: in the ring */
        struct rill_lock *lock; /* many, parked: its last switch drops it */
    };
    uintptr_t stack_low; /* the canary is here: its own address */
    uintptr_t pmp[RILL_GUARDS * 16 / sizeof(uintptr_t)]; /* of its guard */
    struct rill_job *job; /* NULL: detached; odd: group.c */
    /* Why a parked task waits, as a verb, and for which object. Where the place of the park says
     * so, both are 0, or left from an earlier wait. rill_task_waits knows of both ways;
     * tools/rill.gdb tells a debugger. */
    const char *waits_for;
    const void *waits_on;
    struct rill_context *context; /* all its tasks are cancelled together */
    /* these two never change: */
    const char *name;           /* NULL means "task": rill_task_name */
    uintptr_t started_at;       /* the return address of the spawn */
    uint32_t unused[RILL_MANY]; /* aligns a stack's end to 16 bytes */
    int16_t wake_result;        /* written by the claimer: a park returns it */
    uint16_t calls[RILL_MANY];  /* only the running task's: flags.h */
    rill_task_flags flags;
    rill_block_kind kind;
    uint32_t number; /* 1: the first task; 0: an idle loop, or ended */
    int32_t hurdle;  /* port/call.h; set in sched.c */
};

extern struct rill_task rill_idle_tasks[RILL_HARTS];
extern struct rill_lock rill_sched_lock;

/* How many tasks wait for what only a trap brings; how many switches there were, but for ends. */
extern uint32_t rill_trap_awaited;
extern unsigned long rill_sched_switches;

/* The calling task. In a trap the result means nothing; rill_sched_enter panics there. */
static inline struct rill_task *rill_task_self(void)
{
    return (struct rill_task *)((char *)rill_thread_pointer() -
                                RILL_TASK_BYTES);
}

static inline struct rill_block *rill_task_block(const struct rill_task *t)
{
    return (struct rill_block *)t->stack_low;
}

/* Has the task written below its stack's end? boot/ checks the canary too, at a trap. */
static inline bool rill_stack_spoiled(const struct rill_task *t)
{
    return *(const uintptr_t *)t->stack_low != t->stack_low;
}

/* Where the stack ends with GUARDS=1: above the guard. */
static inline uintptr_t rill_moving_end(const struct rill_task *t)
{
    return RILL_GUARDS && t->pmp[0] ? rill_guard_above(t->pmp[0])
                                    : t->stack_low;
}

/* For places that do not look at the guard, such as the writing of a line: if the calling task's
 * stack has run over, this prints the report. */
void rill_stack_left(void);

/* Memory below the heap's break is the image's and malloc's. If sp is there and t's block is not,
 * the program made that stack, for coroutines of its own, and the kernel knows nothing of it. */
static inline bool rill_stack_is_programs(const struct rill_task *t,
                                          uintptr_t sp)
{
    return (sp < rill_heap_brk && t->stack_low >= rill_heap_brk) ||
           (rill_gap_bytes && rill_pages_hold(sp));
}

static inline void rill_stack_look(void)
{
    if (__builtin_expect(rill_stack_pointer() < rill_task_self()->stack_low, 0))
        rill_stack_left();
}

/* ---- sched.c ---- */

/* h has its id when boot calls this. */
void rill_sched_init(struct rill_hart *h);

/* The hart becomes its idle loop and runs tasks for ever. */
_Noreturn void rill_sched_run(void);

_Noreturn void rill_sched_not_in_trap(const char *call);

/* The beginning of a call that knows already that a task made it. Returns the hart. */
static inline struct rill_hart *rill_sched_begin_task(struct rill_hart *h)
{
    if (RILL_STRESS) {
        rill_yield();
        h = rill_hart_self();
    }
    return h;
}

/* The beginning of a call. Returns the hart. In a trap it panics, and names the call. With STRESS=1
 * it lets other tasks run first. The function with _as also takes a lock. */
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

/* _at takes an object's lock, the other rill_sched_lock. `call` is a literal, for a panic's
 * sentence. */
#define rill_sched_enter_at(lock, call) \
    rill_sched_enter_as(lock, RILL_SENTENCE(call))
#define rill_sched_enter(call) rill_sched_enter_at(&rill_sched_lock, call)

/* The beginning of a call that may wait by rill_waitq_wait. On many harts it looks at the inbox
 * before it takes the lock. With RILL_POLL it never answers -ECANCELED. (The function stands below,
 * because it calls rill_sched_trouble.)
 *   returns  0: the lock is held; -ECANCELED: the caller answers so, and no lock is held. */
#define rill_sched_enter_to_wait(lock, call, deadline_ns) \
    rill_sched_enter_looked(lock, RILL_SENTENCE(call), deadline_ns)

/* With STRESS=1, lets other tasks run, in a call that takes its lock by itself. */
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

/* Panics about the caller's mistake, and drops the held lock first. */
#define rill_panic_holding(lock, ...) \
    (rill_lock_drop(lock), rill_panic(__VA_ARGS__))

/* The running task calls this before it switches, and before it goes into a ring or a queue. It
 * looks at the inbox, the guard and the hooks. `parks` is false if the task yields or has ended. A
 * task that parks has said for what, and `held` is its lock, which is dropped while the inbox is
 * looked at.
 *   returns  0: go on. RILL_AGAIN, only if it parks: other tasks were woken and a value may have
 *   come, so the caller checks again whether it must wait. -ECANCELED: the task must not park.
 * A task that must still wait after RILL_AGAIN calls rill_sched_attended, which does not look at
 * the inbox: with a ticker faster than that look no task would ever park. rill_sched_look is the
 * first half: is the stack whole, is anything due? Its caller holds no lock. */
int rill_sched_attend(bool parks, struct rill_lock *held);
int rill_sched_attended(bool parks);
void rill_sched_look(void);
bool rill_sched_attending(void); /* this hart is in rill_sched_attend */

/* Empty an inbox that is not empty: a place (port/image.h), filled by inbox.c. */
void rill_inbox_deliver(struct rill_hart *h);

/* On many harts: do what other harts have not come to, and take over their tasks
 * (many/balance.c). */
void rill_look_round(struct rill_hart *h);

/* On many harts, in a trap too: something is due, and this hart may compute for long. Wake a hart
 * for it; if none sleeps, all that run tasks look when they next switch. In many/idle.c. */
void rill_harts_tell(void);

/* On many harts: put the running task, which is about to switch away, into the queue of `there`,
 * and wake `there` (many/ready.c).   returns  that queue's lock, held, for the switch to drop. */
struct rill_lock *rill_ready_move_to(struct rill_hart *there);

/* If the task is parked, wake it, whatever it waits for: its deadline has come, or it is cancelled.
 * _claimed: the caller has claimed it. With no lock of an object or of a wheel held. In wait.c. */
void rill_sched_interrupt(struct rill_task *t, int result);
void rill_sched_interrupt_claimed(struct rill_task *t);

/* With rill_sched_lock held: cancel a task, or take its cancellation back. _quietly only marks the
 * task and returns whether the caller must interrupt it, once the caller has dropped its locks.
 * _mask says whether the running task may be cancelled, and returns what was so before. */
void rill_sched_cancel(struct rill_task *t, bool on);
bool rill_sched_cancel_quietly(struct rill_task *t);
bool rill_sched_mask(struct rill_task *self, bool masked);

/* The running task calls this in a call that does not wait. It looks at the inbox and the clock,
 * and whether the task is cancelled and must be told. With `now` it looks at once, else in one of
 * RILL_CANCEL_CALLS calls. In a trap the answer is 0.   returns  0; -ECANCELED. A place
 * (port/image.h), filled by sched.c; rill_told in port/call.h calls it. */
int rill_cancel_told(long now);

/* With rill_sched_lock held: set the task's hurdle as its cancellation and its context say. */
void rill_sched_raise_hurdle(struct rill_task *t);

/* Must the task call rill_sched_attend? A write below the stack's end has hit the canary, even if
 * sp has come back; if sp is still low, sp shows it. A task that parks must have room for what may
 * follow: the FP registers, and the timers that are due. */
static inline bool rill_sched_trouble(const struct rill_hart *h)
{
    uintptr_t guard = rill_task_self()->guard;

    return __builtin_expect(
        h->attention || *(const uintptr_t *)guard != guard ||
            rill_stack_pointer() - RILL_STACK_RESERVE <= guard,
        0);
}

/* The beginning of a call that may park. *canceled: the call must answer -ECANCELED. If the
 * caller's hurdle is 0, the caller is in a task. */
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

/* The states of a job. A job that was never spawned has any other value. */
enum rill_job_state {
    RILL_JOB_RUNNING = 0x10b1000, /* one lui each */
    RILL_JOB_ENDED = 0x10b2000,
    RILL_JOB_JOINED = 0x10b3000,
};

/* ---- task.c, end.c ---- */
extern uint32_t rill_task_spawned; /* how many tasks were ever made, */
extern uint32_t rill_task_ended;   /* and how many have ended */
int rill_task_make(struct rill_job *job, const struct rill_task_opts *opts,
                   rill_task_fn *fn, void *arg, uintptr_t started_at);

/* One reason more, or less, to start every task the long way, which asks the extras
 * (kernel/sched/extras.c) and does not copy what the last task of the same size was given. */
void rill_task_long_way(int more);

/* The bytes that a task takes besides its stack. */
size_t rill_task_overhead(void);

/* The running task had that number and has ended: wake all tasks that wait for what it owned. The
 * caller holds no lock. A place (port/image.h), filled by owner.c. */
void rill_owners_end(uint32_t number);
void rill_owners_tell(uint32_t number);

/* The task of the block that ends at this address. */
struct rill_task *rill_block_task(uintptr_t end);

/* The kind of block for a task with a stack of so many bytes; 0: there is no such block. */
rill_block_kind rill_task_kind(size_t stack_bytes);

/* For reports, which may have a wrong pointer: does t look like a task? */
bool rill_is_task(const struct rill_task *t);

/* Where a task that does not run will go on, and its sp there. In waits.c. */
uintptr_t rill_task_place(const struct rill_task *t, uintptr_t *sp);

/* Why a parked task waits, and in *object for what, or NULL. In waits.c. */
const char *rill_task_waits(const struct rill_task *t, const void **object);

/* ---- stats.c ---- */

/* How long the hart has slept, with the sleep that it is in. */
uint64_t rill_hart_idle_ns(const struct rill_hart *h);

/* ---- boot/switch.S ---- */
void rill_task_entry(void);
void rill_task_entry_watched(void);

#include "flags.h"
#include "ready.h"
#include "begin.h"

#endif
