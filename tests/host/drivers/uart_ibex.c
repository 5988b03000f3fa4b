/* OpenTitan's UART: two FIFOs and a status register. */
#include "driver.h"
#include "../../../board/dev/uart_ibex.c"

static uint32_t ctrl, intr_enable;

static uint32_t device_read(uintptr_t reg)
{
    switch (reg) {
    case 0x10:
        return ctrl;
    case 0x14:
        return (dev.room ? 0 : 0x01) | (top() ? 0 : 0x20);
    case 0x18:
        return top() ? dev.in[dev.read++].byte : 0;
    }
    return 0;
}

static void device_write(uintptr_t reg, uint32_t value)
{
    switch (reg) {
    case 0x04:
        intr_enable = value;
        break;
    case 0x10:
        ctrl = value;
        break;
    case 0x1c:
        send(value);
        break;
    }
}

int main(void)
{
    static const struct rill_console c = {.ops = &rill_uart_ibex,
                                          .base = BASE,
                                          .clock_hz = 24000000,
                                          .baud = 115200};

    intr_enable = 1;
    c.ops->init(&c);
    ok(intr_enable == 0 && (ctrl & 3) == 3, "no interrupt, both ways on");
    ok(ctrl >> 16 == 5033, "115200 * 2^20 / 24 MHz = 5033.1");
    test_common(&c, 32);
    return done();
}
