# host.t -- the kernel's portable part on this machine, under ASan and UBSan: as
# the model says in 100,000 random programs, and each planted bug is found, made
# small and found again.
use strict;
use warnings;
use Test::More;

my $run = 'tests/host/fuzz/run';
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

($status, $out) = of("$run --first 0 --count 100000");
is $status, 0, '100,000 random programs' or diag $out;

($status, $out) = of("HOST_SWITCH=ucontext $run --first 500000 --count 10000");
is $status, 0, '10,000 with the switch for any other machine' or diag $out;

my ($one, $two) = map { scalar qx($run --seed 7) } 1, 2;
is $one, $two, 'a seed says the same twice';
like $one, qr/^  task 1: .*^passes$/ms, 'and call by call';

open my $f, '<', 'tests/host/fuzz/plants' or die "tests/host/fuzz/plants: $!";
my @plants = grep { defined } map { /^([a-z-]+) \|.*\| (.*)$/ ? [$1, $2] : undef } <$f>;
cmp_ok scalar @plants, '>=', 21, 'bugs to plant';

# One plant: built, found, and again by its bytes and by its seed. In words, so that
# it can come through a pipe; the first is 1 if all is well.
sub try_plant {
    my ($name) = @_;
    my ($built, $said) = of("$run --build --plant $name");
    my ($fuzz) = $said =~ /^(\S+)$/m;
    return "0 it does not build: $said" if $built || !defined $fuzz;
    my ($found, $out) = of("$fuzz --quiet");
    my ($seed, $steps) = $out =~ /^seed (\d+) fails; (\d+) of its/m;
    my ($bytes) = $out =~ /^  bytes: ([0-9a-f]+)$/m;
    return "0 not found: $out" if $found != 1 || !defined $bytes;
    return "0 not made small: $out" if $steps > 20;
    return "0 not found again by its bytes: $out" if (of("$fuzz --quiet --bytes $bytes"))[0] != 1;
    return "0 not found again by its seed: $out" if (of("$fuzz --quiet --seed $seed"))[0] != 1;
    return "1 seed $seed, $steps steps";
}

# Two at a time.
my %said;
my @halves = map { my $odd = $_; [grep { ($_ & 1) == $odd } 0 .. $#plants] } 0, 1;
my @pipes;
for my $half (@halves) {
    my $pid = open(my $pipe, '-|') // die "fork: $!";
    if (!$pid) {
        for my $i (@$half) {
            print join(' ', $i, try_plant($plants[$i][0])) =~ s/\n/\\n/gr, "\n";
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
    ok $well, "$plants[$i][0], found, made small and found again: $plants[$i][1]" or diag $how;
}

done_testing;
