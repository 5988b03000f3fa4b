#!/usr/bin/env perl
# libc_own.t -- a program brings functions that libc or the shim has: its own heap, or a
# part of one, and its own atomic operations. It links and its own are used, or it does
# not and is told why: docs/libc.md.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
plan skip_all => 'no RISC-V compiler'
    if !grep { my $d = $_; grep { -x "$d/$_-gcc" } qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) }
    split /:/, $ENV{PATH};
my $tmp = tempdir(CLEANUP => 1);

sub runs {    # a program's text, its board: status and what was said
    my ($text, @words) = @_;
    open my $f, '>', "$tmp/own.c" or die $!;
    print $f $text;
    close $f or die $!;
    my $out = qx(tools/rill run @words $tmp/own.c 2>&1 </dev/null);
    return ($? >> 8, $out);
}

my $head = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <stdint.h>\n";
my $use = <<'C';
int main(void)
{
    char *p = malloc(10), *q, *s = NULL;
    size_t n = 0;
    FILE *m = open_memstream(&s, &n);
    strcpy(p, "text");
    p = realloc(p, 1000);
    q = calloc(10, 10);
    fprintf(m, "%s", p);
    fclose(m);
    printf("%s %zu %d\n", s, n, q[99]);
    free(p);
    free(q);
    free(s);
    printf("%u %u %u %u\n", frees, mallocs, callocs, reallocs);
    return 0;
}
C
my $counts = "static unsigned frees, mallocs, callocs, reallocs;\n";
my $free = "void free(void *p)\n{\n    frees += p != NULL;\n}\n";
my $malloc = <<'C';
static char heap[8192];
static size_t used;
void *malloc(size_t n)
{
    size_t *p = (size_t *)(heap + used);
    mallocs++;
    used += (n + sizeof(size_t) + 15) / 16 * 16;
    *p = n;
    return memset(p + 1, 0x5a, n);
}
C
my $realloc = <<'C';
void *realloc(void *p, size_t n)
{
    reallocs++;
    return p ? memcpy(malloc(n), p, ((size_t *)p)[-1]) : malloc(n);
}
C

my ($status, $out) = runs($head . $counts . $free . $use);
is("$status $out", "0 text 4 0\n5 0 0 0\n", "free alone: all frees are its, realloc's too; libc's malloc stays");
($status, $out) = runs($head . $counts . $free . $malloc . $realloc . $use);
like($out, qr/^text 4 0\n4 \d 0 \d\n$/, 'all but calloc: what calloc gives is 0 all the same');
($status, $out) = runs($head . $counts . $free . $malloc . $realloc
        . "void *calloc(size_t n, size_t m)\n{\n    callocs++;\n    return memset(malloc(n * m), 0, n * m);\n}\n" . $use);
like($out, qr/^text 4 0\n4 \d 2 \d\n$/, 'all of them');
($status, $out) = runs($head . $counts . $malloc . $use);
isnt($status, 0, 'malloc alone is refused');
like($out, qr/^bind: malloc: the program has its own, and not `free` and `realloc`: /m, 'and told why');
($status, $out) = runs($head . $counts . $free . $malloc . $use);
like($out, qr/^bind: malloc: the program has its own, and not `realloc`: /m, 'so is malloc and free, where something reallocates');
($status, $out) = runs($head . $counts . $free . $malloc . "int main(void)\n{\n    void *volatile p = malloc(9);\n    free(p);\n    return (int)(10 * mallocs + frees);\n}\n");
is($status, 11, 'but not where nothing does') or diag($out);
($status, $out) = runs($head . "static unsigned reallocs;\n" . "void *realloc(void *p, size_t n)\n{\n    (void)p;\n    reallocs++;\n"
        . "    return calloc(1, n);\n}\nvoid *aligned_alloc(size_t a, size_t n)\n{\n    (void)a, (void)n;\n    return heap_;\n}\n"
            =~ s/heap_/\&reallocs/r
        . "int main(void)\n{\n    void *p = NULL, *volatile none = NULL;\n    void *volatile r = realloc(none, 4), *volatile a = aligned_alloc(16, 16);\n    return posix_memalign(&p, 64, 64) || (uintptr_t)p % 64"
        . " || a != &reallocs || reallocs != 1 || r == NULL;\n}\n");
is("$status $out", '0 ', 'realloc alone, and one of the aligned ones');
($status, $out) = runs($head . $counts . $free . "void _exit(int n)\n{\n    (void)n;\n    for (;;)\n        ;\n}\n" . $use);
like($out, qr/multiple definition of `_exit'/, 'nothing else may be there twice');

# Others that share an object of libc's with what is used.
($status, $out) = runs(<<'C');
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <time.h>
#undef isgraph
int isgraph(int c)
{
    return c + 1000;
}
int fputc(int c, FILE *stream)
{
    (void)stream;
    return c + 2000;
}
double ldexp(double x, int n)
{
    return x + n;
}
time_t timegm(struct tm *tm)
{
    return tm->tm_sec + 3000;
}
int (*volatile graph)(int) = isgraph, (*volatile print)(int) = isprint, (*volatile fput)(int, FILE *) = fputc;
double (*volatile scale)(double, int) = ldexp, (*volatile other)(double, int) = scalbn;
int main(void)
{
    struct tm tm = {.tm_year = 70, .tm_mday = 1, .tm_sec = 7};
    time_t plain = mktime(&tm);
    printf("%d %d %d %d %d %d %d\n", graph(1), print('x') != 0, fput(1, stdout), (int)scale(1, 5), (int)other(1, 5),
        (int)timegm(&tm), (int)plain);
    return 0;
}
C
is("$status $out", "0 1001 1 2001 6 32 3007 7\n", 'a function of libc that shares its object with one that is used');

# The compiler's own calls: of 8 bytes on 32 bits.
my $atomic = <<'C';
uint64_t mine(volatile void *at, uint64_t value, int order) __asm__("__atomic_fetch_add_8");
uint64_t mine(volatile void *at, uint64_t value, int order)
{
    (void)at, (void)value, (void)order;
    return 4711;
}
int main(void)
{
    static _Atomic uint64_t sum;
    printf("%u\n", (unsigned)__atomic_fetch_add(&sum, 1, __ATOMIC_SEQ_CST));
    return 0;
}
C
for my $harts (1, 2) {
    ($status, $out) = runs($head . $atomic, '-b', 'virt32', '--harts', $harts);
    is($out, "4711\n", "an atomic operation of its own, on $harts");
}
done_testing();
