/* kernel/fdt.c -- reading a flattened device tree: the few facts that this
 * runtime asks for are properties of the root and of its children. */
#include <stdbool.h>
#include <string.h>
#include "fdt.h"

#define MAGIC      0xd00dfeedu
#define BEGIN_NODE 1
#define END_NODE   2
#define PROP       3
#define NOP        4
#define END        9
#define MOST_BYTES (16u << 20) /* no real tree comes near it */

enum { /* header words, spec 5.2 */
       H_MAGIC,
       H_TOTAL,
       H_STRUCT,
       H_STRINGS,
       H_RESERVE,
       H_VERSION,
       H_COMPATIBLE,
       H_BOOT_CPU,
       H_STRINGS_BYTES,
       H_STRUCT_BYTES,
       H_WORDS,
};

/* Byte by byte: a property need not be aligned, and hardware may care. */
static uint32_t word(const void *at)
{
    const uint8_t *b = at;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

static uint32_t header(const void *fdt, int which)
{
    return word((const char *)fdt + 4 * which);
}

size_t rill_fdt_bytes(const void *fdt)
{
    return header(fdt, H_TOTAL);
}

uint64_t rill_fdt_number(const void *at, size_t cells)
{
    uint64_t v = 0;

    for (size_t i = 0; i < cells; i++)
        v = v << 32 | word((const char *)at + 4 * i);
    return v;
}

static bool inside(const void *fdt, uint32_t offset, uint32_t bytes)
{
    uint32_t total = header(fdt, H_TOTAL);

    return offset <= total && bytes <= total - offset;
}

const char *rill_fdt_fault(const void *fdt)
{
    if (!fdt)
        return "none was passed";
    if ((uintptr_t)fdt & 3)
        return "its address is not a multiple of 4";
    if (header(fdt, H_MAGIC) != MAGIC)
        return "it does not begin with d00dfeed";
    if (header(fdt, H_TOTAL) < 4 * H_WORDS || header(fdt, H_TOTAL) > MOST_BYTES)
        return "its size makes no sense";
    if (header(fdt, H_VERSION) < 17 || header(fdt, H_COMPATIBLE) > 17)
        return "its version is not 17";
    if (!inside(fdt, header(fdt, H_STRUCT), header(fdt, H_STRUCT_BYTES)) ||
        !inside(fdt, header(fdt, H_STRINGS), header(fdt, H_STRINGS_BYTES)) ||
        header(fdt, H_STRUCT) & 3)
        return "its parts are not inside it";
    return NULL;
}

/* A string inside [at, at + most), or NULL if it does not end there. */
static const char *string_in(const char *at, size_t most)
{
    return memchr(at, 0, most) ? at : NULL;
}

static bool node_is(const char *have, const char *want)
{
    size_t n = strlen(want);

    return !strncmp(have, want, n) && (!have[n] || (n && have[n] == '@'));
}

static const char *name_of_property(const void *fdt, uint32_t offset)
{
    uint32_t bytes = header(fdt, H_STRINGS_BYTES);

    if (offset >= bytes)
        return NULL;
    return string_in((const char *)fdt + header(fdt, H_STRINGS) + offset,
                     bytes - offset);
}

/* One pass over the structure block. `at` only grows and every step is checked
 * against `left`, so it ends on any input. */
const void *rill_fdt_property(const void *fdt, const char *node,
                              const char *name, size_t *bytes)
{
    const char *at = (const char *)fdt + header(fdt, H_STRUCT);
    size_t left = header(fdt, H_STRUCT_BYTES) & ~(size_t)3;
    int depth = 0;
    bool here = false;

    while (left >= 4) {
        uint32_t token = word(at);
        size_t step = 4;

        if (token == BEGIN_NODE) {
            const char *n = string_in(at + 4, left - 4);

            if (!n)
                return NULL;
            depth++;
            here = depth == (*node ? 2 : 1) && node_is(n, node);
            step = 4 + ((strlen(n) + 1 + 3) & ~(size_t)3);
        } else if (token == END_NODE) {
            if (--depth <= 0)
                return NULL;
            here = false;
        } else if (token == PROP) {
            size_t n = left >= 12 ? word(at + 4) : SIZE_MAX;
            const char *p;

            if (left < 12 || n > left - 12)
                return NULL;
            p = name_of_property(fdt, word(at + 8));
            if (here && p && !strcmp(p, name)) {
                *bytes = n;
                return at + 12;
            }
            step = 12 + ((n + 3) & ~(size_t)3);
        } else if (token != NOP) {
            return NULL;
        }
        if (step > left)
            return NULL;
        at += step;
        left -= step;
    }
    return NULL;
}
