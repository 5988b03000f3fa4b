/* image/bind.S -- what bind.c binds from assembly. */
#include <rill/bindasm.h>

/* Ours stand for theirs: a function and a variable. */
RILL_PROVIDE(function, getpid, asm_getpid)
RILL_PROVIDE(variable, rill_boot_date_ns, asm_date)

/* Theirs stand for ours: a function, a variable, a thread-local one. */
RILL_USE(function, asm_ticks, rill_ticks_now)
RILL_USE(variable, asm_out, stdout)
RILL_USE(threadlocal, asm_errno, errno)

        .section .text.asm_getpid, "ax", @progbits
        .type   asm_getpid, @function
asm_getpid:
        li      a0, 4712
        ret
        .size   asm_getpid, . - asm_getpid

/* uint64_t get_ticks(void) */
        .section .text.get_ticks, "ax", @progbits
        .globl  get_ticks
        .type   get_ticks, @function
get_ticks:
        tail    asm_ticks
        .size   get_ticks, . - get_ticks

/* FILE *const *address_of_out(void) */
        .section .text.address_of_out, "ax", @progbits
        .globl  address_of_out
        .type   address_of_out, @function
address_of_out:
        la      a0, asm_out
        ret
        .size   address_of_out, . - address_of_out

/* int *address_of_errno(void) */
        .section .text.address_of_errno, "ax", @progbits
        .globl  address_of_errno
        .type   address_of_errno, @function
address_of_errno:
        lui     a0, %tprel_hi(asm_errno)
        add     a0, a0, tp, %tprel_add(asm_errno)
        addi    a0, a0, %tprel_lo(asm_errno)
        ret
        .size   address_of_errno, . - address_of_errno

/* A billion seconds: 2001-09-09. */
        .section .data.asm_date, "aw", @progbits
        .balign 8
        .type   asm_date, @object
asm_date:
        .quad   1000000000000000000
        .size   asm_date, . - asm_date
