/* boot/one/harts.h -- an image for one hart. boot/many/harts.h is its twin. */
#ifndef BOOT_HARTS_H
#define BOOT_HARTS_H

#include "entry.h"

/* clang-format off */
        /* Every hart but the boot hart */
.macro OTHER_HARTS
        NEVER_COME
.endm

        /* There is one hart, so the guard below all stacks is its own. */
.macro OWN_GUARD
.endm

        /* sp for the last words of a hart that has faulted twice in a report */
.macro LAST_STACK
        la      sp, __rill_trap_stack_top
.endm

        /* sp = an interrupt's cause. The timer's goes to .Ltimer; any other falls
         * through. */
.macro TIMER_CAME
        slli    sp, sp, 1
        addi    sp, sp, -2 * XCAUSE_TIMER
        beqz    sp, .Ltimer
.endm

        /* The timer's interrupt, by its vector: mask it in xie, and set timer_due. */
#define TIMER_VECTOR .Ltimer_vector
.macro TIMER_TRAP
.Ltimer_vector:
        csrrw   tp, XSCRATCH, tp
        SX      sp, HART_TASK_SP(tp)
.Ltimer:
        li      sp, XIE_TIMER
        csrc    XIE, sp
        sh      sp, HART_TIMER_DUE(tp)
        LX      sp, HART_TASK_SP(tp)
        csrrw   tp, XSCRATCH, tp
        XRET
.endm
/* clang-format on */

#endif
