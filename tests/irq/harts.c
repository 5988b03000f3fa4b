// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach
/* irq/harts.c -- on many harts a source interrupts the hart that attached it, and a task that
 * detaches a handler waits until the handler has returned. */
#include <rill/rill.h>

#include "../devices.h"
#include "../tap.h"

static struct rill_event happened = {.by_trap = true};
static volatile unsigned calls, on_hart, inside, let_go;

static bool serve(void *arg)
{
    uart_asks(false);
    on_hart = rill_hart();
    calls++;
    rill_event_set(arg);
    return true;
}

/* Stays in its trap until the test lets it go, and a while longer. */
static bool linger_inside(void *unused)
{
    (void)unused;
    uart_asks(false);
    inside = 1;
    while (!let_go) {
    }
    for (volatile unsigned i = 0; i < 100000; i++) {
    }
    inside = 0;
    return true;
}

static struct rill_irq uart = {.fn = serve, .arg = &happened};

static int attach_on_1(void *unused)
{
    (void)unused;
    return rill_pin(1) || rill_irq_attach(&uart, uart_source());
}

static int attach(void)
{
    struct rill_job job;
    int result = 1;

    if (rill_spawn(&job, NULL, attach_on_1, NULL) ||
        rill_join(&job, RILL_FOREVER, &result))
        return 1;
    return result;
}

/* Detach the handler, and attach it on another hart or on this one, while the UART asks all the
 * time. */
static void to_and_fro(void)
{
    unsigned wrong = 0, missing = 0;

    for (unsigned i = 0; i < 200; i++) {
        unsigned here = i & 1 ? 0 : 1;

        if (here ? attach() : rill_irq_attach(&uart, uart_source()))
            bail("round %u: it cannot be attached", i);
        for (int n = 0; n < 3; n++) {
            uart_asks(true);
            missing += rill_event_take(&happened, rill_after_ns(RILL_S)) != 0;
            wrong += on_hart != here;
        }
        uart_asks(true);
        rill_irq_detach(&uart);
        uart_asks(false);
        rill_event_clear(&happened);
    }
    is(missing, 0, "attached anew 200 times, each comes");
    is(wrong, 0, "to the hart that attached it");
}

static void detach_waits(void)
{
    uart.fn = linger_inside;
    is(attach(), 0, "attached on hart 1");
    uart_asks(true);
    while (!inside) {
    }
    let_go = 1;
    rill_irq_detach(&uart);
    is(inside, 0, "detached on hart 0: the handler has returned");
    is(uart.taken, 1, "and was called once");
}

int main(void)
{
    plan(5);
    while (rill_hart_arrived() < 2)
        rill_sleep_ns(10 * RILL_US);
    rill_pin(0);
    to_and_fro();
    detach_waits();
    return done();
}
