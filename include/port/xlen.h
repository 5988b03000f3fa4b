/* port/xlen.h -- the one file that knows how wide a register is, and whether
 * the hart has floating-point registers. Assembly and C include it.
 *
 *   SX rs, off(rb)  LX rd, off(rb)   store and load a whole register
 *   FSX, FLX                         the same for an FP register
 *   PTR                              a word in a data section
 *   XLEN_BYTES, XLEN_SHIFT, FLEN_BYTES (0: no FP registers)
 */
#ifndef PORT_XLEN_H
#define PORT_XLEN_H

#if __riscv_xlen == 64
#define XLEN_BYTES 8
#define XLEN_SHIFT 3
#define SX         sd
#define LX         ld
#define PTR        .dword
#else
#define XLEN_BYTES 4
#define XLEN_SHIFT 2
#define SX         sw
#define LX         lw
#define PTR        .word
#endif

/* The ABI's FP width, not the hart's: under lp64 no code of ours may touch an
 * FP register, whatever the hart has. */
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
