# libc.t -- printf, scanf and strtod: a hundred formats against what C says, thousands of
# random ones against the host's libc, and that a program which does not use them
# carries nothing of them. The table of docs/libc.md is that of tests/libc/faults.c.
use strict;
use warnings;
use Cwd qw(abs_path getcwd);
use File::Basename qw(dirname);
use File::Temp qw(tempdir);
use Test::More;

chdir dirname(dirname(dirname(abs_path($0)))) or die $!;
delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
my $top = getcwd();
my $tmp = tempdir(CLEANUP => 1);

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or die "$path: $!\n";
    local $/ = undef;
    return scalar <$f>;
}

sub run {    # (status, stdout); what a compiler says is shown if it fails
    my ($command) = @_;
    my $out = qx($command 2>$tmp/err </dev/null);
    diag(slurp("$tmp/err")) if $?;
    return ($? >> 8, $out);
}

# The same lines? Shows the first that are not.
sub lines_are {
    my ($got, $expected, $name) = @_;
    my @got = split /\n/, $got;
    my @expected = split /\n/, $expected;
    my @bad = grep { ($got[$_] // '') ne ($expected[$_] // '') } 0 .. ($#got > $#expected ? $#got : $#expected);
    ok(!@bad, $name . ', ' . @expected . ' lines');
    diag("line $_\n  here     " . ($got[$_] // 'none') . "\n  expected " . ($expected[$_] // 'none')) for @bad > 5 ? @bad[0 .. 4] : @bad;
    return;
}

# Boards that differ in the width, and in whether there are FP registers.
my @boards = (['virt', 'rv64gc'], ['virt32', 'rv32imac']);
my ($seed, $count) = ($ENV{LIBC_SEED} // 1, $ENV{LIBC_COUNT} // 170);
my ($status, $on_host) = run("gcc -w -std=gnu11 -O1 -Itests/libc/host tests/libc/pairs.c -o $tmp/pairs && $tmp/pairs $seed $count");
for my $at (@boards) {
    my ($board, $march) = @$at;
    my $rill = "tools/rill run -b $board --march $march";
    my ($how, $out) = run("$rill --cflags -w tests/libc/formats.c");
    is($how, 0, "$board: formats run");
    lines_are($out, slurp('tests/libc/formats.expect'), "$board: formats");
SKIP: {
        skip 'the host has no strtof128 to compare with', 2 if $status;
        ($how, $out) = run("$rill --cflags '-w -I$top/tests/libc' tests/libc/pairs.c -- $seed $count");
        is($how, 0, "$board: pairs run");
        lines_are($out, $on_host, "$board: random formats, values and texts, seed $seed");
    }
}

# ---- what is linked ----

sub program {    # the names of an image
    my ($name, $text, @flags) = @_;
    open my $f, '>', "$tmp/$name.c" or die $!;
    print $f $text;
    close $f or die $!;
    my ($how) = run("make -s elf QUIET=1 BOARD=virt32 APP=$tmp/$name.c OUT=$tmp/$name @flags");
    is($how, 0, "$name is built");
    my $elf = slurp("$tmp/$name.elf");
    return map { $_ => 1 } $elf =~ /\b(rill_\w+|vfprintf|__[dfil]_vf\w+|__dtoa_engine|__udivdi3)\0/g;
}

my %plain = program('puts', "#include <stdio.h>\nint main(void) { return puts(\"x\") < 0; }\n");
is(join(' ', grep { /^rill_(print_format|spec|argument|put|field|real|decimal|number|scan|strto|vf)/ } sort keys %plain),
    '', 'a program that only puts has none of it');
my $print = "#include <stdio.h>\nint main(int n, char **v) { return printf(\"%d %s\\n\", n, *v) < 0; }\n";
my %prints = program('prints', $print);
ok($prints{rill_print_format} && $prints{rill_decimal_begin}, 'one that prints has printf, for what its formats may be');
ok(!$prints{rill_number_push} && !$prints{rill_scan_format}, 'and nothing that reads');
ok(!$prints{__dtoa_engine} && !$prints{__udivdi3}, 'nothing of picolibc\'s, and no division of 64 bits');
my $define = '-DPICOLIBC_INTEGER_PRINTF_SCANF';
my %integer = program('integers', $print, "APP_CFLAGS=$define", "APP_LDFLAGS=$define");
ok($integer{rill_print_format} && !$integer{rill_decimal_begin}, 'with integers alone: no reals');

my $variants = <<'C';
#include <stdio.h>
int main(void)
{
    float x = -1;
    int i = -1;
    int n = sscanf("2.5 7", "%f %d", &x, &i);

    printf("%d %lld %f|%.1e|%d %d %d\n", 1, 1234567890123LL, printf_float(1.5f), printf_float(0.25f), n, (int)(x * 10), i);
    return 0;
}
C
my %says = (
    INTEGER => "1 1234567890123 *float*|*float*|0 -10 -1\n",
    FLOAT   => "1 1234567890123 1.500000|2.5e-01|2 25 7\n",
    DOUBLE  => "1 1234567890123 1.500000|2.5e-01|2 25 7\n",
);
for my $variant (sort keys %says) {
    open my $f, '>', "$tmp/variant.c" or die $!;
    print $f $variants;
    close $f or die $!;
    my $flag = "-DPICOLIBC_${variant}_PRINTF_SCANF";
    my (undef, $out) = run("tools/rill run -b virt32 --cflags '-w $flag' --ldflags $flag $tmp/variant.c");
    is($out, $says{$variant}, $flag);
}

# ---- the table ----

my ($table) = slurp('docs/libc.md') =~ /^### Left as it is\n(.*?)^### /ms;
my @documented = $table =~ /^\| (\d+) \|/mg;
my @tested = slurp('tests/libc/faults.c') =~ /^ {4}\{(?:0|VERSION\(\d+, \d+\)), (?:NEVER|VERSION\(\d+, \d+\)), \w+\},/mg;
is(scalar @documented, scalar @tested, 'docs/libc.md has as many rows as tests/libc/faults.c');
is("@documented", join(' ', 1 .. @documented), 'and they count on');
done_testing();
