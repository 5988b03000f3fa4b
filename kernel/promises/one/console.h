/* kernel/promises/one/console.h -- nobody else writes. kernel/promises/many/console.h is its twin,
 * and says what each of these is. */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

static inline bool rill_console_take(void)
{
    return false;
}

static inline void rill_console_drop(bool taken)
{
    (void)taken;
}

static inline void rill_console_wrote(bool taken, char byte)
{
    (void)taken;
    (void)byte;
}

static inline size_t rill_console_span(const char *bytes, size_t n)
{
    (void)bytes;
    return n;
}

static inline bool rill_console_passed(bool taken)
{
    (void)taken;
    return false;
}

static inline void rill_console_drop_mine(void)
{
}

#endif
