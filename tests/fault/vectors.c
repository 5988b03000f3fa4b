// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* fault/vectors.c -- instructions that a hart tries, exceptions that a task waits for, and
 * interrupts, in turn. Each trap finds its way, and afterwards xtvec and xscratch hold what they
 * held before. tests/t/vectors.t runs this on a hart whose xtvec takes only multiples of 256 and
 * the vectored mode. */
#include <rill/entropy.h>
#include <rill/platform.h>
#include <rill/rill.h>

#include "../devices.h"
#include "../mode.h"
#include "../tap.h"

#define ROUNDS 20

extern char rill_trap_vectors[];

struct csrs {
    uintptr_t vector, scratch, epc, status;
};

static struct csrs csrs(void)
{
    struct csrs c;

    __asm__ volatile("csrr %0, " X "tvec\n\t"
                     "csrr %1, " X "scratch\n\t"
                     "csrr %2, " X "epc\n\t"
                     "csrr %3, " X "status"
                     : "=r"(c.vector), "=r"(c.scratch), "=r"(c.epc),
                       "=r"(c.status));
    return c;
}

/* Try three CSRs, which may be there or not, and the table's mode. */
static uint32_t has;

static bool tries_alike(void)
{
    return rill_platform_has() == has;
}

static volatile unsigned calls, wrong;

static void none_wrong(const char *name)
{
    is(wrong, 0, name);
    wrong = 0;
}

static bool handler(void *unused)
{
    struct csrs before = csrs(), after;

    (void)unused;
    uart_asks(false);
    calls++;
    wrong += !tries_alike();
    after = csrs();
    wrong += memcmp(&before, &after, sizeof before) != 0;
    return true;
}

static struct rill_irq uart = {.fn = handler, .name = "uart"};

/* Is this a board with a UART that devices.h knows? */
static bool has_uart(void)
{
    return is_virt() || is_icicle() || !strcmp(RILL_BOARD_NAME, "hifive1") ||
           !strcmp(RILL_BOARD_NAME, "sifive_u");
}

static void in_a_trap(void)
{
    if (!has_uart()) {
        ok(1, "in a trap # SKIP no device here");
        return;
    }
    rill_irq_attach(&uart, uart_source());
    for (unsigned i = 0; i < ROUNDS; i++) {
        unsigned before = calls;

        uart_asks(true);
        for (uint64_t end = rill_after_ns(RILL_S);
             calls == before && rill_now_ns() < end;) {
        }
        wrong += calls == before;
    }
    rill_irq_detach(&uart);
    none_wrong("in a trap they are tried as well, and what it had stands");
}

static void tries_and_faults(void *unused)
{
    (void)unused;
    wrong += !tries_alike();
    __asm__ volatile(".4byte 0");
}

int main(void)
{
    struct csrs first;
    struct rill_fault fault;
    uint8_t bytes[8];

    plan(7);
    rill_pin(0);
    first = csrs();
    has = rill_platform_has();
    /* In S-mode xtvec is in direct mode (boot/mode-s/entry.h). */
    is((long)first.vector,
       (long)rill_trap_vectors | (!SUPERVISOR && has & RILL_HAS_VECTOR),
       "all comes by one table, vectored where the hart can");
    for (unsigned i = 0; i < ROUNDS; i++)
        wrong += !tries_alike();
    none_wrong("an instruction that may trap is tried");
    is(rill_entropy(bytes, sizeof bytes), 0, "in entropy, too");
    for (unsigned i = 0; i < ROUNDS; i++) {
        rill_sleep_ns(RILL_MS);
        wrong += !rill_catch_fault(tries_and_faults, NULL, &fault);
        wrong += fault.cause != 2;
        wrong += !tries_alike();
    }
    none_wrong("between timers, and exceptions that are waited for");
    in_a_trap();
    is((long)csrs().vector, (long)first.vector, "it is the same table");
    is((long)csrs().scratch, (long)first.scratch, "and the same hart");
    return done();
}
