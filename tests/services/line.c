// make: APP_LDFLAGS=-Wl,--wrap=rill_ipi_clear,--wrap=rill_irq_attach
/* services/line.c -- a user types a line: what the program reads, and what the user sees. */
#include <errno.h>
#include <unistd.h>

#include "../fake_console.h"
#include "../tap.h"

static char seen[256];

/* Type, and read until the end of a line, the end of the input, or until no more bytes come.
 * The rest of `got` is zeros. */
static long type(const char *keys, size_t n, char *got, size_t room)
{
    static short says[300];
    long r;
    size_t shown;

    for (size_t i = 0; i < n; i++)
        says[i] = (unsigned char)keys[i];
    fflush(stdout);
    fake.logged = 0;
    fake_say(says, n);
    memset(got, 0, room);
    r = read(0, got, room);
    shown = fake.logged < sizeof seen - 1 ? fake.logged : sizeof seen - 1;
    memcpy(seen, fake.log, shown);
    seen[shown] = '\0';
    if (shown && seen[shown - 1] != '\n')
        putchar('\n');
    return r;
}

static void edits(const char *name, const char *keys, const char *line,
                  const char *echoed)
{
    char got[300];
    long r = type(keys, strlen(keys), got, sizeof got);

    ok(r == (long)strlen(line) && !strcmp(got, line), "%s", name);
    if (echoed)
        ok(!strcmp(seen, echoed), "%s: as it is seen", name);
}

int main(void)
{
    static struct rill_poll interrupted;
    char got[300], many[300];
    struct rill_console_counts counts;
    long r;

    fake_start(false);
    plan(32);
    rill_poll_start(&interrupted);
    rill_console_on_interrupt(&interrupted);
    rill_console_mode(RILL_CONSOLE_LINE);
    edits("a line", "hello\r", "hello\n", "hello\n");
    edits("CR and LF are one end", "a\r\nb\r", "a\n", NULL);
    edits("so the next line is the next", "", "b\n", NULL);
    edits("backspace and DEL", "hex\b\x7fllo\r", "hllo\n",
          "hex\b \b\b \bllo\n");
    edits("nothing to take away", "\b\b\x17\x15so\r", "so\n", "so\n");
    edits("^W", "one two  \x17three\r", "one three\n", NULL);
    edits("^U", "one two\x15three\r", "three\n", NULL);
    edits("^R shows it anew",
          "ab\x12"
          "c\r",
          "abc\n", "ab\nabc\n");
    edits("arrows are nothing", "a\033[Ab\033[1;5Cc\033OPd\r", "abcd\n", NULL);
    edits("backspace takes a whole character", "x\xc3\xa4\by\r", "xy\n", NULL);
    edits("^V",
          "a\x16\x04"
          "b\r",
          "a\x04"
          "b\n",
          "a^Db\n");
    edits("and backspace takes both", "a\x16\x04\bb\r", "ab\n",
          "a^D\b \b\b \bb\n");
    edits("^C forgets the line", "no\x03yes\r", "yes\n", "no^C\nyes\n");
    is(rill_poll_wait(&interrupted, RILL_POLL), 0, "and signals");
    edits("^D in the midst of a line", "part\x04", "part", NULL);
    is(type("", 0, got, sizeof got), 0, "then the end is read, once");
    memset(many, 'm', sizeof many);
    many[280] = '\r';
    r = type(many, 281, got, sizeof got);
    ok(r == 255 && got[253] == 'm' && got[254] == '\n',
       "a line is as long as can be, and ends");
    rill_console_mode(RILL_CONSOLE_RAW);
    ok(type("\x04\r", 2, got, 1) == 1 && got[0] == 4, "raw: ^D");
    ok(read(0, got, 2) == 1 && got[0] == '\r', "and CR");
    rill_console_mode(RILL_CONSOLE_HOST);
    edits("as before", "x\b\r", "x\b\n", "");
    rill_console_mode(RILL_CONSOLE_LINE);
    edits("the end of a pipe in the midst of a line", "rest\x1c", "rest", NULL);
    is(type("", 0, got, sizeof got), 0, "then the end is read");
    rill_console_mode(RILL_CONSOLE_HOST);
    is(type("", 0, got, sizeof got), 0, "for good");
    rill_console_counts(&counts);
    is((long)counts.overruns, 0, "nothing was lost");
    return done();
}
