// make: APP_LDFLAGS=-Wl,--wrap=rill_irq_attach,--wrap=rill_trap_interrupt
// qemu: -device virtio-rng-device
/* machine/sockets.c -- a machine of two sockets, each with a CLINT, a PLIC, and two of the four
 * harts. Each hart has its timer and can be woken. The devices of each PLIC interrupt a hart that
 * the PLIC reaches, whichever hart attaches them. (QEMU's virt with -numa has its UART at the
 * first PLIC, and virtio at the second.)
 *
 * QEMU 7.2 has crossed the wires of the second PLIC: its M contexts interrupt their harts as SEIP,
 * and its S contexts interrupt no hart. So here the test takes an external interrupt of S for one
 * of M; and in S-mode it claims the source by hand, which shows that the kernel let the source
 * through to that context. QEMU 10 has its wires right. */
#include <rill/rill.h>

#include "../devices.h"
#include "../many.h"

/* As in include/port/board.h. */
bool rill_rng_start(uintptr_t at);
int rill_rng_take(void *buf, size_t n);

void __real_rill_trap_interrupt(uintptr_t cause, void *hart);
void __wrap_rill_trap_interrupt(uintptr_t cause, void *hart);
void __wrap_rill_trap_interrupt(uintptr_t cause, void *hart)
{
    if (!SUPERVISOR && (cause & 15) == 9)
        cause ^= 9 ^ 11;
    __real_rill_trap_interrupt(cause, hart);
}

enum { ROUNDS = 50 };

#define XIE_S_EXT 0x200
#define PLIC_2    0xc600000 /* QEMU 7.2, hw/riscv/virt.c */

#define VIRTIO_PFN    0x40 /* Virtual I/O Device 1.1, 4.2.4 and 4.2.2 */
#define VIRTIO_STATUS 0x60
#define VIRTIO_ACK    0x64
#define VIRTIO_PAGE   128 /* board/dev/rng_virtio.c */

static struct rill_event happened = {.by_trap = true};
static volatile unsigned calls, came_on = 99;
static struct rill_place rng;

RILL_CHAN(ball, int, 0);

static bool serve_uart(void *arg)
{
    uart_asks(false);
    came_on = rill_hart();
    calls++;
    rill_event_set(arg);
    return true;
}

static bool serve_rng(void *arg)
{
    REG32(rng.base + VIRTIO_ACK) = REG32(rng.base + VIRTIO_STATUS);
    came_on = rill_hart();
    calls++;
    rill_event_set(arg);
    return true;
}

static struct rill_irq uart = {.fn = serve_uart, .arg = &happened};
static struct rill_irq disk = {.fn = serve_rng, .arg = &happened};

/* The task wakes on time, by its own hart's comparator, because no other hart is awake. */
static int sleeps_there(void *hart)
{
    uint64_t begun;

    must(rill_pin((int)(intptr_t)hart) == 0);
    for (int i = 0; i < 5; i++) {
        begun = rill_now_ns();
        must(rill_sleep_ns(2 * RILL_MS) == 0);
        must(rill_now_ns() - begun >= 2 * RILL_MS);
        must(rill_hart() == (unsigned)(uintptr_t)hart);
    }
    return 1;
}

static int throws(void *hart)
{
    must(rill_pin((int)(intptr_t)hart) == 0);
    for (int i = 0; i < ROUNDS; i++)
        must(rill_chan_send(&ball, &i, rill_after_ns(10 * RILL_S)) == 0);
    return 1;
}

static int catches(void *hart)
{
    int v;

    must(rill_pin((int)(intptr_t)hart) == 0);
    for (int i = 0; i < ROUNDS; i++)
        must(rill_chan_recv(&ball, &v, rill_after_ns(10 * RILL_S)) == 0 &&
             v == i);
    return 1;
}

static void all_harts(void)
{
    long all = 0;

    for (uintptr_t h = 0; h < 4; h++) {
        start_one(&many_jobs[0], sleeps_there, (void *)h);
        all += join_many(1);
    }
    is(all, 4, "each hart sleeps, and is woken by its own timer");
    is((long)wrong, 0, "in time, and there");
    for (uintptr_t a = 0; a < 4; a++)
        for (uintptr_t b = 0; b < 4; b++) {
            start_one(&many_jobs[0], throws, (void *)a);
            start_one(&many_jobs[1], catches, (void *)b);
            join_many(2);
        }
    is((long)wrong, 0, "each wakes each");
}

/* For a hart to which no wire leads: does the PLIC have the source pending for the hart's
 * context? */
static bool by_hand(const struct rill_irq *irq)
{
    uintptr_t door = PLIC_2 + 0x200004 + 0x1000 * (uintptr_t)irq->context;
    unsigned source = REG32(door);

    irq->fn(irq->arg);
    rill_event_clear(&happened);
    REG32(door) = source;
    return source == irq->source;
}

static int opens(void *hart)
{
    rill_pin((int)(intptr_t)hart);
    __asm__ volatile("csrs mie, %0" : : "r"(XIE_S_EXT));
    return 0;
}

/* Make some interrupts, and find the hart that takes them all. */
static long hear(struct rill_irq *irq, void (*ask)(void))
{
    unsigned missing = 0, elsewhere = 0;

    for (int i = 0; i < ROUNDS && !missing; i++) {
        ask();
        if (rill_event_take(&happened, rill_after_ns(RILL_S / 2)) == 0)
            elsewhere += came_on != irq->hart;
        else if (!SUPERVISOR || !irq->controller || !by_hand(irq))
            missing++;
        else
            break;
    }
    return missing ? -1 : elsewhere ? -2 : irq->hart;
}

static void ask_uart(void)
{
    uart_asks(true);
}

/* The driver asks the device not to interrupt, by a flag in the queue. */
static void ask_rng(void)
{
    uint8_t byte;

    *(volatile uint16_t *)((uintptr_t)REG32(rng.base + VIRTIO_PFN) *
                               VIRTIO_PAGE +
                           16) = 0;
    while (rill_rng_take(&byte, 1) > 0) { /* what has come already */
    }
}

static bool find_rng(void)
{
    for (unsigned i = 0; rill_platform_device("virtio,mmio", i, &rng); i++)
        if (rill_rng_start(rng.base))
            return true;
    return false;
}

/* Attach the handler from each of the four harts, first from one that the PLIC does not reach.
 * Which hart does the source interrupt? */
static void from_everywhere(struct rill_irq *irq, unsigned number,
                            void (*ask)(void), const char *what)
{
    struct rill_hart_info info;
    unsigned seen = 0, r = 0;
    long hart;

    for (int i = 0; i < 4; i++) {
        rill_pin((number < 1024 ? 2 + i : i) % 4);
        r |= (unsigned)rill_irq_attach(irq, number);
        hart = hear(irq, ask);
        info.id = 8;
        if (hart >= 0)
            rill_hart_read((unsigned)hart, &info);
        seen |= 1u << info.id;
        rill_irq_detach(irq);
        rill_event_clear(&happened);
    }
    is(r, 0, what);
    ok(seen == 0x3 || seen == 0xc,
       "and comes to the two harts that it reaches: %x", seen);
    is(irq->controller, number / 1024, "of that controller");
}

int main(void)
{
    static struct rill_irq other = {.fn = serve_rng};
    struct rill_place place;

    plan(17);
    is((long)rill_hart_count(), 4, "four harts");
    is((long)harts_ready(), 4, "all come");
    all_harts();
    for (uintptr_t h = 2; h < 4 && !SUPERVISOR; h++) {
        start_one(&many_jobs[0], opens, (void *)h);
        join_many(1);
    }
    ok(rill_platform_device("ns16550a", 0, &place) && place.irq == 10,
       "the UART is at the first PLIC");
    ok(find_rng() && rng.irq > 1024 && rng.irq <= 1024 + 8,
       "virtio at the second: %u", rng.irq);
    from_everywhere(&uart, place.irq, ask_uart, "the UART's from each hart");
    from_everywhere(&disk, rng.irq, ask_rng, "and virtio's");
    is(rill_irq_attach(&other, RILL_IRQ_AT(2, 1)), -ENODEV,
       "there is no third");
    is(rill_irq_attach(&other, RILL_IRQ_AT(1, 0)), -ENODEV, "nor a source 0");
    is(rill_irq_attach(&uart, 10) | rill_irq_attach(&disk, RILL_IRQ_AT(1, 10)),
       0, "a source 10 at each");
    ok(rill_irq_next(NULL) != rill_irq_next(rill_irq_next(NULL)) &&
           rill_irq_next(rill_irq_next(NULL)) &&
           !rill_irq_next(rill_irq_next(rill_irq_next(NULL))),
       "both are listed");
    rill_irq_detach(&uart);
    rill_irq_detach(&disk);
    return done();
}
