/* board/dev/uart_sifive.c -- the UART of SiFive's chips, polled.
 * Registers: FE310-G000 manual, chapter "Universal Asynchronous
 * Receiver/Transmitter". */
#include <port/board.h>
#include "mmio.h"

#define REG_TXDATA 0x00
#define REG_RXDATA 0x04
#define REG_TXCTRL 0x08
#define REG_RXCTRL 0x0c
#define REG_IE     0x10
#define REG_IP     0x14
#define REG_DIV    0x18

#define DATA_FLAG      0x80000000u /* txdata: full; rxdata: empty */
#define CTRL_ENABLE    0x1
#define TXCTRL_MARK(n) ((uint32_t)(n) << 16)
#define IP_TXWM        0x1 /* fewer than MARK bytes in the FIFO */

static void init(const struct rill_console *c)
{
    mmio_write32(c->base + REG_IE, 0);
    if (c->clock_hz)
        mmio_write32(c->base + REG_DIV, c->clock_hz / c->baud - 1);
    mmio_write32(c->base + REG_TXCTRL, CTRL_ENABLE | TXCTRL_MARK(1));
    mmio_write32(c->base + REG_RXCTRL, CTRL_ENABLE);
}

static void put_byte(const struct rill_console *c, char byte)
{
    while (mmio_read32(c->base + REG_TXDATA) & DATA_FLAG) {
    }
    mmio_write32(c->base + REG_TXDATA, (uint8_t)byte);
}

/* Flag and byte come in one read: the read takes the byte out of the FIFO. */
static int next_byte(const struct rill_console *c)
{
    uint32_t data = mmio_read32(c->base + REG_RXDATA);

    return data & DATA_FLAG ? -1 : (int)(data & 0xff);
}

/* The FIFO's emptiness can be read, the shift register's cannot: the last byte
 * takes ten bit times more, and div + 1 is the length of a bit in clocks of the
 * UART. A loop step is at least one clock of the core, which is never slower
 * than the UART's, so counting steps waits long enough. */
static void drain(const struct rill_console *c)
{
    uint32_t bit_clocks = mmio_read32(c->base + REG_DIV) + 1;

    while (!(mmio_read32(c->base + REG_IP) & IP_TXWM)) {
    }
    for (uint32_t i = 0; i < 10 * bit_clocks; i++)
        __asm__ volatile("" ::: "memory");
}

const struct rill_console_ops rill_uart_sifive = {
    .init = init, .putc = put_byte, .getc = next_byte, .drain = drain};
