/* boot/asm.h -- how assembly is written here: FUNC name ... END name gives a
 * function its own section, type and size, like a C one. */
#ifndef BOOT_ASM_H
#define BOOT_ASM_H

#include <mode.h>
#include <port/frame.h>

/* The CSR and fence.i instructions are extensions of their own since 2019;
 * naming them in -march would make gcc 12 miss the right libc, so here. */
/* clang-format off */
        .option arch, +zicsr, +zifencei
        .cfi_sections .debug_frame

.macro FUNC name
        .section .text.\name, "ax", @progbits
        .balign 4
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
/* clang-format on */

#endif
