/* boot/many/harts.h -- an image for several harts. boot/one/harts.h is its twin. */
#ifndef BOOT_HARTS_H
#define BOOT_HARTS_H

#include "entry.h"

#define LAST_BYTES 1024 /* of a trap stack */

/* clang-format off */
        /* Every hart but the boot hart comes here when it is called, with a0 = its
         * struct rill_hart. */
.macro OTHER_HARTS
        COME_WHEN_STARTED
        LX      a4, HART_HANDLER_TP(a0)
        SET_UP_HART
        LX      sp, HART_FAULT_SP(a0)
        TAKE_TRAPS a0
        LX      tp, HART_IDLE(a0)
        addi    tp, tp, RILL_TASK_BYTES
        call    rill_hart_main          # never returns
.endm

        /* sp = a stack for the last words. tp is the hart, unless tp is what broke.
         * When tp is no hart's address, or what it points to gives no hart's stack,
         * take the boot hart's trap stack: its lower end, because the boot hart may be
         * using the upper end to stop. */
.macro LAST_STACK
        la      sp, __rill_trap_stack + LAST_BYTES
        la      t0, __bss_start
        la      t1, __bss_end
        bltu    tp, t0, 1f
        bgeu    tp, t1, 1f
        andi    t0, tp, 15
        bnez    t0, 1f
        LX      t2, HART_TRAP_SP(tp)
        addi    t2, t2, FRAME_BYTES
        la      t0, __heap_start
        bltu    t2, sp, 1f
        bltu    t0, t2, 1f
        andi    t0, t2, 15
        bnez    t0, 1f
        mv      sp, t2
        j       2f
1:      FIND_HART
2:
.endm

        /* The timer's interrupt may have to wake another hart, so it enters as any
         * other interrupt does. kernel/time/many/wheel.c, rill_wheel_came_due. */
#define TIMER_VECTOR rill_trap_entry
.macro TIMER_CAME
.endm
.macro TIMER_TRAP
.endm
/* clang-format on */

#endif
