/* boot/one/harts.h -- an image for one hart. boot/many/harts.h is its twin. */
#ifndef BOOT_HARTS_H
#define BOOT_HARTS_H

/* clang-format off */
        /* A hart that nobody asked for sleeps. It has no stack and touches no
         * memory, so it needs none; wfi may return at any time. */
.macro OTHER_HARTS
.Lpark: wfi
        j       .Lpark
.endm

        /* sp for the last words of a hart whose report has faulted twice */
.macro LAST_STACK
        la      sp, __rill_trap_stack_top
.endm
/* clang-format on */

#endif
