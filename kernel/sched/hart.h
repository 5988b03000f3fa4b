/* kernel/sched/hart.h -- what a hart has, and where the harts lie. task.h includes this header, and
 * the rest of the kernel includes task.h.
 *
 * What a hart has only on many harts is an array of RILL_MANY members: one member on many harts,
 * none on one hart. There the array takes no memory, and no code that runs looks at it.
 */
#ifndef KERNEL_HART_H
#define KERNEL_HART_H

#include <rill/panic.h>
#include <port/frame.h>
#include <port/hart.h>
#include <port/lock.h>
#include "harts.h"
#include "heap.h"

struct rill_alarm;
struct rill_heap;
struct rill_notice;
struct rill_task;

/* A hart's ready tasks, on many harts: a ring of which the last task, and so the first, is known.
 * On one hart the ring needs no struct (one/ready.h). */
struct rill_ready {
    struct rill_lock lock;
    uint32_t turns;         /* tasks that went in at the front */
    struct rill_task *last; /* NULL: no task is ready */
    struct rill_task *slot; /* the last task that went in at the front */
    uint32_t
        appended; /* tasks put at the end, less those that other harts took */
    unsigned long taken; /* tasks that this hart took out */
};

/* A hart's alarms: kernel/time/timer.c. kernel/sched/wheel.h says what may touch them. */
struct rill_wheel {
    struct rill_lock lock;   /* of all members but due */
    uint32_t due[RILL_MANY]; /* set by the hart's trap: an alarm is due */
    bool expires[RILL_MANY]; /* a hart is firing the due alarms */
    const struct rill_alarm *volatile firing[RILL_MANY];
    uint64_t base;
    uint64_t armed; /* the time its hart's device is armed for */
    struct rill_alarm_level *levels[RILL_MANY]; /* rill_wheel_levels */
};

/* The place of a list of blocks that ended tasks gave back (begin.h); 0: none. */
typedef uintptr_t rill_block_place;

/* The list for tasks of the last size that a caller asked for: task.c. */
struct rill_same {
    rill_block_place list;
    size_t bytes;
};

/* What a hart has on many harts, where other harts can see it. */
struct rill_hart_of_many {
    uint32_t next_number;         /* the number of the next task it makes */
    struct rill_wheel *fires;     /* the wheel that it is firing now */
    bool attending;               /* the hart is in rill_sched_attend */
    bool spins;                   /* the hart is idle and looks for work */
    bool runs;                    /* the hart runs a task */
    unsigned long ended;          /* tasks that ended here */
    unsigned long switches;       /* switches, except those in ready.taken */
    uint32_t alone;               /* yields while no other task was ready */
    uint32_t counted[RILL_HARTS]; /* each hart's switches: many/balance.c */
    unsigned long steals;         /* for statistics */
    unsigned long spilled;        /* `ended` at the last spill */
    struct rill_same same;
    struct rill_heap *heap; /* malloc's; NULL: it has not called malloc */
    /* lists of ended tasks' blocks; kernel/memory/heap.c has such lists for all harts */
    struct rill_block *lists[RILL_BLOCK_LISTS];
};

/* Lies before a hart and before its guard: in a trap tp may point to either (port/hart.h). */
struct rill_trap_cell {
    struct rill_hart *hart;
    uint32_t no_task __attribute__((aligned(8))); /* 0: no task's number */
    int32_t hurdle; /* no trap takes a short way */
} __attribute__((aligned(16)));

/* What a hart has. boot/ also uses trap_sp to catch, id and idle; port/frame.h has the offsets of
 * these members as numbers. */
struct rill_hart {
    struct rill_ready ready[RILL_MANY]; /* first, so that AMOs need no offset */
    unsigned long rill_chan_messages[RILL_MANY]; /* port/call.h counts, too */
    uintptr_t trap_sp;
    uintptr_t fault_sp;
    uintptr_t task_sp;
    struct rill_catch *catch;
    /* what an interrupt writes; with `inbox` below, that is all */
    union {
        volatile uint32_t attention; /* both halves: a park reads this */
        struct {
            volatile uint16_t timer_due;
            uint16_t
                watched; /* written by a task: hooks listen, kernel/watch/hooks.c */
        };
    };
    uint32_t spurious; /* how many interrupts came unasked */
    uintptr_t id;      /* id and idle never change once the hart has started */
    struct rill_task *idle;
    uintptr_t handler_tp;      /* a handler's tp: its guard. Never changes */
    uintptr_t task_tp;         /* of the interrupted task: boot/one/harts.h */
    struct rill_notice *inbox; /* the notices of traps, newest first */
    unsigned long fresh;       /* notices that a trap found taken: inbox.h */
    uint32_t random;           /* only this hart's, so no lock; never 0 */
    struct rill_task *seen;    /* kernel/watch/hooks.c */
    volatile uint64_t idle_ticks; /* slept so far; rill_hart_idle_ns */
    uint32_t asked[RILL_MANY];    /* what other harts ask: harts.h */
    struct rill_wheel wheel;
    unsigned long rill_timer_ticks[RILL_MANY];
    struct rill_hart_of_many many[RILL_MANY];
    struct rill_trap_cell cell; /* before the next hart */
} __attribute__((aligned(16)));

/* No hart lies before the first, so its cell is put there. */
extern struct rill_all_harts {
    struct rill_trap_cell cell;
    struct rill_hart of[RILL_HARTS];
} rill_all_harts;
#define rill_harts (rill_all_harts.of)

/* The hart of the running task. On one hart the address is known. */
static inline struct rill_hart *rill_hart_of_task(void)
{
    return RILL_MANY ? rill_hart_self() : &rill_harts[0];
}

/* Marsaglia's xorshift32 (Journal of Statistical Software 8(14), 2003), brought into [0, n) by its
 * high bits; n is far too small for the bias to show. */
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
