# host.t -- the kernel's portable part on this machine, under ASan and UBSan: as
# the model says in 20,000 random programs, and each planted bug is found, made
# small and found again.
use strict;
use warnings;
use Test::More;

my $run = 'tests/host/run';
plan skip_all => 'no gcc with libasan here'
    if system("echo 'int main(void){}' | \${HOST_CC:-gcc} -fsanitize=address,undefined -x c - -o /dev/null 2>/dev/null");

sub of {
    my ($command) = @_;
    my $out = qx($command 2>&1);
    return ($? >> 8, $out);
}

my ($status, $out) = of("$run --build");
is $status, 0, 'it builds' or BAIL_OUT($out);
unlike $out, qr/warning/, 'without a warning';

($status, $out) = of("$run --first 0 --count 20000");
is $status, 0, '20,000 random programs' or diag $out;

($status, $out) = of("HOST_SWITCH=ucontext $run --first 50000 --count 1000");
is $status, 0, '1,000 with the switch for any other machine' or diag $out;

my ($one, $two) = map { scalar qx($run --seed 7) } 1, 2;
is $one, $two, 'a seed says the same twice';
like $one, qr/^  task 1: .*^passes$/ms, 'and call by call';

open my $f, '<', 'tests/host/plants' or die "tests/host/plants: $!";
my @plants = grep { defined } map { /^([a-z-]+) \|.*\| (.*)$/ ? [$1, $2] : undef } <$f>;
cmp_ok scalar @plants, '>=', 10, 'bugs to plant';

for (@plants) {
    my ($name, $what) = @$_;
    ($status, $out) = of("$run --plant $name --quiet");
    my ($seed, $steps) = $out =~ /^seed (\d+) fails; (\d+) of its/m;
    my ($bytes) = $out =~ /^  bytes: ([0-9a-f]+)$/m;
    ok $status == 1 && defined $bytes && $steps <= 20, "found: $what"
        or diag $out;
    ($status, $out) = of("$run --plant $name --quiet --bytes " . ($bytes // '00'));
    is $status, 1, "$name again, by " . ($steps // 'no') . ' steps' or diag $out;
    ($status) = of("$run --plant $name --quiet --seed " . ($seed // 0));
    is $status, 1, "$name again, by its seed";
}

done_testing;
