/* kernel/many/cpus.c -- which harts the device tree has, and can run this image.
 * Devicetree Specification 0.3, 3.7 and 3.8 (/cpus, /cpus/cpu*), 2.3.4 (status);
 * Linux, Documentation/devicetree/bindings/riscv/cpus.yaml (riscv,isa).
 *
 * One pass over the structure block, like kernel/fdt.c's: `at` only grows and
 * every step is checked against `end`, so it ends on any input.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <port/isa.h>
#include "cpus.h"
#include "fdt.h"

#define BEGIN_NODE 1
#define END_NODE   2
#define PROP       3
#define NOP        4

enum { /* bytes into the header, spec 5.2 */
       H_STRUCT = 8,
       H_STRINGS = 12,
       H_STRINGS_BYTES = 32,
       H_STRUCT_BYTES = 36,
};

struct value { /* NULL: it has no such property */
    const char *at;
    size_t bytes;
};

struct cpu { /* a child of /cpus */
    struct value type, status, reg, isa;
};

static uint32_t word(const char *at)
{
    return (uint32_t)rill_fdt_take(&at, 1);
}

/* Is it this string, with the 0 that ends it? */
static bool is(struct value v, const char *want)
{
    size_t n = strlen(want) + 1;

    return v.at && v.bytes >= n && !memcmp(v.at, want, n);
}

/* Has it all letters that the image needs? They end at the first '_', or at a
 * letter that begins a longer name, or at the end; g stands for imafd. */
static bool can_run(struct value isa)
{
    static const char width[] = {'r', 'v', sizeof(long) == 8 ? '6' : '3',
                                 sizeof(long) == 8 ? '4' : '2'};
    const char *need = RILL_ISA;
    size_t end = sizeof width;

    if (!isa.at || isa.bytes <= end || memcmp(isa.at, width, end) != 0)
        return false;
    while (end < isa.bytes && isa.at[end] && !strchr("_szx", isa.at[end]))
        end++;
    for (; *need; need++)
        if (!memchr(isa.at + sizeof width, *need, end - sizeof width) &&
            !(strchr("imafd", *need) &&
              memchr(isa.at + sizeof width, 'g', end - sizeof width)))
            return false;
    return true;
}

/* One that says nothing of its status is well; one that does not say what it can
 * do is left out. */
static bool is_wanted(const struct cpu *c)
{
    return is(c->type, "cpu") &&
           (!c->status.at || is(c->status, "okay") || is(c->status, "ok")) &&
           c->reg.at && (c->reg.bytes == 4 || c->reg.bytes == 8) &&
           can_run(c->isa);
}

static unsigned add(const struct cpu *c, uintptr_t *ids, unsigned n)
{
    const char *reg = c->reg.at;
    uint64_t id;

    if (!is_wanted(c))
        return n;
    id = rill_fdt_take(&reg, c->reg.bytes / 4);
    for (unsigned i = 0; i < n; i++)
        if (ids[i] == id)
            return n;
    if (id > UINTPTR_MAX)
        return n;
    ids[n] = (uintptr_t)id;
    return n + 1;
}

/* Of its properties those that we ask for; `name` ends before strings_end. */
static void note(struct cpu *c, const char *name, struct value v)
{
    if (!strcmp(name, "device_type"))
        c->type = v;
    else if (!strcmp(name, "status"))
        c->status = v;
    else if (!strcmp(name, "reg"))
        c->reg = v;
    else if (!strcmp(name, "riscv,isa"))
        c->isa = v;
}

unsigned rill_cpus(const void *fdt, uintptr_t *ids, unsigned most)
{
    const char *tree = fdt, *at = tree + word(tree + H_STRUCT);
    const char *end = at + (word(tree + H_STRUCT_BYTES) & ~3u);
    const char *strings = tree + word(tree + H_STRINGS);
    size_t strings_bytes = word(tree + H_STRINGS_BYTES);
    struct cpu cpu = {0};
    unsigned n = 1;
    int depth = 0;
    bool in_cpus = false;

    while (at < end && n < most) {
        uint32_t token = word(at);

        at += 4;
        if (token == BEGIN_NODE) {
            const char *name = at;
            size_t length = strnlen(at, (size_t)(end - at));

            if (length == (size_t)(end - at))
                break;
            depth++;
            if (depth == 2)
                in_cpus = !strcmp(name, "cpus");
            if (depth == 3)
                cpu = (struct cpu){0};
            at += (length + 4) & ~(size_t)3;
        } else if (token == END_NODE) {
            if (depth == 3 && in_cpus)
                n = add(&cpu, ids, n);
            if (--depth <= 0)
                break;
        } else if (token == PROP) {
            size_t room = (size_t)(end - at), bytes = room < 8 ? 0 : word(at);
            size_t name = room < 8 ? 0 : word(at + 4);

            if (room < 8 || bytes > room - 8)
                break;
            at += 8;
            if (depth == 3 && in_cpus && name < strings_bytes &&
                strnlen(strings + name, strings_bytes - name) <
                    strings_bytes - name)
                note(&cpu, strings + name, (struct value){at, bytes});
            at += (bytes + 3) & ~(size_t)3;
        } else if (token != NOP) {
            break;
        }
    }
    return n;
}
