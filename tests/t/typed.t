#!/usr/bin/env perl
# tests/t/typed.t -- what a channel of a type refuses at compile time.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Test::More;

my $dir = tempdir(CLEANUP => 1);
my %make = map { /^(\w+)=(.*)$/ ? ($1, $2) : () }
    qx(make -s --no-print-directory BOARD=virt print-run);
$make{CROSS} =~ s/\s+//g;

# What the compiler says of a function with this body; nothing: it has no
# objection.
sub compiled
{
    my ($body) = @_;
    open my $f, '>', "$dir/x.c" or die "$dir/x.c: $!\n";
    print $f <<"END";
#include <rill/rill.h>
struct one { int i; };
struct two { int i, j; };
typedef RILL_CHAN_OF(int) ints;
typedef RILL_CHAN_OF(int *) pointers;
typedef RILL_CHAN_OF(double) doubles;
typedef RILL_CHAN_OF(struct one) ones;
typedef RILL_CHAN_OF(const char *) names;
void f(ints *i, pointers *p, doubles *d, ones *o, names *n);
void f(ints *i, pointers *p, doubles *d, ones *o, names *n)
{
    int v = 0;
    struct one one = {1};
    struct two two = {1, 2};
    (void)i, (void)p, (void)d, (void)o, (void)n, (void)v, (void)one, (void)two;
    $body
}
END
    close $f;
    return qx($make{CROSS}gcc --specs=picolibc.specs -march=rv64gc -mabi=lp64d \\
        -misa-spec=2.2 -mcmodel=medany -std=gnu11 -O2 -Wall -Wextra -Iinclude \\
        -DRILL_HARTS=1 -c $dir/x.c -o $dir/x.o 2>&1);
}

sub refused
{
    my ($what, $body) = @_;
    like(compiled($body), qr/error:/, "refused: $what");
}

sub taken
{
    my ($what, $body) = @_;
    is(compiled($body), '', "taken: $what");
}

refused('an int * on a channel of int', 'rill_send(i, &v, RILL_FOREVER);');
refused('an int on a channel of int *', 'rill_send(p, v, RILL_FOREVER);');
refused('a pointer to something else', 'rill_send(p, &one, RILL_FOREVER);');
refused('a struct that is another', 'rill_send(o, two, RILL_FOREVER);');
refused('an int for a struct', 'rill_send(o, 1, RILL_FOREVER);');
refused('a pointer for a double', 'rill_send(d, &v, RILL_FOREVER);');
refused('to receive into another type', 'rill_recv(d, &v, RILL_FOREVER);');
refused('to receive into a value', 'rill_recv(i, v, RILL_FOREVER);');
refused('an arm that receives into another type',
    'struct rill_arm a[] = {RILL_RECV_ARM(d, &v)}; rill_select(a, 1, 0);');
refused('an arm that sends another type',
    'struct rill_arm a[] = {RILL_SEND_ARM(o, &two)}; rill_select(a, 1, 0);');
refused('a channel where a typed one is wanted',
    'rill_send(&i->chan, v, RILL_FOREVER);');

taken('an int on a channel of int', 'rill_send(i, v, RILL_FOREVER);');
taken('what C converts: a char, a long, a double',
    q{rill_send(i, 'c', 0); rill_send(i, 1l, 0); rill_send(d, 1, 0);});
taken('a NULL pointer', 'rill_send(p, NULL, RILL_FOREVER);');
taken('a pointer', 'rill_send(p, &v, RILL_FOREVER);');
taken('a string', 'rill_send(n, "text", RILL_FOREVER);');
taken('a struct', 'rill_send(o, one, RILL_FOREVER); rill_recv(o, &one, 0);');
taken('an answer that nobody looks at, and one that somebody does',
    'if (rill_recv(i, &v, RILL_POLL)) rill_send(i, v, rill_after_ns(5));');
taken('one within another',
    'rill_send(i, rill_recv(i, &v, RILL_POLL), RILL_POLL);');
taken('arms', 'struct rill_arm a[] = {RILL_RECV_ARM(i, &v), '
        . 'RILL_SEND_ARM(o, &one)}; rill_select(a, 2, 0);');
done_testing;
