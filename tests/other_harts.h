/* other_harts.h -- a function of the test's own on every other hart, in the trap
 * that an IPI makes there. So all harts can do something at once, whatever the
 * scheduler has them do. For images of two harts or more, linked with
 *     // make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
 */
#ifndef OTHER_HARTS_H
#define OTHER_HARTS_H

#include <stdint.h>

#include <rill/bind.h>
#include <rill/hart.h>
#include <rill/time.h>

#include "mode.h"

/* include/port/board.h */
void rill_ipi_send(uintptr_t hart_id);

/* struct rill_hart of each, when they have arrived. */
static uintptr_t *harts_at[RILL_HARTS];

/* A hart's words, the first those of boot/trap.S: trap stack, idle stack, ...
 * HART_TRAP_SP in include/port/frame.h says how far into it they are. The trap stack's
 * is a frame below its top: FRAME_BYTES there. */
#define TRAP_FRAME_BYTES (36 * sizeof(uintptr_t))

static inline uintptr_t *hart_words(unsigned number)
{
    return harts_at[number] + 8 / sizeof(uintptr_t) + 5;
}

/* HART_ID there. */
static inline uintptr_t hart_id(unsigned number)
{
    return hart_words(number)[4 + 8 / sizeof(uintptr_t)];
}

/* HART_IDLE there. */
static inline uintptr_t hart_idle(unsigned number)
{
    return hart_words(number)[5 + 8 / sizeof(uintptr_t)];
}

/* The test's: on a hart, in its trap. */
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

/* Until that many have arrived, or ten seconds; and the caller stays on the first, so
 * that the others are the others. */
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

/* An IPI that Rill did not ask for. */
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
