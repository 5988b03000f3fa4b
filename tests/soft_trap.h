/* soft_trap.h -- a trap handler of a test's own.
 *
 * It works without a device that can interrupt, by the software interrupt. In M-mode a write to
 * the CLINT raises it, and each board here has the CLINT at one address (SiFive FU540-C000
 * manual, chapter "Core-Local Interruptor"). In S-mode the test sets a bit of sip. The entry
 * below does what boot/trap.S does, so that in_trap runs as a handler runs. */
#ifndef SOFT_TRAP_H
#define SOFT_TRAP_H

#include "mode.h"

#define CLINT_MSIP 0x2000000u

/* The test defines it: it runs in the trap. */
static void in_trap(void);
static unsigned traps; /* how many have come */

/* Make this hart's software interrupt pending, or clear it. */
static void soft_pends(unsigned on)
{
    unsigned long hart;

    if (SUPERVISOR) {
        __asm__ volatile("csrc " X "ip, %0\n\t"
                         "csrs " X "ip, %1"
                         :
                         : "r"(XIE_SOFT), "r"(on ? XIE_SOFT : 0)
                         : "memory");
        return;
    }
    __asm__ volatile("csrr %0, mhartid" : "=r"(hart));
    *(volatile unsigned *)(CLINT_MSIP + 4 * hart) = on;
}

#if RILL_HARTS > 1

/* On many harts the kernel uses the software interrupt: harts interrupt each other by it. So
 * this file wraps a call that the kernel's trap makes, and runs in_trap there, on the hart that
 * asked for it. For programs linked with
 *     // make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear
 */
#include <rill/hart.h>

static volatile unsigned soft_wanted; /* the asking hart's number, + 1 */

void __real_rill_ipi_clear(void);
void __wrap_rill_ipi_clear(void);
void __wrap_rill_ipi_clear(void)
{
    __real_rill_ipi_clear();
    if (soft_wanted != rill_hart() + 1)
        return;
    soft_wanted = 0;
    traps++;
    in_trap();
}

static void soft_trap_raise(void)
{
    soft_wanted = rill_hart() + 1;
    soft_pends(1);
}

static void soft_trap_on(void)
{
}

#else

static void soft_trap_raise(void)
{
    soft_pends(1);
}

__attribute__((used)) void soft_interrupt(void);
__attribute__((used)) void soft_interrupt(void)
{
    soft_pends(0);
    traps++;
    in_trap();
}

#if __riscv_xlen == 64
#define SX "sd "
#define LX "ld "
#define W  "8*"
#else
#define SX "sw "
#define LX "lw "
#define W  "4*"
#endif
#define AT(op, reg, n) op reg ", " W n "(sp)\n"
#define EACH(op)       \
    AT(op, "ra", "0")  \
    AT(op, "t0", "1")  \
    AT(op, "t1", "2")  \
    AT(op, "t2", "3")  \
    AT(op, "a0", "4")  \
    AT(op, "a1", "5")  \
    AT(op, "a2", "6")  \
    AT(op, "a3", "7")  \
    AT(op, "a4", "8")  \
    AT(op, "a5", "9")  \
    AT(op, "a6", "10") \
    AT(op, "a7", "11") \
    AT(op, "t3", "12") \
    AT(op, "t4", "13") \
    AT(op, "t5", "14") \
    AT(op, "t6", "15") \
    AT(op, "s0", "16")

/* Our interrupt is cause 3, in S-mode 1, with the top bit set; any other trap goes on to
 * rill_trap_entry. The table is right in direct and in vectored mode, as in boot/trap.S. */
void soft_vectors(void);
__asm__(".ifc " X ", s\n.set soft_cause, 1\n.else\n.set soft_cause, 3\n.endif\n"
        ".text\n.balign 256\nsoft_vectors:\n"
        ".option push\n.option norvc\n.rept 12\nj soft_entry\n.endr\n"
        ".option pop\nsoft_entry:\n"
        "addi sp, sp, -144\n" EACH(
            SX) "csrr t0, " X "cause\n"
                "bgez t0, 1f\n"
                "andi t0, t0, 15\n"
                "addi t0, t0, -soft_cause\n"
                "beqz t0, 2f\n"
                "1:\n" EACH(LX) "addi sp, sp, 144\n"
                                "j rill_trap_entry\n"
                                "2: mv s0, tp\n"
                                "csrrw tp, " X
                                "scratch, zero\n" /* tp = hart; 0: in a trap */
                                "call soft_interrupt\n"
                                "csrw " X "scratch, tp\n"
                                "mv tp, s0\n" EACH(LX) "addi sp, sp, 144\n" X
                                                       "ret\n");

/* Take software interrupts from now on. */
static void soft_trap_on(void)
{
    void (*entry)(void) = soft_vectors;

    __asm__ volatile("csrw " X "tvec, %0\n\tcsrs " X "ie, %1"
                     :
                     : "r"(entry), "r"(XIE_SOFT)
                     : "memory");
}

#endif

/* Run in_trap in a trap now; returns when in_trap has returned. */
static inline void soft_trap(void)
{
    unsigned before = traps;

    soft_trap_raise();
    while (*(volatile unsigned *)&traps == before) {
    }
}

#endif
