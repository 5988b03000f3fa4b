/* board/hifive1/board.c -- HiFive1, FE310. Addresses: FE310-G000 manual, memory map.
 * The timer's rate is the chip's; clock.c finds out when the machine has another. We
 * leave the baud rate as the boot loader set it. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_uart_sifive, .base = 0x10013000, .irq = 3}, {0}};

static const struct rill_power powers[] = {{.ops = &rill_power_semihost}, {0}};

static const struct rill_board facts = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.mtime = 0x200bff8, .mtimecmp = 0x2004000, .hz = 32768},
    .irqs = {.base = 0xc000000, .sources = 52},
    .powers = powers,
    .loader = &rill_loader_asked,
    .ask = rill_ask_semihost,
};

RILL_BOARD_FIXED(facts);
