/* kernel/task.h -- a task's block, a hart's block, and the scheduler's promises
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
 * The tasks of a hart that want to run are a ring, and the one that runs is in it:
 *
 *        +--> self --> next --> ... --> prev --+
 *        +-------------------------------------+
 *
 * So to yield is to go to the next and writes nothing; who is made ready goes in
 * right before self, which is behind all others; who parks is taken out. A hart
 * with an empty ring runs its idle loop, a ring of its own.
 *
 * Who may touch a task is where it is:
 *    in a ring   its hart owns it
 *    parked      wake_result is PARKED; whoever takes its waiters out of their
 *                queues owns it, and puts it into a ring
 *    ended       number is 0; nobody; its block is on a free list
 */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include <rill/panic.h>
#include <rill/task.h>
#include <port/frame.h>
#include <port/hart.h>
#include <port/lock.h>
#include <port/stress.h>
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

struct rill_task {
    uintptr_t pc, sp; /* while not running: port/switch.h */
    uintptr_t guard;  /* stack_low; or what stops it at its next park */
    union {
        struct rill_task *next;     /* in the ring */
        struct rill_waiter *waiter; /* parked: one of its records, or NULL */
    };
    struct rill_task *prev;
    uintptr_t stack_low; /* where the canary is: its own address */
    /* under the scheduler's lock: */
    struct rill_job *job;         /* NULL: detached; odd: group.c */
    const char *waits_for;        /* while parked: the reason, as a verb */
    const void *waits_on;         /* while parked: the object */
    struct rill_context *context; /* whose tasks are cancelled together */
    /* never change: */
    const char *name;     /* NULL: "task"; rill_task_name knows */
    uintptr_t started_at; /* return address of the spawn */
    int32_t wake_result;  /* under the lock: what a park returns */
    uint32_t flags;
    uint32_t number; /* 1 is the first task; 0 an idle loop, or ended */
    rill_block_kind kind;
};

/* What a hart has. The first four are boot/trap.S's. */
struct rill_hart {
    uintptr_t trap_sp;
    uintptr_t fault_sp;
    uintptr_t task_sp;
    struct rill_catch *catch;
    /* the inbox: all that an interrupt writes */
    union {
        volatile uint32_t attention; /* either; what a park looks at */
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
    struct rill_task *idle;
    struct rill_task *seen; /* kernel/hooks.c */
    uintptr_t id;
    uint64_t idle_ticks;          /* slept */
    struct rill_hart_asked asked; /* by other harts */
    uint32_t no_task[4]; /* 0: in a trap tp is the next hart's, and here is what
                          * would be a task's number (rill_here) */
} __attribute__((aligned(16)));

/* The first has nothing before it: so what it needs there is put there. */
extern struct rill_all_harts {
    uint32_t no_task[4];
    struct rill_hart of[RILL_HARTS];
} rill_all_harts;
#define rill_harts (rill_all_harts.of)
extern struct rill_task rill_idle_tasks[RILL_HARTS];
extern struct rill_lock rill_sched_lock;

/* Under the lock: how many tasks wait for what only a trap brings; how often a task
 * has given the hart away, but for those that ended. */
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

/* Was something written below the stack's end? */
static inline bool rill_stack_spoiled(const struct rill_task *t)
{
    return *(const uintptr_t *)t->stack_low != t->stack_low;
}

/* ---- sched.c ---- */

void rill_sched_init(struct rill_hart *h);

/* Become the idle loop: run tasks for ever. */
_Noreturn void rill_sched_run(void);

_Noreturn void rill_sched_not_in_trap(const char *call);

/* The lock again, in the midst of a call. */
static inline struct rill_hart *rill_sched_reenter(void)
{
    rill_lock_take(&rill_sched_lock);
    return rill_hart_self();
}

/* The lock, and the hart to go with it. Panics in a trap, naming the call. The
 * begin of a call: here STRESS=1 lets the others run. */
static inline struct rill_hart *rill_sched_enter_as(const char *call)
{
    struct rill_hart *h = rill_hart_self();

    if (__builtin_expect(!h, 0))
        rill_sched_not_in_trap(call);
    if (RILL_STRESS) {
        rill_yield();
        return rill_sched_reenter();
    }
    rill_lock_take(&rill_sched_lock);
    return h;
}

/* The same; the name is a literal, and only a panic's sentence says it. */
#define rill_sched_enter(call) rill_sched_enter_as(RILL_SENTENCE(call))

/* The same chance in a call that takes the lock by itself. */
static inline void rill_sched_chance(void)
{
    if (RILL_STRESS && rill_hart_self())
        rill_yield();
}

static inline void rill_sched_leave(void)
{
    rill_lock_drop(&rill_sched_lock);
}

/* With the lock held: put a task behind the ready ones. (STRESS=1: before them.) */
static inline void rill_sched_ready(struct rill_task *t)
{
    struct rill_task *self = rill_task_self();
    struct rill_task *after = RILL_STRESS ? self->next : self;
    struct rill_task *before = after->prev;

    t->next = after;
    t->prev = before;
    before->next = t;
    after->prev = t;
}

/* With the lock held: wake a parked task, whose waiters are out of all queues. */
static inline void rill_sched_wake(struct rill_task *t, int result)
{
    t->wake_result = result;
    rill_sched_ready(t);
}

static inline bool rill_sched_parked(const struct rill_task *t)
{
    return t->wake_result == RILL_PARKED;
}

/* With the lock held: wake a task whatever it waits for, if it is parked: its
 * time has come, or it is cancelled. In wait.c. */
void rill_sched_interrupt(struct rill_task *t, int result);

/* With the lock held, by a task that is about to switch, before it has put itself
 * anywhere: look at the inbox, the guard and the hooks. It parks, and has said
 * what for; or it yields or has ended.
 *   returns  0: go on. RILL_AGAIN, if it parks: others were woken and a value may
 *   have come, look anew whether you must. -ECANCELED: do not park.
 * Who still must, after RILL_AGAIN, calls the second, which does not look at the
 * inbox: a ticker that is faster than the look would let nobody ever park. */
int rill_sched_attend(bool parks);
int rill_sched_attended(bool parks);
extern bool rill_sched_attending; /* somebody is inside */

/* With the lock held: cancel a task, or forget that it was; and, of the running
 * task, whether it can be: returns what was. */
void rill_sched_cancel(struct rill_task *t, bool on);
bool rill_sched_mask(struct rill_task *self, bool masked);

/* Is there cause for that? What went below the stack's end and came back has hit
 * the canary; what is still there shows in sp, and whoever parks must leave room
 * for what may follow: the FP registers, the timers that are due. */
static inline bool rill_sched_trouble(const struct rill_hart *h)
{
    uintptr_t guard = rill_task_self()->guard;

    return __builtin_expect(
        h->attention || *(const uintptr_t *)guard != guard ||
            rill_stack_pointer() - RILL_STACK_RESERVE <= guard,
        0);
}

/* Out of the ring. Who comes next, be it the idle loop. */
PARK_INLINE struct rill_task *rill_ring_leave(void)
{
    struct rill_task *next = rill_task_self()->next;
    struct rill_task *prev = rill_task_self()->prev;

    prev->next = next;
    next->prev = prev;
    if (__builtin_expect(next == prev && next == rill_task_self(), 0))
        return rill_hart_self()->idle;
    return next;
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
 * asked (kernel/extras.c): not as the last one of its size was. */
void rill_task_long_way(int more);

/* A task in memory of its caller's has ended. */
void rill_task_unmake(struct rill_task *t);

/* Make a block of this kind a task that has ended. */
struct rill_task *rill_block_lay_out(struct rill_block *b,
                                     rill_block_kind kind);

/* The task of the block that ends here. */
struct rill_task *rill_block_task(uintptr_t end);

/* The kind of block that a task with such a stack has; 0: there is none. */
rill_block_kind rill_task_kind(size_t stack_bytes);

/* For reports, which may have been given anything: does it look like a task? */
bool rill_is_task(const struct rill_task *t);

/* All tasks, in no order: the first one after NULL. With the lock held, or when
 * all else is lost. In heap.c, and of those in memory of a caller's in task.c. */
struct rill_task *rill_task_next(const struct rill_task *after);
struct rill_task *rill_task_next_callers(const struct rill_task *after);

/* ---- boot/switch.S ---- */
void rill_task_entry(void);
void rill_task_entry_watched(void);

#endif
