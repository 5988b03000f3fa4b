/* fuzz_sync.c -- the steps that are about anything but channels and tasks. A task passes over a
 * step that makes no sense, as to unlock what it does not hold. */
#include <errno.h>
#include <task.h>
#include "fuzz_inside.h"
#include "machine.h"

/* ---- locks ---- */

static void lock(int i, uint64_t ns, int me)
{
    if (model.mutex[i].owner == me)
        return;
    m_lock(&model, i, fuzz_ticks(ns));
    fuzz_check_result(me, rill_mutex_lock(&real.mutex[i], ns));
}

static void unlock(int i, int me)
{
    if (model.mutex[i].owner != me)
        return;
    m_unlock(&model, i);
    rill_mutex_unlock(&real.mutex[i]);
    fuzz_check(me);
}

/* Condition i is about what mutex i guards. The task locks mutex i first, and does not wait
 * when it holds another mutex: that would be a deadlock that no deadline ends. */
static void cond_wait(int i, uint64_t ns, bool keep, int me)
{
    for (int k = 0; k < M_MUTEXES; k++)
        if (k != i && model.mutex[k].owner == me)
            return;
    lock(i, ns, me);
    if (model.mutex[i].owner != me)
        return;
    m_cond_wait(&model, i, i, fuzz_ticks(ns));
    fuzz_check_result(me, rill_cond_wait(&real.cond[i], &real.mutex[i], ns));
    if (!keep)
        unlock(i, me);
}

static void rw_lock(int i, bool write, uint64_t ns, int me)
{
    if (model.rw[i].writer == me || model.rw[i].reads[me])
        return;
    if (write) {
        m_rw_lock(&model, i, fuzz_ticks(ns));
        fuzz_check_result(me, rill_rwmutex_lock(&real.rw[i], ns));
    } else {
        m_rw_rlock(&model, i, fuzz_ticks(ns));
        fuzz_check_result(me, rill_rwmutex_rlock(&real.rw[i], ns));
    }
}

static void rw_release(int i, int me)
{
    if (model.rw[i].writer == me) {
        m_rw_unlock(&model, i);
        rill_rwmutex_unlock(&real.rw[i]);
    } else if (model.rw[i].reads[me]) {
        m_rw_runlock(&model, i);
        rill_rwmutex_runlock(&real.rw[i]);
    }
    fuzz_check(me);
}

static bool lock_step(const uint8_t *s, int i, uint64_t ns, int me)
{
    switch (step_kind(program, s)) {
    case LOCK:
        lock(i, ns, me);
        return true;
    case UNLOCK:
        unlock(i, me);
        return true;
    case COND_WAIT:
        cond_wait(i, ns, s[3] & 1, me);
        return true;
    case SIGNAL:
        m_cond_signal(&model, i, false);
        rill_cond_signal(&real.cond[i]);
        break;
    case BROADCAST:
        m_cond_signal(&model, i, true);
        rill_cond_broadcast(&real.cond[i]);
        break;
    case RW_LOCK:
        rw_lock(i, true, ns, me);
        return true;
    case RW_RLOCK:
        rw_lock(i, false, ns, me);
        return true;
    case RW_RELEASE:
        rw_release(i, me);
        return true;
    default:
        return false;
    }
    fuzz_check(me);
    return true;
}

void fuzz_sync_release(int me)
{
    for (int i = 0; i < M_MUTEXES; i++)
        unlock(i, me);
    for (int i = 0; i < M_EACH; i++)
        rw_release(i, me);
}

/* ---- counts ---- */

static const uint8_t *in_once[M_EACH];

/* Sleeps, or lets other tasks run, so that some come while this one is inside the once. */
static void do_once(void *arg)
{
    int i = (int)(intptr_t)arg, me = model.current;
    uint64_t ns = (in_once[i][3] & 3) * 700u;

    if (ns)
        ns = rill_after_ns(ns);
    m_sleep(&model, fuzz_ticks(ns ? ns : 1));
    fuzz_check_result(me, rill_sleep_until_ns(ns ? ns : 1));
    m_once_done(&model, i);
}

static void once(const uint8_t *s, int i, uint64_t ns, int me)
{
    if (model.once[i].runner == me && !model.once[i].finished)
        return;
    if (m_once_do(&model, i, fuzz_ticks(ns)))
        in_once[i] = s;
    fuzz_check_result(
        me, rill_once_do(&real.once[i], do_once, (void *)(intptr_t)i, ns));
}

static void group_done(int i)
{
    if (!model.group[i].count)
        return;
    m_group_done(&model, i);
    rill_waitgroup_done(&real.group[i]);
}

static bool count_step(const uint8_t *s, int i, uint64_t ns, int me)
{
    switch (step_kind(program, s)) {
    case SEM_GET:
        m_sem_get(&model, i, fuzz_ticks(ns));
        fuzz_check_result(me, rill_sem_get(&real.sem[i], ns));
        return true;
    case SEM_PUT:
        m_sem_put(&model, i);
        rill_sem_put(&real.sem[i]);
        break;
    case GROUP_ADD:
        m_group_add(&model, i, 1 + s[3] % 3);
        rill_waitgroup_add(&real.group[i], 1 + s[3] % 3);
        break;
    case GROUP_DONE:
        group_done(i);
        break;
    case GROUP_WAIT:
        m_group_wait(&model, i, fuzz_ticks(ns));
        fuzz_check_result(me, rill_waitgroup_wait(&real.group[i], ns));
        return true;
    case ONCE:
        once(s, i, ns, me);
        return true;
    case BARRIER:
        m_barrier_wait(&model, i, fuzz_ticks(ns));
        fuzz_check_result(me, rill_barrier_wait(&real.barrier[i], ns));
        return true;
    default:
        return false;
    }
    fuzz_check(me);
    return true;
}

/* ---- events and cancelation ---- */

static void set_event(void *event)
{
    rill_event_set(event);
}

static void event_set(int i, bool in_trap)
{
    if (in_trap && program_by_trap(program, i)) {
        m_event_set_in_trap(&model, i);
        rill_host_trap(set_event, &real.event[i]);
    } else {
        m_event_set(&model, i);
        rill_event_set(&real.event[i]);
    }
}

static void event_wait(int i, bool take, uint64_t ns, int me)
{
    m_event_wait(&model, i, take, fuzz_ticks(ns));
    fuzz_check_result(me, take ? rill_event_take(&real.event[i], ns)
                               : rill_event_wait(&real.event[i], ns));
}

static void cancel(int who, bool on)
{
    enum m_state state = model.task[who].state;

    if (state == M_UNBORN || state == M_ENDED)
        return;
    m_cancel(&model, who, on);
    rill_sched_enter("fuzz");
    rill_sched_cancel(real.task[who], on);
    rill_sched_leave();
}

static void mask(bool on)
{
    bool was = m_mask(&model, on);

    rill_sched_enter("fuzz");
    if (rill_sched_mask(rill_self(), on) != was)
        fuzz_fail("task %d was masked, or should have been", model.current);
    rill_sched_leave();
}

bool fuzz_sync_step(const uint8_t *s, int me)
{
    int i = s[2] % M_EACH, who = 1 + s[2] % program_workers(program);
    uint64_t ns = fuzz_deadline_ns(s, me);

    if (lock_step(s, i, ns, me) || count_step(s, i, ns, me))
        return true;
    switch (step_kind(program, s)) {
    case EVENT_SET:
    case EVENT_TRAP:
        event_set(i, step_kind(program, s) == EVENT_TRAP);
        break;
    case EVENT_CLEAR:
        m_event_clear(&model, i);
        rill_event_clear(&real.event[i]);
        break;
    case EVENT_WAIT:
    case EVENT_TAKE:
        event_wait(i, step_kind(program, s) == EVENT_TAKE, ns, me);
        return true;
    case CANCEL:
    case UNCANCEL:
        cancel(who, step_kind(program, s) == CANCEL);
        break;
    case MASK:
        mask(s[3] & 1);
        break;
    default:
        return false;
    }
    fuzz_check(me);
    return true;
}
