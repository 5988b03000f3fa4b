/* port/board.h -- what a board is, and what its drivers promise the rest.
 *
 * A board is a folder of facts: board/NAME/board.c fills one struct rill_board
 * that points to drivers in board/dev/ and tells each where its device is.
 *
 *     rill_board --.console--> rill_uart_ns16550   at 0x10000000
 *                --.timer                         at  0x2000000, 10 MHz
 *                --.power----> rill_power_finisher at   0x100000
 *                --.loader---> rill_loader_fdt
 *
 * Drivers call nobody, keep their state in their device, and wait only where
 * this page says so. Each gets its own record back as first argument,
 * but for the timer's: a board has one, and BOARD_SRC in board.mk names it.
 */
#ifndef PORT_BOARD_H
#define PORT_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rill_console;
struct rill_power;

struct rill_console_ops {
    void (*init)(const struct rill_console *c); /* may be called again */
    void (*putc)(const struct rill_console *c, char byte); /* waits for room */
    int (*getc)(const struct rill_console *c);   /* 0..255, -1: none now */
    void (*drain)(const struct rill_console *c); /* until the last stop bit */
};

struct rill_console {
    const struct rill_console_ops *ops;
    uintptr_t base;
    uint32_t
        clock_hz; /* what feeds the divider; 0: leave the baud rate alone */
    uint32_t baud;
    uint8_t stride; /* bytes between registers, where a device varies in it */
};

struct rill_timer_dev {
    uintptr_t mtime, mtimecmp; /* the clock; the comparator of hart 0 */
    uint32_t hz;               /* ticks a second */
};

/* A board has one timer, and its driver these two by name: every sleep calls
 * them, and a pointer to call through costs as much as they do. */
uint64_t rill_clock_ticks(void); /* never torn, never backwards */
/* Interrupt this hart once, at `when` or at once if that has passed: the
 * comparator, and rill_irq_accept_timer, which the interrupt undoes. */
void rill_clock_arm(uint64_t when);

/* What reaches another hart, on boards that have some: IPI_SRC in board.mk names
 * the driver, and only images for more than one hart have it. An object of its
 * own, for boot/many/harts.h reads it before there is C. */
struct rill_ipi_dev {
    uintptr_t msip; /* of hart 0; 4 bytes a hart */
};
extern const struct rill_ipi_dev rill_board_ipi; /* board/NAME/board.c */

/* Make the software interrupt of that hart pending. What this hart wrote before,
 * the other sees after rill_ipi_clear. */
void rill_ipi_send(uintptr_t hart_id);
/* This hart's is pending no more. Memory that is read after was written no
 * earlier than what it was sent for; so: clear, then look. */
void rill_ipi_clear(void);

struct rill_power_ops {
    /* End the machine with status 0..255. Returns only if it has no way to. */
    void (*off)(const struct rill_power *p, int status);
};

struct rill_power {
    const struct rill_power_ops *ops;
    uintptr_t base;
};

/* The words for argv, as port/image.h describes them, into buf.
 *   returns  their length without the final 0; -1: the machine gives none;
 *            n or more: they do not fit, and buf holds nothing of use. */
typedef int rill_ask_fn(char *buf, size_t n);

/* What who started us has passed, and how to read it. */
struct rill_loader {
    /* Where the memory ends that is ours. Once, before there is a heap. Panics if
     * what a1 held at entry is not what this loader passes. */
    uintptr_t (*ram_end)(const void *a1);
    const char *(*args)(void); /* rill_boot_args of port/image.h */
};

struct rill_board {
    const char *name;
    struct rill_console console;
    struct rill_timer_dev timer;
    struct rill_power power;
    const struct rill_loader *loader;
    rill_ask_fn *ask; /* for rill_loader_asked; NULL: nobody can be asked */
};

extern const struct rill_board rill_board; /* board/NAME/board.c */

/* Drivers, board/dev/. One that a board does not name is not linked. */
extern const struct rill_console_ops rill_uart_ns16550, rill_uart_sifive;
extern const struct rill_power_ops rill_power_finisher, rill_power_semihost;
rill_ask_fn rill_ask_semihost;

/* kernel/: a device tree in a1; nothing, and the board asks. */
extern const struct rill_loader rill_loader_fdt, rill_loader_asked;

#endif
