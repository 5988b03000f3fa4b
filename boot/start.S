/* boot/start.S -- from reset, or from firmware, to rill_main. The first instruction of
 * the image. What machine mode and supervisor mode differ in is in the twins
 * boot/mode-m/entry.h and boot/mode-s/entry.h.
 *
 * On entry:  pc = rill_start.
 *     M-mode: every hart at once. a0 = hart id, a1 = device tree or 0: by custom of
 *     the loaders, not by any spec. The id is read from mhartid.
 *     S-mode: one hart, of the firmware's choice, with the same in a0 and a1 (SBI 1.0,
 *     chapter 9: as hart_start has it; and the custom of Linux). There it is all we
 *     have of the id.
 *     a1 is recorded and checked by kernel/machine/fdt.c before it is believed. Nothing else
 *     is taken as given: interrupts may be on, xtvec anything, FS off, RAM full of old
 *     values.
 * On leaving, on the boot hart:  sp = its idle stack, gp, tp = its idle task,
 *     xtvec = the trap vector, .data copied, .bss zero, interrupts off, FP
 *     usable where there is FP.      rill_main(hart id, device tree)
 * On each other hart that is started (boot/many/harts.h) the same is its own:
 *                                    rill_hart_main(its struct rill_hart)
 *
 * In M-mode the boot hart is the board's word (__rill_boot_hart in memory.ld), not the
 * winner of a race: a race needs a word in RAM that is 0 at reset, which flash
 * images and warm resets do not give, and some machines have a first hart that
 * cannot run the image at all (sifive_u's hart 0 has no F and D).
 */
#include "asm.h"

#define EARLY_TRAP 20 /* rill_early_trap in the table of rill_try_vectors */

        /* What a trap does from now on: the hart goes on at a place, until a trap has a
         * stack. boot/trap.S, rill_try_vectors. */
.macro GO_ON_AT place
        la      t0, \place + 1
        csrw    XSCRATCH, t0
.endm

        /* A hart that has just come: interrupts off, gp, and trap vectors before anything
         * can trap. Until memory is set up a trap goes on at rill_early_trap. */
.macro BEGIN
        csrw    XIE, zero
        csrci   XSTATUS, XSTATUS_IE
        LOAD_GP
        TAKE_VECTORS t0, rill_try_vectors
        ori     t0, t0, EARLY_TRAP + 1
        csrw    XSCRATCH, t0
.endm

        /* What each hart that runs tasks has of its own: guarded memory; counters that
         * count; FP. Before any C runs. On entry t1 = its own guard. A fault behind the
         * two that are tried is the end of the machine. */
.macro SET_UP_HART
        GUARD_MEMORY
        START_COUNTERS
        csrw    XSCRATCH, zero
        ENABLE_FP t0
.endm

        /* Traps are taken as boot/trap.S draws it, by the hart hart. */
.macro TAKE_TRAPS hart
        csrw    XSCRATCH, \hart
        TAKE_VECTORS t0, rill_trap_vectors
.endm

        /* boot/one/ or boot/many/: what the others do; and by it entry.h of boot/mode-m/
         * or boot/mode-s/: which hart goes on, and what guards memory */
#include "harts.h"

        .section .text.start, "ax", @progbits
        .globl  rill_start
        .type   rill_start, @function
rill_start:
        .cfi_startproc
        .cfi_undefined ra               # the debugger's backtrace ends here
        BEGIN
        CHOOSE_BOOT_HART

        /* .data from where it is stored to where it runs: the same place in a
         * RAM image, flash in an XIP one. The bounds of .data are multiples of 4
         * registers, those of .bss of 64 bytes (linker/sections.ld). a0 and a1 stay;
         * the registers used have short instructions. */
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

        /* never empty: the harts are in it */
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
        j       .Lrest
        .cfi_endproc
        .size   rill_start, . - rill_start

        /* Apart, so that the tables of vectors, aligned to 256, can be where the first
         * and the second 256 bytes of the image end, and little is lost
         * (linker/sections.ld). */
        .section .text.start_rest, "ax", @progbits
        .type   rill_start_rest, @function
rill_start_rest:
        .cfi_startproc
        .cfi_undefined ra
.Lrest: la      t1, __rill_guard
        la      tp, rill_all_harts + HARTS_FIRST  # struct rill_hart of the boot hart
        SX      t1, HART_HANDLER_TP(tp)
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

/* The table while a trap is expected, of an instruction that the hart may not know
 * (port/hart.h, boot/mode-m/entry.h), and while it is no more than the end: before there
 * is a stack, and from .Lnested of boot/trap.S on. Interrupts are off, so its first word
 * is all that a hart looks for in it. What is to be done is in xscratch, which needs no
 * memory and is each hart's own:
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
        bnez    t1, 1f
        j       rill_trap_last
1:      jr      t0                      # without the 1
        .size   rill_try_vectors, . - rill_try_vectors

        /* A trap before there is a stack for one. A debugger finds the hart here, with
         * pc, cause and address in xepc, xcause and xtval. */
        .org    rill_try_vectors + EARLY_TRAP
        .globl  rill_early_trap
        .type   rill_early_trap, @function
rill_early_trap:
1:      wfi
        j       1b
        .size   rill_early_trap, . - rill_early_trap
