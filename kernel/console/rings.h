/* kernel/console/rings.h -- the console of programs that read or write by the shim.
 *
 *     tasks                       the device lock                    traps
 *       write --+--------------------> put ---------------------> device
 *               +--> tx ring --> service --^                        |
 *       getc <------ rx ring <-- service <-- get <-- interrupt -----+
 *
 * The device lock is the console's lock (kernel/promises/console.h), held with interrupts off.
 * The trap of the device's interrupt, and each task that writes or reads, takes this lock to
 * touch the device or to move bytes between the device and a ring. When the device has no
 * interrupt, only tasks move the bytes.
 */
#ifndef KERNEL_RINGS_H
#define KERNEL_RINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <port/board.h>
#include <port/hart.h>
#include "console.h"

/* What rill_console_write calls: a place (port/image.h), in which one of the other two stands.
 * From anywhere. rill_output_plain never parks; rill_output_rings may park a task. */
void rill_output(const char *bytes, size_t n);
void rill_output_plain(const char *bytes, size_t n);
void rill_output_rings(const char *bytes, size_t n);

/* ---- between rings.c, input.c and writable.c ---- */

/* Each ring holds RILL_RING_BYTES, a power of two, which the board sets (mk/build.mk). `in` and
 * `out` count up and wrap. The ring holds in - out bytes. */
#define RILL_RING_MASK (RILL_RING_BYTES - 1u)

struct rill_ring {
    volatile uintptr_t in, out;
};

/* Take the device lock. Does not block.   returns  for rill_device_unlock: whether interrupts
 * were on, and in bit 0 whether this call took the console (rill_console_take). */
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

/* Which waiters to tell. The caller first drops the device lock, for to tell takes locks, too. */
#define RILL_TELL_READERS 1u
#define RILL_TELL_WRITER  2u
#define RILL_TELL_NOBODY  4u /* but bytes were moved */

/* The caller holds the device lock. Move bytes in and out, and have the device interrupt for
 * what is left.   returns  which waiters to tell. */
unsigned rill_rings_service(uintptr_t held);
void rill_rings_tell(unsigned whom);

/* A task calls it before it writes or reads. The first call attaches the device's interrupt, if
 * the device has one. */
void rill_rings_start(void);

/* Has the device no interrupt, so that tasks must look? */
bool rill_rings_polled(void);

/* The caller holds the device lock. Is half of the ring to the device free, or has the device
 * no interrupt? When the answer is no, Rill calls rill_rings_room once half of the ring is
 * free: without the lock, in a task or a trap. */
bool rill_rings_has_room(void);
extern void (*rill_rings_room)(void);

/* Input; NULL until a task of the program reads. The first reader sets it. */
struct rill_input_ops {
    /* The caller holds the device lock. Takes bytes, and sets RILL_READABLE in *want when the
     * ring has room for more.   returns  whether a byte came. */
    bool (*take)(const struct rill_console *c, unsigned *want);
    void (*tell)(void); /* tell readers; the caller does not hold the lock */
};
extern const struct rill_input_ops *rill_rings_input;

#endif
