/* board/dev/uart_sifive.c -- the UART of SiFive's chips.
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
#define IP_RXWM        0x2 /* more than the mark of rxctrl, 0, to read */

static void init(const struct rill_console *c)
{
    mmio_write32(c->base + REG_IE, 0);
    if (c->clock_hz)
        mmio_write32(c->base + REG_DIV, c->clock_hz / c->baud - 1);
    mmio_write32(c->base + REG_TXCTRL, CTRL_ENABLE | TXCTRL_MARK(1));
    mmio_write32(c->base + REG_RXCTRL, CTRL_ENABLE);
}

static size_t put(const struct rill_console *c, const char *bytes, size_t n)
{
    size_t i = 0;

    while (i < n && !(mmio_read32(c->base + REG_TXDATA) & DATA_FLAG))
        mmio_write32(c->base + REG_TXDATA, (uint8_t)bytes[i++]);
    return i;
}

/* One read gives flag and byte, and takes the byte out of the FIFO. The UART reports no
 * error, and a byte that comes to a full FIFO is lost unseen. */
static size_t get(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong)
{
    uint32_t data;
    size_t i = 0;

    (void)wrong;
    while (i < n && !((data = mmio_read32(c->base + REG_RXDATA)) & DATA_FLAG))
        to[i++] = (char)data;
    return i;
}

/* The watermarks of the FIFOs, which have 8 bytes: interrupt with more than 0 bytes to
 * read, or fewer than 1 to write. */
static void want(const struct rill_console *c, unsigned what)
{
    mmio_write32(c->base + REG_IE, (what & RILL_READABLE ? IP_RXWM : 0) |
                                       (what & RILL_WRITABLE ? IP_TXWM : 0));
}

/* We can read whether the FIFO is empty, and not whether the shift register is. The
 * last byte takes ten bit times more, and div + 1 is the length of a bit in clocks of
 * the UART. A step of the loop is one clock of the core at least, and that clock is
 * never slower than the UART's, so counting steps waits long enough. */
static void drain(const struct rill_console *c)
{
    uint32_t bit_clocks = mmio_read32(c->base + REG_DIV) + 1;

    while (!(mmio_read32(c->base + REG_IP) & IP_TXWM)) {
    }
    for (uint32_t i = 0; i < 10 * bit_clocks; i++)
        __asm__ volatile("" ::: "memory");
}

const struct rill_console_ops rill_uart_sifive = {.name = "sifive",
                                                  .init = init,
                                                  .put = put,
                                                  .get = get,
                                                  .drain = drain,
                                                  .want = want};
