# pages.t -- kernel/malloc/pages.c against a model, on this machine: tests/host/pages/run. It finds
# the bugs of tests/host/pages/plants, or it would not be worth much.
use strict;
use warnings;
use Test::More;

my $count = $ENV{PAGES_PROGRAMS} // 300;    # of 400 steps each: some seconds; more by hand

plan skip_all => 'no gcc with libasan here'
    if system("echo 'int main(void){}' | \${HOST_CC:-gcc} -fsanitize=address,undefined -x c - -o /dev/null 2>/dev/null");

my $said = qx(tests/host/pages/run --first 0 --count $count 2>&1);
is($?, 0, "$count random programs") or diag substr $said, 0, 3000;
unlike($said, qr/warning/, 'built without a warning');

open my $f, '<', 'tests/host/pages/plants' or die "tests/host/pages/plants: $!\n";
for my $name (map { /^([\w-]+) \|/ ? $1 : () } <$f>) {
    $said = qx(tests/host/pages/run --plant $name --first 0 --count 1000 2>&1);
    isnt($?, 0, "$name is found");
    like($said, qr/^seed \d+ fails:/m, 'and by the fuzzer') or diag substr $said, 0, 1000;
}
done_testing;
