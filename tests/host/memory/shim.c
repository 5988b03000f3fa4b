/* shim.c -- libc-shim/malloc.c, in which malloc and the like are Rill's and not this machine's. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define RILL_BIND_H
#define RILL_DEFAULT(kind, remote, local) \
    _Static_assert(sizeof(&(local)), "it is there")
#define SHIM_TASKS_H
#include <rill/panic.h>

#define malloc   rill_malloc
#define free     rill_free
#define realloc  rill_realloc
#define memalign rill_memalign

void *rill_malloc(size_t bytes);
void rill_free(void *at);
void *rill_realloc(void *at, size_t bytes);
void *rill_memalign(size_t align, size_t bytes);

#include "../../../libc-shim/malloc.c"
