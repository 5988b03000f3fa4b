/* kernel/promises/many/console.h -- which hart writes to the console.
 * kernel/promises/one/console.h is its twin.
 *
 * A leaf: nothing else is taken while it is held, and nobody parks. It belongs to a hart,
 * not to a task, and interrupts may be on: so a hart that has it and writes again, in a
 * trap, or about what broke in the midst of a write, goes past. So does the owner of the
 * machine's end: all other harts have stopped. */
#ifndef KERNEL_CONSOLE_H
#define KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

/* Have the console for what follows.
 *   returns  false: this hart had it already, or owns the end of the machine. */
bool rill_console_take(void);

/* Give it up, if it was taken. A hart that was asked to stop in between stops now. */
void rill_console_drop(bool taken);

/* After each byte: a write may be long, and at the end of a line it can stop. A
 * report, which has the console taken around it, cannot. */
void rill_console_wrote(bool taken, char byte);

/* How many of the n bytes to write before the next look: a line. */
size_t rill_console_span(const char *bytes, size_t n);

/* Was it not taken because this hart is in the midst of a write, which a trap has
 * interrupted? */
static inline bool rill_console_passed(bool taken)
{
    return !taken;
}

/* Whatever this hart had begun is over: a report, a write that faulted. */
void rill_console_drop_mine(void);

/* In a trap: has this hart a write or a report under way? */
bool rill_console_mine(void);

#endif
