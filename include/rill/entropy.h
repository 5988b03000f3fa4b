/* rill/entropy.h -- bytes that nobody can foretell, or the word that they are not.
 *
 * getentropy, and with it arc4random, are this. Where the bytes come from is found out
 * once, at the first call, by trying; the first of these that gives some:
 *
 *     "zkr"         the hart's own source (RISC-V cryptography extensions 1.0, chapter
 *                   4), if this mode may read it                             strong
 *     "virtio-rng"  a device that the board's driver has found               strong
 *     "clock"       when the clock ticks, in cycles, the date, addresses     weak
 *
 * Strong: each 32 bytes that a caller gets are Keccak's (SHA-3's permutation) of all that
 * came before and of new ones, 64 bytes from a hart, for the specification wants two for
 * one (4.2.1), 32 from a device, which has done that by itself. What is kept says
 * nothing of what was given out.
 *
 * Weak: good to tell machines apart, to seed tests and hash tables, and to spread
 * retries; never for keys. On hardware there is some chance in how two oscillators
 * drift. Under an emulator that counts instructions (-icount) there is none, and two
 * runs get the same bytes unless there is a date. A program that needs strong ones
 * asks, for nothing else will tell:
 *
 *     if (!rill_entropy_source()->strong)
 *         ...
 *
 * A strong source that fails later is not replaced by a weak one: the call fails.
 *
 * Callers: tasks only; a call from a trap handler panics. Others may run meanwhile, and
 * those that call at the same time wait for one another, cancelled or not. Time: for
 * 32 bytes some 30,000 instructions, on 32-bit harts 60,000; and as long as the source
 * takes, a second each at most, or it counts as broken, and gets one more chance.
 * Linked only into programs that call it.
 */
#ifndef RILL_ENTROPY_H
#define RILL_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>
#include <port/call.h>

RILL_C_BEGIN

/* Fill n bytes.
 *   returns  0; -EIO: the source has failed, and the buffer holds nothing of use. A
 *            later call tries it again. */
int rill_entropy(void *buf, size_t n);

struct rill_entropy_source {
    const char *name; /* one of the above */
    bool strong;
};

/* Which it is; it stays the same from the first call on. Never NULL. */
const struct rill_entropy_source *rill_entropy_source(void);

RILL_C_END

#endif
