/* kernel/memory/mode-m/guard.S -- what each part of memory is for, held by PMP.
 *
 *     entry  A      what                                     rights
 *     0      NAPOT  the guard below this hart's stacks       ---
 *     1      OFF    where .text's first 4 KiB begin, for the next entry
 *     2      TOR    .text                                    r-x
 *     3      TOR    constants                                r--
 *     4      NAPOT  the first 256 bytes of memory            ---
 *     5      NAPOT  with GUARDS=1 a guard in the running task's stack, not locked   ---
 *     6      NAPOT  all else: data, heap, stacks, devices    rw-
 *
 * Of the entries that match, the one of the lowest number counts (privileged spec 1.12,
 * 3.7.1). All are locked: so they bind M-mode, too, and stay until the next reset.
 *
 * A hart that has fewer entries keeps the first ones, so the order is by value. A stack
 * that runs over is the most common of these errors, and it destroys what the report
 * needs. A wild store into code or constants comes next, then an access through a null
 * pointer. To run data is an attack more often than an error, and it needs the last
 * entry, because that entry matches everything.
 *
 * PMP's fields are WARL, so two facts are tried first:
 * - Too large a grain would cut the regions elsewhere than we mean, and .text itself could
 *   lose its rights. Then nothing is locked. (3.7.1: write all ones, and the lowest bit
 *   that is 1 tells the grain.)
 * - Some cores have no TOR (Hazard3). There entry 2 would be off, and entry 6 would forbid
 *   the hart's next fetch. Then entry 0 alone is locked.
 *
 * Entry 5 binds U-mode alone, as it is not locked. So with GUARDS=1 tasks run in M-mode with
 * MPRV on and MPP = U: then their loads and stores are checked as those of U-mode (3.1.6.3).
 * A trap sets MPP to M, so it is bound by locked entries alone and can read any stack, and
 * mret out of it sets MPP to U again. A hart without entry 6, which gives U-mode its
 * rights, or without U-mode, has no such guard.
 *
 * The first 256 bytes and not 4 KiB: on some chips (FE310, FU540) the debug ROM and what
 * it writes begin at 0x100, and a locked entry binds a debugger's hart, too.
 */
#include <port/xlen.h>

#define MPP       0x1800 /* in mstatus: privileged spec 1.12, 3.1.6 */
#define MPRV      0x20000
#define TOR       0x08
#define GUARDS    0x98 /* L, NAPOT, --- */
#define BEGINS    0x80 /* L, OFF */
#define CODE      0x8d /* L, TOR, r-x */
#define CONSTANTS 0x89 /* L, TOR, r-- */
#define MOVES     (RILL_GUARDS * 0x18) /* NAPOT, --- */
#define ALL_ELSE  0x9b /* L, NAPOT, rw- */

        .option arch, +zicsr

        /* pmpaddrN = a number that the linker script decides; through a2 */
.macro ENTRY n, symbol
        lui     a2, %hi(\symbol)
        addi    a2, a2, %lo(\symbol)
        csrw    pmpaddr\n, a2
.endm

/* Each hart calls this once, before it runs C. mtvec is rill_try_vectors: a trap makes the
 * hart go on where mscratch says (boot/start.S), so a hart without PMP, or one that traps
 * at an entry that it does not have, leaves with what is locked by then: of 64 bits,
 * nothing. (By the privileged spec 1.12 such entries read as 0 and do not trap.)
 * On entry a4 = the hart's own guard. Changes t0, t1, a2, a3, a4 and mscratch.
 * No relaxation: it would take the register out of the instructions with %lo. */
        .section .text.rill_memory_guard, "ax", @progbits
        .option norelax
        .globl  rill_memory_guard
        .type   rill_memory_guard, @function
rill_memory_guard:
        .cfi_startproc
        la      t0, 1f + 1
        csrw    mscratch, t0
        li      a3, -1
        csrw    pmpaddr0, a3
        srli    a4, a4, 2
        ori     a4, a4, %lo(__rill_guard_bits)
        csrrw   a2, pmpaddr0, a4
        andi    a2, a2, %lo(__rill_pmp_fine)
        beqz    a2, 1f
        li      a2, GUARDS              # this one alone, unless:
        csrwi   pmpcfg0, TOR
        csrr    a4, pmpcfg0
        andi    a4, a4, TOR
        beqz    a4, 2f
        ENTRY   1, __rill_pmp_text
        ENTRY   2, __rill_pmp_text_end
        ENTRY   3, __rill_pmp_constants_end
        .if     XLEN_BYTES == 8
        csrwi   pmpaddr4, 256 / 8 - 1
        csrw    pmpaddr6, a3
        li      a2, GUARDS | BEGINS << 8 | CODE << 16 | CONSTANTS << 24 | GUARDS << 32 | MOVES << 40 | ALL_ELSE << 48
2:      csrw    pmpcfg0, a2
        .if     RILL_GUARDS
        csrr    a2, pmpcfg0
        slli    a2, a2, 8               # the lock of entry 6
        .endif
        .else
        li      a2, GUARDS | BEGINS << 8 | CODE << 16 | CONSTANTS << 24
2:      csrw    pmpcfg0, a2
        beqz    a4, 1f
        csrwi   pmpaddr4, 256 / 8 - 1
        csrw    pmpaddr6, a3
        li      a2, GUARDS | MOVES << 8 | ALL_ELSE << 16
        csrw    pmpcfg1, a2
        .if     RILL_GUARDS
        csrr    a2, pmpcfg1
        slli    a2, a2, 8
        .endif
        .endif
        .if     RILL_GUARDS
        bgez    a2, 1f
        li      a2, MPP
        csrc    mstatus, a2
        li      a2, MPRV
        csrs    mstatus, a2
        .endif
1:      ret
        .cfi_endproc
        .size   rill_memory_guard, . - rill_memory_guard
