# bind.t -- link-time binding: docs/binding.md lists what the build enforces, with
# the types of the headers; what is not a binding is refused, with a sentence; and
# one that is costs nothing. What bindings do on the target: tests/image/bind.c.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Test::More;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET)};
my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;
my $top = getcwd();
my $tmp = tempdir(CLEANUP => 1);

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or return '';
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

sub sh {    # (status, stdout and stderr)
    my ($command) = @_;
    my $out = qx(($command) 2>&1 </dev/null);
    return ($? & 127 ? 128 + ($? & 127) : $? >> 8, $out);
}

# ---- the list of the docs is the list of the build ----

my ($status, $out) = sh('tools/rill build -o ' . "$tmp/hello examples/01-hello.c");
is($status, 0, 'a program is built') or diag($out);
my ($dir) = sh('make -s print-run BOARD=virt') ? map { /^B=(.*)/m } (sh('make -s print-run BOARD=virt'))[1] : ();
my %built = map { (split ' ')[2] => [(split ' ')[1], (split ' ')[0] eq 'default' ? 'provided' : 'used'] }
    split /\n/, slurp("$dir/rt/bindable");
cmp_ok(scalar keys %built, '>', 90, 'the runtime offers names');

my (%documented, @declared, @bare);
for my $row (slurp('docs/binding.md') =~ /^(\| *`\w+`.*\|)$/mg) {
    my (undef, $names, $kind, $may, $as, $contract) = map { s/^\s+|\s+$//gr } split /\|/, $row;
    next if $names =~ /RILL_/ || !defined $contract;
    for my $name ($names =~ /`(\w+)`/g) {
        fail("$name is listed twice") if $documented{$name};
        $documented{$name} = [$kind, $may];
        push @bare, $name if $contract !~ /\w.*\.$/;
    }
    push @declared, $as =~ s/`//gr;
}
is_deeply(\%documented, \%built, 'docs/binding.md lists what the build lets be bound, as the same kind');
is("@bare", '', 'and each name has a contract');

# Every weak symbol of the runtime is on it: there is no other way in.
my @weak = map { /^\S* [WVwv] (\S+)$/ ? $1 : () } map { split /\n/ }
    (sh("${cross}nm --defined-only $dir/rt/*/*.o $dir/rt/*/*/*.o"))[1];
cmp_ok(scalar @weak, '>', 80, 'the runtime has weak symbols');
is(join(' ', grep { !$built{$_} } @weak), '', 'and all of them may be bound');

# A prototype of the docs can stand beside the header's. Some that picolibc has no
# header for stand alone.
my $text = join "\n", '#define _GNU_SOURCE', '#define _POSIX_TIMERS 1', '#define _POSIX_MONOTONIC_CLOCK 1',
    (map { "#include <$_.h>" } qw(rill/rill errno stdio fcntl signal unistd time utime sys/time sys/times
        sys/stat sys/wait setjmp sched search stdarg stdlib)), map({ "$_;" } @declared), '';
my $compile = "${cross}gcc --specs=picolibc.specs -march=rv64imac -mabi=lp64 -misa-spec=2.2 -Iinclude -Iinclude/port/libc -DRILL_HARTS=1 -Wall -Werror";
($status, $out) = sh("$compile -c -o $tmp/types.o " . spill('types.c', $text));
is($status, 0, 'the types in docs/binding.md are those of the headers') or diag($out);
($status) = sh("$compile -c -o $tmp/types.o " . spill('types.c', $text . "int write(char);\n"));
isnt($status, 0, 'a wrong one would be found');

# ---- what is refused ----

my $head = "#include <rill/rill.h>\n#include <unistd.h>\n#include <errno.h>\n";
my $main = "int main(void)\n{\n    return 0;\n}\n";
my $asm = "#include <rill/bindasm.h>\n";
my $ret = "        .text\n        .type mine, \@function\nmine:  ret\n";
my $two = 'static ssize_t mine(int fd, const void *p, size_t n) { return fd + (p != 0) + (ssize_t)n; }' . "\n";

# name, sentence, the files' texts: the first is C, and main's
my @refused = (
    ['a name that is not listed', qr/a\.c:\d+: `rill_yield` is not a name that may be bound; docs\/binding\.md lists/,
        "${head}static void mine(void) { }\nRILL_PROVIDE(function, rill_yield, mine);\n$main"],
    ['the same, used', qr/a\.c:4: `rill_go` is not a name that may be bound/,
        "${head}RILL_USE(function, mine, rill_go);\n$main"],
    ['the same in assembly', qr/b\.S:2: `puts` is not a name that may be bound/,
        $main, "${asm}RILL_PROVIDE(function, puts, mine)\n$ret"],
    ['a function bound as a variable', qr/a\.c:4: `rill_ticks_now` is a function, and is bound as a variable/,
        "${head}RILL_USE(variable, mine, rill_ticks_now);\n$main"],
    ['a variable bound as a function', qr/b\.S:2: `stdout` is a variable, and is bound as a function/,
        $main, "${asm}RILL_PROVIDE(function, stdout, mine)\n$ret"],
    ['a thread-local variable bound as another', qr/a\.c:4: `errno` is a thread-local variable, and is bound as a var/,
        "${head}RILL_USE(variable, mine, errno);\n$main"],
    ['a kind that there is not', qr/RILL_BIND_IS_procedure.* undeclared/,
        "${head}RILL_USE(procedure, mine, rill_stop);\n$main"],
    ['the same in assembly', qr/b\.S:2: `procedure` is not a kind; there are function,/,
        $main, "${asm}RILL_USE(procedure, mine, rill_stop)\n"],
    ['a function that is a variable', qr/b\.S:2: `mine` is a variable, and is bound as a function/,
        $main, "${asm}RILL_PROVIDE(function, write, mine)\n        .data\n        .type mine, \@object\nmine:  .word 0\n"],
    ['a label without a type', qr/b\.S:2: `mine` has no type; say `\.type mine, \@function`/,
        $main, "${asm}RILL_PROVIDE(function, write, mine)\n        .text\nmine:  ret\n"],
    ['an end that is missing, in assembly', qr/b\.S:2: `mine` is not defined in this file, so it cannot stand for `wri/,
        $main, "${asm}RILL_PROVIDE(function, write, mine)\n"],
    ['an end that is missing, in C', qr/aliased to undefined symbol .*mine/,
        "${head}ssize_t mine(int, const void *, size_t);\nRILL_PROVIDE(function, write, mine);\n$main"],
    ['another type', qr/RILL_PROVIDE: mine has not the type of write/,
        "${head}static int mine(int fd) { return fd; }\nRILL_PROVIDE(function, write, mine);\n$main"],
    ['another type, used', qr/conflicting types for .*mine/,
        "${head}int mine(int fd);\nRILL_USE(function, mine, write);\n$main"],
    ['two providers', qr/b\.c:\d+: `write` is provided twice, here and at \S*a\.c:\d+; keep one/,
        "$head${two}RILL_PROVIDE(function, write, mine);\n$main", "c:$head${two}RILL_PROVIDE(function, write, mine);\n"],
    ['a provider and a plain definition', qr/\bb\.c\.o: `write` is provided twice, here and at \S*a\.c:\d+/,
        "$head${two}RILL_PROVIDE(function, write, mine);\n$main",
        "c:${head}ssize_t write(int fd, const void *p, size_t n) { return fd + (p != 0) + (ssize_t)n; }\n"],
    ['to provide what is only offered', qr/b\.S:2: `rill_ticks_now` may be used, but not provided/,
        $main, "${asm}RILL_PROVIDE(function, rill_ticks_now, mine)\n$ret"],
    ['to define what is only offered', qr/`rill_default_stop` is defined here, and only the runtime may/,
        "void rill_default_stop(int status) { (void)status; }\n$main"],
    ['a plain definition of another kind', qr/`rill_stop` is a variable, and is bound as a function/,
        "int rill_stop = 1;\n$main"],
    ['a weak one', qr/`rill_stop` is weak here, so the runtime's default/,
        "__attribute__((weak)) void rill_stop(int status) { for (;;) (void)status; }\n$main"],
    ['a variable that is called', qr/b\.S:2: `rill_boot_date_ns` is a variable, and `mine` is called here/,
        $main, "${asm}RILL_USE(variable, mine, rill_boot_date_ns)\n        call mine\n"],
    ['a thread-local variable by its address', qr/b\.S:2: `errno` is a thread-local variable, and `mine` is used by its/,
        $main, "${asm}RILL_USE(threadlocal, mine, errno)\n        la t0, mine\n"],
    ['a function as if thread-local', qr/b\.S:2: `rill_stop` is a function, and `mine` is used as a thread-local/,
        $main, "${asm}RILL_USE(function, mine, rill_stop)\n        lui t0, %tprel_hi(mine)\n"],
    ['a program that adds to the list', qr/a\.c:\d+: only the runtime says which names may be bound; `hook` cannot/,
        "${head}static void mine(void) { }\nRILL_DEFAULT(function, hook, mine);\n$main"],
);
for (@refused) {
    my ($name, $sentence, $first, @more) = @$_;
    my @files = spill('a.c', $first);
    push @files, s/^c:// ? spill('b.c', $_) : spill('b.S', $_) for @more;
    ($status, $out) = sh("tools/rill build -o $tmp/out @files");
    is($status, 1, "refused: $name");
    like($out, $sentence, 'and why') or diag($out);
}

# Where tools/bind does not look, the linker refuses it.
my $file = spill('c.c', "${head}RILL_USE(function, mine, rill_go);\nvoid in_archive(void) { mine(0, 0); }\n");
($status, $out) = sh("$compile -march=rv64gc -mabi=lp64d -mcmodel=medany -c -o $tmp/c.o $file"
    . " && ${cross}ar rcs $tmp/libc_c.a $tmp/c.o");
is($status, 0, 'an archive') or diag($out);
$file = spill('a.c', "void in_archive(void);\nint main(void)\n{\n    in_archive();\n    return 0;\n}\n");
($status, $out) = sh("tools/rill build -o $tmp/out --ldflags $tmp/libc_c.a $file");
is($status, 1, 'refused: a name that is not listed, in an archive');
like($out, qr/undefined reference to `rill_may_use_function_rill_go'/, 'by the linker');
($status, $out) = sh("tools/rill build -o $tmp/out --ldflags $tmp/c.o $file");
like($out, qr/c\.c:4: `rill_go` is not a name/, 'and an object of the flags is looked at');

# ---- what is not ----

# A libc name is the program's own, as on a host, of whatever kind.
$file = spill('a.c', "int wait[3] = {1, 2, 3};\nint link = 4;\nint main(void)\n{\n    return wait[2] + link - 7;\n}\n");
($status, $out) = sh("tools/rill run $file");
is($status, 0, 'variables called wait and link are nobody else\'s business') or diag($out);

# The same image, with the macro and without; and the default is gone from it.
my %size;
my $body = "(const char *p, size_t n) { (void)p; (void)n; }\n";
for (['plain', "void rill_console_write$body"],
    ['bound', "static void mine${body}RILL_PROVIDE(function, rill_console_write, mine);\n"]) {
    my ($name, $how) = @$_;
    $file = spill('a.c', $head . $how . $main);
    ($status, $out) = sh("tools/rill build -o $tmp/$name $file && ${cross}objcopy -O binary $tmp/$name.elf $tmp/$name.bin");
    is($status, 0, "$name: built") or diag($out);
    $size{$name} = -s "$tmp/$name.bin";
    unlike((sh("${cross}nm $tmp/$name.elf"))[1], qr/ [tT] rill_default_console_write$/m,
        "$name: the default is not linked");
}
is($size{bound}, $size{plain}, 'a binding takes no byte of the image');
like((sh("${cross}readelf -p .rill.bind $tmp/bound.elf"))[1], qr/provide function rill_console_write mine \S*a\.c:\d+/,
    'and can be read off the ELF');

# All of tests/image/bind.c without optimisation.
($status, $out) = sh("tools/rill run --cflags -O0 --timeout 60 tests/image/bind.c tests/image/bind.S");
is($status, 0, 'bindings at -O0') or diag($out);
unlike($out, qr/^not ok/m, 'hold');

# The example of the docs.
my ($example) = slurp('docs/binding.md') =~ /^```c\n(.*?)^```$/ms;
($status, $out) = sh('tools/rill run ' . spill('a.c', $example));
is("$status $out", "0 error: no disk\n", 'the example of docs/binding.md does what it says');

# ---- a runtime with more of its own, in a copy ----

system('cp', '-a', grep({ $_ !~ /^build$/ } glob '*'), $tmp) == 0 or die 'cannot copy the tree';
chdir $tmp or die "$tmp: $!";
my $shim = "#include <rill/bind.h>\n";
spill('libc-shim/more.c', "${shim}static _Thread_local int local = 3;\n"
    . "RILL_DEFAULT(threadlocal, rill_more, local);\nint rill_more_now(void) { return rill_more; }\n"
    . "RILL_OFFER(function, rill_more_now);\n");
my $ask = "${head}extern _Thread_local int rill_more;\nint rill_more_now(void);\n"
    . "RILL_USE(function, now, rill_more_now);\n";
my $say = "int main(void)\n{\n    return now();\n}\n";
($status, $out) = sh('tools/rill run ' . spill('a.c', "$ask$say"));
is($status, 3, 'the default of a thread-local variable') or diag($out);
($status, $out) = sh('tools/rill run ' . spill('a.c', "$ask"
    . "static _Thread_local int mine = 4;\nRILL_PROVIDE(threadlocal, rill_more, mine);\n$say"));
is($status, 4, 'and one that is provided') or diag($out);
($status, $out) = sh('tools/rill run ' . spill('a.c', $ask . $say) . ' ' . spill('b.S', $asm
    . "RILL_PROVIDE(threadlocal, rill_more, mine)\n        .section .tdata, \"awT\", \@progbits\n"
    . "        .balign 4\n        .type mine, \@object\nmine:  .word 5\n"));
is($status, 5, 'from assembly as well') or diag($out);
($status, $out) = sh('tools/rill run ' . spill('a.c', $ask . "_Thread_local int rill_more = 6;\n$say"));
is($status, 6, 'or by its name alone') or diag($out);
($status, $out) = sh('tools/rill run ' . spill('a.c', "${head}int now(void) { return 0; }\nint rill_more = 6;\n$say"));
like($out, qr/`rill_more` is a variable, and is bound as a thread-local variable/, 'refused: one that is not thread-local');

for (['a name offered twice', qr/more\.c:3: `rill_stop` is offered twice, here and at kernel\/fault\/panic\.c/,
        "void rill_stop(int);\nRILL_OFFER(function, rill_stop);\n"],
    ['an offer of nothing', qr/more\.c:2: `rill_nothing` is not defined in this file/,
        "RILL_OFFER(function, rill_nothing);\n"],
    ['an offer as another kind', qr/more\.c:3: `rill_thing` is a variable, and is bound as a function/,
        "int rill_thing;\nRILL_OFFER(function, rill_thing);\n"],
    ['a runtime that binds', qr/more\.c:2: the runtime binds `rill_stop`; it only offers names/,
        "RILL_USE(function, mine, rill_stop);\n"]) {
    my ($name, $sentence, $more) = @$_;
    spill('libc-shim/more.c', $shim . $more);
    ($status, $out) = sh('tools/rill build -o out ' . spill('a.c', $main));
    is($status, 1, "refused: $name");
    like($out, $sentence, 'and why') or diag($out);
}

chdir $top;
done_testing();
