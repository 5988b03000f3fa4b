/* irq.h -- an interrupt at a known instruction: virt's UART interrupts while it has
 * nothing to send, and the store after which the count begins tells it to. */
#ifndef BENCH_IRQ_H
#define BENCH_IRQ_H

#include <stdint.h>

#define UART_IER     0x10000001
#define IER_EMPTY    2
#define UART_SOURCE  10
#define PLIC_CLAIM_0 0xc200004

#define IER   (*(volatile uint8_t *)UART_IER)
#define CLAIM (*(volatile uint32_t *)PLIC_CLAIM_0)

/* The counts before and after. Of the instructions between, the first read and the
 * store do not belong to the interrupt. */
#define OURS 2

#define CSRS(text)                                                   \
    ".option push\n\t.option arch, +zicsr\n\t.option norvc\n\t" text \
    "\n\t.option pop\n\t"

struct span {
    uintptr_t before, after;
};

/* A store to a device ends the block that QEMU translates, so the hart takes the store's
 * interrupt right behind it: in the handler xepc is interrupted_at. */
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

/* The handler calls this. */
static inline uintptr_t interrupted_pc(void)
{
    uintptr_t pc;

    __asm__ volatile(CSRS("csrr %0, mepc\n\t") : "=r"(pc));
    return pc;
}

#endif
