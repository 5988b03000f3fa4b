/* harts_writing.h -- the other harts write lines without end. */
#ifndef HARTS_WRITING_H
#define HARTS_WRITING_H

#include "../other_harts.h"

static volatile unsigned lines;

/* Interrupts on, as in a task: so a stop comes in the midst of a line. */
static void on_hart(unsigned number)
{
    char line[] = "line of hart 0: abcdefghijklmnopqrstuvwxyz\n";

    line[13] = (char)('0' + number);
    on_hart_wanted = 0;
    for (;;) {
        rill_console_write(line, sizeof line - 1);
        __atomic_fetch_add(&lines, 1, __ATOMIC_RELAXED);
    }
}

static inline void others_write(void)
{
    if (!harts_arrive(4))
        return;
    interrupt_others();
    while (lines < 50)
        rill_yield();
}

#endif
