/* park_unpark.pml -- a task parks; a server, its deadline and those who cancel it
 * race to make it ready.
 *
 * Stands for:
 *   kernel/sched/park.h        WAIT, SLEEP: rill_park and its kin; the switch that drops
 *                        the lock (boot/switch.S)
 *   kernel/sched/many/ready.c  make_ready, pick, YIELD
 *   kernel/sched/wait.c        the Server: rill_waitq_serve; leave
 *   kernel/time/timer.c       the Clock: expiry
 *   kernel/scope/cancel.c      the Canceler
 *
 * A task's code is run by whichever hart has picked it, so what is left of it over
 * a switch is in arrays. A task's stack is two facts: does a hart stand on it, and
 * are pc and sp saved. Task 0 waits with a deadline, yields, and waits for ever;
 * task 1 sleeps, and waits for ever.
 *
 * Left out: how ready tasks are queued and stolen (steal.pml), select
 * (select_claim.pml), idle harts' sleep (sleep_ipi.pml). All ready tasks are in one
 * queue under one hart lock; to take that lock for one step is one step. Memory is
 * sequentially consistent: all that is shared here is written under a lock or is an
 * AMO, and a lock is taken with .aq and dropped with .rl.
 *
 * Sizes: 2 harts, 2 tasks, 3 values, one task canceled twice; any number of
 * steps of one between any two of another. What is done under a lock, to what is only
 * touched under it, is one step.
 *
 * Proven:
 *   - no hart runs a task whose pc and sp are not saved, or on whose stack a hart
 *     stands;
 *   - who is made ready was parked, so: one wake a park;
 *   - no claim is made of a task that has ended;
 *   - who runs again is in no queue, with the value if it was served;
 *   - no value is lost or given twice;
 *   - no wake is lost: all end. Task 0's first wait may have nothing but its
 *     deadline to end it.
 *
 * Found with it, and so rules for the code:
 *   - PARKED is set before the alarm is started. Else the alarm may come in between,
 *     claim nothing, and be gone (BUG_ALARM_FIRST).
 *   - Who finds STOP must take PARKED back by an AMO, and if it was gone already has
 *     been claimed, by who cancels for the second time: it parks all the same, and
 *     is made ready (BUG_TAKE_BACK).
 */
#define TASKS  2
#define VALUES 3
#define NONE   TASKS

/* locks */
#define SCHED  0
#define OBJECT 1
#define WHEEL  2
#define HART   3

/* bits of a task's state */
#define PARKED 1
#define STOP   2

mtype = {SERVED, TIMEDOUT, CANCELED};

bool lock[4];

/* a task */
byte state[TASKS];
byte lock_of[TASKS];   /* T->lock: which its switch drops */
mtype result[TASKS];
byte slot[TASKS];      /* where the value goes */
byte at[TASKS];        /* how far its program is */
bool inside[TASKS];    /* it comes back from a park */
bool alarm[TASKS];     /* in the wheel */
bool ended[TASKS];

/* a queue of waiters, under OBJECT; tasks, first come first */
byte queue[TASKS];
byte waiting;
byte values;           /* in the buffer, under OBJECT */

chan ready = [TASKS] of {byte}; /* under HART */

/* what is only there to be asserted */
bool saved[TASKS] = true;
bool stood[TASKS];
bool parks[TASKS];     /* parked and not yet made ready */
byte got, all_ended;

#define take(l) atomic { !lock[l] -> lock[l] = true }
#define drop(l) lock[l] = false

/* amoand(state, ~PARKED) */
#ifdef BUG_NO_AMO
#define claim(t, won)                   \
    old = state[t];                     \
    state[t] = old & STOP;              \
    won = old & PARKED
#else
#define claim(t, won)                   \
    atomic {                            \
        assert(!ended[t]);              \
        won = state[t] & PARKED;        \
        state[t] = state[t] & STOP      \
    }
#endif

#define make_ready(t)                   \
    atomic {                            \
        !lock[HART] -> assert(parks[t]); \
        parks[t] = false;               \
        ready!t                         \
    }

/* Out of the queue, if it is still in it. With OBJECT held. */
inline leave(t)
{
    d_step {
        if
        :: waiting >= 1 && queue[0] == t ->
            queue[0] = queue[1];
            waiting--
        :: waiting == 2 && queue[1] == t ->
            waiting--
        :: else
        fi;
        queue[waiting] = NONE /* there is room: one is out, or was never in */
    }
}

/* Somebody on whose stack this hart is about to stand. */
inline load(t)
{
    assert(saved[t] && !stood[t]);
    saved[t] = false;
    stood[t] = true
}

/* From self to next, or to the idle loop; then the lock. */
inline switch_from(l)
{
#ifdef BUG_DROP_EARLY
    drop(l);
#endif
    saved[self] = true;
    atomic {
        if
        :: next != NONE -> load(next)
        :: else
        fi;
        stood[self] = false
    }
#ifndef BUG_DROP_EARLY
    drop(l);
#endif
    self = next
}

/* Put PARKED into the state; false: STOP was there, and it is not to park. */
inline set_parked(l)
{
    lock_of[self] = l;
    atomic {
        old = state[self];
        state[self] = old | PARKED;
        parks[self] = true;
        inside[self] = true
    }
    stays = true;
    if
    :: old & STOP ->
        atomic {
            old = state[self];
            state[self] = STOP;
#ifdef BUG_TAKE_BACK
            old = PARKED;
#endif
            if
            :: old & PARKED ->
                stays = false;
                parks[self] = false;
                result[self] = CANCELED
            :: else /* claimed, and will be made ready */
            fi
        }
    :: else
    fi
}

/* Who comes next, from a FIFO under the hart lock. */
inline pick()
{
    atomic {
        !lock[HART];
        if
        :: ready?next
        :: empty(ready) -> next = NONE
        fi
    }
}

/* With the lock l held and everything where a waker looks. */
inline park(l)
{
    pick();
    switch_from(l);
}

inline start_alarm()
{
    atomic { !lock[WHEEL] -> alarm[self] = true }
}

proctype Hart()
{
    byte self = NONE, next, old;
    bool stays;

    do
    :: atomic { self == NONE && all_ended == TASKS -> break }
    :: atomic {
           self == NONE && !lock[HART] && nempty(ready) ->
           ready?next;
           load(next);
           self = next
       }

    /* ---- task 1 sleeps ---- */
    :: self == 1 && at[1] == 0 && !inside[1] ->
       take(WHEEL);
       set_parked(WHEEL);
       if
       :: stays ->
           alarm[1] = true;
           park(WHEEL)
       :: else ->
           drop(WHEEL)
       fi

    /* ---- a wait; the first of task 0 has a deadline ---- */
    :: self != NONE && !inside[self] &&
       (at[self] == 2 || self == 0 && at[0] == 0) ->
       atomic {
           !lock[OBJECT];
           stays = (values == 0);
           if
           :: values > 0 ->
               values--;
               got++;
               at[self]++
           :: else ->
               lock[OBJECT] = true;
               queue[waiting] = self;
               waiting++
           fi
       };
       if
       :: !stays
       :: stays ->
#ifdef BUG_ALARM_FIRST
           if
           :: at[self] == 0 -> start_alarm()
           :: else
           fi;
#endif
           set_parked(OBJECT);
           if
           :: stays ->
#ifndef BUG_ALARM_FIRST
               if
               :: at[self] == 0 -> start_alarm()
               :: else
               fi;
#endif
               park(OBJECT)
           :: else ->
               atomic { leave(self); drop(OBJECT) }
           fi
       fi

    /* ---- and what comes after either ---- */
    :: self != NONE && inside[self] ->
       atomic {
           assert(waiting < 1 || queue[0] != self);
           assert(waiting < 2 || queue[1] != self);
           if
           :: self == 0 && at[0] == 0 ->
               !lock[WHEEL];
               alarm[0] = false
           :: else
           fi;
           if
           :: result[self] == SERVED ->
               assert(slot[self] == 1);
               slot[self] = 0;
               got++
           :: else
           fi;
           result[self] = 0;
           inside[self] = false;
           at[self]++
       }

    /* ---- task 0 yields; task 1 has nothing to do there ---- */
    :: self == 0 && at[0] == 1 && !inside[0] ->
       at[0] = 2;
       take(HART);
       if
       :: ready?next ->
           ready!self;
#ifdef BUG_YIELD
           drop(HART);
           saved[0] = true;
           atomic { load(next); stood[0] = false };
           self = next
#else
           switch_from(HART)
#endif
       :: empty(ready) ->
           drop(HART)
       fi
    :: self == 1 && at[1] == 1 && !inside[1] ->
       at[1] = 2

    /* ---- the end ---- */
    :: self != NONE && at[self] == 3 ->
       atomic {
           !lock[SCHED];
           ended[self] = true;
           stood[self] = false;
           all_ended++;
           self = NONE
       }
    od
}

/* Sends. The second value only when task 0 has come through its first wait. */
proctype Server()
{
    byte sent, t, old;
    bool won;

    do
    :: sent == VALUES -> break
    :: sent < VALUES && (sent == 0 || at[0] > 0) ->
       take(OBJECT);
       do
       :: atomic {
           waiting == 0 ->
           values++;
           drop(OBJECT);
           break
          }
       :: atomic {
           waiting > 0 ->
           t = queue[0];
           leave(t)
          };
           claim(t, won);
           if
           :: won ->
               atomic { slot[t]++; result[t] = SERVED; drop(OBJECT) };
               make_ready(t);
               break
           :: else
#ifdef BUG_NOT_THE_NEXT
               ;
               drop(OBJECT);
               break
#endif
           fi
       od;
       sent++
    od
}

/* Expires alarms, each at any time. */
proctype Clock()
{
    byte t, old;
    bool won;

    do
    :: all_ended == TASKS -> break
    :: atomic {
           !lock[WHEEL] && (alarm[0] || alarm[1]) ->
           lock[WHEEL] = true;
           if
           :: alarm[0] -> t = 0
           :: alarm[1] -> t = 1
           fi;
           alarm[t] = false
       };
       claim(t, won);
       if
       :: won && lock_of[t] == WHEEL -> /* a mere sleeper */
           result[t] = TIMEDOUT;
           make_ready(t);
           drop(WHEEL)
       :: won && lock_of[t] == OBJECT ->
           drop(WHEEL);
           atomic { !lock[OBJECT] -> leave(t); result[t] = TIMEDOUT };
           make_ready(t)
       :: else ->
           drop(WHEEL)
       fi
    od
}

proctype Canceler()
{
    byte n, t, old;
    bool won;

    do
    :: n == 2 -> break
    :: n < 2 ->
       atomic {
           !lock[SCHED] -> lock[SCHED] = true;
           n++;
           old = 0;
           if
           :: n == 1 -> t = 0
           :: n == 1 -> t = 1
           :: n == 2 /* the same once more */
           fi;
           if
           :: !ended[t] ->
               old = state[t];
               state[t] = old | STOP
           :: else
           fi
       };
       won = false;
       if
       :: old & PARKED -> claim(t, won)
       :: else
       fi;
       if
       :: won ->
#ifdef BUG_NO_LOCK
           d_step {
               alarm[t] = alarm[t] && lock_of[t] != WHEEL;
               leave(t)
           };
#else
           atomic {
               !lock[lock_of[t]];
               if
               :: lock_of[t] == WHEEL -> alarm[t] = false
               :: else -> leave(t)
               fi
           };
#endif
           result[t] = CANCELED;
           make_ready(t)
       :: else
       fi;
       drop(SCHED)
    od
}

init
{
    atomic {
        ready!0;
        ready!1;
        run Hart();
        run Hart();
        run Server();
        run Clock();
        run Canceler()
    };
    /* All others have ended: nothing is left, nothing was lost. */
    _nr_pr == 1;
    assert(got + values == VALUES && waiting == 0 && !alarm[0] && !alarm[1])
}
