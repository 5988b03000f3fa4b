/* libc-shim/services/line.c -- a line while it is typed: this echoes and edits it, and
 * tasks read it when it is whole. Programs that call rill_console_mode have it.
 *
 *     bytes as they come --> line --Enter--> [ready, len) --> a reader, byte by byte
 *                             |
 *                             +--> echo
 *
 * Invariants, true whenever no task has `editing`:
 *   - read <= ready <= len: what is before `read` was read; what is before `ready` may be
 *     read; the rest is being typed, and is on the screen;
 *   - a control character is in the line only behind ^V, which read takes away.
 *
 * One reader at a time types; others wait for the lock, by their deadlines.
 *
 * We refused moving within the line, and a history of lines: these are for an editor,
 * which RILL_CONSOLE_RAW serves. We refused to show the line anew when another task has
 * written: each writer would have to ask whether a line is being typed; ^R and ^L show it.
 */
#include <errno.h>
#include <string.h>
#include <rill/bind.h>
#include <rill/console.h>
#include <rill/mutex.h>
#include <rill/time.h>
#include <port/image.h>

#define LINE_BYTES 255u

enum {
    KEY_INTERRUPT = 3,
    KEY_END = 4,
    KEY_BELL = 7,
    KEY_BACKSPACE = 8,
    KEY_REFRESH = 12,
    KEY_REPRINT = 18,
    KEY_LINE = 21,
    KEY_LITERAL = 22,
    KEY_WORD = 23,
    KEY_ESCAPE = 27,
    KEY_OVER = 28,
    KEY_DELETE = 127,
};

static struct rill_mutex editing;
static char line[LINE_BYTES];
static unsigned read_to, ready, len;
static enum { PLAIN, LITERAL, ESCAPE, SEQUENCE } state;
static bool was_cr; /* the '\n' behind it is none of its own */
static struct rill_poll *on_interrupt;

static void say(const char *text, size_t n)
{
    rill_console_write(text, n);
}

static bool is_control(char c)
{
    return (unsigned char)c < ' ' || c == KEY_DELETE;
}

/* A byte in the middle of a character of UTF-8. */
static bool goes_on(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static void echo(char c)
{
    char shown[2] = {'^', (char)(c ^ 0x40)};

    if (is_control(c))
        say(shown, 2);
    else
        say(&c, 1);
}

/* ^V and the character that it makes plain count as one, and show as that character. */
static void show(void)
{
    for (unsigned i = ready; i < len; i++)
        if (line[i] != KEY_LITERAL || ++i < len)
            echo(line[i]);
}

/* Take the last character from the line and from the screen. */
static void rub_out(void)
{
    char c;

    while (len > ready + 1 && goes_on(line[len - 1]))
        len--;
    c = line[--len];
    say("\b \b", 3);
    if (!is_control(c))
        return;
    say("\b \b", 3);
    if (len > ready && line[len - 1] == KEY_LITERAL)
        len--;
}

static void rub_out_word(void)
{
    while (len > ready && line[len - 1] == ' ')
        rub_out();
    while (len > ready && line[len - 1] != ' ')
        rub_out();
}

/* One byte stays free for the line's end. */
static void type(char c)
{
    static const char bell = KEY_BELL;
    unsigned takes = is_control(c) ? 2 : 1;

    if (len + takes >= LINE_BYTES) {
        say(&bell, 1);
        return;
    }
    if (takes == 2)
        line[len++] = KEY_LITERAL;
    line[len++] = c;
    echo(c);
}

static void end_line(char c)
{
    line[len++] = c;
    ready = len;
    if (c == '\n')
        say("\n", 1);
}

static void interrupt(void)
{
    say("^C\n", 3);
    len = ready;
    if (on_interrupt)
        rill_poll_signal(on_interrupt);
}

/* ^D within a line lets tasks read what there is of it. ^D in an empty line, or right
 * after such a ^D, is the end of input: read makes it so. read also makes an end of FS,
 * which ends a pipe. */
static void end_input(char c)
{
    line[len++] = c;
    ready = len;
}

static void key(char c)
{
    switch (c) {
    case '\r':
    case '\n':
        end_line('\n');
        break;
    case KEY_BACKSPACE:
    case KEY_DELETE:
        if (len > ready)
            rub_out();
        break;
    case KEY_WORD:
        rub_out_word();
        break;
    case KEY_LINE:
        while (len > ready)
            rub_out();
        break;
    case KEY_REFRESH:
    case KEY_REPRINT:
        say("\n", 1);
        show();
        break;
    case KEY_INTERRUPT:
        interrupt();
        break;
    case KEY_END:
    case KEY_OVER:
        end_input(c);
        break;
    case KEY_LITERAL:
        state = LITERAL;
        break;
    case KEY_ESCAPE:
        state = ESCAPE;
        break;
    default:
        if (!is_control(c) || c == '\t')
            type(c);
    }
}

/* ECMA-48, 5.4: a sequence is ESC [, and ends with a byte from '@' to '~'. */
static void typed(char c)
{
    bool newline = c == '\n' && was_cr;

    was_cr = c == '\r' && state == PLAIN;
    switch (state) {
    case LITERAL:
        state = PLAIN;
        type(c);
        break;
    case ESCAPE:
        state = c == '[' || c == 'O' ? SEQUENCE : PLAIN;
        break;
    case SEQUENCE:
        if (c >= '@' && c <= '~')
            state = PLAIN;
        break;
    case PLAIN:
        if (!newline)
            key(c);
    }
}

/* With `editing`. */
static int next(uint64_t deadline_ns)
{
    while (read_to == ready) {
        int byte;

        if (ready) { /* all of it was read */
            memmove(line, line + ready, len - ready);
            len -= ready;
            read_to = ready = 0;
        }
        byte = rill_input_byte(deadline_ns);
        if (byte < 0)
            return byte;
        typed((char)byte);
    }
    return (unsigned char)line[read_to++];
}

static int edit(uint64_t deadline_ns)
{
    int r = rill_mutex_lock(&editing, deadline_ns);

    if (r)
        return r;
    r = next(deadline_ns);
    rill_mutex_unlock(&editing);
    return r;
}

/* The next mode reads what was typed of an unfinished line, so a change of the mode loses
 * nothing. */
static int rest(uint64_t deadline_ns)
{
    int r = rill_mutex_lock(&editing, deadline_ns);

    if (r)
        return r;
    ready = len;
    r = read_to < len ? (unsigned char)line[read_to++] : -1;
    if (r < 0)
        read_to = ready = len = 0;
    rill_mutex_unlock(&editing);
    return r < 0 ? rill_input_byte(deadline_ns) : r;
}

void rill_console_mode(enum rill_console_mode mode)
{
    rill_image_raw = mode == RILL_CONSOLE_RAW;
    rill_input_edit = mode == RILL_CONSOLE_LINE ? edit : rest;
}

void rill_console_on_interrupt(struct rill_poll *interrupted)
{
    on_interrupt = interrupted;
}
