/* switch_x86_64.S -- boot/switch.S for x86-64: the same frame, SWITCH_BYTES with
 * where to go on in its lowest word. */
#define SWITCH_BYTES 112

/* void rill_host_swap(uintptr_t *save_sp, uintptr_t sp) */
        .text
        .globl  rill_host_swap
        .type   rill_host_swap, @function
rill_host_swap:
        popq    %rax
        subq    $SWITCH_BYTES, %rsp
        movq    %rax, 0(%rsp)
        movq    %rbx, 8(%rsp)           # s0
        movq    %rbp, 16(%rsp)          # s1
        movq    %r12, 24(%rsp)
        movq    %r13, 32(%rsp)
        movq    %r14, 40(%rsp)
        movq    %r15, 48(%rsp)
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        movq    0(%rsp), %rax
        movq    8(%rsp), %rbx
        movq    16(%rsp), %rbp
        movq    24(%rsp), %r12
        movq    32(%rsp), %r13
        movq    40(%rsp), %r14
        movq    48(%rsp), %r15
        addq    $SWITCH_BYTES, %rsp
        jmp     *%rax
        .size   rill_host_swap, . - rill_host_swap

/* A task's first step, out of its first frame. */
        .globl  rill_host_entry
        .type   rill_host_entry, @function
rill_host_entry:
        movq    %rbx, %rdi
        movq    %rbp, %rsi
        xorl    %ebp, %ebp
        andq    $-16, %rsp
        call    rill_host_first
        ud2
        .size   rill_host_entry, . - rill_host_entry
        .section .note.GNU-stack, "", @progbits
