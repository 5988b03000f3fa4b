/* board.h -- a copy of the console's structs of include/port/board.h, which programs must not
 * include. With it a test may replace the console's device before it writes anything. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rill_console;

struct rill_console_ops {
    const char *name;
    bool (*works)(const struct rill_console *c);
    void (*init)(const struct rill_console *c);
    size_t (*put)(const struct rill_console *c, const char *bytes, size_t n);
    size_t (*get)(const struct rill_console *c, char *to, size_t n,
                  unsigned *wrong);
    void (*drain)(const struct rill_console *c);
    void (*want)(const struct rill_console *c, unsigned what);
};

struct rill_console {
    const struct rill_console_ops *ops;
    const char *compatible;
    uintptr_t base;
    uint32_t clock_hz, baud;
    uint16_t irq;
    uint8_t stride;
};

extern struct rill_board {
    const char *name;
    const struct rill_console *console;
} rill_board;

/* Take the console's interrupt away, so that Rill polls the console from now on. */
static inline void board_polls(void)
{
    static struct rill_console console;

    console = *rill_board.console;
    console.irq = 0;
    rill_board.console = &console;
}

#endif
