# memory.t -- malloc on this machine, under ASan and UBSan, against a model, and on threads
# under TSan: tests/host/memory/run. It finds the bugs of tests/host/memory/plants, or it would not be
# worth much.
use strict;
use warnings;
use Test::More;

my $count = $ENV{MEMORY_SEEDS} // 40;    # some seconds; more by hand

sub builds {
    return system("echo 'int main(void){}' | \${HOST_CC:-gcc} -fsanitize=$_[0] -x c - -o /dev/null 2>/dev/null") == 0;
}
plan skip_all => 'no gcc with libasan here' if !builds('address,undefined');

my $run = 'tests/host/memory/run';
my $said = qx($run --first 0 --count $count 2>&1);
is $?, 0, "$count seeds, on one hart and on four" or diag substr $said, 0, 3000;
unlike $said, qr/warning:/, 'without a warning';

SKIP: {
    skip 'no gcc with libtsan here', 1 if !builds('thread');
    $said = qx($run --threads --count 2 2>&1);
    is $?, 0, 'on threads' or diag substr $said, 0, 3000;
}

my @said = qx($run --plants --first 0 --count 80 2>&1);
cmp_ok scalar @said, '>=', 14, 'bugs to plant';
for (@said) {
    my ($name, $how) = /^([a-z-]+): (.*)$/ or next;
    like $how, qr/^found: /, "$name is found";
}
is $?, 0, 'and all of them' or diag @said;
done_testing;
