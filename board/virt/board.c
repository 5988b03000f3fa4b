/* board/virt/board.c -- QEMU's virt machine, 64 and 32 bits.
 * Addresses: QEMU 7.2, hw/riscv/virt.c, and the device tree it makes. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_uart_ns16550,
     .compatible = "ns16550a",
     .base = 0x10000000,
     .clock_hz = 3686400,
     .baud = 115200,
     .irq = 10,
     .stride = 1},
    {0},
};

static const struct rill_power powers[] = {
    {.ops = &rill_power_finisher,
     .compatible = "sifive,test1",
     .base = 0x100000},
    {0},
};

struct rill_board rill_board = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 10000000},
    .ipi = &rill_board_ipi,
    .irqs = {.base = 0xc000000, .sources = 96, .context_step = 2},
    .powers = powers,
    .loader = &rill_loader_fdt,
};

const struct rill_ipi_dev rill_board_ipi = {.msip = 0x2000000};
const struct rill_rtc_dev rill_board_rtc = {.base = 0x101000};
const struct rill_rng_dev rill_board_rng = {
    .base = 0x10001000, .step = 0x1000, .slots = 8};
