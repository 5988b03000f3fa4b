/* libc-shim/services/keccak.c -- Keccak-f[1600], as FIPS 202 has it in 3.2 and 3.3.
 *
 * Lane (x, y) is lanes[x + 5 * y]. The code works out rotations and constants on the
 * way: that is smaller than tables, and no caller is in a hurry.
 *
 * Tested against SHA-3 of the same bytes: tests/services/entropy_keccak.c. */
#include "keccak.h"

#define ROUNDS 24

static uint64_t rotated(uint64_t x, unsigned by)
{
    return x << (by & 63) | x >> (-by & 63);
}

/* theta, 3.2.1: each lane takes in two columns' parities. */
static void mix_columns(uint64_t *a)
{
    uint64_t parity[7];

    for (unsigned x = 0; x < 5; x++)
        parity[x + 1] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    parity[0] = parity[5];
    parity[6] = parity[1];
    for (unsigned x = 0; x < 5; x++) {
        const uint64_t in = parity[x] ^ rotated(parity[x + 2], 1);

        for (unsigned y = 0; y < 25; y += 5)
            a[x + y] ^= in;
    }
}

/* rho and pi, 3.2.2 and 3.2.3, in one walk from (1, 0), where (y, 2x + 3y) follows (x,
 * y). Each lane goes to the place that the next one leaves, rotated by the sum of the
 * numbers of the steps so far. */
static void turn_and_move(uint64_t *a)
{
    static const uint8_t places[] = {10, 7,  11, 17, 18, 3,  5,  16,
                                     8,  21, 24, 4,  15, 23, 19, 13,
                                     12, 2,  20, 14, 22, 9,  6,  1};
    uint64_t in_hand = a[1];
    unsigned by = 0;

    for (unsigned t = 0; t < 24; t++) {
        uint64_t *to = &a[places[t]], next = *to;

        by += t + 1;
        *to = rotated(in_hand, by);
        in_hand = next;
    }
}

/* chi, 3.2.4: the one step that is not linear. */
static void mix_rows(uint64_t *a)
{
    for (unsigned y = 0; y < 25; y += 5) {
        const uint64_t first = a[y], second = a[y + 1];

        for (unsigned x = 0; x < 3; x++)
            a[x + y] ^= ~a[x + 1 + y] & a[x + 2 + y];
        a[3 + y] ^= ~a[4 + y] & first;
        a[4 + y] ^= ~first & second;
    }
}

/* iota, 3.2.5: bits 2^j - 1 of the round's constant come from a shift register. */
static uint64_t constant(uint8_t *shift)
{
    uint64_t c = 0;

    for (unsigned j = 0; j < 7; j++) {
        if (*shift & 1)
            c |= 1ull << ((1u << j) - 1);
        *shift = (uint8_t)(*shift << 1 ^ (*shift & 0x80 ? 0x71 : 0));
    }
    return c;
}

void rill_keccak(uint64_t lanes[RILL_KECCAK_LANES])
{
    uint8_t shift = 1;

    for (unsigned round = 0; round < ROUNDS; round++) {
        mix_columns(lanes);
        turn_and_move(lanes);
        mix_rows(lanes);
        lanes[0] ^= constant(&shift);
    }
}
