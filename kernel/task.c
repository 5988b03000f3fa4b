/* kernel/task.c -- a task's life: made, run, ended.
 *
 * A task gives its block back while it still stands on it. That is safe: giving
 * writes only the block's lowest words, the far end of the stack, and nobody can
 * take it before the scheduler's lock is dropped, which happens only after the
 * switch away (park.h).
 *
 * A job and its task know of each other until the task ends; then the job holds
 * the result and no pointer. So a handle cannot outlive what it points to.
 *
 * Blocks of tasks that have ended stay laid out as tasks. So to start one anew is
 * to take it off its list and write what differs: what to call, who asked, the
 * thread-local variables' first values.
 */
#include <errno.h>
#include <rill/panic.h>
#include <port/image.h>
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
_Static_assert(offsetof(struct rill_all_harts, of) == HARTS_FIRST &&
                   sizeof(struct rill_hart) -
                           offsetof(struct rill_hart, no_task) >=
                       8,
               "port/call.h");
_Static_assert(RILL_STACK_RESERVE >= SWITCH_FP_BYTES, "boot/switch.S");
_Static_assert(RILL_STACK_MIN_BYTES >= RILL_STACK_RESERVE + 128, "rill/task.h");

uint32_t rill_task_spawned, rill_task_ended;

/* Tasks in memory of their callers'. It ends where the block begins. */
struct callers {
    struct callers *next, *prev;
    size_t unused[2]; /* so that the block is 16-byte aligned */
};
static struct callers *callers;

static size_t up_to_16(size_t bytes)
{
    return (bytes + 15) & ~(size_t)15;
}

/* Its thread-local variables: 16 bytes at the least, for clear_tbss. */
static size_t tls_bytes(void)
{
    size_t bytes = RILL_LINKER_NUMBER(__tls_size);

    return bytes ? bytes : 16;
}

/* What a task takes besides its stack. */
static size_t overhead(void)
{
    return RILL_TASK_BYTES +
           up_to_16(tls_bytes() + RILL_LINKER_NUMBER(__tls_skew)) +
           RILL_LINKER_NUMBER(__tls_align) - 16;
}

/* The place of the task in a block: the picture in task.h. */
static struct rill_task *place_in(const struct rill_block *b)
{
    const uintptr_t skew = RILL_LINKER_NUMBER(__tls_skew);
    uintptr_t tp =
        (uintptr_t)b + RILL_BLOCK_BYTES(b->kind) - tls_bytes() - skew;

    tp = (tp & -RILL_LINKER_NUMBER(__tls_align)) + skew;
    return (struct rill_task *)(tp - RILL_TASK_BYTES);
}

struct rill_task *rill_block_task(const struct rill_block *b)
{
    return b->canary == (uintptr_t)&b->canary ? place_in(b) : NULL;
}

struct rill_task *rill_block_lay_out(struct rill_block *b)
{
    struct rill_task *t = place_in(b);

    b->canary = t->guard = t->stack_low = (uintptr_t)&b->canary;
    t->magic = RILL_TASK_MAGIC;
    t->number = 0;
    return t;
}

/* The first values of the thread-local variables are the image's, not another
 * task's. At least 16 bytes are there (overhead). */
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

/* All that differs from one task to the next. With the lock held, which it drops.
 * Returns 0. */
static inline int start(struct rill_task *t, struct rill_job *job,
                        const char *name, rill_task_fn *fn, void *arg,
                        uintptr_t started_at, bool slowly)
{
    uintptr_t *first = (uintptr_t *)((char *)t - FIRST_BYTES);

    clear_tbss(t);
    if (slowly) /* by words, for memcpy is 650 bytes; both are aligned */
        for (size_t i = 0; i < RILL_LINKER_NUMBER(__tdata_size);
             i += sizeof(long))
            *(long *)((char *)t + RILL_TASK_BYTES + i) =
                *(const long *)(__tdata_source + i);
    first[FIRST_FN / XLEN_BYTES] = (uintptr_t)fn;
    first[FIRST_ARG / XLEN_BYTES] = (uintptr_t)arg;
    t->sp = (uintptr_t)first;
    t->pc = (uintptr_t)(RILL_HARTS > 1 || slowly ? rill_task_entry_watched
                                                 : rill_task_entry);
    t->job = job;
    t->context = rill_task_self()->context;
    t->name = name;
    t->started_at = started_at;
    t->wake_result = 0;
    t->flags = slowly && rill_extras_on() ? RILL_TASK_WATCHED : 0;
    t->number = ++rill_task_spawned;
    if (job) {
        job->task = t;
        job->waiter.head = NULL;
        job->state = RILL_JOB_RUNNING;
    }
    if (slowly && rill_extras_on())
        rill_extras_made(t);
    rill_sched_ready(t);
    rill_sched_leave();
    return 0;
}

/* In memory of the caller's; NULL: it is too small. */
static struct rill_task *make_in(char *memory, size_t bytes)
{
    struct callers *c = (struct callers *)memory;
    struct rill_block *b = (struct rill_block *)(c + 1);

    if (bytes < sizeof *c + RILL_STACK_MIN_BYTES + overhead() ||
        bytes > SIZE_MAX / 4 || (uintptr_t)memory % 16)
        return NULL;
    b->kind = ((bytes - sizeof *c) & ~(size_t)63) | RILL_BLOCK_CALLERS;
    c->prev = NULL;
    c->next = callers;
    if (callers)
        callers->prev = c;
    callers = c;
    return rill_block_lay_out(b);
}

void rill_task_unmake(struct rill_task *t)
{
    struct callers *c = (struct callers *)rill_task_block(t) - 1;

    if (c->next)
        c->next->prev = c->prev;
    if (c->prev)
        c->prev->next = c->next;
    else
        callers = c->next;
}

struct rill_task *rill_task_next_callers(const struct rill_task *after)
{
    const struct callers *c =
        after ? ((struct callers *)rill_task_block(after) - 1)->next : callers;

    return c ? place_in((const struct rill_block *)(c + 1)) : NULL;
}

__attribute__((cold)) static int make(struct rill_job *job,
                                      const struct rill_task_opts *opts,
                                      rill_task_fn *fn, void *arg,
                                      uintptr_t started_at)
{
    static const struct rill_task_opts defaults;
    size_t bytes;
    rill_block_kind kind;
    struct rill_block *b;
    struct rill_task *t;

    if (!opts)
        opts = &defaults;
    bytes = opts->stack_bytes ? opts->stack_bytes
                              : RILL_LINKER_NUMBER(__rill_task_stack_size);
    if (bytes < RILL_STACK_MIN_BYTES || bytes > SIZE_MAX / 8)
        return -EINVAL;
    rill_sched_enter("rill_spawn");
    if (opts->memory) {
        t = make_in(opts->memory, opts->memory_bytes);
    } else {
        kind = rill_block_kind_of(up_to_16(bytes) + overhead());
        b = kind ? rill_block_take(kind) : NULL;
        if (!b) {
            rill_sched_leave();
            return -ENOMEM;
        }
        t = rill_block_lay_out(b);
    }
    if (!t) {
        rill_sched_leave();
        return -EINVAL;
    }
    start(t, job, opts->name, fn, arg, started_at, true);
    if (t->number == 1) /* nobody else can run yet */
        t->flags |= RILL_TASK_FIRST;
    return 0;
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

/* Where tasks of the default size leave their blocks, and those of the size that
 * was asked for last. NULL: not known; so it is while somebody listens. */
static struct rill_block **usual_list, **same_list;
static size_t same_bytes;

void rill_extras_turn_on(void)
{
    RILL_NEEDS(rill_extras_give);
    if (rill_task_extras.on)
        return;
    rill_task_extras.on = true;
    usual_list = same_list = NULL;
    for (struct rill_task *t = NULL; (t = rill_task_next(t));)
        t->flags |= RILL_TASK_WATCHED;
}

/* Like the last task of this size to end: laid out already. NULL: there is none.
 * With the lock held. */
static inline struct rill_task *again(struct rill_block **list)
{
    struct rill_block *b = *list;

    if (__builtin_expect(!b, 0))
        return NULL;
    *list = b->next;
    if (!b->task)
        __builtin_unreachable();
    return b->task;
}

/* The long way, after which the short one may be open. */
__attribute__((noinline, cold)) static int
make_first(struct rill_job *job, const struct rill_task_opts *opts,
           rill_task_fn *fn, void *arg, uintptr_t site)
{
    int r = rill_task_make(job, opts, fn, arg, site);
    size_t bytes = opts ? opts->stack_bytes : 0;
    size_t stack = bytes ? bytes : RILL_LINKER_NUMBER(__rill_task_stack_size);
    rill_block_kind kind = rill_block_kind_of(up_to_16(stack) + overhead());

    if (r || rill_extras_on() || (opts && opts->memory) ||
        (kind & 63) == RILL_BLOCK_LARGE || RILL_LINKER_NUMBER(__tdata_size))
        return r;
    if (!bytes)
        usual_list = &rill_blocks[kind & 63];
    same_list = &rill_blocks[kind & 63];
    same_bytes = bytes;
    return 0;
}

int rill_spawn(struct rill_job *job, const struct rill_task_opts *opts,
               rill_task_fn *fn, void *arg)
{
    uintptr_t site = (uintptr_t)__builtin_return_address(0);
    struct rill_block **list = usual_list;
    const char *name = NULL;
    struct rill_task *t;

    rill_sched_enter("rill_spawn");
    if (__builtin_expect(opts != NULL, 0)) {
        name = opts->name;
        list =
            same_bytes == opts->stack_bytes && !opts->memory ? same_list : NULL;
    }
    if (fn && list && (t = again(list)))
        return start(t, job, name, fn, arg, site, false);
    rill_sched_leave();
    return make_first(job, opts, fn, arg, site);
}

int rill_go(rill_task_fn *fn, void *arg)
{
    uintptr_t site = (uintptr_t)__builtin_return_address(0);
    struct rill_task *t;

    rill_sched_enter("rill_go");
    if (fn && usual_list && (t = again(usual_list)))
        return start(t, NULL, NULL, fn, arg, site, false);
    rill_sched_leave();
    return make_first(NULL, NULL, fn, arg, site);
}

/* rill_task_entry_watched comes here, out of the switch that brought it: so it
 * drops the lock. */
_Noreturn void rill_task_main(rill_task_fn *fn, void *arg);
_Noreturn void rill_task_main(rill_task_fn *fn, void *arg)
{
    rill_sched_leave();
    if (rill_extras_on())
        rill_extras_begin();
    rill_task_exit(fn(arg));
}

void rill_task_owe(void)
{
    rill_task_self()->flags |= RILL_TASK_OWES;
}

struct rill_task *rill_self(void)
{
    return rill_task_self();
}

const char *rill_task_name(const struct rill_task *task)
{
    return task->name ? task->name : "task";
}

void rill_stack_bounds(uintptr_t *low, uintptr_t *high)
{
    *low = rill_task_self()->stack_low;
    *high = (uintptr_t)rill_task_self();
}

size_t rill_task_count(void)
{
    return rill_task_spawned - rill_task_ended;
}
