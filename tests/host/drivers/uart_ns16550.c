/* A 16550 as its data sheet has it, with registers four bytes apart, as on icicle. */
#include "driver.h"
#include "../../../board/dev/uart_ns16550.c"

static uint8_t ier, fcr, lcr, divisor[2];
static bool tx_seen_empty;

/* A byte waits from before the FIFO was on; one comes as soon as the FIFO is on. */
static bool old, late;
static uint8_t
    empty; /* what is read where there is no byte: a chip gives what it gave last */

static uint32_t line_status(void)
{
    uint32_t lsr = dev.room ? 0x60 : 0; /* as many as the FIFO holds */
    struct came *t = top();

    if (!t)
        return lsr | (dev.marks & OVERRUN ? 0x02 : 0) |
               (dev.marks & FRAMING ? 0x08 : 0);
    lsr |= 0x01 | (t->wrong & OVERRUN ? 0x02 : 0) |
           (t->wrong & PARITY ? 0x04 : 0) |
           (t->wrong & (FRAMING | BREAK) ? 0x08 : 0) |
           (t->wrong & BREAK ? 0x10 : 0);
    t->wrong = 0; /* "reset when the CPU reads LSR" */
    return lsr;
}

static uint32_t device_read(uintptr_t reg)
{
    switch (reg / 4) {
    case 0:
        old = false;
        return top() ? dev.in[dev.read++].byte : empty;
    case 5:
        tx_seen_empty = dev.room;
        return line_status() | old;
    }
    return 0;
}

static void device_write(uintptr_t reg, uint32_t value)
{
    switch (reg / 4) {
    case 0:
        if (lcr & 0x80)
            divisor[0] = (uint8_t)value;
        else
            send(value);
        break;
    case 1:
        *(lcr & 0x80 ? &divisor[1] : &ier) = (uint8_t)value;
        break;
    case 2:
        fcr = (uint8_t)value;
        old = false;
        if (late)
            dev.in[dev.came++].byte = 'k';
        break;
    case 3:
        lcr = (uint8_t)value;
        break;
    }
}

/* What of three bytes is input: one from before the FIFO, one that comes during init, and a
 * later one. */
static const char *after_init(bool is_old, bool is_late)
{
    static const struct rill_console plain = {
        .ops = &rill_uart_ns16550, .base = BASE, .stride = 4};

    dev.came = dev.read = 0;
    old = is_old;
    late = is_late;
    plain.ops->init(&plain);
    late = false;
    dev.in[dev.came++] = (struct came){'a', 0};
    return told(&plain, 4);
}

int main(void)
{
    static const struct rill_console c = {.ops = &rill_uart_ns16550,
                                          .base = BASE,
                                          .clock_hz = 150000000,
                                          .baud = 115200,
                                          .stride = 4};
    static const struct came framing[] = {{'a', 0}, {'b', FRAMING}, {'c', 0}};
    static const struct came parity[] = {
        {'a', PARITY}, {'b', 0}, {'c', PARITY}};
    static const struct came broken[] = {{'a', 0}, {0, BREAK}, {'c', 0}};
    static const struct came over[] = {{'a', 0}, {'b', 0}, {'c', OVERRUN}};
    static const struct came both[] = {
        {'a', OVERRUN | FRAMING}, {0, OVERRUN | BREAK}, {'c', 0}};

    dev.room = 16;
    ier = 3;
    c.ops->init(&c);
    ok(ier == 0 && (fcr & 1) && lcr == 3, "no interrupt, FIFOs, 8N1");
    ok(divisor[0] + 256 * divisor[1] == 81, "150 MHz / 16 / 115200 = 81.4");
    ok(!strcmp(after_init(false, false), "a"), "no byte, and nothing is kept");
    ok(!strcmp(after_init(true, false), "a"), "one from before the FIFO goes");
    ok(!strcmp(after_init(true, true), "ka"),
       "one that comes during init is input");
    ok(!strcmp(after_init(false, true), "ka"), "so it is if none has waited");
    empty = 's';
    ok(!strcmp(after_init(false, false), "a"), "no chip gives a byte twice");
    empty = 0;
    test_common(&c, 16);
    tells(&c, framing, 3, "a[2b]c", "a framing error: the byte, marked");
    tells(&c, parity, 3, "[2a]b[2c]", "parity, first and last");
    tells(&c, broken, 3, "a[1]c", "a break is no byte");
    tells(&c, over, 3, "ab[4c]", "others were lost before that one");
    tells(&c, both, 3, "[6a][5]c", "two at once");
    c.ops->want(&c, RILL_READABLE);
    ok(ier == 1, "to be told of input");
    c.ops->want(&c, RILL_READABLE | RILL_WRITABLE);
    ok(ier == 3, "and of room");
    c.ops->want(&c, 0);
    ok(ier == 0, "and of neither");
    return done();
}
