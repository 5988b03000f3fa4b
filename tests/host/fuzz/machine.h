/* machine.h -- the machine that the kernel runs on here: tests/host/fuzz/machine.c.
 *
 * The clock is virtual. It stands still while tasks run, jumps to the armed time when no task is
 * ready, and moves on by rill_host_advance. So each run of a program goes alike, and a sleep
 * costs nothing.
 */
#ifndef HOST_MACHINE_H
#define HOST_MACHINE_H

#include <stddef.h>
#include <stdint.h>
#include <rill/task.h>

#define RILL_HOST_HZ         10000000u
#define RILL_HOST_FIRST_ROOM 8192u

/* Thread-local variables of the image that machine.c pretends to be. */
#define RILL_HOST_TLS_BYTES 48u
size_t rill_host_tdata_bytes(void); /* the size of .tdata */

/* Run fn(arg) in the kernel's first task, on that task's stack; fn may block. Returns when fn
 * has returned. The first call brings the machine up. */
void rill_host_run(void (*fn)(void *), void *arg);

uint64_t rill_host_ticks(void);
void rill_host_advance(uint64_t ticks);

/* The state of the hart's generator. */
uint32_t rill_host_random(void);

/* Take an interrupt here and now; its handler calls fn(arg). */
void rill_host_trap(void (*fn)(void *), void *arg);

/* The kernel broke a promise: say so, and end the process with status 134. */
_Noreturn void rill_host_wrong(const char *what);

/* Called before the process ends, in any way; may be NULL. */
extern void (*rill_host_last_words)(void);

/* ---- switch_*: the way from one stack to another ---- */
void rill_host_swap(uintptr_t *save_sp, uintptr_t sp);
void rill_host_entry(void); /* only an address: a first frame returns to it */
_Noreturn void rill_host_first(rill_task_fn *fn, void *arg);

#endif
