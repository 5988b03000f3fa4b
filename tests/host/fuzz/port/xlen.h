/* port/xlen.h -- the host's twin: 64 bits, and no FP registers, because the host's switch need
 * not know of them. */
#ifndef PORT_XLEN_H
#define PORT_XLEN_H

#define XLEN_BYTES  8
#define XLEN_SHIFT  3
#define FLEN_BYTES  0
#define XLEN_LOWEST 0x03f79d71b4cb0a89u
#define XLEN_LOWEST_AT                                                         \
    0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, 62, 55, 59, 36, \
        53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5, 63, 47, 56, 27, 60, 41, \
        37, 16, 54, 35, 52, 21, 44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31,    \
        10, 25, 14, 19, 9, 13, 8, 7, 6

#endif
