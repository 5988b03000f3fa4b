/* fuzz_inside.h -- what fuzz.c, fuzz_check.c and fuzz_sync.c have in common: one
 * program, run on the kernel and on the model at once. */
#ifndef HOST_FUZZ_INSIDE_H
#define HOST_FUZZ_INSIDE_H

#include <rill/rill.h>
#include "fuzz.h"

extern const struct program *program;
extern struct model model;

/* The objects of the kernel. */
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

/* A step's deadline. Of the deadlines in the past it uses only one, which the kernel and the
 * model sort alike; and it waits for ever only when the task can be cancelled. */
uint64_t fuzz_deadline_ns(const uint8_t *s, int me);

/* ---- fuzz_check.c ---- */

/* Byte i of a value; each byte of a value is different. */
uint8_t fuzz_value_byte(int ch, uint64_t value, size_t i);
bool fuzz_value_is(int ch, const void *at, uint64_t value);
struct rill_chan *fuzz_chan(int ch);

/* Fail unless it is this task's turn, at this time, and the kernel is as the model says;
 * fuzz_check_result also compares the call's answer. */
void fuzz_check(int me);
void fuzz_check_result(int me, int result);

/* ---- fuzz_sync.c ---- */

/* Do the step.   returns  false: the step is not one of fuzz_sync.c. */
bool fuzz_sync_step(const uint8_t *s, int me);

/* Let go of all that the task holds. */
void fuzz_sync_release(int me);

#endif
