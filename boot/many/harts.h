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
        LX      t1, HART_HANDLER_TP(a0)
        SET_UP_HART
        LX      sp, HART_FAULT_SP(a0)
        TAKE_TRAPS a0
        LX      tp, HART_IDLE(a0)
        addi    tp, tp, RILL_TASK_BYTES
        call    rill_hart_main          # never returns
.endm

        /* a0 = the struct rill_hart that the roll has for the hart a0. Not there: go to 1. */
.macro FIND_IN_ROLL
        fence   ir, r                   # we read it after what let us go
        la      s1, rill_roll
        li      s2, RILL_HARTS * ROLL_BYTES
        add     s2, s2, s1
2:      LX      t0, ROLL_ID(s1)
        bne     t0, a0, 3f
        addi    t1, s1, ROLL_WORD
        amoswap.w.aq t1, zero, (t1)     # acquire: we read the call's words after it
        li      t2, ROLL_CALLED
        beq     t1, t2, 4f
3:      addi    s1, s1, ROLL_BYTES
        bltu    s1, s2, 2b
        j       1b
4:      LX      a0, ROLL_HART(s1)
.endm

        /* S-mode: all harts but the first leave for .Lpark. A debugger may have the first
         * begin again. The word is in .data, which is as the loader left it. */
.macro OTHERS_LEAVE
        fence   r, r                    # we read the word after what let us go
        la      t0, rill_first_hart     # 0, or the first hart's id + 1
        addi    t1, a0, 1
        lw      t2, (t0)
        beqz    t2, 1f
        bne     t2, t1, .Lpark
1:      sw      t1, (t0)
.endm

        /* Lock the guard at t1, by PMP entry 2. Changes t0. */
.macro OWN_GUARD
        srli    t1, t1, 2
        LIA     t0, __rill_guard_bits
        or      t1, t1, t0
        csrw    pmpaddr2, t1
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
