/* port/hart.h -- on the host no stack is guarded, and none grows. */
#ifndef HOST_MEMORY_PORT_HART_H
#define HOST_MEMORY_PORT_HART_H

#define RILL_PAGED   0
#define RILL_GUARDED 1

#endif
