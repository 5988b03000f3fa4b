/* tests/host/pages/fuzz.c -- random programs against kernel/malloc/pages.c, and a model that knows
 * the owner of each page. Each program is a process of its own and has a seed: it takes, gives and
 * resizes runs and moves the break, while tasks' blocks come and go at the other end of the memory
 * and become gaps. After each step the model is held against all that pages.h tells, and an answer
 * of "no" is compared with what the model has free. All taken memory is full of its owner's
 * number.
 *
 *   fuzz FIRST COUNT    the programs of these seeds; it stops at the first that fails */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "heap.h"
#include "pages.h"
#include "task.h"

#define STEPS  400
#define BYTES  (192u << 10)
#define OWNERS 512
#define BLOCKS 256
#define NONE   (-1) /* a page that is not malloc's to take */
#define FREE   0

/* ---- what pages.c asks of the kernel ---- */

uintptr_t pages_host_page_bytes;
char __heap_start[BYTES] __attribute__((aligned(65536)));
uintptr_t rill_heap_brk, rill_heap_floor, rill_heap_end;
struct rill_lock rill_heap_lock, rill_sched_lock;
size_t rill_gap_bytes;
bool rill_pages_are_open;
const char rill_gap[] = "gap", rill_loose[] = "loose";
char *rill_host_tp;
struct rill_hart *rill_host_hart;

/* ---- the model ---- */

struct owner {
    size_t first, pages; /* pages 0: no such owner */
    enum rill_pages_use use;
};

struct block {
    uintptr_t low, high;
    enum { LIVES, ENDED, GAP } is;
};

static int owner_of[BYTES / 512 + 1];
static struct owner owners[OWNERS];
static struct block blocks[BLOCKS];
static size_t n_blocks, n_pages, most_bytes;
static int break_owner;
static uintptr_t break_at, break_low;
static bool gapped;
static unsigned long seed, step;
static uint64_t random_state;

#define PAGE pages_host_page_bytes

static _Noreturn void wrong(const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    printf("seed %lu, step %lu: ", seed, step);
    vprintf(fmt, args);
    va_end(args);
    putchar('\n');
    fflush(stdout);
    _exit(1);
}

void rill_host_take(struct rill_lock *l)
{
    if (l->holder++)
        wrong("a lock is taken twice");
}

void rill_host_drop(struct rill_lock *l)
{
    if (l->holder-- != 1)
        wrong("a lock is dropped that is not held");
}

static size_t below(size_t n)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)((random_state >> 16) % n);
}

static size_t page_at(uintptr_t at)
{
    return (at - (uintptr_t)__heap_start) / PAGE;
}

static char *address(size_t page)
{
    return __heap_start + page * PAGE;
}

static void fill(char *at, size_t n, int with)
{
    memset(at, 0x40 | with, n);
}

static void look(const char *at, size_t n, int with, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (at[i] != (char)(0x40 | with))
            wrong("%s %d has lost byte %zu of %zu", what, with, i, n);
}

/* ---- tasks' blocks ---- */

static struct rill_task *task_of(const struct block *b)
{
    return (struct rill_task *)(b->high - sizeof(struct rill_task) - 48);
}

static void lay_out(struct block *b)
{
    struct rill_task *t = task_of(b);

    t->stack_low = b->low;
    t->name = NULL;
    t->kind = (rill_block_kind)(b->high - b->low) | RILL_BLOCK_LARGE;
    fill((char *)b->low, sizeof(struct rill_block), 1);
}

/* What the kernel reads of a block must stay, whatever the pages between are for. */
static void look_at_block(const struct block *b)
{
    const struct rill_task *t = task_of(b);

    look((char *)b->low, sizeof(struct rill_block), 1, "the low end of block");
    if (t->stack_low != b->low ||
        RILL_BLOCK_BYTES(t->kind & ~RILL_BLOCK_VALUES) != b->high - b->low ||
        (b->is == GAP) != (t->name == rill_gap))
        wrong("a block at 0x%zx has lost its task", (size_t)b->low);
}

/* The pages that a gap may give, by the picture in pages.h. */
static size_t gap_pages(const struct block *b, size_t *first)
{
    size_t from = page_at(b->low + sizeof(struct rill_block) + PAGE - 1);
    size_t to = page_at((uintptr_t)task_of(b));

    *first = from;
    return to > from ? to - from : 0;
}

static void open_gap(struct block *b)
{
    size_t first, n = gap_pages(b, &first);
    bool opened = rill_pages_gap(task_of(b));

    if (opened != (n > 0))
        wrong("a gap of %zu pages was %sopened", n, opened ? "" : "not ");
    if (!opened)
        return;
    for (size_t i = 0; i < n; i++)
        owner_of[first + i] = FREE;
    b->is = GAP;
    gapped = true;
}

struct rill_task *rill_block_of_any(rill_block_kind kind)
{
    if (kind || rill_heap_lock.holder != 1 || rill_sched_lock.holder != 1)
        wrong("blocks are joined without both locks, or for a task");
    for (size_t i = 0; i < n_blocks; i++)
        if (blocks[i].is == ENDED)
            open_gap(&blocks[i]);
    return NULL;
}

static void carve(void)
{
    size_t bytes =
        (512 + below(below(4) ? 1024 : (below(2) ? 8 : 40) * PAGE)) / 64 * 64;
    struct block *b = &blocks[n_blocks];

    if (n_blocks == BLOCKS || bytes > rill_heap_floor - rill_heap_brk)
        return;
    *b = (struct block){rill_heap_floor - bytes, rill_heap_floor, LIVES};
    fill((char *)b->low, bytes, 2);
    lay_out(b);
    rill_heap_floor = b->low;
    n_blocks++;
}

/* What kernel/sched/task.c has. */
struct rill_task *rill_block_lay_out(struct rill_block *at,
                                     rill_block_kind kind)
{
    struct block b = {(uintptr_t)at, (uintptr_t)at + RILL_BLOCK_BYTES(kind),
                      ENDED};

    lay_out(&b);
    return task_of(&b);
}

rill_block_kind rill_task_kind(size_t stack_bytes)
{
    return (rill_block_kind)(stack_bytes + 511) & ~63u;
}

#define BLOCK_FITS \
    3072 /* in so many free bytes of a gap, with what both ends need */

/* Has the gap free pages that are enough for a task? */
static bool has_room(size_t first, size_t n)
{
    size_t pages = 0;

    for (size_t page = first; page < first + n; page++) {
        pages = owner_of[page] == FREE ? pages + 1 : 0;
        if (pages * PAGE >= BLOCK_FITS)
            return true;
    }
    return false;
}

static void leave_block(struct block *b, bool *kept, size_t first, size_t n)
{
    size_t from, pages = gap_pages(b, &from);

    if (b->is == GAP) {
        for (size_t i = 0; i < pages; i++)
            if (from + i >= first && from + i < first + n)
                kept[from + i] = true;
        return;
    }
    for (size_t page = page_at(b->low); page <= page_at(b->high - 1); page++)
        if (owner_of[page] > FREE)
            wrong("page %zu is in use, and in a task's block", page);
    fill((char *)b->low, b->high - b->low, 2);
    lay_out(b);
}

/* The gap may be several blocks now: gaps, and one that is free for tasks. */
static void shut_gap(struct block *gap)
{
    static bool kept[BYTES / 512 + 1];
    struct block was = *gap, *b = gap;
    size_t first, n = gap_pages(&was, &first), made = 0;
    size_t i = (size_t)(gap - blocks);
    bool wanted = has_room(first, n);
    uintptr_t end = was.high;

    if (n_blocks + 2 > BLOCKS)
        return;
    rill_lock_take(&rill_heap_lock);
    rill_pages_no_gap(task_of(&was));
    rill_lock_drop(&rill_heap_lock);
    memset(kept, 0, sizeof kept);
    memmove(b, b + 1, (--n_blocks - i) * sizeof *b);
    while (end > was.low) {
        struct block now = {0, end, ENDED};
        struct rill_task *t = task_of(&now);

        now.low = t->stack_low;
        now.is = t->name == rill_gap ? GAP : ENDED;
        if (now.low < was.low || now.low >= end || (end - now.low) % 64 ||
            (now.is == ENDED && t->name != rill_loose))
            wrong("a gap is no row of blocks any more");
        leave_block(&now, kept, first, n);
        made += now.is == ENDED;
        memmove(&blocks[i + 1], &blocks[i], (n_blocks++ - i) * sizeof *b);
        blocks[i++] = now;
        end = now.low;
    }
    if (made > 1 || (!made && wanted))
        wrong("free pages of a gap are not for tasks");
    for (size_t page = first; page < first + n; page++) {
        if (owner_of[page] > FREE && !kept[page])
            wrong("page %zu is in use, and in no gap", page);
        if (!kept[page])
            owner_of[page] = NONE;
    }
}

static void step_of_tasks(void)
{
    struct block *b = n_blocks ? &blocks[below(n_blocks)] : NULL;

    if (!b || !below(3)) {
        carve();
    } else if (b->is == LIVES) {
        look_at_block(b);
        b->is = ENDED;
    } else if (b->is == GAP) {
        shut_gap(b);
    } else if (b->low == rill_heap_floor) {
        rill_heap_floor = b->high;
        n_blocks--;
    } else {
        b->is = LIVES;
    }
}

/* ---- runs ---- */

static size_t free_from(size_t page)
{
    size_t n = 0, floor = page_at(rill_heap_floor);

    while (page + n < n_pages &&
           (owner_of[page + n] == FREE ||
            (page + n >= page_at(rill_heap_brk) && page + n < floor)))
        n++;
    return n;
}

static bool has(size_t pages, size_t align)
{
    uintptr_t bytes = align * PAGE;

    for (size_t page = 0; page < n_pages; page++)
        if ((uintptr_t)address(page) % bytes == 0 && free_from(page) >= pages)
            return true;
    return false;
}

static int new_owner(void)
{
    for (int i = 1; i < OWNERS; i++)
        if (!owners[i].pages)
            return i;
    return 0;
}

static void own(int id, size_t first, size_t pages, enum rill_pages_use use)
{
    if (!pages || first + pages > n_pages)
        wrong("a run outside of all memory");
    for (size_t i = 0; i < pages; i++) {
        if (owner_of[first + i] != FREE)
            wrong("page %zu of a new run belongs to %d", first + i,
                  owner_of[first + i]);
        owner_of[first + i] = id;
    }
    owners[id] = (struct owner){first, pages, use};
}

/* Pages that malloc's side got from the middle, or gave back to it: pages.c moves the mark
 * itself. */
static void follow_mark(uintptr_t was)
{
    for (size_t page = page_at(was); page < page_at(rill_heap_brk); page++)
        if (owner_of[page] == NONE)
            owner_of[page] = FREE;
    for (size_t page = page_at(rill_heap_brk); page < page_at(was); page++) {
        if (owner_of[page] > FREE)
            wrong("the mark moved below page %zu, which is in use", page);
        owner_of[page] = NONE;
    }
    if (rill_heap_brk > rill_heap_floor)
        wrong("the mark is above the floor");
}

/* "No" is honest when no free pages are so many, and no task's ended block has pages left. */
static void look_at_no(size_t pages, size_t align)
{
    size_t first;

    if (pages > n_pages)
        return;
    for (size_t i = 0; i < n_blocks; i++)
        if (blocks[i].is == ENDED && gap_pages(&blocks[i], &first))
            wrong("no run of %zu pages: blocks were not joined", pages);
    if (has(pages, align))
        wrong("no run of %zu pages, aligned to %zu: there is one", pages,
              align);
}

static size_t too_many(void)
{
    return below(2) ? SIZE_MAX >> below(60) : ((size_t)1 << 32) + 1 + below(4);
}

/* returns  the new run's owner; 0: there is none. */
static int take(size_t pages, size_t align)
{
    enum rill_pages_use use = below(2) ? RILL_PAGES_SMALL : RILL_PAGES_LARGE;
    uintptr_t was = rill_heap_brk;
    int id = new_owner();
    char *at;

    if (!id)
        return 0;
    at = rill_pages_take(pages, align, use);
    follow_mark(was);
    if (!at) {
        look_at_no(pages, align);
        return 0;
    }
    if ((uintptr_t)at % (align * PAGE))
        wrong("a run at %p is not aligned to %zu pages", (void *)at, align);
    own(id, page_at((uintptr_t)at), pages, use);
    fill(at, pages * PAGE, id);
    return id;
}

static void take_any(void)
{
    size_t pages = 1 + below(below(3) ? 4 : 40);

    take(below(50) ? pages : too_many(),
         (size_t)1 << (below(3) ? 0 : below(4)));
}

static int any_owner(void)
{
    int id = (int)below(OWNERS);

    for (int i = 0; i < OWNERS; i++, id = (id + 1) % OWNERS)
        if (owners[id].pages && owners[id].use != RILL_PAGES_BREAK)
            return id;
    return 0;
}

static void give(int id)
{
    uintptr_t was = rill_heap_brk;
    struct owner *o = &owners[id];

    if (!id)
        return;
    look(address(o->first), o->pages * PAGE, id, "run");
    for (size_t i = 0; i < o->pages; i++)
        owner_of[o->first + i] = FREE;
    o->pages = 0;
    rill_pages_give(address(o->first));
    follow_mark(was);
}

/* Take all memory in runs of 2 pages and of 1, and give back those of 2 and in the midst one of 3: a
 * list has many runs that are too short. */
static void fragment(void)
{
    static int twos[OWNERS];
    size_t n = 0, three = below(40);

    while ((twos[n] = take(n == three ? 3 : 2, 1)) && take(1, 1))
        n++;
    for (size_t i = 0; i < n; i++)
        give(twos[i]);
}

static void resize(void)
{
    uintptr_t was = rill_heap_brk;
    int id = any_owner();
    struct owner *o = &owners[id];
    size_t pages, then = o->pages, room;
    bool did;

    if (!id)
        return;
    pages = below(40) ? 1 + below(2 * then + 2) : too_many();
    room = then + free_from(o->first + then);
    did = rill_pages_resize(address(o->first), pages);
    if (did != (pages <= room))
        wrong("a run of %zu pages, with room for %zu, was %smade one of %zu",
              then, room, did ? "" : "not ", pages);
    if (!did)
        return;
    for (size_t i = pages; i < then; i++)
        owner_of[o->first + i] = FREE;
    for (size_t i = then; i < pages; i++)
        owner_of[o->first + i] = id;
    o->pages = pages;
    follow_mark(was);
    look(address(o->first), (pages < then ? pages : then) * PAGE, id, "run");
    fill(address(o->first), pages * PAGE, id);
}

/* ---- the break ---- */

static void new_break(uintptr_t at, size_t bytes)
{
    size_t pages = (bytes + PAGE - 1) / PAGE;

    break_owner = new_owner();
    if (!break_owner || at % PAGE)
        wrong("a break that begins at 0x%zx", (size_t)at);
    own(break_owner, page_at(at), pages, RILL_PAGES_BREAK);
    break_low = at;
}

static void longer_break(uintptr_t to)
{
    struct owner *o = &owners[break_owner];

    while (break_owner && page_at(to - 1) >= o->first + o->pages) {
        if (owner_of[o->first + o->pages] != FREE)
            wrong("the break goes on into page %zu", o->first + o->pages);
        owner_of[o->first + o->pages++] = break_owner;
    }
}

static size_t break_room(void)
{
    const struct owner *o = &owners[break_owner];
    size_t last = o->first + o->pages;

    return break_owner ? (uintptr_t)address(last + free_from(last)) - break_at
                       : 0;
}

static void move_break(void)
{
    bool up = below(3);
    size_t bytes = below(below(3) ? 600 : 6 * PAGE);
    uintptr_t was = rill_heap_brk;
    size_t room = break_room();
    char *old;

    if (!rill_pages_are_open)
        return;
    rill_lock_take(&rill_heap_lock);
    old = rill_pages_break(up ? (ptrdiff_t)bytes : -(ptrdiff_t)bytes);
    rill_lock_drop(&rill_heap_lock);
    follow_mark(was);
    if (!up) {
        if ((old != NULL) != (bytes <= break_at - break_low))
            wrong("a break goes %zu back, of %zu", bytes,
                  (size_t)(break_at - break_low));
        break_at -= old ? bytes : 0;
        if (old)
            look(old - bytes, bytes, 3, "break");
        return;
    }
    if (!old) {
        if (bytes <= room)
            wrong("the break has no %zu bytes: there are some", bytes);
        look_at_no((bytes + PAGE - 1) / PAGE, 1);
        return;
    }
    if ((uintptr_t)old == break_at)
        longer_break(break_at + bytes);
    else
        new_break((uintptr_t)old, bytes);
    break_at = (uintptr_t)old + bytes;
    fill(old, bytes, 3);
}

/* ---- the whole, after each step ---- */

static void look_at_page(size_t page)
{
    size_t pages = 77, expected = 0;
    enum rill_pages_use use = RILL_PAGES_NONE, is;
    int id = owner_of[page];

    if (id > FREE && owners[id].first == page) {
        use = owners[id].use;
        expected = owners[id].pages;
    } else if (id == FREE && (!page || owner_of[page - 1] != FREE)) {
        use = RILL_PAGES_FREE;
        while (owner_of[page + expected] == FREE)
            expected++;
    }
    is = rill_pages_at(address(page) + below(PAGE), &pages);
    if (is != use || (use && pages != expected))
        wrong("page %zu: a run of use %d and %zu pages, and not %d, %zu", page,
              (int)is, pages, (int)use, expected);
    if (rill_pages_hold((uintptr_t)address(page) + below(PAGE)) !=
        (gapped && id > FREE))
        wrong("page %zu: is it in use?", page);
}

static void look_at_all(void)
{
    struct rill_pages_count is, want = {0};
    size_t run = 0, all = 0;

    for (size_t page = 0; page <= n_pages; page++) {
        if (owner_of[page] == FREE) {
            want.free_runs += !run++;
            want.bytes[RILL_PAGES_FREE] += PAGE;
        } else {
            run = 0;
        }
        if (run * PAGE > want.largest_free_bytes)
            want.largest_free_bytes = run * PAGE;
        if (page < n_pages)
            look_at_page(page);
    }
    for (int i = 1; i < OWNERS; i++) {
        want.bytes[owners[i].use] += owners[i].pages * PAGE;
        all += owners[i].pages * PAGE;
    }
    if (all > most_bytes)
        most_bytes = all;
    rill_pages_count(&is);
    for (int i = RILL_PAGES_FREE; i < RILL_PAGES_USES; i++)
        if (is.bytes[i] != want.bytes[i])
            wrong("%zu bytes of use %d, and not %zu", is.bytes[i], i,
                  want.bytes[i]);
    if (is.free_runs != want.free_runs ||
        is.largest_free_bytes != want.largest_free_bytes)
        wrong("%zu free runs, the largest of %zu bytes, and not %zu of %zu",
              is.free_runs, is.largest_free_bytes, want.free_runs,
              want.largest_free_bytes);
    if (is.most_bytes < most_bytes || is.most_bytes > n_pages * PAGE)
        wrong("there were never %zu bytes in use", is.most_bytes);
    for (size_t i = 0; i < n_blocks; i++)
        look_at_block(&blocks[i]);
    if (rill_heap_lock.holder || rill_sched_lock.holder)
        wrong("a lock is still held");
}

/* ---- a program ---- */

static void begin(void)
{
    uintptr_t low = (uintptr_t)__heap_start + below(5000);
    size_t pages;
    void *first;

    memset(__heap_start, 0xa5, BYTES); /* RAM at reset holds anything */
    memset(owner_of, 0xff, sizeof owner_of);
    PAGE = (uintptr_t)512 << below(4);
    rill_heap_brk = low;
    rill_heap_end = (uintptr_t)__heap_start + BYTES -
                    below(2) * below(BYTES * 3 / 4) / 64 * 64;
    rill_heap_floor = rill_heap_end;
    n_pages = page_at(rill_heap_end);
    while (below(8))
        carve();
    first = rill_pages_take(1, 1, RILL_PAGES_LARGE);
    if (!first) {
        if (rill_heap_floor - low > 3 * PAGE + 4 * n_pages)
            wrong("no first page");
        _exit(0);
    }
    rill_pages_give(first);
    pages = (rill_heap_end - rill_heap_brk) / PAGE;
    if (rill_heap_brk < low + 4 * pages ||
        rill_heap_brk > low + 4 * n_pages + PAGE + 4)
        wrong("the table of %zu pages takes 0x%zx bytes", pages,
              (size_t)(rill_heap_brk - low));
    fill(__heap_start, low - (uintptr_t)__heap_start, 3);
    break_at = low;
    break_low = (uintptr_t)__heap_start;
    most_bytes = PAGE;
}

static void program(unsigned long number)
{
    seed = number;
    random_state = number * 0x9e3779b97f4a7c15u + 1;
    for (int i = 0; i < 10; i++)
        below(2);
    begin();
    for (step = 1; step <= STEPS; step++) {
        size_t what = below(100), gives = step / 100 % 2 ? 50 : 30;

        if (what < gives)
            give(any_owner());
        else if (!below(150))
            fragment();
        else if (what < 70)
            take_any();
        else if (what < 80)
            resize();
        else if (what < 85)
            move_break();
        else
            step_of_tasks();
        look_at_all();
    }
}

int main(int argc, char **argv)
{
    unsigned long first = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
    unsigned long count = argc > 2 ? strtoul(argv[2], NULL, 0) : 1;

    for (unsigned long i = first; i < first + count; i++) {
        int status;
        pid_t child = fork();

        if (!child) {
            program(i);
            fflush(stdout);
            _exit(0);
        }
        if (child < 0 || waitpid(child, &status, 0) != child || status) {
            printf("seed %lu fails: %s\n", i, argv[0]);
            return 1;
        }
    }
    printf("%lu programs pass\n", count);
    return 0;
}
