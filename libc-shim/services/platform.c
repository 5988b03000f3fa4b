/* libc-shim/services/platform.c -- prints in two lines what Rill takes the machine to have. Linked
 * into programs that call it. */
#include <rill/platform.h>
#include <port/board.h>
#include <port/hart.h>
#include <port/image.h>
#include <port/isa.h>

/* "10 MHz" or "32768 Hz". */
static void print_hz(uint32_t hz)
{
    if (hz % 1000000 == 0)
        rill_print("%u MHz", (unsigned)hz / 1000000);
    else
        rill_print("%u Hz", (unsigned)hz);
}

/* Print the tree's isa of the boot hart, up to the first '_'; without one, the image's. */
static void print_isa(const char *isa, size_t bytes)
{
    if (!bytes)
        rill_print("rv%u" RILL_ISA, (unsigned)(8 * sizeof(long)));
    for (; bytes && *isa > ' ' && *isa < 0x7f && *isa != '_'; bytes--)
        rill_print("%c", *isa++);
}

/* Print each controller that interrupts one of our harts, with its contexts for our harts. */
static void print_irqs(unsigned n)
{
    const struct rill_irqs_dev *d = &rill_board.irqs;
    bool printed = false;

    rill_print(d->base ? "irqs" : "no irqs");
    if (d->base && !d->of)
        rill_print(" at 0x%lx, %u sources", (unsigned long)d->base, d->sources);
    for (unsigned i = 0; d->base && d->of && i < n; i++) {
        unsigned first = 0;

        while (d->of[first].base != d->of[i].base)
            first++;
        if (!d->of[i].base || first < i)
            continue;
        rill_print("%s at 0x%lx, %u sources for", printed ? "," : "",
                   (unsigned long)d->of[i].base, d->of[i].sources);
        printed = true;
        for (unsigned j = i; j < n; j++)
            if (d->of[j].base == d->of[i].base)
                rill_print(" %u", d->of[j].context);
    }
}

void rill_platform_print(void)
{
    const struct rill_console *c = rill_board.console;
    struct rill_found f;

    rill_platform_found(&f);
    rill_print("rill: %s ", rill_board.name);
    print_isa(f.isa, f.isa_bytes);
    rill_print(" %s, %u hart%s", XMODE_NAME, f.harts, f.harts == 1 ? "" : "s");
    if (f.memory_bytes)
        rill_print(", %u MiB at 0x%lx (tree)\n",
                   (unsigned)(f.memory_bytes >> 20),
                   (unsigned long)f.memory_base);
    else
        rill_print(", memory to 0x%lx (board)\n", (unsigned long)__heap_end);
    rill_print("rill: console %s", c->ops->name);
    if (c->base)
        rill_print(" at 0x%lx", (unsigned long)c->base);
    if (c->irq)
        rill_print(" source %u", c->irq);
    rill_print(" (%s); timer %s", f.console_by, rill_clock_name());
    if (rill_board.timer.mtimecmp && *XMODE_NAME == 'M')
        rill_print(" at 0x%lx", (unsigned long)rill_board.timer.mtimecmp);
    rill_print(", ");
    print_hz(rill_clock_hz());
    rill_print(" (%s); ", f.timer_by);
    print_irqs(f.harts);
    rill_print(" (%s); end by", f.irqs_by);
    for (const struct rill_power *w = rill_board.powers; w->ops; w++)
        rill_print(" %s", w->ops->name);
    rill_print(" (%s)%s\n", f.end_by, f.guarded);
}
