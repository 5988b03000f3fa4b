/* board/sifive_u/board.c -- HiFive Unleashed. Addresses: FU540-C000 manual,
 * memory map; the timer's rate is RTCCLK, 1 MHz. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_uart_sifive,
     .compatible = "sifive,uart0",
     .base = 0x10010000,
     .irq = 4},
    {.ops = &rill_console_semihost},
    {0},
};

static const struct rill_power powers[] = {{.ops = &rill_power_semihost}, {0}};

/* The PLIC's contexts: M of hart 0, then M and S of each other (chapter "PLIC"). */
struct rill_board rill_board = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 1000000},
    .ipi = &rill_board_ipi,
    .irqs = {.base = 0xc000000,
             .sources = 53,
             .context_first = -1,
             .context_step = 2},
    .powers = powers,
    .loader = &rill_loader_fdt,
};

const struct rill_ipi_dev rill_board_ipi = {.msip = 0x2000000};
