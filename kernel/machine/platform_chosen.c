/* kernel/machine/platform_chosen.c -- what the loader has put into the tree's /chosen for the
 * program: its words, and where an initrd lies. Each call reads the tree anew.
 */
#include "fdt.h"
#include "platform.h"

const char *rill_platform_words(void)
{
    struct rill_fdt_node n;
    size_t bytes = 0;
    const char *words = NULL;

    if (rill_fdt_path(&n, "/chosen", sizeof "/chosen"))
        words = rill_fdt_get(&n, "bootargs", &bytes);
    return bytes && !words[bytes - 1] ? words : NULL;
}

void *rill_platform_initrd(size_t *bytes)
{
    struct rill_fdt_node n;
    uint64_t start, end;

    if (!rill_fdt_path(&n, "/chosen", sizeof "/chosen") ||
        !rill_fdt_number(&n, "linux,initrd-start", &start) ||
        !rill_fdt_number(&n, "linux,initrd-end", &end) || start >= end ||
        end > UINTPTR_MAX) {
        *bytes = 0;
        return NULL;
    }
    *bytes = (size_t)(end - start);
    return (void *)(uintptr_t)start;
}
