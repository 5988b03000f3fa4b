/* rill/inline/sync.h -- the inline half of rill/sync.h, which includes this file. */
#ifndef RILL_INLINE_SYNC_H
#define RILL_INLINE_SYNC_H

RILL_C_BEGIN

RILL_TIMED(rill_rwmutex_lock, (struct rill_rwmutex * rw, uint64_t deadline_ns),
           (rw, deadline_ns))
RILL_TIMED(rill_rwmutex_rlock, (struct rill_rwmutex * rw, uint64_t deadline_ns),
           (rw, deadline_ns))
RILL_TIMED(rill_cond_wait,
           (struct rill_cond * c, struct rill_mutex *m, uint64_t deadline_ns),
           (c, m, deadline_ns))
RILL_TIMED(rill_waitgroup_wait,
           (struct rill_waitgroup * wg, uint64_t deadline_ns),
           (wg, deadline_ns))
RILL_TIMED(rill_once_do,
           (struct rill_once * o, void (*fn)(void *), void *arg,
            uint64_t deadline_ns),
           (o, fn, arg, deadline_ns))
RILL_TIMED(rill_barrier_wait, (struct rill_barrier * b, uint64_t deadline_ns),
           (b, deadline_ns))

/* What the functions below do when a few instructions are not enough. */
int rill_sem_get_slowly(struct rill_sem *s, uint64_t deadline_ns) RILL_RARE;
void rill_sem_put_slowly(struct rill_sem *s) RILL_RARE;
void rill_waitgroup_add_slowly(struct rill_waitgroup *wg, uint32_t n) RILL_RARE;
void rill_waitgroup_done_slowly(struct rill_waitgroup *wg) RILL_RARE;

/* The count is -1 when none is to be had and a task waits or did. */
RILL_INLINE int rill_sem_get(struct rill_sem *s, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    if (!RILL_QUICK || (RILL_MANY && rill_hurdle()))
        return rill_sem_get_slowly(s, deadline_ns);
    RILL_LOCK_TAKE(&s->waiters.lock);
    if (s->count <= RILL_LOCKED_HURDLE) {
        RILL_LOCK_DROP(&s->waiters.lock);
        return rill_sem_get_slowly(s, deadline_ns);
    }
    s->count--;
    RILL_LOCK_DROP(&s->waiters.lock);
    return 0;
}

RILL_INLINE void rill_sem_put(struct rill_sem *s)
{
    int32_t count;

    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&s->waiters.lock);
        count = (int32_t)((uint32_t)s->count + 1);
        if (count > 0 && rill_here()) {
            s->count = count;
            RILL_LOCK_DROP(&s->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&s->waiters.lock);
    }
    rill_sem_put_slowly(s);
}

RILL_INLINE void rill_waitgroup_add(struct rill_waitgroup *wg, uint32_t n)
{
    int32_t count;

    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&wg->waiters.lock);
        count = (int32_t)((uint32_t)wg->count + n);
        if (count >= 0 && n <= INT32_MAX && rill_here()) {
            wg->count = count;
            RILL_LOCK_DROP(&wg->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&wg->waiters.lock);
    }
    rill_waitgroup_add_slowly(wg, n);
}

RILL_INLINE void rill_waitgroup_done(struct rill_waitgroup *wg)
{
    int32_t count;

    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&wg->waiters.lock);
        count = wg->count - 1;
        if (count > 0 && rill_here()) {
            wg->count = count;
            RILL_LOCK_DROP(&wg->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&wg->waiters.lock);
    }
    rill_waitgroup_done_slowly(wg);
}

RILL_INLINE int rill_event_wait(struct rill_event *e, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_event_wait_parks, e, 0, deadline_ns);
}

RILL_INLINE int rill_event_take(struct rill_event *e, uint64_t deadline_ns)
{
    RILL_DEADLINE(deadline_ns);
    return RILL_PARK_CALL(rill_event_wait_parks, e, e, deadline_ns);
}

RILL_C_END

#endif
