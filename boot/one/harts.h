/* boot/one/harts.h -- an image for one hart. boot/many/harts.h is its twin. */
#ifndef BOOT_HARTS_H
#define BOOT_HARTS_H

/* clang-format off */
        /* A hart that nobody asked for sleeps. It has no stack and touches no
         * memory, so it needs none; wfi may return at any time. */
.macro OTHER_HARTS
.Lpark: wfi
        j       .Lpark
.endm

        /* sp for the last words of a hart whose report has faulted twice */
.macro LAST_STACK
        la      sp, __rill_trap_stack_top
.endm

        /* An interrupt, sp = its cause. The timer: shut out, and left word. Any other
         * falls through, or goes to .Lframe. */
.macro TIMER_CAME
        slli    sp, sp, 1
        addi    sp, sp, -2 * XCAUSE_TIMER
        bnez    sp, .Lframe
        li      sp, XIE_TIMER
        csrc    XIE, sp
        sh      sp, HART_TIMER_DUE(tp)
        LX      sp, HART_TASK_SP(tp)
        csrrw   tp, XSCRATCH, tp
        XRET
.endm
/* clang-format on */

#endif
