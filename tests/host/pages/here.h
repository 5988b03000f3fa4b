/* here.h -- read before kernel/malloc/pages.c on the host: there the size of a page is a
 * variable, so that each program of the fuzzer may have its own. */
#ifndef PAGES_HERE_H
#define PAGES_HERE_H

#include <stdint.h>

extern uintptr_t pages_host_page_bytes;
#define __rill_heap_page_size pages_host_page_bytes

#endif
