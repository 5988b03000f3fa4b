// qemu: -cpu rv64,pmp=false
/* memory/attacks_bare.c -- the table of attacks on a hart without PMP: the boot goes on, and
 * nothing is guarded. */
#define BARE true
#include "attacks.c"
