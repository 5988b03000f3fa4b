/* kernel/sched/hart.h -- what a hart has, and where the harts lie. task.h includes it, and the
 * rest of the kernel task.h.
 *
 * What a hart has only if it is one of many is an array of RILL_MANY members: of one if harts
 * are many, of none on one hart. There it takes no memory, and no code that runs looks at it.
 */
#ifndef KERNEL_HART_H
#define KERNEL_HART_H

#include <rill/panic.h>
#include <port/frame.h>
#include <port/hart.h>
#include <port/lock.h>
#include "harts.h"
#include "heap.h"
#include "share.h"

struct rill_alarm;
struct rill_notice;
struct rill_task;

/* A hart's ready tasks: a ring with a known last one, and so a known first. Where harts are
 * many; on one, the ring is in the tasks alone (one/ready.h). */
struct rill_ready {
    struct rill_lock lock;
    uint32_t turns;         /* tasks that were let in before the others */
    struct rill_task *last; /* NULL: nobody is ready */
    struct rill_task *slot; /* the last that was let in before the others */
    uint32_t
        appended; /* tasks put at the end, less those that other harts took */
    unsigned long taken; /* tasks that its hart took out */
};

/* A list of blocks that ended tasks gave back, as ready.h has it; 0: none. */
typedef uintptr_t rill_block_place;

/* The list for tasks of the size that was asked for last: task.c. */
struct rill_same {
    rill_block_place list;
    size_t bytes;
};

/* What a hart has that is one of many, where others see it. */
struct rill_hart_of_many {
    uint32_t next_number; /* of the tasks it makes */
    struct rill_wheel wheel;
    struct rill_wheel *fires;     /* it fires alarms of this one, just now */
    bool attending;               /* it is in rill_sched_attend */
    bool spins;                   /* it is idle and looks for work */
    bool runs;                    /* a task */
    unsigned long ended;          /* tasks */
    unsigned long switches;       /* but those counted in ready.taken */
    uint32_t alone;               /* yields with nobody to yield to */
    uint32_t counted[RILL_HARTS]; /* of each hart: many/balance.c */
    unsigned long steals;         /* for statistics */
    unsigned long spilled;        /* `ended` when it spilled last */
    struct rill_same same;
    /* of ended tasks' blocks, as kernel/memory/heap.c has them for all harts */
    struct rill_block *lists[RILL_BLOCK_LISTS];
};

/* What is before a hart, and before its guard, for tp may point to either in a trap:
 * port/hart.h. */
struct rill_trap_cell {
    struct rill_hart *hart;
    uint32_t no_task __attribute__((aligned(8))); /* 0, as no task's number */
    int32_t hurdle; /* no trap takes a short way */
} __attribute__((aligned(16)));

/* What a hart has. From trap_sp to catch, its id and its idle task are also boot's, and their
 * places numbers in port/frame.h. */
struct rill_hart {
    struct rill_ready ready[RILL_MANY]; /* first: AMOs need no offset then */
    unsigned long rill_chan_messages[RILL_MANY]; /* port/call.h counts, too */
    uintptr_t trap_sp;
    uintptr_t fault_sp;
    uintptr_t task_sp;
    struct rill_catch *catch;
    /* the inbox: all that an interrupt writes */
    union {
        volatile uint32_t attention; /* either; what a park looks at */
        struct {
            volatile uint16_t timer_due;
            uint16_t
                watched; /* a task's: somebody listens, kernel/watch/hooks.c */
        };
    };
    uint32_t spurious; /* interrupts nobody asked for, counted */
    uintptr_t id;      /* these two never change once it has started */
    struct rill_task *idle;
    uintptr_t handler_tp;      /* a handler's tp: its guard. Never changes */
    uintptr_t task_tp;         /* that was interrupted: boot/one/harts.h */
    struct rill_notice *inbox; /* what traps have put, newest first */
    unsigned long fresh; /* how often what was put there last had been taken */
    uint32_t random;     /* its own hart's, so no lock; never 0 */
    struct rill_task *seen;       /* kernel/watch/hooks.c */
    volatile uint64_t idle_ticks; /* slept; rill_hart_idle_ns */
    struct rill_hart_asked asked; /* by other harts */
    unsigned long rill_timer_ticks[RILL_MANY];
    struct rill_hart_of_many many[RILL_MANY];
    struct rill_trap_cell cell; /* of the next hart */
} __attribute__((aligned(16)));

/* The first has nothing before it: so what it needs there is put there. */
extern struct rill_all_harts {
    struct rill_trap_cell cell;
    struct rill_hart of[RILL_HARTS];
} rill_all_harts;
#define rill_harts (rill_all_harts.of)

/* The hart, in a task. On one hart it is known. */
static inline struct rill_hart *rill_hart_of_task(void)
{
    return RILL_MANY ? rill_hart_self() : &rill_harts[0];
}

/* Marsaglia's xorshift32 (Journal of Statistical Software 8(14), 2003), brought
 * into [0, n) by its high bits; n is far too small for the bias to show. */
static inline unsigned rill_random_below(struct rill_hart *h, unsigned n)
{
    uint32_t x = h->random;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    h->random = x;
    return (unsigned)((uint64_t)x * n >> 32);
}

#endif
