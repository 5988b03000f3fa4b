/* driver.h -- a UART's driver on this host, over a device that a script plays. It does what no
 * machine of QEMU does to order: a byte with a framing error, or bytes that are lost.
 *
 * A test of one driver defines DEVICE, its model, as two functions
 *     static uint32_t device_read(uintptr_t reg);
 *     static void device_write(uintptr_t reg, uint32_t value);
 * and then includes the driver's source. This header stands in for the driver's mmio.h. The test
 * prints TAP.
 */
#ifndef DRIVER_H
#define DRIVER_H

#define BOARD_DEV_MMIO_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <port/board.h>

#define BASE 0x10000000u

/* What the line brings: bytes, and the errors of each. */
enum { FRAMING = 1, PARITY = 2, BREAK = 4, OVERRUN = 8 };
struct came {
    uint8_t byte, wrong;
};

static struct device {
    struct came in[64];
    unsigned came, read;
    uint8_t out[64];
    unsigned sent, room; /* room: how many more bytes it takes */
    unsigned marks;      /* errors that stand with no byte */
} dev;

static uint32_t device_read(uintptr_t reg);
static void device_write(uintptr_t reg, uint32_t value);

static inline uintptr_t mmio_read8(uintptr_t at)
{
    return device_read(at - BASE) & 0xff;
}

static inline void mmio_write8(uintptr_t at, uint8_t value)
{
    device_write(at - BASE, value);
}

static inline uint32_t mmio_read32(uintptr_t at)
{
    return device_read(at - BASE);
}

static inline void mmio_write32(uintptr_t at, uint32_t value)
{
    device_write(at - BASE, value);
}

static struct came *top(void)
{
    return dev.read < dev.came ? &dev.in[dev.read] : NULL;
}

static void come(const struct came *what, unsigned n)
{
    memcpy(dev.in, what, n * sizeof(*what));
    dev.came = n;
    dev.read = 0;
}

static void send(uint32_t byte)
{
    dev.out[dev.sent++] = (uint8_t)byte;
    dev.room--;
}

static int tests, failed;

static void ok(bool good, const char *name)
{
    printf("%sok %d - %s\n", good ? "" : "not ", ++tests, name);
    failed += !good;
}

static int done(void)
{
    printf("1..%d\n", tests);
    return failed != 0;
}

/* The text of all that get answers when it is asked for n bytes at a time: "ab[4c]d" is c with
 * OVERRUN. */
static const char *told(const struct rill_console *c, size_t n)
{
    static char text[256];
    char *at = text;

    for (;;) {
        char bytes[64];
        unsigned wrong = 0;
        size_t got = c->ops->get(c, bytes, n, &wrong);

        if (got > n)
            return "more than was asked for";
        for (size_t i = 0; i < got; i++)
            at += wrong && i == got - 1 && !(wrong & RILL_GOT_BREAK)
                      ? sprintf(at, "[%u%c]", wrong, bytes[i])
                      : sprintf(at, "%c", bytes[i]);
        if (wrong & RILL_GOT_BREAK)
            at += sprintf(at, "[%u]", wrong);
        if (got < n && !wrong)
            return *at = 0, text;
    }
}

static void tells(const struct rill_console *c, const struct came *what,
                  unsigned n, const char *want, const char *name)
{
    for (size_t at_once = 1; at_once <= 8; at_once++) {
        const char *got;

        come(what, n);
        got = told(c, at_once);
        if (strcmp(got, want)) {
            printf("# %zu at a time: %s, not %s\n", at_once, got, want);
            ok(false, name);
            return;
        }
    }
    ok(dev.read == n, name);
}

/* The tests that each driver must pass. */
static void test_common(const struct rill_console *c, unsigned most)
{
    static const struct came five[] = {
        {'a', 0}, {'b', 0}, {'c', 0}, {'d', 0}, {'e', 0}};
    unsigned wrong = 77;
    char byte = 'x';

    come(five, 0);
    ok(c->ops->get(c, &byte, 1, &wrong) == 0 && wrong == 77 && byte == 'x',
       "nothing has come");
    dev.marks = OVERRUN | FRAMING;
    ok(c->ops->get(c, &byte, 1, &wrong) == 0 && wrong == 77 && byte == 'x',
       "marks of no byte say nothing, should they stay");
    dev.marks = 0;
    tells(c, five, 5, "abcde", "five bytes, in order");
    dev.sent = 0;
    dev.room = 0;
    ok(c->ops->put(c, "abcde", 5) == 0 && dev.sent == 0, "no room");
    dev.room = most;
    ok(c->ops->put(c, "abcde", 5) == 5 && !memcmp(dev.out, "abcde", 5),
       "room for five");
    dev.sent = 0;
    dev.room = most;
    ok(c->ops->put(c, "0123456789abcdefghijklmnopqrstuv", 32) == most &&
           dev.sent == most,
       "no more than there is room for");
}

#endif
