/* kernel/machine/platform_place.c -- where a device is, for drivers that learn its address when
 * a program asks for the device. Linked into programs that ask. When there is a tree and the
 * tree does not name the device, there is none, whatever the board's folder says. */
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
