// make: APP_LDFLAGS=-Wl,--wrap=rill_trap_exception
/* As mtval_unknown.c, on 32 bits. */
// boards: virt32
// qemu: -cpu rv32,pmp=false
// expect-status: 139
// expect-out: ^rill: fault: load access fault \(cause 5\)$
#include "mtval_unknown.c"
