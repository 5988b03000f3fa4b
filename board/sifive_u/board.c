/* board/sifive_u/board.c -- HiFive Unleashed. Addresses: FU540-C000 manual,
 * memory map; the timer's rate is RTCCLK, 1 MHz. */
#include <port/board.h>

const struct rill_board rill_board = {
    .name = RILL_BOARD_NAME,
    .console = {.ops = &rill_uart_sifive, .base = 0x10010000},
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 1000000},
    .power = {.ops = &rill_power_semihost},
    .loader = &rill_loader_fdt,
};

const struct rill_ipi_dev rill_board_ipi = {.msip = 0x2000000};
