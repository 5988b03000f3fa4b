/* model.h -- what the kernel ought to do, written down plainly: arrays, first in
 * first out, one task at a time. It keeps no stacks and copies no values, and
 * shares no code with the kernel.
 *
 * A task of the model calls m_send and its like right when the real one does.
 * What the answer is, or will be, is in its struct m_task once it is `current`.
 */
#ifndef HOST_MODEL_H
#define HOST_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum { M_TASKS = 8, M_CHANS = 4, M_MUTEXES = 2, M_CAP = 4, M_ARMS = 4 };
enum { M_LINE = M_TASKS * M_ARMS };

#define M_NEVER UINT64_MAX /* as a deadline in ticks */

enum m_state { M_UNBORN, M_READY, M_RUNNING, M_PARKED, M_ENDED };

struct m_waiter {
    int task, arm;
    uint32_t value;
};

struct m_line { /* [0] came first */
    struct m_waiter w[M_LINE];
    int n;
};

struct m_chan {
    int cap, len;
    bool closed;
    uint32_t buf[M_CAP]; /* [0] is the oldest */
    struct m_line senders, receivers;
};

struct m_mutex {
    int owner; /* -1: free */
    struct m_line waiters;
};

struct m_arm {
    int ch; /* -1: never ready */
    bool send;
    uint32_t value;
};

struct m_task {
    enum m_state state;
    uint64_t when; /* M_NEVER: no timer */
    unsigned order;
    int result;     /* of the last call */
    int arm;        /* of the last select */
    uint32_t value; /* of the last receive */
    int joiner;     /* who waits for it; -1: nobody */
};

struct model {
    struct m_task task[M_TASKS];
    struct m_chan chan[M_CHANS];
    struct m_mutex mutex[M_MUTEXES];
    int ready[M_TASKS], n_ready;
    int current;
    unsigned started;
    uint64_t now; /* ticks */
    bool stuck;   /* nobody is ready and no timer runs */
};

void m_init(struct model *m, uint64_t now);

/* Each for m->current. A deadline of 0 does not wait. */
void m_send(struct model *m, int ch, uint32_t value, uint64_t deadline);
void m_recv(struct model *m, int ch, uint64_t deadline);
void m_close(struct model *m, int ch);
void m_lock(struct model *m, int mutex, uint64_t deadline);
void m_unlock(struct model *m, int mutex);
void m_sleep(struct model *m, uint64_t deadline);
void m_yield(struct model *m);
void m_spawn(struct model *m, int task);
void m_exit(struct model *m);
void m_join(struct model *m, int task, uint64_t deadline);
void m_join_ends(struct model *m, int task); /* when it has come back */

/* A select in two steps, because of several ready arms the kernel takes any: if
 * m_select says true, one is ready, and m_choose says which it took. */
bool m_ready(const struct model *m, const struct m_arm *arm);
bool m_select(struct model *m, const struct m_arm *arms, int n,
              uint64_t deadline);
void m_choose(struct model *m, const struct m_arm *arms, int i);

#endif
