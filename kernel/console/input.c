/* kernel/console/input.c -- bytes from the console's device: a ring that is filled as rings.h
 * draws it, and the tasks that wait for a byte.
 *
 * Invariants, true whenever the device lock is free:
 *   - a task has read and the ring is not full => the device interrupts when it has a byte to
 *     read. When the ring is full, bytes stay in the device's FIFO, and the other side stops
 *     sending if the device can tell it to. The device says when bytes are lost, and we count;
 *   - bytes were put into the ring => after that the poll was signalled, or the task that put
 *     them there is a reader, which takes one of them next.
 *
 * A reader takes from the ring first and waits only when the ring is empty. A reader that takes
 * a byte and leaves others makes sure that the next reader finds a token (rill/poll.h).
 *
 * When the device has no interrupt, the reader looks at it: for a while at each yield, and then
 * at each end of a nap. The nap is shorter than the smallest FIFO takes to fill: 8 bytes of 10
 * bits at 115200 baud take 694 us (SiFive's UART; the 16550 has 16 bytes). For a select a timer
 * looks as often, from rill_console_readable until a byte has come.
 */
#include <errno.h>
#include <rill/bind.h>
#include <rill/console.h>
#include <rill/context.h>
#include <rill/task.h>
#include <rill/time.h>
#include <rill/timer.h>
#include <port/board.h>
#include <port/image.h>
#include <port/lock.h>
#include "rings.h"
#include "timer.h"

#define EAGER_LOOKS 4000
#define NAP_NS      (300 * RILL_US)

static struct rill_ring rx; /* in: the device lock; out: `reading` */
static __attribute__((section(".noinit"))) char rx_bytes[RILL_RING_BYTES];
static struct rill_console_counts counts;
static bool loss_unsaid, loss_said;
static struct rill_poll readable;

/* For readers. No task parks while it holds this lock. */
static struct rill_lock reading;

rill_input_edit_fn *rill_input_edit;

/* Stands between a count and the bytes that it counts. Once we have read the other side's
 * count, we see what the other side did before it moved that count; and the other side sees
 * what we did before we moved ours. On one hart the other side is a trap, so it is enough that
 * the compiler keeps the order. */
static inline void order(void)
{
    __asm__ volatile("" ::: "memory");
    rill_fence();
}

static inline uintptr_t level(void)
{
    uintptr_t n = rx.in - rx.out;

    order();
    return n;
}

static inline void move(volatile uintptr_t *count, uintptr_t to)
{
    order();
    *count = to;
}

/* ---- the caller holds the device lock ---- */

__attribute__((noinline, cold)) static void count_wrong(unsigned wrong)
{
    counts.overruns += (wrong & RILL_GOT_OVERRUN) != 0;
    counts.broken += (wrong & RILL_GOT_BROKEN) != 0;
    counts.breaks += (wrong & RILL_GOT_BREAK) != 0;
    loss_unsaid |= wrong & RILL_GOT_OVERRUN && !loss_said;
}

/* Take bytes up to the ring's end.   returns  whether the device may have more. */
__attribute__((always_inline)) static inline bool
take_some(const struct rill_console *c)
{
    uintptr_t at = rx.in & RILL_RING_MASK, room = RILL_RING_BYTES - level();
    unsigned wrong = 0;
    uintptr_t got;

    if (room > RILL_RING_BYTES - at)
        room = RILL_RING_BYTES - at;
    if (!room)
        return false;
    got = c->ops->get(c, rx_bytes + at, room, &wrong);
    move(&rx.in, rx.in + got);
    if (__builtin_expect(wrong, 0))
        count_wrong(wrong);
    return got == room || wrong;
}

__attribute__((noinline, cold)) static void
take_rest(const struct rill_console *c)
{
    while (take_some(c)) {
    }
}

static bool take(const struct rill_console *c, unsigned *want)
{
    uintptr_t before = rx.in, held;

    if (take_some(c))
        take_rest(c);
    held = level();
    if (held > counts.most)
        counts.most = held;
    if (held != RILL_RING_BYTES)
        *want |= RILL_READABLE;
    return rx.in != before;
}

static void tell(void)
{
    rill_poll_signal(&readable);
}

static const struct rill_input_ops ops = {take, tell};

/* ---- tasks ---- */

static void open(void)
{
    if (rill_rings_input)
        return;
    rill_poll_start(&readable);
    rill_rings_input = &ops;
    rill_rings_start();
}

/* Look at the device.   returns  whether a byte came. look_quietly is for a reader, which takes
 * a byte next, and tells the other readers only if it leaves some. */
static bool look_quietly(void)
{
    uintptr_t held = rill_device_lock();
    unsigned whom = rill_rings_service(held);

    rill_device_unlock(held);
    if (whom & ~RILL_TELL_READERS)
        rill_rings_tell(whom & ~RILL_TELL_READERS);
    return whom & RILL_TELL_READERS;
}

static bool look(void)
{
    bool came = look_quietly();

    if (came)
        tell();
    return came;
}

__attribute__((noinline, cold)) static void say_lost(void)
{
    static const char sentence[] =
        "\nrill: input was lost: it came faster than anybody read "
        "(rill_console_counts has the numbers)\n";

    bool said;

    rill_lock_take(&reading);
    said = loss_said;
    loss_said = true;
    loss_unsaid = false;
    rill_lock_drop(&reading);
    if (!said)
        rill_console_write(sentence, sizeof(sentence) - 1);
}

/* Wait until the reader should look at the device again, which it has done `looks` times.
 *   returns  0: look; -ETIMEDOUT; -ECANCELED. */
static int await(unsigned looks, uint64_t deadline_ns)
{
    uint64_t until = deadline_ns;
    int r;

    if (rill_rings_polled()) {
        if (deadline_ns != RILL_FOREVER && rill_now_ns() >= deadline_ns)
            return -ETIMEDOUT;
        if (looks < EAGER_LOOKS) {
            if (rill_canceled())
                return -ECANCELED;
            rill_yield();
            return 0;
        }
        if (deadline_ns - rill_now_ns() > NAP_NS)
            until = rill_after_ns(NAP_NS);
    }
    r = rill_poll_wait(&readable, until);
    return r == -ETIMEDOUT && until != deadline_ns ? 0 : r;
}

/* The ring held `left` bytes, and the caller took one. Tell a reader of the others, which no
 * reader may know of. */
__attribute__((noinline, cold)) static int popped(int byte, uintptr_t left)
{
    if (left == RILL_RING_BYTES)
        look_quietly(); /* the ring has room again */
    if (left > 1)
        tell();
    if (loss_unsaid)
        say_lost();
    return byte;
}

__attribute__((noinline)) static int await_byte(uint64_t deadline_ns)
{
    unsigned looks = 0;

    do {
        int r = await(looks++, deadline_ns);

        if (r)
            return r;
    } while (!level() && !look_quietly());
    return rill_input_byte(deadline_ns);
}

/* The ring was empty: look at the device, then wait. */
__attribute__((noinline)) static int look_first(uint64_t deadline_ns)
{
    open();
    if (loss_unsaid)
        say_lost();
    return look_quietly() ? rill_input_byte(deadline_ns)
                          : await_byte(deadline_ns);
}

__attribute__((always_inline)) static inline int next(uint64_t deadline_ns)
{
    uintptr_t out, left;
    int byte;

    rill_lock_take(&reading);
    out = rx.out;
    left = rx.in - out;
    order();
    if (__builtin_expect(!left, 0)) {
        rill_lock_drop(&reading);
        return look_first(deadline_ns);
    }
    byte = (unsigned char)rx_bytes[out & RILL_RING_MASK];
    move(&rx.out, out + 1);
    rill_lock_drop(&reading);
    if (__builtin_expect(
            (left > 1 && !readable.ready.len) || left == RILL_RING_BYTES, 0))
        return popped(byte, left);
    return byte;
}

int rill_input_byte(uint64_t deadline_ns)
{
    return next(deadline_ns);
}

int rill_default_console_getc(uint64_t deadline_ns)
{
    if (__builtin_expect(rill_hurdle() != 0, 0) && deadline_ns != RILL_POLL &&
        rill_told())
        return -ECANCELED;
    return rill_input_edit ? rill_input_edit(deadline_ns) : next(deadline_ns);
}

RILL_DEFAULT(function, rill_console_getc, rill_default_console_getc);
RILL_OFFER(function, rill_default_console_getc);

/* ---- for a select where there is no interrupt ---- */

static void look_again(struct rill_timer *t, uint64_t now_ticks)
{
    struct rill_lock *wheel = &rill_wheel_mine()->lock;

    if (look())
        return;
    rill_lock_take(&t->ticks.receivers.lock);
    rill_lock_take(wheel);
    rill_alarm_start_ticks(&t->private_alarm,
                           now_ticks + rill_ticks_of_any_ns(NAP_NS));
    rill_lock_drop(wheel);
    rill_lock_drop(&t->ticks.receivers.lock);
}

struct rill_chan *rill_console_readable(void)
{
    static struct rill_timer looks;

    open();
    if (level())
        rill_poll_signal(&readable);
    else if (!look() && rill_rings_polled() &&
             !rill_alarm_running(&looks.private_alarm)) {
        looks.private_fire = look_again; /* no task receives its ticks */
        looks.private_alarm.self = &looks.private_alarm;
        rill_timer_set(&looks, rill_after_ns(NAP_NS), 0);
    }
    return &readable.ready;
}

void rill_console_counts(struct rill_console_counts *now)
{
    *now = counts;
    now->received = rx.in;
}
