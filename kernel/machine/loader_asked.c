/* kernel/machine/loader_asked.c -- a loader that passes nothing: the linker says where memory
 * ends, and the board's function asks for the words for argv. */
#include <rill/panic.h>
#include <port/board.h>
#include <port/image.h>

#define ARGS_FIRST_BYTES 128u
#define ARGS_MOST_BYTES  8192u

static uintptr_t find(const void *a1)
{
    (void)a1;
    return (uintptr_t)__heap_end;
}

/* The board's function needs a buffer for the words, but nothing says how large. So we ask
 * with ever larger ones. */
static const char *args(void)
{
    char *buf;
    size_t n;

    if (!rill_board.ask)
        return NULL;
    buf = rill_heap_move(ARGS_FIRST_BYTES);
    n = buf ? ARGS_FIRST_BYTES : 0;
    while (n) {
        int got = rill_board.ask(buf, n);

        if (got < 0)
            rill_heap_move(-(ptrdiff_t)n);
        if (got < (int)n)
            return got < 0 ? NULL : buf;
        if (n == ARGS_MOST_BYTES || !rill_heap_move((ptrdiff_t)n))
            break;
        n *= 2;
    }
    rill_panic("the argument list is too long for %zu bytes; pass less, or "
               "pass it on standard input",
               n);
}

const struct rill_loader rill_loader_asked = {.find = find, .args = args};
