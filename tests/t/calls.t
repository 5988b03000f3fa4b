# calls.t -- the calls below a crash report, on the host: those that there are, in their order,
# and nothing else without its '?'. By optimised code and not, through libc, through frames
# of any size; of a panic, a fault, a deadlock; in 32 and 64 bits, in both modes.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
plan skip_all => 'no RISC-V compiler'
    if !grep { -x "$_/riscv64-unknown-elf-gcc" || -x "$_/riscv-none-elf-gcc" } split /:/, $ENV{PATH};
my $tmp = tempdir(CLEANUP => 1);

open my $f, '>', "$tmp/calls.c" or die $!;
print $f <<'C';
#include <alloca.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <rill/rill.h>

#define FAR __attribute__((noinline, noclone))

static volatile int sink, one = 1;
static const char *what;
RILL_CHAN(nobody, int, 0);

/* Leaves return addresses of its own all over the stack. */
FAR static int litter(int n)
{
    volatile char room[200];

    room[n] = (char)n;
    printf("%d%s", n, n ? " " : "\n");
    return n ? litter(n - 1) + room[n] : atoi("12");
}

FAR static void breaks(void)
{
    volatile double x = one;
    int v;

    if (!strcmp(what, "panic"))
        rill_panic("here");
    if (!strcmp(what, "wait"))
        rill_chan_recv(&nobody, &v, RILL_FOREVER);
    if (!strcmp(what, "null"))
        ((void (*volatile)(void))0)();
    if (!strcmp(what, "assert"))
        rill_assert(one == 2);
    sink = (int)x;
    *(volatile int *)8 = 1;
}

FAR static int recursive(int n)
{
    if (n)
        sink = recursive(n - 1);
    else
        breaks();
    return sink + n;
}

FAR static int compared(const void *a, const void *b)
{
    if (*(const int *)a != *(const int *)b)
        recursive(3);
    return *(const int *)a - *(const int *)b;
}

FAR static int sized(int n)
{
    char *room = alloca((size_t)n);
    int a[] = {4, 3, 2, 1};

    memset(room, n, (size_t)n);
    litter(4);
    qsort(a, 4, sizeof *a, compared);
    return sink + a[0] + room[n - 1];
}

FAR static int task(void *arg)
{
    (void)arg;
    litter(7);
    return sized(one * 333) + sink;
}

int main(int argc, char **argv)
{
    struct rill_job job;

    (void)argc;
    what = argv[1];
    litter(9);
    rill_spawn(&job, &(struct rill_task_opts){.name = "broken", .stack_bytes = 4096}, task, NULL);
    rill_join(&job, RILL_FOREVER, NULL);
    return 0;
}
C
close $f;

# The functions, innermost first, that are not marked; of the task, if it is in a list.
sub calls {
    my ($options, $what) = @_;
    my $out = qx(tools/rill run --timeout 60 $options $tmp/calls.c -- $what 2>&1 </dev/null);
    my ($list) = $out =~ /^rill: the addresses above.*?\n(.*)/ms or return ('nothing', $out);
    $list =~ s/.*task "broken" started at [^\n]*\n//s;
    $list =~ s/\n  task ".*//s;
    my @lines = split /\n/, $list;
    my ($marked) = scalar grep { /^  0x[0-9a-f]+ +\? / } @lines;
    my @true = map { /^  0x[0-9a-f]+ +(\w+)/ ? $1 : () } @lines;
    return ("@true", $out, $marked);
}

sub right {
    my ($options, $what, $inner) = @_;
    my ($true, $out, $marked) = calls($options, $what);
    my $want = "$inner recursive recursive recursive recursive compared qsort sized task rill_task_main rill_task_entry";
    $true =~ s/ rill_task_entry_watched$/ rill_task_entry/;
    is($true, $want, "$options $what: who called whom") or diag($out);
    return $marked;
}

my $marks = 0;
my @inner = (panic => 'breaks', fault => 'breaks', wait => 'rill_switch_parked rill_chan_recv', null => 'breaks',
    assert => 'breaks');    # the inlined ones innermost
for my $options ('', '-b virt32', '-b virt-s', "--cflags -O0", "-b virt32 --cflags '-O0'", "--cflags -Os", '--harts 2') {
    for (my $i = 0; $i < @inner; $i += 2) {
        my ($what, $in) = @inner[$i, $i + 1];
        next if $what !~ /panic|fault|wait/ && $options !~ /^(-b virt32)?$/;
        next if $what eq 'wait' && $options =~ /-O0/;
        $marks += right($options, $what, $in) // 0;
    }
}
cmp_ok($marks, '>', 20, 'there was something to be marked');
done_testing();
