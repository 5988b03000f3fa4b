/* machine/cpus.c -- which harts of a device tree Rill calls. The test makes the trees, good and
 * broken ones. */
#include <string.h>

#include "../tap.h"

#define MOST 8

/* As in kernel/machine/many/cpus.h and kernel/machine/fdt.h. */
unsigned rill_cpus(uintptr_t *ids, unsigned most);
const char *rill_fdt_open(const void *fdt);

#if __riscv_xlen == 64
#define RV       "rv64"
#define OTHER_RV "rv32"
#else
#define RV       "rv32"
#define OTHER_RV "rv64"
#endif
#if __riscv_flen == 64
#define NEEDS "imafdc"
#else
#define NEEDS "imac"
#endif

static const char names[] = "device_type\0status\0reg\0riscv,isa";
enum { TYPE = 0, STATUS = 12, REG = 19, ISA = 23 };

static union {
    uint32_t words[512];
    char bytes[2048];
} tree;
static size_t used;

static void word(uint32_t w)
{
    tree.words[used / 4] = __builtin_bswap32(w);
    used += 4;
}

static void bytes(const void *from, size_t n)
{
    memcpy(tree.bytes + used, from, n);
    used = (used + n + 3) & ~(size_t)3;
}

static void begin(const char *name)
{
    word(1);
    bytes(name, strlen(name) + 1);
}

static void end(void)
{
    word(2);
}

static void property(uint32_t name, const void *value, size_t n)
{
    word(3);
    word((uint32_t)n);
    word(name);
    bytes(value, n);
}

static void text(uint32_t name, const char *value)
{
    if (value)
        property(name, value, strlen(value) + 1);
}

/* A hart's node. NULL: the node has no such property. */
static void cpu(uint32_t id, const char *type, const char *status,
                const char *isa)
{
    uint32_t reg = __builtin_bswap32(id);

    begin("cpu");
    text(TYPE, type);
    property(REG, &reg, 4);
    text(STATUS, status);
    text(ISA, isa);
    begin("interrupt-controller");
    text(STATUS, "disabled"); /* the child's reg, not the hart's */
    end();
    end();
}

static void start(const char *node)
{
    memset(&tree, 0, sizeof tree);
    used = 40;
    begin("");
    begin(node);
}

static void finish(void)
{
    size_t end_of_nodes;

    end();
    end();
    word(9);
    end_of_nodes = used;
    bytes(names, sizeof names);
    tree.words[0] = __builtin_bswap32(0xd00dfeed);
    tree.words[1] = __builtin_bswap32((uint32_t)used);
    tree.words[5] = tree.words[6] = __builtin_bswap32(17);
    tree.words[2] = __builtin_bswap32(40);
    tree.words[3] = __builtin_bswap32((uint32_t)end_of_nodes);
    tree.words[8] = __builtin_bswap32(sizeof names);
    tree.words[9] = __builtin_bswap32((uint32_t)end_of_nodes - 40);
}

static uintptr_t ids[MOST + 1];
static int opened;

static unsigned found(unsigned most)
{
    memset(ids, 0xff, sizeof ids);
    ids[0] = 1;
    opened = !rill_fdt_open(&tree);
    return rill_cpus(ids, most);
}

/* A tree with one more hart beside hart 1: how many harts does Rill call? */
static unsigned called(const char *type, const char *status, const char *isa)
{
    start("cpus");
    cpu(1, "cpu", NULL, RV NEEDS);
    cpu(77, type, status, isa);
    finish();
    return found(MOST) == 2 && ids[1] == 77;
}

static void good(void)
{
    ok(called("cpu", NULL, RV NEEDS), "one that says nothing of its status");
    ok(called("cpu", "okay", RV NEEDS "_zicsr_zifencei"), "okay, and more");
    ok(called("cpu", "ok", RV "gc"), "g is imafd");
    ok(called("cpu", "okay", RV "imafdqcbvh"), "letters between");
}

static void bad(void)
{
    ok(!called("cpu", "disabled", RV NEEDS), "disabled");
    ok(!called("cpu", "fail", RV NEEDS), "failed");
    ok(!called("cpu", "okay", OTHER_RV NEEDS), "of another width");
    ok(!called("cpu", "okay",
               RV "im"
                  "c"),
       "without a letter");
    ok(!called("cpu", "okay", RV "im_xaf_afdc"), "but in a longer name");
    ok(!called("cpu", "okay", RV "imsafdc"), "behind an s");
    ok(!called("cpu", "okay", NULL), "that does not say what it can do");
    ok(!called("cache", "okay", RV NEEDS), "that is none");
    ok(!called(NULL, "okay", RV NEEDS), "that does not say what it is");
    start("cups");
    cpu(77, "cpu", NULL, RV NEEDS);
    finish();
    is(found(MOST), 1, "in another node");
}

static void many(void)
{
    static const uint32_t order[] = {900, 3, 1, 3, 42, 0};

    start("cpus");
    for (unsigned i = 0; i < 6; i++)
        cpu(order[i], "cpu", NULL, RV NEEDS);
    finish();
    is(found(MOST), 5, "each id once, and the boot hart's");
    ok(ids[1] == 900 && ids[2] == 3 && ids[3] == 42 && ids[4] == 0,
       "ids need not be in a row, nor begin at 0");
    is(found(3), 3, "no more than asked for");
    is((long)ids[3], -1, "and none is written behind");
    is(found(1), 1, "an image for one");
}

/* Cut the tree at each byte, and spoil each byte: rill_cpus returns, with a number within its
 * bounds. */
static void broken(void)
{
    size_t nodes = __builtin_bswap32(tree.words[9]);
    unsigned wrong = 0, fewer = 0;

    for (size_t n = 0; n <= nodes; n++) {
        tree.words[9] = __builtin_bswap32((uint32_t)n);
        fewer += found(MOST) < 5;
        wrong += found(MOST) > 5;
    }
    tree.words[9] = __builtin_bswap32((uint32_t)nodes);
    ok(!wrong && fewer, "cut off anywhere");
    wrong = 0;
    for (size_t at = 40; at < 40 + nodes; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            tree.bytes[at] ^= (char)(1 << bit);
            wrong += found(4) > 4 || ids[4] != UINTPTR_MAX || ids[0] != 1;
            tree.bytes[at] ^= (char)(1 << bit);
        }
    is(wrong, 0, "any bit wrong");
    is(found(MOST), 5, "whole again");
}

int main(void)
{
    plan(22);
    good();
    bad();
    many();
    broken();
    return done();
}
