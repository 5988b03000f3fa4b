/* boot/mode-m/entry.h -- how harts come in where the machine is ours. Its twin is
 * boot/mode-s/entry.h. */
#ifndef BOOT_ENTRY_H
#define BOOT_ENTRY_H

/* clang-format off */
        /* a0 = this hart's id; all but the board's boot hart leave for .Lpark */
.macro CHOOSE_BOOT_HART
        csrr    a0, mhartid
        LIA     t0, __rill_boot_hart
        bne     a0, t0, .Lpark
.endm

        /* xtvec = a table of vectors, through rd: once in direct mode and once more as a
         * table. xtvec is WARL, so a mode that the hart has not is dropped, or all of the
         * write is: what comes of it is the hart's choice. Whichever modes it has, one of
         * the two writes is taken. In direct mode the table's first word is the entry for
         * all traps. Nobody else writes xtvec, but port/hart.h for one instruction. */
.macro TAKE_VECTORS rd, table
        la      \rd, \table
        csrw    XTVEC, \rd
        addi    \rd, \rd, 1
        csrw    XTVEC, \rd
.endm

        /* The guard below all stacks, address 0, and where harts are many, the guard of
         * this one's own, at t1. A hart without PMP goes on at 5 with nothing guarded. */
.macro GUARD_MEMORY
        GO_ON_AT 5f
        LIA     t0, __rill_guard_napot
        csrw    pmpaddr0, t0
        li      t0, 256 / 8 - 1         # NAPOT: the first 256 bytes
        csrw    pmpaddr1, t0
        OWN_GUARD
        LIA     t0, __rill_pmpcfg
        csrw    pmpcfg0, t0
5:
.endm

        /* mcycle and minstret may stand still at reset, where a core saves power by it
         * (privileged spec 1.12, 3.1.12: mcountinhibit, 0x320). A hart without that
         * register goes on at 5; an older one has mucounteren there, and 0 takes away
         * what nobody has. */
.macro START_COUNTERS
        GO_ON_AT 5f
        csrw    0x320, zero
5:
.endm

        /* A hart that nobody asked for sleeps. It has no stack and touches no
         * memory, so it needs none; wfi may return at any time. */
.macro NEVER_COME
.Lpark: wfi
        j       .Lpark
.endm

        /* Every hart but the boot hart, until board/dev/ipi_clint.c calls it. On
         * entry a0 = its id; gp, xtvec and xscratch are set, interrupts off; no stack. On
         * leaving a0 = its struct rill_hart.
         *
         * RAM is full of old values at reset, and an old run of this same image
         * has left here what looks like a call. So memory is not looked at
         * before a software interrupt is pending, which is no memory: a CLINT's
         * msip is 0 after reset (SiFive FU540-C000 manual, "MSIP Registers"), so
         * somebody has written it since, and the boot hart does so when .bss has
         * long been cleared.
         * An interrupt may be older where not all was reset: by a debugger that
         * jumped here, by a loader's IPI. Then the call itself must hold: our id,
         * and beside it a word that a call is, which the hart that follows it takes
         * away by a swap. Both are old together only if the run before was ended
         * between a call and its hart's first step, and the CLINT not reset.
         *
         * Memory is read after the interrupt was seen (fence i, r), and the call writes its
         * words before msip (fence w, o in board/dev/mmio.h): so a hart that sees the
         * call's interrupt finds the words. It stays pending here, for where our msip is
         * nobody knows yet, on a machine of several CLINTs: rill_hart_main clears it. An old
         * one has us look again and again, until the boot hart has cleared it.
         *
         * A hart that is not in the roll is not called, and sleeps here for ever: more
         * harts than the image is built for, or one that cannot run it. */
.macro COME_WHEN_STARTED
.Lpark: li      t0, XIE_SOFT
        csrw    XIE, t0                 # wakes from wfi; is not taken
1:      wfi                             # may return for no reason
        csrr    t0, XIP
        andi    t0, t0, XIE_SOFT
        beqz    t0, 1b
        fence   i, r
        la      s1, rill_roll
        li      s2, RILL_HARTS * ROLL_BYTES
        add     s2, s2, s1
2:      LX      t0, ROLL_ID(s1)
        bne     t0, a0, 3f
        addi    t1, s1, ROLL_WORD
        amoswap.w.aq t1, zero, (t1)     # what it stands for is read after
        li      t2, ROLL_CALLED
        beq     t1, t2, 4f
3:      addi    s1, s1, ROLL_BYTES
        bltu    s1, s2, 2b
        j       1b

4:      LX      a0, ROLL_HART(s1)
.endm

        /* rill_hart_id needs no tp to be whole */
.macro FIND_HART
.endm
/* clang-format on */

#endif
