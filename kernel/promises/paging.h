/* kernel/promises/paging.h -- page tables, where firmware leaves them to us (RILL_PAGED: S-mode).
 * In M-mode there are none, and no image has this code. */
#ifndef KERNEL_PAGING_H
#define KERNEL_PAGING_H

#include <stdbool.h>
#include <stdint.h>
#include <port/hart.h>

/* Boot calls this once: memory ends at `end`, and the loader's tree is at `tree`. It makes the
 * tables at that end, and has this hart use them.
 *   returns  the end of what memory is left. */
uintptr_t rill_paging_init(uintptr_t end, const void *tree);

static inline uintptr_t rill_paging_start(uintptr_t end, const void *tree)
{
    return RILL_PAGED ? rill_paging_init(end, tree) : end;
}

/* A further hart calls this before it counts on a guard. */
void rill_paging_enter(void);

/* In a trap: the task's access to `at` has faulted, and the tables allow it now.
 *   returns  true: do it again. */
bool rill_paging_allows(uintptr_t cause, uintptr_t at);

#endif
