/* kernel/fdt.c -- reading a flattened device tree: the few facts that this
 * runtime asks for are properties of the root and of its children. */
#include <stdbool.h>
#include <rill/panic.h>
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

_Static_assert(4 * H_WORDS == RILL_FDT_HEADER_BYTES, "fdt.h");

static uint32_t header(const void *fdt, int which)
{
    return word((const char *)fdt + 4 * which);
}

uint64_t rill_fdt_take(const char **at, size_t cells)
{
    uint64_t v = 0;

    for (; cells; cells--, *at += 4)
        v = v << 32 | word(*at);
    return v;
}

static bool inside(const uint32_t *h, int offset, int bytes)
{
    return h[offset] <= h[H_TOTAL] && h[bytes] <= h[H_TOTAL] - h[offset];
}

const char *rill_fdt_fault(const void *fdt)
{
    uint32_t h[H_WORDS];

    if (!fdt)
        return RILL_SENTENCE("none was passed");
    if ((uintptr_t)fdt & 3)
        return RILL_SENTENCE("its address is not a multiple of 4");
    for (int i = 0; i < H_WORDS; i++)
        h[i] = header(fdt, i);
    if (h[H_MAGIC] != MAGIC)
        return RILL_SENTENCE("it does not begin with d00dfeed");
    if (h[H_TOTAL] < sizeof h || h[H_TOTAL] > MOST_BYTES)
        return RILL_SENTENCE("its size makes no sense");
    if (h[H_VERSION] < 17 || h[H_COMPATIBLE] > 17)
        return RILL_SENTENCE("its version is not 17");
    if (!inside(h, H_STRUCT, H_STRUCT_BYTES) ||
        !inside(h, H_STRINGS, H_STRINGS_BYTES) || h[H_STRUCT] & 3)
        return RILL_SENTENCE("its parts are not inside it");
    return NULL;
}

/* Is `want` what stands at `have`, up to the end of it or an '@'? A string that
 * does not end before `end` is none. */
static bool is(const char *have, const char *end, const char *want)
{
    for (; *want; have++, want++)
        if (have >= end || *have != *want)
            return false;
    return have < end && (!*have || *have == '@');
}

/* One pass over the structure block. `at` only grows and every step is checked
 * against `end`, so it ends on any input. */
const char *rill_fdt_property(const void *fdt, const char *node,
                              const char *name, size_t *bytes)
{
    const char *strings = (const char *)fdt + header(fdt, H_STRINGS);
    const char *strings_end = strings + header(fdt, H_STRINGS_BYTES);
    const char *at = (const char *)fdt + header(fdt, H_STRUCT);
    const char *end = at + (header(fdt, H_STRUCT_BYTES) & ~3u);
    int depth = 0;
    bool here = false;

    while (at < end) {
        uint32_t token = word(at);

        at += 4;
        if (token == BEGIN_NODE) {
            depth++;
            here = depth == (*node ? 2 : 1) && is(at, end, node);
            while (at < end && *at)
                at++;
            at += 4 - ((uintptr_t)at & 3);
        } else if (token == END_NODE) {
            if (--depth <= 0)
                break;
            here = false;
        } else if (token == PROP) {
            size_t room = (size_t)(end - at), n = room < 8 ? 0 : word(at);

            if (room < 8 || n > room - 8)
                break;
            at += 8;
            if (here && word(at - 4) < (size_t)(strings_end - strings) &&
                is(strings + word(at - 4), strings_end, name)) {
                *bytes = n;
                return at;
            }
            at += (n + 3) & ~(size_t)3;
        } else if (token != NOP) {
            break;
        }
    }
    return NULL;
}
