/* libc-shim/scanf.c -- scanf's formats as C has them (C17 7.21.6.2), and POSIX's n$.
 *
 * scanf reads an item as far as it goes, and gives one character back. What C leaves
 * open is as in glibc: 0x is 0 for %x, a whole number that is too large becomes the
 * largest long long, cut to its type. vfscanf.c calls rill_scan_format.
 */
#include <errno.h>
#include <limits.h>
#include <wchar.h>

#include "scanf.h"

int rill_in_get(struct rill_in *in)
{
    int c;

    if (in->width == 0)
        return EOF;
    c = getc(in->stream);
    if (c != EOF) {
        in->count++;
        in->width--;
    }
    return c;
}

void rill_in_back(struct rill_in *in, int c)
{
    if (c == EOF)
        return;
    (void)ungetc(c, in->stream);
    in->count--;
    in->width++;
}

static bool is_blank(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Skip blanks. Returns whether the input goes on behind them. */
static bool skip_blanks(struct rill_in *in)
{
    int c;

    in->width = INT_MAX;
    do
        c = rill_in_get(in);
    while (is_blank(c));
    rill_in_back(in, c);
    return c != EOF;
}

/* ---- whole numbers ---- */

struct whole {
    uint64_t value;
    unsigned base; /* 0: as it is written */
    bool negative, too_large, any_digit;
};

static void add_digit(struct whole *n, unsigned digit)
{
    n->too_large = n->too_large ||
                   __builtin_mul_overflow(n->value, n->base, &n->value) ||
                   __builtin_add_overflow(n->value, digit, &n->value);
    n->any_digit = true;
}

static int digit_of(int c, unsigned base)
{
    int digit = c >= '0' && c <= '9'                     ? c - '0'
                : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                         : INT_MAX;

    return digit < (int)base ? digit : -1;
}

/* Read the sign and the prefix that says the base. Returns the character behind
 * them. */
static int scan_prefix(struct rill_in *in, struct whole *n)
{
    int c = rill_in_get(in);

    if (c == '+' || c == '-') {
        n->negative = c == '-';
        c = rill_in_get(in);
    }
    if (c == '0' && (n->base == 0 || n->base == 16)) {
        n->any_digit = true;
        c = rill_in_get(in);
        if ((c | 0x20) == 'x') {
            n->base = 16;
            c = rill_in_get(in);
        } else if (n->base == 0) {
            n->base = 8;
        }
    }
    if (n->base == 0)
        n->base = 10;
    return c;
}

static uint64_t whole_value(const struct whole *n, bool is_signed)
{
    const uint64_t most = (uint64_t)INT64_MAX + n->negative;

    if (is_signed && (n->too_large || n->value > most))
        return n->negative ? (uint64_t)INT64_MIN : INT64_MAX;
    if (n->too_large)
        return UINT64_MAX;
    return n->negative ? -n->value : n->value;
}

static enum rill_scanned scan_whole(struct rill_in *in,
                                    const struct rill_spec *spec, void *to)
{
    struct whole n = {.base = 10};
    const size_t before = in->count;
    int c, digit;

    switch (spec->letter) {
    case 'i':
        n.base = 0;
        break;
    case 'o':
        n.base = 8;
        break;
    case 'x':
    case 'X':
    case 'p':
        n.base = 16;
        break;
    default:
        break;
    }
    c = scan_prefix(in, &n);
    while ((digit = digit_of(c, n.base)) >= 0) {
        add_digit(&n, (unsigned)digit);
        c = rill_in_get(in);
    }
    rill_in_back(in, c);
    if (!n.any_digit)
        return in->count == before && c == EOF ? RILL_SCAN_ENDED
                                               : RILL_SCAN_MISMATCH;
    if (to != NULL)
        rill_store(to, spec->letter == 'p' ? RILL_SIZE_LONG : spec->size,
                   whole_value(&n, spec->letter == 'd' || spec->letter == 'i'));
    return RILL_SCAN_DONE;
}

/* ---- text ---- */

/* Is the character in a set, read from behind its [? Returns where the format goes on;
 * NULL: the format ends first. A minus between two characters means all from one to the
 * other, as in glibc. */
static const char *read_set(const char *p, int c, bool *takes)
{
    const bool others = *p == '^'; /* the characters that are not in it */
    const char *first = p + others;
    bool in = false;

    for (p = first; *p != '\0' && (*p != ']' || p == first); p++) {
        int low = (unsigned char)*p;
        int high = low;

        if (p[1] == '-' && p[2] != ']' && p[2] != '\0' &&
            (unsigned char)p[2] >= low) {
            high = (unsigned char)p[2];
            p += 2;
        }
        in = in || (c >= low && c <= high);
    }
    *takes = in != others;
    return *p == ']' ? p + 1 : NULL;
}

static bool takes(const struct rill_spec *spec, const char *set, int c)
{
    bool in;

    switch (spec->letter) {
    case 'c':
    case 'C':
        return true;
    case '[':
        (void)read_set(set, c, &in);
        return in;
    default:
        return !is_blank(c);
    }
}

/* %c, %s and %[. Wide characters are C's locale's: ASCII. */
static enum rill_scanned scan_text(struct rill_in *in,
                                   const struct rill_spec *spec,
                                   const char *set, void *to)
{
    const bool counted = (spec->letter | 0x20) == 'c';
    const bool wide = spec->size == RILL_SIZE_LONG || spec->letter == 'C' ||
                      spec->letter == 'S';
    size_t n = 0;
    int c;

    if (counted && spec->width == 0)
        in->width = 1;
    while ((c = rill_in_get(in)) != EOF && takes(spec, set, c)) {
        if (wide && c > 0x7f) {
            errno = EILSEQ;
            return RILL_SCAN_ENDED;
        }
        if (to != NULL && wide)
            ((wchar_t *)to)[n] = c;
        else if (to != NULL)
            ((char *)to)[n] = (char)c;
        n++;
    }
    if (c != EOF)
        rill_in_back(in, c);
    if (n == 0)
        return c == EOF ? RILL_SCAN_ENDED : RILL_SCAN_MISMATCH;
    if (counted || to == NULL)
        return RILL_SCAN_DONE;
    if (wide)
        ((wchar_t *)to)[n] = 0;
    else
        ((char *)to)[n] = '\0';
    return RILL_SCAN_DONE;
}

/* ---- a conversion ---- */

static enum rill_scanned scan_one(struct rill_in *in,
                                  const struct rill_spec *spec, const char *set,
                                  void *to, rill_scan_real *scan_real)
{
    in->width = spec->width == 0 ? INT_MAX : spec->width;
    switch (spec->letter) {
    case 'd':
    case 'i':
    case 'o':
    case 'u':
    case 'x':
    case 'X':
    case 'p':
        return scan_whole(in, spec, to);
    case 'c':
    case 'C':
    case 's':
    case 'S':
    case '[':
        return scan_text(in, spec, set, to);
    default:
        if (scan_real == NULL ||
            (rill_spec_type(spec) != RILL_TYPE_DOUBLE &&
             rill_spec_type(spec) != RILL_TYPE_LONG_DOUBLE))
            return RILL_SCAN_MISMATCH;
        return scan_real(in, spec->size, to);
    }
}

static enum rill_scanned match(struct rill_in *in, int wanted)
{
    int c;

    in->width = INT_MAX;
    c = rill_in_get(in);
    if (c == wanted)
        return RILL_SCAN_DONE;
    rill_in_back(in, c);
    return c == EOF ? RILL_SCAN_ENDED : RILL_SCAN_MISMATCH;
}

/* Returns where the format goes on; NULL: the scan is over, and *how says why. */
static const char *convert(struct rill_in *in, const char *p,
                           struct rill_args *args, int *assigned,
                           enum rill_scanned *how, rill_scan_real *scan_real)
{
    union rill_value value = {.pointer = NULL};
    struct rill_spec spec;
    const bool wanted = *p != '*'; /* here the star is no width */
    const char *set;
    bool any;

    p = set = rill_spec_read(p + !wanted, &spec);
    if (p != NULL && spec.letter == '[')
        p = read_set(set, 0, &any);
    *how = RILL_SCAN_MISMATCH;
    if (p == NULL)
        return NULL;
    if (spec.letter != '[' && (spec.letter | 0x20) != 'c' &&
        spec.letter != 'n' && !skip_blanks(in)) {
        *how = RILL_SCAN_ENDED;
        return NULL;
    }
    if (spec.letter == '%') {
        *how = match(in, '%');
        return *how == RILL_SCAN_DONE ? p : NULL;
    }
    if (wanted)
        rill_argument(args, spec.at, RILL_TYPE_POINTER, &value);
    if (spec.letter == 'n') {
        if (wanted)
            rill_store((void *)(uintptr_t)value.pointer, spec.size, in->count);
        return p;
    }
    *how =
        scan_one(in, &spec, set, (void *)(uintptr_t)value.pointer, scan_real);
    *assigned += wanted && *how == RILL_SCAN_DONE;
    return *how == RILL_SCAN_DONE ? p : NULL;
}

int rill_scan_format(FILE *stream, struct rill_args *args,
                     rill_scan_real *scan_real)
{
    struct rill_in in = {stream, 0, INT_MAX};
    enum rill_scanned how = RILL_SCAN_DONE;
    const char *p = args->format;
    int assigned = 0;

    while (p != NULL && *p != '\0') {
        if (is_blank((unsigned char)*p)) {
            (void)skip_blanks(&in);
            p++;
        } else if (*p != '%') {
            how = match(&in, (unsigned char)*p);
            p = how == RILL_SCAN_DONE ? p + 1 : NULL;
        } else {
            p = convert(&in, p + 1, args, &assigned, &how, scan_real);
        }
    }
    return p == NULL && how == RILL_SCAN_ENDED && assigned == 0 ? EOF
                                                                : assigned;
}
