/* kernel/machine/platform.c -- a loader that passes a device tree in a1: the tree corrects
 * rill_board, before there is a heap, a task, or a second hart.
 *
 *     a1 --> rill_fdt_open --bad--> the board's own console: a panic
 *              |
 *              console  forced, else stdout-path, else the first of the board's list
 *              |          that the tree has, else the first that works, else the
 *              |          board's own
 *              timer    forced, else the CLINT or ACLINT that serves this hart, else
 *              |          the board's own (kernel/machine/platform_clint.c; other harts':
 *              |          kernel/irq/many/clints.c)
 *              powers   forced, else the ones that the tree has and the ones that no tree
 *              |          names, else the board's own
 *              memory   the range that we are in, with each range that overlaps it or
 *                         goes on at its end, up to the first thing in it that is
 *                         not ours: the tree, an initrd, what is reserved
 *
 * The rule: a hart cannot do without a clock, a console and an end. When the tree does not
 * name them, Rill believes the board's folder. A hart can do without the rest (interrupts of
 * devices, kernel/irq/platform_irqs.c; any device of rill_platform_device). When the tree does
 * not name such a device, there is none, because a tree that names any device names these.
 *
 * The tree stays where it is, and later callers read it there. While the tree is good, Rill
 * does not touch the board's own console, which may not be there.
 */
#include <rill/bind.h>
#include <rill/irq.h>
#include <rill/panic.h>
#include <port/board.h>
#include <port/hart.h>
#include <port/image.h>
#include "fdt.h"
#include "platform.h"

#define MOST_POWERS 7  /* in a board's list */
#define MOST_WALKS  16 /* through the tree, for memory */

struct rill_platform rill_platform;

/* A program that forces something defines this name, which links platform_force.c. */
static const struct rill_platform_force no_force;
RILL_DEFAULT(variable, rill_platform_force, no_force);

static int forced(int what)
{
    return rill_platform_force.find ? rill_platform_force.find(what) : -1;
}

/* The words for argv: the words that force stand before these. */
static const char *args(void)
{
    const char *words = rill_platform_words();
    int ours = forced(RILL_FORCE_BYTES);

    return words && ours > 0 ? words + ours : words;
}

/* ---- the console ---- */

struct rill_console rill_platform_console;

/* Copies field by field: for the whole struct gcc would call memcpy. */
static void use_console(const struct rill_console *c, unsigned by)
{
    rill_platform_console.ops = c->ops;
    rill_platform_console.compatible = c->compatible;
    rill_platform_console.base = c->base;
    rill_platform_console.clock_hz = c->clock_hz;
    rill_platform_console.baud = c->baud;
    rill_platform_console.irq = c->irq;
    rill_platform_console.stride = c->stride;
    rill_board.console = &rill_platform_console;
    rill_platform.console = (uint8_t)by;
}

/* Use the board's record, corrected by the tree's node. reg-shift and clock-frequency are as in
 * the bindings of serial ports (Linux, 8250.yaml). */
static void use_node(const struct rill_console *c,
                     const struct rill_fdt_node *n, unsigned by)
{
    struct rill_fdt_range range;
    uint64_t number;
    uint32_t irq;

    use_console(c, by);
    if (rill_fdt_reg(n, 0, &range) && range.base <= UINTPTR_MAX) {
        rill_platform_console.base = (uintptr_t)range.base;
        rill_platform_console.irq = 0;
        if ((rill_fdt_cell(n, "interrupts", 0, &irq) ||
             rill_fdt_cell(n, "interrupts-extended", 1, &irq)) &&
            irq < RILL_IRQ_AT(1, 0))
            rill_platform_console.irq =
                (uint16_t)irq; /* until rill_platform_irqs */
    }
    if (rill_fdt_number(n, "reg-shift", &number) && number <= 4)
        rill_platform_console.stride = (uint8_t)(1u << number);
    if (c->clock_hz && rill_fdt_number(n, "clock-frequency", &number) &&
        number && number <= UINT32_MAX)
        rill_platform_console.clock_hz = (uint32_t)number;
}

/* Use the console that /chosen has for output. The rate behind the path's ':' is the rate of the
 * firmware that printed there before us; ours is the board's. */
static bool find_stdout(void)
{
    struct rill_fdt_node n;
    const char *path;
    size_t bytes;

    if (!rill_fdt_path(&n, "/chosen", sizeof "/chosen") ||
        !(path = rill_fdt_get(&n, "stdout-path", &bytes)) ||
        !rill_fdt_path(&n, path, bytes) || !rill_fdt_works(&n))
        return false;
    for (const struct rill_console *c = rill_board.consoles; c->ops; c++)
        if (c->compatible && rill_fdt_says(&n, "compatible", c->compatible)) {
            use_node(c, &n, RILL_BY_TREE);
            return true;
        }
    return false;
}

static bool find_compatible(const struct rill_console *c, unsigned by)
{
    struct rill_fdt_node n;

    if (!c->compatible || !rill_fdt_find(&n, c->compatible, 0))
        return false;
    use_node(c, &n, by);
    return true;
}

static void find_console(void)
{
    const struct rill_console *c = rill_board.consoles;
    int i = forced(RILL_FORCE_CONSOLE);

    if (i >= 0) {
        if (!find_compatible(c + i, RILL_BY_FORCE))
            use_console(c + i, RILL_BY_FORCE);
        return;
    }
    if (find_stdout())
        return;
    for (; c->ops; c++)
        if (find_compatible(c, RILL_BY_TREE))
            return;
    for (c = rill_board.consoles; c->ops; c++)
        if (!c->compatible && (!c->ops->works || c->ops->works(c))) {
            use_console(c, RILL_BY_TRYING);
            return;
        }
}

/* ---- the clock, and what wakes other harts ---- */

/* Where no device answers, a read may give all ones, which mtime never has. msip has one bit; its
 * other bits are 0. */
bool rill_clint_answers(const struct rill_clint *c)
{
    uint32_t low, high, cmp, soft = 0;

    return rill_hart_read_word(c->mtime, &low) &&
           rill_hart_read_word(c->mtime + 4, &high) &&
           rill_hart_read_word(c->mtimecmp, &cmp) &&
           (!c->msip || rill_hart_read_word(c->msip, &soft)) &&
           (low & high) != UINT32_MAX && soft <= 1;
}

static _Noreturn void refuse_clock(uintptr_t id, uintptr_t at)
{
    rill_board.console->ops->init(rill_board.console);
    if (!at)
        rill_panic("no CLINT of the device tree serves hart %lu, on which we "
                   "are: it is in no interrupts-extended, or such a CLINT's "
                   "reg is at 0 or too short",
                   (unsigned long)id);
    rill_panic("the device tree has the timer of hart %lu at 0x%lx, and no "
               "CLINT answers there",
               (unsigned long)id, (unsigned long)at);
}

/* In S-mode, firmware has the timer and wakes harts, whatever the tree says about CLINTs. */
static void find_timer(void)
{
    struct rill_timer_dev *t = &rill_board.timer;
    uintptr_t id = rill_hart_id();
    struct rill_fdt_node cpus;
    struct rill_clint c;
    uint64_t hz;

    if (forced(RILL_FORCE_TIMER) >= 0) {
        rill_platform.timer = RILL_BY_FORCE;
        return;
    }
    if (rill_platform_cpus(&cpus) &&
        rill_fdt_number(&cpus, "timebase-frequency", &hz) && hz &&
        hz <= UINT32_MAX) {
        t->hz = (uint32_t)hz;
        if (*XMODE_NAME != 'M')
            rill_platform.timer = RILL_BY_TREE;
    }
    if (*XMODE_NAME != 'M' || !rill_platform_clints(&cpus, &id, 1, &c))
        return;
    if (!c.mtimecmp || !rill_clint_answers(&c))
        refuse_clock(id, c.mtimecmp);
    t->mtime = c.mtime;
    t->mtimecmp = c.mtimecmp - 8 * id;
    rill_platform.timer = RILL_BY_TREE;
}

/* ---- the end ---- */

/* Make a list of ends from the board's, which is constant. An end that a tree could name, but
 * this tree does not, is left out, unless no end would be left. */
static void find_powers(void)
{
    static struct rill_power powers[MOST_POWERS + 1];
    int one = forced(RILL_FORCE_END);
    struct rill_power *to = powers;

    rill_platform.end = one >= 0 ? RILL_BY_FORCE : RILL_BY_BOARD;
    for (const struct rill_power *p = rill_board.powers; p->ops; p++) {
        struct rill_fdt_range at = {.base = p->base};
        struct rill_fdt_node n;
        bool found = p->compatible && rill_fdt_find(&n, p->compatible, 0) &&
                     rill_fdt_reg(&n, 0, &at) && at.base <= UINTPTR_MAX;

        if (one >= 0 ? p - rill_board.powers != one : p->compatible && !found)
            continue;
        if (found && one < 0)
            rill_platform.end = RILL_BY_TREE;
        rill_assert(to < powers + MOST_POWERS);
        to->ops = p->ops;
        to->base = found ? (uintptr_t)at.base : p->base;
        to++;
    }
    if (to != powers)
        rill_board.powers = powers;
}

/* ---- memory ---- */

/* The heap ends below anything that begins in it. A reserved range that begins before the heap
 * does not matter: the image lies there, perhaps with firmware around it. */
static void end_below(uintptr_t *end, uint64_t begin)
{
    if (begin >= (uintptr_t)__heap_start && begin < *end)
        *end = (uintptr_t)begin;
}

/* The memory that is known so far. It has the last byte's address, because an end would overflow
 * at the top of the address space. */
struct memory {
    uint64_t low, last;
    unsigned pieces; /* ranges of all nodes, in one walk */
    bool ours;       /* a range that we are in was found */
};

/* Add a range to the memory: first the range that we are in, then each range that overlaps the
 * memory or goes on at its end.   returns  whether the memory grew. */
static bool grow(struct memory *m, const struct rill_fdt_range *r)
{
    const uint64_t here = (uintptr_t)__heap_start;
    uint64_t last = r->bytes - 1 <= UINT64_MAX - r->base
                        ? r->base + (r->bytes - 1)
                        : UINT64_MAX;
    bool more = false;

    if (!r->bytes)
        return false;
    m->pieces++;
    if (!m->ours && here >= r->base && here <= last) {
        m->ours = more = true;
        m->low = r->base;
        m->last = last;
    }
    if (!m->ours || (r->base > m->last && r->base - 1 != m->last) ||
        (last < m->low && last + 1 != m->low))
        return false;
    if (r->base < m->low) {
        more = true;
        m->low = r->base;
    }
    if (last > m->last) {
        more = true;
        m->last = last;
    }
    return more;
}

/* One walk through the tree: add up the ranges of the nodes device_type = "memory", and end the
 * heap below what is reserved.   returns  whether the memory grew. */
static bool look_for_memory(struct memory *m, uintptr_t *most)
{
    struct rill_fdt_range r;
    struct rill_fdt_node n;
    bool reserved = false, more = false;

    m->pieces = 0;
    rill_fdt_start(&n);
    while (rill_fdt_next(&n)) {
        bool memory = rill_fdt_says(&n, "device_type", "memory");

        if (n.depth == 2)
            reserved = rill_fdt_is(n.name, "reserved-memory");
        for (size_t i = 0;
             (memory || (reserved && n.depth == 3)) && rill_fdt_reg(&n, i, &r);
             i++)
            if (memory)
                more |= grow(m, &r);
            else if (r.bytes)
                end_below(most, r.base);
    }
    return more;
}

/* Ranges may come in any order, so we walk until the memory grows no more. Ranges that the tree
 * has from the top downwards take a walk each, and after MOST_WALKS we give up. */
static uintptr_t find_memory(const void *at)
{
    struct memory m = {0, 0, 0, false};
    uintptr_t end = (uintptr_t)__heap_end, most = UINTPTR_MAX;
    struct rill_fdt_range r;
    unsigned walks = 0;
    size_t bytes;

    while (look_for_memory(&m, &most) && m.pieces > 1) {
        if (++walks < MOST_WALKS)
            continue;
        rill_board.console->ops->init(rill_board.console);
        rill_panic("the device tree has memory in too many pieces: those from "
                   "0x%lx to 0x%lx are one, and there are more; have them in "
                   "order",
                   (unsigned long)m.low, (unsigned long)m.last);
    }
    if (m.ours) {
        end = m.last < UINTPTR_MAX ? (uintptr_t)m.last + 1
                                   : UINTPTR_MAX & ~(uintptr_t)15;
        rill_platform.memory_base = m.low;
        rill_platform.memory_bytes = m.last - m.low + 1;
    }
    for (size_t i = 0; rill_fdt_reserved(i, &r); i++)
        end_below(&most, r.base);
    end_below(&most, (uintptr_t)at);
    end_below(&most, (uintptr_t)rill_platform_initrd(&bytes));
    return most < end ? most : end;
}

/* ---- all of it ---- */

/* Not inlined, because it is long. */
__attribute__((noinline)) static bool answers(const char *at)
{
    return rill_hart_can_read(at);
}

/* What is wrong with the tree at a1; NULL: nothing. a1 may point to where there is no memory. */
static const char *fault_of(const char *fdt)
{
    if (fdt && !(answers(fdt) && answers(fdt + RILL_FDT_HEADER_BYTES - 1)))
        return RILL_SENTENCE("nothing answers there");
    if (fdt && !answers(fdt + rill_fdt_word(fdt + 4) - 1))
        return RILL_SENTENCE("nothing answers at its end");
    return rill_fdt_open(fdt);
}

static uintptr_t find(const void *a1)
{
    const char *fault = fault_of(a1);

    if (fault) {
        rill_board.console->ops->init(rill_board.console);
        rill_panic("the device tree at 0x%lx is unusable: %s; board %s needs "
                   "the one its loader passes in a1 (QEMU makes it: no -dtb)",
                   (unsigned long)(uintptr_t)a1, fault, rill_board.name);
    }
    find_console();
    find_timer();
    find_powers();
    return find_memory(a1);
}

const struct rill_loader rill_loader_fdt = {.find = find, .args = args};
