# rill.t -- tools/rill and make run, as a user meets them: the output and status
# of an ordinary C file are the host's, and bad input gets one clear line.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Test::More;

my $tmp = tempdir(CLEANUP => 1);
my $top = getcwd();
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};

# (status, stdout, stderr) of a shell command
sub sh {
    my ($command) = @_;
    my $out = qx(($command) 2>$tmp/err);
    my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    open my $f, '<', "$tmp/err" or die $!;
    local $/ = undef;
    return ($status, $out, scalar <$f>);
}

sub program {
    my ($name, $text) = @_;
    open my $f, '>', "$tmp/$name.c" or die $!;
    print $f $text;
    close $f or die $!;
    return "$tmp/$name.c";
}

# One line that says what is wrong, and a status that is not 0.
sub refused {
    my ($command, $regex, $name) = @_;
    my ($status, $out, $err) = sh($command);
    isnt($status, 0, "$name: fails");
    isnt($status, 124, "$name: does not hang");
    my @lines = grep { /\S/ } split /\n/, $err;
    like($err, $regex, "$name: says so");
    cmp_ok(scalar @lines, '<=', 2, "$name: in a line or two") or diag($err);
}

my @targets = (['virt', 'rv64gc'], ['virt', 'rv64imac'], ['virt32', 'rv32imac'], ['virt32', 'rv32gc'], ['virt-s', 'rv64imac']);

# ---- an ordinary C file ----
SKIP: {
    my ($status, $expected, $err) = sh("gcc -w -std=gnu11 -O2 tests/libc/hosted.c -lm -o $tmp/hosted");
    skip 'no host gcc', 1 if $status == 127;
    is($status, 0, 'libc/hosted.c builds on the host') or diag($err);
    ($status, $expected) = sh("$tmp/hosted one 'two words' <tests/libc/hosted.in");
    my $host_status = $status;
    isnt($expected, '', 'and runs');
    for (@targets) {
        my ($board, $march) = @$_;
        ($status, my $got, $err) = sh("tools/rill run -b $board --march $march --timeout 60 "
            . "tests/libc/hosted.c -- one 'two words' <tests/libc/hosted.in");
        is($status, $host_status, "$board $march: the host's status") or diag($err);
        is($got, $expected, "$board $march: the host's output");
    }
}

# ---- argv, stdin, status ----
my $echo = program('echo', <<'END');
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    int c;
    for (int i = 2; i < argc; i++)
        printf("[%s]", argv[i]);
    while ((c = getchar()) != EOF)
        putchar(c);
    return atoi(argv[1]);
}
END
# All boards, and spike of both widths; those whose way out is another's, once.
my %once = map { $_ => 1 } qw(sifive_u virt-s icicle shakti opentitan), 'spike --march rv32imac';
my @everywhere = (qw(virt virt32 hifive1 spike), sort keys %once);
for my $board (@everywhere) {
    for my $code ($once{$board} ? 3 : (0, 3, 255)) {
        my ($status, $out, $err) = sh("printf 'a\\nb' | tools/rill run -b $board --timeout 30 $echo -- "
            . "$code 'two words' '' '\"' '\\'");
        is($status, $code, "$board: status $code") or diag($err);
        is($out, "[two words][][\"][\\]a\nb", "$board: argv and stdin");
    }
    next if $once{$board};
    my ($status) = sh("tools/rill run -b $board --timeout 30 $echo -- 256 </dev/null");
    is($status, 255, "$board: status 256 is no success");
}
{
    my ($status, $out) = sh("cd $tmp && $top/tools/rill run --timeout 30 echo.c -- 0 x </dev/null");
    is($status, 0, 'from another folder');
    is($out, '[x]', 'with its output');
    my $loop = program('loop', "int main(void) { for (;;) ; }\n");
    ($status) = sh("tools/rill run --timeout 1 $loop </dev/null");
    is($status, 124, 'a program that hangs is ended');
    ($status, $out) = sh('tools/rill boards');
    like($out, qr/\b$_\b/, "boards lists $_") for grep { !/ / } @everywhere;
    ($status, $out) = sh('tools/rill doctor');
    is($status, 0, 'doctor finds all');
    ($status, $out) = sh('make help');
    is($status, 0, 'make help');
    like($out, qr/make $_\b/, "and it tells of $_") for qw(run test debug size clean);
}

# ---- the main job, against the host's wc ----
{
    my ($text) = grep { -e } 'README.md', 'Makefile';
    my ($lines, $words, $bytes) = split ' ', qx(wc < $text);
    for my $board (qw(virt virt32 hifive1)) {
        my ($status, $out, $err) = sh("make -s run BOARD=$board");
        is($status, 0, "$board: make run") or diag($err);
        like($out, qr/^$lines lines, $words words, $bytes bytes$/m, "$board: counts what wc counts");
    }
}

# ---- bad input ----
refused("tools/rill run -b nowhere $echo", qr/no board "nowhere".*virt32/, 'unknown board');
refused('make -s run BOARD=nowhere', qr/no board "nowhere".*virt32/, 'unknown board, by make');
refused('tools/rill run nowhere.c', qr/no file nowhere\.c/, 'no such file');
refused('tools/rill run', qr/which file/, 'no file');
refused('tools/rill frobnicate', qr/no command "frobnicate"/, 'no such command');
refused("tools/rill run --frobnicate $echo", qr/no option --frobnicate/, 'no such option');
refused("tools/rill run --march rv64frob $echo", qr/rv64frob/, 'no such march');
my $other = program('other', "int main(void) { return 0; }\n");
refused("tools/rill run $echo $other </dev/null", qr/two.*main/, 'two mains');
my $none = program('none', "int helper(void) { return 0; }\n");
for my $harts (0, 65, 'x', '', '1.5', '"1 2"') {
    refused("tools/rill build --harts $harts $echo", qr/--harts .*(?:A number from 1 to 64|needs a value)|no option/, "--harts $harts")
        if $harts ne '';
    refused("make elf HARTS=$harts APP=$echo", qr/HARTS=\Q@{[$harts =~ tr,",,dr]}\E: how many harts may run tasks\? A number from 1 to 64/, "HARTS=$harts");
}
refused("tools/rill build -b hifive1 --harts 2 $echo", qr/board hifive1 has one hart that can run tasks/, 'hifive1 --harts 2');
refused("make elf BOARD=hifive1 HARTS=2 APP=$echo", qr/board hifive1 has one hart that can run tasks/, 'hifive1 HARTS=2');
refused("tools/rill run --platform 'irqs=none;' $echo", qr/--platform irqs=none;: words like irqs=none/, '--platform with a sign');
{
    my $p = program('p', "#include <rill/platform.h>\nint main(void) { rill_platform_print(); }\n");
    like(qx(tools/rill run $p 2>&1 </dev/null), qr/; irqs at 0xc000000, 9[56] sources for 0 \(tree\);/, 'the platform');
    like(qx(tools/rill run --platform 'irqs=none timer=board' $p 2>&1 </dev/null),
        qr/10 MHz \(forced\); no irqs \(forced\);/, '--platform');
}
refused("tools/rill build -b virt32 --march rv32imc --harts 2 $echo",
    qr/HARTS=2: more harts than one need the A extension, which rv32imc has not; build with HARTS=1/, 'rv32imc --harts 2');
{    # QEMU has as many harts as the image is built for; sifive_u one more, up to all.
    my $n = program('n', <<'C');
#include <stdio.h>
#include <rill/rill.h>
int main(void)
{
    unsigned n = 0;
    while (rill_hart_count() > n) {
        n = rill_hart_count();
        rill_sleep_ns(500 * RILL_MS);
    }
    printf("%u\n", n);
}
C
    for (['--harts 3', 3], ['--harts 3 -n 2', 2], ['--harts 2 -n 3', 2], ['-n 3', 1], ['-b sifive_u --harts 4', 4],
        ['-b sifive_u --harts 8', 4], ['-b virt32 --harts 2', 2]) {
        my ($opts, $want) = @$_;
        is_deeply([sh("tools/rill run $opts $n </dev/null")], [0, "$want\n", ''], "$opts: $want harts");
    }
}
refused("tools/rill run $none </dev/null", qr/no main/, 'no main');
my $large = program('large', "char big[256 << 20] = {1};\nint main(int c, char **v) { return big[c << 20]; }\n");
refused("tools/rill run $large </dev/null", qr/too large/, 'image too large');
my $bss = program('bss', "char big[64 << 10];\nint main(int c, char **v) { return big[c << 10]; }\n");
refused("tools/rill run -b hifive1 $bss </dev/null", qr/too large/, 'image too large for 16 KiB');
refused("tools/rill run $echo -- 0 \$(head -c 100000 /dev/zero | tr '\\0' x) </dev/null",
    qr/argument list too long/, 'argument list too long');
{    # A board with a limit of its own says so itself.
    my ($status, $out, $err) = sh("tools/rill run -b hifive1 $echo -- 0 "
        . "\$(head -c 9000 /dev/zero | tr '\\0' x) </dev/null");
    isnt($status, 0, 'argument list too long for 16 KiB');
    like("$out$err", qr/argument list is too long|argument list too long/, 'and it says so');
}
refused("tools/rill run $echo -- 0 <&-", qr/standard input is closed/, 'stdin closed');

# A PATH with everything but one tool.
sub path_without {
    my ($regex) = @_;
    my $dir = tempdir(DIR => $tmp);
    my %seen;
    for my $from (split /:/, $ENV{PATH}) {
        opendir my $d, $from or next;
        for (readdir $d) {
            next if /^\./ || /$regex/ || $seen{$_}++;
            symlink "$from/$_", "$dir/$_";
        }
    }
    return $dir;
}
{
    my $path = path_without(qr/-gcc$/);
    refused("PATH=$path tools/rill run $echo -- 0 </dev/null", qr/no RISC-V compiler/, 'no compiler');
    my ($status, $out, $err) = sh("PATH=$path tools/rill doctor");
    isnt($status, 0, 'doctor misses the compiler');
    like("$out$err", qr/gcc-riscv64-unknown-elf/, 'and says how to get it');
    $path = path_without(qr/^qemu-system/);
    refused("PATH=$path tools/rill run $echo -- 0 </dev/null", qr/qemu-system-riscv64 is not on PATH/, 'no QEMU');
}

done_testing();
