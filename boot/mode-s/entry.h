/* boot/mode-s/entry.h -- how harts come in where firmware has them. Its twin is
 * boot/mode-m/entry.h. */
#ifndef BOOT_ENTRY_H
#define BOOT_ENTRY_H

/* clang-format off */
        /* The hart that comes in is the boot hart: the others stand still in the firmware
         * until somebody starts them. a0 = its id. Addresses are physical ones,
         * whatever a boot loader has used them for. */
.macro CHOOSE_BOOT_HART
        csrw    satp, zero
.endm

        /* xtvec = a table of vectors, through rd, in direct mode: the table's first word
         * is the entry for all traps. Firmware passes faults on by writing our stvec to
         * mepc, with the bit for vectored in it (OpenSBI 1.1). Hardware drops the bit;
         * QEMU 7.2 goes on at an odd pc. Nobody else writes xtvec, but port/hart.h for one
         * instruction. */
.macro TAKE_VECTORS rd, table
        la      \rd, \table
        csrw    XTVEC, \rd
.endm

        /* PMP is the firmware's: nothing is guarded. docs/modes.md says what then
         * finds a stack that runs over. */
.macro GUARD_MEMORY
.endm

        /* Counters are the firmware's, too. */
.macro START_COUNTERS
.endm

.macro NEVER_COME
.endm

        /* board/dev/ipi_sbi.c has the firmware begin here (SBI 1.0, chapter 9,
         * hart_start), with a0 = the hart's id, a1 = its struct rill_hart, interrupts
         * off and satp 0. On leaving a0 = its struct rill_hart. */
.macro COME_WHEN_STARTED
        .globl  rill_hart_entry
        .balign 4
rill_hart_entry:
        BEGIN
        mv      a0, a1
.endm

        /* tp is not a hart: be the boot hart, or rill_hart_id would fault */
.macro FIND_HART
        la      tp, rill_all_harts + HARTS_FIRST
.endm
/* clang-format on */

#endif
