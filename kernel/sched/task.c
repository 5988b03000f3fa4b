/* kernel/sched/task.c -- a task's beginning; its end is in end.c.
 *
 * The block of an ended task stays laid out as a task. So to start a task, rill_spawn takes a block
 * off its list and writes only what differs: the function, the caller's address, the first values
 * of the thread-local variables.
 */
#include <errno.h>
#include <rill/panic.h>
#include <port/image.h>
#include <port/layout.h>
#include <port/switch.h>
#include "extras.h"
#include "task.h"
#include "wait.h"

_Static_assert(sizeof(struct rill_task) == RILL_TASK_BYTES, "port/frame.h");
_Static_assert(RILL_TASK_BYTES % 16 == 0, "stacks are 16-byte aligned");
_Static_assert(offsetof(struct rill_task, pc) == TASK_PC, "port/frame.h");
_Static_assert(offsetof(struct rill_task, sp) == TASK_SP, "port/frame.h");
_Static_assert(offsetof(struct rill_task, number) == RILL_TASK_BYTES - 8,
               "port/call.h");
_Static_assert(offsetof(struct rill_task, hurdle) == RILL_TASK_BYTES - 4,
               "port/call.h");
_Static_assert(offsetof(struct rill_task, stack_low) == TASK_STACK_LOW,
               "frame.h");
_Static_assert(offsetof(struct rill_all_harts, of) == HARTS_FIRST &&
                   offsetof(struct rill_hart, cell) ==
                       sizeof(struct rill_hart) - TRAP_CELL_BYTES,
               "port/call.h: 0 at -8 of each hart");
_Static_assert(RILL_STACK_RESERVE >= SWITCH_FP_BYTES, "boot/switch.S");
_Static_assert(RILL_STACK_MIN_BYTES >= RILL_STACK_RESERVE + 128, "rill/task.h");

static size_t up_to_16(size_t bytes)
{
    return (bytes + 15) & ~(size_t)15;
}

/* The bytes of a task's thread-local variables: at least 16, for clear_tbss. */
static size_t tls_bytes(void)
{
    size_t bytes = RILL_LINKER_NUMBER(__tls_size);

    return bytes ? bytes : 16;
}

__attribute__((noinline, cold)) size_t rill_task_overhead(void)
{
    return RILL_TASK_BYTES +
           up_to_16(tls_bytes() + RILL_LINKER_NUMBER(__tls_skew)) +
           RILL_LINKER_NUMBER(__tls_align) - 16;
}

rill_block_kind rill_task_kind(size_t stack_bytes)
{
    if (stack_bytes > UINT32_MAX / 4) /* no overflow in what follows */
        return 0;
    return rill_block_kind_of(up_to_16(stack_bytes) + rill_task_overhead() +
                              rill_guard_room(stack_bytes));
}

/* Computes the picture in task.h from its right end. */
struct rill_task *rill_block_task(uintptr_t end)
{
    const uintptr_t skew = RILL_LINKER_NUMBER(__tls_skew);
    uintptr_t tp = end - tls_bytes() - skew;

    tp = (tp & -RILL_LINKER_NUMBER(__tls_align)) + skew;
    return (struct rill_task *)(tp - RILL_TASK_BYTES);
}

struct rill_task *rill_block_lay_out(struct rill_block *b, rill_block_kind kind)
{
    struct rill_task *t =
        rill_block_task((uintptr_t)b + RILL_BLOCK_BYTES(kind));

    b->canary = t->guard = t->stack_low = (uintptr_t)b;
    if (RILL_GUARDS)
        t->pmp[0] = rill_guard_entry(t->stack_low, (uintptr_t)t - t->stack_low);
    t->number = 0;
    t->waits_for = t->waits_on =
        NULL; /* owner.c reads both; fresh memory has any value */
    rill_ready_laid_out(t);
    t->kind = kind;
    return t;
}

bool rill_is_task(const struct rill_task *t)
{
    uintptr_t at = (uintptr_t)t;

    for (unsigned i = 0; i < RILL_HARTS; i++)
        if (t == &rill_idle_tasks[i])
            return true;
    return at && at % 16 == 0 && t->stack_low % 16 == 0 && t->stack_low < at &&
           t == rill_block_task(t->stack_low + RILL_BLOCK_BYTES(t->kind));
}

/* The new task gets the image's first values of the thread-local variables, not those that an ended
 * task left. At least 16 bytes are there (rill_task_overhead). */
static inline void clear_tbss(struct rill_task *t)
{
    uintptr_t tp = (uintptr_t)t + RILL_TASK_BYTES;
    uintptr_t *w = (uintptr_t *)(tp + RILL_LINKER_NUMBER(__tbss_offset));
    uintptr_t *end = (uintptr_t *)(tp + RILL_LINKER_NUMBER(__tls_size));

    do {
        w[0] = w[1] = 0;
        w += 2;
    } while (w < end);
}

/* What a spawn asks for. */
struct birth {
    struct rill_job *job;
    const char *name;
    rill_task_fn *fn;
    void *arg;
    uintptr_t started_at; /* return address of the spawn */
};

/* Writes all that differs between tasks. slowly: with rill_sched_lock, which it drops. Returns
 * 0. */
static inline int start(struct rill_hart *h, struct rill_task *t,
                        struct birth b, bool slowly)
{
    uintptr_t *first = (uintptr_t *)((char *)t - FIRST_BYTES);

    clear_tbss(t);
    if (slowly) /* by words, because memcpy is 650 bytes; both are aligned */
        for (size_t i = 0; i < RILL_LINKER_NUMBER(__tdata_size);
             i += sizeof(long))
            *(long *)((char *)t + RILL_TASK_BYTES + i) =
                *(const long *)(__tdata_source + i);
    first[FIRST_FN / XLEN_BYTES] = (uintptr_t)b.fn;
    first[FIRST_ARG / XLEN_BYTES] = (uintptr_t)b.arg;
    t->sp = (uintptr_t)first;
    t->pc = (uintptr_t)(slowly ? rill_task_entry_watched : rill_task_entry);
    t->job = b.job;
    t->context = rill_task_self()->context;
    t->name = b.name;
    t->started_at = b.started_at;
    t->wake_result = 0;
    t->flags = slowly && rill_extras_on() ? RILL_TASK_WATCHED : 0;
    if (slowly && (t->kind & 63) == RILL_BLOCK_CALLERS)
        t->flags |= RILL_TASK_CALLERS;
    if (RILL_MANY && slowly && t->context)
        t->flags |= RILL_TASK_INSIDE;
    if (slowly)
        rill_ready_born(t);
    t->number = rill_task_new_number(h);
    t->hurdle =
        0; /* a task with one is made the long way: kernel/scope/context.c */
    if (b.job && !(slowly && (uintptr_t)b.job & 1)) {
        b.job->task = t;
        b.job->waiter = (struct rill_waitq){};
        b.job->state = RILL_JOB_RUNNING;
    }
    if (slowly && rill_task_extras.contexts)
        rill_task_extras.contexts->born(t);
    if (slowly && rill_extras_on())
        rill_extras_made(t);
    if (slowly && t->number == 1) /* no other task can run yet */
        t->flags |= RILL_TASK_FIRST;
    if (slowly)
        rill_sched_leave();
    return rill_ready_new(h, t);
}

__attribute__((cold)) static int make(struct rill_job *job,
                                      const struct rill_task_opts *opts,
                                      rill_task_fn *fn, void *arg,
                                      uintptr_t started_at)
{
    static const struct rill_task_opts defaults;
    size_t bytes;
    rill_block_kind kind;
    struct rill_hart *h;
    struct rill_task *t;
    int r = -ENOMEM;

    if (!opts)
        opts = &defaults;
    bytes = opts->stack_bytes ? opts->stack_bytes
                              : RILL_LINKER_NUMBER(__rill_task_stack_size);
    if (bytes < RILL_STACK_MIN_BYTES && !opts->memory)
        return -EINVAL;
    h = rill_sched_enter("rill_spawn");
    if (opts->memory && opts->memory != (void *)rill_stack_grown) {
        r = -EINVAL;
        t = rill_callers_make(opts->memory, opts->memory_bytes);
    } else {
        t = opts->memory ? rill_stack_grown(opts->memory_bytes, &bytes) : NULL;
        kind = t ? 0 : rill_task_kind(bytes);
        if (kind)
            t = rill_block_take(kind);
    }
    if (!t) {
        rill_sched_leave();
        return r;
    }
    return start(h, t, (struct birth){job, opts->name, fn, arg, started_at},
                 true);
}

__attribute__((noinline, cold)) int
rill_task_make(struct rill_job *job, const struct rill_task_opts *opts,
               rill_task_fn *fn, void *arg, uintptr_t started_at)
{
    if (!fn)
        rill_panic("rill_spawn: fn is NULL; give it the function to run");
    if (rill_extras_on())
        return rill_extras_spawn(make, job, opts, fn, arg, started_at);
    return make(job, opts, fn, arg, started_at);
}

/* The list of free blocks for tasks of the default size. NULL: not known, or hooks listen. (A
 * pointer on one hart; on many the place in each hart's own lists: begin.h.) */
static rill_block_place usual_list;

/* How many reasons forbid the short way: some task may need more than start() writes then. */
static uint32_t long_way;

void rill_task_long_way(int more)
{
    rill_add(&long_way, (uint32_t)more);
    usual_list = 0;
    rill_same_forget();
}

void rill_extras_turn_on(void)
{
    RILL_NEEDS(rill_extras_give);
    if (RILL_MANY) /* another hart may be starting this task the short way */
        rill_task_flags_set(rill_task_self(), RILL_TASK_WATCHED);
    if (rill_task_extras.on)
        return;
    rill_task_extras.on = true;
    rill_task_long_way(1);
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        rill_task_flags_set(t, RILL_TASK_WATCHED);
}

/* Start a task the long way, and open the short way for the next one if nothing forbids that. */
__attribute__((noinline, cold)) static int
make_first(struct rill_job *job, const struct rill_task_opts *opts,
           rill_task_fn *fn, void *arg, uintptr_t site)
{
    int r = rill_task_make(job, opts, fn, arg, site);
    size_t bytes = opts ? opts->stack_bytes : 0;
    size_t stack = bytes ? bytes : RILL_LINKER_NUMBER(__rill_task_stack_size);
    rill_block_kind kind = rill_task_kind(stack);
    struct rill_same *same;

    if (r || long_way || rill_extras_on() || (opts && opts->memory) ||
        (kind & 63) == RILL_BLOCK_LARGE || RILL_LINKER_NUMBER(__tdata_size))
        return r;
    if (!bytes)
        usual_list = rill_block_place_of(kind);
    same = rill_same_of(rill_hart_self());
    same->list = rill_block_place_of(kind);
    same->bytes = bytes;
    rill_fence(); /* another hart may have counted a reason meanwhile */
    if (RILL_MANY && long_way) {
        usual_list = 0;
        rill_same_forget();
    }
    return 0;
}

int rill_spawn(struct rill_job *job, const struct rill_task_opts *opts,
               rill_task_fn *fn, void *arg)
{
    uintptr_t site = (uintptr_t)__builtin_return_address(0);
    struct rill_hart *h = rill_sched_begin(RILL_SENTENCE("rill_spawn"));
    rill_block_place list = usual_list;
    const char *name = NULL;
    struct rill_same *same;
    struct rill_task *t;

    RILL_NEEDS(rill_block_of_any);
    if (__builtin_expect(opts != NULL, 0)) {
        name = opts->name;
        same = rill_same_of(h);
        list =
            same->bytes == opts->stack_bytes && !opts->memory ? same->list : 0;
    }
    if (fn && list && rill_task_may_hurry(h) && (t = rill_block_again(h, list)))
        return start(h, t, (struct birth){job, name, fn, arg, site}, false);
    return make_first(job, opts, fn, arg, site);
}

int rill_go(rill_task_fn *fn, void *arg)
{
    uintptr_t site = (uintptr_t)__builtin_return_address(0);
    struct rill_hart *h = rill_sched_begin(RILL_SENTENCE("rill_go"));
    struct rill_task *t;

    if (fn && usual_list && rill_task_may_hurry(h) &&
        (t = rill_block_again(h, usual_list)))
        return start(h, t,
                     (struct birth){.fn = fn, .arg = arg, .started_at = site},
                     false);
    return make_first(NULL, NULL, fn, arg, site);
}

void rill_task_owe(void)
{
    rill_task_flags_set(rill_task_self(), RILL_TASK_OWES);
}

struct rill_task *rill_self(void)
{
    if (!rill_hart_self())
        rill_sched_not_in_trap(RILL_SENTENCE("rill_self"));
    return rill_task_self();
}

void rill_stack_bounds(uintptr_t *low, uintptr_t *high)
{
    if (!rill_hart_self())
        rill_sched_not_in_trap(RILL_SENTENCE("rill_stack_bounds"));
    *low = rill_stack_low(rill_task_self());
    *high = (uintptr_t)rill_task_self();
}

size_t rill_task_count(void)
{
    uint32_t ended = rill_task_count_ended(); /* first: never too few */

    return rill_task_count_spawned() - ended;
}
