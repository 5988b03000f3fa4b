// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
// qemu: -icount shift=0,sleep=off
/* irq/irq.c -- interrupts of devices: which handler serves them, and storms; by the table of
 * vectors and in direct mode. */
#include <errno.h>

#include <rill/rill.h>

#include "../devices.h"
#include "../mode.h"
#include "../tap.h"

static struct rill_event happened = {.by_trap = true};

/* What the UART's handler does. */
static volatile enum { SERVE, SAY_NO, LEAVE_IT } manner;
static volatile unsigned calls, first; /* first: the device whose handler ran */

static bool serve(void *arg)
{
    bool asked = uart_is_asking();

    calls++;
    first = first ? first : uart_source();
    uart_asks(false);
    if (manner == LEAVE_IT)
        uart_asks(true);
    if (manner == SAY_NO)
        return false;
    if (manner == SERVE)
        rill_event_set(arg);
    return asked;
}

/* Says no, and leaves the UART as it is. (Off and on is for QEMU 7.2, where the PLIC does not
 * look again at a device that has not changed.) */
static bool deny(void *arg)
{
    (void)arg;
    calls++;
    uart_asks(false);
    uart_asks(true);
    return false;
}

static struct rill_irq uart = {.fn = serve, .arg = &happened, .name = "uart"};

static volatile unsigned rang;

static bool ring(void *arg)
{
    (void)arg;
    rang++;
    first = first ? first : RTC_SOURCE;
    rtc_asks(false);
    return true;
}

static struct rill_irq rtc = {.fn = ring, .name = "rtc"};

static int waiter(void *arg)
{
    unsigned *woken = arg;

    while (*woken < 100 && !rill_event_take(&happened, RILL_FOREVER)) {
        ++*woken;
        uart_asks(true);
    }
    return 0;
}

static void come_and_go(const char *how)
{
    unsigned long taken = uart.taken;
    unsigned before = calls;

    manner = SERVE;
    uart_asks(true);
    is(rill_event_take(&happened, rill_after_ns(RILL_S)), 0,
       "it wakes who waits");
    is(calls - before, 1, how);
    for (int i = 0; i < 100; i++) {
        uart_asks(true);
        rill_event_take(&happened, rill_after_ns(RILL_S));
    }
    /* What was printed before may leave the UART, and make room, only now: on a busy host that
     * makes one more interrupt. */
    ok(calls - before >= 101 && calls - before <= 103,
       "and comes again and again: %u", calls - before);
    is(uart.taken - taken, calls - before, "which is counted");
}

static void errors(void)
{
    static struct rill_irq other = {.fn = deny};

    is(rill_irq_above(0), -ENODEV, "a hart that hears of none");
    is(rill_irq_attach(&uart, 0), -ENODEV, "there is no source 0");
    is(rill_irq_attach(&uart, 5000), -ENODEV, "nor 5000");
    ok(!rill_irq_next(NULL), "nobody is attached");
    is(rill_irq_attach(&uart, uart_source()), 0, "the UART's is attached");
    is(rill_irq_attach(&other, uart_source()), -EBUSY, "but once");
    is(rill_irq_attach(&uart, uart_source()), -EBUSY, "to whomever");
    ok(rill_irq_next(NULL) == &uart && !rill_irq_next(&uart), "it is listed");
}

/* All tasks sleep, so only interrupts come. */
static void from_idle(void)
{
    unsigned woken = 0;
    struct rill_job job;

    manner = SERVE;
    if (rill_spawn(&job, NULL, waiter, &woken))
        bail("no memory for a task");
    settle();
    uart_asks(true);
    rill_join(&job, RILL_FOREVER, NULL);
    uart_asks(false);
    is(woken, 100, "100 times out of the idle loop");
}

static void for_nobody(void)
{
    unsigned long spurious = rill_irq_spurious();
    unsigned long nobody = uart.for_nobody;

    manner = SAY_NO;
    for (int i = 0; i < 100; i++)
        uart_asks(true);
    nobody = uart.for_nobody - nobody; /* perhaps one more, as above */
    ok(nobody >= 100 && nobody <= 102, "those for nobody are counted: %lu",
       nobody);
    is(rill_irq_spurious() - spurious, nobody, "and are spurious");
    ok(!uart.masked, "which is no storm yet");
    manner = SERVE;
    uart_asks(true);
    rill_event_take(&happened, RILL_FOREVER);
}

static void detached(void)
{
    unsigned before = calls;

    rill_irq_detach(&uart);
    uart_asks(true);
    rill_sleep_ns(RILL_MS);
    is(calls, before, "once it is detached nobody is called");
    is(plic_priority(uart_source()), 0, "it is shut out");
    manner = SERVE;
    is(rill_irq_attach(&uart, uart_source()), 0, "attached while it asks");
    rill_event_take(&happened, rill_after_ns(RILL_S));
    is(calls, before + 1, "it comes at once");
}

/* The kernel has masked the source: the device still asks, and other devices are served. */
static void masked(const char *what, unsigned most)
{
    unsigned before = calls;

    uart_asks(true);
    for (uint64_t until = rill_after_ns(RILL_S);
         !uart.masked && rill_now_ns() < until;)
        rill_yield();
    uart_asks(false);
    ok(uart.masked && calls - before <= most, "%s is masked after %u", what,
       calls - before);
    before = calls;
    uart_asks(true);
    if (is_virt()) {
        unsigned heard = rang;

        rtc_asks(true);
        rill_sleep_ns(RILL_MS);
        uart_asks(false);
        is(rang, heard + 1, "the other source goes on");
    } else {
        skip(1, "one device here");
    }
    is(calls, before, "and this one is silent");
    manner = SERVE;
    uart.fn = serve;
    uart_asks(true);
    rill_irq_unmask(&uart);
    rill_event_take(&happened, rill_after_ns(RILL_S));
    is(calls, before + 1, "unmasked, it comes");
    ok(!uart.masked, "and says so");
}

static void storms(void)
{
    uart.fn = deny;
    masked("what nobody has asked for", 256);
    manner = LEAVE_IT;
    masked("what never ceases", 8192);
}

/* Many interrupts, but now and then another task runs. */
static void no_storm(void)
{
    unsigned before = calls;

    manner = SERVE;
    for (int i = 0; i < 10000 && !uart.masked; i++) {
        uart_asks(true);
        rill_event_take(&happened, RILL_FOREVER);
        if (i % 1000 == 0)
            rill_sleep_ns(1);
    }
    is(calls - before, 10000, "10000 that are waited for are none");

    /* As fast, and no other task ever runs. */
    before = calls;
    for (int i = 0; i < 10000 && !uart.masked; i++) {
        uart_asks(true);
        while (rill_event_take(&happened, RILL_POLL) && !uart.masked) {
        }
    }
    is(calls - before, 10000, "nor those that are taken without a switch");
    before = calls;
    for (int i = 0; i < 10000 && !uart.masked; i++) {
        uart_asks(true);
        rill_event_take(&happened, RILL_FOREVER);
    }
    is(calls - before, 10000, "or at the inbox");
}

/* Let through without the kernel. */
static void nobodys(void)
{
    unsigned long spurious = rill_irq_spurious();

    if (!is_virt()) {
        skip(2, "one device here");
        return;
    }
    rill_irq_detach(&rtc);
    plic_let(RTC_SOURCE);
    rtc_asks(true);
    rill_sleep_ns(RILL_MS);
    is(rill_irq_spurious() - spurious, 1, "nobody's is counted once");
    rtc_asks(false);
    is(plic_priority(RTC_SOURCE), 0, "and shut out");
}

static void attach_as(struct rill_irq *irq, unsigned source, uint8_t priority)
{
    rill_irq_detach(irq);
    irq->priority = priority;
    if (rill_irq_attach(irq, source))
        bail("source %u cannot be attached again", source);
}

/* The UART and the RTC ask before one of them can interrupt: which handler runs first? */
static unsigned first_of_both(void)
{
    uintptr_t interrupts;

    first = 0;
    manner = SERVE;
    while (rill_event_take(&happened, RILL_POLL) == 0) {
    }
    __asm__ volatile("csrrc %0, " X "status, %1"
                     : "=r"(interrupts)
                     : "r"(XSTATUS_IE)
                     : "memory");
    uart_asks(true);
    rtc_asks(true);
    __asm__ volatile("csrs " X "status, %0" : : "r"(XSTATUS_IE) : "memory");
    rill_sleep_ns(RILL_MS);
    return first;
}

static void priorities(void)
{
    unsigned heard, before;

    if (!is_virt()) {
        skip(11, "one device here");
        return;
    }
    is(first_of_both(), uart_source(), "of equals the lower number is first");
    attach_as(&rtc, RTC_SOURCE, 3);
    is(first_of_both(), RTC_SOURCE, "of two the higher priority");
    attach_as(&uart, uart_source(), 5);
    is(first_of_both(), uart_source(), "whichever it is");
    attach_as(&uart, uart_source(), 200);
    is(plic_priority(uart_source()), 7, "no higher than there is");

    is(rill_irq_above(3), 0, "a threshold");
    heard = rang;
    before = calls;
    first_of_both();
    ok(calls != before && rang == heard, "what is above it comes, and no more");
    is(rill_irq_above(200), 3, "one that is too high");
    uart_asks(true);
    rill_sleep_ns(RILL_MS);
    is(rang, heard, "lets nothing through");
    is(rill_irq_above(0), 7, "which is the highest there is");
    rill_sleep_ns(RILL_MS);
    is(rang, heard + 1, "what has waited comes");
    attach_as(&uart, uart_source(), 0);
    is(plic_priority(uart_source()), 1, "0 is as 1");
}

static uintptr_t vector(void)
{
    uintptr_t at;

    __asm__("csrr %0, " X "tvec" : "=r"(at));
    return at;
}

static void set_vector(uintptr_t at)
{
    __asm__ volatile("csrw " X "tvec, %0" : : "r"(at) : "memory");
}

/* The FIFO of QEMU 10's SiFive UART may run empty by the host's time. With instructions as the
 * clock, and when all harts wait for that FIFO alone, QEMU jumps to the next alarm; without an
 * alarm it jumps to the end of its time, 292 years on, and does not come back. So this sets a
 * timer. */
static void keep_time(void)
{
    static struct rill_timer each_ms;

    rill_timer_set(&each_ms, rill_after_ns(RILL_MS), RILL_MS);
}

int main(void)
{
    extern char rill_trap_entry[], rill_trap_vectors[];

    plan(68);
    rill_pin(0);
    keep_time();
    /* In S-mode the direct mode is enough, and safe (boot/mode-s/entry.h). */
    is(vector(), (uintptr_t)rill_trap_vectors | !SUPERVISOR,
       "traps are vectored, in M-mode");
    errors();
    if (is_virt())
        is(rill_irq_attach(&rtc, RTC_SOURCE), 0, "a second source");
    else
        skip(1, "one device here");
    come_and_go("by its vector, once");
    from_idle();
    for_nobody();
    detached();
    storms();
    no_storm();
    priorities();

    set_vector((uintptr_t)rill_trap_entry);
    come_and_go("in direct mode, once");
    rill_sleep_ns(RILL_MS);
    is(vector(), (uintptr_t)rill_trap_entry, "the timer's comes there too");
    storms();
    set_vector((uintptr_t)rill_trap_vectors);
    come_and_go("by the table's first word, once");
    nobodys();
    rill_irq_detach(&uart);
    ok(!rill_irq_next(NULL), "in the end nobody is attached");
    return done();
}
