/* kernel/time/timer_count.c -- how many alarms run, for statistics.
 *
 * The kernel keeps no count, because each sleep would pay for it. So this walks each bucket, with
 * the wheel's lock held. A bucket without its bit in `full` has never held an alarm, or is empty
 * (timer.c).
 */
#include "timer.h"

static uint32_t in_bucket(const struct rill_alarm_link *b)
{
    uint32_t n = 0;

    for (const struct rill_alarm_link *l = b->next; l != b; l = l->next)
        n++;
    return n;
}

static uint32_t in_wheel(struct rill_wheel *w)
{
    uint32_t n = 0;

    rill_lock_take(&w->lock);
    for (unsigned i = 0; i <= RILL_ALARM_LEVELS; i++) {
        const struct rill_alarm_level *level = &rill_wheel_levels(w)[i];

        for (unsigned slot = 0; slot < RILL_ALARM_SLOTS; slot++)
            if (level->full >> slot & 1)
                n += in_bucket(&level->slots[slot]);
    }
    rill_lock_drop(&w->lock);
    return n;
}

uint32_t rill_timer_count(void)
{
    uint32_t n = 0;

    RILL_NEEDS(rill_timer_init);
    for (unsigned hart = 0; hart < RILL_HARTS; hart++)
        n += in_wheel(rill_wheel_at(hart));
    return n;
}
