/* memory.h -- what the programs of tests/host/memory share: the machine (machine.c), the look into
 * pages.c (inside.c), and numbers that follow from a seed. */
#ifndef HOST_MEMORY_H
#define HOST_MEMORY_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "small.h"
#include "task.h"

#define REGION ((size_t)2 << 20)

/* ---- machine.c ---- */

/* An empty region of so many bytes, which begins so many bytes after __heap_start. */
void host_reset(size_t page_size, size_t skip, size_t bytes);
void host_be(unsigned hart); /* this thread plays that hart */

/* What rill_block_more does; NULL: nothing. */
extern void (*host_joins)(void);

/* A panic goes to *host_panics; NULL: it is a failure. Its words are in host_said. */
extern _Thread_local jmp_buf *host_panics;
extern _Thread_local char host_said[300];

/* This seed has failed: say so, and end with 1. */
extern uint64_t host_seed;
extern unsigned long host_step;
_Noreturn void wrong(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

uint32_t random_below(uint64_t *state, uint32_t n);

/* ---- inside.c ---- */

void inside_reset(void);
void inside_check(void); /* the invariant at the head of pages.c */
bool inside_is_open(void);
uintptr_t inside_base(void);
uint32_t inside_pages(void);
uintptr_t inside_break(void);

#endif
