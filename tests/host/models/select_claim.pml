/* select_claim.pml -- a task selects in two channels: two senders, a deadline and one who
 * cancels race to wake it, and one does.
 *
 * Stands for:
 *   kernel/sync/select.c      Select: lock all, look, join all, drop all locks but one
 *   kernel/sched/wait.c        serve: claim, leave the other queues, make ready; leave_all
 *   kernel/time/timer.c       Clock
 *   kernel/scope/cancel.c      Canceler
 *
 * Another task, the Reader, waits in the first channel alone, before or behind the select.
 * The select is made twice, from the same place of the stack; the first has a deadline.
 *
 * Left out: the switch itself (park_unpark.pml): the drop of the lock that was kept is the
 * moment when the task is saved. Selects that send: to be served is the same for them.
 * Closing. Memory is sequentially consistent, as in park_unpark.pml. What is done under a
 * lock, to what is only touched under it, is one step.
 *
 * Sizes: 2 channels, 2 arms, 3 values into the first channel, 1 into the second, 1 alarm,
 * 1 cancel.
 *
 * Proven:
 *   - a select has one winner, and is made ready once, when it is saved;
 *   - its records are in a queue only while it waits: nobody touches one after it runs;
 *   - no value is lost: who has lost the claim gives it to the next who waits, or keeps it;
 *   - no wake is lost: all end.
 *
 * Found with it, and so a rule for the code: PARKED is set while all the locks are held;
 * set after the first is dropped, a server of that channel claims nothing, has taken
 * the arm off, and the select waits on without it (BUG_PARKED_LATE).
 */
#define SELECT 0
#define READER 1
#define NONE   2
#define A      0 /* channels; the lock of B is the one that the select keeps */
#define B      1

#define PARKED 1
#define STOP   2

mtype = {SERVED, TIMEDOUT, CANCELED};

bool lock[2];           /* of the channels */
bool sched_lock, wheel_lock;
byte values[2];         /* in the buffers */

/* The queues: A may hold an arm and the Reader's record, B an arm. */
byte first = NONE, second = NONE; /* of A */
bool in_b;

byte state[2];
mtype result[2];
byte slot[2];
bool alarm, ended;      /* the select's */
bool wakes[2];          /* made ready */

/* what is only there to be asserted */
bool saved[2], valid;   /* valid: the select's records are */
byte got;

#define claim_one(t, won)                   \
    atomic {                                \
        won = state[t] & PARKED;            \
        state[t] = state[t] & STOP          \
    }
#ifdef BUG_NO_CLAIM
#define claim(t, won) won = true; state[t] = state[t] & STOP
#else
#define claim(t, won) claim_one(t, won)
#endif

#define make_ready(t)                       \
    atomic {                                \
        assert(!wakes[t] && saved[t]);      \
        wakes[t] = true                     \
    }

/* The select's arm off the queue of A; with its lock. */
inline leave_a()
{
    if
    :: first == SELECT -> first = second; second = NONE
    :: first != SELECT && second == SELECT -> second = NONE
    :: else
    fi
}

/* The arm of channel c, if it is still queued. */
inline leave(arm)
{
    atomic {
        !lock[arm];
        assert(valid);
        if
        :: arm == A -> leave_a()
        :: arm == B -> in_b = false
        fi
    }
}

proctype Select()
{
    byte n;
    bool stays;

    do
    :: n == 2 -> break
    :: else ->
        atomic { !lock[A] -> lock[A] = true };
        atomic { !lock[B] -> lock[B] = true };
        atomic {
            stays = false;
            if
            :: values[A] -> values[A]--; got++
            :: !values[A] && values[B] -> values[B]--; got++
            :: else ->
                stays = true;
                valid = true;
                if
                :: first == NONE -> first = SELECT
                :: else -> second = SELECT
                fi;
                in_b = true
            fi
        };
        if
        :: !stays ->
            atomic { lock[A] = false; lock[B] = false }
        :: else ->
#ifdef BUG_PARKED_LATE
            lock[A] = false;
#endif
            atomic {
                stays = !(state[SELECT] & STOP);
                if
                :: stays -> state[SELECT] = PARKED
                :: else
                fi
            };
            if
            :: !stays ->
                atomic {
                    leave_a();
                    in_b = false;
                    valid = false;
                    lock[A] = false;
                    lock[B] = false
                }
            :: else ->
                atomic {
                    !wheel_lock ->
                    alarm = (n == 0)
                };
#ifndef BUG_PARKED_LATE
                lock[A] = false;
#endif
                atomic { saved[SELECT] = true; lock[B] = false };
                atomic {
                    wakes[SELECT] -> /* it runs again */
                    wakes[SELECT] = false;
                    saved[SELECT] = false;
                    valid = false;
                    assert(first != SELECT && second != SELECT && !in_b);
                    got = got + slot[SELECT];
                    assert(slot[SELECT] == (result[SELECT] == SERVED));
                    slot[SELECT] = 0
                };
                atomic { !wheel_lock -> alarm = false }
            fi
        fi;
        n++
    od;
    atomic { !sched_lock -> ended = true }
}

proctype Reader()
{
    atomic { !lock[A] -> lock[A] = true };
    if
    :: atomic { values[A] -> values[A]--; got++; lock[A] = false }
    :: atomic {
           !values[A] ->
           if
           :: first == NONE -> first = READER
           :: else -> second = READER
           fi;
           state[READER] = PARKED
       };
       atomic { saved[READER] = true; lock[A] = false };
       atomic {
           wakes[READER] ->
           assert(slot[READER] == 1);
           got++
       }
    fi
}

/* Sends its values into c. */
proctype Sender(byte c; byte count)
{
    byte t, other = 1 - c;
    bool won;

    do
    :: count == 0 -> break
    :: else ->
        atomic { !lock[c] -> lock[c] = true };
        do
        :: atomic {
               c == A && first == NONE || c == B && !in_b ->
               values[c]++;
               lock[c] = false;
               break
           }
        :: atomic {
               else ->
               if
               :: c == A -> t = first; first = second; second = NONE
               :: c == B -> t = SELECT; in_b = false
               fi;
               assert(t != SELECT || valid)
           };
           claim(t, won);
           if
           :: won ->
               atomic { slot[t]++; result[t] = SERVED };
               lock[c] = false;
#ifdef BUG_READY_FIRST
               make_ready(t);
               if
               :: t == SELECT -> leave(other)
               :: else
               fi;
               break
#else
#ifndef BUG_STAYS
               if
               :: t == SELECT -> leave(other)
               :: else
               fi;
#endif
               make_ready(t);
               break
#endif
           :: else
#ifdef BUG_VALUE_LOST
               ;
               lock[c] = false;
               break
#endif
           fi
        od;
        count--
    od
}

/* With the select claimed. */
inline take_out(why)
{
    leave(A);
#ifndef BUG_ONE_ARM
    leave(B);
#endif
    result[SELECT] = why;
    make_ready(SELECT)
}

proctype Clock()
{
    bool won;

    do
    :: ended -> break
    :: atomic { alarm && !wheel_lock -> wheel_lock = true; alarm = false };
       claim_one(SELECT, won);
       wheel_lock = false;
       if
       :: won -> take_out(TIMEDOUT)
       :: else
       fi
    od
}

proctype Canceler()
{
    bool won;

    atomic {
        if
        :: !ended ->
            sched_lock = true;
            won = state[SELECT] & PARKED;
            state[SELECT] = state[SELECT] | STOP
        :: else
        fi
    };
    if
    :: won ->
        claim_one(SELECT, won);
        if
        :: won -> take_out(CANCELED)
        :: else
        fi
    :: else
    fi;
    sched_lock = false
}

init
{
    atomic {
        run Select();
        run Reader();
        run Sender(A, 3);
        run Sender(B, 1);
        run Canceler();
        run Clock()
    };
    /* All others have ended: nothing is left, nothing was lost. */
    _nr_pr == 1;
    assert(got + values[A] + values[B] == 4 && first == NONE && !in_b)
}
