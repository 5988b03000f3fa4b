/* boot/trap.S -- where every trap comes in.
 *
 *   a task runs         xscratch = its hart      tp = the task
 *   inside a trap       xscratch = 0             tp = the hart, or a handler's
 *                                                     (port/hart.h)
 *
 * One look at xscratch therefore tells a trap taken in a task from one taken in
 * a trap. Interrupts stay off inside, so the second kind is always a fault of
 * our own. Each level of fault has a vector of its own, and there are three:
 *
 *   rill_trap_entry --fault in a trap--> .Lnested --fault again--> rill_trap_last
 *     trap stack                          the idle stack            stops, says no more
 *
 * xtvec has one of two tables, and no other value: rill_trap_vectors, or with interrupts
 * off rill_try_vectors, where a trap is expected or is the last. Each is aligned to 256
 * bytes and is right in either mode, direct or vectored, because some harts leave no
 * choice: Ibex's table begins at a multiple of 256, and always is one (Ibex reference
 * guide, "Machine Trap-Vector Base-Address"). tests/t/vectors.t holds it.
 *
 * By what it is, an interrupt comes in at a word of a table, and there is nothing left
 * to find out:
 *
 *   rill_trap_vectors + 0     an exception              --> rill_trap_entry
 *                       ...   others' interrupts        --> rill_trap_entry
 *                       4*7   the timer's               --> .Ltimer_vector
 *                       4*11  a device's: the code itself, without a jump (devices.S)
 *
 * No interrupt needs a look at xscratch: it comes in a task. A hart that has no vectored
 * mode enters at the table's first word for everything, and rill_trap_entry goes by
 * xcause. (Numbers of M-mode; port/mode-m/mode.h.)
 *
 * The timer's interrupt leaves word in hart->timer_due and shuts itself out in
 * xie, with no look at the device, which arming silences (port/board.h). On one hart
 * it needs gp and tp alone: no stack, and no C (boot/one/harts.h). Where harts are many it
 * wakes one that sleeps, as the C below knows. Another interrupt saves the 16 registers
 * that C may spoil; nothing nests, so xepc and xstatus stay where they are. An exception
 * saves all 31. A hart that is idle takes none: it looks what is pending, and calls.
 *
 * Every trap that comes in a task looks at the task's canary, for a task that computes would
 * else not be found out before it waits or ends:
 *
 *   the timer's, on one hart       here, and at sp (boot/one/harts.h)
 *   a device's, by its vector      here (devices.S); each 4,096th at sp, too (kernel/irq/irq.c)
 *   any other interrupt            in C, and at sp: rill_trap_look in kernel/fault/trap.c
 *   an exception                   its report does
 *
 * "Here" is: the task's stack_low, the word there, are they the same? If not, or if sp is
 * below, C is asked: a program may have stacks of its own, and a switch has one
 * instruction between sp and tp. tp may be anything by then. So xscratch is 0 and tp is the
 * hart before anything is read through the task's tp, and a fault is one in a trap.
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

        /* Words of 4 bytes, none relaxed. linker/sections.ld aligns it: what is here for
         * that would leave a gap at its end. */
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

        /* linker/sections.ld puts the vector of devices here, and then rill_trap_entry,
         * which so is that vector where an image has no devices. */

/* Any trap of a hart in direct mode, and what has no vector of its own.
 * C sees: void rill_trap_interrupt(uintptr_t cause, struct rill_hart *)
 *         void rill_trap_exception(struct rill_frame *, struct rill_hart *)
 * The second returns only to resume what the frame then says. */
FUNC rill_trap_entry
        .cfi_signal_frame
        .cfi_return_column 0            # the pc: its place is where x0's would be
        .cfi_undefined 0
        csrrw   tp, XSCRATCH, tp        # tp = hart, xscratch = the task's tp
        beqz    tp, .Lnested
        SX      sp, HART_TASK_SP(tp)
        csrr    sp, XCAUSE              # sp is free now, and all we need
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
        /* From here the debugger can walk on into the task that faulted. */
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

        /* tp = 0 and xscratch = hart: a fault inside a trap. The outer frame is
         * lost to nobody: the report goes to another stack, and never returns. A tp that
         * no trap has is not believed; an odd one would be gone on at.
         * C sees: void rill_trap_nested(struct rill_frame *, struct rill_hart *) */
.Lnested:
        TAKE_VECTORS tp, rill_try_vectors
        csrr    tp, XSCRATCH
        andi    tp, tp, TRAP_CELL_BYTES - 1
        bnez    tp, rill_trap_last
        csrr    tp, XSCRATCH            # the hart, or what a handler has as tp
        LX      tp, -TRAP_CELL_BYTES(tp)
        SX      sp, HART_TASK_SP(tp)
        LX      sp, HART_FAULT_SP(tp)
        addi    sp, sp, -FRAME_BYTES
        EACH_CALLER_SAVED SX
        csrrw   t0, XSCRATCH, zero      # which of the two it was
        SX      t0, FRAME_TP(sp)
        jal     .Lsave_rest
        LOAD_GP                         # what it was is in the frame
        call    rill_trap_nested

        /* What an interrupt does not save, and the arguments of what follows. */
.Lsave_rest:
        EACH_CALLEE_SAVED SX
        SAVE_TRAP_CSRS
        mv      a0, sp
        mv      a1, tp
        ret
END rill_trap_entry

/* void rill_trap_at_idle(uintptr_t cause, rill_trap_fn *fn)
 * From the idle loop, with interrupts off: fn(cause, hart) as in a trap, on its stack, at a
 * third of the cost: what a trap must save, the caller of a function does not need. */
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

/* The report of a fault in a trap faulted as well: end the machine, from a fresh stack,
 * with no look at memory that may be broken. If even that faults, it is tried once more,
 * and then no more (kernel/fault/trap.c). */
FUNC rill_trap_last
        csrw    XSCRATCH, zero
        LOAD_GP
        LAST_STACK
        call    rill_trap_hopeless
END rill_trap_last
