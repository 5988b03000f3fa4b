/* The UART of Shakti's C-class SoC, with the bits of its status register. */
#include "driver.h"
#include "../../../board/dev/uart_shakti.c"

static uint32_t baud;

static uint32_t device_read(uintptr_t reg)
{
    struct came *t = top();

    switch (reg) {
    case 0x00:
        return baud;
    case 0x08:
        return t ? dev.in[dev.read++].byte : 0;
    case 0x0c:
        return (dev.room ? 0 : 0x02) | (t ? 0x04 : 0) |
               (t && t->wrong & PARITY ? 0x10 : 0) |
               ((t ? t->wrong : dev.marks) & OVERRUN ? 0x20 : 0) |
               ((t ? t->wrong : dev.marks) & FRAMING ? 0x40 : 0) |
               (t && t->wrong & BREAK ? 0x80 : 0);
    }
    return 0;
}

static void device_write(uintptr_t reg, uint32_t value)
{
    if (reg == 0x00)
        baud = value;
    if (reg == 0x04)
        send(value);
}

int main(void)
{
    static const struct rill_console c = {.ops = &rill_uart_shakti,
                                          .base = BASE,
                                          .clock_hz = 50000000,
                                          .baud = 19200};
    static const struct came wrong[] = {
        {'a', 0}, {'b', FRAMING}, {'c', PARITY}, {0, BREAK}, {'e', OVERRUN}};

    c.ops->init(&c);
    ok(baud == 162, "50 MHz / 16 / 19200 = 162.8");
    test_common(&c, 16);
    tells(&c, wrong, 5, "a[2b][2c][1][4e]", "framing, parity, break, overrun");
    return done();
}
