/* boot/many/harts.h -- an image for more harts. boot/one/harts.h is its twin. */
#ifndef BOOT_HARTS_H
#define BOOT_HARTS_H

/* clang-format off */
        /* Every hart but the boot hart, until kernel/many/harts.c calls it. On
         * entry a0 = its id; gp and xtvec are set, interrupts off; no stack.
         *
         * RAM is full of old values at reset, and an old run of this same image
         * has left here what looks like a call. So memory is not looked at
         * before a software interrupt is pending, which is no memory: a CLINT's
         * msip is 0 after reset (SiFive FU540-C000 manual, "MSIP Registers"), so
         * somebody has written it since, and the boot hart does so when .bss has
         * long been cleared.
         * An interrupt may be older where not all was reset: by a debugger that
         * jumped here, by a loader's IPI. Then the call itself must hold: our id,
         * and beside it a word that a call is, which whoever follows it takes
         * away by a swap. Both are old together only if the run before was ended
         * between a call and its hart's first step, and the CLINT not reset.
         *
         * msip is cleared first and memory read after (fence o, r): a call that
         * comes after the read writes its words before msip (fence w, o in
         * board/dev/mmio.h), so it makes msip pending again and is found at the
         * next turn. Cleared last, its interrupt would be lost with the old one.
         *
         * Who is not in the roll is not called, and sleeps here for ever: more
         * harts than the image is built for, or one that cannot run it. */
.macro OTHER_HARTS
.Lpark: li      t0, XIE_SOFT
        csrw    XIE, t0                 # wakes from wfi; is not taken
        la      s0, rill_board_ipi
        LX      s0, 0(s0)
        slli    t0, a0, 2
        add     s0, s0, t0              # our msip
1:      wfi                             # may return for no reason
        csrr    t0, XIP
        andi    t0, t0, XIE_SOFT
        beqz    t0, 1b
        sw      zero, 0(s0)
        fence   o, r
        la      s1, rill_roll
        li      s2, RILL_HARTS * ROLL_BYTES
        add     s2, s2, s1
2:      LX      t0, ROLL_ID(s1)
        bne     t0, a0, 3f
        addi    t1, s1, ROLL_WORD
        amoswap.w.aq t1, zero, (t1)     # what it stands for is read after
        li      t2, ROLL_CALLED
        beq     t1, t2, 6f
3:      addi    s1, s1, ROLL_BYTES
        bltu    s1, s2, 2b
        j       1b

6:      SET_UP_HART
        LX      a0, ROLL_HART(s1)
        LX      sp, HART_FAULT_SP(a0)
        csrw    XSCRATCH, a0
        LX      tp, ROLL_TP(s1)
        call    rill_hart_main          # never returns
.endm

        /* tp is the hart, unless that is what broke: then it is no address that
         * a hart has, or no stack of one's, and the boot hart's has to do. */
.macro LAST_STACK
        la      sp, __rill_trap_stack_top
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
1:
.endm

        /* The timer's interrupt may have to wake another hart: it is as any other.
         * kernel/many/wheel.c, rill_wheel_came_due. */
#define TIMER_VECTOR rill_trap_entry
.macro TIMER_CAME
.endm
.macro TIMER_TRAP
.endm
/* clang-format on */

#endif
