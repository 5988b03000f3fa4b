/* kernel/paging/tables.c -- what may be done with memory, in S-mode.
 *
 *     0 .. 4 KiB                      nothing: NULL
 *     memory below the image          nothing: the firmware's
 *     .text                           run, read
 *     .rodata                         read
 *     a hart's guard, idle guard      nothing: the ends of the trap stack and of the idle stack
 *     all else                        read, write: data, heap, stacks, devices
 *
 * Every address means itself: so a pointer, what firmware is told and what a debugger reads are
 * one. An entry covers as much as it can: a region with one kind of rights has entries of 1 GiB, of
 * 2 MiB next to its borders, and of 4 KiB at its borders. Five tables, 20 KiB, hold it all in most
 * images; they lie at the end of memory.
 *
 * A and D are set in every entry from the start, because hardware may fault instead of setting them
 * (Svade). G is set too: Rill has one address space.
 *
 * A hart that takes no such tables goes on without, and rill_platform_print says so. We refused Sv48
 * and Sv57: a hart that has them has Sv39, too, and 256 GiB are enough.
 */
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>
#include <port/layout.h>
#include "grown.h"
#include "paging.h"
#include "platform.h"
#include "print.h"
#include "tables.h"

uintptr_t rill_paging_satp; /* 0: the harts use no tables */
static uintptr_t *root;
static uintptr_t lowest; /* the tables lie from here on */

/* A table for pages of memory that tasks and malloc use has a place of its own from the start, but
 * is written when the first guard lies there: so it can never be missing, and takes no lock of the
 * heap's. That is a 512th of the memory. */
static uintptr_t pages_from, pages_to, pages_at;

/* How many bytes an entry of that level covers; level 0 is that of pages. */
static uintptr_t span_of(unsigned level)
{
    return PAGE_BYTES << level * PAGE_DIGIT;
}

/* The place of an address in an entry. */
static uintptr_t number_of(uintptr_t at)
{
    return at >> PAGE_SHIFT << PAGE_NUMBER;
}

static uintptr_t entry_of(uintptr_t at, unsigned rights)
{
    return rights ? number_of(at) | rights | PAGE_ALWAYS : 0;
}

static bool is_table(uintptr_t entry)
{
    return (entry & (PAGE_V | PAGE_R | PAGE_X)) == PAGE_V;
}

static uintptr_t *place_of(uintptr_t at, unsigned level)
{
    if (!level && at >= pages_from && at < pages_to)
        return (uintptr_t *)(pages_at + (at - pages_from) / PAGE_ENTRIES);
    return (uintptr_t *)(lowest -= PAGE_BYTES);
}

/* A new table of that level, for what lies from `at` on, all of it with these rights. */
static uintptr_t *new_table(uintptr_t at, unsigned level, unsigned rights)
{
    uintptr_t *table = place_of(at, level);
    uintptr_t entry = entry_of(at, rights);
    uintptr_t step = rights ? number_of(span_of(level)) : 0;

    for (uintptr_t *e = table; e < table + PAGE_ENTRIES; e += 4) {
        e[0] = entry;
        e[1] = entry += step;
        e[2] = entry += step;
        e[3] = entry += step;
        entry += step;
    }
    return table;
}

static unsigned rights_of(uintptr_t entry)
{
    return entry & (PAGE_R | PAGE_W | PAGE_X);
}

/* The table that an entry names. When the entry, which begins at `at`, has been a large page, it
 * becomes a table that says the same. Release: a hart that finds the table finds what is in it. */
static uintptr_t *table_in(uintptr_t *entry, uintptr_t at, unsigned level)
{
    if (!is_table(*entry)) {
        uintptr_t *table = new_table(at, level - 1, rights_of(*entry));

        __atomic_store_n(entry, number_of((uintptr_t)table) | PAGE_V,
                         __ATOMIC_RELEASE);
    }
    return (uintptr_t *)(*entry >> PAGE_NUMBER << PAGE_SHIFT);
}

/* Set one entry, the largest that covers nothing before `at` and nothing from `to` on.
 *   returns  how many bytes it covers. */
static uintptr_t set_entry(uintptr_t at, uintptr_t to, unsigned rights)
{
    uintptr_t *table = root;

    for (unsigned level = PAGING_LEVELS - 1;; level--) {
        uintptr_t span = span_of(level), begin = at & -span;
        uintptr_t *entry = &table[begin / span & (PAGE_ENTRIES - 1)];

        if (!is_table(*entry) && rights_of(*entry) == rights)
            return begin + span - at;
        if (begin == at && span <= to - at && !is_table(*entry)) {
            *entry = entry_of(at, rights);
            return span;
        }
        table = table_in(entry, begin, level);
    }
}

void rill_rights_set(uintptr_t from, uintptr_t to, enum rill_rights rights)
{
    while (from < to)
        from += set_entry(from, to, rights);
}

uintptr_t *rill_paging_root(void)
{
    return root;
}

bool rill_paging_has_room(void)
{
    if (pages_to > RILL_GROWN_LOW)
        return false;
    rill_rights_set(RILL_GROWN_LOW, RILL_GROWN_END, RILL_NOTHING);
    rill_paging_fence();
    return true;
}

uintptr_t rill_entry_for(uintptr_t at)
{
    const uintptr_t *table = root;

    if (at / span_of(PAGING_LEVELS - 1) >= PAGING_ROOTS)
        return 0;
    for (unsigned level = PAGING_LEVELS - 1;; level--) {
        uintptr_t entry = table[at / span_of(level) & (PAGE_ENTRIES - 1)];

        if (!is_table(entry))
            return entry;
        table = (const uintptr_t *)(entry >> PAGE_NUMBER << PAGE_SHIFT);
    }
}

/* ---- at boot ---- */

/* Memory below the image is the firmware's, unless the loader has put the tree or an initrd there. */
static void hide_firmware(uintptr_t tree)
{
    uintptr_t from = (uintptr_t)rill_platform.memory_base;
    uintptr_t to = (uintptr_t)__text_start & -PAGE_BYTES;
    size_t bytes;
    uintptr_t disk = (uintptr_t)rill_platform_initrd(&bytes);

    if (rill_platform.memory_bytes && from % PAGE_BYTES == 0 &&
        (tree < from || tree >= to) && (disk < from || disk >= to))
        rill_rights_set(from, to, RILL_NOTHING);
}

static void guard_stacks(void)
{
    extern char __rill_guard[], __rill_trap_stack_top[], __rill_idle_stack[];

    for (unsigned i = 0; i < RILL_HARTS; i++) {
        uintptr_t more = i * RILL_LINKER_NUMBER(__rill_hart_bytes);
        uintptr_t guard = (uintptr_t)__rill_guard + more;

        rill_rights_set(guard, guard + RILL_LINKER_NUMBER(__rill_guard_bytes),
                        RILL_NOTHING);
        rill_rights_set((uintptr_t)__rill_trap_stack_top + more,
                        (uintptr_t)__rill_idle_stack + more, RILL_NOTHING);
    }
}

/* Tables of a middle level have no place of their own later on, so those for [from, to) are made now. */
static void make_middle(uintptr_t from, uintptr_t to)
{
    unsigned level = PAGING_LEVELS - 1;
    uintptr_t span = span_of(level);

    for (uintptr_t at = from & -span; level > 1 && at < to; at += span)
        table_in(&root[at / span], at, level);
}

uintptr_t rill_paging_init(uintptr_t end, const void *tree)
{
    extern char __rodata_start[], __data_start[];

    end &= -PAGE_BYTES;
    lowest = end;
    root = new_table(0, PAGING_LEVELS - 1, RILL_DATA);
    for (unsigned i = PAGING_ROOTS; i < PAGE_ENTRIES; i++)
        root[i] = 0;
    rill_rights_set(0, PAGE_BYTES, RILL_NOTHING);
    hide_firmware((uintptr_t)tree);
    rill_rights_set((uintptr_t)__text_start & -PAGE_BYTES,
                    (uintptr_t)__rodata_start, RILL_CODE);
    rill_rights_set((uintptr_t)__rodata_start, (uintptr_t)__data_start,
                    RILL_CONSTANTS);
    guard_stacks();
    pages_from = (uintptr_t)__heap_start & -span_of(1);
    make_middle(pages_from, end);
    pages_at =
        lowest - (end - pages_from + span_of(1) - 1) / span_of(1) * PAGE_BYTES;
    pages_to = end;
    lowest = pages_at;
    rill_paging_satp =
        (uintptr_t)PAGING_MODE << PAGING_SHIFT | (uintptr_t)root >> PAGE_SHIFT;
    if (rill_paging_use(rill_paging_satp))
        return lowest;
    rill_paging_satp = 0;
    return end;
}

void rill_paging_enter(void)
{
    if (rill_paging_satp && !rill_paging_use(rill_paging_satp))
        rill_panic("hart %lu takes no %s page tables, and the boot hart does",
                   (unsigned long)rill_hart_id(), PAGING_NAME);
}

const char *rill_memory_guarded(void)
{
    return rill_paging_satp
               ? "; page tables guard stacks, code, constants, data"
               : "; the hart takes no page tables: code can be written, data "
                 "can be run, and a stack that runs over is found late";
}
