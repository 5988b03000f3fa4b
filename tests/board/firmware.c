/* board/firmware.c -- a firmware for QEMU's virt, small enough to be read whole. It does what
 * Debian's OpenSBI does not: it runs on 32 bits too, has the debug console of SBI 2.0
 * (-DDEBUG_CONSOLE), and can do without the extensions of SBI 0.2, as old firmware does
 * (-DLEGACY). It starts one hart at 0x80200000, with -DBOOT=N the hart N; the other harts wait
 * for hart_start. Numbers: board/dev/sbi.h; CLINT and finisher: QEMU 7.2, hw/riscv/virt.c.
 */
// run-by: tests/t/sbi.t
#include <stdint.h>

#ifndef BOOT
#define BOOT 0
#endif
#define HARTS      8
#define NEXT       0x80200000u
#define STACK      2048
#define MSIP(h)    (*(volatile uint32_t *)(0x2000000 + 4 * (h)))
#define CMP_LOW(h) (*(volatile uint32_t *)(0x2004000 + 8 * (h)))
#define CMP_UP(h)  (*(volatile uint32_t *)(0x2004004 + 8 * (h)))
#define UART(r)    (*(volatile uint8_t *)(0x10000000 + (r)))
#define FINISHER   (*(volatile uint32_t *)0x100000)

#define STR_(x) #x
#define STR(x)  STR_(x)
#if __riscv_xlen == 64
#define SX "sd "
#define LX "ld "
#define W  "8"
#else
#define SX "sw "
#define LX "lw "
#define W  "4"
#endif

#define CSR(op, name, value)                   \
    __asm__ volatile("csr" op " " name ", %0"  \
                     :                         \
                     : "r"((uintptr_t)(value)) \
                     : "memory")

#define NOT_SUPPORTED ((uintptr_t)-2)

char stacks[HARTS][STACK] __attribute__((aligned(16)));
static struct {
    volatile uintptr_t at, opaque;
} wanted[HARTS];

/* All harts come in here. In M-mode mscratch holds the top of the hart's trap stack. */
__asm__(".section .start, \"ax\"\n"
        ".globl start\n"
        "start: csrr a0, mhartid\n"
        "li t0, " STR(HARTS) "\n"
                             "0: bgeu a0, t0, 0b\n"
                             "la sp, stacks\n"
                             "addi t0, a0, 1\n"
                             "slli t0, t0, 11\n"
                             "add sp, sp, t0\n"
                             "csrw mscratch, sp\n"
                             "la t0, trap\n"
                             "csrw mtvec, t0\n"
                             "call begin\n"
                             ".balign 4\n"
                             "trap: csrrw sp, mscratch, sp\n"
                             "addi sp, sp, -18*" W "\n" SX "ra, 0*" W
                             "(sp)\n" SX "t0, 1*" W "(sp)\n" SX "t1, 2*" W
                             "(sp)\n" SX "t2, 3*" W "(sp)\n" SX "a0, 4*" W
                             "(sp)\n" SX "a1, 5*" W "(sp)\n" SX "a2, 6*" W
                             "(sp)\n" SX "a3, 7*" W "(sp)\n" SX "a4, 8*" W
                             "(sp)\n" SX "a5, 9*" W "(sp)\n" SX "a6, 10*" W
                             "(sp)\n" SX "a7, 11*" W "(sp)\n" SX "t3, 12*" W
                             "(sp)\n" SX "t4, 13*" W "(sp)\n" SX "t5, 14*" W
                             "(sp)\n" SX "t6, 15*" W "(sp)\n"
                             "addi a0, sp, 4*" W "\n"
                             "call on_trap\n" LX "ra, 0*" W "(sp)\n" LX
                             "t0, 1*" W "(sp)\n" LX "t1, 2*" W "(sp)\n" LX
                             "t2, 3*" W "(sp)\n" LX "a0, 4*" W "(sp)\n" LX
                             "a1, 5*" W "(sp)\n" LX "a2, 6*" W "(sp)\n" LX
                             "a3, 7*" W "(sp)\n" LX "a4, 8*" W "(sp)\n" LX
                             "a5, 9*" W "(sp)\n" LX "a6, 10*" W "(sp)\n" LX
                             "a7, 11*" W "(sp)\n" LX "t3, 12*" W "(sp)\n" LX
                             "t4, 13*" W "(sp)\n" LX "t5, 14*" W "(sp)\n" LX
                             "t6, 15*" W "(sp)\n"
                             "addi sp, sp, 18*" W "\n"
                             "csrrw sp, mscratch, sp\n"
                             "mret\n"
                             ".text\n");

static uintptr_t me(void)
{
    uintptr_t id;

    __asm__ volatile("csrr %0, mhartid" : "=r"(id));
    return id;
}

__attribute__((unused)) static void put(char c)
{
    while (!(UART(5) & 0x20)) {
    }
    UART(0) = (uint8_t)c;
}

static void set_timer(uint64_t when)
{
    CMP_LOW(me()) = UINT32_MAX;
    CMP_UP(me()) = (uint32_t)(when >> 32);
    CMP_LOW(me()) = (uint32_t)when;
    CSR("c", "mip", 0x20);
    CSR("s", "mie", 0x80);
}

static uint64_t of_two(const uintptr_t *a)
{
    return sizeof *a == 8 ? a[0] : a[0] | (uint64_t)a[1] << 32;
}

/* Do an SBI call, with its value in a[1].   returns  its error. */
static uintptr_t call(uintptr_t *a)
{
    switch (a[7]) {
    case 0x0: /* legacy set_timer */
        set_timer(of_two(a));
        return 0;
#ifdef LEGACY
    case 0x1:
        put((char)a[0]);
        return 0;
    case 0x2:
        return UART(5) & 1 ? UART(0) : (uintptr_t)-1;
#else
    case 0x10: /* base: probe_extension */
        if (a[6] != 3)
            return NOT_SUPPORTED;
        a[1] = a[0] == 0x54494d45 || a[0] == 0x735049 || a[0] == 0x48534d ||
               a[0] == 0x53525354;
#ifdef DEBUG_CONSOLE
        a[1] |= a[0] == 0x4442434e;
#endif
        return 0;
    case 0x54494d45:
        set_timer(of_two(a));
        return 0;
    case 0x735049: /* send_ipi */
        for (uintptr_t i = 0; a[0] >> i && i < HARTS; i++)
            if (a[0] >> i & 1)
                MSIP(a[1] + i) = 1;
        return 0;
    case 0x48534d: /* hart_start */
        if (a[0] >= HARTS)
            return NOT_SUPPORTED;
        wanted[a[0]].opaque = a[2];
        wanted[a[0]].at = a[1];
        __asm__ volatile("fence w, o" ::: "memory");
        MSIP(a[0]) = 1;
        return 0;
#ifdef DEBUG_CONSOLE
    case 0x4442434e: { /* at most 5 bytes a call: the caller must go on */
        const char *from = (const char *)a[1];
        uintptr_t n = a[0] < 5 ? a[0] : 5;

        if (a[6] == 1) {
            n = a[0] && UART(5) & 1;
            if (n)
                *(char *)a[1] = (char)UART(0);
        } else {
            for (uintptr_t i = 0; i < n; i++)
                put(from[i]);
        }
        a[1] = n;
        return 0;
    }
#endif
    case 0x53525354:
        FINISHER = a[1] ? 0x13333 : 0x5555;
#endif
    }
    return NOT_SUPPORTED;
}

__attribute__((used)) void on_trap(uintptr_t *a);
void on_trap(uintptr_t *a)
{
    intptr_t cause;
    uintptr_t pc;

    __asm__ volatile("csrr %0, mcause" : "=r"(cause));
    if (cause < 0 && (cause & 15) == 7) {
        CSR("c", "mie", 0x80);
        CSR("s", "mip", 0x20);
        return;
    }
    if (cause < 0) {
        MSIP(me()) = 0;
        __asm__ volatile("fence o, rw" ::: "memory");
        CSR("s", "mip", 0x2);
        return;
    }
    a[0] = call(a);
    __asm__ volatile("csrr %0, mepc" : "=r"(pc));
    CSR("w", "mepc", pc + 4);
}

/* Let S-mode do all that it may, and take only its calls; it gets its other exceptions
 * itself. */
__attribute__((used)) void begin(uintptr_t id, uintptr_t tree);
void begin(uintptr_t id, uintptr_t tree)
{
    uintptr_t at = NEXT, opaque = tree;

    CSR("w", "pmpaddr0", -1);
    CSR("w", "pmpcfg0", 0x1f);
    CSR("w", "medeleg", 0xffff & ~(1 << 9));
    CSR("w", "mideleg", 0x222);
    CSR("w", "mcounteren", 7);
    if (id != BOOT) {
        CSR("w", "mie", 8);
        while (!wanted[id].at)
            __asm__ volatile("wfi");
        MSIP(id) = 0;
        __asm__ volatile("fence o, rw" ::: "memory");
        at = wanted[id].at;
        opaque = wanted[id].opaque;
    }
    CSR("w", "mie", 8);
    CSR("c", "mstatus", 0x1800 | 0x2);
    CSR("s", "mstatus", 0x800); /* MPP = S */
    CSR("w", "mepc", at);
    register uintptr_t a0 __asm__("a0") = id;
    register uintptr_t a1 __asm__("a1") = opaque;
    __asm__ volatile("mret" : : "r"(a0), "r"(a1));
    __builtin_unreachable();
}
