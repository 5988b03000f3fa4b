/* rill/time.h -- the clock, which never goes backwards, and sleeping.
 *
 * Time is in nanoseconds since boot, in 64 bits, on rv32 too: it wraps after 584 years. Its
 * grain is the machine's timer (100 ns on QEMU's virt, 30.5 us on a real HiFive1). Rill
 * rounds deadlines up to that grain, so no task wakes early.
 *
 * How late: a sleep, a deadline or a timer that is due is handled by the first hart that is
 * idle, or on which a task yields, blocks or ends. On one hart the running task must do one
 * of these; on many harts any task. The tasks that were ready before then run first.
 *
 * Callers: rill_now_ns and rill_after_ns from anywhere. The calls that sleep from tasks: a
 *          call from a trap handler panics.
 */
#ifndef RILL_TIME_H
#define RILL_TIME_H

#include <stdint.h>
#include <port/call.h>

RILL_C_BEGIN

/* Deadlines. A call does what can be done at once, whatever its deadline. (In a cancelled
 * task, rill/context.h, only a call with RILL_POLL always does.) When the call would have to
 * wait: with RILL_POLL it returns and lets no other task run. With any other deadline that
 * has passed it lets the tasks run that are ready, and takes what they give. */
#define RILL_POLL    0u         /* a deadline that has passed: do not wait */
#define RILL_FOREVER UINT64_MAX /* a deadline that never comes */

#define RILL_US 1000ull       /* ns in a microsecond */
#define RILL_MS 1000000ull    /* ns in a millisecond */
#define RILL_S  1000000000ull /* ns in a second */

/* The time now, in ns since boot. */
uint64_t rill_now_ns(void);

/* The deadline that is ns from now. At most RILL_FOREVER. */
uint64_t rill_after_ns(uint64_t ns);

/* Sleep for at least ns, or until deadline_ns. Blocks. A time that has passed lets the tasks
 * run that are ready. When the caller sleeps for ever and no other task can run, Rill
 * reports a deadlock.
 *   returns  0; -ECANCELED: the caller was cancelled (rill/context.h), and wakes early. */
int rill_sleep_ns(uint64_t ns);
int rill_sleep_until_ns(uint64_t deadline_ns);

RILL_C_END

/* What the compiler puts into the caller's code. */
#include <rill/inline/time.h>

#endif
