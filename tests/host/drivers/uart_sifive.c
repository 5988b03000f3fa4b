/* The FE310's UART: one read gives the flag and the byte, and no read tells of an error. */
#include "driver.h"
#include "../../../board/dev/uart_sifive.c"

static uint32_t ie, div, txctrl, rxctrl;

static uint32_t device_read(uintptr_t reg)
{
    switch (reg) {
    case 0x00:
        return dev.room ? 0 : 0x80000000;
    case 0x04:
        return top() ? dev.in[dev.read++].byte : 0x80000000;
    case 0x18:
        return div;
    }
    return 0;
}

static void device_write(uintptr_t reg, uint32_t value)
{
    switch (reg) {
    case 0x00:
        send(value);
        break;
    case 0x08:
        txctrl = value;
        break;
    case 0x0c:
        rxctrl = value;
        break;
    case 0x10:
        ie = value;
        break;
    case 0x18:
        div = value;
        break;
    }
}

int main(void)
{
    static const struct rill_console c = {.ops = &rill_uart_sifive,
                                          .base = BASE,
                                          .clock_hz = 16000000,
                                          .baud = 115200};

    ie = 3;
    c.ops->init(&c);
    ok(ie == 0 && div == 137, "no interrupt; 16 MHz / 115200 - 1 = 137.9");
    ok(txctrl == 0x10001 && rxctrl == 1, "on; marks of 1 and 0");
    test_common(&c, 8);
    c.ops->want(&c, RILL_READABLE);
    ok(ie == 2, "to be told of input");
    c.ops->want(&c, RILL_WRITABLE);
    ok(ie == 1, "and of room");
    return done();
}
