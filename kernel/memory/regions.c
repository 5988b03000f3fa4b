/* kernel/memory/regions.c -- what lies at an address, and what code may do there. A report
 * says by it what was tried. The hart holds it, by PMP
 * (kernel/memory/mode-m/guard.S) or by page tables (kernel/paging/tables.c). */
#include <port/hart.h>
#include <port/image.h>
#include "harts.h"
#include "heap.h"
#include "task.h"

#define NULL_BYTES (RILL_PAGED ? 4096 : 256)

extern char __rill_constants[], __rill_constants_end[], __data_start[],
    __rill_guard[];

enum { CODE, CONSTANTS, NOWHERE, DATA, STACK, HEAP, NULL_PAGE, GUARD };

/* The rights as a digit, and the name. */
static const char regions[] = "5code\0"
                              "4constants\0"
                              "6what is no memory\0"
                              "6data\0"
                              "6a stack\0"
                              "6the heap\0"
                              "0the null page\0"
                              "0the guard below the trap stack";

/* Each ends where the next begins. NOWHERE may wrap round: flash may lie above the RAM. */
static const char *const begins[] = {
    __text_start, __rill_constants, __rill_constants_end, __data_start,
    __rill_guard, __heap_start,     __heap_end,
};

static unsigned region_of(uintptr_t a)
{
    if (a < NULL_BYTES)
        return NULL_PAGE;
    if (a - rill_harts[rill_hart_index()].handler_tp <
        RILL_LINKER_NUMBER(__rill_guard_bytes))
        return GUARD;
    for (unsigned i = CODE; i <= HEAP; i++)
        if (a - (uintptr_t)begins[i] <
            (uintptr_t)begins[i + 1] - (uintptr_t)begins[i])
            return i == HEAP && rill_stack_of(a) ? STACK : i;
    return NOWHERE;
}

const char *rill_region(uintptr_t a)
{
    const char *name = regions;

    for (unsigned i = region_of(a); i; i--)
        while (*name++) {
        }
    return name;
}

/* Causes 12, 13 and 15 are page faults. */
const char *rill_fault_tried(uintptr_t cause, const char *region)
{
    unsigned right = cause == 1 || cause == 12 ? RILL_RUN
                     : (cause | 8) == 13       ? RILL_READ
                     : (cause | 8) == 15       ? RILL_WRITE
                                               : (unsigned)*region;

    return (unsigned)*region & right ? NULL
           : right == RILL_RUN       ? ": running "
           : right == RILL_READ      ? ": a read of "
                                     : ": a write to ";
}
