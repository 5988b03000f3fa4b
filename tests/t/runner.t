# runner.t -- the runner is run on programs that must fail, hang and crash, and
# must find each out and call it by its name.
use strict;
use warnings;
use File::Find qw(find);
use Test::More;

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or return '';
    local $/ = undef;
    return scalar <$f>;
}

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
    ['self/pvpanic',     'LOST',               qr/QEMU ended by itself \(guest_panicked: /],
    ['self/guest_error', 'FAIL(status 70)',    qr/QEMU complains: /],
    ['self/guest_error_open', 'FAIL(status 70)', qr/QEMU complains: .*invalid write/],
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

# A QEMU that says nothing of what its CPUs have: the image runs on all that QEMU has,
# and that is said. One that lists a CPU with nothing gets that, and what the image has.
{
    my $dir = "build/.dumb-$$";
    mkdir $dir or die "$dir: $!";
    my ($real) = grep { -x } map { "$_/qemu-system-riscv64" } split /:/, $ENV{PATH};
    my ($image) = qx(tools/rill build tests/self/pass.c) =~ /^(\S+\.elf)$/m;
    local $ENV{PATH} = "$dir:$ENV{PATH}";
    for my $models ('any rv64', 'any rv64 rv64i') {
        open my $f, '>', "$dir/qemu-system-riscv64" or die $!;
        print $f "#!/bin/sh\n# $models\ncase \$* in\n'-cpu help') echo $models ;;\n*,help) ;;\n"
            . "*-cpu\\ rv64i,*) echo \$* >&2 ;;\n*) exec $real \"\$@\" ;;\nesac\n";
        close $f;
        chmod 0755, "$dir/qemu-system-riscv64";
        my $out = qx(tools/rill run $image 2>&1 </dev/null);
        if ($models =~ /rv64i/) {
            like($out, qr/-cpu rv64i,a=on,c=on,d=on,f=on,m=on,mmu=on,pmp=on,s=on,sv39=on,u=on,(?:z\w+=on,)*zicntr=on,/,
                'a QEMU with a CPU of nothing: what the image has is turned on');
        } else {
            like($out, qr/^rill: qemu-system-riscv64 lists neither .* may run and not trap$/m, 'a QEMU that lists nothing: said');
            like($out, qr/^ok 1/m, 'and run all the same');
        }
        unlink "$dir/qemu-system-riscv64";
    }
    unlink glob 'build/.cpu-has-*';
    rmdir $dir;
}

# `make check`: a choice of what there is; a name that there is not is a mistake.
{
    my @choice = qx($^X tests/run -l --check);
    is($?, 0, 'make check has its choice');
    cmp_ok(scalar @choice, '>', 20, 'of more than a few');
    cmp_ok(scalar(grep { m{^virt-s/|^virt32/|\+2@} } @choice), '>', 5, 'of both widths, both modes, two harts');
    my $matrix = slurp('tests/matrix');
    my $copy = 'build/lost';
    system("rm -rf $copy && mkdir -p $copy && cp -a tests board $copy") == 0 or die 'cannot copy the tests';
    open my $f, '>', "$copy/tests/matrix" or die $!;
    print $f "check virt/rv64gc/lost\n$matrix";
    close $f;
    like(scalar qx($^X $copy/tests/run -l --check 2>&1), qr{^tests/matrix: check: there is no virt/rv64gc/lost$}, 'a lost one is told');
    system("rm -rf $copy");
}

# A program of tests/ has a row, or its header says which check of tests/t/ runs it. Else it never
# runs. (The programs of host/ are not for the target; those of self/ are run above.)
my %listed = map { $_ => 1 } map { m{^[^/]+/[^/]+/([^@+\n]+)} ? $1 : () } qx($^X tests/run -l);
find({no_chdir => 1, wanted => sub {
    my ($test) = m{^tests/(?!host/|self/)(.*)\.c$} or return;
    my ($by) = slurp($_) =~ m{^// run-by: (.+)$}m;
    return ok($listed{$test}, "$_ is in the matrix") if !defined $by;
    ok(!$listed{$test}, "$_ is not in the matrix");
    like(slurp($by), qr/\Q$_\E/, "$by runs it");
}}, 'tests');

done_testing();
