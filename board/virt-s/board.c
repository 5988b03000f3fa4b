/* board/virt-s/board.c -- QEMU's virt machine as firmware leaves it: in S-mode.
 * Addresses: QEMU 7.2, hw/riscv/virt.c, and the device tree it makes. By custom the
 * UART and the finisher are ours; the CLINT is the firmware's. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_uart_ns16550,
     .compatible = "ns16550a",
     .base = 0x10000000,
     .clock_hz = 3686400,
     .baud = 115200,
     .irq = 10,
     .stride = 1},
    {.ops = &rill_console_sbi},
    {0},
};

static const struct rill_power powers[] = {
    {.ops = &rill_power_finisher,
     .compatible = "sifive,test1",
     .base = 0x100000},
    {.ops = &rill_power_sbi},
    {0},
};

/* Contexts of the PLIC: M and S of each hart in turn. */
struct rill_board rill_board = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.hz = 10000000},
    .irqs = {.base = 0xc000000,
             .sources = 96,
             .context_first = 1,
             .context_step = 2},
    .powers = powers,
    .loader = &rill_loader_fdt,
};

const struct rill_rtc_dev rill_board_rtc = {.base = 0x101000};
const struct rill_rng_dev rill_board_rng = {
    .base = 0x10001000, .step = 0x1000, .slots = 8};
