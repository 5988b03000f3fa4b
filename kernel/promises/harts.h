/* kernel/promises/harts.h -- the other harts: their start, what a hart may ask of another, and
 * their end. On one hart there are no others: the inline functions cost nothing, and the others,
 * which are in kernel/irq/many/harts.c, are not called.
 *
 *   boot/mode-m/entry.h    kernel/irq/many/harts.c
 *     asleep --start-> rill_hart_main --> arrived --> runs tasks --> halted
 *            the board's driver: rill_hart_start           when the machine stops
 *
 * A hart that is called has a place in rill_harts. A hart that cannot be started has none, so that
 * there is no gap in their numbers.
 */
#ifndef KERNEL_HARTS_H
#define KERNEL_HARTS_H

#include <stdbool.h>
#include <stdint.h>
#include <port/call.h>
#include <port/hart.h>

struct rill_hart;

/* Bits of `asked` in struct rill_hart. Other harts set these bits, by AMO; the hart's trap takes
 * all. */
#define RILL_ASKED_LOOK  0x1u /* look at your queues, your inbox; leave wfi */
#define RILL_ASKED_TIMER 0x2u /* arm your timer: another hart fired for you */
#define RILL_ASKED_EXT   0x4u /* let interrupts of devices through */

/* Find the harts of the device tree, and call as many as the image is built for. This waits for
 * none, so a hart that never comes delays nothing. It says on the console which harts it has to
 * leave out. Boot calls this before there is a task, so that tasks know how many harts there
 * are. */
void rill_harts_call(void);

static inline void rill_harts_start(void)
{
    if (RILL_MANY)
        rill_harts_call();
}

/* How many harts were called, the boot hart among them, arrived or not. Written before there is a
 * task, and never again. */
extern uint32_t rill_harts_called;

static inline unsigned rill_harts_total(void)
{
    return RILL_MANY ? rill_harts_called : 1;
}

/* The ids of these harts, by their places in rill_harts; *ids has room for RILL_HARTS.
 *   returns  how many there are. */
unsigned rill_harts_called_ids(uintptr_t *ids);

static inline unsigned rill_harts_ids(uintptr_t *ids)
{
    if (RILL_MANY)
        return rill_harts_called_ids(ids);
    ids[0] = rill_hart_id();
    return 1;
}

/* The harts that have arrived, the boot hart among them: how many, and a bit for each, by its place
 * in rill_harts. A hart's bit is set, by AMO with release, when the hart can be interrupted, and
 * stays set. There are two words, because rv32 has no AMO of 64 bits. */
extern uint32_t rill_harts_count;
extern uint32_t rill_harts_here[2];

static inline unsigned rill_harts_arrived(void)
{
    return RILL_MANY ? __atomic_load_n(&rill_harts_count, __ATOMIC_RELAXED) : 1;
}

/* Has the hart in this place arrived? If so, the caller sees what that hart wrote before. */
static inline bool rill_hart_has_come(unsigned i)
{
    if (!RILL_MANY)
        return !i;
    return __atomic_load_n(&rill_harts_here[i / 32], __ATOMIC_ACQUIRE) >>
               i % 32 &
           1u;
}

/* A task waits here until the hart has arrived.   returns  false: it has not, within a second. */
bool rill_hart_await(unsigned i);

/* The place of this hart in rill_harts; in a trap, too. */
unsigned rill_hart_place(void);

static inline unsigned rill_hart_index(void)
{
    return RILL_MANY ? rill_hart_place() : 0;
}

/* Ask h, by an IPI unless a hart has asked this bit already. The trap of h sees what this hart
 * wrote before. Callable on any hart, in a trap too. */
void rill_hart_ask(struct rill_hart *h, uint32_t bit);

static inline void rill_hart_poke(struct rill_hart *h)
{
    rill_hart_ask(h, RILL_ASKED_LOOK);
}

/* Let the hart in this place, arrived or not, accept devices' interrupts: this hart does so at
 * once, another hart is asked. */
void rill_hart_have_accept_ext(unsigned i);

static inline void rill_hart_accept_ext(unsigned i)
{
    if (RILL_MANY)
        rill_hart_have_accept_ext(i);
    else
        rill_irq_accept_ext();
}

/* In a trap, on many harts: was this the timer's interrupt, or one that another hart sent? Then
 * this has seen to it. `cause` is the interrupt's number. */
bool rill_hart_took(uintptr_t cause, struct rill_hart *h);

/* ---- the end of the machine ----
 *
 * The first hart that ends the machine is the owner of the end. The other harts stop, in a trap or
 * where they spin with interrupts off, and say so. A hart in the midst of a write to the console
 * ends the write first. */

/* Become the owner, and wait until the other harts have stopped; but not for ever, because a broken
 * hart may never stop. The owner may call this again. On any other hart it does not return: the
 * hart stops. rill_stop_others in port/image.h calls it. */
void rill_harts_stop_others(void);

extern uint32_t rill_harts_stopping; /* 1: the end has an owner */
bool rill_harts_obey(void);

/* For loops that wait for another hart. true: this hart is the owner of the end; the hart it waits
 * for has stopped and may never come. If another hart is the owner, this does not return. */
static inline bool rill_stop_asked(void)
{
    return RILL_MANY && __builtin_expect(__atomic_load_n(&rill_harts_stopping,
                                                         __ATOMIC_RELAXED) &&
                                             rill_harts_obey(),
                                         0);
}

/* Is this hart the owner of the end? */
bool rill_harts_own_end(void);

#endif
