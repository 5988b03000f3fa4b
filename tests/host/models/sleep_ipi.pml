/* sleep_ipi.pml -- a hart that finds nothing to run goes to sleep; whoever has made a
 * task ready wakes one; the last to fall asleep reports a deadlock, if it is one.
 *
 * Stands for:
 *   kernel/sched/many/idle.c   Hart: search, the announcement, the second look, wfi, the
 *                        report
 *   kernel/sched/many/ready.c  put, wake: what follows on a task's being put into a queue
 *   kernel/time/timer.c       Timer: the interrupt; expire, by an idle hart
 *   kernel/fault/trap.c        the software interrupt
 *
 * Hart 0 runs the main task and keeps its hart until the others have ended, or all but
 * the alarm's; then it parks for ever. In the end all harts sleep, and one must have said
 * so: "deadlock" is how this model ends well. Three scenes, by -D:
 *   TWO     3 harts; main puts two tasks into its own queue, and neither ends before both
 *           have begun, so two more harts must have come
 *   PINNED  3 harts; it puts one there, and one pinned into that of hart 2
 *   ALARM   2 harts; the same, and an alarm in hart 0's wheel brings a third task
 *
 * Memory order: a store buffer a hart, of one entry a queue: what a hart has put into
 * a queue is seen by others when its buffer is emptied, at any time, or at a fence.
 * So is, on RVWMO, an amoswap.rl that drops the queue's lock passed by the loads that
 * follow. An AMO is at once everywhere; if it does not acquire, the hart's later loads
 * may come before it: BUG_LOOK_FIRST is that. One that releases is a fence to what was
 * put before. Which instruction has which order: tests/host/litmus/. (TSO differs in the AMOs alone.)
 *
 * Left out: how tasks are queued and stolen (steal.pml): to take a task from a queue is
 * one step. The limit to how many spin: a hart spins as long as it likes, or not at
 * all. The wheel's lock: that one hart expires it is one step.
 *
 * Sizes: 3 harts and 2 tasks, or 2 harts, 3 tasks, 1 alarm.
 *
 * Proven:
 *   - no wake is lost: no hart sleeps for ever while a task is ready and the hart that
 *     put it is busy; nor a second hart while a second task is;
 *   - a deadlock is reported only if no task is ready or in flight, and none will be
 *     brought by an alarm; and then it is reported;
 *   - `spinning` is never below 0.
 *
 * Found with it, and so rules for the code:
 *   - Not wakes are counted but sleeps: each hart adds one before it announces itself.
 *     The last to fall asleep reads that count, looks, sees that all still sleep
 *     (BUG_NO_MASK); and that the count is what it was. If it is not, it
 *     does so again: once is not enough, or one that rose and lay down again leaves
 *     nobody to report (BUG_ONCE). To count wakes does not do: counted after
 *     the amoand, the hart may be up already with the last task in hand and not counted;
 *     counted before it, it may have been counted before the last one began.
 *   - In that look, other than in its search, it looks at the tasks pinned to others, too:
 *     such a one's hart may be on its way to its second look (BUG_PINNED_UNSEEN).
 *   - Who wakes a hart counts it in `spinning` before the amoand: the hart may be up
 *     already, find a task, and not be the last that spins (BUG_COUNT_LATE).
 *   - If the amoand finds the bit clear it is uncounted, and the waker looks anew,
 *     for others may have relied on the count (BUG_NO_RETRY); so does one that only
 *     wanted the hart that a task is pinned to.
 *   (That the count is needed beside the mask, for one that rises, leaves something where
 *   the last has looked already, and lies down again, is beyond these scenes.)
 */
#ifdef TWO
#define HARTS   3
#define TASKS   2
#define SCENE   put(); put()
#define TOGETHER 2
#endif
#ifdef PINNED
#define HARTS   3
#define TASKS   2
#define SCENE   put(); put_pinned()
#define TOGETHER 1
#endif
#ifdef ALARM
#define HARTS   2
#define TASKS   3
#define SCENE   put(); put_pinned()
#define TOGETHER 1
#endif
#define LAST    (HARTS - 1)
#define ALL     ((1 << HARTS) - 1)
#define BIT     (1 << me)

/* memory */
byte queue[3];          /* tasks in it that anybody may take, */
byte pinned;            /* and in that of hart 2, that it alone may */
byte asleep;            /* a bit a hart */
short spinning;
byte unchanged;         /* `sleeps`, a counter: a bit a hart, has it the value that this
                           hart has read? */
bool wheel, due;        /* hart 0's: an alarm is in it; its time has come */
bool msip[HARTS];

/* store buffers */
byte stored[3];         /* tasks on their way into its own queue, */
byte stored_pinned;     /* and from hart 0 to that of hart 2 */

byte begun, finished;
bool parked;            /* the main task, for ever */
bool reported;

inline empty_buffer(h)
{
    d_step {
        queue[h] = queue[h] + stored[h];
        stored[h] = 0;
        if
        :: h == 0 ->
            pinned = pinned + stored_pinned;
            stored_pinned = 0
        :: else
        fi
    }
}

#define fence() empty_buffer(me)

/* Hart h, if it sleeps. */
inline wake_hart()
{
#ifndef BUG_COUNT_LATE
    spinning++;
#endif
    atomic {
        had = (asleep >> h) & 1;
        asleep = asleep & ~(1 << h)
    };
    if
    :: had ->
#ifdef BUG_COUNT_LATE
        spinning++;
#endif
        msip[h] = true
    :: else
#ifndef BUG_COUNT_LATE
        ; spinning--
#endif
    fi
}

/* Nobody spins, somebody sleeps: wake one. Who comes to be counted without having
 * been woken is uncounted, and meanwhile others may have left it to him: so again. */
inline wake()
{
    do
    :: spinning > 0 -> break
    :: else ->
        atomic {
            if
            :: asleep & 1 -> h = 0
            :: asleep & 2 -> h = 1
            :: asleep & 4 -> h = 2
            :: !asleep -> break
            fi
        };
        wake_hart();
#ifdef BUG_NO_RETRY
        break
#else
        if
        :: had -> break
        :: else
        fi
#endif
    od;
    h = 0
}

/* Not asleep any more, by itself, if nobody was quicker. Spins, either way. */
inline rise()
{
    spinning++;
    atomic {
        had = (asleep >> me) & 1;
        asleep = asleep & ~BIT
    };
    if
    :: had
    :: else -> spinning-- /* whoever was quicker has counted it */
    fi;
    spins = true
}

inline put()
{
    stored[me]++;
#ifndef BUG_NO_FENCE
    fence();
#endif
    wake()
}

inline put_pinned()
{
    stored_pinned++;
#ifndef BUG_NO_FENCE
    fence();
#endif
    if
    :: asleep & (1 << LAST) ->
        h = LAST;
        wake_hart();
        if
        :: !had -> wake()
        :: else
        fi;
        h = 0
    :: else
    fi
}

/* What is in the queues: anything that this hart may take? */
#define in_sight                                            \
    (queue[0] || queue[1] || queue[2] || stored[me] || due || \
     me == LAST && pinned)

inline look()
{
    found = queue[0] > 0 || stored[me] > 0;
    found = found || queue[1] > 0 || due;
    found = found || queue[2] > 0 || me == LAST && pinned > 0
}

proctype Hart(byte me)
{
    byte h;
    bool spins, had, last, found; /* spins: and is counted; last: to fall asleep */

    if
    :: me == 0 ->
        SCENE;
        if
        :: finished == TASKS
        :: wheel -> finished >= TASKS - 1 /* it does not wait for the alarm's */
        fi;
        parked = true
    :: else
    fi;

search:
    if
    :: atomic {
           queue[me] + stored[me] > 0 ->
           empty_buffer(me);
           queue[me]--
       }
    :: atomic { me != 0 && queue[0] > 0 -> queue[0]-- }
    :: atomic { me != 1 && queue[1] > 0 -> queue[1]-- }
    :: atomic { me != 2 && queue[2] > 0 -> queue[2]-- }
    :: atomic { me == LAST && pinned > 0 -> pinned-- }
    :: atomic { due -> due = false; wheel = false };
       put();
       goto search
    :: atomic { !in_sight -> goto sleep }
    :: atomic { !spins -> goto sleep } /* spinning is for some */
    fi;

    atomic {
        last = false;
        if
        :: spins ->
            spinning--;
            assert(spinning >= 0);
            last = (spinning == 0);
            spins = false
        :: else
        fi
    };
#ifndef BUG_NO_CHAIN
    if
    :: last -> wake()
    :: else
    fi;
#endif
    begun++;
    atomic { begun >= TOGETHER -> finished++; goto search };

sleep:
    atomic {
        if
        :: spins -> spinning--; spins = false
        :: else
        fi
    };
    unchanged = 0; /* sleeps++ */
#ifdef BUG_ONCE
    unchanged = unchanged | BIT;
#endif
#ifdef BUG_LOOK_FIRST
    look();
#endif
    atomic {
        asleep = asleep | BIT;
        last = (asleep == ALL)
    };
    fence();
#ifndef BUG_LOOK_FIRST
    look();
#endif
#ifdef BUG_NO_LOOK
    found = false;
#endif
    if
    :: found ->
        rise();
        goto search
    :: else
    fi;

    /* The last: a deadlock? */
    do
    :: !last -> break
    :: else ->
#ifndef BUG_ONCE
        unchanged = unchanged | BIT;
#endif
        look();
        if
        :: found ->
            unchanged = unchanged & ~BIT;
            rise();
            goto search
        :: wheel -> break
        :: else
        fi;
#ifndef BUG_PINNED_UNSEEN
        if
        :: pinned -> break /* its hart is about to look */
        :: else
        fi;
#endif
#ifndef BUG_NO_MASK
        if
        :: asleep != ALL -> break /* who is up will be the last */
        :: else
        fi;
#endif
        if
        :: unchanged & BIT ->
            assert(finished == TASKS && parked);
            reported = true;
            break
        :: else
#ifdef BUG_ONCE
            -> break
#endif
        fi
    od;
    atomic { last = false; unchanged = unchanged & ~BIT };

    /* wfi, with interrupts off */
    if
    :: reported
    :: atomic { msip[me] -> msip[me] = false };
        rise();
        goto search
    fi
}

proctype Timer()
{
    byte h;
    bool had;

    due = true;
    wake()
}

/* Empties the store buffers. */
proctype Memory()
{
end:
    do
    :: stored[0] || stored_pinned -> empty_buffer(0)
    :: stored[1] -> empty_buffer(1)
    :: stored[2] -> empty_buffer(2)
    od
}

init
{
    atomic {
#ifdef ALARM
        wheel = true;
        run Timer();
#endif
        run Hart(0);
        run Hart(1);
        if
        :: HARTS == 3 -> run Hart(2)
        :: else
        fi;
        run Memory()
    }
}
