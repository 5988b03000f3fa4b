# image.t -- what the linker made: honest permissions, ours are the names linked,
# nothing hosted, no floating point where the runtime must not use any.
use strict;
use warnings;
use Test::More;

my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;

sub lines {    # a binutil's output
    my ($tool, @args) = @_;
    open my $p, '-|', "$cross$tool", @args or die "$tool: $!";
    my @lines = <$p>;
    close $p;
    return @lines;
}

my %targets = map { m{^(\w+)/(rv\w+)/} ? ("$1 $2" => 1) : () } qx($^X tests/run -l);
for (sort keys %targets) {
    my ($board, $march) = split ' ';
    my $dir = "build/$board-$march";
    my $out = qx($^X tests/run -1 $board/$march/libc/bind 2>&1);
    is($? >> 8, 0, "$board $march: an image that runs") or diag($out);
    my $elf = "$dir/tests/libc/bind.elf";

    my (@both, $start);
    for (lines('readelf', '-lW', $elf)) {
        push @both, $_ if /^\s*LOAD.*\bRWE\b|^\s*LOAD.*W\s*E/;
        $start = $1 if /^Entry point (0x[0-9a-f]+)/;
    }
    is("@both", '', 'no segment is both W and X');

    my %section;
    for (lines('readelf', '-SW', $elf)) {
        next unless /^\s*\[ *\d+\] (\S+)\s+\S+\s+([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)/;
        $section{$1} = [hex $2, hex $3];
    }
    my $page = sub { int($_[0] / 4096) };
    my ($text, $data) = @section{qw(.text .data)};
    cmp_ok($page->($text->[0] + $text->[1] - 1), '<', $page->($data->[0]),
        '.text and .data are on different pages') if $data && $data->[0] > $text->[0];
    is_deeply([grep { $section{$_} && $section{$_}[1] } qw(.interp .dynamic .plt .got.plt .eh_frame)],
        [], 'nothing hosted is carried');

    my (%at, %defined);
    for (lines('nm', $elf)) {
        $at{$3} = $1 if /^([0-9a-f]+) (\S) (\S+)$/;
    }
    is($at{$_}, $at{"_$_"}, "$_ is our _$_") for grep { defined $at{"_$_"} } qw(write read sbrk);
    ok(defined $at{_write}, '_write is linked at all');
    is(hex $at{rill_start}, hex $start, 'the entry is rill_start');

    # One hart pays for no other: no lock, no atomic.
    my @atomic;
    for my $object (glob "$dir/rt/kernel/*.o $dir/rt/kernel/*/*.o $dir/rt/kernel/*/one/*.o $dir/rt/board/*/*.o $dir/rt/libc-shim/*.o $dir/rt/boot/*.o") {
        push @atomic, map { "$object: $_" }
            grep { /^\s*[0-9a-f]+:\s+[0-9a-f]+\s+(?:amo|lr\.|sc\.)/ } lines('objdump', '-d', $object);
    }
    is("@atomic", '', 'no atomic instruction');

    # kernel/ and board/ must not touch FP: an interrupt does not save it. What strtod
    # returns is in an FP register.
    my @fp;
    for my $object (grep { !m{/libc-shim/strtod\.o$} } glob "$dir/rt/kernel/*.o $dir/rt/kernel/*/*.o $dir/rt/kernel/*/one/*.o $dir/rt/board/*/*.o $dir/rt/libc-shim/*.o") {
        push @fp, map { "$object: $_" } grep {
            /^\s*[0-9a-f]+:\s+[0-9a-f]+\s+(?:c\.)?(?:f[ls][wd](?:sp)?|f(?:add|sub|mul|div|mv|cvt|sgnj|eq|lt|le|min|max|madd|sqrt)\S*)\s/
        } lines('objdump', '-d', $object);
    }
    is("@fp", '', 'no floating point in the runtime');
}

# What the linker script does not name is refused, and so is what is hosted.
for my $name ('my_section', '.interp') {
    my $file = "build/tests-t/stray.c";
    mkdir 'build/tests-t';
    open my $c, '>', $file or die $!;
    print $c qq(__attribute__((section("$name"), used)) int x = 1;\n),
        "int main(void)\n{\n    return x;\n}\n";
    close $c or die $!;
    my $said = qx(tools/rill run $file </dev/null 2>&1);
    is($? >> 8, 1, "a program with $name is not linked");
    like($said, qr/orphan section|\.interp, \.dynamic/, 'and the linker says why');
}

done_testing();
