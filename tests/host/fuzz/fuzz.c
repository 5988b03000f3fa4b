/* fuzz.c -- a program of operations, run on the kernel and on the model at once.
 *
 * Each task tells the model what it is about to do, does it, and compares when it comes back: is
 * it this task's turn, at this time, with this answer and this value? Then fuzz_check.c compares
 * the rest of the kernel with the model. Main ends each program: it stops the timers; an hour
 * later it closes the channels and cancels the tasks that still wait. So all tasks come back, and
 * then each block must be on its free list again.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <image.h>
#include <task.h>
#include <timer.h>
#include "fuzz_inside.h"
#include "machine.h"

#define TICK_NS (RILL_S / RILL_HOST_HZ)
#define HOUR_NS (3600 * RILL_S)

_Static_assert(M_TICK_NS == TICK_NS, "model.h");

FILE *fuzz_trace;

const struct program *program;
struct model model;
struct fuzz_real real;
static uint64_t start_ns;
static uint32_t values;
static long sent, received; /* counted apart from the model */
static bool timers_over;

/* The channels by their typed form, for the header's short ways with a word. */
typedef RILL_CHAN_OF(uint64_t) word_chan;

static struct child {
    struct rill_job job;
    int parent;
    bool joinable, in_memory;
} children[M_TASKS];
static char memory[M_TASKS][40960] __attribute__((aligned(16)));

_Noreturn void fuzz_fail(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    fprintf(stderr, "fuzz: ");
    vfprintf(stderr, fmt, ap);
    fprintf(stderr, "\n");
    va_end(ap);
    rill_stop(1);
}

/* ---- values ---- */

static uint8_t *value_new(int ch)
{
    size_t n = program_elem_bytes(program, ch);
    uint8_t *v = malloc(n); /* of just this size, so that ASan sees more */

    memset(v, 0xaa, n);
    return v;
}

static uint8_t *value_of(int ch, uint64_t value)
{
    uint8_t *v = value_new(ch);

    for (size_t i = 0; i < program_elem_bytes(program, ch); i++)
        v[i] = fuzz_value_byte(ch, value, i);
    return v;
}

static void check_received(int me, int ch, uint8_t *v, bool got)
{
    size_t n = program_elem_bytes(program, ch);

    received += got && ch < M_CHANS;
    if (got && !fuzz_value_is(ch, v, model.task[me].value))
        fuzz_fail(
            "task %d received another value from c%d than number %llu, which "
            "was next",
            me, ch, (unsigned long long)model.task[me].value);
    for (size_t i = 0; !got && i < n; i++)
        if (v[i] != 0xaa)
            fuzz_fail(
                "task %d got nothing from c%d, but its variable is changed", me,
                ch);
    free(v);
}

/* ---- deadlines ---- */

uint64_t fuzz_ticks(uint64_t ns)
{
    return ns == RILL_FOREVER ? M_NEVER : (ns + TICK_NS - 1) / TICK_NS;
}

static uint64_t plain_deadline_ns(const uint8_t *s)
{
    switch (step_wait(s)) {
    case POLL:
        return RILL_POLL;
    case FOREVER:
        return RILL_FOREVER;
    case SOON:
        return rill_after_ns(step_ns(s));
    default:
        return start_ns + step_ns(s);
    }
}

uint64_t fuzz_deadline_ns(const uint8_t *s, int me)
{
    uint64_t ns = plain_deadline_ns(s);

    if (ns == RILL_FOREVER && model.task[me].masked)
        return rill_after_ns(10 * TICK_NS);
    return ns && fuzz_ticks(ns) <= model.now ? 1 : ns;
}

/* ---- the steps ---- */

static int worker(void *arg);

/* The task that was spawned last. */
static struct rill_task *newest(void)
{
    struct rill_task *t = NULL;

    while ((t = rill_task_next(t)) && t->number != rill_task_spawned) {
    }
    return t;
}

static void check_memory(void)
{
    static size_t most_blocks;
    size_t live = 0, in_blocks = 0;

    for (int i = 1; i < M_TASKS; i++) {
        bool lives =
            model.task[i].state != M_UNBORN && model.task[i].state != M_ENDED;

        live += lives;
        in_blocks += lives && !children[i].in_memory;
    }
    if (in_blocks > most_blocks)
        most_blocks = in_blocks;
    if (rill_task_count() != live + 1 ||
        rill_block_count() != most_blocks - in_blocks)
        fuzz_fail("%zu tasks and %zu free blocks, and it should be %zu and %zu",
                  rill_task_count(), rill_block_count(), live + 1,
                  most_blocks - in_blocks);
}

static void spawn(int child, bool detached, bool in_memory, int me)
{
    struct rill_task_opts opts = {.memory = in_memory ? memory[child] : NULL,
                                  .memory_bytes = sizeof(memory[child])};
    struct child *c = &children[child];
    void *arg = (void *)(intptr_t)child;
    int r;

    if (model.task[child].state != M_UNBORN)
        return;
    c->parent = me;
    c->joinable = !detached;
    c->in_memory = in_memory;
    m_spawn(&model, child);
    if (detached && !in_memory)
        r = rill_go(worker, arg);
    else
        r = rill_spawn(detached ? NULL : &c->job, in_memory ? &opts : NULL,
                       worker, arg);
    real.task[child] = newest();
    fuzz_check_result(me, r);
    check_memory();
}

static void join(int child, uint64_t ns, int me)
{
    struct child *c = &children[child];
    int result = -1, r;

    if (!c->joinable || c->parent != me)
        return;
    m_join(&model, child, fuzz_ticks(ns));
    r = ns == RILL_FOREVER ? rill_join(&c->job, RILL_FOREVER, &result)
                           : rill_join(&c->job, ns, &result);
    fuzz_check_result(me, r);
    if (!r && result != child * 3)
        fuzz_fail("task %d ended with %d, and join says %d", child, child * 3,
                  result);
    c->joinable = r;
}

/* With a deadline that the compiler knows, the header makes another call. */
static int send_it(int ch, const uint8_t *v, uint64_t ns, bool by_value)
{
    struct rill_chan *c = &real.chan[ch];
    uint64_t word;

    if (c->words && by_value) {
        memcpy(&word, v, sizeof(word));
        if (ns == RILL_FOREVER)
            return rill_send((word_chan *)c, word, RILL_FOREVER);
        return rill_send((word_chan *)c, word, ns);
    }
    if (ns == RILL_FOREVER)
        return rill_chan_send(c, v, RILL_FOREVER);
    if (ns == RILL_POLL)
        return rill_chan_send(c, v, RILL_POLL);
    return rill_chan_send(c, v, ns);
}

static void send_value(int ch, uint64_t ns, bool by_value, int me)
{
    uint8_t *v = value_of(ch, ++values);
    int r;

    m_send(&model, ch, values, fuzz_ticks(ns));
    r = send_it(ch, v, ns, by_value);
    sent += !r;
    free(v); /* no task may read it any more */
    fuzz_check_result(me, r);
}

static int recv_it(int ch, uint8_t *v, uint64_t ns, bool by_value)
{
    struct rill_chan *c = fuzz_chan(ch);

    if (c->words && by_value) {
        if (ns == RILL_FOREVER)
            return rill_recv((word_chan *)c, (uint64_t *)v, RILL_FOREVER);
        if (ns == RILL_POLL)
            return rill_recv((word_chan *)c, (uint64_t *)v, RILL_POLL);
        return rill_recv((word_chan *)c, (uint64_t *)v, ns);
    }
    if (ns == RILL_FOREVER)
        return rill_chan_recv(c, v, RILL_FOREVER);
    if (ns == RILL_POLL)
        return rill_chan_recv(c, v, RILL_POLL);
    return rill_chan_recv(c, v, ns);
}

static void recv_value(int ch, uint64_t ns, bool by_value, int me)
{
    uint8_t *v = value_new(ch);
    int r;

    m_recv(&model, ch, fuzz_ticks(ns));
    r = recv_it(ch, v, ns, by_value);
    fuzz_check_result(me, r);
    check_received(me, ch, v, !r);
}

static void select_arms(const uint8_t *s, int me)
{
    struct rill_arm arms[M_ARMS] = {0};
    struct m_arm plan[M_ARMS];
    uint64_t ns = fuzz_deadline_ns(s, me);
    int n = step_arms(program, s, plan), r;
    bool ready;
    int found = 0;

    for (int i = 0; i < n; i++) {
        arms[i].op = plan[i].send ? RILL_SEND : RILL_RECV;
        if (plan[i].ch < 0)
            continue;
        plan[i].value = plan[i].send ? ++values : 0;
        arms[i].ch = fuzz_chan(plan[i].ch);
        arms[i].value = plan[i].send ? value_of(plan[i].ch, plan[i].value)
                                     : value_new(plan[i].ch);
    }
    model.random = rill_host_random();
    ready = m_select(&model, plan, n, fuzz_ticks(ns));
    r = rill_select(arms, n, ns);
    if (ready && model.current == me) {
        for (int i = 0; i < n; i++)
            found += m_ready(&model, &plan[i]);
        ready = !m_select_told(&model, found, fuzz_ticks(ns));
    }
    if (ready && model.current == me) {
        if (r < 0 || r >= n || !m_ready(&model, &plan[r]))
            fuzz_fail("task %d: select says %d, which was not ready", me, r);
        if (found > 1)
            m_draw(&model, found); /* which r holds */
        m_choose(&model, plan, r);
    }
    if (model.current == me && model.task[me].arm != (r < 0 ? -1 : r))
        fuzz_fail("task %d: select says %d, and it should be arm %d", me, r,
                  model.task[me].arm);
    fuzz_check_result(me, r < 0 ? r : arms[r].result);
    for (int i = 0; i < n; i++) {
        if (plan[i].send && plan[i].ch >= 0) {
            sent += i == r && !arms[i].result;
            free(arms[i].value);
        } else if (plan[i].ch >= 0) {
            check_received(me, plan[i].ch, arms[i].value,
                           i == r && !arms[i].result);
        }
    }
}

static void close_chan(int ch, int me)
{
    model.random = rill_host_random();
    m_close(&model, ch);
    fuzz_check_result(me, rill_chan_close(&real.chan[ch]));
}

static void timer_step(const uint8_t *s, int me)
{
    uint64_t ns = fuzz_deadline_ns(s, me);
    int i = s[2] % M_TIMERS;
    bool ran, should;

    if (step_kind(program, s) == TIMER_STOP) {
        should = m_timer_stop(&model, i);
        ran = rill_timer_stop(&real.timer[i]);
    } else if (timers_over) {
        return;
    } else {
        ns = ns ? ns : 1;
        should = m_timer_set(&model, i, ns, step_period_ns(s));
        ran = rill_timer_set(&real.timer[i], ns, step_period_ns(s));
    }
    if (ran != should)
        fuzz_fail("t%d ran%s", i, should ? ", and says no" : " not, it says");
    fuzz_check(me);
}

static void sleep_until(uint64_t ns, int me)
{
    m_sleep(&model, fuzz_ticks(ns));
    fuzz_check_result(me, rill_sleep_until_ns(ns));
}

static void sleep_step(const uint8_t *s, int me)
{
    uint64_t ns = step_ns(s);

    if (step_wait(s) == SOON && ns) {
        m_sleep(&model, model.now + fuzz_ticks(ns));
        fuzz_check_result(me, rill_sleep_ns(ns));
    } else {
        ns = step_wait(s) == FOREVER ? 1 : fuzz_deadline_ns(s, me);
        sleep_until(ns ? ns : 1, me);
    }
}

static void take_step(const uint8_t *s, int me)
{
    int ch = step_chan(program, s), who = 1 + s[2] % program_workers(program);

    model.random = rill_host_random();
    if (fuzz_sync_step(s, me))
        return;
    switch (step_kind(program, s)) {
    case SEND:
        send_value(ch, fuzz_deadline_ns(s, me), s[5] & 1, me);
        break;
    case RECV:
        recv_value(step_pipe(program, s), fuzz_deadline_ns(s, me), s[5] & 1,
                   me);
        break;
    case SELECT:
        select_arms(s, me);
        break;
    case TIMER_SET:
    case TIMER_STOP:
        timer_step(s, me);
        break;
    case SLEEP:
        sleep_step(s, me);
        break;
    case YIELD:
        m_yield(&model);
        rill_yield();
        fuzz_check(me);
        break;
    case JOIN:
        join(who, fuzz_deadline_ns(s, me), me);
        break;
    case SPAWN:
        spawn(who, s[3] & 1, s[3] & 2, me);
        break;
    case ADVANCE:
        model.now += s[4] % 16;
        rill_host_advance(s[4] % 16);
        break;
    default:
        close_chan(ch, me);
    }
}

/* A new task's thread-local variables have their first values, whatever the last task in this
 * memory wrote to them. */
static void check_first_values(void)
{
    char *tp = rill_thread_pointer();
    size_t data = rill_host_tdata_bytes();

    if (memcmp(tp, __tdata_source, data))
        fuzz_fail("a task begins with other first values");
    for (size_t i = data; i < RILL_HOST_TLS_BYTES; i++)
        if (tp[i])
            fuzz_fail("a task begins with variables that are not zero");
    memset(tp, 0x55, RILL_HOST_TLS_BYTES);
}

static int worker(void *arg)
{
    int me = (int)(intptr_t)arg;

    check_first_values();
    fuzz_check(me);
    for (int i = 0; i < program->steps; i++) {
        if (program_task(program, i) != me)
            continue;
        if (fuzz_trace) {
            fprintf(fuzz_trace, "  task %d: ", me);
            step_print(fuzz_trace, program, program->step[i]);
            fprintf(fuzz_trace, "\n");
        }
        take_step(program->step[i], me);
    }
    fuzz_sync_release(me);
    m_exit(&model);
    return me * 3;
}

/* ---- main's part ---- */

static bool all_ended(void)
{
    for (int i = 1; i < M_TASKS; i++)
        if (model.task[i].state != M_UNBORN && model.task[i].state != M_ENDED)
            return false;
    return true;
}

static void set_up(void)
{
    memset(&real, 0, sizeof(real));
    memset(children, 0, sizeof(children));
    m_init(&model, rill_host_ticks());
    rill_hart_self()->random = 1; /* so that select draws one sequence */
    real.task[0] = rill_self();
    start_ns = rill_now_ns();
    values = 0;
    sent = received = 0;
    timers_over = false;
    for (int i = 0; i < program_chans(program); i++) {
        size_t cap = (size_t)program_cap(program, i);
        size_t elem = program_elem_bytes(program, i);

        model.chan[i].cap = (int)cap;
        rill_chan_init(&real.chan[i], cap ? malloc(cap * elem) : NULL, elem,
                       cap);
        real.chan[i].words = program_words(program, i);
    }
    for (int i = 0; i < M_EACH; i++) {
        model.barrier[i].parties = program_parties(program, i);
        real.barrier[i].parties = (uint32_t)model.barrier[i].parties;
        model.sem[i].count = program_units(program, i);
        real.sem[i].count = model.sem[i].count;
        real.event[i].by_trap = program_by_trap(program, i);
    }
}

static void stop_timers(void)
{
    timers_over = true;
    for (int i = 0; i < M_TIMERS; i++)
        if (m_timer_stop(&model, i) != rill_timer_stop(&real.timer[i]))
            fuzz_fail("t%d ran, or should have", i);
    fuzz_check(0);
}

/* Cancel the tasks that are left: each waits for ever, or goes on to its next wait. */
static void cancel_all(void)
{
    for (int i = 1; i < M_TASKS; i++) {
        if (model.task[i].state == M_UNBORN || model.task[i].state == M_ENDED)
            continue;
        m_cancel(&model, i, true);
        rill_sched_enter("fuzz");
        rill_sched_cancel(real.task[i], true);
        rill_sched_leave();
    }
    fuzz_check(0);
}

static void check_end(void)
{
    for (int i = 0; i < program_chans(program); i++) {
        sent -= (long)real.chan[i].len;
        free(real.chan[i].buf);
    }
    if (sent != received)
        fuzz_fail("%ld values were sent and are not there, %ld were received",
                  sent, received);
    if (rill_self()->next != rill_self() || rill_timer_pending())
        fuzz_fail("main is alone, and somebody is ready or sleeps");
    if (rill_trap_awaited)
        fuzz_fail("%u wait for traps, and there is nobody",
                  (unsigned)rill_trap_awaited);
    if (rill_task_count() != 1)
        fuzz_fail("%zu tasks are left", rill_task_count());
    if (rill_task_next_callers(NULL))
        fuzz_fail("memory of the caller's was not given back");
    check_memory();
}

static void run(void *unused)
{
    (void)unused;
    set_up();
    for (int i = 1; i < M_TASKS; i++)
        if (program_starts(program, i))
            spawn(i, false, false, 0);
    sleep_until(rill_after_ns(RILL_S / 2), 0);
    stop_timers();
    sleep_until(rill_after_ns(HOUR_NS), 0);
    for (int i = 0; i < program_chans(program); i++)
        close_chan(i, 0);
    for (int i = 0; !all_ended(); i++) {
        if (i == 2 * MOST_STEPS)
            fuzz_fail("some tasks do not end");
        cancel_all();
        sleep_until(rill_after_ns(HOUR_NS), 0);
    }
    for (int i = 1; i < M_TASKS; i++) {
        children[i].parent = 0;
        join(i, RILL_POLL, 0);
    }
    check_end();
}

void fuzz_run(const struct program *p)
{
    program = p;
    rill_host_run(run, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct program p;

    if (!rill_host_last_words)
        rill_host_last_words = abort;
    program_from_bytes(&p, data, n);
    fuzz_run(&p);
    return 0;
}
