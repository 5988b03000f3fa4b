/* crash/console/harts_writing.h -- the other harts write lines without end. */
#ifndef HARTS_WRITING_H
#define HARTS_WRITING_H

#include "../../other_harts.h"

static volatile unsigned lines;

/* HART_TASK_SP of include/port/frame.h, and RILL_TASK_BYTES for more harts than one. */
#define HART_TASK_SP_WORD 2
#define TASK_BYTES        (12 * sizeof(uintptr_t) + 32)

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

/* Out of the trap there, and not to the idle loop, which is given up. */
static void on_hart(unsigned number)
{
    void (*there)(void) = write_for_ever;
    uintptr_t *words = hart_words(number);

    __asm__ volatile("csrw " X "scratch, %0\n\t"
                     "mv sp, %1\n\t"
                     "mv tp, %2\n\t"
                     "csrs " X "status, %3\n\t"
                     "jr %4"
                     :
                     : "r"(harts_at[number]), "r"(words[HART_TASK_SP_WORD]),
                       "r"(hart_idle(number) + TASK_BYTES), "r"(XSTATUS_IE),
                       "r"(there));
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
