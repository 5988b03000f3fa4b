/* kernel/machine/fdt.c -- reading a flattened device tree. kernel/machine/fdt.h has the picture.
 *
 * step() alone reads the structure block, and step() alone checks it: `at` only grows, and
 * stays at or below `tree.end`. All other functions compare names and values that step() has
 * passed.
 *
 * We refused an index of the nodes, made when the tree is opened. It would need memory before
 * there is a heap, or twenty times the code. Rill asks the tree some ten times, and one walk
 * through QEMU's tree takes 20,000 instructions.
 */
#include <rill/panic.h>
#include "fdt.h"

#define MAGIC 0xd00dfeedu

enum { /* tokens, spec 5.4.1 */
       BROKEN = 0,
       BEGIN = 1,
       LEAVE = 2,
       PROP = 3,
       NOP = 4,
       END = 9,
};

enum { /* words of the header, spec 5.2 */
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

_Static_assert(4 * H_WORDS == RILL_FDT_HEADER_BYTES, "fdt.h");
_Static_assert(4 * H_TOTAL == RILL_FDT_TOTAL, "fdt.h");

static struct {
    const char *nodes, *end;     /* the structure block; whole words */
    const char *strings;         /* ends with a 0 if it is not empty */
    const char *reserve, *total; /* the tree's end */
    size_t strings_bytes;
} tree;

struct item {
    const char *name; /* of a node or a property */
    const char *value;
    size_t bytes;
};

/* Reads byte by byte: a word of a tree need not be aligned, and hardware may want it so. */
uint32_t rill_fdt_word(const void *at)
{
    const uint8_t *b = at;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

static uint64_t take(const char *at, size_t cells)
{
    uint64_t v = 0;

    for (; cells; cells--, at += 4)
        v = v << 32 | rill_fdt_word(at);
    return v;
}

/* Read the token at *at, with its name and value, and move *at behind it. */
static uint32_t step(const char **at, struct item *item)
{
    size_t room = (size_t)(tree.end - *at), i = 4;
    uint32_t token;

    if (!room)
        return BROKEN;
    token = rill_fdt_word(*at);
    if (token == BEGIN) {
        item->name = *at + 4;
        while (i < room && (*at)[i])
            i++;
        if (i++ == room)
            return BROKEN;
    } else if (token == PROP) {
        uint32_t name;

        if (room < 12)
            return BROKEN;
        item->bytes = rill_fdt_word(*at + 4);
        name = rill_fdt_word(*at + 8);
        if (item->bytes > room - 12 || name >= tree.strings_bytes)
            return BROKEN;
        item->name = tree.strings + name;
        item->value = *at + 12;
        i = 12 + item->bytes;
    }
    *at += (i + 3) & ~(size_t)3; /* room is a number of words */
    return token;
}

bool rill_fdt_is(const char *have, const char *want)
{
    while (*want && *have == *want)
        have++, want++;
    return *have == *want;
}

/* A node's #address-cells and #size-cells are about its children. A node that does not give
 * them has 2 and 1 (spec 2.3.5). */
static void note_cells(struct rill_fdt_node *n, const struct item *item)
{
    int which = rill_fdt_is(item->name, "#address-cells") ? 0
                : rill_fdt_is(item->name, "#size-cells")  ? 1
                                                          : -1;

    if (which >= 0)
        n->cells[n->depth][which] =
            item->bytes == 4 && rill_fdt_word(item->value) <= 4
                ? (uint8_t)rill_fdt_word(item->value)
                : 255;
}

bool rill_fdt_next(struct rill_fdt_node *n)
{
    struct item item;

    if (!n->depth)
        n->at = tree.nodes;
    for (;;) {
        uint32_t token = step(&n->at, &item);

        if (token == BEGIN && n->depth < RILL_FDT_MOST_DEPTH) {
            n->depth++;
            n->name = item.name;
            n->begun = true;
            n->cells[n->depth][0] = 2;
            n->cells[n->depth][1] = 1;
            return true;
        }
        if (token == PROP && n->begun) {
            note_cells(n, &item);
        } else if (token == LEAVE && n->depth > 1) {
            n->depth--;
            n->begun = false;
        } else if (token != NOP) {
            n->whole = token == LEAVE && n->depth && step(&n->at, &item) == END;
            n->at = tree.end;
            return false;
        }
    }
}

static bool inside(const size_t *h, int offset, int bytes)
{
    return h[offset] <= h[H_TOTAL] && h[bytes] <= h[H_TOTAL] - h[offset];
}

static const char *fault_of_header(const size_t *h, const char *at)
{
    if (h[H_MAGIC] != MAGIC)
        return RILL_SENTENCE("it does not begin with d00dfeed");
    if (h[H_TOTAL] < RILL_FDT_HEADER_BYTES || h[H_TOTAL] > RILL_FDT_MOST_BYTES)
        return RILL_SENTENCE("its size makes no sense");
    if (h[H_VERSION] < 17 || h[H_COMPATIBLE] > 17)
        return RILL_SENTENCE("its version is not 17");
    if (!inside(h, H_STRUCT, H_STRUCT_BYTES) ||
        !inside(h, H_STRINGS, H_STRINGS_BYTES) || h[H_RESERVE] > h[H_TOTAL])
        return RILL_SENTENCE("its parts are not inside it");
    if (h[H_STRINGS_BYTES] && at[h[H_STRINGS] + h[H_STRINGS_BYTES] - 1] != '\0')
        return RILL_SENTENCE("the last name of a property has no end");
    return NULL;
}

const char *rill_fdt_open(const void *fdt)
{
    const char *at = fdt, *fault;
    struct rill_fdt_node n;
    size_t h[H_WORDS];

    tree.end = tree.nodes;
    tree.total = tree.reserve;
    if (!fdt)
        return RILL_SENTENCE("none was passed");
    for (int i = 0; i < H_WORDS; i++)
        h[i] = rill_fdt_word(at + 4 * i);
    fault = fault_of_header(h, at);
    if (fault)
        return fault;
    tree.nodes = at + h[H_STRUCT];
    tree.end = tree.nodes + (h[H_STRUCT_BYTES] & ~(size_t)3);
    tree.strings = at + h[H_STRINGS];
    tree.strings_bytes = h[H_STRINGS_BYTES];
    tree.reserve = at + h[H_RESERVE];
    tree.total = at + h[H_TOTAL];
    rill_fdt_start(&n);
    while (rill_fdt_next(&n)) {
    }
    if (n.whole)
        return NULL;
    tree.end = tree.nodes;
    tree.total = tree.reserve;
    return RILL_SENTENCE("its nodes are broken");
}

const char *rill_fdt_get(const struct rill_fdt_node *n, const char *name,
                         size_t *bytes)
{
    const char *at = n->at;
    struct item item;
    uint32_t token;

    while ((token = step(&at, &item)) == PROP || token == NOP)
        if (token == PROP && rill_fdt_is(item.name, name)) {
            *bytes = item.bytes;
            return item.value;
        }
    *bytes = 0;
    return NULL;
}

bool rill_fdt_says(const struct rill_fdt_node *n, const char *name,
                   const char *string)
{
    size_t bytes, begin = 0;
    const char *list = rill_fdt_get(n, name, &bytes);

    for (size_t i = 0; i < bytes; i++)
        if (!list[i]) {
            if (rill_fdt_is(list + begin, string))
                return true;
            begin = i + 1;
        }
    return false;
}

bool rill_fdt_works(const struct rill_fdt_node *n)
{
    size_t bytes;
    const char *status = rill_fdt_get(n, "status", &bytes);

    return !status || (bytes >= 2 && status[0] == 'o' && status[1] == 'k');
}

void rill_fdt_start(struct rill_fdt_node *n)
{
    n->depth = 0;
    n->begun = n->whole = false;
}

bool rill_fdt_find(struct rill_fdt_node *n, const char *name, unsigned nth)
{
    rill_fdt_start(n);
    while (rill_fdt_next(n))
        if (rill_fdt_says(n, "compatible", name) && rill_fdt_works(n) && !nth--)
            return true;
    return false;
}

bool rill_fdt_cell(const struct rill_fdt_node *n, const char *name, size_t i,
                   uint32_t *cell)
{
    size_t bytes;
    const char *at = rill_fdt_get(n, name, &bytes);

    if (bytes / 4 <= i)
        return false;
    *cell = rill_fdt_word(at + 4 * i);
    return true;
}

bool rill_fdt_number(const struct rill_fdt_node *n, const char *name,
                     uint64_t *number)
{
    size_t bytes;
    const char *at = rill_fdt_get(n, name, &bytes);

    if (bytes != 4 && bytes != 8)
        return false;
    *number = take(at, bytes / 4);
    return true;
}

bool rill_fdt_reg(const struct rill_fdt_node *n, size_t i,
                  struct rill_fdt_range *range)
{
    const uint8_t *cells = n->cells[n->depth - 1];
    size_t bytes, step_bytes = 4 * (size_t)(cells[0] + cells[1]);
    const char *at = rill_fdt_get(n, "reg", &bytes);

    if (!cells[0] || cells[0] == 255 || cells[1] == 255 ||
        bytes / step_bytes <= i)
        return false;
    at += i * step_bytes;
    range->base = take(at, cells[0]);
    range->bytes = take(at + 4 * (size_t)cells[0], cells[1]);
    return true;
}

bool rill_fdt_reserved(size_t i, struct rill_fdt_range *range)
{
    if ((size_t)(tree.total - tree.reserve) / 16 <= i)
        return false;
    range->base = take(tree.reserve + 16 * i, 2);
    range->bytes = take(tree.reserve + 16 * i + 8, 2);
    /* The block ends with 0 and 0 (spec); libfdt and Linux stop at 0 bytes, too. */
    return range->bytes;
}

bool rill_fdt_phandle(struct rill_fdt_node *n, uint32_t phandle)
{
    uint32_t have;

    rill_fdt_start(n);
    while (rill_fdt_next(n))
        if ((rill_fdt_cell(n, "phandle", 0, &have) ||
             rill_fdt_cell(n, "linux,phandle", 0, &have)) &&
            have == phandle)
            return true;
    return false;
}

/* ---- paths ---- */

static bool ends(const char *at, const char *end)
{
    return at >= end || !*at || *at == ':';
}

/* How many bytes of the path this node's name matches; 0: the name does not match. The name's
 * "@address" is compared only when the path has an '@'. */
static size_t part(const char *name, const char *path, const char *end)
{
    size_t n = 0;
    bool place = false;

    for (; !ends(path + n, end) && path[n] != '/'; n++) {
        if (name[n] != path[n])
            return 0;
        place |= path[n] == '@';
    }
    return !name[n] || (name[n] == '@' && !place) ? n : 0;
}

/* The value of the alias that the path begins with, and in *bytes its size. */
static const char *alias(struct rill_fdt_node *n, const char *name,
                         const char *end, size_t *bytes)
{
    const char *at;
    struct item item;
    uint32_t token;

    *bytes = 0;
    if (!rill_fdt_path(n, "/aliases", sizeof "/aliases"))
        return NULL;
    at = n->at;
    while ((token = step(&at, &item)) == PROP || token == NOP) {
        size_t same = token == PROP ? part(item.name, name, end) : 0;

        if (!same || item.name[same] || !ends(name + same, end))
            continue;
        if (!item.bytes || *item.value != '/')
            break; /* we follow no alias to an alias: it may be a circle */
        *bytes = item.bytes;
        return item.value;
    }
    return NULL;
}

bool rill_fdt_path(struct rill_fdt_node *n, const char *path, size_t bytes)
{
    const char *end = path + bytes;
    size_t same = 0;
    unsigned found = 1;

    if (bytes && *path != '/') {
        path = alias(n, path, end, &bytes);
        end = path + bytes;
    }
    rill_fdt_start(n);
    if (!bytes || !rill_fdt_next(n))
        return false;
    for (;;) {
        while (!ends(path, end) && *path == '/')
            path++;
        if (ends(path, end))
            return true;
        do
            if (!rill_fdt_next(n) || n->depth <= found)
                return false;
        while (n->depth != found + 1 || !(same = part(n->name, path, end)));
        path += same;
        found++;
    }
}
