/* harts_writing.h -- the other harts write lines without end. */
#ifndef HARTS_WRITING_H
#define HARTS_WRITING_H

#include "../other_harts.h"

static volatile unsigned lines;

/* On the idle stack, with interrupts on, as in a task: so a stop comes in the midst
 * of a line. */
static void write_for_ever(void)
{
    char line[] = "line of hart 0: abcdefghijklmnopqrstuvwxyz\n";

    line[13] = (char)('0' + rill_hart());
    for (;;) {
        rill_console_write(line, sizeof line - 1);
        __atomic_fetch_add(&lines, 1, __ATOMIC_RELAXED);
    }
}

/* The trap goes back there, and not to the idle loop, which is given up. */
static void on_hart(unsigned number)
{
    void (*there)(void) = write_for_ever;

    (void)number;
    __asm__ volatile("csrw " X "epc, %0" : : "r"(there));
}

static inline void others_write(void)
{
    if (!harts_arrive(4))
        return;
    interrupt_others();
    while (lines < 50)
        rill_yield();
    on_hart_wanted = 0; /* what comes now is for Rill */
}

#endif
