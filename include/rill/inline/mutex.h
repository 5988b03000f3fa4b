/* rill/inline/mutex.h -- the inline half of rill/mutex.h, which includes this file. */
#ifndef RILL_INLINE_MUTEX_H
#define RILL_INLINE_MUTEX_H

RILL_C_BEGIN

/* What the two functions below do when a few instructions are not enough. */
int rill_mutex_lock_slowly(struct rill_mutex *m,
                           uint64_t deadline_ns) RILL_RARE;
void rill_mutex_unlock_slowly(struct rill_mutex *m) RILL_RARE;

RILL_INLINE int rill_mutex_lock(struct rill_mutex *m, uint64_t deadline_ns)
{
    uint32_t self = rill_here();

    RILL_DEADLINE(deadline_ns);
    if (!RILL_QUICK || (RILL_MANY && rill_hurdle()))
        return rill_mutex_lock_slowly(m, deadline_ns);
    RILL_LOCK_TAKE(&m->waiters.lock);
    if ((int32_t)m->owner.number != RILL_LOCKED_HURDLE) {
        RILL_LOCK_DROP(&m->waiters.lock);
        return rill_mutex_lock_slowly(m, deadline_ns);
    }
    m->owner.number = self;
    m->owner.tp = __builtin_thread_pointer();
    RILL_LOCK_DROP(&m->waiters.lock);
    return 0;
}

RILL_INLINE void rill_mutex_unlock(struct rill_mutex *m)
{
    if (RILL_QUICK && (!RILL_MANY || rill_here())) {
        RILL_LOCK_TAKE(&m->waiters.lock);
        if (m->owner.number == rill_here()) {
            m->owner.number = 0;
            RILL_LOCK_DROP(&m->waiters.lock);
            return;
        }
        RILL_LOCK_DROP(&m->waiters.lock);
    }
    rill_mutex_unlock_slowly(m);
}

RILL_C_END

#endif
