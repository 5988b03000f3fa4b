// qemu: -m 3G
/* memory/paging_3g.c -- memory/paging.c, with memory that ends in another entry of the root than it
 * begins in. */
#include "paging.c"
