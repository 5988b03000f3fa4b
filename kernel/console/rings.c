/* kernel/console/rings.c -- the console behind rings: output, and the device's interrupt.
 *
 * While the ring is empty and the device has room, a write goes straight into the device, one
 * burst for each look at the device's status. The rest goes into the ring, which the interrupt
 * drains. When the ring is full, the writer parks until half of it is free. When the device has
 * no interrupt, the ring stays empty, and the writer lets other tasks run between looks.
 *
 * Invariants, true whenever the device lock (rings.h) is free:
 *   - bytes leave in the order in which they were taken: while the ring is not empty, no byte
 *     goes straight to the device;
 *   - the ring is not empty => the device interrupts when it has room;
 *   - *taken of the write under way says how many of its bytes were taken, exactly.
 *
 * One writer at a time has the turn, from its first byte to its last, parked or not: so lines do
 * not mix. A cancellation does not tear a task's line: a cancelled writer waits for room masked.
 *
 * A write that must not wait (rill_may_wait is false) goes past the ring. Its hart waits for the
 * device until the ring is empty, finishes the write under way for its writer, and then writes.
 * So a report comes behind all that was written before it, and tears no line. At the machine's
 * end, from rill_rings_end on, each write goes past. Memory may be in ruins then: pump() does
 * not believe a count that the ring cannot have, and finish() takes the write under way out
 * before it writes it, so that a fault in it does not start over.
 *
 * No wake-up is lost: a task that finds no room, for a write or for a select (writable.c), sets
 * room_wanted before it drops the device lock under which it looked; each service looks at
 * room_wanted under that lock. A write that goes past makes room, too, but tells no task,
 * because it may be a report: the device still interrupts for room, and that trap tells.
 *
 * We refused to drain the ring by a task of its own: the task would need a stack, and a report
 * cannot run it. We refused to drop what does not fit.
 */
#include <rill/bind.h>
#include <rill/irq.h>
#include <rill/task.h>
#include <port/image.h>
#include <port/layout.h>
#include "console.h"
#include "inbox.h"
#include "panic.h"
#include "platform.h"
#include "rings.h"
#include "task.h"
#include "token.h"

#define MOST_AT_ONCE 64u /* bytes copied with interrupts off */

_Static_assert((RILL_RING_BYTES & RILL_RING_MASK) == 0, "rings are masked");

struct write {
    const char *bytes;
    size_t n;
    size_t *taken;
};

static struct rill_ring tx RILL_SEEN_AS(rill_ring_tx);
static __attribute__((section(".noinit"))) char
    tx_bytes[RILL_RING_BYTES] RILL_SEEN_AS(rill_ring_tx_bytes);

RILL_LAYOUT(rings)
{
    RILL_FACT("ring.in", offsetof(struct rill_ring, in));
    RILL_FACT("ring.out", offsetof(struct rill_ring, out));
    RILL_FACT("ring.bytes", RILL_RING_BYTES);
}

static struct write *under_way;
static bool room_wanted; /* the device lock protects it */

/* The writer's turn, and the news that there is room. */
static struct rill_token turn = {.there = true}, room;
static struct rill_notice room_notice;

static bool started, interrupts, ended;
static bool passed_over; /* a trap came in the midst of its hart's write */
static unsigned wanted;  /* what the device interrupts for */
static struct rill_irq irq;

const struct rill_input_ops *rill_rings_input;
void (*rill_rings_room)(void);

bool rill_rings_polled(void)
{
    return !interrupts;
}

/* ---- the caller holds the device lock ---- */

static size_t put(const char *bytes, size_t n)
{
    return rill_board.console->ops->put(rill_board.console, bytes, n);
}

/* Move bytes from the ring into the device, while it has room. */
static void pump(void)
{
    size_t did = 1;

    if (tx.in - tx.out > RILL_RING_BYTES)
        tx.out = tx.in;
    while (tx.in != tx.out && did) {
        size_t at = tx.out & RILL_RING_MASK, n = tx.in - tx.out;

        did = put(tx_bytes + at,
                  n < RILL_RING_BYTES - at ? n : RILL_RING_BYTES - at);
        tx.out += did;
    }
}

/* Have the device interrupt for `what`.   returns  RILL_TELL_NOBODY, if that is a change. */
static unsigned want(unsigned what)
{
    if (!interrupts || what == wanted)
        return 0;
    wanted = what;
    rill_board.console->ops->want(rill_board.console, what);
    return RILL_TELL_NOBODY;
}

static bool has_room(void)
{
    return tx.in - tx.out <= RILL_RING_BYTES / 2;
}

/* Some devices do not interrupt for room that they had already when they were asked to. So
 * after serve_writer has begun to ask, it pumps once more. */
__attribute__((noinline)) static unsigned serve_writer(unsigned what)
{
    uintptr_t out = tx.out;
    unsigned whom;

    pump();
    if (tx.in != tx.out)
        what |= RILL_WRITABLE;
    whom = want(what);
    if (whom && what & RILL_WRITABLE)
        pump();
    if (tx.out != out)
        whom |= RILL_TELL_NOBODY;
    if (!room_wanted || !has_room())
        return whom;
    room_wanted = false;
    return whom | RILL_TELL_WRITER;
}

bool rill_rings_has_room(void)
{
    bool has = has_room();

    room_wanted |= !has;
    return has;
}

unsigned rill_rings_service(uintptr_t held)
{
    bool passed = rill_console_passed(held & 1);
    unsigned whom = 0, what = 0;

    if (rill_rings_input && rill_rings_input->take(rill_board.console, &what))
        whom = RILL_TELL_READERS;
    if (!passed && (tx.in != tx.out || room_wanted))
        return whom | serve_writer(what);
    passed_over |= passed;
    return whom | want(what);
}

/* ---- the writer and the waiters ---- */

/* The device's interrupt will come, so it is no deadlock when all tasks wait meanwhile. */
static void wait_for_room(void)
{
    if (!interrupts) {
        rill_yield();
        return;
    }
    rill_add(&rill_trap_awaited, 1);
    rill_token_take(&room);
    rill_add(&rill_trap_awaited, -1u);
}

static void deliver_room(struct rill_notice *n)
{
    rill_marks_clear(&n->marks, RILL_RAISED | RILL_LINKED);
    rill_token_put(&room);
}

__attribute__((noinline)) static void tell_writer(void)
{
    if (rill_hart_self())
        rill_token_put(&room);
    else
        rill_notice_put(&room_notice, deliver_room);
    if (rill_rings_room)
        rill_rings_room();
}

/* A switch calls it, too. So it must make no call that yields with STRESS=1. */
static inline void tell(unsigned whom)
{
    if (whom & RILL_TELL_WRITER)
        tell_writer();
    if (whom & RILL_TELL_READERS)
        rill_rings_input->tell();
}

void rill_rings_tell(unsigned whom)
{
    tell(whom);
}

/* Serve the device.   returns  whether there was anything to do. */
static bool service(void)
{
    uintptr_t held = rill_device_lock();
    unsigned whom = rill_rings_service(held);

    rill_device_unlock(held);
    tell(whom);
    return whom;
}

/* The device's handler, in a trap. */
static bool interrupted(void *arg)
{
    (void)arg;
    return service();
}

void rill_rings_start(void)
{
    const struct rill_console *c = rill_board.console;

    if (started)
        return;
    started = true;
    irq.fn = interrupted;
    irq.name = "console";
    rill_platform_irqs();
    interrupts = c->irq && c->ops->want && rill_irq_attach(&irq, c->irq) == 0;
}

/* ---- what may wait ---- */

bool rill_may_wait(void)
{
    const struct rill_hart *h = rill_hart_self();
    uintptr_t on;

    if (!h || !rill_task_self()->number || ended)
        return false;
    on = rill_irq_off();
    rill_irq_restore(on);
    return on && !h->catch && !rill_attending() && !rill_report_under_way();
}

static size_t copy(const char *bytes, size_t n)
{
    size_t room_bytes = RILL_RING_BYTES - (tx.in - tx.out);

    if (n > room_bytes)
        n = room_bytes;
    if (n > MOST_AT_ONCE)
        n = MOST_AT_ONCE;
    for (size_t i = 0; i < n; i++)
        tx_bytes[tx.in++ & RILL_RING_MASK] = bytes[i];
    return n;
}

/* Take bytes of the write, into the device or the ring.   returns  true: there was no room. */
static bool take(struct write *w)
{
    uintptr_t held = rill_device_lock();
    const char *bytes = w->bytes + *w->taken;
    size_t left = w->n - *w->taken, did = 0;
    unsigned whom = 0;

    if (tx.in == tx.out)
        did = put(bytes, left);
    if (!did && left && interrupts) {
        did = copy(bytes, left);
        room_wanted = !did;
        whom = rill_rings_service(held);
    }
    *w->taken += did;
    under_way = left > did ? w : NULL;
    rill_device_unlock(held);
    tell(whom);
    return left && !did;
}

static void write_waiting(struct write *w)
{
    rill_stack_look();
    rill_token_take(&turn);
    rill_rings_start();
    while (*w->taken < w->n)
        if (take(w))
            wait_for_room();
    rill_token_put(&turn);
}

/* ---- what may not wait ---- */

/* Write out the ring, and then the rest of the write under way, for its writer. */
__attribute__((noinline)) static void finish(void)
{
    struct write *w;
    uintptr_t on;

    do {
        on = rill_irq_off();
        pump();
        w = tx.in == tx.out ? under_way : NULL;
        if (w)
            under_way = NULL;
        rill_irq_restore(on);
    } while (tx.in != tx.out);
    while (w && *w->taken < w->n)
        *w->taken += put(w->bytes + *w->taken, w->n - *w->taken);
}

/* Uses little stack, because a report may run on the rest of a task's stack. */
__attribute__((noinline)) static void write_past(const char *bytes, size_t n)
{
    bool taken = rill_console_take();

    if (tx.in != tx.out || under_way)
        finish();
    rill_output_plain(bytes, n);
    rill_console_drop(taken);
    if (taken && passed_over) {
        passed_over = false;
        service();
    }
}

__attribute__((noinline)) static void write_fresh(const char *bytes, size_t n)
{
    size_t taken = 0;
    struct write w = {bytes, n, &taken};

    write_waiting(&w);
}

RILL_PART(output) void rill_output_rings(const char *bytes, size_t n)
{
    if (rill_may_wait())
        write_fresh(bytes, n);
    else
        write_past(bytes, n);
}

/* ---- for the shim ---- */

/* Does the program provide its own rill_console_write? The asm hides the address from gcc, which
 * takes functions of two names for two functions. */
static bool is_replaced(void)
{
    uintptr_t now = (uintptr_t)rill_console_write;

    __asm__("" : "+r"(now));
    return now != (uintptr_t)rill_default_console_write;
}

void rill_console_write_kept(const char *bytes, size_t n, size_t *taken)
{
    struct write w = {bytes, n, taken};

    RILL_NEEDS(rill_output_rings);
    RILL_NEEDS(rill_rings_end);
    if (!is_replaced() && rill_may_wait()) {
        write_waiting(&w);
    } else {
        rill_console_write(bytes + *taken, n - *taken);
        *taken = n;
    }
}

RILL_PART(image_flush) void rill_rings_end(void)
{
    ended = true;
    rill_console_write("", 0);
    rill_image_lines();
}
