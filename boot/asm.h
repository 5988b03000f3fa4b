/* boot/asm.h -- how assembly is written here: FUNC name ... END name gives a
 * function its own section, type and size, like a C one. */
#ifndef BOOT_ASM_H
#define BOOT_ASM_H

#include <mode.h>
#include <port/frame.h>

/* The CSR and fence.i instructions are extensions of their own since 2019; naming them
 * in -march would make gcc 12 miss the right libc, so we name them here. */
/* clang-format off */
        .option arch, +zicsr, +zifencei
        .cfi_sections .debug_frame

        /* Without relaxation: to align a relaxed section, the assembler would leave a
         * gap at its end. */
.macro FUNC name
        .section .text.\name, "ax", @progbits
        .option push
        .option norelax
        .balign 4
        .option pop
        .globl  \name
        .type   \name, @function
\name:
        .cfi_startproc
.endm

.macro END name
        .cfi_endproc
        .size   \name, . - \name
.endm

/* A number that the linker script decides. Not `la`: that counts from the pc
 * and cannot reach a small number from an image at 0x80000000. */
.macro LIA rd, symbol
        lui     \rd, %hi(\symbol)
        addi    \rd, \rd, %lo(\symbol)
.endm

        /* gp, which is the same everywhere: relaxed, this would be mv gp, gp */
.macro LOAD_GP
        .option push
        .option norelax
        la      gp, __global_pointer$
        .option pop
.endm

        /* x1 x5-x7 x10-x17 x28-x31 */
.macro EACH_CALLER_SAVED op
        \op     x1, FRAME_X(1)(sp)
        \op     x5, FRAME_X(5)(sp)
        \op     x6, FRAME_X(6)(sp)
        \op     x7, FRAME_X(7)(sp)
        \op     x10, FRAME_X(10)(sp)
        \op     x11, FRAME_X(11)(sp)
        \op     x12, FRAME_X(12)(sp)
        \op     x13, FRAME_X(13)(sp)
        \op     x14, FRAME_X(14)(sp)
        \op     x15, FRAME_X(15)(sp)
        \op     x16, FRAME_X(16)(sp)
        \op     x17, FRAME_X(17)(sp)
        \op     x28, FRAME_X(28)(sp)
        \op     x29, FRAME_X(29)(sp)
        \op     x30, FRAME_X(30)(sp)
        \op     x31, FRAME_X(31)(sp)
.endm
/* clang-format on */

#endif
