/* memory/malloc.c -- malloc and its like: what they give, and what odd arguments give. crash/memory/ has
 * what panics. */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rill/rill.h>

#include "../tap.h"

void *__malloc_malloc(size_t bytes);
void __malloc_free(void *at);
int posix_memalign(void **at, size_t align, size_t bytes);
void *valloc(size_t bytes);
void *reallocf(void *at, size_t bytes);
void *reallocarray(void *at, size_t count, size_t size);

/* So that gcc says nothing of sizes that cannot be. */
static volatile size_t most = SIZE_MAX, none, one = 1;

static bool holds(const unsigned char *p, size_t n, unsigned char with)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != with)
            return false;
    return true;
}

static bool refused(void *p, int error)
{
    bool is = !p && errno == error;

    errno = 0;
    free(p);
    return is;
}

static void sizes(void)
{
    void *a = malloc(none), *b = malloc(none);
    unsigned char *c;
    size_t wrong = 0;

    ok(a && b && a != b, "malloc(0) is a block of its own");
    free(a);
    free(b);
    free(NULL);
    errno = 0;
    ok(refused(malloc(most), ENOMEM), "SIZE_MAX");
    ok(refused(malloc(most / 2 + 1), ENOMEM), "more than PTRDIFF_MAX");
    ok(refused(calloc(most / 2, 3), ENOMEM), "calloc: the product overflows");
    ok(refused(reallocarray(NULL, most / 2, 3), ENOMEM), "reallocarray, too");
    for (size_t n = 1; n <= 700; n += 13) {
        c = malloc(n);
        wrong += !c || (uintptr_t)c % 16 || malloc_usable_size(c) < n;
        memset(c, 0xa5, malloc_usable_size(c));
        free(c);
        c = calloc(1, n);
        wrong += !c || !holds(c, n, 0);
        free(c);
    }
    is((long)wrong, 0, "aligned to 16, large enough, and calloc clears");
    is((long)malloc_usable_size(NULL), 0, "NULL has no bytes");
}

static void resizes(void)
{
    unsigned char *p = malloc(40), *q;
    size_t wrong = 0;

    memset(p, 7, 40);
    for (size_t n = 41; n < 1200; n = n * 5 / 4) {
        q = realloc(p, n);
        wrong += !q || !holds(q, 40, 7);
        p = q ? q : p;
    }
    is((long)wrong, 0, "what a block has comes along as it grows");
    errno = 0;
    ok(!realloc(p, most) && errno == ENOMEM && holds(p, 40, 7),
       "a realloc that fails leaves the block");
    q = realloc(p, 20);
    ok(q && holds(q, 20, 7), "and as it gets smaller");
    ok(!realloc(q, none), "realloc to 0 frees");
    p = reallocf(NULL, 30);
    ok(p && !reallocf(p, most), "reallocf frees what it cannot make larger");
    p = reallocarray(NULL, 5, 6);
    ok(p && malloc_usable_size(p) >= 30, "reallocarray");
    free(p);
}

static bool is_aligned(void *p, size_t align)
{
    bool is = p && (uintptr_t)p % align == 0;

    if (p)
        memset(p, 1, 24);
    free(p);
    return is;
}

static void alignments(void)
{
    size_t wrong = 0, up_to = malloc_usable_size(NULL) ? 0 : 2048;
    void *p = &wrong;

    for (size_t a = 1; a <= up_to; a *= 2)
        wrong += !is_aligned(memalign(a, 24), a) ||
                 !is_aligned(aligned_alloc(a, a + 24), a);
    is((long)wrong, 0, "any power of two");
    errno = 0;
    ok(refused(memalign(none, 24), EINVAL), "alignment 0");
    ok(refused(aligned_alloc(3 * one, 24), EINVAL), "alignment 3");
    ok(refused(memalign(most / 2 + 1, 24), ENOMEM), "half of all there is");
    is(posix_memalign(&p, 3 * one, 24), EINVAL, "posix_memalign: 3");
    is(posix_memalign(&p, 2, 24), EINVAL, "less than a pointer");
    is(posix_memalign(&p, 64, most), ENOMEM, "no memory");
    ok(p == &wrong && errno == 0, "which leaves the pointer and errno alone");
    is(posix_memalign(&p, 64, 24), 0, "posix_memalign");
    ok(is_aligned(p, 64), "is aligned");
}

static void others(void)
{
    struct mallinfo before = mallinfo(), during;
    void *p = __malloc_malloc(24), *q;

    ok(p != NULL, "picolibc's other name for malloc");
    during = mallinfo();
    ok(during.arena >= before.arena && during.uordblks,
       "mallinfo: %lu bytes, %lu of them in use", (unsigned long)during.arena,
       (unsigned long)during.uordblks);
    __malloc_free(p);
    q = malloc(24);
    ok(p && q, "a block that was freed can be had again");
    cfree(q);
    ok(mallopt(M_TRIM_THRESHOLD, 1) == 0, "mallopt has nothing to choose");
    malloc_trim(0);
    ok(mallinfo().uordblks <= during.uordblks, "malloc_trim");
    p = sbrk(0);
    q = malloc(24);
    ok(p != (void *)-1 && sbrk(32) != (void *)-1 && sbrk(-32) != (void *)-1,
       "sbrk beside malloc");
    free(q);
}

static void pages(void)
{
    void *p = valloc(24), *q = pvalloc(24);

    ok((!p || (uintptr_t)p % 4096 == 0) && (!q || (uintptr_t)q % 4096 == 0) &&
           (p || errno == ENOMEM),
       "valloc and pvalloc: aligned to 4096, where memory has so much");
    free(p);
    free(q);
}

/* All of it in blocks of one size, and back, and all of it in others. */
static void exhausts(void)
{
    size_t n[3];

    for (unsigned round = 0; round < 3; round++) {
        size_t bytes = round == 1 ? 1500 : 600;
        void **last = NULL, **b;

        for (n[round] = 0; n[round] < 3000 && (b = malloc(bytes)); n[round]++) {
            *b = last;
            last = b;
        }
        while ((b = last)) {
            last = *b;
            free(b);
        }
    }
    ok(n[0] && n[1] && n[2] == n[0], "no block is lost: %lu, %lu, %lu",
       (unsigned long)n[0], (unsigned long)n[1], (unsigned long)n[2]);
}

int main(void)
{
    plan(31);
    sizes();
    resizes();
    alignments();
    others();
    pages();
    exhausts();
    return done();
}
