/* port/mode-s/mode.h -- the names of supervisor mode, below firmware in machine mode (SBI), and
 * how a hart knows its id. The twin for machine mode is port/mode-m/mode.h; -I chooses.
 * Numbers: RISC-V privileged spec 1.12, 4.1.1 (sstatus), 4.1.3 (sip, sie). */
#ifndef PORT_MODE_H
#define PORT_MODE_H

#define XMODE_NAME "S-mode"

#define XSTATUS  sstatus
#define XTVEC    stvec
#define XSCRATCH sscratch
#define XEPC     sepc
#define XCAUSE   scause
#define XTVAL    stval
#define XIE      sie
#define XIP      sip
#define XRET     sret

#define XSTATUS_IE         0x2 /* interrupts on */
#define XSTATUS_FS         0x6000 /* FP state: 0 off, 1 initial, 2 clean, 3 dirty */
#define XSTATUS_FS_INITIAL 0x2000
#define XIE_SOFT           0x2
#define XIE_TIMER          0x20
#define XIE_EXT            0x200
/* Causes of exceptions from 11 on, for kernel/fault/report.c, and the first that has no words. */
#define XMODE_CAUSES \
    "\0@instruction page fault\0@load page fault\0\0@store page fault"
#define XMODE_CAUSES_END 16

#define XCAUSE_SOFT  1
#define XCAUSE_TIMER 5 /* in xcause, below the interrupt bit */
#define XCAUSE_EXT   9 /* the greatest that we let through */

#ifndef __ASSEMBLER__

#include <port/call.h>
#include <port/frame.h>
#include <stdint.h>

/* No register of this mode holds the id. Firmware gave it in a0, and struct rill_hart keeps it.
 * On many harts, sscratch points to that struct in a task, and the word below tp in a trap. On
 * one hart there is one struct, so no register need be whole to find it. Not before
 * boot/start.S is done. */
static inline uintptr_t rill_hart_id(void)
{
    const char *hart;

#if RILL_HARTS > 1
    __asm__ volatile("csrr %0, sscratch\n\t"
                     "bnez %0, 1f\n\t" RILL_LOAD_LONG " %0, %1(tp)\n"
                     "1:"
                     : "=r"(hart)
                     : "i"(-TRAP_CELL_BYTES));
    hart += HART_ID;
#else
    __asm__("lla %0, rill_all_harts + %1"
            : "=r"(hart)
            : "i"(HARTS_FIRST + HART_ID));
#endif
    return *(const uintptr_t *)hart;
}

/* Page tables are ours (kernel/paging). A hart may have none: then Rill finds a write to a guard
 * only when it looks at the guard. */
#define RILL_PAGED 1
extern uintptr_t rill_paging_satp; /* 0: the harts use no tables */
#define RILL_GUARDED (rill_paging_satp != 0)

#endif

#endif
