/* Input comes in whole while another task writes. On spike a byte that the task writes may take
 * the place of a byte that has come (board/dev/htif.c). */
// boards: spike,icicle,opentitan
// expect-status: 0
// expect-out: ^78 bytes, hash fbabc16a$
// timeout: 60
// stdin: line 0 must come in whole\nline 1 must come in whole\nline 2 must come in whole\n
#include <stdint.h>
#include <stdio.h>

#include <rill/rill.h>

static int writer(void *arg)
{
    (void)arg;
    for (;;) {
        puts("and on it writes");
        rill_yield();
    }
}

int main(void)
{
    uint32_t hash = 0;
    int c, n = 0;

    rill_go(writer, NULL);
    for (; (c = getchar()) != EOF; n++)
        hash = hash * 31 + (uint8_t)c;
    printf("%d bytes, hash %08lx\n", n, (unsigned long)hash);
    return 0;
}
