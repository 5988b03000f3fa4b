/* other_harts.h -- runs a function of the test on every other hart, in the trap that an IPI makes
 * there. So a test can have all harts do one thing at once, whatever the scheduler has them do.
 * For images of two harts or more, linked with
 *     // make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
 */
#ifndef OTHER_HARTS_H
#define OTHER_HARTS_H

#include <stdint.h>

#include <rill/bind.h>
#include <rill/hart.h>
#include <rill/time.h>

#include "mode.h"

/* As in include/port/board.h. */
void rill_ipi_send(uintptr_t hart_id);

/* Each hart's struct rill_hart; set by harts_arrive. */
static uintptr_t *harts_at[RILL_HARTS];

/* The words of a hart from HART_TRAP_SP on (include/port/frame.h): trap stack, idle stack, ...
 * The word of the trap stack points one frame below the stack's top: FRAME_BYTES there. */
#define TRAP_FRAME_BYTES (36 * sizeof(uintptr_t))

static inline uintptr_t *hart_words(unsigned number)
{
    return harts_at[number] + 8 / sizeof(uintptr_t) + 5;
}

/* HART_ID of include/port/frame.h. */
static inline uintptr_t hart_id(unsigned number)
{
    return hart_words(number)[4 + 8 / sizeof(uintptr_t)];
}

/* HART_IDLE of include/port/frame.h. */
static inline uintptr_t hart_idle(unsigned number)
{
    return hart_words(number)[5 + 8 / sizeof(uintptr_t)];
}

/* FORBIDDEN, for this hart in M-mode: each hart's PMP guards its own guard alone. */
static inline uintptr_t hart_forbidden(unsigned number)
{
    return SUPERVISOR ? FORBIDDEN
                      : hart_words(number)[6 + 8 / sizeof(uintptr_t)] + 1024;
}

/* The test defines it. Each other hart runs it, in its trap. */
static void on_hart(unsigned number);

static volatile unsigned on_hart_wanted;

void __real_rill_ipi_clear(void);
void __wrap_rill_ipi_clear(void);
void __wrap_rill_ipi_clear(void)
{
    __real_rill_ipi_clear();
    if (on_hart_wanted)
        on_hart(rill_hart());
}

/* Wait until `want` harts have arrived, at most ten seconds, and pin the caller to hart 0, so
 * that "the other harts" are always harts 1 and up. */
static int harts_arrive(unsigned want)
{
    rill_pin(0);
    for (int i = 0; i < 10000 && rill_hart_arrived() < want; i++)
        rill_sleep_ns(RILL_MS);
    for (unsigned i = 0; i < rill_hart_count(); i++) {
        rill_pin((int)i);
        __asm__ volatile("csrr %0, " X "scratch" : "=r"(harts_at[i]));
    }
    rill_pin(0);
    return rill_hart_arrived() == want;
}

/* Send a hart an IPI that Rill did not ask for. */
static inline void interrupt_hart(unsigned number)
{
    rill_ipi_send(hart_id(number));
}

static inline void interrupt_others(void)
{
    on_hart_wanted = 1;
    for (unsigned i = 1; i < rill_hart_count(); i++)
        interrupt_hart(i);
}

#endif
