/* kernel/memory/mode-s/guarded.c -- what memory is guarded, in words: the firmware has PMP. */
#include "heap.h"

const char *rill_memory_guarded(void)
{
    return "";
}
