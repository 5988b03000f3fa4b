/* port/mode-m/mode.h -- the names of machine mode, and how a hart knows its id. The twin for
 * supervisor mode is port/mode-s/mode.h; -I chooses. No other file names mstatus or sstatus.
 * Numbers: RISC-V privileged spec 1.12, 3.1.6 (mstatus), 3.1.9 (mip, mie). */
#ifndef PORT_MODE_H
#define PORT_MODE_H

#define XMODE_NAME "M-mode"

#define XSTATUS  mstatus
#define XTVEC    mtvec
#define XSCRATCH mscratch
#define XEPC     mepc
#define XCAUSE   mcause
#define XTVAL    mtval
#define XIE      mie
#define XIP      mip
#define XRET     mret

#define XSTATUS_IE         0x8 /* interrupts on */
#define XSTATUS_FS         0x6000 /* FP state: 0 off, 1 initial, 2 clean, 3 dirty */
#define XSTATUS_FS_INITIAL 0x2000
#define XIE_SOFT           0x8
#define XIE_TIMER          0x80
#define XIE_EXT            0x800
/* Causes of exceptions from 11 on, for kernel/fault/report.c, and the first that has no words. */
#define XMODE_CAUSES     " environment call from M-mode"
#define XMODE_CAUSES_END 12

#define XCAUSE_SOFT  3
#define XCAUSE_TIMER 7  /* in xcause, below the interrupt bit */
#define XCAUSE_EXT   11 /* the greatest that we let through */

#ifndef __ASSEMBLER__

#include <stdint.h>

static inline uintptr_t rill_hart_id(void)
{
    uintptr_t id;

    __asm__ volatile("csrr %0, mhartid" : "=r"(id));
    return id;
}

/* Does the hart fault on an access to its guard? (A hart without PMP does not.) */
#define RILL_GUARDED 1

/* Page tables are for S-mode: kernel/paging. */
#define RILL_PAGED 0

#endif

#endif
