/* board/virt/board.c -- QEMU's virt machine, 64 and 32 bits.
 * Addresses: QEMU 7.2, hw/riscv/virt.c, and the device tree it makes. */
#include <port/board.h>

const struct rill_board rill_board = {
    .name = RILL_BOARD_NAME,
    .console = {.ops = &rill_uart_ns16550,
                .base = 0x10000000,
                .clock_hz = 3686400,
                .baud = 115200,
                .stride = 1},
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 10000000},
    .power = {.ops = &rill_power_finisher, .base = 0x100000},
    .loader = &rill_loader_fdt,
};

const struct rill_ipi_dev rill_board_ipi = {.msip = 0x2000000};
