// qemu: -icount shift=0,sleep=off
/* fault/catch.c -- the test raises each exception that M-mode can raise, and catches it. With page tables (S-mode)
 * 12, 13 and 15 come in the place of 1, 5 and 7.
 *
 *   0  instruction address misaligned: cannot be raised with C (compressed instructions): each
 *      even address is aligned then, and jumps clear bit 0.
 *   1  instruction access fault: a jump to nowhere
 *   2  illegal instruction: an undefined word, a CSR that is not there, FP off
 *   3  breakpoint: ebreak
 *   4  load address misaligned: QEMU does plain misaligned loads in hardware and
 *      raises this for lr
 *   5  load access fault
 *   6  store/AMO address misaligned: QEMU does plain misaligned stores, too, in hardware.
 *      QEMU 7.2 tells a misaligned amo as 4 or 6. Without the A extension lr and amo
 *      raise 2
 *   7  store/AMO access fault
 *   8, 9  ecall from U and S: Rill is in M-mode, or the firmware takes the ecall
 *   11 ecall from M
 *   12, 13, 15  page faults: a fetch, a load, a store that the page tables forbid
 */
#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

static struct rill_fault fault;
static int word[4];

/* The pc of each fault. */
extern char store_at[], load_at[], illegal_at[], ebreak_at[], ecall_at[];

__attribute__((noinline, noclone)) static void store_null(void *arg)
{
    __asm__ volatile(".option push\n.option norvc\n.globl store_at\n"
                     "store_at: sw zero, 0(%0)\n.option pop"
                     :
                     : "r"(arg)
                     : "memory");
}

__attribute__((noinline, noclone)) static void load_null(void *arg)
{
    __asm__ volatile(".option push\n.option norvc\n.globl load_at\n"
                     "load_at: lw t0, 0(%0)\n.option pop"
                     :
                     : "r"(arg)
                     : "t0", "memory");
}

static void jump(void *arg)
{
    void (*to)(void);

    *(void **)&to = arg;
    to();
}

__attribute__((noinline, noclone)) static void illegal(void *arg)
{
    (void)arg;
    __asm__ volatile(".globl illegal_at\nillegal_at: .4byte 0");
}

static void no_such_csr(void *arg)
{
    (void)arg;
    __asm__ volatile("csrr t0, 0x5c0" : : : "t0");
}

static void read_only_csr(void *arg)
{
    (void)arg;
    __asm__ volatile("csrw 0xf14, zero");
}

__attribute__((noinline, noclone)) static void breakpoint(void *arg)
{
    (void)arg;
    __asm__ volatile(".option push\n.option norvc\n.globl ebreak_at\n"
                     "nop\nebreak_at: ebreak\nnop\n.option pop");
}

__attribute__((noinline, noclone)) static void call_environment(void *arg)
{
    (void)arg;
    __asm__ volatile(".globl ecall_at\n"
                     "ecall_at: ecall");
}

/* Written as numbers, because an image without the A extension also has them; there they are
 * illegal instructions. */
static void misaligned_amo(void *arg)
{
    register void *a0 __asm__("a0") = arg;

    __asm__ volatile(".4byte 0x000522af" /* amoadd.w t0, zero, (a0) */
                     :
                     : "r"(a0)
                     : "t0", "memory");
}

static void misaligned_lr(void *arg)
{
    register void *a0 __asm__("a0") = arg;

    __asm__ volatile(".4byte 0x100522af" /* lr.w t0, (a0) */
                     :
                     : "r"(a0)
                     : "t0", "memory");
}

static bool has_amo(void)
{
    uintptr_t misa;

    if (SUPERVISOR) /* S-mode has no misa, and a hart with S-mode has A */
        return true;
    __asm__ volatile("csrr %0, misa" : "=r"(misa));
    return misa & 1;
}

static void fp_off(void *arg)
{
    uintptr_t fs = 3 << 13;

    (void)arg;
    __asm__ volatile("csrc " X "status, %0" : : "r"(fs));
    __asm__ volatile(".4byte 0xf0000053"); /* fmv.w.x ft0, zero */
}

static void nothing(void *arg)
{
    *(int *)arg = 1;
}

__attribute__((noinline)) static void deep(void *arg)
{
    volatile char room[64];

    room[0] = 1;
    if (arg)
        deep((char *)arg - 1);
    else
        store_null(NULL);
    room[1] = room[0];
}

static void nested(void *arg)
{
    struct rill_fault inner;

    *(int *)arg = rill_catch_fault(load_null, NULL, &inner) == 1 &&
                  inner.cause == CAUSE_LOAD;
    illegal(NULL);
}

static int cause_of(void (*fn)(void *), void *arg)
{
    fault = (struct rill_fault){~0u, ~0u, ~0u};
    return rill_catch_fault(fn, arg, &fault) ? (int)fault.cause : -1;
}

static int in_a_task(void *arg)
{
    (void)arg;
    return cause_of(store_null, NULL);
}

int main(void)
{
    struct rill_job job = {0};
    uintptr_t fs = 0;
    uint64_t until;
    int flag = 0, cause;
    unsigned wrong = 0;

    plan(28);
    is(cause_of(nothing, &flag), -1, "no fault");
    is(flag, 1, "the function ran");

    is(cause_of(store_null, NULL), CAUSE_STORE, "store access fault");
    ok(fault.pc == (uintptr_t)store_at, "its pc");
    is((long)fault.addr, 0, "its address");
    is(cause_of(store_null, (void *)4), CAUSE_STORE, "store access fault at 4");
    is((long)fault.addr, 4, "its address");
    is(cause_of(load_null, NULL), CAUSE_LOAD, "load access fault");
    ok(fault.pc == (uintptr_t)load_at, "its pc");
    is((long)fault.addr, 0, "its address");
    is(cause_of(jump, NULL), CAUSE_FETCH, "instruction access fault");
    is((long)fault.pc, 0, "its pc is where it went");
    is(cause_of(illegal, NULL), 2, "illegal instruction");
    ok(fault.pc == (uintptr_t)illegal_at, "its pc");
    is(cause_of(no_such_csr, NULL), 2, "a CSR that is not there");
    is(cause_of(read_only_csr, NULL), 2, "a CSR that is read-only");
    is(cause_of(breakpoint, NULL), 3, "breakpoint");
    ok(fault.pc == (uintptr_t)ebreak_at, "its pc");
    if (SUPERVISOR) {
        skip(2, "an ecall is a call of the firmware's");
    } else {
        is(cause_of(call_environment, NULL), 11, "ecall from M-mode");
        ok(fault.pc == (uintptr_t)ecall_at, "its pc");
    }
    cause = cause_of(misaligned_amo, (char *)word + 1);
    ok(has_amo() ? cause == 4 || cause == 6 : cause == 2,
       "misaligned amo: cause %d", cause);
    ok(fault.addr == (uintptr_t)word + 1 || !has_amo(), "its address");
    is(cause_of(misaligned_lr, (char *)word + 1), has_amo() ? 4 : 2,
       "misaligned lr");

    __asm__ volatile("csrr %0, " X "status" : "=r"(fs));
    is(cause_of(fp_off, NULL), 2, "FP while it is off");
    fs &= 3 << 13;
    __asm__ volatile("csrs " X "status, %0" : : "r"(fs));

    flag = 0;
    ok(cause_of(nested, &flag) == 2 && flag, "one catch inside another");
    for (uintptr_t i = 0; i < 100; i++)
        wrong += cause_of(deep, (void *)(i % 8)) != CAUSE_STORE;
    is(wrong, 0, "100 faults, some deep");
    rill_spawn(&job, NULL, in_a_task, NULL);
    rill_join(&job, RILL_FOREVER, &cause);
    is(cause, CAUSE_STORE, "in another task");
    until = rill_after_ns(2 * RILL_MS);
    rill_sleep_until_ns(until);
    ok(rill_now_ns() >= until, "the timer still works");
    return done();
}
