# explore.t -- schedules of the kernel's own source on two to four harts, on this
# machine: ten million go well, each planted bug is found, and a seed says all.
#
#   EXPLORE_COUNT=1000000000 prove -v tests/t/explore.t     more of them
use strict;
use warnings;
use Test::More;

my $run = 'tests/host/explore/run';
my $count = $ENV{EXPLORE_COUNT} // 10_000_000;
plan skip_all => 'no gcc for this machine here'
    if system("echo 'int main(void){}' | \${HOST_CC:-gcc} -x c - -o /dev/null 2>/dev/null");

sub of {
    my ($command) = @_;
    my $out = qx($command 2>&1);
    return ($? >> 8, $out);
}

my ($status, $out) = of("$run --build");
is $status, 0, 'it builds' or BAIL_OUT($out);
unlike $out, qr/warning/, 'without a warning';

my ($one, $two) = map { scalar qx($run --seed 7 --verbose) } 1, 2;
is $one, $two, 'a seed says the same twice';
like $one, qr/^  hart \d: .*^seed 7 \(\w+\) passes/ms, 'and step by step';

# What a schedule leaves behind does not change the next.
sub hash_of {
    my ($first, $n) = @_;
    my ($hash) = qx($run --first $first --count $n) =~ /hash ([0-9a-f]{16})$/m;
    return pack 'H*', $hash // '';
}
is unpack('H*', hash_of(0, 20000)), unpack('H*', hash_of(0, 5000) ^ hash_of(5000, 15000)), 'seeds are the same in any company';

($status, $out) = of("HOST_SWITCH=ucontext $run --first 77000000 --count 20000");
is $status, 0, '20,000 schedules with the switch for any other machine' or diag $out;

my $begun = time;
($status, $out) = of("$run --jobs 2 --first 0 --count $count");
is $status, 0, "$count schedules" or diag $out;
note $out, time - $begun, ' seconds';

open my $f, '<', 'tests/host/explore/plants' or die "tests/host/explore/plants: $!";
my @plants = grep { defined } map { /^([a-z-]+) \|.*\| (.*)$/ ? [$1, $2] : undef } <$f>;
cmp_ok scalar @plants, '>=', 12, 'bugs to plant';

# One plant: built, found, and again by its seed. The first is 1 if all is well.
sub try_plant {
    my ($name, $what) = @_;
    my $only = $what =~ /^(\w+): / ? "--only $1" : '';
    my ($built, $said) = of("$run --build --plant $name");
    my ($explore) = $said =~ /^(\S+)$/m;
    return "0 it does not build: $said" if $built || !defined $explore;
    my ($found, $out) = of("$explore $only --count $count");
    my ($seed, $how) = $out =~ /^seed (\d+) fails (.*)$/m;
    return "0 not found: $out" if $found != 1 || !defined $seed;
    return "0 not found again by its seed: $out" if (of("$explore $only --seed $seed"))[0] != 1;
    return "1 seed $seed $how";
}

# Two at a time.
my %said;
my @pipes;
for my $odd (0, 1) {
    my $pid = open(my $pipe, '-|') // die "fork: $!";
    if (!$pid) {
        for my $i (grep { ($_ & 1) == $odd } 0 .. $#plants) {
            print join(' ', $i, try_plant(@{$plants[$i]})) =~ s/\n/\\n/gr, "\n";
        }
        require POSIX;
        STDOUT->flush;
        POSIX::_exit(0);
    }
    push @pipes, $pipe;
}
for my $pipe (@pipes) {
    while (<$pipe>) {
        $said{$1} = [$2, $3] if /^(\d+) ([01]) (.*)$/;
    }
    close $pipe;
}
for my $i (0 .. $#plants) {
    my ($well, $how) = @{$said{$i} // [0, 'nothing was said']};
    ok $well, "$plants[$i][0], found and found again: $plants[$i][1]" or diag $how;
    note $how;
}

done_testing;
