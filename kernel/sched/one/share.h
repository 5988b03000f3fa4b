/* kernel/sched/one/share.h -- what tasks and harts have to say which task comes next, on one hart:
 * kernel/sched/one/ready.h. Its twin is kernel/sched/many/share.h; -I chooses. */
#ifndef KERNEL_SHARE_H
#define KERNEL_SHARE_H

#define RILL_TASK_LINKS                                                 \
    union {                                                             \
        struct rill_task *next;     /* in the ring */                   \
        struct rill_waiter *waiter; /* parked: one of its records, or \
                                       NULL */ \
    };                                                                  \
    struct rill_task *prev;

/* flags: its upper bits are counts (ready.h). */
#define RILL_TASK_RESULT \
    int16_t wake_result; \
    uint16_t flags;

#define RILL_TASK_HEAD
#define RILL_TASK_SHARED
#define RILL_HART_HEAD
#define RILL_HART_SHARED

/* The wheel of alarms: kernel/sched/one/wheel.h. There is one, so to say which takes
 * nothing: no register, no memory. */
struct rill_wheel_ref {
    char nothing[0];
};

#endif
