/* kernel/sched/many/share.h -- what tasks and harts have to say which task comes next, where harts
 * are many: kernel/sched/many/ready.h. Its twin is kernel/sched/one/share.h; -I chooses. */
#ifndef KERNEL_SHARE_H
#define KERNEL_SHARE_H

#include <port/lock.h>

#define RILL_HART_WORDS ((RILL_HARTS + 31) / 32) /* a bit a hart */

/* A hart's ready tasks: a ring with a known last one, and so a known first. */
struct rill_ready {
    struct rill_lock lock;
    uint32_t turns;         /* tasks that were let in before the others */
    struct rill_task *last; /* NULL: nobody is ready */
    struct rill_task *slot; /* the last that was let in before the others */
    uint32_t
        appended; /* tasks put at the end, less those that other harts took */
    unsigned long taken; /* tasks that its hart took out */
};

/* At the beginning of a task, for AMOs need no offset then. state: kernel/sched/many/ready.h.
 * special: not to be put where it was made ready. */
#define RILL_TASK_HEAD \
    uint32_t state;    \
    uint32_t special; /* 0; RILL_PINNED and a hart; RILL_LISTENED */

#define RILL_TASK_LINKS                                   \
    struct rill_task *next; /* in a ring of ready ones */ \
    struct rill_lock *lock; /* parked: what its last switch drops, \
                               under which its waiters are */

#define RILL_TASK_SHARED                                                       \
    struct rill_waiter *waiter;            /* parked: one of its records, or \
                                   NULL */ \
    char unused[3 * (sizeof(void *) - 4)]; /* number is 8 below tp */

/* calls: the running task's own (ready.h). */
#define RILL_TASK_RESULT \
    int16_t wake_result; \
    uint16_t calls;      \
    uint32_t flags;

/* At the beginning of a hart, too; messages are counted by header code. */
#define RILL_HART_HEAD       \
    struct rill_ready ready; \
    unsigned long rill_chan_messages;

/* A hart's alarms: kernel/time/timer.c, kernel/sched/many/wheel.h. */
struct rill_wheel {
    struct rill_lock lock; /* of all but due */
    uint32_t due;          /* its hart's trap: the time of the first has come */
    bool expires;          /* somebody fires what is due */
    const struct rill_alarm *volatile firing;
    uint64_t base, armed;
    struct rill_alarm_level *levels;
};

struct rill_wheel_ref {
    struct rill_wheel *is;
};

typedef size_t rill_block_place; /* ready.h */

struct rill_same {
    rill_block_place list;
    size_t bytes;
};

/* same: the list for tasks of the size that was asked for last. lists: of ended
 * tasks' blocks, as kernel/memory/heap.c has them for all harts. */
#define RILL_HART_SHARED                                                     \
    uint32_t next_number; /* of the tasks it makes */                        \
    unsigned long rill_timer_ticks;                                          \
    struct rill_wheel wheel;                                                 \
    struct rill_wheel *fires; /* it fires alarms of this one, just now */    \
    bool attending;                                                          \
    bool spins; /* it is idle and looks for work */                          \
    bool runs;  /* a task */                                                 \
    unsigned long ended;                                                     \
    unsigned long switches; /* but those counted in ready.taken */           \
    uint32_t alone;         /* yields with nobody to yield to */             \
    uint32_t                                                                 \
        counted[RILL_HARTS]; /* of each hart: kernel/sched/many/balance.c */ \
    unsigned long steals;    /* for statistics */                            \
    unsigned long spilled;   /* `ended` when it spilled last */              \
    struct rill_same same;                                                   \
    struct rill_block *lists[RILL_BLOCK_LISTS];

#endif
