/* services/entropy_keccak.c -- the permutation under rill/entropy.h is SHA-3's: it gives the
 * digests of no bytes and of 200 bytes 0xa3 that NIST's examples for FIPS 202 have. */
#include <string.h>

#include <rill/rill.h>

#include "../tap.h"

#define RATE 136 /* bytes a block takes in, SHA3-256 */

void rill_keccak(uint64_t lanes[25]);

static uint64_t lanes[25];

static void sha3(uint8_t byte, size_t n, uint8_t *digest)
{
    uint8_t *state = (uint8_t *)lanes;
    size_t at = 0;

    memset(lanes, 0, sizeof lanes);
    while (n--) {
        state[at++] ^= byte;
        if (at == RATE) {
            rill_keccak(lanes);
            at = 0;
        }
    }
    state[at] ^= 0x06;
    state[RATE - 1] ^= 0x80;
    rill_keccak(lanes);
    memcpy(digest, state, 32);
}

int main(void)
{
    static const uint8_t nothing[] = {
        0xa7, 0xff, 0xc6, 0xf8, 0xbf, 0x1e, 0xd7, 0x66, 0x51, 0xc1, 0x47,
        0x56, 0xa0, 0x61, 0xd6, 0x62, 0xf5, 0x80, 0xff, 0x4d, 0xe4, 0x3b,
        0x49, 0xfa, 0x82, 0xd8, 0x0a, 0x4b, 0x80, 0xf8, 0x43, 0x4a};
    static const uint8_t many[] = {
        0x79, 0xf3, 0x8a, 0xde, 0xc5, 0xc2, 0x03, 0x07, 0xa9, 0x8e, 0xf7,
        0x6e, 0x83, 0x24, 0xaf, 0xbf, 0xd4, 0x6c, 0xfd, 0x81, 0xb2, 0x2e,
        0x39, 0x73, 0xc6, 0x5f, 0xa1, 0xbd, 0x9d, 0xe3, 0x17, 0x87};
    uint8_t digest[32];

    plan(2);
    sha3(0, 0, digest);
    is(memcmp(digest, nothing, 32), 0, "SHA3-256 of nothing");
    sha3(0xa3, 200, digest);
    is(memcmp(digest, many, 32), 0, "and of 200 bytes, in two blocks");
    return done();
}
