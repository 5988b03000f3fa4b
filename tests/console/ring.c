// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear,--wrap=rill_irq_attach
/* console/ring.c -- the console's rings, with a device that the test controls.
 * argv[1]: "irq" or "polled". */
#include <errno.h>
#include <unistd.h>

#include "../fake_console.h"
#include "../tap.h"

#define LONG 3000u /* more than a ring */

RILL_CHAN(other, int, 0);

static bool irqs;
static char line_a[LONG + 1], line_b[LONG + 1];
static unsigned done_writing;

/* Give the device room for n more bytes, and have it say so. */
static void make_room(size_t n)
{
    fake.room = n;
    if (irqs && fake.wanted & WRITABLE)
        fake_interrupt();
    rill_yield();
}

static void record(void)
{
    fflush(stdout);
    fake.logged = 0;
}

static int write_line(void *line)
{
    int r = write(1, line, LONG) == LONG ? 0 : -1;

    ticket(&done_writing);
    return r;
}

static int print_lines(void *word)
{
    for (int i = 0; i < 20; i++)
        printf("# %s %d of 20, in a line of some length\n", (char *)word, i);
    ticket(&done_writing);
    return 0;
}

static void run(struct rill_job *job, rill_task_fn *fn, void *arg)
{
    struct rill_task_opts opts = {.stack_bytes = 4096};

    if (rill_spawn(job, &opts, fn, arg))
        bail("no memory for a task");
}

/* How often the text is in what the device took. */
static unsigned logged(const char *text, size_t n)
{
    unsigned times = 0;

    for (size_t i = 0; i + n <= fake.logged; i++)
        times += !memcmp(fake.log + i, text, n);
    return times;
}

static void test_park(void)
{
    bool waits, out, wanted;
    struct rill_job job;
    uint64_t until = rill_after_ns(20 * RILL_S);
    int r;

    record();
    fake.room = 40;
    done_writing = 0;
    run(&job, write_line, line_a);
    settle(); /* the test prints nothing until there is room */
    waits = done_writing == 0;
    out = fake.logged == 40 && !fake.room;
    wanted = !irqs || fake.wanted & WRITABLE;
    while (!done_writing && rill_now_ns() < until)
        make_room(16);
    fake.room = FAKE_ANY_ROOM;
    rill_join(&job, RILL_FOREVER, &r);
    make_room(FAKE_ANY_ROOM);
    ok(waits, "a writer waits for room, and others run");
    ok(out, "what there is room for is out");
    ok(wanted, "the device is to say when there is more");
    is(r, 0, "it has written all");
    ok(!irqs || !(fake.wanted & WRITABLE), "then no interrupt is wanted");
    is(logged(line_a, LONG), 1, "whole and once");
}

/* Two tasks print lines while there is little room. */
static void test_whole_lines(void)
{
    uint64_t until = rill_after_ns(20 * RILL_S);
    struct rill_job a, b, c, d;
    unsigned torn = 0;
    long total;

    record();
    fake.room = 0;
    done_writing = 0;
    run(&a, write_line, line_a);
    run(&b, print_lines, "one");
    run(&c, write_line, line_b);
    run(&d, print_lines, "two");
    settle();
    while (done_writing < 4 && rill_now_ns() < until)
        make_room(7);
    make_room(FAKE_ANY_ROOM);
    fake.room = FAKE_ANY_ROOM;
    rill_join(&a, RILL_FOREVER, NULL);
    rill_join(&b, RILL_FOREVER, NULL);
    rill_join(&c, RILL_FOREVER, NULL);
    rill_join(&d, RILL_FOREVER, NULL);
    make_room(FAKE_ANY_ROOM);
    total = (long)fake.logged;
    ok(logged(line_a, LONG) == 1 && logged(line_b, LONG) == 1,
       "two writes do not mix");
    for (int i = 0; i < 20; i++) {
        char line[64];
        int n = snprintf(line, sizeof line,
                         "# one %d of 20, in a line of some length\n", i);

        torn += logged(line, (size_t)n) != 1;
    }
    is(torn, 0, "nor do printf's lines with them");
    is(total,
       (long)(2 * LONG +
              2 * (10 * sizeof("# one 0 of 20, in a line of some length") +
                   10 * sizeof("# one 00 of 20, in a line of some length"))),
       "and nothing is lost or doubled");
}

static int write_canceled(void *line)
{
    int r = write_line(line);

    return r ? r : rill_sleep_ns(RILL_MS);
}

static int send_number(void *unused)
{
    (void)unused;
    return rill_chan_send(&other, &(int){7}, RILL_FOREVER);
}

/* A select waits for room, beside a channel. */
static void test_writable(void)
{
    uint64_t until = rill_after_ns(20 * RILL_S);
    unsigned long token;
    int value = 0, r, timeouts = 0;
    struct rill_job job, sender;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &other, .value = &value},
        {.op = RILL_RECV, .value = &token},
    };

    if (!irqs) {
        ok(rill_console_has_room(), "with no interrupt nobody knows");
        skip(5, "so there is room");
        return;
    }
    record();
    ok(rill_console_has_room(), "an empty ring has room");
    fake.room = 0;
    done_writing = 0;
    run(&job, write_line, line_a); /* more than a ring, so the task waits */
    settle();
    r = rill_console_has_room();
    run(&sender, send_number, NULL);
    arms[1].ch = rill_console_writable();
    while (rill_select(arms, 2, until) == 1) /* a token may be left over */
        arms[1].ch = rill_console_writable();
    for (int i = 0; i < 3; i++) {
        int which = rill_select(arms + 1, 1, rill_after_ns(RILL_MS));

        timeouts += which == -ETIMEDOUT;
        arms[1].ch = rill_console_writable();
    }
    while (!rill_console_has_room() && rill_now_ns() < until) {
        arms[1].ch = rill_console_writable();
        fake.room = 100;
        fake_interrupt();
        rill_select(arms + 1, 1, rill_after_ns(RILL_MS));
    }
    while (!done_writing && rill_now_ns() < until)
        make_room(1000);
    make_room(FAKE_ANY_ROOM);
    fake.room = FAKE_ANY_ROOM;
    rill_join(&job, RILL_FOREVER, NULL);
    rill_join(&sender, RILL_FOREVER, NULL);
    ok(!r, "a full one has none");
    is(value, 7, "a select waits for either");
    ok(timeouts >= 2, "and there is no token without room: %d", timeouts);
    ok(rill_now_ns() < until, "room comes, and is heard of");
    is(logged(line_a, LONG), 1, "the line is whole");
}

static void test_cancel_writer(void)
{
    struct rill_job job;
    uint64_t until = rill_after_ns(20 * RILL_S);
    bool waits;
    int r;

    record();
    fake.room = 5;
    done_writing = 0;
    run(&job, write_canceled, line_b);
    settle();
    rill_job_cancel(&job);
    settle();
    waits = done_writing == 0;
    while (!done_writing && rill_now_ns() < until)
        make_room(100);
    make_room(FAKE_ANY_ROOM);
    fake.room = FAKE_ANY_ROOM;
    rill_join(&job, RILL_FOREVER, &r);
    ok(waits, "a cancelled writer does not leave its line torn");
    is(r, -ECANCELED, "it is cancelled where it waits next");
    is(logged(line_b, LONG), 1, "and its line is whole");
}

static void say_in_trap(void)
{
    rill_console_write("# a trap's line\n", 16);
}

/* A trap's line waits for nothing. What was written before goes out first. */
static void test_trap_line(void)
{
    struct rill_job job;
    size_t at;
    bool good;

    record();
    fake.room = 11;
    done_writing = 0;
    run(&job, write_line, line_a);
    settle();
    fake.room = FAKE_ANY_ROOM;
    fake_in_trap = say_in_trap;
    fake_interrupt();
    fake_in_trap = NULL;
    at = fake.logged;
    good = at == LONG + 16 && logged(line_a, LONG) == 1 &&
           !memcmp(fake.log + at - 16, "# a trap's line\n", 16);
    make_room(FAKE_ANY_ROOM);
    rill_join(&job, RILL_FOREVER, NULL);
    ok(good, "the line under way is finished, then comes the trap's");
    ok(done_writing && fake.log[at] == 'o', "its writer adds nothing to it");
}

/* ---- input ---- */

static int get_soon(void *arg)
{
    (void)arg;
    return rill_console_getc(rill_after_ns(20 * RILL_S));
}

static void arrive(const short *bytes, size_t n)
{
    fake_say(bytes, n);
    if (irqs)
        fake_interrupt();
}

static void test_getc(void)
{
    static const short two[] = {'x', 'y'};
    struct rill_job job;
    int r;

    is(rill_console_getc(RILL_POLL), -ETIMEDOUT, "nothing to read");
    is(rill_console_getc(rill_after_ns(2 * RILL_MS)), -ETIMEDOUT,
       "nothing until the deadline");
    ok(!irqs || fake.wanted == READABLE, "the device is to say when there is");
    run(&job, get_soon, NULL);
    settle();
    arrive(two, 2);
    rill_join(&job, RILL_FOREVER, &r);
    is(r, 'x', "who waits is woken by a byte");
    is(rill_console_getc(RILL_POLL), 'y', "and the next one is there");
    run(&job, get_soon, NULL);
    settle();
    rill_job_cancel(&job);
    rill_join(&job, RILL_FOREVER, &r);
    is(r, -ECANCELED, "a reader is cancelled");
}

static void test_two_readers(void)
{
    static const short two[] = {'1', '2'};
    struct rill_job a, b;
    int r, s;

    run(&a, get_soon, NULL);
    run(&b, get_soon, NULL);
    settle();
    arrive(two, 2);
    rill_join(&a, RILL_FOREVER, &r);
    rill_join(&b, RILL_FOREVER, &s);
    ok(r + s == '1' + '2' && (r == '1' || s == '1'),
       "one token, two bytes: both readers have one");
}

static int send_later(void *arg)
{
    (void)arg;
    rill_sleep_ns(2 * RILL_MS);
    return rill_chan_send(&other, &(int){42}, RILL_FOREVER);
}

static int arrive_later(void *arg)
{
    static const short one[] = {'z'};

    (void)arg;
    rill_sleep_ns(2 * RILL_MS);
    arrive(one, 1);
    return 0;
}

/* Returns the byte, or the answer of the select. */
static int select_once(uint64_t deadline_ns, int *value)
{
    unsigned long token;
    struct rill_arm arms[] = {
        {.op = RILL_RECV, .ch = &other, .value = value},
        {.op = RILL_RECV, .ch = rill_console_readable(), .value = &token},
    };
    int r = rill_select(arms, 2, deadline_ns);

    return r == 1 ? rill_console_getc(RILL_POLL) : r;
}

static int select_until(uint64_t deadline_ns, int *value)
{
    int r;

    do /* a token may be left over */
        r = select_once(deadline_ns, value);
    while (r == -ETIMEDOUT && rill_now_ns() < deadline_ns);
    return r;
}

static void test_select(void)
{
    struct rill_job job;
    int value = 0;

    is(select_until(rill_after_ns(3 * RILL_MS), &value), -ETIMEDOUT,
       "a select over console and channel: its deadline");
    run(&job, send_later, NULL);
    is(select_until(rill_after_ns(20 * RILL_S), &value), 0, "the channel");
    is(value, 42, "and its value");
    rill_join(&job, RILL_FOREVER, NULL);
    run(&job, arrive_later, NULL);
    is(select_until(rill_after_ns(20 * RILL_S), &value), 'z', "the console");
    rill_join(&job, RILL_FOREVER, NULL);
}

/* More input than the ring takes, with the errors that a line may make. */
static void test_flood(void)
{
    static short flood[5000];
    struct rill_console_counts before, now;
    unsigned wrong = 0, got = 0;
    int byte;

    rill_console_counts(&before);
    for (unsigned i = 0; i < 5000; i++)
        flood[i] = (short)(i * 7 & 0xff);
    flood[100] |= GOT_BROKEN;
    flood[200] = GOT_BREAK;
    flood[3000] |= GOT_OVERRUN;
    arrive(flood, 5000);
    if (!irqs)
        is(rill_console_getc(RILL_POLL), 0, "the first");
    else
        is(fake.wanted & READABLE, 0, "a full ring: the device is to hold it");
    ok(fake.said < 5000, "what the ring cannot hold is left in the device");
    got = !irqs;
    for (unsigned i = got; i < 5000; i++) {
        if (i == 200)
            continue;
        byte = rill_console_getc(rill_after_ns(RILL_S));
        wrong += byte != (int)(i * 7 & 0xff);
    }
    is(wrong, 0, "all that came is read, in order");
    is(rill_console_getc(RILL_POLL), -ETIMEDOUT, "and no more");
    rill_console_counts(&now);
    is((long)(now.received - before.received), 4999, "received");
    is((long)(now.broken - before.broken), 1, "a framing error");
    is((long)(now.breaks - before.breaks), 1, "a break");
    is((long)(now.overruns - before.overruns), 1, "an overrun");
    ok(now.most >= 64 && (now.most & (now.most - 1)) == 0,
       "the ring was full: %lu bytes", now.most);
    fflush(stdout);
    ok(logged("\nrill: input was lost: ", 23) == 1, "that is said, once");
}

static void test_read_eof(void)
{
    static const short text[] = {'o', 'n', 'e', 4, 22, 4, '\r'};
    char buf[16];

    arrive(text, 7);
    is(read(0, buf, sizeof buf), 3, "read until ^D");
    is(read(0, buf, sizeof buf), 0, "which then is the end, once");
    ok(read(0, buf, sizeof buf) == 2 && buf[0] == 4 && buf[1] == '\n',
       "^V makes a byte of the next one");
}

int main(int argc, char **argv)
{
    irqs = argc > 1 && !strcmp(argv[1], "irq");
    fake_start(irqs);
    for (unsigned i = 0; i < LONG; i++) {
        line_a[i] = (char)('a' + i % 26);
        line_b[i] = (char)('A' + i % 26);
    }
    memcpy(line_a, "# ", 2);
    memcpy(line_b, "# ", 2);
    line_a[LONG - 1] = line_b[LONG - 1] = '\n';
    plan(44);
    test_park();
    test_whole_lines();
    test_writable();
    test_cancel_writer();
    test_trap_line();
    test_getc();
    test_two_readers();
    test_select();
    test_flood();
    test_read_eof();
    return done();
}
