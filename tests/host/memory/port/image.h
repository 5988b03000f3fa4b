/* port/image.h -- the host's twin for malloc: the linker's number is a variable, so that one program
 * tries all sizes of pages. */
#ifndef HOST_MEMORY_PORT_IMAGE_H
#define HOST_MEMORY_PORT_IMAGE_H

#include <image.h>

extern uintptr_t host_page_size;
#define __rill_heap_page_size host_page_size

#undef RILL_LINKER_NUMBER
#define RILL_LINKER_NUMBER(number) ((uintptr_t)(number))

/* All parts are there. */
#undef RILL_NEEDS
#define RILL_NEEDS(symbol) ((void)0)
#undef RILL_PART
#define RILL_PART(name)

#endif
