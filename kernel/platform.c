/* kernel/platform.c -- a loader that passes a device tree in a1: what it says
 * corrects rill_board, before there is a heap, a task, or a second hart.
 *
 *     a1 --> rill_fdt_open --bad--> the board's own console: a panic
 *              |
 *              console  forced, else stdout-path, else the first of the board's list
 *              |          that the tree has, else the first that works, else the
 *              |          board's own
 *              timer    forced, else a CLINT, else an ACLINT, else the board's own
 *              powers   forced, else those that the tree has and those that no tree
 *              |          speaks of, else the board's own
 *              memory   the range that we are in, up to the first thing in it that
 *                         is not ours: the tree, an initrd, what is reserved
 *
 * The rule: a hart cannot do without a clock, a console and an end, so where the tree
 * is silent what the board's folder says holds. It can do without the rest
 * (interrupts of devices, kernel/platform_irqs.c; whatever rill_platform_device is
 * asked for): that is absent then, for a tree that has anything has these.
 *
 * The tree stays where it is and is read in place, by all who ask later. The board's
 * own console is not touched while the tree is good, for it may not be there.
 */
#include <rill/bind.h>
#include <rill/panic.h>
#include <port/board.h>
#include <port/hart.h>
#include <port/image.h>
#include "fdt.h"
#include "platform.h"

#define MOST_POWERS 7 /* of a board's list */

/* SiFive FU540-C000 manual, chapter "Core-Local Interruptor". */
#define CLINT_MTIMECMP 0x4000
#define CLINT_MTIME    0xbff8

struct rill_platform rill_platform;

/* Whoever wants to force something links kernel/platform_force.c by it. */
static const struct rill_platform_force no_force;
RILL_DEFAULT(variable, rill_platform_force, no_force);

static int forced(int what)
{
    return rill_platform_force.find ? rill_platform_force.find(what) : -1;
}

const char *rill_platform_words(void)
{
    struct rill_fdt_node n;
    size_t bytes = 0;
    const char *words = NULL;

    if (rill_fdt_path(&n, "/chosen", sizeof "/chosen"))
        words = rill_fdt_get(&n, "bootargs", &bytes);
    return bytes && !words[bytes - 1] ? words : NULL;
}

/* Those that force come first. */
static const char *args(void)
{
    const char *words = rill_platform_words();
    int ours = forced(RILL_FORCE_BYTES);

    return words && ours > 0 ? words + ours : words;
}

/* ---- devices ---- */

static bool place_of(const struct rill_fdt_node *n, struct rill_place *place)
{
    struct rill_fdt_range range;
    uint32_t irq;

    if (!rill_fdt_reg(n, 0, &range) || range.base > UINTPTR_MAX)
        return false;
    place->base = (uintptr_t)range.base;
    place->bytes = (size_t)range.bytes;
    place->irq = rill_fdt_cell(n, "interrupts", 0, &irq) ? irq : 0;
    return true;
}

bool rill_platform_device(const char *compatible, unsigned nth,
                          struct rill_place *place)
{
    struct rill_fdt_node n;

    return rill_fdt_find(&n, compatible, nth) && place_of(&n, place);
}

/* ---- the console ---- */

static struct rill_console console;

/* Word by word: a copy of all of it would be a call of memcpy. */
static void use_console(const struct rill_console *c, unsigned by)
{
    console.ops = c->ops;
    console.base = c->base;
    console.clock_hz = c->clock_hz;
    console.baud = c->baud;
    console.irq = c->irq;
    console.stride = c->stride;
    rill_board.console = &console;
    rill_platform.console = (uint8_t)by;
}

/* The board's record, as the tree has it: reg-shift and clock-frequency as in the
 * bindings of serial ports (Linux, 8250.yaml). */
static void use_node(const struct rill_console *c,
                     const struct rill_fdt_node *n, unsigned by)
{
    struct rill_place place;
    uint64_t number;

    use_console(c, by);
    if (place_of(n, &place)) {
        console.base = place.base;
        console.irq = (uint16_t)place.irq;
    }
    if (rill_fdt_number(n, "reg-shift", &number) && number <= 4)
        console.stride = (uint8_t)(1u << number);
    if (c->clock_hz && rill_fdt_number(n, "clock-frequency", &number) && number)
        console.clock_hz = (uint32_t)number;
}

/* The one that /chosen has for output. The rate behind the path's ':' is that of who
 * spoke there before us; ours is the board's. */
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

/* Where the others sleep, their boot code reads the address before there is a tree. */
static void check_ipi(uintptr_t base)
{
    uintptr_t msip = rill_board.ipi->msip;

    if (base == msip)
        return;
    rill_board.console->ops->init(rill_board.console);
    rill_panic("the device tree has the software interrupts of harts at 0x%lx, "
               "and they wait for those at 0x%lx; say so in the board's "
               "rill_board_ipi, or build with HARTS=1",
               (unsigned long)base, (unsigned long)msip);
}

static void find_timer(void)
{
    struct rill_timer_dev *t = &rill_board.timer;
    struct rill_fdt_node n;
    struct rill_fdt_range mtime, mtimecmp;
    struct rill_place clint;
    uint64_t hz;

    if (forced(RILL_FORCE_TIMER) >= 0) {
        rill_platform.timer = RILL_BY_FORCE;
        return;
    }
    if (rill_fdt_path(&n, "/cpus", sizeof "/cpus") &&
        rill_fdt_number(&n, "timebase-frequency", &hz) && hz &&
        hz <= UINT32_MAX)
        t->hz = (uint32_t)hz;
    if (rill_platform_device("riscv,clint0", 0, &clint) ||
        rill_platform_device("sifive,clint0", 0, &clint)) {
        t->mtime = clint.base + CLINT_MTIME;
        t->mtimecmp = clint.base + CLINT_MTIMECMP;
        rill_platform.timer = RILL_BY_TREE;
    } else if (rill_fdt_find(&n, "riscv,aclint-mtimer", 0) &&
               rill_fdt_reg(&n, 0, &mtime) && rill_fdt_reg(&n, 1, &mtimecmp)) {
        t->mtime = (uintptr_t)mtime.base;
        t->mtimecmp = (uintptr_t)mtimecmp.base;
        rill_platform.timer = RILL_BY_TREE;
        if (!rill_platform_device("riscv,aclint-mswi", 0, &clint))
            return;
    } else {
        return;
    }
    if (RILL_HARTS > 1 && rill_board.ipi)
        check_ipi(clint.base);
}

/* ---- the end ---- */

/* The list is copied: the board's is constant. One that the tree might have and has
 * not is left out, unless there would be none. */
static void find_powers(void)
{
    static struct rill_power powers[MOST_POWERS + 1];
    int one = forced(RILL_FORCE_END);
    struct rill_power *to = powers;

    rill_platform.end = one >= 0 ? RILL_BY_FORCE : RILL_BY_BOARD;
    for (const struct rill_power *p = rill_board.powers; p->ops; p++) {
        struct rill_place place = {.base = p->base};
        bool found =
            p->compatible && rill_platform_device(p->compatible, 0, &place);

        if (one >= 0 ? p - rill_board.powers != one : p->compatible && !found)
            continue;
        if (found && one < 0)
            rill_platform.end = RILL_BY_TREE;
        rill_assert(to < powers + MOST_POWERS);
        to->ops = p->ops;
        to->base = place.base;
        to++;
    }
    if (to != powers)
        rill_board.powers = powers;
}

/* ---- memory ---- */

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

/* The heap ends below what begins in it. What begins before it and is reserved is no
 * news: the image lies there, perhaps with firmware around it. */
static void end_below(uintptr_t *end, uint64_t begin)
{
    if (begin >= (uintptr_t)__heap_start && begin < *end)
        *end = (uintptr_t)begin;
}

/* Of the range that we are in, which of a node device_type = "memory" is one. The
 * comparisons are of distances, which do not overflow at the top of the address
 * space. */
static uintptr_t find_memory(const void *at)
{
    const uintptr_t here = (uintptr_t)__heap_start;
    uintptr_t end = (uintptr_t)__heap_end, most = UINTPTR_MAX;
    struct rill_fdt_range r;
    struct rill_fdt_node n;
    bool reserved = false;
    size_t bytes;

    rill_fdt_start(&n);
    while (rill_fdt_next(&n)) {
        bool memory = rill_fdt_says(&n, "device_type", "memory");

        if (n.depth == 2)
            reserved = rill_fdt_is(n.name, "reserved-memory");
        for (size_t i = 0;
             (memory || (reserved && n.depth == 3)) && rill_fdt_reg(&n, i, &r);
             i++)
            if (!memory) {
                end_below(&most, r.base);
            } else if (here >= r.base && here - r.base < r.bytes) {
                end = r.bytes <= UINTPTR_MAX - r.base
                          ? (uintptr_t)(r.base + r.bytes)
                          : UINTPTR_MAX & ~(uintptr_t)15;
                rill_platform.memory_base = r.base;
                rill_platform.memory_bytes = r.bytes;
            }
    }
    for (size_t i = 0; rill_fdt_reserved(i, &r); i++)
        end_below(&most, r.base);
    end_below(&most, (uintptr_t)at);
    end_below(&most, (uintptr_t)rill_platform_initrd(&bytes));
    return most < end ? most : end;
}

/* ---- all of it ---- */

/* Once, for it is long. */
__attribute__((noinline)) static bool answers(const char *at)
{
    return rill_hart_can_read(at);
}

/* a1 may point to where no memory is. */
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
