/* timer_stop.pml -- a timer is set, stopped and expired by different harts; when stop has
 * returned its memory may go.
 *
 * Stands for:
 *   kernel/time/timer.c       Hart: expire, with wheel->firing
 *   kernel/time/ticker.c      fire, set, stop
 *
 * A timer's channel has a lock, which is taken before a wheel's. Set and stop hold it; so
 * does the fire function, while it puts the tick and, if the timer is periodic, puts it
 * into its wheel again. `home` is the wheel that a timer was last put into.
 *
 * Left out: time: an alarm in a wheel may come at any time. The wheel's inside. Sleepers
 * (park_unpark.pml). Receivers: to receive is to take the tick out of the channel. Memory
 * is sequentially consistent: all is under locks, but for the wait for `firing`.
 * What is done under a lock, to what is only touched under it, is one step.
 *
 * Sizes: 2 wheels, each expired by either of 2 harts; timer 0, which fires twice at most
 * by itself, is set by two tasks, into either wheel, and stopped; timer 1 fires once.
 *
 * Proven:
 *   - after stop has returned the timer is not in a wheel, not being fired, has no tick,
 *     and nobody touches it: it may be freed;
 *   - stop says true, or the tick was received; never both, of a timer that fires once;
 *   - a timer is in one wheel, and fired by one hart at a time;
 *   - a setting, and a re-setting by the fire function, is not lost; all end.
 *
 * Rules for the code that its bugs show:
 *   - The timer is marked as not running when it is taken out, not after the fire, which
 *     may have put it in again (BUG_MARK_AFTER); after the fire only the wheel is touched.
 *   - A set, too, waits for a fire in flight: else it moves the timer to another wheel,
 *     and stop looks at the wrong `firing` (BUG_MOVED).
 *   - Who finds a wheel firing leaves it alone, or it would overwrite `firing`
 *     (BUG_TWO_FIRE).
 *   - Who waits for a fire has dropped both locks, and the fire is made with the
 *     wheel's dropped (BUG_FIRE_LOCKED).
 */
#define OUT  2
#define NONE 2

bool wheel_lock[2], chan_lock[2];
byte in[2] = OUT;       /* timer t is in this wheel */
byte home[2];
byte firing[2] = NONE;  /* of a wheel: a timer */
byte again;             /* so often will timer 0 put itself in */
bool tick;              /* in timer 0's channel */

/* what is only there to be asserted */
bool alive[2] = true;
byte inside[2];         /* harts in its fire function */
bool freed, periodic, set_by_other;

#define take(l) atomic { !l -> l = true }

#ifdef BUG_TWO_FIRE
#define idle(w) true
#else
#define idle(w) (firing[w] == NONE)
#endif

inline expire(w)
{
    atomic {
        !wheel_lock[w] && idle(w) && (in[0] == w || in[1] == w) ->
        wheel_lock[w] = true;
        if
        :: in[0] == w -> t = 0
        :: in[1] == w -> t = 1
        fi;
        assert(alive[t]);
#ifndef BUG_MARK_AFTER
        in[t] = OUT;
#endif
#ifndef BUG_CLEARED_FIRST
        firing[w] = t
#endif
    };
#ifndef BUG_FIRE_LOCKED
    wheel_lock[w] = false;
#endif
    atomic { assert(alive[t] && inside[t] == 0); inside[t]++ };
    take(chan_lock[t]);
    if
    :: t == 0 ->
        assert(alive[0]);
        tick = true;
        if
        :: again > 0 ->
#ifdef BUG_FIRE_LOCKED
            atomic { again--; in[0] = w }
#else
            atomic { !wheel_lock[w] -> again--; in[0] = w }
#endif
        :: else
        fi
    :: else
    fi;
    chan_lock[t] = false;
    atomic { assert(alive[t]); inside[t]-- };
    atomic {
#ifndef BUG_FIRE_LOCKED
        !wheel_lock[w];
#endif
#ifdef BUG_MARK_AFTER
        in[t] = OUT;
#endif
        firing[w] = NONE;
        wheel_lock[w] = false
    }
}

proctype Hart()
{
    byte t;

    do
    :: expire(0)
    :: expire(1)
    :: freed && in[1] == OUT -> break
    od
}

/* Out of its wheel and not in flight, with the channel's lock held. */
inline take_out(waits)
{
    do
    :: take(chan_lock[0]);
       atomic {
           !wheel_lock[home[0]] ->
           if
           :: in[0] == home[0] -> in[0] = OUT; ran = true
           :: else
           fi;
           if
           :: waits && firing[home[0]] == 0 -> away = home[0]
           :: else -> break
           fi
       };
       chan_lock[0] = false;
       firing[away] != 0
    od
}

inline set()
{
    if
    :: w = 0
    :: w = 1
    fi;
#ifdef BUG_MOVED
    take_out(false);
#else
    take_out(true);
#endif
    tick = false;
    atomic {
        !wheel_lock[w] ->
        assert(in[0] == OUT);
        in[0] = w;
        home[0] = w
    };
    chan_lock[0] = false
}

proctype Other()
{
    byte w, away;
    bool ran;

    set();
    set_by_other = true
}

proctype User()
{
    byte w, away, got;
    bool ran, had;

    set();
    set_by_other; /* whoever frees it sees that nobody else uses it */
    if
    :: true
    :: periodic /* all its ticks: none is lost */
       do
       :: atomic { again == 0 && in[0] == OUT && !inside[0] && tick -> tick = false; break }
       :: atomic { again > 0 && tick && !chan_lock[0] -> tick = false }
       od
    :: atomic { !chan_lock[0] && tick -> tick = false; got++ }
    fi;
    ran = false;
#ifdef BUG_NO_WAIT
    take_out(false);
#else
    take_out(true);
#endif
    atomic { had = tick; tick = false };
    chan_lock[0] = false;
    assert(in[0] == OUT && !inside[0] && !tick);
    assert(periodic || (ran || had) != (got > 0));
    alive[0] = false;
    freed = true
}

init
{
    atomic {
        in[1] = 0;
        if
        :: periodic = true; again = 1
        :: skip
        fi;
        run Hart();
        run Hart();
        run Other();
        run User()
    };
    _nr_pr == 1;
    assert(in[0] == OUT && in[1] == OUT && !tick)
}
