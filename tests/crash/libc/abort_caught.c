/* abort() with a function for SIGABRT, and the signal blocked: the function runs and returns,
 * and then the program ends nevertheless, as by a signal (C17 7.22.4.1). */
// expect-status: 134
// expect-out: ^caught 6, once$
// expect-out: ^rill: panic: abort\(\) was called
// reject-out: twice
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static void catch (int sig)
{
    static int times;

    printf("caught %d, %s\n", sig, times++ ? "twice" : "once");
}

int main(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGABRT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGABRT, catch);
    abort();
}
