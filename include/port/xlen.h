/* port/xlen.h -- the one file that knows how wide a register is, and whether
 * the hart has floating-point registers. Assembly and C include it.
 *
 *   SX rs, off(rb)  LX rd, off(rb)   store and load a whole register
 *   FSX, FLX                         store and load a whole FP register
 *   PTR                              a word in a data section
 *   XLEN_BYTES, XLEN_SHIFT, FLEN_BYTES (0: no FP registers)
 *   XLEN_LOWEST, XLEN_LOWEST_AT      find the number of x's lowest 1: the upper five bits (six
 *       on rv64) of (x & -x) * XLEN_LOWEST are its place in XLEN_LOWEST_AT (Leiserson, Prokop,
 *       Randall: Using de Bruijn sequences to index a 1 in a computer word, 1998)
 */
#ifndef PORT_XLEN_H
#define PORT_XLEN_H

#if __riscv_xlen == 64
#define XLEN_BYTES  8
#define XLEN_SHIFT  3
#define SX          sd
#define LX          ld
#define PTR         .dword
#define XLEN_LOWEST 0x03f79d71b4cb0a89u
#define XLEN_LOWEST_AT                                                         \
    0, 1, 48, 2, 57, 49, 28, 3, 61, 58, 50, 42, 38, 29, 17, 4, 62, 55, 59, 36, \
        53, 51, 43, 22, 45, 39, 33, 30, 24, 18, 12, 5, 63, 47, 56, 27, 60, 41, \
        37, 16, 54, 35, 52, 21, 44, 32, 23, 11, 46, 26, 40, 15, 34, 20, 31,    \
        10, 25, 14, 19, 9, 13, 8, 7, 6
#else
#define XLEN_BYTES  4
#define XLEN_SHIFT  2
#define SX          sw
#define LX          lw
#define PTR         .word
#define XLEN_LOWEST 0x077cb531u
#define XLEN_LOWEST_AT                                                        \
    0, 1, 28, 2, 29, 14, 24, 3, 30, 22, 20, 15, 25, 17, 4, 8, 31, 27, 13, 23, \
        21, 19, 16, 7, 26, 12, 18, 6, 11, 5, 10, 9
#endif

/* The FP width of the ABI, not of the hart: under lp64 our code may touch no FP register,
 * even if the hart has them. */
#if defined(__riscv_float_abi_double)
#define FLEN_BYTES 8
#define FSX        fsd
#define FLX        fld
#elif defined(__riscv_float_abi_single)
#define FLEN_BYTES 4
#define FSX        fsw
#define FLX        flw
#else
#define FLEN_BYTES 0
#endif

#endif
