/* boot/trap.S -- where every trap comes in.
 *
 *   a task runs         xscratch = its hart      tp = the task
 *   inside a trap       xscratch = 0             tp = the hart, or a handler's
 *                                                     (port/hart.h)
 *
 * So one look at xscratch tells a trap taken in a task from one taken in a trap.
 * Interrupts stay off inside a trap, so a trap in a trap is always a fault of our own.
 * Each level of fault has a vector of its own, and there are three:
 *
 *   rill_trap_entry --fault in a trap--> .Lnested --fault again--> rill_trap_last
 *     trap stack                          the idle stack            stops, says no more
 *
 * xtvec holds one of two tables, and no other value: rill_trap_vectors; or
 * rill_try_vectors, with interrupts off, while a trap is expected or would be the last.
 * Each table is aligned to 256 bytes and is right in direct and in vectored mode,
 * because some harts leave no choice: Ibex is always vectored, and its table begins at a
 * multiple of 256 (Ibex reference guide, "Machine Trap-Vector Base-Address").
 * tests/t/vectors.t checks this.
 *
 * In vectored mode each interrupt enters at its own word of the table, so nothing is
 * left to find out:
 *
 *   rill_trap_vectors + 0     an exception              --> rill_trap_entry
 *                       ...   others' interrupts        --> rill_trap_entry
 *                       4*7   the timer's               --> .Ltimer_vector
 *                       4*11  a device's: the code itself, without a jump (devices.S)
 *
 * An interrupt needs no look at xscratch, because it always comes in a task. A hart
 * without vectored mode enters at the table's first word for everything, and
 * rill_trap_entry reads xcause. (The numbers are M-mode's; port/mode-m/mode.h.)
 *
 * The timer's interrupt sets hart->timer_due and masks itself in xie. It does not touch
 * the device, which the next alarm silences (port/board.h). On one hart it uses gp and
 * tp alone, without a stack and without C (boot/one/harts.h). On many harts the timer's
 * interrupt may have to wake a sleeping hart, so it goes to C. Any other interrupt saves
 * the 16 registers that C may change; nothing nests, so xepc and xstatus stay where they
 * are. An exception saves all 31 registers. An idle hart takes no interrupt: it sees
 * what is pending, and calls rill_trap_at_idle.
 *
 * Every trap that comes in a task looks at the task's canary, for a task that computes would
 * else not be found out before it waits or ends:
 *
 *   the timer's, on one hart       here, and at sp (boot/one/harts.h)
 *   a device's, by its vector      here (devices.S); each 4,096th at sp, too (kernel/irq/irq.c)
 *   any other interrupt            in C, and at sp: rill_trap_look in kernel/fault/trap.c
 *   an exception                   its report does
 *
 * "Here" compares the word at the task's stack_low with that address. When they differ, or sp
 * is below, the code calls C: a program may have stacks of its own, and a switch has one
 * instruction between sp and tp. The task's tp may be anything by then. So xscratch is 0 and
 * tp is the hart before anything is read through the task's tp: a fault is one in a trap.
 */
#include "asm.h"
#include "harts.h"

        /* the rest, without x2 = sp and x4 = tp */
.macro EACH_CALLEE_SAVED op
        \op     x3, FRAME_X(3)(sp)
        \op     x8, FRAME_X(8)(sp)
        \op     x9, FRAME_X(9)(sp)
        \op     x18, FRAME_X(18)(sp)
        \op     x19, FRAME_X(19)(sp)
        \op     x20, FRAME_X(20)(sp)
        \op     x21, FRAME_X(21)(sp)
        \op     x22, FRAME_X(22)(sp)
        \op     x23, FRAME_X(23)(sp)
        \op     x24, FRAME_X(24)(sp)
        \op     x25, FRAME_X(25)(sp)
        \op     x26, FRAME_X(26)(sp)
        \op     x27, FRAME_X(27)(sp)
.endm

        /* pc, status, cause, address and the task's sp, through t0 */
.macro SAVE_TRAP_CSRS
        csrr    t0, XEPC
        SX      t0, FRAME_PC(sp)
        csrr    t0, XSTATUS
        SX      t0, FRAME_STATUS(sp)
        csrr    t0, XCAUSE
        SX      t0, FRAME_CAUSE(sp)
        csrr    t0, XTVAL
        SX      t0, FRAME_TVAL(sp)
        LX      t0, HART_TASK_SP(tp)
        SX      t0, FRAME_SP(sp)
.endm

        /* Words of 4 bytes, none relaxed. linker/sections.ld aligns the table: an .align
         * here would leave a gap at its end. */
        .section .text.rill_trap_vectors, "ax", @progbits
        .globl  rill_trap_vectors
        .type   rill_trap_vectors, @function
rill_trap_vectors:
        .option push
        .option norvc
        .rept   XCAUSE_TIMER
        j       rill_trap_entry
        .endr
        j       TIMER_VECTOR
        .rept   XCAUSE_EXT - XCAUSE_TIMER - 1
        j       rill_trap_entry
        .endr
        .option pop
        .size   rill_trap_vectors, . - rill_trap_vectors

        /* linker/sections.ld puts the vector of devices here, and rill_trap_entry
         * behind it. In an image without devices rill_trap_entry moves up and is that
         * vector. */

/* Every trap of a hart in direct mode enters here, and every trap without a vector of
 * its own.
 * C sees: void rill_trap_interrupt(uintptr_t cause, struct rill_hart *)
 *         void rill_trap_exception(struct rill_frame *, struct rill_hart *)
 * rill_trap_exception returns only to resume at what the frame then says. */
FUNC rill_trap_entry
        .cfi_signal_frame
        .cfi_return_column 0            # the pc: its place is where x0's would be
        .cfi_undefined 0
        csrrw   tp, XSCRATCH, tp        # tp = hart, xscratch = the task's tp
        beqz    tp, .Lnested
        SX      sp, HART_TASK_SP(tp)
        csrr    sp, XCAUSE              # sp is free now, and the only register we need
        bgez    sp, .Lframe
        TIMER_CAME                      # or falls through

.Lframe:
        LX      sp, HART_TRAP_SP(tp)
        EACH_CALLER_SAVED SX
        csrrw   t0, XSCRATCH, zero      # from here on: in a trap
        SX      t0, FRAME_TP(sp)
        csrr    a0, XCAUSE
        mv      a1, tp
        bgez    a0, .Lexception
        call    rill_trap_interrupt
        LX      t0, FRAME_TP(sp)
        csrw    XSCRATCH, t0
        j       .Lleave

.Lexception:
        jal     .Lsave_rest
        /* From here on the debugger can walk into the task that faulted. */
        .cfi_remember_state
        .cfi_def_cfa sp, 0
        .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        .cfi_offset \n, FRAME_X(\n)
        .endr
        call    rill_trap_exception
        LX      t0, FRAME_PC(sp)        # a signal frame is looked up at its pc
        .cfi_restore_state
        csrw    XEPC, t0
        LX      t0, FRAME_SP(sp)
        SX      t0, HART_TASK_SP(tp)
        LX      t0, FRAME_TP(sp)
        csrw    XSCRATCH, t0
        EACH_CALLEE_SAVED LX
.Lleave:
        EACH_CALLER_SAVED LX
        LX      sp, HART_TASK_SP(tp)
        csrrw   tp, XSCRATCH, tp        # xscratch = hart, tp = the task's
        XRET

        TIMER_TRAP

        /* tp = 0 and xscratch = hart: a fault inside a trap. The outer frame stays
         * whole, because the report uses another stack and never returns. The code does
         * not believe a tp that no trap has; an odd one would be taken for a place to go
         * on at.
         * C sees: void rill_trap_nested(struct rill_frame *, struct rill_hart *) */
.Lnested:
        TAKE_VECTORS tp, rill_try_vectors
        csrr    tp, XSCRATCH
        andi    tp, tp, TRAP_CELL_BYTES - 1
        bnez    tp, rill_trap_last
        csrr    tp, XSCRATCH            # the hart, or a handler's tp
        LX      tp, -TRAP_CELL_BYTES(tp)
        SX      sp, HART_TASK_SP(tp)
        LX      sp, HART_FAULT_SP(tp)
        addi    sp, sp, -FRAME_BYTES
        EACH_CALLER_SAVED SX
        csrrw   t0, XSCRATCH, zero      # which of the two tp was
        SX      t0, FRAME_TP(sp)
        jal     .Lsave_rest
        LOAD_GP                         # what it was is in the frame
        call    rill_trap_nested

        /* Save what an interrupt does not save, and set the arguments of what
         * follows. */
.Lsave_rest:
        EACH_CALLEE_SAVED SX
        SAVE_TRAP_CSRS
        mv      a0, sp
        mv      a1, tp
        ret
END rill_trap_entry

/* void rill_trap_at_idle(uintptr_t cause, rill_trap_fn *fn)
 * The idle loop calls this with interrupts off. It calls fn(cause, hart) as in a trap, on
 * the trap stack, at a third of a trap's cost: the caller of a function does not need what
 * a trap must save. */
FUNC rill_trap_at_idle
        .cfi_undefined ra               # the debugger's backtrace ends here
        csrrw   t0, XSCRATCH, zero      # from here on: in a trap
        SX      sp, HART_TASK_SP(t0)
        LX      sp, HART_TRAP_SP(t0)
        SX      ra, FRAME_RA(sp)
        SX      tp, FRAME_TP(sp)
        mv      t1, a1
        mv      tp, t0
        mv      a1, t0
        jalr    t1
        csrw    XSCRATCH, tp
        LX      ra, FRAME_RA(sp)
        mv      t0, tp
        LX      tp, FRAME_TP(sp)
        LX      sp, HART_TASK_SP(t0)
        ret
END rill_trap_at_idle

/* The report of a fault in a trap has faulted as well. End the machine, from a fresh
 * stack, without a look at memory that may be broken. If even that faults, try once
 * more, and then no more (kernel/fault/trap.c). */
FUNC rill_trap_last
        csrw    XSCRATCH, zero
        LOAD_GP
        LAST_STACK
        call    rill_trap_hopeless
END rill_trap_last
