// make: APP_LDFLAGS=-Wl,--wrap=rill_trap_exception
/* fault/fault_addr.c -- a hart whose mtval is always 0, as on some cores: Rill works the address
 * of a fault out from the instruction, for each way to encode a load, a store and an atomic. */
#include <stdint.h>

#include <rill/rill.h>

#include "../tap.h"

/* As in kernel/fault/trap.h. */
struct frame {
    uintptr_t x[32], status, cause, addr, unknown;
};

void __real_rill_trap_exception(struct frame *f, void *h);
void __wrap_rill_trap_exception(struct frame *f, void *h);

static uintptr_t told; /* the address that the hart gave */

void __wrap_rill_trap_exception(struct frame *f, void *h)
{
    told = f->addr;
    f->addr = 0;
    __real_rill_trap_exception(f, h);
}

#if __riscv_xlen == 64
#define W64(X)                      \
    X(ld, "ld a0, -1640(a1)")       \
    X(sd, "sd a0, 1912(a1)")        \
    X(c_ld, "c.ld a0, 200(a1)")     \
    X(c_sd, "c.sd a0, 136(a1)")     \
    X(c_ldsp, "c.ldsp a0, 440(sp)") \
    X(c_sdsp, "c.sdsp a0, 328(sp)")
#else
#define W64(X)
#endif
#ifdef __riscv_flen
#define FP(X)                          \
    X(flw, "flw fa0, -4(a1)")          \
    X(fsd, "fsd fa0, 2040(a1)")        \
    X(c_fld, "c.fld fa0, 248(a1)")     \
    X(c_fsd, "c.fsd fa0, 88(a1)")      \
    X(c_fldsp, "c.fldsp fa0, 168(sp)") \
    X(c_fsdsp, "c.fsdsp fa0, 496(sp)")
#else
#define FP(X)
#endif
#ifdef __riscv_atomic
#define ATOMIC(X)                   \
    X(amo, "amoadd.w a0, a0, (a1)") \
    X(lr, "lr.w a0, (a1)")
#else
#define ATOMIC(X)
#endif

/* a1, and for a while sp, point to where there is no memory. */
#define EACH(X)                     \
    X(lw, "lw a0, 0(a1)")           \
    X(lbu, "lbu a0, 2047(a1)")      \
    X(lh, "lh a0, -2048(a1)")       \
    X(null, "lb a0, 5(zero)")       \
    X(sw, "sw a0, -32(a1)")         \
    X(sb, "sb a0, 1365(a1)")        \
    X(sh, "sh zero, 682(a1)")       \
    X(c_lw, "c.lw a0, 4(a1)")       \
    X(c_lw2, "c.lw a0, 120(a1)")    \
    X(c_sw, "c.sw a0, 64(a1)")      \
    X(c_sw2, "c.sw a0, 60(a1)")     \
    X(c_lwsp, "c.lwsp a0, 212(sp)") \
    X(c_swsp, "c.swsp a0, 168(sp)") \
    ATOMIC(X) W64(X) FP(X)

#define NOWHERE 0x50000 /* no memory, on any virt */

#define FUNCTION(name, insn)                                            \
    static void name(void *unused)                                      \
    {                                                                   \
        (void)unused;                                                   \
        __asm__ volatile("mv t0, sp\n\tmv a1, %0\n\tmv sp, %0\n\t" insn \
                         "\n\tmv sp, t0"                                \
                         :                                              \
                         : "r"(NOWHERE)                                 \
                         : "a0", "a1", "t0", "memory");                 \
    }
EACH(FUNCTION)

#define ROW(name, insn) {insn, name},
static const struct {
    const char *insn;
    void (*fn)(void *);
} rows[] = {EACH(ROW)};
enum { N = sizeof rows / sizeof *rows };

static void breaks(void *unused)
{
    (void)unused;
    __asm__ volatile("ebreak");
}

static void illegal(void *unused)
{
    (void)unused;
    __asm__ volatile(".word 0xffffffff");
}

int main(void)
{
    struct rill_fault fault = {0};

    plan(N + 2);
    for (unsigned i = 0; i < N; i++) {
        int caught = rill_catch_fault(rows[i].fn, NULL, &fault);

        ok(caught && told && fault.addr == told, "%s: 0x%lx, 0x%lx",
           rows[i].insn, (unsigned long)fault.addr, (unsigned long)told);
    }
    rill_catch_fault(breaks, NULL, &fault);
    ok(fault.pc && fault.addr == fault.pc, "a breakpoint: where it is");
    rill_catch_fault(illegal, NULL, &fault);
    ok(fault.addr == 0xffffffff, "an illegal instruction: itself");
    return done();
}
