/* kernel/machine/many/cpus.c -- the harts of the device tree that can run this image.
 * Devicetree Specification 0.3, 3.7 and 3.8 (/cpus, /cpus/cpu*), 2.3.4 (status);
 * Linux, Documentation/devicetree/bindings/riscv/cpus.yaml (riscv,isa).
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <port/isa.h>
#include "cpus.h"
#include "fdt.h"

/* Does the hart's isa have each letter that the image needs? The letters end at the first '_',
 * at a letter that begins a longer name, or at the text's end; g stands for imafd. */
static bool can_run(const char *isa, size_t bytes)
{
    static const char width[] = {'r', 'v', sizeof(long) == 8 ? '6' : '3',
                                 sizeof(long) == 8 ? '4' : '2'};
    const char *need = RILL_ISA;
    size_t end = sizeof width;

    if (bytes <= end || memcmp(isa, width, end) != 0)
        return false;
    while (end < bytes && isa[end] && !strchr("_szx", isa[end]))
        end++;
    for (; *need; need++)
        if (!memchr(isa + sizeof width, *need, end - sizeof width) &&
            !(strchr("imafd", *need) &&
              memchr(isa + sizeof width, 'g', end - sizeof width)))
            return false;
    return true;
}

/* We take a hart that gives no status, and leave out a hart that gives no isa. */
static bool is_wanted(const struct rill_fdt_node *n)
{
    size_t bytes;
    const char *isa = rill_fdt_get(n, "riscv,isa", &bytes);

    return rill_fdt_says(n, "device_type", "cpu") && rill_fdt_works(n) &&
           can_run(isa, bytes);
}

static unsigned add(const struct rill_fdt_node *cpu, uintptr_t *ids, unsigned n)
{
    uint64_t id;

    if (!is_wanted(cpu) || !rill_fdt_number(cpu, "reg", &id) ||
        id > UINTPTR_MAX)
        return n;
    for (unsigned i = 0; i < n; i++)
        if (ids[i] == id)
            return n;
    ids[n] = (uintptr_t)id;
    return n + 1;
}

unsigned rill_cpus(uintptr_t *ids, unsigned most)
{
    struct rill_fdt_node at;
    unsigned n = 1;

    if (!rill_fdt_path(&at, "/cpus", sizeof "/cpus"))
        return n;
    while (n < most && rill_fdt_next(&at) && at.depth > 2)
        if (at.depth == 3)
            n = add(&at, ids, n);
    return n;
}
