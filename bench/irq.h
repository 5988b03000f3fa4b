/* irq.h -- an interrupt at a known instruction: virt's UART asks while it has nothing to
 * send, and is told to by the store after which the count begins. */
#ifndef BENCH_IRQ_H
#define BENCH_IRQ_H

#include <stdint.h>

#define UART_IER     0x10000001
#define IER_EMPTY    2
#define UART_SOURCE  10
#define PLIC_CLAIM_0 0xc200004

#define IER   (*(volatile uint8_t *)UART_IER)
#define CLAIM (*(volatile uint32_t *)PLIC_CLAIM_0)

/* Counts before and after; of what lies between, the first read and the store are not
 * the interrupt's. */
#define OURS 2

#define CSRS(text)                                                   \
    ".option push\n\t.option arch, +zicsr\n\t.option norvc\n\t" text \
    "\n\t.option pop\n\t"

struct span {
    uintptr_t before, after;
};

/* A store to a device ends what QEMU translates at once, so the interrupt that it brings
 * about is taken behind it: in the handler xepc is interrupted_at. */
__attribute__((noinline)) static struct span interrupt(void)
{
    struct span s;

    __asm__ volatile(CSRS("csrr %0, minstret\n\t"
                          "sb %2, 0(%3)\n"
                          "interrupted_at:\n\t"
                          "csrr %1, minstret\n\t")
                     : "=&r"(s.before), "=&r"(s.after)
                     : "r"(IER_EMPTY), "r"(UART_IER)
                     : "memory");
    return s;
}

extern char interrupted_at[];

/* In the handler. */
static inline uintptr_t interrupted_pc(void)
{
    uintptr_t pc;

    __asm__ volatile(CSRS("csrr %0, mepc\n\t") : "=r"(pc));
    return pc;
}

#endif
