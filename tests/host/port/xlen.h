/* port/xlen.h -- the host's twin: 64 bits, and FP registers that the switch of
 * the host need not know of. */
#ifndef PORT_XLEN_H
#define PORT_XLEN_H

#define XLEN_BYTES 8
#define XLEN_SHIFT 3
#define FLEN_BYTES 0

#endif
