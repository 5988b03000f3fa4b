/* board/opentitan/board.c -- OpenTitan Earl Grey. Addresses: OpenTitan, "Top Earl Grey",
 * memory map. QEMU's timer ticks at 10 kHz whatever CFG0 says (QEMU 7.2,
 * hw/timer/ibex_timer.c), and this board runs on QEMU alone today (README.md); for the
 * chip, put the rate here that its boot ROM sets. We leave the baud rate as the boot ROM
 * set it, too.
 *
 * Ibex has vectored mode alone, and its mtvec takes multiples of 256 (Ibex reference
 * guide, "Exceptions and Interrupts"); the tables of every image are so aligned
 * (boot/trap.S). QEMU takes any value; tests/t/vectors.t makes an Ibex of it.
 *
 * The controller is a PLIC with one context. Nothing uses it yet: the driver polls the
 * UART. */
#include <port/board.h>

static const struct rill_console consoles[] = {
    {.ops = &rill_uart_ibex, .base = 0x40000000}, {0}};

static const struct rill_power powers[] = {{.ops = &rill_power_semihost}, {0}};

static const struct rill_board facts = {
    .name = RILL_BOARD_NAME,
    .console = consoles,
    .consoles = consoles,
    .timer = {.mtime = 0x40100000, .hz = 10000},
    .irqs = {.base = 0x48000000, .sources = 180},
    .powers = powers,
    .loader = &rill_loader_asked,
    .ask = rill_ask_semihost,
};

RILL_BOARD_FIXED(facts);
