/* kernel/promises/harts.h -- the other harts: their start, what one may ask of another, and their
 * end. On one hart there are no others: what asks for them costs nothing, and the functions, which
 * are in kernel/irq/many/harts.c, are not called.
 *
 *   boot/mode-m/entry.h    kernel/irq/many/harts.c
 *     asleep --start-> rill_hart_main --> arrived --> runs tasks --> halted
 *            the board's driver: rill_hart_start           when the machine stops
 *
 * A hart that is called has a place in rill_harts; one that cannot be started has none, so that
 * there is no gap in their numbers.
 */
#ifndef KERNEL_HARTS_H
#define KERNEL_HARTS_H

#include <stdbool.h>
#include <stdint.h>
#include <port/call.h>
#include <port/hart.h>

struct rill_hart;

/* Bits of `asked` in struct rill_hart. Other harts set them, by AMO; its trap takes them all. */
#define RILL_ASKED_LOOK  0x1u /* at its queues, its inbox; wake from wfi */
#define RILL_ASKED_TIMER 0x2u /* arm its timer: another has fired for it */
#define RILL_ASKED_EXT   0x4u /* let interrupts of devices through */

/* Find the harts that the device tree has, and call as many as the image is built for. Waits for
 * none: one that never comes delays nothing. Says on the console which it has to leave out. Before
 * there is a task: they know how many they are. */
void rill_harts_call(void);

static inline void rill_harts_start(void)
{
    if (RILL_MANY)
        rill_harts_call();
}

/* Those that were called, the boot hart among them, arrived or not. It is written before there is a
 * task, and never again. */
extern uint32_t rill_harts_called;

static inline unsigned rill_harts_total(void)
{
    return RILL_MANY ? rill_harts_called : 1;
}

/* Their ids, by their places in rill_harts: room for RILL_HARTS of them.
 *   returns  how many. */
unsigned rill_harts_called_ids(uintptr_t *ids);

static inline unsigned rill_harts_ids(uintptr_t *ids)
{
    if (RILL_MANY)
        return rill_harts_called_ids(ids);
    ids[0] = rill_hart_id();
    return 1;
}

/* Harts that have arrived, the boot hart among them: how many, and a bit for each, by its place in
 * rill_harts. A bit is set, by AMO with release, when its hart can be interrupted, and stays. Two
 * words, as rv32 has no AMO of 64 bits. */
extern uint32_t rill_harts_count;
extern uint32_t rill_harts_here[2];

static inline unsigned rill_harts_arrived(void)
{
    return RILL_MANY ? __atomic_load_n(&rill_harts_count, __ATOMIC_RELAXED) : 1;
}

/* Has the hart in this place arrived? What it wrote before is seen. */
static inline bool rill_hart_has_come(unsigned i)
{
    if (!RILL_MANY)
        return !i;
    return __atomic_load_n(&rill_harts_here[i / 32], __ATOMIC_ACQUIRE) >>
               i % 32 &
           1u;
}

/* By a task: wait until it has come.   returns  false: it has not, in a second. */
bool rill_hart_await(unsigned i);

/* The place of this hart in rill_harts; in a trap as well. */
unsigned rill_hart_place(void);

static inline unsigned rill_hart_index(void)
{
    return RILL_MANY ? rill_hart_place() : 0;
}

/* Ask h, by an IPI if nobody has asked the same already: what this hart wrote before, h's trap
 * sees. From any hart, in a trap too. */
void rill_hart_ask(struct rill_hart *h, uint32_t bit);

static inline void rill_hart_poke(struct rill_hart *h)
{
    rill_hart_ask(h, RILL_ASKED_LOOK);
}

/* Have the hart in this place, arrived or not, let interrupts of devices through: itself, or
 * asked. */
void rill_hart_have_accept_ext(unsigned i);

static inline void rill_hart_accept_ext(unsigned i)
{
    if (RILL_MANY)
        rill_hart_have_accept_ext(i);
    else
        rill_irq_accept_ext();
}

/* In a trap, where harts are many: was this interrupt, by its number, the timer's, or one that
 * another hart asked for? Then it has been seen to. */
bool rill_hart_took(uintptr_t cause, struct rill_hart *h);

/* ---- the end of the machine ----
 *
 * The first hart that wants it to end is its owner; the others stop, in a trap or where they spin
 * with interrupts off, and say so. One in the midst of a write to the console ends it first. */

/* Become the owner, and wait until the others have stopped; but not for ever: one that is broken
 * does not keep us. The owner may call it again. Does not return on a hart that is not the owner:
 * it stops. port/image.h has rill_stop_others, which calls it. */
void rill_harts_stop_others(void);

extern uint32_t rill_harts_stopping; /* 1: the machine has an owner */
bool rill_harts_obey(void);

/* For loops that wait for another hart. true: this hart is the owner of the end; the hart it waits
 * for has stopped and may never come. Does not return if another hart is the owner. */
static inline bool rill_stop_asked(void)
{
    return RILL_MANY && __builtin_expect(__atomic_load_n(&rill_harts_stopping,
                                                         __ATOMIC_RELAXED) &&
                                             rill_harts_obey(),
                                         0);
}

/* Is this hart the owner? */
bool rill_harts_own_end(void);

#endif
