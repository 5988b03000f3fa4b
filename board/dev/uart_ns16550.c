/* board/dev/uart_ns16550.c -- the 16550 and its many copies, polled.
 * Registers: National Semiconductor PC16550D data sheet, table 2. */
#include <port/board.h>
#include "mmio.h"

enum { /* register numbers; times stride for the address */
       REG_DATA = 0,
       REG_IER = 1,
       REG_FCR = 2,
       REG_LCR = 3,
       REG_LSR = 5,
};
/* FIFOs on, both emptied; the mark at 14 of 16 bytes is for interrupts, which are
 * off, but QEMU hands over that many at a time. */
#define FCR_ON_AND_CLEAR 0xc7
#define LCR_8N1          0x03
#define LCR_DLAB         0x80
#define LSR_DATA         0x01
#define LSR_THR_EMPTY    0x20
#define LSR_IDLE         0x40 /* FIFO and shift register empty */

static uintptr_t reg(const struct rill_console *c, unsigned n)
{
    return c->base + n * c->stride;
}

/* For what is not done for each byte. */
__attribute__((noinline)) static void set(const struct rill_console *c,
                                          unsigned n, uint32_t value)
{
    mmio_write8(reg(c, n), (uint8_t)value);
}

static void drain(const struct rill_console *c)
{
    while (!(mmio_read8(reg(c, REG_LSR)) & LSR_IDLE)) {
    }
}

static void init(const struct rill_console *c)
{
    set(c, REG_IER, 0);
    if (c->clock_hz) {
        uint32_t divisor =
            (c->clock_hz + 8 * c->baud) / (16 * c->baud); /* rounded */

        drain(c); /* what the boot loader wrote keeps its rate */
        set(c, REG_LCR, LCR_8N1 | LCR_DLAB);
        set(c, 0, divisor);
        set(c, 1, divisor >> 8);
    }
    set(c, REG_LCR, LCR_8N1);
    set(c, REG_FCR, FCR_ON_AND_CLEAR);
}

static void put_byte(const struct rill_console *c, char byte)
{
    while (!(mmio_read8(reg(c, REG_LSR)) & LSR_THR_EMPTY)) {
    }
    mmio_write8(reg(c, REG_DATA), (uint8_t)byte);
}

static int next_byte(const struct rill_console *c)
{
    if (!(mmio_read8(reg(c, REG_LSR)) & LSR_DATA))
        return -1;
    return mmio_read8(reg(c, REG_DATA));
}

const struct rill_console_ops rill_uart_ns16550 = {
    .init = init, .putc = put_byte, .getc = next_byte, .drain = drain};
