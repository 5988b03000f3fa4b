/* board/shakti/board.c -- Shakti C-class SoC, as QEMU has it. Addresses: QEMU 7.2,
 * hw/riscv/shakti_c.c, after the SoC's memory map. The clock ticks at QEMU's 10 MHz;
 * on an FPGA it is the design's.
 *
 * There is no .irqs: the UART has no line to QEMU's PLIC, and QEMU maps 0x20000 bytes
 * of the PLIC, but a claim is at 0x200004. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_uart_shakti, .base = 0x11300}, {0}};

static const struct rill_power powers[] = {{.ops = &rill_power_semihost}, {0}};

static const struct rill_board facts = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 10000000},
    .powers = powers,
    .loader = &rill_loader_asked,
    .ask = rill_ask_semihost,
};

RILL_BOARD_FIXED(facts);
