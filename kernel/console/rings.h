/* kernel/console/rings.h -- the console of programs that read or write by the shim.
 *
 *     tasks                       the device lock                    traps
 *       write --+--------------------> put ---------------------> device
 *               +--> tx ring --> service --^                        |
 *       getc <------ rx ring <-- service <-- get <-- interrupt -----+
 *
 * The device lock is the console's (console.h) with interrupts off. Each step that touches
 * the device and moves bytes to or from a ring is done under that lock, by the trap of the
 * device's interrupt or by a task that writes or reads. Where there is no interrupt, by
 * tasks alone.
 */
#ifndef KERNEL_RINGS_H
#define KERNEL_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/board.h>
#include <port/hart.h>
#include "console.h"

/* What rill_console_write does: a place (port/image.h). */
void rill_output(const char *bytes, size_t n);
void rill_output_plain(const char *bytes, size_t n);
void rill_output_rings(const char *bytes, size_t n);

/* ---- between rings.c, input.c and writable.c ---- */

/* How many bytes each holds: a power of two, the board's (mk/build.mk). `in` and `out`
 * count on and wrap; what they differ by is in the ring. */
#define RILL_RING_MASK (RILL_RING_BYTES - 1u)

struct rill_ring {
    volatile uintptr_t in, out;
};

/* The console's device, locked: whether interrupts were on, and in bit 0, whether it was
 * taken (console.h). */
static inline uintptr_t rill_device_lock(void)
{
    uintptr_t interrupts = rill_irq_off();

    return interrupts | rill_console_take();
}

static inline void rill_device_unlock(uintptr_t held)
{
    rill_console_drop(held & 1);
    rill_irq_restore(held & ~(uintptr_t)1);
}

/* Which waiters to tell once the lock is dropped: to tell them takes locks too. */
#define RILL_TELL_READERS 1u
#define RILL_TELL_WRITER  2u
#define RILL_TELL_NOBODY  4u /* but there was something to do */

/* With the lock: move bytes in and out, and have the device interrupt for what is
 * left.   returns  which waiters to tell. */
unsigned rill_rings_service(uintptr_t held);
void rill_rings_tell(unsigned whom);

/* In a task, before it writes or reads: the first call attaches the interrupt, if any. */
void rill_rings_start(void);

/* Has the device no interrupt, so that tasks must look? */
bool rill_rings_polled(void);

/* With the lock: is half of the ring to the device free, or is there no interrupt? If it is
 * not, rill_rings_room is called when it is: without the lock, in a task or a trap. */
bool rill_rings_has_room(void);
extern void (*rill_rings_room)(void);

/* Input, if there is a reader in this program; the first reader sets it. */
struct rill_input_ops {
    /* With the device's lock. true: something came. *want gets RILL_READABLE, if there is
     * room for more. */
    bool (*take)(const struct rill_console *c, unsigned *want);
    void (*tell)(void); /* without the lock */
};
extern const struct rill_input_ops *rill_rings_input;

#endif
