/* kernel/keccak.c -- Keccak-f[1600], as FIPS 202 has it in 3.2 and 3.3.
 *
 * Lane (x, y) is lanes[x + 5 * y]. Tables of rotations, places and constants are
 * worked out on the way: the code is smaller than they are, and nobody who
 * calls this is in a hurry.
 *
 * Tested against SHA-3 of the same bytes: tests/entropy_keccak.c. */
#include "keccak.h"

#define ROUNDS 24

static uint64_t rotated(uint64_t x, unsigned by)
{
    return x << (by & 63) | x >> (-by & 63);
}

/* theta, 3.2.1: each lane takes in two columns' parities. */
static void mix_columns(uint64_t *a)
{
    uint64_t parity[5];

    for (unsigned x = 0; x < 5; x++)
        parity[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
    for (unsigned x = 0; x < 5; x++)
        for (unsigned y = 0; y < 25; y += 5)
            a[x + y] ^= parity[(x + 4) % 5] ^ rotated(parity[(x + 1) % 5], 1);
}

/* rho and pi, 3.2.2 and 3.2.3, in one walk from (1, 0): each lane goes to the place
 * that the next one leaves, turned by a number of the triangle. */
static void turn_and_move(uint64_t *a)
{
    unsigned x = 1, y = 0;
    uint64_t in_hand = a[1];

    for (unsigned t = 1; t <= 24; t++) {
        const unsigned to_y = (2 * x + 3 * y) % 5;
        uint64_t next;

        x = y;
        y = to_y;
        next = a[x + 5 * y];
        a[x + 5 * y] = rotated(in_hand, t * (t + 1) / 2);
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
