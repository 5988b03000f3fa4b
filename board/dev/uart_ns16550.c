/* board/dev/uart_ns16550.c -- the 16550 and its many copies.
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
/* FIFOs on, both emptied. An interrupt comes at 14 of 16 bytes, or when no byte has
 * come for 4 characters' time. QEMU hands over 14 bytes at a time. */
#define FCR_ON_AND_CLEAR 0xc7
#define FIFO_BYTES       16
#define IER_DATA         0x01
#define IER_THR_EMPTY    0x02
#define LCR_8N1          0x03
#define LCR_DLAB         0x80
#define LSR_DATA         0x01
#define LSR_OVERRUN      0x02
#define LSR_BROKEN       0x0c /* parity, framing */
#define LSR_BREAK        0x10
#define LSR_WRONG        (LSR_OVERRUN | LSR_BROKEN | LSR_BREAK)
#define LSR_THR_EMPTY    0x20
#define LSR_IDLE         0x40 /* FIFO and shift register empty */

/* n has the width of an address, or the product would be cut to 32 bits and widened again. */
static uintptr_t reg(const struct rill_console *c, uintptr_t n)
{
    return c->base + n * c->stride;
}

/* For code that does not run for each byte. */
__attribute__((noinline)) static void set(const struct rill_console *c,
                                          uintptr_t n, uint32_t value)
{
    mmio_write8(reg(c, n), (uint8_t)value);
}

/* A byte of input that init has read; 0: none. */
static char kept;

static void drain(const struct rill_console *c)
{
    while (!(mmio_read8(reg(c, REG_LSR)) & LSR_IDLE)) {
    }
}

static void init(const struct rill_console *c)
{
    bool waits;

    set(c, REG_IER, 0);
    if (c->clock_hz) {
        uint32_t divisor = (c->clock_hz / (8 * c->baud) + 1) / 2; /* rounded */

        drain(c); /* so the boot loader's last bytes keep their rate */
        set(c, REG_LCR, LCR_8N1 | LCR_DLAB);
        set(c, 0, divisor);
        set(c, 1, divisor >> 8);
    }
    set(c, REG_LCR, LCR_8N1);
    waits = mmio_read8(reg(c, REG_LSR)) & LSR_DATA;
    set(c, REG_FCR, FCR_ON_AND_CLEAR);
    /* FCR has thrown away the byte that has waited from before the FIFO was on, but QEMU sends
     * us no more until we read. What we read is input that has come since then, or 0, which
     * QEMU's empty FIFO gives. (So a 0 that comes just now is lost. A chip may give once more the
     * byte that has waited.) */
    if (waits)
        kept = (char)mmio_read8(reg(c, REG_DATA));
}

/* "Empty" means the whole FIFO, which then takes 16 bytes without another look. */
static size_t put(const struct rill_console *c, const char *bytes, size_t n)
{
    size_t most = n < FIFO_BYTES ? n : FIFO_BYTES;

    if (!(mmio_read8(reg(c, REG_LSR)) & LSR_THR_EMPTY))
        return 0;
    for (size_t i = 0; i < most; i++)
        mmio_write8(reg(c, REG_DATA), (uint8_t)bytes[i]);
    return most;
}

/* After `got` bytes the next byte has an error. */
__attribute__((noinline, cold)) static size_t
get_wrong(const struct rill_console *c, char *to, size_t got, unsigned *wrong,
          uintptr_t lsr)
{
    *wrong = (lsr & LSR_OVERRUN ? RILL_GOT_OVERRUN : 0) |
             (lsr & LSR_BREAK    ? RILL_GOT_BREAK
              : lsr & LSR_BROKEN ? RILL_GOT_BROKEN
                                 : 0);
    to[got] = (char)mmio_read8(reg(c, REG_DATA));
    return got + !(lsr & LSR_BREAK);
}

/* Reading LSR clears its error bits. All but the overrun belong to the byte on top of
 * the FIFO. */
static size_t get(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong)
{
    uintptr_t status = reg(c, REG_LSR), data = reg(c, REG_DATA), lsr = 0;
    size_t i = 0;

    if (__builtin_expect(kept, 0)) {
        to[i++] = kept;
        kept = 0;
    }
    while (i < n &&
           ((lsr = mmio_read8(status)) & (LSR_DATA | LSR_WRONG)) == LSR_DATA)
        to[i++] = (char)mmio_read8(data);
    /* There is a byte and the loop did not take it: something is wrong with it. */
    return i < n && lsr & LSR_DATA ? get_wrong(c, to, i, wrong, lsr) : i;
}

static void want(const struct rill_console *c, unsigned what)
{
    mmio_write8(reg(c, REG_IER),
                (what & RILL_READABLE ? IER_DATA : 0) |
                    (what & RILL_WRITABLE ? IER_THR_EMPTY : 0));
}

const struct rill_console_ops rill_uart_ns16550 = {.name = "ns16550",
                                                   .init = init,
                                                   .put = put,
                                                   .get = get,
                                                   .drain = drain,
                                                   .want = want};
