/* port/frame.h -- memory that assembly and C share: the offsets for assembly. The structs are in
 * C; kernel/fault/trap.c and kernel/sched/task.c assert that the offsets agree with them. */
#ifndef PORT_FRAME_H
#define PORT_FRAME_H

#include <port/call.h>
#include <port/xlen.h>

/* struct rill_frame: what an exception saves. Register n is at x[n]; the pc is at x[0]. */
#define FRAME_X(n)   ((n)*XLEN_BYTES)
#define FRAME_PC     FRAME_X(0)
#define FRAME_RA     FRAME_X(1)
#define FRAME_SP     FRAME_X(2)
#define FRAME_TP     FRAME_X(4)
#define FRAME_STATUS (32 * XLEN_BYTES)
#define FRAME_CAUSE  (33 * XLEN_BYTES)
#define FRAME_TVAL   (34 * XLEN_BYTES)
#define FRAME_BYTES  (36 * XLEN_BYTES) /* 16-byte aligned on both widths */

/* The offset of the first hart in struct rill_all_harts. */
#define HARTS_FIRST 16

/* struct rill_hart begins with these fields. xscratch points to the struct while a task runs,
 * and holds 0 inside a trap. */
#if RILL_HARTS > 1
#define HART_TRAP_SP (HART_MESSAGES + XLEN_BYTES) /* a frame below its top */
#else
#define HART_TRAP_SP 0
#endif
#define HART_FAULT_SP (HART_TRAP_SP + 1 * XLEN_BYTES) /* for nested faults */
#define HART_TASK_SP  (HART_TRAP_SP + 2 * XLEN_BYTES) /* the interrupted sp */
#define HART_CATCH \
    (HART_TRAP_SP + 3 * XLEN_BYTES) /* of rill_catch_fault, or 0 */
#define HART_TIMER_DUE \
    (HART_TRAP_SP + 4 * XLEN_BYTES) /* 16 bits: look at the clock */
#define HART_ID   (HART_TIMER_DUE + 8)
#define HART_IDLE (HART_ID + XLEN_BYTES) /* its idle task */
#define HART_HANDLER_TP \
    (HART_IDLE + XLEN_BYTES) /* a handler's tp: port/hart.h */
#define HART_TASK_TP \
    (HART_HANDLER_TP + XLEN_BYTES) /* on one hart: the interrupted tp */

/* In a trap, a record of this many bytes lies below tp; it begins with the hart's address. */
#define TRAP_CELL_BYTES 16

/* struct rill_roll: by it the boot hart calls another hart to run tasks. */
#define ROLL_ID     (0 * XLEN_BYTES)
#define ROLL_HART   (1 * XLEN_BYTES)
#define ROLL_WORD   (2 * XLEN_BYTES) /* 32 bits */
#define ROLL_BYTES  (4 * XLEN_BYTES)
#define ROLL_CALLED 0x52494c4c /* the word while the hart has not come */

/* struct rill_task lies right below tp and begins with these fields. */
#if RILL_HARTS > 1
#define RILL_TASK_BYTES (12 * XLEN_BYTES + 32 + 16 * RILL_GUARDS)
#define TASK_PC         8 /* behind the words that AMOs change */
#else
#define RILL_TASK_BYTES (12 * XLEN_BYTES + 16 + 16 * RILL_GUARDS)
#define TASK_PC         0
#endif
#define TASK_SP        (TASK_PC + XLEN_BYTES)
#define TASK_STACK_LOW (TASK_PC + 5 * XLEN_BYTES) /* the canary's address */
#define TASK_PMP       (TASK_PC + 6 * XLEN_BYTES) /* with GUARDS=1 */

/* The top of a new task's stack: the function to call, and its argument. */
#define FIRST_FN    (0 * XLEN_BYTES)
#define FIRST_ARG   (1 * XLEN_BYTES)
#define FIRST_BYTES 16

/* What an ordinary call keeps, ra and s0-s11, as rill_catch_call saves it. */
#define SWITCH_S(n)  ((1 + (n)) * XLEN_BYTES)
#define SWITCH_BYTES ((14 * XLEN_BYTES + 15) & ~15)

/* On the stack of a parked task that wrote FP registers: fcsr, the pc where the task goes on,
 * and fs0-fs11. */
#define SWITCH_FP_PC    XLEN_BYTES
#define SWITCH_FS(n)    (16 + (n)*FLEN_BYTES)
#define SWITCH_FP_BYTES (16 + 12 * FLEN_BYTES)

/* xstatus.SD is the sign bit on rv32 and on rv64, and is set only when FP (or vector) registers
 * were written. The next task starts with fcsr = 0 and FS = Initial. The switch writes fcsr
 * before FS, because a write to fcsr makes FS dirty. */
/* clang-format off */
#ifdef __ASSEMBLER__
        /* as RILL_SWITCH_GUARD and RILL_SWITCH_DROP of port/switch.h */
.macro SWITCH_GUARD
#if RILL_GUARDS
        LX      t0, TASK_PMP(a1)
        csrw    pmpaddr5, t0
        csrw    pmpcfg2, zero
#endif
.endm
.macro SWITCH_DROP
#if RILL_HARTS > 1
        amoswap.w.rl zero, zero, (a2)
#endif
.endm
#if FLEN_BYTES
.macro EACH_FP_SWITCHED op
        \op     fs0, SWITCH_FS(0)(sp)
        \op     fs1, SWITCH_FS(1)(sp)
        \op     fs2, SWITCH_FS(2)(sp)
        \op     fs3, SWITCH_FS(3)(sp)
        \op     fs4, SWITCH_FS(4)(sp)
        \op     fs5, SWITCH_FS(5)(sp)
        \op     fs6, SWITCH_FS(6)(sp)
        \op     fs7, SWITCH_FS(7)(sp)
        \op     fs8, SWITCH_FS(8)(sp)
        \op     fs9, SWITCH_FS(9)(sp)
        \op     fs10, SWITCH_FS(10)(sp)
        \op     fs11, SWITCH_FS(11)(sp)
.endm
.macro RESET_FP tmp
        fscsr   zero
        li      \tmp, XSTATUS_FS - XSTATUS_FS_INITIAL
        csrc    XSTATUS, \tmp
.endm
        /* save the running task's FP registers on its stack */
.macro SAVE_FP tmp
        frcsr   \tmp
        addi    sp, sp, -SWITCH_FP_BYTES
        sw      \tmp, 0(sp)
        EACH_FP_SWITCHED FSX
.endm
.macro RESTORE_FP tmp
        lw      \tmp, 0(sp)
        EACH_FP_SWITCHED FLX
        fscsr   \tmp
        addi    sp, sp, SWITCH_FP_BYTES
.endm
        /* save them only if the task wrote any, and then set bit 0 of sp */
.macro CATCH_SAVE_FP tmp
        csrr    \tmp, XSTATUS
        bgez    \tmp, 1f
        SAVE_FP \tmp
        ori     sp, sp, 1
1:
.endm
.macro CATCH_RESTORE_FP tmp
        andi    \tmp, sp, 1
        beqz    \tmp, 1f
        addi    sp, sp, -1
        RESTORE_FP \tmp
1:
.endm
.macro ENABLE_FP tmp
        li      \tmp, XSTATUS_FS
        csrs    XSTATUS, \tmp
        csrr    \tmp, XSTATUS
        bgez    \tmp, 1f                # no FP here: code for it will trap
        RESET_FP \tmp
1:
.endm
#else
.macro RESET_FP tmp
.endm
.macro SAVE_FP tmp
.endm
.macro RESTORE_FP tmp
.endm
.macro CATCH_SAVE_FP tmp
.endm
.macro CATCH_RESTORE_FP tmp
.endm
.macro ENABLE_FP tmp
.endm
#endif
#endif
/* clang-format on */

#endif
