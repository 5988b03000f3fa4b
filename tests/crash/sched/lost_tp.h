/* lost_tp.h -- from here on tp is this value, and interrupts come: with interrupts shut out
 * before, the trap is the first code that uses tp. A macro, for the report is to name the
 * function that it stands in. */
#ifndef LOST_TP_H
#define LOST_TP_H

#include "../../mode.h"

#define LOSE_TP(value)                             \
    __asm__ volatile("mv tp, %0\n\t"               \
                     "csrs " X "status, %1\n"      \
                     "1: j 1b"                     \
                     :                             \
                     : "r"(value), "r"(XSTATUS_IE) \
                     : "memory")

#endif
