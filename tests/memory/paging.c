/* memory/paging.c -- the page tables of an image in S-mode, walked by hand: what each region may be
 * used for, and that no address in them means another. On many harts every hart has them. */
#include <rill/rill.h>

#include "../mode.h"
#include "../tap.h"

#define DIGIT   (sizeof(long) == 8 ? 9u : 10u)
#define LEVELS  (sizeof(long) == 8 ? 3u : 2u)
#define ENTRIES (1ul << DIGIT)
#define ROOTS   (sizeof(long) == 8 ? ENTRIES / 2 : ENTRIES)
#define NUMBER  (sizeof(long) == 8 ? (1ul << 44) - 1 : (1ul << 22) - 1)
#define PAGE    4096ul

enum { IS = 1, READ = 2, WRITE = 4, RUN = 8, USERS = 16, MARKS = 64 | 128 };

extern char __text_start[], __rodata_start[], __data_start[], __heap_start[];
extern char __rill_guard[], __rill_guard_bytes[], __rill_hart_bytes[];
extern char __rill_trap_stack[], __rill_trap_stack_top[], __rill_idle_stack[];

static unsigned long satp_now(void)
{
    unsigned long satp;

    __asm__ volatile("csrr %0, satp" : "=r"(satp));
    return satp;
}

static const unsigned long *root(void)
{
    return (const unsigned long *)((satp_now() & NUMBER) * PAGE);
}

static unsigned long span_of(unsigned level)
{
    return PAGE << level * DIGIT;
}

static const unsigned long *table_in(unsigned long entry)
{
    return (entry & (IS | READ | WRITE | RUN)) == IS
               ? (const unsigned long *)((entry >> 10) * PAGE)
               : NULL;
}

/* The entry for an address; 0: none. */
static unsigned long entry_for(unsigned long at)
{
    const unsigned long *table = root();
    unsigned long entry = 0;

    for (unsigned level = LEVELS; table && level--;) {
        entry = table[at / span_of(level) % ENTRIES];
        table = table_in(entry);
    }
    return entry & IS ? entry : 0;
}

static bool rights_are(const void *from, const void *to, unsigned long rights)
{
    unsigned long at = (unsigned long)from & -PAGE;

    for (; at < (unsigned long)to; at += PAGE)
        if ((entry_for(at) & (READ | WRITE | RUN | USERS)) != rights) {
            diag("at 0x%lx: 0x%lx", at, entry_for(at));
            return false;
        }
    return true;
}

static struct {
    unsigned leaves, tables, both, elsewhere, unmarked, runs, bad;
} seen;

/* Look at each entry below this table, which is for what lies from `at` on. */
static void walk(const unsigned long *table, unsigned level, unsigned long at,
                 unsigned long entries)
{
    seen.tables++;
    for (unsigned long i = 0; i < entries; i++, at += span_of(level)) {
        unsigned long entry = table[i];
        const unsigned long *next = table_in(entry);

        if (!(entry & IS)) {
            seen.bad += entry != 0;
            continue;
        }
        if (next) {
            walk(next, level - 1, at, ENTRIES);
            continue;
        }
        seen.leaves++;
        seen.both += (entry & (WRITE | RUN)) == (WRITE | RUN);
        seen.elsewhere += (entry >> 10) * PAGE != at;
        seen.unmarked += (entry & MARKS) != MARKS;
        seen.runs +=
            (entry & RUN) && (at < ((unsigned long)__text_start & -PAGE) ||
                              at >= (unsigned long)__rodata_start);
    }
}

static void each_guard(void)
{
    bool none = true, stacks = true;

    for (unsigned long i = 0; i < RILL_HARTS; i++) {
        unsigned long more = i * (unsigned long)__rill_hart_bytes;
        char *guard = __rill_guard + more;

        none =
            none &&
            rights_are(guard, guard + (unsigned long)__rill_guard_bytes, 0) &&
            rights_are(__rill_trap_stack_top + more, __rill_idle_stack + more,
                       0);
        stacks = stacks &&
                 rights_are(__rill_trap_stack + more,
                            __rill_trap_stack_top + more, READ | WRITE) &&
                 rights_are(__rill_idle_stack + more,
                            __rill_idle_stack + more + 1, READ | WRITE);
    }
    ok(none && (uintptr_t)__rill_idle_stack > (uintptr_t)__rill_trap_stack_top,
       "nothing below a hart's trap stack, and nothing below its idle stack");
    ok(stacks, "the stacks themselves: read and write");
}

static void each_hart(void)
{
    unsigned long satp = satp_now();
    unsigned other = 0;

    for (unsigned i = 0; i < rill_hart_count(); i++) {
        rill_pin((int)i);
        other += satp_now() != satp;
    }
    rill_pin(-1);
    ok(!other, "%u harts have these tables", rill_hart_count());
}

int main(void)
{
    static const uintptr_t devices[] = {0x100000,   0x101000,  0x10000000,
                                        0x10001000, 0xc000000, 0x30000000};
    char *malloced = malloc(100000);
    struct rill_stats stats;
    unsigned wrong = 0;
    uintptr_t low, high;

    rill_stats_read(&stats);
    plan(16);
    is(satp_now() >> (sizeof(long) == 8 ? 60 : 31), sizeof(long) == 8 ? 8 : 1,
       "Sv39 on 64 bits, Sv32 on 32");
    ok(rights_are(NULL, (void *)PAGE, 0), "nothing at NULL");
    ok(rights_are((void *)0x80000000, __text_start, 0),
       "nothing where the firmware is");
    ok(rights_are(__text_start, __rodata_start, READ | RUN),
       "code: read and run");
    ok(rights_are(__rodata_start, __data_start, READ), "constants: read");
    ok(rights_are(__data_start, __rill_guard, READ | WRITE),
       "data: read and write");
    each_guard();
    ok(rights_are(malloced, malloced + 100000, READ | WRITE),
       "what malloc gives");
    rill_stack_bounds(&low, &high);
    ok(rights_are((void *)(high - 4096), (void *)high, READ | WRITE),
       "main's stack");
    for (unsigned i = 0; i < sizeof devices / sizeof *devices; i++)
        wrong += !rights_are((void *)devices[i], (void *)(devices[i] + 1),
                             READ | WRITE);
    ok(!wrong, "devices: read and write");
    walk(root(), LEVELS - 1, 0, ROOTS);
    ok(!seen.both && !seen.runs && !seen.bad,
       "of %u entries none can be written and run, and only code can be run",
       seen.leaves);
    ok(!seen.elsewhere, "an address is the address of memory");
    ok(!seen.unmarked, "A and D are set, so no hart need set them");
    ok(seen.tables < 16 + 8 * RILL_HARTS, "%u tables", seen.tables);
    each_hart();
    free(malloced);
    return done();
}
