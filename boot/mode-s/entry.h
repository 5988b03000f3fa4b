/* boot/mode-s/entry.h -- how harts enter when firmware has the machine. Its twin is
 * boot/mode-m/entry.h. */
#ifndef BOOT_ENTRY_H
#define BOOT_ENTRY_H

/* clang-format off */
        /* The first hart that enters is the boot hart: the firmware keeps the others until
         * we start them. a0 = its id. satp = 0: our addresses are physical, whatever
         * translation a boot loader has used; kernel/paging/tables.c sets it later. */
.macro CHOOSE_BOOT_HART
        csrw    satp, zero
        OTHERS_LEAVE
.endm

        /* xtvec = a table of vectors, through rd, in direct mode: the table's first word
         * is the entry for all traps. Firmware passes faults on by writing our stvec to
         * mepc, with the bit for vectored in it (OpenSBI 1.1). Hardware drops the bit;
         * QEMU 7.2 goes on at an odd pc. No other code writes xtvec, except port/hart.h
         * for one instruction. */
.macro TAKE_VECTORS rd, table
        la      \rd, \table
        csrw    XTVEC, \rd
.endm

        /* PMP is the firmware's. kernel/paging guards memory, once there is a tree to
         * read. */
.macro GUARD_MEMORY
.endm

        /* The counters are the firmware's, too. */
.macro START_COUNTERS
.endm

.macro NEVER_COME
.endm

        /* A further hart: board/dev/ipi_sbi.c has entered it in the roll. On entry a0 = its
         * id. On leaving a0 = its struct rill_hart. a1 may be of an earlier call: OpenSBI
         * 1.1 lets a hart go before it has written the argument and the address of
         * hart_start. So every hart begins at rill_start, and finds its struct by its id. A
         * hart that is not in the roll sleeps here. */
.macro COME_WHEN_STARTED
1:      wfi
.Lpark: FIND_IN_ROLL
.endm

        /* tp is not a hart: take the boot hart's, or rill_hart_id would fault */
.macro FIND_HART
        la      tp, rill_all_harts + HARTS_FIRST
.endm
/* clang-format on */

#endif
