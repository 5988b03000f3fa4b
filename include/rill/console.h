/* rill/console.h -- the console: how a program reads and writes it.
 *
 * The device's interrupt puts the bytes that come into a ring. Where the device has no
 * interrupt, Rill looks at the device every 300 us. read, getchar and rill_console_getc take
 * bytes out of that ring. write and printf park while the ring to the device is full. The
 * linker leaves all of this out of a program that neither reads nor writes so.
 *
 * Callers: tasks, on any hart; rill_console_counts from anywhere. A call from a trap handler
 *          panics. No call blocks.
 */
#ifndef RILL_CONSOLE_H
#define RILL_CONSOLE_H

#include <rill/poll.h>

RILL_C_BEGIN

enum rill_console_mode {
    RILL_CONSOLE_HOST, /* the host's terminal echoes and edits, line by line, or
                        * the host sends a pipe; this is the mode at the start */
    RILL_CONSOLE_LINE, /* Rill echoes and edits; Enter ends the line that is read */
    RILL_CONSOLE_RAW, /* each byte as it comes, with no ^D, no ^V, and CR is not
                        * '\n'; a pipe's end is the byte 28, as tools/qemu-run
                        * sends it */
};

/* Set the mode, from the next byte on that is read. Bytes that were typed before, and not
 * read, stay.
 *
 * In RILL_CONSOLE_LINE Rill knows
 *     Backspace (8), DEL (127)   delete the last character
 *     ^W (23), ^U (21)           delete the last word, the whole line
 *     ^R (18), ^L (12)           show the line anew
 *     ^C (3)                     forget the line, and signal rill_console_on_interrupt's poll
 *     ^D (4)                     on an empty line: end of input, once. Else: the reader gets
 *                                what there is of the line, without an end
 *     FS (28)                    the end of a pipe: from here on all reads end
 *     ^V (22)                    the next byte as it stands
 *     ESC [ ...                  arrows and other such keys: nothing
 * and bytes of UTF-8: Backspace deletes all bytes of a character. A line has up to 254
 * bytes. For each byte beyond, Rill rings the terminal's bell. */
void rill_console_mode(enum rill_console_mode mode);

/* From now on ^C in RILL_CONSOLE_LINE signals this poll, which must have been started. NULL:
 * no poll. */
void rill_console_on_interrupt(struct rill_poll *interrupted);

/* The channel of a poll (rill/poll.h), for a select: it has a token when there may be
 * something to read. After the token, call rill_console_getc(RILL_POLL) until it returns
 * -ETIMEDOUT. In RILL_CONSOLE_LINE the token stands for bytes, which need not be a line yet.
 * Call this before each select: where the device has no interrupt, Rill then looks at the
 * device until something has come. */
struct rill_chan *rill_console_readable(void);

#define RILL_CONSOLE_ROOM_BYTES 64u /* half of the smallest board's ring */

/* Whether there is room for RILL_CONSOLE_ROOM_BYTES or more of output: a write of these does
 * not wait, if no other task writes meanwhile. Where the device has no interrupt Rill cannot
 * know, and the answer is true. */
bool rill_console_has_room(void);

/* A channel for a select: it has a token when there may be room for output. After the token,
 * ask again. Call this before each select:
 *
 *     while (!rill_console_has_room())
 *         if (rill_select(arms with {.op = RILL_RECV, .ch = rill_console_writable(), ..}))
 *             ...
 */
struct rill_chan *rill_console_writable(void);

/* How many bytes have come since the first read, and what became of some. One hart at a time
 * counts, and each event once. On 64 bits no count is ever torn. A count wraps. */
struct rill_console_counts {
    unsigned long received; /* bytes put into the ring */
    unsigned long overruns; /* times that the device lost one byte or more */
    unsigned long breaks;   /* times that the line was held low */
    unsigned long broken;   /* bytes with a framing or parity error; a reader
                             * gets these, too */
    unsigned long most;     /* the most bytes that were in the ring at once */
};

/* Read the counts. When input is first lost, Rill also says so on the console, once. */
void rill_console_counts(struct rill_console_counts *counts);

RILL_C_END

#endif
