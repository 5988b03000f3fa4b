/* kernel/irq/platform_found.c -- what Rill takes the machine to have, for rill_platform_print
 * (libc-shim/services/platform.c). */
#include <port/board.h>
#include <port/image.h>
#include "fdt.h"
#include "harts.h"
#include "heap.h"
#include "platform.h"

static const char *by(unsigned from)
{
    static const char *const words[] = {"board", "tree", "tried", "forced"};

    return words[from];
}

static const char *isa_of(uintptr_t boot, size_t *bytes)
{
    struct rill_fdt_node n;
    const char *isa = NULL;
    uint64_t id;

    *bytes = 0;
    if (rill_fdt_path(&n, "/cpus", sizeof "/cpus"))
        while (!isa && rill_fdt_next(&n) && n.depth > 2)
            if (n.depth == 3 && rill_fdt_number(&n, "reg", &id) && id == boot)
                isa = rill_fdt_get(&n, "riscv,isa", bytes);
    return isa;
}

void rill_platform_found(struct rill_found *f)
{
    const struct rill_platform *p = &rill_platform;

    rill_platform_irqs();
    f->harts = rill_harts_ids(f->ids);
    f->isa = isa_of(f->ids[0], &f->isa_bytes);
    f->memory_base = p->memory_base;
    f->memory_bytes = p->memory_bytes;
    f->console_by = by(p->console);
    f->timer_by = by(p->timer);
    f->irqs_by = by(p->irqs);
    f->end_by = by(p->end);
    f->guarded = rill_memory_guarded();
}
