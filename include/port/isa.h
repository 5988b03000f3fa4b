/* port/isa.h -- RILL_ISA: the letters of the instruction set that the image is built for, as
 * they stand in a device tree's riscv,isa behind "rv32" or "rv64". */
#ifndef PORT_ISA_H
#define PORT_ISA_H

#ifdef __riscv_mul
#define RILL_ISA_M "m"
#else
#define RILL_ISA_M
#endif
#ifdef __riscv_atomic
#define RILL_ISA_A "a"
#else
#define RILL_ISA_A
#endif
#ifdef __riscv_flen
#if __riscv_flen >= 64
#define RILL_ISA_FD "fd"
#else
#define RILL_ISA_FD "f"
#endif
#else
#define RILL_ISA_FD
#endif
#ifdef __riscv_compressed
#define RILL_ISA_C "c"
#else
#define RILL_ISA_C
#endif
#ifdef __riscv_vector
#define RILL_ISA_V "v"
#else
#define RILL_ISA_V
#endif

#define RILL_ISA "i" RILL_ISA_M RILL_ISA_A RILL_ISA_FD RILL_ISA_C RILL_ISA_V

#endif
