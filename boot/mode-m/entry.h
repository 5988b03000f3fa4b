/* boot/mode-m/entry.h -- how harts enter when the machine is ours. Its twin is
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
         * table. xtvec is WARL: a hart that does not have a mode may ignore the mode or
         * the whole write. Whichever modes the hart has, it takes one of the two writes.
         * In direct mode the table's first word is the entry for all traps. No other code
         * writes xtvec, except port/hart.h for one instruction. */
.macro TAKE_VECTORS rd, table
        la      \rd, \table
        csrw    XTVEC, \rd
        addi    \rd, \rd, 1
        csrw    XTVEC, \rd
.endm

        /* Lock the guard below all stacks, and address 0; on many harts also this hart's
         * own guard, at t1. A hart without PMP goes on at 5 with nothing guarded. */
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

        /* mcycle and minstret may stand still at reset, because a core may save power
         * so (privileged spec 1.12, 3.1.12: mcountinhibit, 0x320). A hart without that
         * register goes on at 5. An older hart has mucounteren there, and 0 takes
         * rights from U-mode, which we do not use. */
.macro START_COUNTERS
        GO_ON_AT 5f
        csrw    0x320, zero
5:
.endm

        /* A hart that is not wanted sleeps. It touches no memory, so it needs no stack.
         * wfi may return at any time. */
.macro NEVER_COME
.Lpark: wfi
        j       .Lpark
.endm

        /* Every hart but the boot hart waits here until board/dev/ipi_clint.c calls it.
         * On entry a0 = its id; gp, xtvec and xscratch are set, interrupts off; no stack.
         * On leaving a0 = its struct rill_hart.
         *
         * RAM is full of old values at reset, and an earlier run of this image has left
         * here what looks like a call. So the hart does not look at memory before a
         * software interrupt is pending. A CLINT's msip is 0 after reset (SiFive FU540-C000
         * manual, "MSIP Registers"), so the boot hart has written it since, long after it
         * has cleared .bss. The interrupt may be older when not everything was reset: a
         * debugger jumped here, or a loader sent an IPI. Then the call itself must be
         * right: our id, and beside it the word ROLL_CALLED. Interrupt and call are old
         * together only if the earlier run ended between a call and the called hart's
         * first step, and the CLINT was not reset.
         *
         * The caller writes the words before msip (fence w, o in board/dev/mmio.h): so a
         * hart that sees the call's interrupt finds the words. rill_hart_main clears the interrupt, for here
         * the hart does not know yet where its msip is. An old one makes the hart look
         * again and again, until the boot hart has cleared it.
         *
         * A hart that is not in the roll sleeps here for ever: the machine has more harts
         * than the image is built for, or this one cannot run the image. */
.macro COME_WHEN_STARTED
.Lpark: li      t0, XIE_SOFT
        csrw    XIE, t0                 # ends a wfi; is not taken
1:      wfi                             # may return for no reason
        csrr    t0, XIP
        andi    t0, t0, XIE_SOFT
        beqz    t0, 1b
        FIND_IN_ROLL
.endm

        /* nothing to do: rill_hart_id needs no right tp here */
.macro FIND_HART
.endm
/* clang-format on */

#endif
