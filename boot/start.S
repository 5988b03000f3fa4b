/* boot/start.S -- from reset, or from firmware, to rill_main. The image's first
 * instruction is here. What differs between M-mode and S-mode is in the twins
 * boot/mode-m/entry.h and boot/mode-s/entry.h.
 *
 * On entry:  pc = rill_start.
 *     M-mode: every hart at once. a0 = hart id, a1 = device tree or 0: by custom of
 *     the loaders, not by any spec. We read the id from mhartid.
 *     S-mode: one hart, of the firmware's choice. a0 and a1 are as in M-mode (SBI 1.0,
 *     chapter 9, hart_start; and the custom of Linux). a0 is our only source of the id.
 *     rill_main records a1, and kernel/machine/fdt.c checks it before Rill believes it.
 *     We take nothing else as given: interrupts may be on, xtvec anything, FS off, RAM
 *     full of old values.
 * On leaving, on the boot hart:  sp = its idle stack, gp, tp = its idle task,
 *     xtvec = the trap vector, .data copied, .bss zero, interrupts off, FP
 *     usable where there is FP.      rill_main(hart id, device tree)
 * On each other hart that is started (boot/many/harts.h) these are the hart's own:
 *                                    rill_hart_main(its struct rill_hart)
 *
 * In M-mode the board says which hart boots (__rill_boot_hart in memory.ld). We refused
 * a race for it: a race needs a word in RAM that is 0 at reset, which flash images and
 * warm resets do not give. And the winner may be unable to run the image (sifive_u's
 * hart 0 has no F and D).
 */
#include "asm.h"

#define EARLY_TRAP 16 /* rill_early_trap in the table of rill_try_vectors */

        /* From now on a trap makes the hart go on at `place`, until traps have a stack:
         * rill_try_vectors, below. */
.macro GO_ON_AT place
        la      t0, \place + 1
        csrw    XSCRATCH, t0
.endm

        /* For a hart that has just come: turn interrupts off, set gp, and set trap
         * vectors before anything can trap. Until memory is set up, a trap goes on at
         * rill_early_trap. */
.macro BEGIN
        csrw    XIE, zero
        csrci   XSTATUS, XSTATUS_IE
        LOAD_GP
        TAKE_VECTORS t0, rill_try_vectors
        ori     t0, t0, EARLY_TRAP + 1
        csrw    XSCRATCH, t0
.endm

        /* Set up what each hart that runs tasks has of its own: guarded memory,
         * counters that count, FP. No C has run yet. On entry a4 = the hart's own
         * guard. A trap in the two steps that may fail goes on behind the step; a later
         * one ends the machine. */
.macro SET_UP_HART
        ENABLE_FP t0
        START_COUNTERS
        GUARD_MEMORY
.endm

        /* From here on the hart in register `hart` takes traps as boot/trap.S draws
         * it. */
.macro TAKE_TRAPS hart
        csrw    XSCRATCH, \hart
        TAKE_VECTORS t0, rill_trap_vectors
.endm

        /* From boot/one/ or boot/many/: what the other harts do. It includes entry.h of
         * boot/mode-m/ or boot/mode-s/: which hart goes on, and what guards memory */
#include "harts.h"

        .section .text.start, "ax", @progbits
        .globl  rill_start
        .type   rill_start, @function
rill_start:
        .cfi_startproc
        .cfi_undefined ra               # the debugger's backtrace ends here
        BEGIN
        CHOOSE_BOOT_HART

        /* Copy .data from where it is stored to where it runs. In a RAM image that is
         * one place; an XIP image stores it in flash. The bounds of .data are multiples
         * of 4 registers, those of .bss multiples of 64 bytes (linker/sections.ld). a0
         * and a1 stay. The registers are those that short instructions can name. */
        la      a4, __data_source
        la      a5, __data_start
        la      t0, __data_end
        beq     a4, a5, 2f
        bgeu    a5, t0, 2f
1:      LX      a2, 0 * XLEN_BYTES(a4)
        LX      a3, 1 * XLEN_BYTES(a4)
        LX      s0, 2 * XLEN_BYTES(a4)
        LX      s1, 3 * XLEN_BYTES(a4)
        SX      a2, 0 * XLEN_BYTES(a5)
        SX      a3, 1 * XLEN_BYTES(a5)
        SX      s0, 2 * XLEN_BYTES(a5)
        SX      s1, 3 * XLEN_BYTES(a5)
        addi    a4, a4, 4 * XLEN_BYTES
        addi    a5, a5, 4 * XLEN_BYTES
        bltu    a5, t0, 1b

        /* .bss is never empty: the harts are in it */
2:      la      a4, __bss_start
        la      a5, __bss_end
        li      a2, 0
1:      .set    at, 0
        .rept   64 / XLEN_BYTES
        SX      a2, at(a4)
        .set    at, at + XLEN_BYTES
        .endr
        addi    a4, a4, 64
        bltu    a4, a5, 1b
        la      tp, rill_all_harts + HARTS_FIRST  # struct rill_hart of the boot hart
        j       .Lrest
        .cfi_endproc
        .size   rill_start, . - rill_start

        /* A section of its own: so the linker can put the tables of vectors, which are
         * aligned to 256, behind the first and the second 256 bytes of the image, and
         * loses little (linker/sections.ld). */
        .section .text.start_rest, "ax", @progbits
        .type   rill_start_rest, @function
rill_start_rest:
        .cfi_startproc
        .cfi_undefined ra
.Lrest: la      a4, __rill_guard
        SX      a4, HART_HANDLER_TP(tp)
        SET_UP_HART
        la      t0, __rill_trap_stack_top - FRAME_BYTES
        SX      t0, HART_TRAP_SP(tp)
        la      sp, __rill_idle_stack_top
        SX      sp, HART_FAULT_SP(tp)
        TAKE_TRAPS tp
        la      tp, rill_idle_tasks + RILL_TASK_BYTES
        call    rill_main               # never returns
        .cfi_endproc
        .size   rill_start_rest, . - rill_start_rest

        .section .text.start_others, "ax", @progbits
        .type   rill_start_others, @function
rill_start_others:
        .cfi_startproc
        .cfi_undefined ra
        OTHER_HARTS
        .cfi_endproc
        .size   rill_start_others, . - rill_start_others

/* The table for two times: while code tries an instruction that the hart may not know
 * (port/hart.h, boot/mode-m/entry.h), and while any trap is the end, which is before
 * there is a stack and from .Lnested of boot/trap.S on. Interrupts are off, so a hart
 * enters by the first word only. xscratch says what to do; it needs no memory and is
 * each hart's own:
 *
 *     odd   where to go on, and 1; t0 and t1 are lost, and xscratch has what t0 was
 *     even  a report has faulted in a trap: rill_trap_last
 */
        .section .text.rill_try_vectors, "ax", @progbits
        .globl  rill_try_vectors
        .type   rill_try_vectors, @function
rill_try_vectors:
        csrrw   t0, XSCRATCH, t0
        andi    t1, t0, 1
        .reloc  ., R_RISCV_BRANCH, rill_trap_last
        .word   0x30063                 # beqz t1, there: as would make it 8 bytes
        jr      t0                      # without the 1
        .size   rill_try_vectors, . - rill_try_vectors

        /* A trap that came before there was a stack for it ends here. A debugger finds
         * the hart here, with pc, cause and address in xepc, xcause and xtval. */
        .org    rill_try_vectors + EARLY_TRAP
        .globl  rill_early_trap
        .type   rill_early_trap, @function
rill_early_trap:
1:      wfi
        j       1b
        .size   rill_early_trap, . - rill_early_trap
