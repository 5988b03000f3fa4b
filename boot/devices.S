/* boot/devices.S -- the interrupt of a device, at its place in rill_trap_vectors: a
 * part of images that attach a handler to one (kernel/irq/irq.c names it).
 *
 *   22 instructions from the interrupt to the first of rill_irq_came
 *
 * On entry, in a task: the trap has turned interrupts off, and xscratch = the hart. The
 * code need not look at xscratch or xcause, does not jump, and finds trap_sp a frame
 * below the stack's top already. C sees: void rill_irq_came(struct rill_hart *), with
 * the hart in tp as well. The way out is trap.S's, written once more: a jump to it
 * would cost what the vector saves. On the way out, when the handler has run, the code looks at
 * the task's canary.
 */
#include "asm.h"

        .section .text.part.trap_device, "ax", @progbits
        .globl  rill_trap_device
        .type   rill_trap_device, @function
rill_trap_device:
        .cfi_startproc
        .cfi_signal_frame
        .cfi_return_column 0
        .cfi_undefined 0
        csrrw   tp, XSCRATCH, tp        # tp = hart, xscratch = the task's tp
        SX      sp, HART_TASK_SP(tp)
        LX      sp, HART_TRAP_SP(tp)
        EACH_CALLER_SAVED SX
        csrrw   t0, XSCRATCH, zero      # from here on: in a trap
        SX      t0, FRAME_TP(sp)
        call    rill_irq_came
        LX      t0, FRAME_TP(sp)
        LX      t1, TASK_STACK_LOW - RILL_TASK_BYTES(t0)
        LX      t2, 0(t1)
        bne     t2, t1, .Llook
.Lleave:
        csrw    XSCRATCH, t0
        EACH_CALLER_SAVED LX
        LX      sp, HART_TASK_SP(tp)
        csrrw   tp, XSCRATCH, tp        # xscratch = hart, tp = the task's
        XRET

.Llook: mv      a0, tp
        call    rill_trap_look
        LX      t0, FRAME_TP(sp)
        j       .Lleave
        .cfi_endproc
        .size   rill_trap_device, . - rill_trap_device
