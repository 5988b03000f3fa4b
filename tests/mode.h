/* mode.h -- the mode that an image runs in, for tests that touch its registers:
 *     "csrr %0, " X "status"
 * is mstatus or sstatus. Numbers: privileged spec 1.12, 3.1.6, 3.1.9, 4.1.1, 4.1.3. */
#ifndef TESTS_MODE_H
#define TESTS_MODE_H

#define MODE_NAME_(x) #x
#define MODE_NAME(x)  MODE_NAME_(x)
#define X             MODE_NAME(RILL_MODE)
#define SUPERVISOR    (X[0] == 's')

#define XSTATUS_IE (SUPERVISOR ? 0x2u : 0x8u)
#define XIE_SOFT   (SUPERVISOR ? 0x2u : 0x8u)
#define XIE_TIMER  (SUPERVISOR ? 0x20u : 0x80u)

/* An address that no access of ours reaches, and for which QEMU's log has no line: PMP forbids
 * it, by our own entry for the guard, or by the firmware's entry for its memory (QEMU virt). */
#define FORBIDDEN (SUPERVISOR ? 0x80001000 : (uintptr_t)__rill_guard + 1024)
extern char __rill_guard[];

/* The cause of a fetch, a load or a store that the image's own guards forbid: by page tables, or by
 * PMP. */
#define CAUSE_FETCH (SUPERVISOR ? 12 : 1)
#define CAUSE_LOAD  (SUPERVISOR ? 13 : 5)
#define CAUSE_STORE (SUPERVISOR ? 15 : 7)

#endif
