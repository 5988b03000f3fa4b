/* boot/one/harts.h -- an image for one hart. boot/many/harts.h is its twin. */
#ifndef BOOT_HARTS_H
#define BOOT_HARTS_H

#include "entry.h"

/* clang-format off */
        /* Every hart but the boot hart */
.macro OTHER_HARTS
        NEVER_COME
.endm

.macro OTHERS_LEAVE
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

        /* The timer's interrupt, by its vector: mask it in xie, and set timer_due. Then look at
         * the task's stack (boot/trap.S): until the two loads are done xscratch is 0, and tp is
         * the hart. When the stack is not as it should be, call rill_trap_interrupt as any
         * interrupt does. gp is the register that is free, for what belongs there is known; a
         * fault's report says what was in it, the task's tp or its stack_low. TIMER_CAME comes in
         * at .Ltimer. */
#define TIMER_VECTOR .Ltimer_vector
.macro TIMER_TRAP
.Ltimer:
        LX      sp, HART_TASK_SP(tp)
        j       1f
.Ltimer_vector:
        csrrw   tp, XSCRATCH, tp
1:      li      gp, XIE_TIMER
        csrc    XIE, gp
        sh      gp, HART_TIMER_DUE(tp)
        csrrw   gp, XSCRATCH, zero      # the task's tp
        SX      gp, HART_TASK_TP(tp)
        LX      gp, TASK_STACK_LOW - RILL_TASK_BYTES(gp)
        bltu    sp, gp, .Llook
        LX      tp, 0(gp)
        bne     tp, gp, .Llook
        LOAD_GP
        la      tp, rill_all_harts + HARTS_FIRST
        csrw    XSCRATCH, tp
        LX      tp, HART_TASK_TP(tp)
        XRET

.Llook: LOAD_GP
        la      tp, rill_all_harts + HARTS_FIRST
        SX      sp, HART_TASK_SP(tp)
        LX      sp, HART_TASK_TP(tp)
        csrw    XSCRATCH, sp
        j       .Lframe
.endm
/* clang-format on */

#endif
