/* abort() is a panic like any other; without a rill_try it ends the machine. */
// expect-status: 134
// expect-out: ^abort\(\) was called
// expect-out: ^rill: panic: abort\(\) was called
#include <stdio.h>
#include <stdlib.h>

#include <rill/rill.h>

static void gives_up(void *arg)
{
    (void)arg;
    abort();
}

int main(void)
{
    struct rill_panic_info info;

    if (rill_try(gives_up, NULL, &info))
        puts(info.text);
    abort();
}
