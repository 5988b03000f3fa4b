// qemu: -object rng-random,filename=/dev/zero,id=r -device virtio-rng-device,rng=r
/* services/entropy_device.c -- the driver of virtio's entropy device alone, without the code that
 * makes its bytes better. The driver hands out what the device has written, here zeros, and no
 * more; it can be stopped and started; and rill_entropy makes good use even of these zeros. */
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

/* As in include/port/board.h. */
bool rill_rng_start(uintptr_t at);
int rill_rng_take(void *buf, size_t n);
void rill_rng_stop(void);

static uint8_t bytes[64];

/* QEMU 7.2, hw/riscv/virt.c */
static int find(void)
{
    for (uintptr_t at = 0x10001000; at < 0x10009000; at += 0x1000)
        if (rill_rng_start(at))
            return 1;
    return 0;
}

static int wait_for(size_t n)
{
    const uint64_t until_ns = rill_after_ns(10 * RILL_S);
    int got;

    memset(bytes, 0xa5, sizeof bytes);
    while ((got = rill_rng_take(bytes, n)) == 0 && rill_now_ns() < until_ns)
        rill_yield();
    return got;
}

/* Exactly n bytes have come. */
static int has_written(size_t n)
{
    for (size_t i = 0; i < sizeof bytes; i++)
        if (bytes[i] != (i < n ? 0 : 0xa5))
            return 0;
    return 1;
}

int main(void)
{
    uint8_t end[32];

    plan(13);
    is(rill_rng_take(bytes, 1), -1, "before it is started: broken");
    ok(find(), "it is there");
    for (int i = 0; i < 3; i++) {
        int got = wait_for(32);

        ok(got > 0 && got <= 32 && has_written((size_t)got),
           "it has written %d bytes", got);
    }
    is(wait_for(5), 5, "fewer are wanted");
    ok(has_written(5), "and not more are given");
    ok(find(), "once more from the start");
    ok(wait_for(32) > 0, "and it gives");
    rill_rng_stop();
    is(rill_rng_take(bytes, 1), -1, "when it is stopped: broken");

    ok(rill_entropy_source()->strong, "it counts as strong");
    memset(bytes, 0, sizeof bytes);
    is(rill_entropy(end, sizeof end), 0, "bytes for a program");
    ok(memcmp(end, bytes, sizeof end), "are not the device's own");
    return done();
}
