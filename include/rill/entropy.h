/* rill/entropy.h -- random bytes that nobody can foretell, or the word that they are weak.
 *
 * getentropy, and with it arc4random, call rill_entropy. The first call tries these sources in
 * turn, and takes the first that gives bytes:
 *
 *     "zkr"         the hart's own source (RISC-V cryptography extensions 1.0, chapter
 *                   4), if this mode may read it                             strong
 *     "virtio-rng"  a device that the board's driver has found               strong
 *     "clock"       when the clock ticks, in cycles, the date, addresses     weak
 *
 * Strong: each 32 bytes that a caller gets are made by Keccak (SHA-3's permutation) of all
 * bytes before and of new ones: of 64 from a hart, for the specification wants two for one
 * (4.2.1), of 32 from a device, which has done that by itself. From what Rill keeps nobody
 * can tell what it has given out.
 *
 * Weak: good to tell machines apart, to seed tests and hash tables, and to spread retries;
 * never for keys. On hardware there is some chance in how two oscillators drift. Under an
 * emulator that counts instructions (-icount) there is none, and two runs get equal bytes
 * unless there is a date. A program that needs strong bytes asks, for nothing else tells it:
 *
 *     if (!rill_entropy_source()->strong)
 *         ...
 *
 * When a strong source fails later, Rill does not take a weak one: the call fails.
 *
 * Callers: tasks, on any hart. A call from a trap handler panics.
 * Blocks:  other tasks may run during a call. Tasks that call at one time wait for one
 *          another, cancelled or not.
 * Time:    for 32 bytes some 30,000 instructions, on 32-bit harts 60,000; and as long as the
 *          source takes, a second each at most. A source that takes longer counts as
 *          broken, and gets one more chance.
 * The linker leaves all of this out of a program that does not call it.
 */
#ifndef RILL_ENTROPY_H
#define RILL_ENTROPY_H

#include <stdbool.h>
#include <stddef.h>
#include <port/call.h>

RILL_C_BEGIN

/* Fill n bytes of buf.
 *   returns  0; -EIO: the source has failed, and buf holds nothing of use. A later call
 *            tries the source again. */
int rill_entropy(void *buf, size_t n);

struct rill_entropy_source {
    const char *name; /* a name from the table above */
    bool strong;
};

/* The source that the first call has found, which never changes. Never NULL. */
const struct rill_entropy_source *rill_entropy_source(void);

RILL_C_END

#endif
