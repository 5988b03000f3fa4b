/* switcher.c -- decides at each access to memory which hart goes on.
 *
 * gcc -fsanitize=thread puts a call before each access to memory of the kernel and the programs,
 * and a call in the place of each atomic. Those functions are here. Each call counts `left` down;
 * at 0 another hart may go on. A hart is a stack pointer; a change of harts is a switch of stacks.
 *
 * The seed chooses one of four ways to decide how long a hart goes on, and which hart is next:
 *     random   a hart goes on for some accesses, on average `mean`; then any hart
 *     few      one to four changes, at random places; the hart that is stopped there stays
 *              stopped until the others wait or a long time has passed. So one hart is late by
 *              thousands of accesses between two of its own (PCT, Burckhardt et al., ASPLOS
 *              2010, is of this kind).
 * and each of the two again, with changes only before locks, AMOs and fences. There are some ten
 * times fewer such places, so a failure that takes three changes at just these places is found a
 * thousand times sooner.
 * A hart gives way by itself when it waits: for an interrupt, for a lock, in a rill_pause. When
 * all harts wait, the clock jumps; when that wakes no hart, the schedule has failed.
 *
 * ---- late stores ----
 *
 * The other harts may see a store late. While the storing hart runs, memory has the new value
 * and the store's entry has the old one; when the hart is stopped, the two change places. So the
 * hart itself sees its store, and the others do not:
 *
 *     stopped:  memory old, entry new       runs:  memory new, entry old
 *
 * The others may see late stores in any order, but a releasing store not before the stores before
 * it. A fence, a releasing AMO, and a wait make all late stores seen. An AMO happens at once; but
 * the drop of a lock is a releasing store, because a later load may pass it. Stores to stacks are
 * never late, because a function reuses a frame that another has left, without telling us.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <board.h>
#include <task.h>
#include "explore.h"
#include "stacks.h"

#define MOST_ACCESSES 400000u
#define LATE_MOST     6
#define LONG_TIME     6000u
#define A_TIME        64u
#define PATIENCE      20000u
#define FEW_MOST      4
#define ROUNDS_MOST   300u /* for which all harts may only wait */

struct late {
    void *at;
    unsigned bytes;
    bool releases;
    uint64_t other; /* the value that memory does not have */
};

static struct hart {
    uintptr_t sp; /* saved while the hart does not run */
    char *tp;
    struct rill_hart *self;
    bool irq_on, waits, pauses, stopped;
    const struct rill_lock *wants; /* a lock that the hart found taken */
    unsigned long long since;      /* since when it wants it */
    unsigned held;                 /* locks */
    bool ipi, device, timer_on;
    uint64_t armed;
    unsigned late_n;
    struct late late[LATE_MOST];
} harts[EXPLORE_HARTS], *self = &harts[0];

struct rill_hart *rill_host_hart;
char *rill_host_tp;
uintptr_t rill_host_hart_id;
uint64_t explore_now;
bool explore_tells;

static unsigned left = -1u, drawn; /* accesses until the next look */
static unsigned amos_left;         /* AMOs and fences until then; 0: never */
static unsigned n_harts;
static uint64_t state;
static bool few, at_amos, buffers;
static unsigned mean, pace, rounds, credit;
static unsigned places[FEW_MOST], n_places;
static unsigned long long used;
static struct explore_end end;
static char failure[400];
static uintptr_t host_sp;

/* ---- random numbers: xorshift64*, Vigna 2016 ---- */

uint64_t explore_random(void)
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545f4914f6cdd1du;
}

unsigned explore_below(unsigned n)
{
    return (unsigned)((explore_random() >> 32) * n >> 32);
}

/* ---- the end ---- */

static _Noreturn void to_host(void)
{
    uintptr_t unused;

    left =
        -1u; /* accesses between schedules belong to no hart; they leave no trace */
    amos_left = 0;
    buffers = false;
    self = &harts[0];
    rill_host_swap(&unused, host_sp);
    __builtin_unreachable();
}

_Noreturn void explore_over(void)
{
    to_host();
}

_Noreturn void explore_fail(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(failure, sizeof(failure), fmt, ap);
    va_end(ap);
    if (!host_sp) { /* in the bring-up */
        fprintf(stderr, "explore: %s\n", failure);
        exit(2);
    }
    end.failure = failure;
    to_host();
}

void explore_say(const char *fmt, ...)
{
    static char line[400]; /* the harts' stacks are small */
    va_list ap;

    if (!explore_tells)
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof(line), fmt, ap);
    va_end(ap);
    fputs("  hart ", stdout);
    putc_unlocked('0' + (int)(self - harts), stdout);
    fputs(": ", stdout);
    fputs(line, stdout);
    putc_unlocked('\n', stdout);
}

/* ---- late stores ---- */

static uint64_t load(const void *at, unsigned bytes)
{
    uint64_t v = 0;

    memcpy(&v, at, bytes);
    return v;
}

static void store(void *at, unsigned bytes, uint64_t v)
{
    memcpy(at, &v, bytes);
}

void explore_flush(void)
{
    self->late_n = 0; /* the hart runs, so memory has its stores */
}

static void swap_late(struct late *l)
{
    uint64_t v = load(l->at, l->bytes);

    store(l->at, l->bytes, l->other);
    l->other = v;
}

/* Let the others see some of a hart's late stores. `runs`: the hart runs now. */
static void some_are_seen(struct hart *h, bool runs, unsigned in_four)
{
    uint64_t dice = explore_random() >> 20;
    unsigned kept = 0;

    for (unsigned i = 0; i < h->late_n; i++, dice >>= 2) {
        struct late *l = &h->late[i];

        if ((kept && l->releases) || (dice & 3) >= in_four)
            h->late[kept++] = *l;
        else if (!runs)
            store(l->at, l->bytes, l->other);
    }
    h->late_n = kept;
}

static void all_are_seen(void)
{
    for (unsigned i = 0; i < n_harts; i++)
        some_are_seen(&harts[i], &harts[i] == self, 4);
}

__attribute__((noinline)) static void note_late(void *at, unsigned bytes,
                                                bool releases)
{
    struct late *l;

    if (explore_is_stack(at))
        return;
    for (unsigned i = 0; i < self->late_n; i++) {
        l = &self->late[i];
        if ((char *)at + bytes <= (char *)l->at ||
            (char *)l->at + l->bytes <= (char *)at)
            continue;
        if (l->at == at && l->bytes == bytes && !l->releases && !releases)
            return;
        explore_flush();
        break;
    }
    if (bytes > 8)
        return;
    if (self->late_n == LATE_MOST)
        some_are_seen(self, true, 2);
    if (self->late_n == LATE_MOST)
        explore_flush();
    l = &self->late[self->late_n++];
    l->at = at;
    l->bytes = bytes;
    l->releases = releases;
    l->other = load(at, bytes);
}

static inline void note(void *at, unsigned bytes)
{
    if (buffers)
        note_late(at, bytes, false);
}

static void note_release(void *at, unsigned bytes)
{
    if (buffers)
        note_late(at, bytes, true);
}

/* ---- from hart to hart ---- */

static bool timer_pends(const struct hart *h)
{
    return h->timer_on && h->armed <= explore_now;
}

static bool can_run(const struct hart *h)
{
    if (h->waits)
        return h->ipi || h->device || timer_pends(h);
    return !h->wants || !h->wants->holder;
}

/* The long time is random, too, because a fixed one would keep step with a loop. */
static unsigned until_place(void)
{
    unsigned most = 1 + explore_below(LONG_TIME);

    while (n_places && places[n_places - 1] <= used)
        n_places--;
    if (n_places && places[n_places - 1] - used < most)
        return (unsigned)(places[n_places - 1] - used);
    return most;
}

static void draw(void)
{
    if (at_amos)
        drawn = 1 + explore_below(LONG_TIME);
    else
        drawn = few ? until_place() : 1 + explore_below(2 * mean);
    left = drawn;
}

static void draw_amos(void)
{
    if (few)
        amos_left = n_places ? 1 + places[--n_places] / 8 : 0;
    else
        amos_left = 1 + explore_below(mean < 20 ? mean : 20);
}

/* A hart that can go on and was not stopped; a paused hart only if there is no other. NULL: all
 * harts wait. */
static struct hart *any_of(bool stopped_too, bool paused_too)
{
    struct hart *found[EXPLORE_HARTS];
    unsigned n = 0;

    for (unsigned i = 0; i < n_harts; i++) {
        struct hart *h = &harts[i];

        if ((stopped_too || !h->stopped) && (paused_too || !h->pauses) &&
            can_run(h))
            found[n++] = h;
    }
    return n ? found[n == 1 ? 0 : explore_below(n)] : NULL;
}

static void go_on_all(void)
{
    for (unsigned i = 0; i < n_harts; i++)
        harts[i].stopped = false;
}

static struct hart *awake(void)
{
    struct hart *h = any_of(false, false);

    if (h && explore_below(8) == 0)
        return any_of(false, true);
    if (!h && (h = any_of(true, false)))
        go_on_all();
    if (h)
        rounds = 0;
    return h;
}

/* Move the clock to the first time at which an interrupt is due. */
static void jump(void)
{
    uint64_t first = UINT64_MAX;

    for (unsigned i = 0; i < n_harts; i++)
        if (harts[i].timer_on && harts[i].armed < first)
            first = harts[i].armed;
    if (first != UINT64_MAX && first > explore_now)
        explore_now = first;
}

static struct hart *pick(void)
{
    struct hart *h = awake();

    if (h)
        return h;
    all_are_seen();
    if ((h = awake()))
        return h;
    jump();
    if ((h = awake()))
        return h;
    h = any_of(true, true);
    if (!h)
        explore_fail("all harts wait, and nothing comes that ends it");
    if (++rounds > ROUNDS_MOST)
        explore_fail("all harts wait or look for ever");
    for (unsigned i = 0; i < n_harts; i++)
        harts[i].pauses = false;
    return h;
}

/* Take a pending interrupt, if interrupts are on. */
static void interrupted(bool surely)
{
    bool timer, ipi, device;

    if (!self->irq_on || !rill_host_hart ||
        (!self->ipi && !self->device && !timer_pends(self)) ||
        (!surely && explore_below(4) == 0))
        return;
    timer = timer_pends(self);
    ipi = self->ipi;
    device = self->device;
    if (timer)
        self->timer_on = false;
    self->ipi = self->device = false;
    explore_trap(rill_host_hart, timer, ipi, device);
}

static void enter(struct hart *h)
{
    self = h;
    rill_host_hart = h->self;
    rill_host_tp = h->tp;
    rill_host_hart_id = (uintptr_t)(h - harts);
    for (unsigned i = 0; i < h->late_n; i++)
        swap_late(&h->late[i]);
}

static void go(struct hart *to)
{
    struct hart *from = self;

    if (to == from)
        return;
    end.hash = end.hash * 0x100000001b3u ^ (used << 4 | (uint64_t)(to - harts));
    end.changes++;
    from->tp = rill_host_tp;
    from->self = rill_host_hart;
    if (from->late_n) {
        some_are_seen(from, true, 2);
        for (unsigned i = 0; i < from->late_n; i++)
            swap_late(&from->late[i]);
    }
    self = NULL; /* while no hart runs */
    rill_host_tp = to->tp;
    self = to;
    rill_host_swap(&from->sp, to->sp);
    enter(from);
}

/* A hart begins: do what go does when it comes back to a hart. */
void explore_entered(void);
void explore_entered(void)
{
    enter(self);
}

/* The clock goes on with the accesses, but not evenly. */
static void spend(unsigned accesses)
{
    used += accesses;
    for (credit += accesses; credit >= A_TIME; credit -= A_TIME)
        explore_now += explore_below(pace + 1);
}

/* Wait, and let the others go on. */
static void give_way(void)
{
    spend(drawn - left + 1);
    draw();
    go(pick());
}

static void others_are_seen(void)
{
    struct hart *h = &harts[explore_below(n_harts)];

    if (h != self && h->late_n && explore_below(4) == 0)
        some_are_seen(h, false, 2);
}

__attribute__((noinline, cold)) static void look(void)
{
    bool at_place =
        few && !at_amos && n_places && places[n_places - 1] <= used + drawn;
    struct hart *h;

    if (at_amos && left && !amos_left) {
        at_place = few;
        draw_amos();
    }
    spend(drawn - left);
    if (used > MOST_ACCESSES)
        explore_fail("it does not end");
    if (at_place)
        self->stopped = true;
    else if (few && explore_below(2))
        go_on_all();
    if (buffers)
        others_are_seen();
    h = pick();
    draw();
    if (explore_tells && h != self)
        explore_say("stops at %p", __builtin_return_address(0));
    go(h);
    interrupted(false);
}

/* A step at each access. */
static inline void step(void)
{
    if (__builtin_expect(--left == 0, 0))
        look();
}

/* A step at each AMO and fence. */
static inline void step_amo(void)
{
    if (__builtin_expect(amos_left && --amos_left == 0, 0))
        look();
    else
        step();
}

/* ---- port/hart.h, port/lock.h ---- */

uintptr_t rill_host_irq(bool on)
{
    bool were_on = self->irq_on;

    step_amo();
    self->irq_on = on;
    interrupted(true);
    return were_on;
}

void rill_host_wait(void)
{
    explore_flush();
    self->waits = true;
    while (!self->ipi && !self->device && !timer_pends(self))
        give_way();
    self->waits = false;
}

void rill_host_pause(void)
{
    explore_flush();
    self->pauses = true;
    give_way();
    self->pauses = false;
    interrupted(true);
}

void rill_host_fence(void)
{
    step_amo();
    explore_flush();
}

static uint32_t me(void)
{
    return (uint32_t)(self - harts) + 1;
}

void rill_host_take(struct rill_lock *l)
{
    step_amo();
    if (l->holder == me())
        explore_fail("a lock is taken by the hart that has it");
    while (l->holder) {
        if (l->holder > n_harts)
            explore_fail("a lock's memory is something else by now");
        if (!self->wants)
            self->since = used;
        self->wants = l;
        interrupted(false);
        give_way();
    }
    self->wants = NULL;
    for (unsigned i = 0; i < self->late_n; i++)
        if (self->late[i].at == l) { /* an AMO comes after earlier stores */
            explore_flush();
            break;
        }
    l->holder = me();
    self->held++;
}

void explore_drop_quietly(struct rill_lock *l)
{
    if (l->holder != me())
        explore_fail("a lock is dropped by a hart that has it not");
    note_release(l, sizeof(l->holder));
    l->holder = 0;
    self->held--;
}

/* Let in a hart that has wanted this lock for too long, so that no hart is kept out for
 * ever. */
static void let_in(const struct rill_lock *l)
{
    for (unsigned i = 0; i < n_harts; i++)
        if (harts[i].wants == l && used - harts[i].since > PATIENCE) {
            explore_flush();
            harts[i].since = used;
            go(&harts[i]);
            return;
        }
}

void rill_host_drop(struct rill_lock *l)
{
    step_amo();
    explore_drop_quietly(l);
    if (__builtin_expect(used > PATIENCE, 0))
        let_in(l);
}

bool rill_host_holds(const struct rill_lock *l)
{
    return l->holder == me();
}

unsigned explore_held(void)
{
    return self->held;
}

void explore_arm(uint64_t when)
{
    self->armed = when;
    self->timer_on = true;
}

void explore_device(unsigned hart)
{
    explore_flush();
    harts[hart % n_harts].device = true;
}

void explore_ipi(unsigned hart)
{
    explore_flush();
    harts[hart].ipi = true;
}

/* ---- a schedule ---- */

void explore_start_hart(unsigned i, uintptr_t sp, char *tp, struct rill_hart *h)
{
    harts[i] = (struct hart){.sp = sp, .tp = tp, .self = h};
}

static void choose_way(const struct explore_way *way)
{
    static const unsigned means[] = {3, 8, 20, 60, 200};
    static const unsigned paces[] = {0, 1, 1, 4, 16};
    static const unsigned lengths[] = {300, 1000, 3000};
    unsigned length;

    n_harts = way->harts;
    buffers = way->buffers;
    few = explore_below(2);
    at_amos = explore_below(2);
    mean = means[explore_below(5)];
    pace = paces[explore_below(5)];
    length = lengths[explore_below(3)];
    n_places = 1 + explore_below(FEW_MOST);
    for (unsigned i = 0; i < n_places; i++)
        places[i] = explore_below(length);
    for (unsigned i = 1; i < n_places; i++) /* in falling order */
        for (unsigned j = i; j && places[j] > places[j - 1]; j--) {
            unsigned t = places[j];

            places[j] = places[j - 1];
            places[j - 1] = t;
        }
}

struct explore_end explore_run(const struct explore_way *way)
{
    choose_way(way);
    used = rounds = credit = 0;
    explore_now = 36000000000; /* hours */
    end = (struct explore_end){.hash = 0xcbf29ce484222325u};
    draw();
    amos_left = 0;
    if (at_amos)
        draw_amos();
    self = &harts[explore_below(n_harts)];
    rill_host_swap(&host_sp, self->sp);
    end.accesses = used;
    used = n_harts = 0; /* no hart is let in between schedules */
    return end;
}

void explore_seed(uint64_t seed);
void explore_seed(uint64_t seed)
{
    seed += 0x9e3779b97f4a7c15u; /* splitmix64, as neighbours are alike */
    seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
    seed = (seed ^ seed >> 27) * 0x94d049bb133111ebu;
    state = (seed ^ seed >> 31) | 1;
}

/* ---- what the compiler calls ---- */

void __tsan_init(void);
void __tsan_init(void)
{
}

#define READS(name, type) \
    void name(type at);   \
    void name(type at)    \
    {                     \
        (void)at;         \
        step();           \
    }
#define WRITES(name, bytes) \
    void name(void *at);    \
    void name(void *at)     \
    {                       \
        step();             \
        note(at, bytes);    \
    }
READS(__tsan_read1, const void *)
READS(__tsan_read2, const void *)
READS(__tsan_read4, const void *)
READS(__tsan_read8, const void *)
READS(__tsan_read16, const void *)
READS(__tsan_unaligned_read2, const void *)
READS(__tsan_unaligned_read4, const void *)
READS(__tsan_unaligned_read8, const void *)
READS(__tsan_unaligned_read16, const void *)
WRITES(__tsan_write1, 1)
WRITES(__tsan_write2, 2)
WRITES(__tsan_write4, 4)
WRITES(__tsan_write8, 8)
WRITES(__tsan_write16, 16)
WRITES(__tsan_unaligned_write2, 2)
WRITES(__tsan_unaligned_write4, 4)
WRITES(__tsan_unaligned_write8, 8)
WRITES(__tsan_unaligned_write16, 16)

void __tsan_read_range(const void *at, size_t n);
void __tsan_read_range(const void *at, size_t n)
{
    (void)at, (void)n;
    step();
}

void __tsan_write_range(void *at, size_t n);
void __tsan_write_range(void *at, size_t n)
{
    step();
    note(at, n < 16 ? (unsigned)n : 16 * (unsigned)(n / 16));
}

/* An AMO: the other harts first see what it releases, and late stores to its own word. */
static void amo(void *at, int order)
{
    step_amo();
    if (order >= __ATOMIC_RELEASE) {
        explore_flush();
        return;
    }
    for (unsigned i = 0; i < self->late_n; i++)
        if (self->late[i].at == at) {
            explore_flush();
            return;
        }
}

#define ATOMICS(bits)                                                          \
    uint##bits##_t __tsan_atomic##bits##_load(const uint##bits##_t *at,        \
                                              int order);                      \
    uint##bits##_t __tsan_atomic##bits##_load(const uint##bits##_t *at,        \
                                              int order)                       \
    {                                                                          \
        step();                                                                \
        if (order == __ATOMIC_SEQ_CST)                                         \
            explore_flush(); /* fence rw, rw before it */                      \
        return *at;                                                            \
    }                                                                          \
    void __tsan_atomic##bits##_store(uint##bits##_t *at, uint##bits##_t v,     \
                                     int order);                               \
    void __tsan_atomic##bits##_store(uint##bits##_t *at, uint##bits##_t v,     \
                                     int order)                                \
    {                                                                          \
        step();                                                                \
        if (order >= __ATOMIC_RELEASE)                                         \
            note_release(at, bits / 8);                                        \
        else                                                                   \
            note(at, bits / 8);                                                \
        *at = v;                                                               \
    }                                                                          \
    uint##bits##_t __tsan_atomic##bits##_exchange(                             \
        uint##bits##_t *at, uint##bits##_t v, int order);                      \
    uint##bits##_t __tsan_atomic##bits##_exchange(uint##bits##_t *at,          \
                                                  uint##bits##_t v, int order) \
    {                                                                          \
        uint##bits##_t was;                                                    \
                                                                               \
        amo(at, order);                                                        \
        was = *at;                                                             \
        *at = v;                                                               \
        return was;                                                            \
    }                                                                          \
    ATOMIC_OP(bits, add, +)                                                    \
    ATOMIC_OP(bits, sub, -)                                                    \
    ATOMIC_OP(bits, and, &)                                                    \
    ATOMIC_OP(bits, or, |)

#define ATOMIC_OP(bits, name, op)                         \
    uint##bits##_t __tsan_atomic##bits##_fetch_##name(    \
        uint##bits##_t *at, uint##bits##_t v, int order); \
    uint##bits##_t __tsan_atomic##bits##_fetch_##name(    \
        uint##bits##_t *at, uint##bits##_t v, int order)  \
    {                                                     \
        uint##bits##_t was;                               \
                                                          \
        amo(at, order);                                   \
        was = *at;                                        \
        *at = (uint##bits##_t)(was op v);                 \
        return was;                                       \
    }
ATOMICS(8)
ATOMICS(16)
ATOMICS(32)
ATOMICS(64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
    (void)order;
    rill_host_fence();
}
