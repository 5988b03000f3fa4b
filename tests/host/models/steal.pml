/* steal.pml -- harts take tasks from their own queues and from each other's.
 *
 * Stands for:
 *   kernel/sched/many/ready.h    make_ready, the slot, pick
 *   kernel/sched/many/balance.c  loot: take_some; keep; steal: rill_steal; look: take_over
 *
 * Each hart has a lock, a FIFO (head, tail, linked through next) and a slot for the task
 * made ready last. Hart 0 begins with four tasks; task 0 makes 4 ready, then 5, and so
 * puts 4 out of the slot; task 2 is pinned to hart 0. A hart steals when it has nobody to run, and
 * while it runs a task it may look round and take over as much.
 *
 * Left out: that a task is run 16 times at most from the slot; the rounds in which a thief
 * goes round, but that it takes a slot only where it has found no FIFO; how a hart that runs
 * tasks decides whether to take any, for it may do so at any time; sleep
 * (sleep_ipi.pml); the switch (park_unpark.pml). Memory is sequentially consistent, for all
 * is under the hart locks; every load and store of a list is a step.
 *
 * Sizes: 2 harts, 6 tasks; any number of thefts, both ways.
 *
 * Proven:
 *   - each task is run once, by one hart; none is lost;
 *   - a pinned task is run by its own hart;
 *   - who holds a hart's lock never waits for another's.
 */
#define TASKS  6
#define PINNED 2
#define NIL    TASKS

bool lock[2];
byte head[2] = NIL, tail[2] = NIL, slot[2] = NIL;
byte next[TASKS] = NIL;
byte ran;

#define ALL_RAN (ran == TASKS)

/* what is only there to be asserted */
bool has_run[TASKS];

#define take(h) atomic { !lock[h] -> lock[h] = true }
#define drop(h) lock[h] = false

/* Task x at the end of the FIFO of this hart, whose lock is held. */
inline append(x)
{
    next[x] = NIL;
    if
    :: head[me] == NIL -> head[me] = x
    :: else -> next[tail[me]] = x
    fi;
    tail[me] = x
}

inline make_ready(x)
{
    take(me);
    if
    :: slot[me] != NIL -> t = slot[me]; append(t)
    :: else
    fi;
    slot[me] = x;
    drop(me)
}

/* The slot, or the first of the FIFO; NIL: none. */
inline pick()
{
    take(me);
    self = slot[me];
    if
    :: self != NIL -> slot[me] = NIL
    :: else ->
        self = head[me];
        if
        :: self != NIL -> head[me] = next[self]
        :: else
        fi
    fi;
    drop(me)
}

/* Half of the other's FIFO, but for pinned ones. */
inline loot_other()
{
#ifndef BUG_NO_LOCK
    take(you);
#endif
    /* how many: half, rounded up */
    count = 0;
    t = head[you];
    do
    :: t == NIL -> break
    :: else -> count++; t = next[t]
    od;
    count = (count + 1) / 2;
    before = NIL;
    t = head[you];
    do
    :: t == NIL || count == 0 -> break
    :: else ->
        after = next[t];
        if
#ifndef BUG_PINNED
        :: t == PINNED -> before = t
#else
        :: false -> skip
#endif
        :: else ->
#ifndef BUG_NO_UNLINK
            if
            :: before == NIL -> head[you] = after
            :: else -> next[before] = after
            fi;
#ifndef BUG_TAIL
            if
            :: tail[you] == t -> tail[you] = before
            :: else
            fi;
#endif
#else
            before = t;
#endif
            loot[got] = t;
            got++;
            count--
        fi;
        t = after
    od;
#ifdef BUG_SLOT
    drop(you);
    if
    :: slot[you] != NIL && got == 0 -> loot[0] = slot[you]; slot[you] = NIL; got = 1
    :: else
    fi;
#else
    if
    :: got == 0 && slot[you] != NIL && slot[you] != PINNED ->
        loot[0] = slot[you];
        slot[you] = NIL;
        got = 1
    :: else
    fi;
    drop(you);
#endif
    t = 0; before = 0; after = 0; count = 0
}

/* Loot from number `from` on goes to the front of this hart's FIFO, under its own lock, when the
 * other's is dropped. */
inline keep(from)
{
    if
    :: got > from ->
        take(me);
        do
        :: got == from -> break
        :: else ->
            got--;
            t = loot[got];
            loot[got] = 0;
            if
            :: head[me] == NIL -> tail[me] = t
            :: else
            fi;
            next[t] = head[me];
            head[me] = t
        od;
        drop(me)
    :: else
    fi;
    t = 0
}

/* The first is run. */
inline steal()
{
    loot_other();
    if
    :: got > 0 -> self = loot[0]
    :: else
    fi;
    keep(1);
    loot[0] = 0;
    got = 0
}

inline look()
{
    loot_other();
    keep(0)
}

proctype Hart(byte me)
{
    byte you = 1 - me, self = NIL, t, before, after, count, got;
    byte loot[3];

    do
    :: self != NIL ->
        atomic {
            assert(!has_run[self]);
            assert(self != PINNED || me == 0);
            has_run[self] = true
        };
        if
        :: self == 0 -> make_ready(4); make_ready(5)
        :: else
        fi;
        if
        :: look()
        :: skip
        fi;
        atomic { ran++; self = NIL }
    :: atomic { self == NIL && (head[me] != NIL || slot[me] != NIL) }; pick()
    :: atomic { self == NIL && head[me] == NIL && slot[me] == NIL &&
                (head[you] != NIL || slot[you] != NIL) }; steal()
    :: atomic { self == NIL && ALL_RAN -> break }
    od
}

init
{
    atomic {
        head[0] = 0;
        next[0] = 1;
        next[1] = 2;
        next[2] = 3;
        tail[0] = 3;
        run Hart(0);
        run Hart(1)
    }
}
