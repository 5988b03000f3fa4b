/* rill/console.h -- the console: what reading and writing it is like.
 *
 * read, getchar and rill_console_getc take bytes that the device's interrupt has put
 * into a ring, or that a look at the device every 300 us has, where it has no
 * interrupt; write and printf park while the ring to the device is full. Nothing of
 * this is linked into programs that do neither.
 *
 * Callers: tasks only, but for the counters. Any hart.
 */
#ifndef RILL_CONSOLE_H
#define RILL_CONSOLE_H

#include <rill/poll.h>

RILL_C_BEGIN

enum rill_console_mode {
    RILL_CONSOLE_HOST, /* the host's terminal echoes and edits, line by line, or it is
                        * a pipe: how it is at the start */
    RILL_CONSOLE_LINE, /* we echo and edit; a line is read when Enter has ended it */
    RILL_CONSOLE_RAW, /* each byte as it comes: no ^D, no ^V, CR is not '\n'; a pipe's end
                       * is the byte 28, as tools/qemu-run sends it */
};

/* From the next byte read on. Does not block. Of bytes that were typed and not read
 * nothing is lost.
 *
 * RILL_CONSOLE_LINE knows
 *     Backspace (8), DEL (127)   the last character away
 *     ^W (23), ^U (21)           the last word, the whole line
 *     ^R (18), ^L (12)           show the line anew
 *     ^C (3)                     the line is forgotten; `interrupted` below is signalled
 *     ^D (4)                     of an empty line: end of input, once. Else: read what
 *                                there is of the line, without an end
 *     FS (28)                    the end of a pipe: all reads end, from here on
 *     ^V (22)                    the next byte as it stands
 *     ESC [ ...                  arrows and their like: nothing
 * and bytes of UTF-8, of which Backspace takes all that make a character. A line has
 * up to 254 bytes; of what is more the terminal's bell is heard. */
void rill_console_mode(enum rill_console_mode mode);

/* In RILL_CONSOLE_LINE ^C signals this poll. NULL: nobody. It must have been started. */
void rill_console_on_interrupt(struct rill_poll *interrupted);

/* For a select: the channel of a poll (rill/poll.h) that has a token when there may be
 * something to read. After the token, read by rill_console_getc(RILL_POLL) until that
 * says -ETIMEDOUT. In RILL_CONSOLE_LINE what may be read is bytes, not yet a line.
 * Call it before each select: where there is no interrupt it has the device looked at
 * until something has come. */
struct rill_chan *rill_console_readable(void);

/* Is there room for RILL_CONSOLE_ROOM_BYTES or more of output, so that a write of them does
 * not wait, if no other task writes meanwhile? The channel is for a select, and has a token
 * when there may be room; after the token, ask again. Where there is no interrupt nobody
 * knows, and the answer is yes. Call rill_console_writable before each select:
 *
 *     while (!rill_console_has_room())
 *         if (rill_select(arms with {.op = RILL_RECV, .ch = rill_console_writable(), ..}))
 *             ...
 */
#define RILL_CONSOLE_ROOM_BYTES 64u /* half of the smallest board's ring */
bool rill_console_has_room(void);
struct rill_chan *rill_console_writable(void);

/* How many bytes have come since the first read, and what became of some. Each is counted
 * once, by one hart at a time, so on 64 bits no count is ever torn; a count wraps. */
struct rill_console_counts {
    unsigned long received; /* bytes put into the ring */
    unsigned long
        overruns;         /* times that the device has lost one byte or more */
    unsigned long breaks; /* the line was held low */
    unsigned long
        broken; /* bytes with a framing or parity error; they are read */
    unsigned long most; /* bytes that were in the ring at once */
};

/* Anywhere. That input was lost is said on the console, too, once. */
void rill_console_counts(struct rill_console_counts *counts);

RILL_C_END

#endif
