# runner.t -- the runner is run on programs that must fail, hang and crash, and
# must find each out and call it by its name.
use strict;
use warnings;
use Test::More;

# program, what the one TAP line says, what the complaint says
my @cases = (
    ['self/pass',        'PASS',               undef],
    ['self/not_ok',      'FAIL(status 0)',     qr/test 2 is not ok/],
    ['self/too_few',     'FAIL(status 0)',     qr/planned 3 tests and ran 2/],
    ['self/too_many',    'FAIL(status 0)',     qr/planned 1 tests and ran 2/],
    ['self/no_plan',     'FAIL(status 0)',     qr/no plan/],
    ['self/status',      'FAIL(status 3)',     qr/status 3/],
    ['self/left',        'FAIL(status 1)',     qr/now 2 and /],
    ['self/bail',        'FAIL(status 255)',   qr/Bail out! no use/],
    ['self/hang',        'HANG',               qr/status 124/],
    ['self/crash',       'CRASH(status 139)',  qr/status 139/],
    ['self/reset',       'LOST',               qr/status 70/],
    ['self/guest_error', 'FAIL(status 70)',    qr/QEMU complains: /],
    ['self/build_error', 'BUILD',              qr/this_is_nowhere/],
    ['self/expect_out',  'FAIL(status 0)',     qr/no line matches \^something/],
    ['self/expect_not',  'FAIL(status 0)',     qr/a line matches \^nothing/],
    ['self/expect_status', 'FAIL(status 0)',   qr/status 0, not 5/],
);

for my $case (@cases) {
    my ($test, $word, $complaint) = @$case;
    my $name = "virt/rv64gc/$test";
    my $out = qx($^X tests/run -1 $name 2>&1);
    my $status = $? >> 8;
    my $line = ($word eq 'PASS' ? 'ok' : 'not ok') . " 1 - $name: $word";
    my @say = grep { /^(not )?ok/ } split /\n/, $out;
    is($say[0], $line, "$test is a $word");
    is($status, $word eq 'PASS' ? 0 : 1, "and its status is a " . ($status ? 'failure' : 'success'));
    like($out, $complaint, 'and it says why') if $complaint;
}

# QEMU killed from outside, while the program runs: no exit code, no success.
# The PATH has a QEMU that runs the real one for a second and kills it.
{
    my $dir = "build/.kill-$$";
    mkdir 'build';
    mkdir $dir or die "$dir: $!";
    my ($real) = grep { -x } map { "$_/qemu-system-riscv64" } split /:/, $ENV{PATH};
    open my $f, '>', "$dir/qemu-system-riscv64" or die $!;
    print $f "#!/bin/sh\n(sleep 1; kill -9 \$\$) 2>/dev/null >/dev/null </dev/null &\nexec $real \"\$@\"\n";
    close $f;
    chmod 0755, "$dir/qemu-system-riscv64";
    local $ENV{PATH} = "$dir:$ENV{PATH}";
    my $out = qx($^X tests/run -1 virt/rv64gc/self/hang 2>&1);
    my ($say) = grep { /^(not )?ok/ } split /\n/, $out;
    is($say, 'not ok 1 - virt/rv64gc/self/hang: LOST', 'QEMU killed is LOST');
    unlink "$dir/qemu-system-riscv64";
    rmdir $dir;
}

# Every program of tests/ is in the matrix, or nobody runs it.
my %listed = map { $_ => 1 } map { m{^[^/]+/[^/]+/([^@+\n]+)} ? $1 : () } qx($^X tests/run -l);
for my $path (sort glob 'tests/*.c tests/crash/*.c') {
    my $test = $path =~ s{^tests/(.*)\.c$}{$1}r;
    next if $test =~ /^(?:libc_hosted|echo|uart_break)$/;    # tests/t/rill.t, echo.t and break.t run them
    ok($listed{$test}, "$path is in the matrix");
}

done_testing();
