/* board/dev/ipi_sbi.c -- harts under firmware: SBI starts them and interrupts them. SBI
 * 1.0, chapters 7 (IPI) and 9 (HSM). board/dev/ipi_clint.c does this without firmware.
 *
 * We refused the legacy send_ipi: firmware that has no other cannot start a hart
 * either, so there is no hart to interrupt.
 */
#include <port/board.h>
#include <port/hart.h>
#include "roll.h"
#include "sbi.h"

/* The spec does not order our memory against what a call does. So we put a fence before
 * all that the firmware may write, memory or device, because by these writes another
 * hart learns of the call. */
static inline void fence_before_call(void)
{
    __asm__ volatile("fence rw, ow" ::: "memory");
}

/* The mask is bit 0, counted from hart_id. */
void rill_ipi_send(uintptr_t hart_id)
{
    fence_before_call();
    rill_sbi(SBI_IPI, 0, 1, hart_id, 0);
}

/* A write of a CSR counts as output, as to a device (unprivileged spec, 9.1, "CSR
 * Access Ordering"), so the fence puts our reads behind it. The sender's memory was
 * written before its bit was set. A bit that is set after our write interrupts once
 * more. */
void rill_ipi_clear(void)
{
    __asm__ volatile("csrc " RILL_STR(XIP) ", %0\n\t"
                                           "fence o, r"
                     :
                     : "r"(XIE_SOFT)
                     : "memory");
}

/* A base of all ones means all harts, and a size of all ones all addresses. */
bool rill_paging_fence_others(void)
{
    fence_before_call();
    return !rill_sbi_of_4(SBI_RFENCE, SBI_RFENCE_PAGES, 0, -1ul, 0, -1ul).error;
}

struct rill_roll rill_roll[RILL_HARTS];

/* The first hart's id + 1: boot/many/harts.h. Not in .bss, which the first hart clears later. */
__attribute__((section(".data"))) uint32_t rill_first_hart;

/* Every hart begins at rill_start, and finds itself in the roll: boot/mode-s/entry.h says why
 * the firmware's argument is of no use. */
bool rill_hart_start(uintptr_t hart_id, struct rill_hart *h, unsigned number)
{
    extern char rill_start[];

    rill_roll_enter(hart_id, h, number);
    fence_before_call();
    return !rill_sbi(SBI_HSM, 0, hart_id, (uintptr_t)rill_start, number).error;
}

/* The clock and its comparators are the firmware's. */
void rill_ipi_quiet(uintptr_t msip, unsigned n)
{
    (void)msip, (void)n;
}

bool rill_clock_agree(uintptr_t mtime)
{
    (void)mtime;
    return true;
}
