/* kernel/paging/tables.h -- what a page table says, and which rights a page has.
 *
 *     satp --> root --> entry: a table --> entry: a table --> entry: 4 KiB
 *                  \--> entry: 1 GiB  \--> entry: 2 MiB        (Sv32: root, 4 MiB, 4 KiB)
 *
 * An entry has the number of a page, from bit 10 on, and bits that say what may be done there. An
 * entry without R, W and X names a table. Privileged spec 1.12, 4.3 (Sv32), 4.4 (Sv39).
 */
#ifndef KERNEL_TABLES_H
#define KERNEL_TABLES_H

#include <port/paging.h>
#include <port/xlen.h>

#define PAGE_SHIFT   12
#define PAGE_BYTES   ((uintptr_t)1 << PAGE_SHIFT)
#define PAGE_ENTRIES (PAGE_BYTES / XLEN_BYTES) /* of a table */
#define PAGE_DIGIT   (PAGE_SHIFT - XLEN_SHIFT) /* bits that pick one */
#define PAGE_NUMBER  10

#define PAGING_NAME   (XLEN_BYTES == 8 ? "Sv39" : "Sv32")
#define PAGING_LEVELS (XLEN_BYTES == 8 ? 3u : 2u)
#define PAGING_MODE   (XLEN_BYTES == 8 ? 8u : 1u) /* in satp, */
#define PAGING_SHIFT  (XLEN_BYTES == 8 ? 60 : 31) /* from this bit on */
#define PAGING_ROOTS  /* entries of the root that are for addresses of memory */ \
    (XLEN_BYTES == 8 ? PAGE_ENTRIES / 2 : PAGE_ENTRIES)

#define PAGE_V      0x1u
#define PAGE_R      0x2u
#define PAGE_W      0x4u
#define PAGE_X      0x8u
#define PAGE_G      0x20u /* in every address space */
#define PAGE_A      0x40u /* accessed, and */
#define PAGE_D      0x80u /* written: hardware may fault to have them set (Svade) */
#define PAGE_ALWAYS (PAGE_V | PAGE_G | PAGE_A | PAGE_D)

/* Causes of faults: privileged spec 1.12, table 4.2. */
#define CAUSE_FETCH_PAGE 12
#define CAUSE_LOAD_PAGE  13
#define CAUSE_STORE_PAGE 15

/* What may be done with a page. */
enum rill_rights {
    RILL_NOTHING = 0,
    RILL_CONSTANTS = PAGE_R,
    RILL_CODE = PAGE_R | PAGE_X,
    RILL_DATA = PAGE_R | PAGE_W,
};

/* Give [from, to), whole pages, these rights, one page after the other: at boot before a hart uses
 * the tables, later with the lock of guards.c. A hart may go on by what it has read before, until
 * its next fence. */
void rill_rights_set(uintptr_t from, uintptr_t to, enum rill_rights rights);

/* The entry that says what may be done at an address; 0: nothing. Without a lock: an entry is one
 * word, and a table stays where it is. */
uintptr_t rill_entry_for(uintptr_t at);

/* For stacks that grow: the root; and, once, whether there are addresses above all memory. */
uintptr_t *rill_paging_root(void);
bool rill_paging_has_room(void);

#endif
