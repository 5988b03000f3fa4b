/* boot/switch.S -- the rare cases of port/switch.h, and the first step of a new task.
 *
 * tp belongs to the task: its struct rill_task lies right below tp. So tp names the
 * task that leaves, and the switch loads the tp of the task that comes.
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

        /* go on as the task in a1 */
.macro GO_ON
        SWITCH_GUARD
        LX      t0, TASK_PC(a1)
        LX      sp, TASK_SP(a1)
        addi    tp, a1, RILL_TASK_BYTES
        SWITCH_DROP
        jr      t0
.endm

/* Switch from a task that wrote FP registers, to the task in a1. The FP registers that
 * calls keep go to the leaving task's stack, below sp. That task will go on at
 * rill_resume_fp, which restores them and jumps to t0. RILL_STACK_RESERVE keeps room
 * for them. */
FUNC rill_switch_fp
        SAVE_FP t1
        SX      t0, SWITCH_FP_PC(sp)
        RESET_FP t1
        lla     t0, rill_resume_fp
        SX      t0, (TASK_PC - RILL_TASK_BYTES)(tp)
        SX      sp, (TASK_SP - RILL_TASK_BYTES)(tp)
        GO_ON
END rill_switch_fp

FUNC rill_resume_fp
        LX      t0, SWITCH_FP_PC(sp)
        RESTORE_FP t1
        jr      t0
END rill_resume_fp

/* Switch from a task that wrote FP registers and has ended: keep nothing of it. */
FUNC rill_switch_fp_last
        RESET_FP t1
        GO_ON
END rill_switch_fp_last

/* long rill_told(void): the caller jumps here with its return address in t0, and gets the
 * answer of rill_cancel_told(0) in t1. It is for a caller that must keep its arguments in
 * registers (port/call.h). */
#define TOLD_BYTES ((6 * XLEN_BYTES + 15) & ~15)
.macro EACH_TOLD op
        \op     ra, 0 * XLEN_BYTES(sp)
        \op     t0, 1 * XLEN_BYTES(sp)
        \op     a0, 2 * XLEN_BYTES(sp)
        \op     a1, 3 * XLEN_BYTES(sp)
        \op     a2, 4 * XLEN_BYTES(sp)
        \op     a3, 5 * XLEN_BYTES(sp)
.endm
FUNC rill_told_keeps
        addi    sp, sp, -TOLD_BYTES
        EACH_TOLD SX
        li      a0, 0
        call    rill_cancel_told
        mv      t1, a0
        EACH_TOLD LX
        addi    sp, sp, TOLD_BYTES
        jr      t0
END rill_told_keeps

/* A new task begins here. Its stack holds the function to call, and the argument. */
FUNC rill_task_entry
        .cfi_undefined ra               # the debugger's backtrace ends here
        LX      t0, FIRST_FN(sp)
        LX      a0, FIRST_ARG(sp)
        jalr    t0
        call    rill_task_end
END rill_task_entry

/* A new task begins here when hooks listen, or more must be done first.
 * C sees: _Noreturn void rill_task_main(rill_task_fn *fn, void *arg) */
FUNC rill_task_entry_watched
        .cfi_undefined ra
        LX      a0, FIRST_FN(sp)
        LX      a1, FIRST_ARG(sp)
        call    rill_task_main
END rill_task_entry_watched

/* int rill_catch_call(void (*fn)(void *), void *arg, uintptr_t *sp_out)
 * Call fn(arg) and return 0. *sp_out tells the trap handler how to come back
 * here instead: sp = *sp_out, pc = rill_catch_land, and 1 is returned. The FP
 * registers that calls must keep are kept either way. */
FUNC rill_catch_call
        addi    sp, sp, -SWITCH_BYTES
        .cfi_def_cfa_offset SWITCH_BYTES
        .cfi_offset ra, -SWITCH_BYTES
        EACH_SWITCHED SX
        CATCH_SAVE_FP t0
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
2:      CATCH_RESTORE_FP t0
        EACH_SWITCHED LX
        addi    sp, sp, SWITCH_BYTES
        ret
END rill_catch_call
