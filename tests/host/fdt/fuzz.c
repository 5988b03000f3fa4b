/* tests/host/fdt/fuzz.c -- kernel/machine/fdt.c held against libfdt, on the host: good trees, and
 * trees to which the fuzzer has made a few changes.
 *
 *     fuzz FIRST COUNT tree.dtb...    seeds FIRST to FIRST + COUNT - 1; 0: unchanged
 *
 * A seed decides on a tree and the changes to it, so a seed that fails fails again. Each tree lies
 * in memory of just its size, at any alignment, so ASan sees a read of the first byte behind the
 * tree. SIGALRM ends a seed that takes too long.
 *
 * Our reader must take a tree when libfdt takes it, and refuse it when libfdt refuses it, except
 * as may_differ says. When our reader and libfdt take a tree, the fuzzer compares all: nodes,
 * properties, cells, paths, aliases, phandles, lists, reservations. The fuzzer also walks over a
 * tree that our reader refused: that walk must find nothing and break nothing.
 */
#include <errno.h>
#include <libfdt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpus.h"
#include "fdt.h"
#include "platform.h"

#define MOST_BYTES   (1u << 20) /* of a tree before its changes */
#define MOST_EXTRA   64         /* that changes may add */
#define HANG_S       20
#define OFTEN_PASSED 3

static uint64_t seed;
static uint8_t tree[MOST_BYTES + 8 * MOST_EXTRA];
static uint32_t size;
static const char *from;
static unsigned both_took, both_refused, differed;

static _Noreturn void fail(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    printf("seed %llu, %s: ", (unsigned long long)seed, from);
    vprintf(fmt, ap);
    putchar('\n');
    if (getenv("FUZZ_KEEP")) { /* the tree, for dtc -I dtb */
        FILE *f = fopen(getenv("FUZZ_KEEP"), "wb");

        if (f && fwrite(tree, 1, size, f) == size)
            fclose(f);
    }
    exit(1);
}

/* libfdt 1.6 goes round for ever on a property of nearly 4 GiB. */
static sigjmp_buf out_of_libfdt;
static volatile sig_atomic_t in_libfdt;

static void hung(int sig)
{
    (void)sig;
    if (in_libfdt)
        siglongjmp(out_of_libfdt, 1);
    fail("no end within %d s", HANG_S);
}

static int check_full(const void *fdt, size_t bytes)
{
    int error = -FDT_ERR_BADSTRUCTURE;

    if (sigsetjmp(out_of_libfdt, 1)) {
        in_libfdt = 0;
        return error;
    }
    alarm(2);
    in_libfdt = 1;
    error = fdt_check_full(fdt, bytes);
    in_libfdt = 0;
    alarm(HANG_S);
    return error;
}

/* xorshift64*, which is good enough here. */
static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return below ? (uint32_t)((state * 0x2545f4914f6cdd1du) >> 32) % below : 0;
}

/* ---- a tree, and changes ---- */

static uint32_t get(uint32_t at)
{
    return (uint32_t)tree[at] << 24 | (uint32_t)tree[at + 1] << 16 |
           (uint32_t)tree[at + 2] << 8 | tree[at + 3];
}

static void put(uint32_t at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        tree[at + (uint32_t)i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t odd_number(void)
{
    static const uint32_t all[] = {
        0,   1,   2,          3,      4,    5,   8,          9,          15,
        16,  17,  40,         64,     255,  256, 0x7fffffff, 0x80000000, ~0u,
        ~3u, ~7u, 0xfffffff0, 0xffff, 4096, 12,  1u << 24};
    uint32_t n = all[draw(sizeof all / sizeof *all)];

    return draw(4) ? n : n + draw(9) - 4;
}

/* A place in the structure block, mostly at a word. */
static uint32_t in_nodes(void)
{
    uint32_t at = fdt_off_dt_struct(tree), n = fdt_size_dt_struct(tree);

    if (at >= size || n < 4 || n > size - at)
        return draw(size);
    return at + (draw(n) & ~3u);
}

/* Take bytes out, or put some in, and correct the header or leave it. */
static void move(void)
{
    uint32_t at = in_nodes(), n = 4 * (1 + draw(MOST_EXTRA / 4));
    bool in = draw(2);

    if (at + n > size)
        return;
    if (in) {
        memmove(tree + at + n, tree + at, size - at);
        for (uint32_t i = 0; i < n; i += 4)
            put(at + i, draw(2) ? 4 : odd_number());
    } else {
        memmove(tree + at, tree + at + n, size - at - n);
    }
    size = in ? size + n : size - n;
    if (draw(4)) {
        put(36, get(36) + (in ? n : -n));
        if (get(12) > at)
            put(12, get(12) + (in ? n : -n));
        put(4, size);
    }
}

static void change(void)
{
    uint32_t at;

    if (size < 48)
        return;
    switch (draw(10)) {
    case 0:
        tree[draw(size)] ^= (uint8_t)(1u << draw(8));
        break;
    case 1:
        tree[draw(size)] = (uint8_t)draw(256);
        break;
    case 2:
        put(4 * draw(10), odd_number());
        break;
    case 3:
        at = 4 * draw(10);
        put(at, get(at) + draw(17) - 8);
        break;
    case 4:
        at = in_nodes();
        if (at + 4 <= size)
            put(at, odd_number());
        break;
    case 5:
        move();
        break;
    case 6: /* cut off; the header is corrected, or wrong and believed */
        at = 40 + draw(size - 40);
        if (draw(2))
            size = at;
        put(4, at);
        break;
    case 7: /* change a letter of a name or a value */
        at = draw(size);
        if (tree[at] >= ' ')
            tree[at] = (uint8_t) "/@:,ar0\0"[draw(8)];
        break;
    case 8: /* nodes at the tree's very end, and a name without an end */
        put(8, size - 8);
        put(36, 8);
        put(size - 8, FDT_BEGIN_NODE);
        memset(tree + size - 4, 'a', 4);
        break;
    default: /* copy a piece of the block to another place */
        at = in_nodes();
        {
            uint32_t to = in_nodes(), n = 4 * (1 + draw(16));

            if (at + n <= size && to + n <= size)
                memmove(tree + to, tree + at, n);
        }
    }
}

/* ---- the two readers ---- */

static const void *libs; /* the tree as libfdt has it */

/* The trees that one reader takes and the other refuses, with the reasons. libfdt checks in an
 * order of its own, so we compare only whether a reader finds a fault. */
static bool may_differ(const char *fault, int error)
{
    int depth = 0, offset = 0, deepest = 0, bytes;

    if (fault && !error) {
        if (fdt_next_tag(libs, 0, &offset) != FDT_BEGIN_NODE)
            return true; /* without a root */
        offset = 0;
        if (fdt_version(libs) < 17) /* version 17 brought the sizes */
            return true;
        if (fdt_size_dt_struct(libs) &
            3) /* our reader ignores bytes behind the last word */
            return true;
        if (fdt_totalsize(libs) > RILL_FDT_MOST_BYTES)
            return true;
        if (fdt_size_dt_strings(libs) &&
            ((const char *)libs)[fdt_off_dt_strings(libs) +
                                 fdt_size_dt_strings(libs) - 1])
            return true; /* our reader checks the last name's end once */
        while ((offset = fdt_next_node(libs, offset, &depth)) >= 0)
            if (depth > deepest)
                deepest = depth;
        if (deepest >= RILL_FDT_MOST_DEPTH)
            return true;
        /* a property behind a node's child, which spec 5.4.2 forbids */
        for (int tag = 0, last = 0, next, at = 0; tag != FDT_END; at = next) {
            tag = (int)fdt_next_tag(libs, at, &next);
            if (tag == FDT_PROP && last == FDT_END_NODE)
                return true;
            /* longer than the tree: libfdt 1.6 adds that up to less */
            if (tag == FDT_PROP &&
                fdt_get_property_by_offset(libs, at, &bytes) &&
                (uint32_t)bytes > fdt_size_dt_struct(libs))
                return true;
            if (tag != FDT_NOP)
                last = tag;
            if (next < 0)
                return true;
        }
        return false;
    }
    /* A part within the header does no harm, and neither does a part of no bytes
     * (size_dt_strings) behind the end. Reservations without an end stop at the tree's end. */
    if (!fdt_get_name(libs, 0, &bytes) ||
        bytes) /* the root's name, which our reader ignores */
        return true;
    return fdt_off_dt_struct(libs) < RILL_FDT_HEADER_BYTES ||
           fdt_off_dt_strings(libs) < RILL_FDT_HEADER_BYTES ||
           fdt_off_mem_rsvmap(libs) < RILL_FDT_HEADER_BYTES ||
           fdt_num_mem_rsv(libs) < 0;
}

/* The spec does not say which of two properties of one name counts. Our reader takes the
 * last. */
static bool says_twice(int node)
{
    int p, cells[2] = {0, 0};
    const char *name;

    fdt_for_each_property_offset(p, libs, node)
    {
        fdt_getprop_by_offset(libs, p, &name, NULL);
        cells[0] += !strcmp(name, "#address-cells");
        cells[1] += !strcmp(name, "#size-cells");
    }
    return cells[0] > 1 || cells[1] > 1;
}

static void same_reg(const struct rill_fdt_node *n, int node, int parent)
{
    int a = parent < 0 ? -1 : fdt_address_cells(libs, parent);
    int s = parent < 0 ? -1 : fdt_size_cells(libs, parent);
    struct rill_fdt_range range;
    int bytes = 0;
    const fdt32_t *reg = fdt_getprop(libs, node, "reg", &bytes);
    size_t entries =
        reg && a > 0 && s >= 0 ? (size_t)bytes / 4 / (size_t)(a + s) : 0;

    if (parent < 0 || says_twice(parent))
        return; /* the root has no parent to say */
    for (size_t i = 0; i < entries && i < 40; i++) {
        uint64_t base = 0, length = 0;

        for (int c = 0; c < a; c++)
            base = base << 32 | fdt32_ld(reg++);
        for (int c = 0; c < s; c++)
            length = length << 32 | fdt32_ld(reg++);
        if (!rill_fdt_reg(n, i, &range) || range.base != base ||
            range.bytes != length)
            fail("reg %zu of %s", i, n->name);
    }
    if (entries < 40 && rill_fdt_reg(n, entries, &range))
        fail("%s has no reg %zu", n->name, entries);
}

static void same_properties(const struct rill_fdt_node *n, int node)
{
    int p, bytes, theirs;
    size_t ours;

    fdt_for_each_property_offset(p, libs, node)
    {
        const char *name;
        const void *value = fdt_getprop_by_offset(libs, p, &name, &bytes);
        const char *have = rill_fdt_get(n, name, &ours);

        value = fdt_getprop(libs, node, name, &theirs);
        if (!value || !have || (size_t)theirs != ours ||
            (ours && memcmp(value, have, ours)))
            fail("property %s of %s", name, n->name);
        /* libfdt reads one byte behind a list without an end. */
        if (ours >= 2 && !((const char *)value)[ours - 1]) {
            char *word = strndup(value, ours);

            if (rill_fdt_says(n, name, word) !=
                (fdt_stringlist_contains(value, theirs, word) > 0))
                fail("%s of %s says \"%s\"", name, n->name, word);
            free(word);
        }
    }
    if (rill_fdt_get(n, "no such name", &ours) || ours)
        fail("%s has what it has not", n->name);
}

/* The two readers must have come to one node. */
/* ---- harts' lines, and the numbers of interrupts: kernel/machine/platform_*.c ---- */

static uint32_t number_at(const void *value, int i)
{
    return fdt32_to_cpu(((const fdt32_t *)value)[i]);
}

static void same_lines(const struct rill_fdt_node *n, int node)
{
    static const uint32_t causes[] = {3, 7, 9, 11};
    int bytes = 0;
    const void *list = fdt_getprop(libs, node, "interrupts-extended", &bytes);

    for (unsigned c = 0; list && c < 4; c++)
        for (uint32_t phandle = 0; phandle < 12; phandle++) {
            int all = -1, own = -1, lines = 0;

            for (int i = 0; i < bytes / 8 && all < 0; i++)
                if (number_at(list, 2 * i + 1) == causes[c]) {
                    if (phandle && number_at(list, 2 * i) == phandle) {
                        all = i;
                        own = lines;
                    }
                    lines++;
                }
            if (rill_platform_line(n, phandle, causes[c], false) != all ||
                rill_platform_line(n, phandle, causes[c], true) != own)
                fail("line of controller %u, cause %u in %s", phandle,
                     causes[c], n->name);
        }
}

static void same_node(const struct rill_fdt_node *n, bool found, int node,
                      const char *how)
{
    const char *name;

    if (found != (node >= 0))
        fail("%s: %s", how, found ? "only ours finds it" : "ours does not");
    if (!found)
        return;
    name = fdt_get_name(libs, node, NULL);
    if (strcmp(name, n->name) ||
        fdt_node_depth(libs, node) + 1 != (int)n->depth)
        fail("%s: %s, and %s by libfdt", how, n->name, name);
}

static bool is_off(int node)
{
    int bytes = 0;
    const char *status = fdt_getprop(libs, node, "status", &bytes);

    return status && (bytes < 2 || memcmp(status, "ok", 2));
}

/* libfdt reads one byte too many of a list without an end. */
static bool has(int node, const char *want)
{
    int bytes = 0;
    const char *list = fdt_getprop(libs, node, "compatible", &bytes);

    for (int at = 0, n; at < bytes; at += n + 1) {
        n = (int)strnlen(list + at, (size_t)(bytes - at));
        if (at + n < bytes && !strcmp(list + at, want))
            return true;
    }
    return false;
}

static bool is_plic(int node)
{
    return (has(node, "sifive,plic-1.0.0") || has(node, "riscv,plic0")) &&
           !is_off(node);
}

/* The controller of the node's interrupts, which the node or the next node around it names. */
static uint32_t parent_of(int node)
{
    int bytes;
    const void *value;

    for (; node >= 0; node = fdt_parent_offset(libs, node)) {
        value = fdt_getprop(libs, node, "interrupt-parent", &bytes);
        if (value && bytes >= 4)
            return number_at(value, 0);
    }
    return 0;
}

static unsigned number_of(int node)
{
    int bytes, plics = 0, depth = 0;
    const void *value = fdt_getprop(libs, node, "interrupts", &bytes);
    uint32_t source, parent;

    if (value && bytes >= 4) {
        source = number_at(value, 0);
        parent = parent_of(node);
    } else {
        value = fdt_getprop(libs, node, "interrupts-extended", &bytes);
        if (!value || bytes < 8)
            return 0;
        parent = number_at(value, 0);
        source = number_at(value, 1);
    }
    if (source > 1023)
        return 0;
    for (int at = 0; at >= 0 && depth >= 0;
         at = fdt_next_node(libs, at, &depth))
        if (is_plic(at)) {
            value = fdt_getprop(libs, at, "phandle", &bytes);
            if (!parent ||
                (value && bytes >= 4 && number_at(value, 0) == parent))
                return 1024 * (unsigned)plics + source;
            plics++;
        }
    return plics ? 0 : source;
}

static void same_numbers(void)
{
    struct rill_fdt_node n;
    int depth = 0;

    rill_fdt_start(&n);
    for (int at = 0; at >= 0 && depth >= 0;
         at = fdt_next_node(libs, at, &depth))
        if (!rill_fdt_next(&n) || says_twice(at))
            return;
    rill_fdt_start(&n);
    depth = 0;
    for (int at = 0; at >= 0 && depth >= 0;
         at = fdt_next_node(libs, at, &depth)) {
        rill_fdt_next(&n);
        same_lines(&n, at);
        if (rill_platform_number(&n) != number_of(at))
            fail("the interrupt of %s: %u", n.name, rill_platform_number(&n));
    }
}

static void same_paths(int node)
{
    static char path[65536], elsewhere[256];
    struct rill_fdt_node n;
    uint32_t phandle = fdt_get_phandle(libs, node);
    const char *compatible;
    int bytes;

    /* Our reader ends a path at a ':', behind which a console's rate stands. */
    if (!fdt_get_path(libs, node, path, sizeof path) && !strchr(path, ':')) {
        same_node(&n, rill_fdt_path(&n, path, strlen(path) + 1),
                  fdt_path_offset(libs, path), path);
        if (draw(2) && strrchr(path, '@') > strrchr(path, '/')) {
            *strrchr(path, '@') = 0;
            same_node(&n, rill_fdt_path(&n, path, strlen(path)),
                      fdt_path_offset(libs, path), path);
        }
    }
    /* A node's name below another node, which mostly has no such child. */
    if (*elsewhere && !fdt_get_path(libs, node, path, sizeof path - 300)) {
        strcat(path, elsewhere);
        if (!strchr(path, ':'))
            same_node(&n, rill_fdt_path(&n, path, strlen(path)),
                      fdt_path_offset(libs, path), path);
    }
    snprintf(elsewhere, sizeof elsewhere, "/%s",
             fdt_get_name(libs, node, NULL));
    if (phandle && phandle != ~0u)
        same_node(&n, rill_fdt_phandle(&n, phandle),
                  fdt_node_offset_by_phandle(libs, phandle), "phandle");
    compatible = fdt_getprop(libs, node, "compatible", &bytes);
    if (compatible && bytes > 0 && *compatible &&
        strnlen(compatible, (size_t)bytes) < (size_t)bytes) {
        int at = -1;

        do
            at = fdt_node_offset_by_compatible(libs, at, compatible);
        while (at >= 0 && (is_off(at) || !has(at, compatible)));
        same_node(&n, rill_fdt_find(&n, compatible, 0), at, compatible);
    }
}

static void same_aliases(void)
{
    int p, bytes, aliases = fdt_path_offset(libs, "/aliases");
    struct rill_fdt_node n;

    if (aliases < 0)
        return;
    fdt_for_each_property_offset(p, libs, aliases)
    {
        const char *name, *path = fdt_getprop_by_offset(libs, p, &name, &bytes);

        /* libfdt follows an alias of an alias, if need be for ever. */
        if (path != fdt_getprop(libs, aliases, name, NULL))
            continue; /* the second of that name */
        if (bytes && *path != '/' && rill_fdt_path(&n, name, strlen(name) + 1))
            fail("alias %s leads to %s", name, n.name);
        if (bytes < 2 || *path != '/' || path[bytes - 1] ||
            strlen(path) + 1 != (size_t)bytes || strpbrk(path, ":") ||
            strpbrk(name, "/:@") || !*name)
            continue;
        same_node(&n, rill_fdt_path(&n, name, strlen(name)),
                  fdt_path_offset(libs, name), name);
    }
}

static void same_reservations(void)
{
    struct rill_fdt_range range;
    int n = fdt_num_mem_rsv(libs);
    uint64_t base, bytes;

    for (int i = 0; i < n; i++)
        if (fdt_get_mem_rsv(libs, i, &base, &bytes) ||
            !rill_fdt_reserved((size_t)i, &range) || range.base != base ||
            range.bytes != bytes)
            fail("reservation %d", i);
    if (n >= 0 && rill_fdt_reserved((size_t)n, &range))
        fail("a reservation too many");
}

static void same_tree(void)
{
    int parents[RILL_FDT_MOST_DEPTH + 2], depth = 0, node = 0;
    struct rill_fdt_node n;

    if (!fdt_get_name(libs, 0, NULL))
        return; /* NOPs before the root, where libfdt looks for it */
    rill_fdt_start(&n);
    parents[0] = -1;
    for (; node >= 0 && depth >= 0; node = fdt_next_node(libs, node, &depth)) {
        if (!rill_fdt_next(&n) || (int)n.depth != depth + 1 ||
            !fdt_get_name(libs, node, NULL) ||
            strcmp(n.name, fdt_get_name(libs, node, NULL)))
            fail("a node, where libfdt has another");
        parents[depth + 1] = node;
        same_properties(&n, node);
        same_reg(&n, node, parents[depth]);
        if (!draw(8))
            same_paths(node);
    }
    if (rill_fdt_next(&n) || !n.whole)
        fail("a node too many, or no end");
    same_aliases();
    same_reservations();
    if (seed == 0 || draw(4) == 0)
        same_numbers();
}

/* Each register that our reader finds lies inside a reg, and each comparator has its clock. */
static void walk_clints(void)
{
    const uintptr_t ids[RILL_HARTS] = {draw(4), draw(4)};
    struct rill_clint of[RILL_HARTS];
    struct rill_fdt_node n;

    rill_platform_cpus(&n);
    if (!rill_platform_clints(&n, ids, RILL_HARTS, of))
        for (int i = 0; i < RILL_HARTS; i++)
            if (of[i].mtimecmp || of[i].msip)
                fail("no CLINT, and one of hart %zu", (size_t)ids[i]);
    for (int i = 0; i < RILL_HARTS; i++)
        if (of[i].mtimecmp ? !of[i].mtime || of[i].mtime % 4 : of[i].mtime != 0)
            fail("hart %zu has half a timer", (size_t)ids[i]);
    rill_fdt_start(&n);
    while (rill_fdt_next(&n))
        if (rill_platform_number(&n) > 1024 * (RILL_PLICS_MOST + 1))
            fail("a number beyond all controllers");
}

/* Ask our reader everything about the tree: no question may do harm. Also without the check of
 * rill_fdt_open, on which a walk must not rely. */
static unsigned walk(void)
{
    struct rill_fdt_node n;
    struct rill_fdt_range range;
    uintptr_t ids[8] = {0};
    unsigned nodes = 0;
    uint64_t number;
    size_t bytes;

    rill_fdt_start(&n);
    while (rill_fdt_next(&n)) {
        nodes++;
        rill_fdt_works(&n);
        rill_fdt_number(&n, "reg", &number);
        for (size_t i = 0; i < 4; i++)
            rill_fdt_reg(&n, i, &range);
    }
    for (size_t i = 0; i < 100 && rill_fdt_reserved(i, &range); i++) {
    }
    rill_fdt_path(&n, "/cpus/cpu@0", sizeof "/cpus/cpu@0");
    rill_fdt_path(&n, "serial0:115200n8", 16);
    if (rill_fdt_path(&n, "/chosen", 7)) {
        const char *path = rill_fdt_get(&n, "stdout-path", &bytes);

        if (path)
            rill_fdt_path(&n, path, bytes);
    }
    rill_fdt_phandle(&n, 5);
    rill_fdt_find(&n, "riscv,plic0", draw(3));
    if (rill_cpus(ids, 8) > 8)
        fail("more harts than asked for");
    if (draw(8) == 0)
        walk_clints();
    return nodes;
}

static void one(void)
{
    uint32_t total = size < 8 ? size : fdt_totalsize(tree), room = size, off;
    uint8_t *ours, *theirs;
    const char *fault;
    int error;

    /* The caller of rill_fdt_open makes sure that as much memory is there as the header
     * says. */
    if (total > room && total <= RILL_FDT_MOST_BYTES)
        room = total;
    if (room < RILL_FDT_HEADER_BYTES)
        room = RILL_FDT_HEADER_BYTES;
    off = draw(8);
    ours = malloc(off + room);
    theirs = malloc(room);
    if (!ours || !theirs)
        fail("no memory");
    memset(ours, 0, off + room);
    memset(theirs, 0, room);
    memcpy(ours + off, tree, size);
    memcpy(theirs, tree, size);
    libs = theirs;

    alarm(HANG_S);
    fault = rill_fdt_open(ours + off);
    /* libfdt 1.6 reads a NULL in versions before 16, which our reader refuses. */
    error = fdt_version(theirs) < 16 ? -FDT_ERR_BADVERSION
                                     : check_full(theirs, room);
    if (seed == 0 && (fault || error))
        fail("unchanged, and %s", fault ? fault : fdt_strerror(error));
    if (!fault != !error && !may_differ(fault, error))
        fail("ours: %s, libfdt: %s", fault ? fault : "good",
             error ? fdt_strerror(error) : "good");
    if (fault && walk())
        fail("refused (%s), and there are nodes", fault);
    if (!fault)
        walk();
    if (!fault && !error)
        same_tree();
    both_took += !fault && !error;
    both_refused += fault && error;
    differed += !fault != !error;
    /* The reader trusts no byte that changes after the tree was opened. */
    for (unsigned i = draw(4); !fault && i; i--) {
        ours[off + draw(room)] = (uint8_t)draw(256);
        walk();
    }
    alarm(0);
    free(ours);
    free(theirs);
}

int main(int argc, char **argv)
{
    uint64_t first = argc > 3 ? strtoull(argv[1], NULL, 0) : 0;
    uint64_t count = argc > 3 ? strtoull(argv[2], NULL, 0) : 0;
    static uint8_t files[16][MOST_BYTES];
    uint32_t sizes[16];
    int n = argc - 3;

    if (n < 1 || n > 16) {
        fprintf(stderr, "fuzz FIRST COUNT tree.dtb..., 1 to 16 of them\n");
        return 2;
    }
    for (int i = 0; i < n; i++) {
        FILE *f = fopen(argv[3 + i], "rb");

        if (!f || !(sizes[i] = (uint32_t)fread(files[i], 1, MOST_BYTES, f))) {
            perror(argv[3 + i]);
            return 2;
        }
        fclose(f);
    }
    signal(SIGALRM, hung);
    for (seed = first; seed < first + count; seed++) {
        /* Seed 0 is each tree unchanged. */
        for (int i = 0; i < (seed ? 1 : n); i++) {
            int which = seed ? (int)(seed % (unsigned)n) : i;

            state = seed * 0x9e3779b97f4a7c15u + 1;
            draw(2);
            from = argv[3 + which];
            size = sizes[which];
            memcpy(tree, files[which], size);
            for (unsigned k = seed ? 1 + draw(OFTEN_PASSED) : 0; k; k--)
                change();
            one();
        }
    }
    printf("both took %u, both refused %u, one alone %u\n", both_took,
           both_refused, differed);
    return 0;
}
