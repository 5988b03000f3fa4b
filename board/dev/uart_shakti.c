/* board/dev/uart_shakti.c -- the UART of the Shakti C-class SoC.
 * Registers: Shakti SoC user manual, chapter "UART"; bits of the status register as
 * QEMU 7.2 has them too, include/hw/char/shakti_uart.h.
 *
 * The driver polls it: QEMU connects no interrupt, and the SoC's boards number its
 * source differently. */
#include <port/board.h>
#include "mmio.h"

#define REG_BAUD   0x00
#define REG_TX     0x04
#define REG_RX     0x08
#define REG_STATUS 0x0c
#define REG_IE     0x18

#define STATUS_TX_EMPTY 0x01 /* the shift register as well */
#define STATUS_TX_FULL  0x02
#define STATUS_RX_DATA  0x04
#define STATUS_BROKEN   0x50 /* parity, framing */
#define STATUS_OVERRUN  0x20
#define STATUS_BREAK    0x80
#define STATUS_WRONG    (STATUS_BROKEN | STATUS_OVERRUN | STATUS_BREAK)
#define FIFO_BYTES      16

static uint32_t status(const struct rill_console *c)
{
    return mmio_read32(c->base + REG_STATUS);
}

/* The divider counts 16 parts of a bit. */
static void init(const struct rill_console *c)
{
    mmio_write32(c->base + REG_IE, 0);
    if (c->clock_hz)
        mmio_write32(c->base + REG_BAUD, c->clock_hz / (16 * c->baud));
}

static size_t put(const struct rill_console *c, const char *bytes, size_t n)
{
    size_t i = 0;

    while (i < n && !(status(c) & STATUS_TX_FULL))
        mmio_write32(c->base + REG_TX, (uint8_t)bytes[i++]);
    return i;
}

static size_t get(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong)
{
    size_t i = 0;
    uint32_t s = 0;

    while (i < n && !(s & STATUS_WRONG) && (s = status(c)) & STATUS_RX_DATA)
        to[i++] = (char)mmio_read32(c->base + REG_RX);
    if (!(s & STATUS_RX_DATA) || !(s & STATUS_WRONG))
        return i;
    *wrong = (s & STATUS_OVERRUN ? RILL_GOT_OVERRUN : 0) |
             (s & STATUS_BREAK    ? RILL_GOT_BREAK
              : s & STATUS_BROKEN ? RILL_GOT_BROKEN
                                  : 0);
    return s & STATUS_BREAK ? i - 1 : i;
}

/* QEMU's UART never says that it is empty. So we wait no longer than a full FIFO and
 * one more byte take. A byte has ten bits, a bit is 16 times the divider in clocks of
 * the core, and a step of the loop is one clock at least. */
static void drain(const struct rill_console *c)
{
    uint32_t bit_clocks = 16 * (mmio_read32(c->base + REG_BAUD) & 0xffff);

    for (unsigned bits = 10 * (FIFO_BYTES + 1);
         bits && !(status(c) & STATUS_TX_EMPTY); bits--)
        for (uint32_t i = 0; i < bit_clocks; i++)
            __asm__ volatile("" ::: "memory");
}

const struct rill_console_ops rill_uart_shakti = {
    .name = "shakti", .init = init, .put = put, .get = get, .drain = drain};
