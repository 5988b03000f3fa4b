/* boot/switch.S -- from one task to the next, and the first step of a new one.
 *
 * tp belongs to the task, so it is what names the task that leaves and what the
 * task that comes brings along: struct rill_task lies right below it.
 */
#include "asm.h"

.macro EACH_SWITCHED op
        \op     ra, 0(sp)
        \op     s0, SWITCH_S(0)(sp)
        \op     s1, SWITCH_S(1)(sp)
        \op     s2, SWITCH_S(2)(sp)
        \op     s3, SWITCH_S(3)(sp)
        \op     s4, SWITCH_S(4)(sp)
        \op     s5, SWITCH_S(5)(sp)
        \op     s6, SWITCH_S(6)(sp)
        \op     s7, SWITCH_S(7)(sp)
        \op     s8, SWITCH_S(8)(sp)
        \op     s9, SWITCH_S(9)(sp)
        \op     s10, SWITCH_S(10)(sp)
        \op     s11, SWITCH_S(11)(sp)
.endm

/* void rill_switch(struct rill_task *to)
 * Save the running task on its own stack and go on as `to`. Returns when
 * somebody switches back. The caller holds the scheduler's lock across it. */
FUNC rill_switch
        addi    sp, sp, -SWITCH_BYTES
        .cfi_def_cfa_offset SWITCH_BYTES
        .cfi_offset ra, -SWITCH_BYTES
        EACH_SWITCHED SX
        SAVE_FP t0
        SX      sp, (TASK_SP - RILL_TASK_BYTES)(tp)
        LX      sp, TASK_SP(a0)
        addi    tp, a0, RILL_TASK_BYTES
        RESTORE_FP t0
        EACH_SWITCHED LX
        addi    sp, sp, SWITCH_BYTES
        ret
END rill_switch

/* Where a new task's first frame "returns" to, with s0 = fn and s1 = arg.
 * C sees: _Noreturn void rill_task_main(rill_task_fn *fn, void *arg) */
FUNC rill_task_entry
        .cfi_undefined ra               # the debugger's backtrace ends here
        mv      a0, s0
        mv      a1, s1
        call    rill_task_main
END rill_task_entry

/* int rill_catch_call(void (*fn)(void *), void *arg, uintptr_t *sp_out)
 * Call fn(arg) and return 0. *sp_out tells the trap handler how to come back
 * here instead: sp = *sp_out, pc = rill_catch_land, and 1 is returned. The FP
 * registers that calls must keep are kept in both cases. */
FUNC rill_catch_call
        addi    sp, sp, -SWITCH_BYTES
        .cfi_def_cfa_offset SWITCH_BYTES
        .cfi_offset ra, -SWITCH_BYTES
        EACH_SWITCHED SX
        SAVE_FP t0
        SX      sp, 0(a2)
        andi    sp, sp, -2              # the mark of saved FP registers
        mv      s0, a2
        mv      t0, a0
        mv      a0, a1
        jalr    t0
        LX      sp, 0(s0)
        li      a0, 0
        j       2f
        .globl  rill_catch_land
rill_catch_land:
        li      a0, 1
2:      RESTORE_FP t0
        EACH_SWITCHED LX
        addi    sp, sp, SWITCH_BYTES
        ret
END rill_catch_call
