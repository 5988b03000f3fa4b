/* board/spike/board.c -- spike, the RISC-V ISA simulator's machine, as QEMU has it, 64
 * and 32 bits. Addresses: QEMU 7.2, hw/riscv/spike.c, and the device tree it makes.
 * There is no interrupt controller. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_console_htif, .compatible = "ucb,htif0"}, {0}};

static const struct rill_power powers[] = {
    {.ops = &rill_power_htif, .compatible = "ucb,htif0"}, {0}};

struct rill_board rill_board = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 10000000},
    .ipi = &rill_board_ipi,
    .powers = powers,
    .loader = &rill_loader_fdt,
};

const struct rill_ipi_dev rill_board_ipi = {.msip = 0x2000000};
