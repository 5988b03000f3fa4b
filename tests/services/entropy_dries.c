// qemu: -device virtio-rng-device,max-bytes=96,period=600000
/* services/entropy_dries.c -- a source that has answered, and then stops: 96 bytes in ten minutes.
 * Rill gives no weak bytes in place of the source's. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../tap.h"

int main(void)
{
    const struct rill_entropy_source *s = rill_entropy_source();
    uint8_t bytes[32];
    uint64_t took_ns;

    plan(7);
    ok(!strcmp(s->name, "virtio-rng") && s->strong, "%s", s->name);
    is(rill_entropy(bytes, 32), 0, "32 bytes");
    is(rill_entropy(bytes, 32), 0, "and 32 bytes");
    took_ns = rill_now_ns();
    is(rill_entropy(bytes, 32), -EIO, "then it is dry: EIO");
    took_ns = rill_now_ns() - took_ns;
    ok(took_ns < 30 * RILL_S, "within bounds");
    errno = 0;
    ok(getentropy(bytes, 1) == -1 && errno == EIO, "getentropy too");
    is(rill_entropy_source() == s, 1, "and nothing weak takes its place");
    return done();
}
