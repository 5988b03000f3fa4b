/* libc-shim/stdio.c -- the lines of two tasks never mix. The streams are in streams.c.
 *
 * Every task gathers its own unfinished line and sends it as one when it ends:
 *
 *     task A: printf("a%d ", 1)  --> line of A "a1 "      |  console
 *     task B: puts("b")          --> line of B "b\n" -----+--> b
 *     task A: puts("a2")         --> line of A "a1 a2\n" -+--> a1 a2
 *
 * Invariants:
 *   - a task's `mine` is NULL, or on the list `lines` and not empty: a task that has
 *     sent its line gives it back at once. So a program that prints whole lines uses
 *     one line's memory, however many tasks it has.
 *   - no byte is added or lost. An unfinished line is sent when its task calls fflush,
 *     write or read (a prompt), or ends; all of them are sent when the machine stops.
 *   - stdout and stderr share the task's line, so a task's output stays in the order in
 *     which it printed.
 *   - a line of up to LINE_MAX_BYTES less its header is never cut;
 *   - a line contains a '\n' only if a stream is fully buffered (setvbuf); then whole
 *     lines are sent.
 *
 * A line has 128 to 4096 bytes, a power of two, its header included, from the heap's
 * end. Idle lines wait in a list for each size and never go back to the heap. When
 * there is no memory, the task sends what it has of the line and goes on, so another
 * task's line may cut it there.
 *
 * We refused malloc, which is 800 bytes of code in a program that has no other use for
 * it; and printf would need its lock. We refused a buffer in each task's thread-local
 * memory, which every task that never prints would pay for. We refused one buffer with
 * an owner, for which others wait: a task that waits for it cannot answer its owner's
 * prompt, which is a deadlock. We refused picolibc's bufio streams, which lock for each
 * character and not for each line.
 *
 * While a task writes its line, other tasks may run, and one of them may end the program.
 * So a line stays in the list until it is written, and `taken` says at each moment how much
 * of it has been written. When the machine stops, rill_lines_flush_all writes the rest,
 * once. The bytes of a line are its task's alone. Only tasks print: in a trap tp is not a
 * task's.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <rill/bind.h>
#include <rill/task.h>
#include <rill/time.h>
#include <port/image.h>
#include <port/layout.h>

#include "console.h"
#include "line_task.h"
#include "tasks.h"

#define LINE_MIN_BYTES 128u
#define SETTLE_NS      (500 * RILL_MS)
#define LINE_SIZES     6u /* 128, 256 ... 4096 */

struct line {
    struct line *prev, *next; /* in lines; idle: next alone */
    size_t taken;             /* so many bytes of it have been written */
    struct line_task task;
    uint16_t len;
    uint16_t size; /* LINE_MIN_BYTES << size */
    char text[];
};

/* This lock guards the lists; on one hart it is nothing. The bytes of a line are its
 * task's alone. After a panic the lists are read without the lock, when no other hart
 * runs. */
static struct rill_lock lock;
/* Unfinished ones, the newest first. */
static struct line *lines RILL_SEEN_AS(rill_unfinished_lines);
static struct line *idle[LINE_SIZES];
static struct line_task ending; /* none, or the first to end the program */
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
        /* The heap may end at an odd address, because any program may call sbrk. Asking
         * first where the heap ends would be two calls, and other tasks may run in
         * between. */
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

/* With the lock. On many harts a task that is about to end the program waits for the lines
 * that others have begun, so no other task begins a line any more. */
static bool may_begin(void)
{
    return !line_task_any(&ending) || line_task_is_mine(&ending) ||
           !rill_may_wait();
}

static void line_link(struct line *l)
{
    l->prev = NULL;
    RILL_LOCK_TAKE(&lock);
    while (!may_begin()) {
        RILL_LOCK_DROP(&lock);
        rill_yield();
        RILL_LOCK_TAKE(&lock);
    }
    line_task_set(&l->task);
    l->next = lines;
    if (lines != NULL)
        lines->prev = l;
    lines = l;
    RILL_LOCK_DROP(&lock);
    mine = l;
    rill_task_owe();
}

/* Put a larger line, with the bytes of the old one, in the old one's place. A walk along
 * the list meets either the old line or the new one. */
static void line_replace(struct line *old, struct line *l)
{
    RILL_LOCK_TAKE(&lock);
    l->prev = old->prev;
    l->next = old->next;
    l->task = old->task;
    if (l->prev != NULL)
        l->prev->next = l;
    else
        lines = l;
    if (l->next != NULL)
        l->next->prev = l;
    old->next = idle[old->size];
    idle[old->size] = old;
    RILL_LOCK_DROP(&lock);
    mine = l;
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

/* Send the line up to its last '\n', or all of it if it has none. The rest moves to the
 * line's beginning with interrupts off: so a hart that stops this one finds the rest at one
 * place or the other. */
static void line_spill(struct line *l)
{
    size_t cut = l->len, rest = 0;
    uintptr_t were;

    while (cut > 0 && l->text[cut - 1] != '\n')
        cut--;
    if (cut == 0)
        cut = l->len;
    rill_console_write_kept(l->text, cut, &l->taken);
    were = rill_interrupts_off();
    for (; cut + rest < l->len; rest++)
        l->text[rest] = l->text[cut + rest];
    l->len = (uint16_t)rest;
    l->taken = 0;
    rill_interrupts_restore(were);
}

/* A line with room for a byte: a first line, or one of twice the size. */
__attribute__((cold, noinline)) static struct line *line_grow(struct line *old)
{
    unsigned size = old == NULL ? 0 : old->size + 1u;
    struct line *l = size < LINE_SIZES ? line_new(size) : NULL;

    if (l == NULL) {
        if (old != NULL)
            line_spill(old);
        return old;
    }
    if (old != NULL) {
        while (l->len < old->len) { /* memcpy is 650 bytes */
            l->text[l->len] = old->text[l->len];
            l->len++;
        }
        line_replace(old, l);
        return l;
    }
    RILL_NEEDS(rill_lines_flush);
    RILL_NEEDS(rill_lines_flush_all);
    if (RILL_HARTS > 1)
        RILL_NEEDS(rill_lines_settle);
    line_link(l);
    return l;
}

/* Not inline: copies in all its callers would be a third of this file. */
RILL_PART(lines_flush) __attribute__((noinline)) void rill_lines_flush(void)
{
    struct line *l = mine;

    if (l != NULL) {
        rill_console_write_kept(l->text, l->len, &l->taken);
        line_unlink(l);
    }
}

/* The task has no line yet, or a full one.
 *   returns 0: *l has room. 1: no memory, not even for a first line; the byte was sent
 *   alone, and may mix with others. _FDEV_ERR. */
__attribute__((cold, noinline)) static int
line_begin(struct line **l, char byte, const FILE *stream)
{
    if (*l == NULL && !rill_fd_is_open(rill_stream_fd(stream))) {
        errno = EBADF;
        return _FDEV_ERR;
    }
    *l = line_grow(*l);
    if (*l != NULL)
        return 0;
    rill_console_write(&byte, 1);
    return 1;
}

/* The calling task's line, with room. NULL: the byte went another way, or nowhere;
 * *result says. */
__attribute__((always_inline)) static inline struct line *
append(char byte, const FILE *stream, int *result)
{
    struct line *l;

    RILL_TASKS_ONLY("printf, puts or another call of stdio");
    l = mine;
    if (l == NULL || l->len == line_room(l)) {
        int r = line_begin(&l, byte, stream);

        if (r) {
            *result = r < 0 ? r : 0;
            return NULL;
        }
    }
    l->text[l->len++] = byte;
    return l;
}

int rill_line_put(char byte, FILE *stream)
{
    int result = 0;

    if (append(byte, stream, &result) != NULL && byte == '\n')
        rill_lines_flush();
    return result;
}

int rill_line_put_full(char byte, FILE *stream)
{
    int result = 0;
    struct line *l = append(byte, stream, &result);

    if (l == NULL)
        return result;
    if (l->len >= ((const struct rill_stream *)stream)->most) {
        line_spill(l);
        if (l->len == 0)
            line_unlink(l);
    }
    return 0;
}

/* The oldest line first. Memory may be in ruins: the walk ends at a pointer that leads
 * out of the heap, at an impossible length, and at a ring. */
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

    lines = NULL; /* a call that interrupts this one does not start over */
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

/* With the lock. */
static bool others_are_at_it(void)
{
    const struct line *l = lines;

    while (l != NULL && line_whole(l) && !line_task_is_at_it(&l->task))
        l = l->next;
    return l != NULL && line_whole(l);
}

/* It does not wait for ever: a task may have begun a line and compute. */
RILL_PART(lines_settle) void rill_lines_settle(void)
{
    uint64_t until = rill_after_ns(SETTLE_NS);
    bool wait = rill_may_wait();

    while (wait) {
        RILL_LOCK_TAKE(&lock);
        if (!line_task_any(&ending))
            line_task_set(&ending);
        if (mine != NULL)
            line_task_none(&mine->task);
        wait = others_are_at_it() && rill_now_ns() < until;
        RILL_LOCK_DROP(&lock);
        if (wait)
            rill_yield();
    }
}
