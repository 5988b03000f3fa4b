/* port/paging.h -- how a hart takes page tables, in S-mode: privileged spec 1.12, 4.1.11 (satp) and
 * 4.2.1 (sfence.vma). kernel/paging makes the tables. */
#ifndef PORT_PAGING_H
#define PORT_PAGING_H

#include <port/hart.h>

/* Forget what this hart has read of the tables. What it has written to them counts from here on. */
static inline void rill_paging_fence(void)
{
    __asm__ volatile("sfence.vma" ::: "memory");
}

static inline void rill_paging_fence_at(uintptr_t at)
{
    __asm__ volatile("sfence.vma %0" : : "r"(at) : "memory");
}

/* Have this hart translate as satp says.   returns  false: it does not know that mode, or firmware
 * forbids it; all is as it was. The first fence drops what a boot loader's tables have left. */
static inline bool rill_paging_use(uintptr_t satp)
{
    uintptr_t is = 0;

    rill_paging_fence();
    if (!RILL_HART_CAN("csrw satp, %[at]", satp))
        return false;
    rill_paging_fence();
    __asm__ volatile("csrr %0, satp" : "=r"(is));
    return is == satp;
}

#endif
