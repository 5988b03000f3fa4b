/* kernel/machine/platform_place.c -- where a device is, for drivers that are told when they are
 * wanted: linked into programs that want one. A tree that does not name a device has
 * none, whatever the board's folder says. */
#include <port/image.h>
#include "fdt.h"
#include "platform.h"

uintptr_t rill_platform_place(const char *compatible, unsigned nth,
                              uintptr_t otherwise)
{
    struct rill_fdt_range range;
    struct rill_fdt_node n;

    rill_fdt_start(&n);
    if (!rill_fdt_next(&n))
        return otherwise;
    if (!*compatible || !rill_fdt_find(&n, compatible, nth) ||
        !rill_fdt_reg(&n, 0, &range) || range.base > UINTPTR_MAX)
        return 0;
    return (uintptr_t)range.base;
}
