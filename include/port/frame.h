/* port/frame.h -- memory that assembly and C both look into. Numbers here, the
 * structs in C; kernel/trap.c and kernel/task.c assert that they agree. */
#ifndef PORT_FRAME_H
#define PORT_FRAME_H

#include <port/xlen.h>

/* struct rill_frame: what an exception saves. x[1..31] are where their numbers
 * say; x[0]'s place holds the pc. */
#define FRAME_X(n)   ((n)*XLEN_BYTES)
#define FRAME_PC     FRAME_X(0)
#define FRAME_RA     FRAME_X(1)
#define FRAME_SP     FRAME_X(2)
#define FRAME_TP     FRAME_X(4)
#define FRAME_STATUS (32 * XLEN_BYTES)
#define FRAME_CAUSE  (33 * XLEN_BYTES)
#define FRAME_TVAL   (34 * XLEN_BYTES)
#define FRAME_BYTES  (36 * XLEN_BYTES) /* 16-byte aligned on both widths */

/* struct rill_hart begins with these; xscratch points to it while a task runs
 * and holds 0 inside a trap. */
#define HART_TRAP_SP   (0 * XLEN_BYTES) /* top of the trap stack */
#define HART_FAULT_SP  (1 * XLEN_BYTES) /* top of the stack for nested faults */
#define HART_TASK_SP   (2 * XLEN_BYTES) /* the interrupted sp, while in a trap */
#define HART_CATCH     (3 * XLEN_BYTES) /* struct of rill_catch_fault, or 0 */
#define HART_TIMER_DUE (4 * XLEN_BYTES) /* 16 bits, not 0: look at the clock */

/* struct rill_task lies right below tp and ends with these. */
#define RILL_TASK_BYTES (12 * XLEN_BYTES + 16)
#define TASK_SP         0 /* saved sp; bit 0: FP registers are saved as well */

/* A parked task's stack: ra and s0-s11, then FP if it used it. */
#define SWITCH_S(n)     ((1 + (n)) * XLEN_BYTES)
#define SWITCH_BYTES    ((14 * XLEN_BYTES + 15) & ~15)
#define SWITCH_FS(n)    (16 + (n)*FLEN_BYTES)
#define SWITCH_FP_BYTES (16 + 12 * FLEN_BYTES)

/* The macro pair for FP in boot/switch.S. tmp is a register to spoil.
 *
 * xstatus.SD is the sign bit on both widths and set only when FP (or vector)
 * registers were written, so a task that does not use them pays two
 * instructions a switch. Saved registers go below the integer ones and bit 0 of
 * the saved sp says so. The next task starts from fcsr = 0 and FS = Initial;
 * fcsr is written before FS, because writing it makes FS dirty again. */
/* clang-format off */
#ifdef __ASSEMBLER__
#if FLEN_BYTES
.macro SAVE_FP tmp
        csrr    \tmp, XSTATUS
        bgez    \tmp, 1f
        frcsr   \tmp
        addi    sp, sp, -SWITCH_FP_BYTES
        sw      \tmp, 0(sp)
        FSX     fs0, SWITCH_FS(0)(sp)
        FSX     fs1, SWITCH_FS(1)(sp)
        FSX     fs2, SWITCH_FS(2)(sp)
        FSX     fs3, SWITCH_FS(3)(sp)
        FSX     fs4, SWITCH_FS(4)(sp)
        FSX     fs5, SWITCH_FS(5)(sp)
        FSX     fs6, SWITCH_FS(6)(sp)
        FSX     fs7, SWITCH_FS(7)(sp)
        FSX     fs8, SWITCH_FS(8)(sp)
        FSX     fs9, SWITCH_FS(9)(sp)
        FSX     fs10, SWITCH_FS(10)(sp)
        FSX     fs11, SWITCH_FS(11)(sp)
        fscsr   zero
        li      \tmp, XSTATUS_FS
        csrc    XSTATUS, \tmp
        li      \tmp, XSTATUS_FS_INITIAL
        csrs    XSTATUS, \tmp
        ori     sp, sp, 1
1:
.endm
.macro RESTORE_FP tmp
        andi    \tmp, sp, 1
        beqz    \tmp, 1f
        addi    sp, sp, -1
        lw      \tmp, 0(sp)
        FLX     fs0, SWITCH_FS(0)(sp)
        FLX     fs1, SWITCH_FS(1)(sp)
        FLX     fs2, SWITCH_FS(2)(sp)
        FLX     fs3, SWITCH_FS(3)(sp)
        FLX     fs4, SWITCH_FS(4)(sp)
        FLX     fs5, SWITCH_FS(5)(sp)
        FLX     fs6, SWITCH_FS(6)(sp)
        FLX     fs7, SWITCH_FS(7)(sp)
        FLX     fs8, SWITCH_FS(8)(sp)
        FLX     fs9, SWITCH_FS(9)(sp)
        FLX     fs10, SWITCH_FS(10)(sp)
        FLX     fs11, SWITCH_FS(11)(sp)
        fscsr   \tmp
        addi    sp, sp, SWITCH_FP_BYTES
1:
.endm
.macro ENABLE_FP tmp
        li      \tmp, XSTATUS_FS
        csrc    XSTATUS, \tmp
        li      \tmp, XSTATUS_FS_INITIAL
        csrs    XSTATUS, \tmp
        csrr    \tmp, XSTATUS
        srli    \tmp, \tmp, 13
        andi    \tmp, \tmp, 3
        beqz    \tmp, 1f                # no FP here: code for it will trap
        fscsr   zero
        li      \tmp, XSTATUS_FS
        csrc    XSTATUS, \tmp
        li      \tmp, XSTATUS_FS_INITIAL
        csrs    XSTATUS, \tmp
1:
.endm
#else
.macro SAVE_FP tmp
.endm
.macro RESTORE_FP tmp
.endm
.macro ENABLE_FP tmp
.endm
#endif
#endif
/* clang-format on */

#endif
