/* board/icicle/board.c -- Microchip PolarFire SoC Icicle Kit. Addresses: MPFS250T
 * memory map: MMUART0 0x20000000, registers 4 bytes apart; CLINT 0x02000000,
 * 1 MHz. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_uart_ns16550, .base = 0x20000000, .irq = 90, .stride = 4},
    {0}};

static const struct rill_power powers[] = {{.ops = &rill_power_semihost}, {0}};

static const struct rill_board facts = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 1000000},
    .irqs = {.base = 0xc000000,
             .sources = 186,
             .context_first = -1,
             .context_step = 2},
    .powers = powers,
    .loader = &rill_loader_asked,
    .ask = rill_ask_semihost,
};

RILL_BOARD_FIXED(facts);
