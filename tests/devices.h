/* devices.h -- two devices that a test can have interrupt: the UART, which interrupts while it
 * has nothing to send; and on virt the clock, with an alarm that has passed already. While the
 * UART asks, the test prints nothing. */
#ifndef DEVICES_H
#define DEVICES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <errno.h>
#include <rill/irq.h>

/* The console would use the UART's interrupt; this wrap makes the console poll. For programs
 * linked with
 *     // make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach */
int __real_rill_irq_attach(struct rill_irq *irq, unsigned source);
int __wrap_rill_irq_attach(struct rill_irq *irq, unsigned source);
int __wrap_rill_irq_attach(struct rill_irq *irq, unsigned source)
{
    return irq->name && !strcmp(irq->name, "console")
               ? -ENODEV
               : __real_rill_irq_attach(irq, source);
}

#include "mode.h"

#define REG8(at)  (*(volatile uint8_t *)(uintptr_t)(at))
#define REG32(at) (*(volatile uint32_t *)(uintptr_t)(at))

/* The facts below are those of board/NAME/board.c. */
static inline bool is_virt(void)
{
    return !strncmp(RILL_BOARD_NAME, "virt", 4);
}

static inline bool is_icicle(void)
{
    return !strcmp(RILL_BOARD_NAME, "icicle");
}

/* The offset of a 16550's IER; 0: the board has SiFive's UART. */
static inline unsigned uart_ier(void)
{
    return is_virt() ? 1 : is_icicle() ? 4 : 0;
}

static inline uintptr_t uart_base(void)
{
    return is_virt()                             ? 0x10000000
           : is_icicle()                         ? 0x20000000
           : !strcmp(RILL_BOARD_NAME, "hifive1") ? 0x10013000
                                                 : 0x10010000;
}

static inline unsigned uart_source(void)
{
    return is_icicle()                           ? 90
           : is_virt()                           ? 10
           : !strcmp(RILL_BOARD_NAME, "hifive1") ? 3
                                                 : 4;
}

/* Has all that was printed left? (16550: LSR, TEMT. SiFive: ip, txwm; the console sets the mark to
 * 1: FE310-G000 manual, "UART".) */
static inline bool uart_is_empty(void)
{
    return uart_ier() ? REG8(uart_base() + 5 * uart_ier()) & 0x40
                      : REG32(uart_base() + 0x14) & 1;
}

/* Have the UART interrupt while it can send (16550: IER, THR empty; SiFive: ie, the watermark of
 * the transmitter), or stop. It first waits until all that was printed has left: while the
 * transmitter is not empty SiFive's UART does not interrupt, and when it becomes empty a 16550
 * interrupts once more. */
static inline void uart_asks(bool on)
{
    while (on && !uart_is_empty()) {
    }
    if (uart_ier())
        REG8(uart_base() + uart_ier()) = on ? 2 : 0;
    else
        REG32(uart_base() + 0x10) = on ? 1 : 0;
}

static inline bool uart_is_asking(void)
{
    return uart_ier() ? REG8(uart_base() + uart_ier()) & 2
                      : REG32(uart_base() + 0x10) & 1;
}

/* Attach the handler, have the UART ask, and sleep; the handler must end the machine. With
 * `idle`, interrupts stay off, so the idle loop finds the pending interrupt and calls the
 * handler. For programs that include <rill/rill.h>. */
#define UART_ENDS_IT(irq, idle)                     \
    do {                                            \
        if (rill_irq_attach(irq, uart_source()))    \
            return 1;                               \
        if (idle)                                   \
            __asm__ volatile("csrc " X "status, %0" \
                             :                      \
                             : "r"(XSTATUS_IE)      \
                             : "memory");           \
        uart_asks(true);                            \
        rill_sleep_ns(10 * RILL_S);                 \
    } while (0)

/* The goldfish RTC: QEMU 7.2, hw/rtc/goldfish_rtc.c. */
#define RTC        0x101000
#define RTC_SOURCE 11

static inline void rtc_asks(bool on)
{
    REG32(RTC + 0x10) = on;
    if (on) {
        REG32(RTC + 0x0c) = 0;
        REG32(RTC + 0x08) = 0;
    } else {
        REG32(RTC + 0x1c) = 1;
    }
}

/* Write to the PLIC without the kernel: let a source interrupt context 0. */
static inline void plic_let(unsigned source)
{
    REG32(0xc000000 + 4 * source) = 1;
    REG32(0xc002000 + 0x80 * SUPERVISOR + source / 32 * 4) |= 1u << source % 32;
}

static inline unsigned plic_priority(unsigned source)
{
    return REG32(0xc000000 + 4 * source);
}

#endif
