/* libc-shim/stdio.c -- stdin, stdout and stderr; the lines of tasks never mix.
 *
 * Every task gathers its own unfinished line and sends it as one when it ends:
 *
 *     task A: printf("a%d ", 1)  --> line of A "a1 "      |  console
 *     task B: puts("b")          --> line of B "b\n" -----+--> b
 *     task A: puts("a2")         --> line of A "a1 a2\n" -+--> a1 a2
 *
 * Invariants:
 *   - a task's `mine` is NULL, or on the list `lines` and not empty: a line that
 *     has ended is given back at once. So a program that prints whole lines uses
 *     one line's memory, however many tasks it has.
 *   - bytes are neither added nor lost. An unfinished line goes out when its
 *     task calls fflush, write or read (a prompt), or ends; all of them when the
 *     machine stops.
 *   - stdout and stderr share the task's line, so what a task says stays in the
 *     order in which it said it.
 *   - a line of up to LINE_MAX_BYTES less its header is never cut.
 *
 * A line is a power of two of bytes, 128 to 4096, its header included, from the
 * heap's end; idle ones wait in a list for each size and never go back.
 * Out of memory: what there is of the line is written and it goes on, so it may
 * be cut there by another task's.
 *
 * Refused: malloc (800 bytes of code in a program that has no other use for it,
 * and printf would need its lock); a buffer in each task's thread-local memory
 * (paid for by every task that never prints); one buffer with an owner, others
 * wait (a prompt whose answer comes from a waiting task is a deadlock); picolibc's
 * bufio streams (locked for each character, not for each line).
 *
 * To write a line may let other tasks run, and one of them may end the program. So a
 * line stays in the list until it is written, and `taken` says at each moment what of it
 * is: whoever stops the machine writes the rest, once. What is in the line itself is its
 * task's alone. Tasks only: in a trap tp is not a task's.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rill/bind.h>
#include <port/image.h>
#include <port/layout.h>

#include "console.h"

#define LINE_MIN_BYTES 128u
#define LINE_SIZES     6u /* 128, 256 ... 4096 */

struct line {
    struct line *prev, *next; /* in lines; idle: next alone */
    size_t taken;             /* so much of it need not be written any more */
    uint16_t len;
    uint16_t size; /* LINE_MIN_BYTES << size */
    char text[];
};

/* Both under the lock, which on one hart is nothing. What is in a line is its task's
 * alone. After a panic the lists are read without it, when no other hart runs. */
static struct rill_lock lock;
/* Unfinished ones, the newest first. */
static struct line *lines RILL_SEEN_AS(rill_unfinished_lines);
static struct line *idle[LINE_SIZES];
static _Thread_local struct line *mine;

RILL_LAYOUT(lines)
{
    RILL_FACT("line.next", offsetof(struct line, next));
    RILL_FACT("line.taken", offsetof(struct line, taken));
    RILL_FACT("line.len", offsetof(struct line, len));
    RILL_FACT("line.text", offsetof(struct line, text));
}

static size_t line_room(const struct line *l)
{
    return (LINE_MIN_BYTES << l->size) - offsetof(struct line, text);
}

/* An empty line of this size, on no list. NULL: no memory. */
static struct line *line_new(unsigned size)
{
    struct line *l;

    RILL_LOCK_TAKE(&lock);
    l = idle[size];
    if (l != NULL)
        idle[size] = l->next;
    RILL_LOCK_DROP(&lock);
    if (l == NULL) {
        /* The heap may end at an odd address: sbrk is anybody's. To ask first
         * where it ends would be two calls, and others may run in between. */
        const uintptr_t odd = _Alignof(struct line) - 1;
        char *at = rill_heap_move((ptrdiff_t)((LINE_MIN_BYTES << size) + odd));

        if (at == NULL)
            return NULL;
        l = (struct line *)(((uintptr_t)at + odd) & ~odd);
    }
    l->size = (uint16_t)size;
    l->len = 0;
    l->taken = 0;
    return l;
}

static void line_link(struct line *l)
{
    l->prev = NULL;
    RILL_LOCK_TAKE(&lock);
    l->next = lines;
    if (lines != NULL)
        lines->prev = l;
    lines = l;
    RILL_LOCK_DROP(&lock);
    mine = l;
    rill_task_owe();
}

static void line_unlink(struct line *l)
{
    RILL_LOCK_TAKE(&lock);
    if (l->prev != NULL)
        l->prev->next = l->next;
    else
        lines = l->next;
    if (l->next != NULL)
        l->next->prev = l->prev;
    l->next = idle[l->size];
    idle[l->size] = l;
    RILL_LOCK_DROP(&lock);
    mine = NULL;
}

/* A line with room for a byte: the first one, or one of twice the size. */
__attribute__((cold, noinline)) static struct line *line_grow(struct line *old)
{
    unsigned size = old == NULL ? 0 : old->size + 1u;
    struct line *l = size < LINE_SIZES ? line_new(size) : NULL;

    if (l == NULL) {
        if (old == NULL)
            return NULL;
        rill_console_write_kept(old->text, old->len, &old->taken);
        old->len = 0; /* first: nothing is left of it at any moment */
        old->taken = 0;
        return old;
    }
    if (old != NULL) {
        while (l->len < old->len) { /* memcpy is 650 bytes */
            l->text[l->len] = old->text[l->len];
            l->len++;
        }
        line_unlink(old);
    }
    RILL_NEEDS(rill_lines_flush);
    RILL_NEEDS(rill_lines_flush_all);
    line_link(l);
    return l;
}

/* One copy: inlined into all its callers it would be a third of this file. */
RILL_PART(lines_flush) __attribute__((noinline)) void rill_lines_flush(void)
{
    struct line *l = mine;

    if (l != NULL) {
        rill_console_write_kept(l->text, l->len, &l->taken);
        line_unlink(l);
    }
}

static int put(char byte, FILE *stream)
{
    struct line *l = mine;

    (void)stream;
    if (l == NULL || l->len == line_room(l)) {
        l = line_grow(l);
        if (l == NULL) { /* not even for a first line: unprotected, but out */
            rill_console_write(&byte, 1);
            return 0;
        }
    }
    l->text[l->len++] = byte;
    if (byte == '\n')
        rill_lines_flush();
    return 0;
}

static int flush(FILE *stream)
{
    (void)stream;
    rill_lines_flush();
    return 0;
}

/* End of input stays (C11 7.21.7.1) until clearerr: a loop over a last line
 * without '\n' meets it twice and must not wait for more in between. */
static int get(FILE *stream)
{
    int byte;

    rill_lines_flush(); /* the prompt */
    if (feof(stream))
        return _FDEV_EOF;
    byte = rill_console_byte();
    if (byte == -ECANCELED) {
        errno = ECANCELED;
        return _FDEV_ERR;
    }
    return byte < 0 ? _FDEV_EOF : byte;
}

static FILE console_in = FDEV_SETUP_STREAM(NULL, get, NULL, _FDEV_SETUP_READ);
static FILE console_out =
    FDEV_SETUP_STREAM(put, NULL, flush, _FDEV_SETUP_WRITE);
static FILE console_err =
    FDEV_SETUP_STREAM(put, NULL, flush, _FDEV_SETUP_WRITE);

static FILE *const to_console_in = &console_in;
static FILE *const to_console_out = &console_out;
static FILE *const to_console_err = &console_err;

/* A program written for picolibc alone may bring its own. */
RILL_DEFAULT(variable, stdin, to_console_in);
RILL_DEFAULT(variable, stdout, to_console_out);
RILL_DEFAULT(variable, stderr, to_console_err);

/* Oldest first. Memory may be in ruins: a pointer that leads out of the heap, a
 * length that cannot be or a ring ends the walk. */
static int line_whole(const struct line *l)
{
    return rill_heap_holds(l, LINE_MIN_BYTES) &&
           (uintptr_t)l % _Alignof(struct line) == 0 && l->size < LINE_SIZES &&
           l->len <= line_room(l) && rill_heap_holds(l->text, l->len);
}

RILL_PART(lines_flush_all) void rill_lines_flush_all(void)
{
    struct line *l = lines;
    struct line *later = NULL;
    struct line *older;

    lines = NULL; /* whoever breaks in here does not start over */
    for (; l != NULL && line_whole(l) && l->prev != l; l = older) {
        older = l->next;
        l->prev = l; /* seen: a ring ends here */
        l->next = later;
        later = l;
    }
    for (; later != NULL; later = later->next)
        if (later->taken < later->len)
            rill_console_write(later->text + later->taken,
                               later->len - later->taken);
}
