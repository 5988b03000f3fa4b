/* fake_console.h -- a device between the console and the machine's device. The test decides how
 * many bytes the fake device takes and what bytes it gives. Bytes that it takes go on to the
 * machine's device, so the TAP lines come out.
 *
 * For programs linked with
 *     // make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear,--wrap=rill_irq_attach
 * The test calls fake_start before it writes anything. A device with interrupts never interrupts
 * by itself; fake_interrupt makes one interrupt.
 */
#ifndef FAKE_CONSOLE_H
#define FAKE_CONSOLE_H

#include <string.h>

#include <rill/rill.h>

#include "board.h"

/* In what it gives, above the byte: RILL_GOT_*. */
#define GOT_BREAK   0x100
#define GOT_BROKEN  0x200
#define GOT_OVERRUN 0x400
#define READABLE    1u
#define WRITABLE    2u

#define FAKE_LOG 16384u

static struct {
    const struct rill_console *real;
    size_t room;       /* how many more bytes it takes */
    size_t burst;      /* how many at once; 0: any number */
    const short *says; /* what get() gives */
    size_t said, to_say;
    unsigned wanted;
    char log[FAKE_LOG]; /* what it took */
    size_t logged;
} fake;

#define FAKE_ANY_ROOM ((size_t)-1 / 2)

static size_t fake_put(const struct rill_console *c, const char *bytes,
                       size_t n)
{
    (void)c;
    if (n > fake.room)
        n = fake.room;
    if (fake.burst && n > fake.burst)
        n = fake.burst;
    fake.room -= n;
    for (size_t i = 0; i < n; i++) {
        while (!fake.real->ops->put(fake.real, bytes + i, 1)) {
        }
        if (fake.logged < FAKE_LOG)
            fake.log[fake.logged++] = bytes[i];
    }
    return n;
}

static size_t fake_get(const struct rill_console *c, char *to, size_t n,
                       unsigned *wrong)
{
    size_t i = 0;

    (void)c;
    while (i < n && fake.said < fake.to_say) {
        short byte = fake.says[fake.said++];

        to[i] = (char)byte;
        i += !(byte & GOT_BREAK);
        if (byte >> 8) {
            *wrong = (unsigned)byte >> 8;
            break;
        }
    }
    return i;
}

static void fake_drain(const struct rill_console *c)
{
    (void)c;
    fake.real->ops->drain(fake.real);
}

static void fake_want(const struct rill_console *c, unsigned what)
{
    (void)c;
    fake.wanted = what;
}

static bool (*fake_fn)(void *);
static void *fake_arg;
static bool fake_claimed;

struct rill_irq;
int __wrap_rill_irq_attach(void *irq, unsigned source);
int __wrap_rill_irq_attach(void *irq, unsigned source)
{
    (void)source;
    fake_fn = *(bool (**)(void *))irq; /* fn, then arg */
    fake_arg = ((void **)irq)[1];
    return 0;
}

/* When a test sets it, the trap calls it, and not the console's handler. */
static void (*volatile fake_in_trap)(void);

#include "soft_trap.h"

static void in_trap(void)
{
    if (fake_in_trap)
        fake_in_trap();
    else
        fake_claimed = fake_fn(fake_arg);
}

static inline void fake_interrupt(void)
{
    soft_trap();
}

static void fake_start(bool interrupts)
{
    static const struct rill_console_ops ops = {
        .name = "fake",
        .init = fake_drain,
        .put = fake_put,
        .get = fake_get,
        .drain = fake_drain,
        .want = fake_want,
    };
    static struct rill_console console = {.ops = &ops};

    fake.real = rill_board.console;
    fake.room = FAKE_ANY_ROOM;
    console.irq = interrupts;
    rill_board.console = &console;
    soft_trap_on();
}

static inline void fake_say(const short *bytes, size_t n)
{
    fake.says = bytes;
    fake.said = 0;
    fake.to_say = n;
}

#endif
