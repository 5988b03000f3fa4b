/* model.h -- what the kernel ought to do, written down plainly: arrays, first in first out, one
 * task at a time. The model keeps no stacks, copies no values, and shares no code with the
 * kernel.
 *
 * A task calls m_send and the like of the model right before it makes the call of the kernel. The
 * model's answer is in the task's struct m_task once that task is `current`. When a call has more
 * to do once its task runs again (to take its mutex back), `after` says what, and the model does
 * it before the task becomes current.
 */
#ifndef HOST_MODEL_H
#define HOST_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum {
    M_TASKS = 8,
    M_CHANS = 4,
    M_TIMERS = 2,
    M_PIPES = M_CHANS + M_TIMERS, /* a timer has a channel for its ticks */
    M_MUTEXES = 2,
    M_EACH = 2, /* of each other kind */
    M_CAP = 4,
    M_ARMS = 4,
    M_LINE = M_TASKS * M_ARMS
};

#define M_NEVER   UINT64_MAX /* as a deadline in ticks */
#define M_TICK_NS 100u

enum m_state { M_UNBORN, M_READY, M_RUNNING, M_PARKED, M_ENDED };

struct m_waiter {
    int task, arm;
    bool wants; /* to write; to take */
    uint64_t value;
};

struct m_line { /* [0] came first */
    struct m_waiter w[M_LINE];
    int n;
};

struct m_chan {
    int cap, len;
    bool closed;
    uint64_t buf[M_CAP]; /* [0] is the oldest */
    struct m_line senders, receivers;
};

struct m_mutex {
    int owner; /* -1: free */
    struct m_line line;
};

struct m_rwmutex {
    int writer; /* -1: none */
    int readers;
    bool reads[M_TASKS];
    struct m_line line;
};

struct m_count { /* a semaphore or a wait group */
    int count;
    struct m_line line;
};

struct m_once {
    int runner; /* -1: none */
    bool finished;
    struct m_line line;
};

struct m_barrier {
    int parties, arrived;
    unsigned round;
    struct m_line line;
};

struct m_event {
    bool happened, by_trap;
    bool raised, linked; /* a trap has set it; not delivered yet */
    struct m_line line;
};

struct m_alarm {
    uint64_t when; /* M_NEVER: the alarm is not set */
    unsigned order;
};

struct m_timer {
    struct m_alarm alarm;
    uint64_t due_ns, period_ns, missed;
};

struct m_arm {
    int ch; /* -1: never ready */
    bool send;
    uint64_t value;
};

struct model;

struct m_task {
    enum m_state state;
    struct m_alarm alarm;
    int result;     /* of the last call */
    int arm;        /* of the last select */
    uint64_t value; /* of the last receive */
    int joiner;     /* the task that joins it; -1: none */
    bool canceled, masked;
    unsigned calls; /* made without a wait since it was told */
    void (*after)(struct model *m, int of); /* the rest of its call */
    int after_of;
    unsigned round;
};

struct model {
    struct m_task task[M_TASKS];
    struct m_chan chan[M_PIPES];
    struct m_timer timer[M_TIMERS];
    struct m_mutex mutex[M_MUTEXES];
    struct m_rwmutex rw[M_EACH];
    struct m_line cond[M_EACH];
    struct m_count sem[M_EACH], group[M_EACH];
    struct m_once once[M_EACH];
    struct m_barrier barrier[M_EACH];
    struct m_event event[M_EACH];
    int inbox[M_EACH], n_inbox; /* events, first set first */
    int ready[M_TASKS], n_ready;
    int current;
    unsigned started;
    uint64_t now;    /* ticks */
    bool stuck;      /* no task is ready and no timer runs */
    uint32_t random; /* the hart's, at the step's begin */
};

void m_init(struct model *m, uint64_t now);

/* A number below n, drawn as the kernel draws it (kernel/sched/task.h). */
int m_draw(struct model *m, int n);

/* Each call is made by m->current. A deadline of 0 does not wait. */
void m_send(struct model *m, int ch, uint64_t value, uint64_t deadline);
void m_recv(struct model *m, int ch, uint64_t deadline);
void m_close(struct model *m, int ch);
void m_sleep(struct model *m, uint64_t deadline);
void m_yield(struct model *m);
void m_spawn(struct model *m, int task);
void m_exit(struct model *m);
void m_join(struct model *m, int task, uint64_t deadline);

/* A select takes two steps, because the kernel may take any of several ready arms. When
 * m_select returns true, an arm is ready, and the caller tells by m_choose which arm the kernel
 * took. Between these, the caller tells m_select_told how many arms are ready; true: the select
 * answers -ECANCELED. */
bool m_ready(const struct model *m, const struct m_arm *arm);
bool m_select(struct model *m, const struct m_arm *arms, int n,
              uint64_t deadline);
bool m_select_told(struct model *m, int found, uint64_t deadline);
void m_choose(struct model *m, const struct m_arm *arms, int i);

/* The time is in ns here, because a ticker counts in ns. Returns what the kernel's call
 * returns. */
bool m_timer_set(struct model *m, int timer, uint64_t ns, uint64_t period_ns);
bool m_timer_stop(struct model *m, int timer);

void m_cancel(struct model *m, int task, bool on);
bool m_mask(struct model *m, bool masked);

/* ---- model_sync.c ---- */

void m_lock(struct model *m, int mutex, uint64_t deadline);
void m_unlock(struct model *m, int mutex);
void m_rw_lock(struct model *m, int rw, uint64_t deadline);
void m_rw_unlock(struct model *m, int rw);
void m_rw_rlock(struct model *m, int rw, uint64_t deadline);
void m_rw_runlock(struct model *m, int rw);
void m_cond_wait(struct model *m, int cond, int mutex, uint64_t deadline);
void m_cond_signal(struct model *m, int cond, bool all);
void m_sem_get(struct model *m, int sem, uint64_t deadline);
void m_sem_put(struct model *m, int sem);
void m_group_add(struct model *m, int group, int n);
void m_group_done(struct model *m, int group);
void m_group_wait(struct model *m, int group, uint64_t deadline);
bool m_once_do(struct model *m, int once,
               uint64_t deadline); /* true: the task runs fn */
void m_once_done(struct model *m, int once);
void m_barrier_wait(struct model *m, int barrier, uint64_t deadline);
void m_event_set(struct model *m, int event);
void m_event_set_in_trap(struct model *m, int event);
void m_event_clear(struct model *m, int event);
void m_event_wait(struct model *m, int event, bool take, uint64_t deadline);

/* ---- what the two files share ---- */

void m_say(struct model *m, int result);
void m_line_add(struct m_line *l, int task, int arm, bool wants,
                uint64_t value);

/* m_wake takes a task out of all lines and makes it ready. m_serve does so with the first in
 * line.   returns  false: the line was empty. */
void m_wake(struct model *m, int task, int arm, int result);
bool m_serve(struct model *m, struct m_line *l, int result);

/* The running task must wait in line. `again`, if it is not NULL, first tries once more whether
 * the task can have at once what it wants. If it cannot, the task's `after`, if not NULL, runs at
 * the end. */
void m_wait(struct model *m, struct m_line *l, bool wants, uint64_t value,
            uint64_t deadline, bool (*again)(struct model *m, int of), int of);

/* Park. When the task runs again, the rest of its call is done. */
void m_park(struct model *m, uint64_t deadline);

/* Before a task parks or yields: m_look fires the due timers and delivers the events of traps.
 * m_stopped returns true when the task must not park, because it is cancelled. */
void m_look(struct model *m);
bool m_stopped(struct model *m);

/* A call that may wait begins.   returns  true: it is the one of RILL_CANCEL_CALLS calls that
 * answers -ECANCELED. */
bool m_told(struct model *m, uint64_t deadline);

/* Deliver all events that traps have set. In model_sync.c. */
void m_deliver(struct model *m);

/* Do the rest of the call of the task that runs again. */
void m_finish(struct model *m);

#endif
