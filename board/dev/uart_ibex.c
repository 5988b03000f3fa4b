/* board/dev/uart_ibex.c -- the UART of lowRISC's OpenTitan.
 * Registers: OpenTitan, "UART" hardware IP, register table.
 *
 * The driver polls it. Each of its events has a source of its own at the interrupt
 * controller, and is latched. But rill_console_ops.want means one source that stays
 * high as long as there is something to do. */
#include <port/board.h>
#include "mmio.h"

#define REG_INTR_ENABLE 0x04
#define REG_CTRL        0x10
#define REG_STATUS      0x14
#define REG_RDATA       0x18
#define REG_WDATA       0x1c

#define CTRL_TX_RX      0x3        /* both enabled; parity and loop back off */
#define CTRL_NCO        0xffff0000 /* the rate, see init */
#define STATUS_TX_FULL  0x01
#define STATUS_TX_IDLE  0x0c /* FIFO empty; the last stop bit sent */
#define STATUS_RX_EMPTY 0x20

static uint32_t status(const struct rill_console *c)
{
    return mmio_read32(c->base + REG_STATUS);
}

/* The rate: NCO * clock / 2^20. */
static void init(const struct rill_console *c)
{
    uint32_t nco = mmio_read32(c->base + REG_CTRL) & CTRL_NCO;

    if (c->clock_hz)
        nco = (uint32_t)(((uint64_t)c->baud << 20) / c->clock_hz) << 16;
    mmio_write32(c->base + REG_INTR_ENABLE, 0);
    mmio_write32(c->base + REG_CTRL, nco | CTRL_TX_RX);
}

static size_t put(const struct rill_console *c, const char *bytes, size_t n)
{
    size_t i = 0;

    while (i < n && !(status(c) & STATUS_TX_FULL))
        mmio_write32(c->base + REG_WDATA, (uint8_t)bytes[i++]);
    return i;
}

/* The UART reports errors by interrupts alone. */
static size_t get(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong)
{
    size_t i = 0;

    (void)wrong;
    while (i < n && !(status(c) & STATUS_RX_EMPTY))
        to[i++] = (char)mmio_read32(c->base + REG_RDATA);
    return i;
}

static void drain(const struct rill_console *c)
{
    while ((status(c) & STATUS_TX_IDLE) != STATUS_TX_IDLE) {
    }
}

const struct rill_console_ops rill_uart_ibex = {
    .name = "ibex", .init = init, .put = put, .get = get, .drain = drain};
