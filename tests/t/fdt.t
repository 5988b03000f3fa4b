# fdt.t -- kernel/machine/fdt.c against libfdt, on this machine: tests/host/fdt/run. It finds the
# bugs of tests/host/fdt/plants, or it would not be worth much.
use strict;
use warnings;
use Test::More;

my $count = $ENV{FDT_TREES} // 40000;    # some seconds; more by hand

plan skip_all => 'no libfdt here: tools/setup test'
    if system('echo "#include <libfdt.h>" | gcc -E -x c - >/dev/null 2>&1') != 0;

my $said = qx(tests/host/fdt/run --first 0 --count $count 2>&1);
is($?, 0, "$count trees") or diag substr $said, 0, 3000;
my ($took, $refused) = $said =~ /both took (\d+), both refused (\d+)/;
cmp_ok($took // 0, '>', $count / 10, 'of which many are taken by both');
cmp_ok($refused // 0, '>', $count / 10, 'and many refused by both');

# It stops at the first that it finds. The trees that it begins with are this QEMU's, and by some
# a bug is rarer.
my $most = 10 * $count;
open my $f, '<', 'tests/host/fdt/plants' or die "tests/host/fdt/plants: $!\n";
for my $name (map { /^([\w-]+) \|/ ? $1 : () } <$f>) {
    $said = qx(tests/host/fdt/run --plant $name --first 0 --count $most 2>&1);
    isnt($?, 0, "$name is found");
    unlike($said, qr{^tests/host/fdt/run:|: error: |warning:}m, "and by the fuzzer") or diag $said;
}
done_testing;
