/* fuzz_inside.h -- what fuzz.c, fuzz_check.c and fuzz_sync.c have in common: one
 * program, run on the kernel and on the model at once. */
#ifndef HOST_FUZZ_INSIDE_H
#define HOST_FUZZ_INSIDE_H

#include <rill/rill.h>
#include "fuzz.h"

extern const struct program *program;
extern struct model model;

/* The kernel's side. */
struct fuzz_real {
    struct rill_chan chan[M_CHANS];
    struct rill_timer timer[M_TIMERS];
    struct rill_mutex mutex[M_MUTEXES];
    struct rill_rwmutex rw[M_EACH];
    struct rill_cond cond[M_EACH];
    struct rill_sem sem[M_EACH];
    struct rill_waitgroup group[M_EACH];
    struct rill_once once[M_EACH];
    struct rill_barrier barrier[M_EACH];
    struct rill_event event[M_EACH];
    struct rill_task *task[M_TASKS];
};
extern struct fuzz_real real;

__attribute__((format(printf, 1, 2))) _Noreturn void fuzz_fail(const char *fmt,
                                                               ...);

/* Ticks, from ns: rounded up. */
uint64_t fuzz_ticks(uint64_t ns);

/* A step's deadline. None in the past but one, which the two sort alike; and none
 * for ever while the task cannot be canceled. */
uint64_t fuzz_deadline_ns(const uint8_t *s, int me);

/* ---- fuzz_check.c ---- */

/* A value's bytes, told apart by their place. */
uint8_t fuzz_value_byte(int ch, uint64_t value, size_t i);
bool fuzz_value_is(int ch, const void *at, uint64_t value);
struct rill_chan *fuzz_chan(int ch);

/* Is it this task's turn, at this time, and is all as the model has it? And did
 * the call answer what it should? */
void fuzz_check(int me);
void fuzz_check_result(int me, int result);

/* ---- fuzz_sync.c ---- */

/* false: the step is none of its own. */
bool fuzz_sync_step(const uint8_t *s, int me);

/* Let go of all that the task holds. */
void fuzz_sync_release(int me);

#endif
