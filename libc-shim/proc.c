/* libc-shim/proc.c -- the one process: how it ends, and signals.
 *
 * The machine's exit status has 8 bits, as a shell's has. It is the low 8 bits of
 * exit's argument, as on a host, but a failure never looks like success: 256 becomes
 * 255, with a message.
 *
 * A report begins with a '\n', because a task's last output may lack one.
 *
 * Signals exist within the process only (signal.c). A signal without a function ends
 * the program here. Nothing can stop or continue us, so a signal that stops a process
 * ends it.
 */
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include <rill/bind.h>
#include <rill/panic.h>
#include <port/image.h>

#include "blocks.h"
#include "console.h"
#include "signals.h"

enum { PID = 1 };

/* This is the last signal in all versions of picolibc, which name the number of signals
 * differently (NSIG, _NSIG). */
enum { LAST_SIGNAL = SIGUSR2 };

#define SAY(text) rill_console_write(text, sizeof(text) - 1)

/* Not by printf: that would bring in itself, and a line's memory. */
static void say_number(int number)
{
    char digits[12];
    char *at = digits + sizeof digits;
    unsigned rest = number < 0 ? 0u - (unsigned)number : (unsigned)number;

    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (number < 0)
        *--at = '-';
    rill_console_write(at, (size_t)(digits + sizeof digits - at));
}

/* From here on no other task runs, and all output is sent. If a stack has overflowed,
 * this reports it. */
static void stop_tasks(void)
{
    if (RILL_HARTS > 1 && rill_here())
        rill_image_lines_settle();
    rill_stop_others(); /* the flush looks at every task's line */
    rill_stacks_look();
    rill_image_flush();
}

/* Write what FILEs hold, too: C asks this of exit, and POSIX lets _exit do so. */
_Noreturn void _exit(int status)
{
    if (rill_report_under_way())
        rill_panic("exit was called by a hook of panics, which must return");
    if (rill_here()) {
        (void)rill_image_files_flush();
        blocks_end();
    }
    stop_tasks();
    if (status != 0 && (status & 255) == 0) {
        SAY("\nrill: exit status ");
        say_number(status);
        SAY(" does not fit in 8 bits; the shell gets 255\n");
        status = 255;
    }
    rill_stop(status & 255);
}

int _getpid(void)
{
    return PID;
}

bool rill_signal_mild(int sig)
{
    return sig == SIGCHLD || sig == SIGCONT || sig == SIGURG || sig == SIGWINCH;
}

_Noreturn void rill_signal_end(int sig)
{
    if (sig == SIGABRT)
        rill_panic("abort() was called, or an assert failed (signal 6)");
    stop_tasks();
    SAY("\nrill: ended by signal ");
    say_number(sig);
    SAY("\n");
    rill_stop(128 + sig);
}

int _kill(pid_t pid, int sig)
{
    /* 0 and -1 are groups, and either group is this process. */
    if (pid != PID && pid != 0 && pid != -1) {
        errno = ESRCH;
        return -1;
    }
    if (sig < 0 || sig >= SIGNALS) {
        errno = EINVAL;
        return -1;
    }
    /* 0 asks whether the process is there */
    if (sig != 0 && !rill_signal_taken(sig, true) && !rill_signal_mild(sig))
        rill_signal_end(sig);
    return 0;
}

RILL_DEFAULT(function, getpid, _getpid);
RILL_DEFAULT(function, kill, _kill);
RILL_OFFER(threadlocal, errno);
