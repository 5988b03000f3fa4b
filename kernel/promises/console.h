/* kernel/promises/console.h -- which hart writes to the console. On one hart these functions do
 * nothing; on many, kernel/console/many/console.c has the rest.
 *
 * The console's lock is a leaf: its holder takes no other lock and does not park. The lock belongs
 * to a hart, not to a task, and interrupts may be on. So a hart that holds it and writes again, in
 * a trap or about what broke in the midst of a write, does not wait for it. Nor does the owner of
 * the machine's end, because all other harts have stopped. */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include "harts.h"

/* Take the console for what follows; waits, with the hart in hand, for a hart that has it.
 *   returns  false: this hart had the console already, or owns the end of the machine. */
bool rill_console_seize(void);

static inline bool rill_console_take(void)
{
    return RILL_MANY && rill_console_seize();
}

/* Give the console up. If another hart has asked this hart to stop meanwhile, it stops now. _drop
 * does so if _take answered true. */
void rill_console_release(void);

static inline void rill_console_drop(bool taken)
{
    if (RILL_MANY && taken)
        rill_console_release();
}

/* The writer calls this after each byte: a write may be long, so at the end of a line it stops if
 * asked. A report does not stop, because it has taken the console before its writes. */
static inline void rill_console_wrote(bool taken, char byte)
{
    if (taken && byte == '\n')
        rill_stop_asked();
}

/* How many of the n bytes to write before the next look: the bytes of a line. */
static inline size_t rill_console_span(const char *bytes, size_t n)
{
    size_t line = 0;

    if (!RILL_MANY)
        return n;
    while (line < n && bytes[line++] != '\n') {
    }
    return line;
}

/* Was the console not taken because a trap has interrupted this hart's own write? */
static inline bool rill_console_passed(bool taken)
{
    return RILL_MANY && !taken;
}

/* In a trap: is a write or a report of this hart under way? */
bool rill_console_mine(void);

/* This hart's report, or its write that faulted, is over: give the console up. */
static inline void rill_console_drop_mine(void)
{
    rill_console_drop(RILL_MANY && rill_console_mine());
}

#endif
