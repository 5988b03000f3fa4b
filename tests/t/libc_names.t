#!/usr/bin/env perl
# libc_names.t -- which functions of C17 and POSIX.1 a program has, and which not: docs/libc.md
# says so, and what links is held against it. tests/libc/names has the functions.
#
# A function is there if its header declares it, or has a macro of the name, and if an
# image links with it; a macro need not. Of the other functions that these headers
# declare, it is there if it links.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
$ENV{LC_ALL} = 'C';
my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;
my $tmp = tempdir(CLEANUP => 1);
my $compile = "${cross}gcc --specs=picolibc.specs -march=rv64gc -mabi=lp64d -misa-spec=2.2 -Iinclude "
    . '-Iinclude/port/libc -std=gnu11 -D_GNU_SOURCE -fmax-errors=0';

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or die "$path: $!";
    local $/ = undef;
    return scalar <$f>;
}

sub spill {
    my ($name, $text) = @_;
    open my $f, '>', "$tmp/$name" or die "$name: $!";
    print $f $text;
    close $f or die "$name: $!";
    return "$tmp/$name";
}

# ---- what there is to be ----

my (%header, @headers);    # of a function; in order
{
    my $now;
    for (grep { !/^(?:#|$)/ } split /\n/, slurp('tests/libc/names')) {
        push @headers, $now = $1 if s/^(\S+\.h): //;
        $header{$_} = $now for grep { $_ ne '-' } split;
    }
}
cmp_ok(scalar keys %header, '>', 1100, 'C17 and POSIX.1 have functions');
is_deeply([@header{qw(printf sigaction poll)}], [qw(stdio.h signal.h poll.h)], 'each has its header');

# ---- what the docs say is missing ----

my ($docs) = slurp('docs/libc.md') =~ /^## What is missing, and why\n(.*?)(?=^## |\z)/ms;
my $version = do {
    my ($text) = qx($compile -E -dM -include picolibc.h -x c /dev/null 2>&1) =~ /__PICOLIBC_VERSION__ "([\d.]+)"/;
    $text // die 'picolibc says no version';
};

sub at_least {    # of versions
    my @have = split /\./, $version;
    my @want = split /\./, shift;
    for (0 .. 2) {
        my $by = ($have[$_] // 0) <=> ($want[$_] // 0);
        return $by > 0 if $by;
    }
    return 1;
}

my (%missing, @bare, @twice, @unknown);
for my $row (grep { /^\| *(?:`|all of)/ } split /\n/, $docs) {
    my (undef, $names, $why, $since) = map { s/^\s+|\s+$//gr } split /\|/, $row;
    push @bare, $names if ($why // '') !~ /\w.*\.$/ || !defined $since;
    next if $since =~ /^(\d[\d.]*)$/ && at_least($1) || $since =~ /^gone ([\d.]+)/ && !at_least($1);
    my @of = $names =~ /^all of/
        ? map { my $h = $_; grep { $header{$_} eq $h } sort keys %header } $names =~ /`<(\S+)>`/g
        : $names =~ /`(\w+)`/g;
    push @unknown, $names if !@of;
    for (@of) {
        push @twice, $_ if $missing{$_};
        $missing{$_} = $since;
    }
}
cmp_ok(scalar keys %missing, '>', 100, 'docs/libc.md lists functions that are missing');
is("@bare", '', 'each row has a reason, and since when picolibc has them');
is("@twice @unknown", ' ', 'and functions that no other row has');

# ---- what is declared ----

my (%absent, %macro, @whole);    # absent: by name, why
for my $h (@headers) {
    my @of = grep { $header{$_} eq $h } sort keys %header;
    my $text = "#include <$h>\n" . join '', map {
        "#ifdef $_\nchar is_macro_$_;\n#else\nvoid *address_of_$_ = (void *)&$_;\n#endif\n"
    } @of;
    my $c = spill('declared.c', $text);
    my $said = qx($compile -S -o - $c 2>&1);
    my @broken = grep { !/undeclared here/ } $said =~ /^(.* error: .*)$/mg;
    if (@broken) {    # no such header, or none for bare machines
        $absent{$_} = "no <$h>" for @of;
        diag("<$h>: $broken[0]") if $broken[0] !~ /No such file|not supported/;
        next;
    }
    push @whole, $h;
    $absent{$_} = "not in <$h>" for $said =~ /error: '(\w+)' undeclared/g;
    # An error leaves no assembly: asked again, of the macros alone.
    my $dM = qx($compile -E -dM $c);
    $macro{$_->[0]} = $_->[1] for map { $dM =~ /^#define \Q$_\E\b(.*)/m ? [$_, $1] : () } @of;
}
cmp_ok(scalar @whole, '>', 35, 'headers there are');

# Those that the same headers declare beside. Names with __ in front are picolibc's own.
my $all = spill('all.c', join '', map { "#include <$_>\n" } @whole);
is(system("$compile -fsyntax-only -aux-info $tmp/aux $all") >> 8, 0, 'and they go together');
my %beside = map { $_ => 1 } grep { !/^(?:__|rill_)/ && !$header{$_} }
    map { m{\*/ extern .*?\b(\w+) \(} ? $1 : () } split /\n/, slurp("$tmp/aux");
cmp_ok(scalar keys %beside, '>', 100, 'some functions are beyond POSIX');

# The headers that stand before picolibc's own are as good in any standard; and who asks for
# C alone has the names of POSIX to itself.
{
    my $text = join('', map { s{^include/port/libc/}{}r =~ s/(.*)/#include <$1>\n/r }
            glob 'include/port/libc/*.h include/port/libc/sys/*.h')
        . "#ifdef C_ALONE\nint getline(char *s, int most);\nint getline(char *s, int most)\n{\n"
        . "    return s != 0 && most;\n}\n#endif\nint main(void)\n{\n    return 0;\n}\n";
    for my $std (qw(c89 c99 c11 gnu89 gnu11 gnu17 gnu++17)) {
        my $plus = $std =~ /\+/;
        next if $plus && system("command -v ${cross}g++ >/dev/null");
        my $c = spill('standard.' . ($plus ? 'cc' : 'c'), $text);
        my $gcc = $compile =~ s/-std=gnu11 -D_GNU_SOURCE/-std=$std/r =~ s/gcc/$plus ? 'g++' : 'gcc'/er;
        is(scalar qx($gcc -pedantic -Wall -Wextra -Werror @{[$std =~ /^c/ ? '-DC_ALONE' : '']} -fsyntax-only $c 2>&1), '',
            "$std: the headers compile");
    }
}

# ---- what links ----

for my $board (['virt', 'rv64gc'], ['virt32', 'rv32imac']) {
    my ($name, $march) = @$board;
    my @names = sort { $a cmp $b } keys %header, keys %beside;
    my $words = join '', map { "        \".dword $_\\n\"\n" } @names;
    my $c = spill("link_$name.c", <<"C");
int main(void)
{
    return 0;
}
__asm__(".pushsection .text.names,\\"ax\\"\\n.globl all_names\\nall_names:\\n"
$words        ".popsection");
C
    my $said = qx(make -s elf QUIET=1 BOARD=$name MARCH=$march APP=$c OUT=$tmp/$name APP_LDFLAGS=-Wl,-u,all_names 2>&1);
    my %unlinked = map { $_ => 1 } $said =~ /undefined reference to `(\w+)'/g;
    my @trouble = grep { /multiple definition| error: (?!ld returned)/ } split /\n/, $said;
    is("@trouble", '', "$name: no two functions are in each other's way");
    # A macro does as well, unless it stands for a function that is not there.
    my @gone = grep {
        my @calls = defined $macro{$_} ? grep { $unlinked{$_} } $macro{$_} =~ /\w+/g : 1;
        ($unlinked{$_} || $absent{$_}) && @calls;
    } @names;
    my %gone = map { $_ => 1 } @gone;
    is(join(' ', grep { !$missing{$_} } @gone), '', "$name: what is missing, docs/libc.md lists");
    # What this version does not even declare, and POSIX does not have, says nothing; nor
    # does what is missing without floating point, where there is some.
    my %known = map { $_ => 1 } grep { $march =~ /imac/ || ($missing{$_} // "") !~ /soft/ } @names;
    is(join(' ', grep { $known{$_} && !$gone{$_} } sort keys %missing), '', "$name: what it lists is missing")
        or diag("picolibc $version");
    cmp_ok(@names - @gone, '>', 700, "$name: the others are there");
}
done_testing();
