/* kernel/promises/console.h -- which hart writes to the console. One hart need not ask, and these
 * are nothing there; where harts are many, kernel/console/many/console.c has the rest.
 *
 * A leaf: nothing else is taken while it is held, and nobody parks. It belongs to a hart, not to a
 * task, and interrupts may be on: so a hart that has it and writes again, in a trap, or about what
 * broke in the midst of a write, goes past. So does the owner of the machine's end: all other harts
 * have stopped. */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include "harts.h"

/* Have the console for what follows.
 *   returns  false: this hart had it already, or owns the end of the machine. */
bool rill_console_seize(void);

static inline bool rill_console_take(void)
{
    return RILL_MANY && rill_console_seize();
}

/* Give it up, if it was taken. A hart that was asked to stop in between stops now. */
void rill_console_release(void);

static inline void rill_console_drop(bool taken)
{
    if (RILL_MANY && taken)
        rill_console_release();
}

/* After each byte: a write may be long, and at the end of a line it can stop. A report, which has
 * the console taken around it, cannot. */
static inline void rill_console_wrote(bool taken, char byte)
{
    if (taken && byte == '\n')
        rill_stop_asked();
}

/* How many of the n bytes to write before the next look: a line. */
static inline size_t rill_console_span(const char *bytes, size_t n)
{
    size_t line = 0;

    if (!RILL_MANY)
        return n;
    while (line < n && bytes[line++] != '\n') {
    }
    return line;
}

/* Was it not taken because this hart is in the midst of a write, which a trap has interrupted? */
static inline bool rill_console_passed(bool taken)
{
    return RILL_MANY && !taken;
}

/* In a trap: has this hart a write or a report under way? */
bool rill_console_mine(void);

/* Whatever this hart had begun is over: a report, a write that faulted. */
static inline void rill_console_drop_mine(void)
{
    rill_console_drop(RILL_MANY && rill_console_mine());
}

#endif
