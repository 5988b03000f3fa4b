/* 06-harts.c -- count primes on every hart, and say which hart did how much.
 *     tools/rill run --harts 4 examples/06-harts.c */
#include <rill/rill.h>
#include <stdio.h>

enum { CHUNKS = 64, CHUNK = 1000 };

static int is_prime(int n)
{
    for (int d = 2; d * d <= n; d++)
        if (n % d == 0)
            return 0;
    return n > 1;
}

struct answer {
    int primes;
    unsigned hart;
};

typedef RILL_CHAN_OF(struct answer) answers;
RILL_TYPED_CHAN(answers, found, CHUNKS);

/* No lock and no shared variable: a task sends what it has found. */
static int count(void *arg)
{
    struct answer a = {0, 0};
    int first = (int)(intptr_t)arg * CHUNK;

    for (int n = first; n < first + CHUNK; n++)
        a.primes += is_prime(n);
    a.hart = rill_hart();
    return rill_send(&found, a, RILL_FOREVER);
}

int main(void)
{
    int primes = 0, chunks[64] = {0};

    for (intptr_t i = 0; i < CHUNKS; i++)
        if (rill_go(count, (void *)i))
            return 1;
    for (int i = 0; i < CHUNKS; i++) {
        struct answer a;

        rill_recv(&found, &a, RILL_FOREVER);
        primes += a.primes;
        chunks[a.hart]++;
    }
    printf("%d primes below %d\n", primes, CHUNKS * CHUNK);
    for (unsigned h = 0; h < rill_hart_count(); h++)
        printf("hart %u: %d of %d parts\n", h, chunks[h], CHUNKS);
    return 0;
}
