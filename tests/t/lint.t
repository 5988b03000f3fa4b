# lint.t -- each house rule is broken on purpose, in a copy of the tree, and
# tools/lint must find it. Of the tree as it is only the rules that hold the rooms
# apart are asked for: style is for `make lint`, and there may be files of a user's.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use Test::More;

my $tmp = tempdir(CLEANUP => 1);
my $from = getcwd();
system('cp', '-a', grep({ $_ !~ /^build$/ } glob('*')), '.clang-format', $tmp) == 0
    or die 'cannot copy the tree';
chdir $tmp or die "$tmp: $!";

sub lint {
    my ($check) = @_;
    my $out = qx(tools/lint $check 2>&1);
    return ($? >> 8, $out);
}

sub slurp {
    my ($path) = @_;
    open my $f, '<', $path or return undef;
    local $/ = undef;
    return scalar <$f>;
}

sub spill {
    my ($path, $text) = @_;
    open my $f, '>', $path or die "$path: $!";
    print $f $text;
    close $f or die "$path: $!";
}

# check, file, what is put at its end (or a new file's whole text), complaint
my @planted = (
    ['top',      'helper.c',              "int rill_x;\n",                   qr/^helper\.c: not a name/],
    ['space',    'kernel/sync/chan.c',    "int rill_x; \n",                  qr/chan\.c:\d+: space at/],
    ['space',    'kernel/sync/chan.c',    "\tint rill_x;\n",                 qr/chan\.c:\d+: a tab/],
    ['space',    'kernel/sync/chan.c',    "int rill_x;",                     qr/chan\.c: no newline/],
    ['paths',    'tools/rill',            "# see /ho" . "me/me/x\n",         qr/rill:\d+: a path/],
    ['format',   'kernel/sync/chan.c',    "int  rill_x;\n",                  qr/chan\.c:\d+: not as clang/],
    ['tests',    'tests/planted.c',       "int x;\n",                        qr{^tests/planted\.c: in no folder}],
    ['tests',    'tests/crash/planted.c', "int x;\n",                        qr{^tests/crash/planted\.c: in no folder}],
    ['tests',    'tests/planted/x.c',     "int x;\n",                        qr{^tests/planted/x\.c: in no folder}],
    ['tests',    'tests/crash/nowhere/x.c', "int x;\n",                     qr{^tests/crash/nowhere/x\.c: in no folder}],
    ['tests',    'kernel/sync/chan.c',    "/* tests/chan.c */\n",             qr{^kernel/sync/chan\.c:\d+: tests/chan\.c: there is no such}],
    ['tests',    'docs/hacking.md',       "`tests/t/lost.t`\n",              qr{^docs/hacking\.md:\d+: tests/t/lost\.t: there is no such}],
    ['imports',  'kernel/sync/chan.c',    "#include <stdio.h>\n",            qr/kernel\/ may not/],
    ['imports',  'kernel/sync/chan.c',    "#include <stdlib.h>\n",           qr/kernel\/ may not/],
    ['imports',  'kernel/sync/chan.c',    "#include \"../libc-shim/console.h\"\n", qr/kernel\/ may not/],
    ['imports',  'kernel/sched/wait.c',   "#include \"chan.h\"\n",        qr/kernel\/ may not/],
    ['imports',  'kernel/memory/heap.c',  "#include \"fdt.h\"\n",         qr/kernel\/ may not/],
    ['rooms',    'mk/build.mk',           "SEES_sched := fault\n",         qr/sched sees fault: a room sees/],
    ['rooms',    'kernel/attic/x.c',      "int rill_x;\n",                 qr/attic.*: a folder of the kernel/],
    ['imports',  'libc-shim/io.c',        "#include <port/hart.h>\n",        qr/io\.c:\d+: /],
    ['imports',  'libc-shim/io.c',        "#include \"../kernel/task.h\"\n", qr/libc-shim\/ may not/],
    ['imports',  'board/virt/board.c',    "#include <rill/task.h>\n",        qr/board\/ may not/],
    ['imports',  'boot/start.S',          "#include <port/board.h>\n",       qr/boot\/ may not/],
    ['imports',  'include/rill/task.h',   "#include <port/hart.h>\n",        qr/include\/rill\/ may not/],
    ['imports',  'tests/sync/chan.c',     "#include <port/image.h>\n",       qr/tests\/ may not/],
    ['imports',  'tests/sync/chan.c',     "#include \"../../kernel/sched/task.h\"\n", qr/tests\/ may not/],
    ['imports',  'tests/sync/chan.c',     "#include \"../nowhere.h\"\n",    qr/tests\/ may not/],
    ['parks',    'kernel/sync/chan.c',    "int rill_x(void)\n{\n    return 1;\n}\n", qr/chan\.c:\d+: a _parks/],
    ['parks',    'kernel/time/clock.c',   "int x(void) { return rill_join_parks(0, 0, 0); }\n", qr/clock\.c:\d+: a _parks/],
    ['imports',  'include/rill/chan.h',   "#include <port/hart.h>\n",       qr/include\/rill\/ may not/],
    ['imports',  'kernel/sync/chan.c',    "#include <rill/inline/chan.h>\n", qr/kernel\/ may not/],
    ['imports',  'tests/sync/chan.c',     "#include <rill/inline/chan.h>\n", qr/tests\/ may not/],
    ['contracts', 'include/rill/time.h',  "int rill_x(void);\nint rill_x(void)\n{\n    return 1;\n}\n", qr/time\.h:\d+: body: a public/],
    ['contracts', 'include/rill/time.h',  "static int rill_x(void) { return 1; }\n", qr/time\.h:\d+: body: /],
    ['contracts', 'include/rill/new.h',   "RILL_INLINE int rill_x(void);\n",  qr/new\.h:1: inner name: /],
    ['contracts', 'include/rill/chan.h',  "int rill_x_parks(void *a);\n",     qr/chan\.h:\d+: inner name: /],
    ['contracts', 'include/rill/chan.h',  "#define RILL_X(a) ({ (a); })\n",   qr/chan\.h:\d+: inner name: /],
    ['contracts', 'include/rill/chan.h',  "#define RILL_X(a) \\\n    (a)\n",  qr/chan\.h:\d+: long macro: /],
    ['contracts', 'include/rill/chan.h',  "#include <rill/inline/mutex.h>\n", qr/chan\.h:\d+: inner header: /],
    ['if',       'kernel/sync/chan.c',    "#if 1\n#endif\n",                 qr/chan\.c:\d+: #if/],
    ['if',       'kernel/sync/chan.c',    "#  ifdef X\n#endif\n",            qr/chan\.c:\d+: #if/],
    ['if',       'kernel/sched/task.h',   "#ifndef X\n#define X\n#endif\n",  qr/task\.h:\d+: #if/],
    ['if',       'boot/start.S',          "#ifdef X\n#endif\n",              qr/start\.S:\d+: #if/],
    ['if',       'board/virt/board.c',    "#if 1\n#endif\n",                 qr/board\.c:\d+: #if/],
    ['volatile', 'board/dev/plic.c',      "int rill_x(int *p) { return *(volatile int *)p; }\n", qr/plic\.c:\d+: a cast/],
    ['volatile', 'kernel/sync/chan.c',    "int rill_x(int *p) { return *(volatile int *)p; }\n", qr/chan\.c:\d+: a cast/],
    ['heads',    'kernel/sync/attic.c',   "/* kernel/attic.c -- old. */\nint rill_x;\n", qr/attic\.c:1: does not begin/],
    ['heads',    'boot/attic.h',          "int rill_x;\n",                  qr/attic\.h:1: does not begin/],
    ['csr',      'kernel/sync/chan.c',    "void rill_x(void) { __asm__(\"csrr t0, mstatus\"); }\n", qr/chan\.c:\d+: the name of/],
    ['clarity',  'kernel/time/one/wheel.c', "/* kernel/time/one/wheel.c -- a twin. */\nint rill_x;\n", qr/pairs of twins/],
    ['clarity',  'kernel/sync/chan.c',    "/* he */\n",                     qr/who and he in comments/],
    ['shell',    'tools/planted',         "#!/bin/bash\ncd nowhere\nrm -rf \$x/*\n", qr/planted:\d+: .*shellcheck/],
    ['perl',     'tools/planted',         "#!/usr/bin/perl\nuse strict;\n\$x = 1;\n", qr/planted: .*perl -c/],
    ['cppcheck', 'kernel/sync/chan.c',    "int rill_x(void) { int a[2]; a[2] = 1; return a[0]; }\n", qr/chan\.c:\d+: .*cppcheck/],
);

for my $check (qw(tests rooms imports contracts parks if volatile heads csr perl)) {
    my ($status, $out) = lint($check);
    is($status, 0, "$check: the tree as it is passes") or diag($out);
}

# Checkers of other people's: there, and of the version that counts?
my %without;
for my $check (qw(format shell cppcheck)) {
    my ($status, $out) = lint($check);
    $without{$check} = $1 if $out =~ /^(lint: (?:no |.* not checked).*)$/m;
}

for my $plant (@planted) {
    my ($check, $path, $text, $complaint) = @$plant;
  SKIP: {
    skip $without{$check}, 2 if $without{$check};
    my $old = slurp($path);
    make_path(dirname($path));
    spill($path, ($old // '') . $text);
    my ($status, $out) = lint($check);
    my $what = $text =~ s/\s+$//r =~ s/\n.*//sr;
    is($status, 1, "$check: $path with \"$what\" fails");
    like($out, $complaint, 'and the line says so');
    defined $old ? spill($path, $old) : unlink $path;
    rmdir dirname($path);    # if it was made for the plant
  }
}

# A version that does not count: said, and no failure.
{
    mkdir "$tmp/bin" or die $!;
    spill("$tmp/bin/clang-format", "#!/bin/sh\necho clang-format version 99.1.0\n");
    chmod 0755, "$tmp/bin/clang-format";
    local $ENV{PATH} = "$tmp/bin:$ENV{PATH}";
    my ($status, $out) = lint('format');
    is($status, 0, 'another clang-format is no failure');
    like($out, qr/^lint: clang-format 14 .* this is 99\.1\.0: format not checked$/m, 'and is said not to count');
}

# Each list that tools/unlisted reads loses a row. A file of tests/ is the one of that name
# whose text the row is in.
sub with_row {
    my ($name, $row) = @_;
    my @found = grep { slurp($_) =~ $row } -e $name ? $name : split /\n/, qx(find tests -name $name | sort);
    return $found[0] // $name;
}

# file, the row, what stands there instead, complaint
my @rows = (
    ['docs/hacking.md',   qr/`rill_sem_get`, /,                          '', qr/sync\.h:\d+: rill_sem_get: no row in docs\/hacking/],
    ['trap_calls.c',      qr/^.*X\(rill_sem_get,.*\n/m,                  '', qr/rill_sem_get: not in tests\/.*trap_calls\.c/],
    ['stress.c',          qr/^.*X\(sem_get,.*\n/m,                       '', qr/rill_sem_get: not in tests\/.*stress\.c/],
    ['bad_input.c',       qr/rill_sem_get\(&sem, d\)/,                   '0', qr/rill_sem_get: not in tests\/.*bad_input\.c/],
    ['cancel.c',          qr/rill_group_wait\(&g, RILL_FOREVER\)/,       '0', qr/rill_group_wait: not in tests\/.*cancel\.c/],
    ['cancel_ready.c',    qr/rill_sem_get\(&sem, until\)/,               '0', qr/rill_sem_get: not in tests\/.*cancel_ready\.c/],
    ['oom.c',             qr/rill_group_go\(&g, NULL, yields, NULL\)/,   '0', qr/rill_group_go: not in tests\/.*oom\.c/],
    ['fuzz_sync.c',       qr/rill_barrier_wait\(/,                       'wait(', qr/rill_barrier_wait: not in tests\/.*fuzz/],
    ['programs.c',        qr/rill_barrier_wait\(/,                       'wait(', qr/rill_barrier_wait: not in tests\/.*programs\.c/],
    ['include/rill/rill.h', qr{#include <rill/key.h>\n},                '', qr/key\.h: not in include\/rill\/rill\.h/],
    ['docs/contributing.md', qr/^\| `plic\.c`.*\n/m,                     '', qr/plic: no row in docs\/contributing/],
    ['docs/contributing.md', qr/^\| `plic\.c`/m,                         '| `none_such.c`', qr/none_such\.c is no driver/],
    ['docs/contributing.md', qr/`tests\/services\/date\.c` on hifive1/,            '', qr/rtc_none: no row/],
    ['include/port/board.h', qr/rill_uart_ibex, /,                       '', qr/uart_ibex\.c:\d+: rill_uart_ibex: not in include\/port/],
    ['tools/lint',        qr/\|getentropy/,                             '', qr/getentropy: not in LIBC_NAMES/],
    ['docs/binding.md',   qr/^\| `lfind`.*\n/m,                          '', qr/search\.c:\d+: lfind: no row in docs\/binding/],
    ['poll.c',            qr/rill_poll_signal\(/,                        'signal(', qr/rill_poll_signal: no program of tests/],
    ['more.c',            qr/clock_getres/,                              'clock', qr/clock_getres: no program of tests/],
    ['kernel/sched/task.c', qr/t->started_at = b\.started_at;/,             '', qr/task\.h:\d+: started_at: a new task/],
    ['kernel/watch/layout.c', qr/TASK\(waits_on\);/,                     '', qr/where\.pl:\d+: waits_on: .*layout\.c/],
    ['tools/rill.gdb',    qr/rill_t->name/,                              'rill_t->nickname', qr/rill\.gdb:\d+: nickname: no field/],
    ['mk/build.mk',       qr{ fault/trap },                             ' fault/trapp ', qr/build\.mk:\d+: kernel\/fault\/trapp: no such file/],
    ['tools/lists',       qr/^stress rill_yield /m,                      'stress rill_yield rill_sem_get ', qr/lists:\d+: rill_sem_get is in the list stress/],
    ['tools/lists',       qr/^stress rill_yield /m,                      'stress rill_yield rill_nothing ', qr/lists:\d+: rill_nothing: not asked for/],
    ['tools/lists',       qr/^private /m,                                'stres ', qr/lists:\d+: rill_chan_try_send: no list stres/],
    ['tools/lists',       qr/ : what rill_assert calls/,                 '', qr/lists:\d+: not LIST/],
);
is((lint('lists'))[0], 0, 'lists: the tree as it is passes');
for (@rows) {
    my ($name, $row, $instead, $complaint) = @$_;
    my $path = with_row($name, $row);
    my $old = slurp($path) // '';
    my $new = $old =~ s/$row/$instead/gr;
    isnt($new, $old, "$path has what is taken out: $complaint");
    spill($path, $new);
    my ($status, $out) = lint('lists');
    is($status, 1, "lists: $path without it fails");
    like($out, $complaint, 'and the line says so');
    spill($path, $old);
}

# A call, a driver, a function of libc and a field that nobody has heard of.
for (['include/rill/sync.h', qr/(?=^RILL_C_END)/m, "int rill_unheard_wait(struct rill_sem *l, uint64_t deadline_ns);\n\n",
        qr/rill_unheard_wait: no row.*rill_unheard_wait: no program/s],
    ['libc-shim/search.c', qr/\z/, "RILL_DEFAULT(function, hsearch, rill_hsearch);\n",
        qr/hsearch: not in LIBC_NAMES.*hsearch: no row.*hsearch: no program/s],
    ['kernel/sched/task.h', qr/(?=^    uint32_t number;)/m, "    uint32_t niceness;\n", qr/niceness: a new task/],
    ['board/dev/uart_new.c', qr/\A/, "const struct rill_console_ops rill_uart_new = {0};\n",
        qr/uart_new: no board.mk.*uart_new: no row.*uart_new: no test.*rill_uart_new: not in include/s])
{
    my ($path, $at, $text, $complaint) = @$_;
    my $old = slurp($path);
    spill($path, ($old // '') =~ s/$at/$text/r);
    my ($status, $out) = lint('lists');
    like($out, $complaint, "lists: all that is forgotten of what $path has anew");
    defined $old ? spill($path, $old) : unlink $path;
}

# A symbol without rill_, in an object of the runtime.
SKIP: {
    my ($gcc) = grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
        qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) }
        split /:/, $ENV{PATH};
    skip 'no RISC-V compiler', 3 if !$gcc;
    make_path("build/virt-rv64gc/rt/$_") for qw(kernel libc-shim);
    spill("$tmp/x.c", "int rill_fine; int helper; int _write;\n");
    for my $room (qw(kernel libc-shim)) {
        system($gcc, '-c', "$tmp/x.c", '-o', "build/virt-rv64gc/rt/$room/x.o");
    }
    my ($status, $out) = lint('symbols');
    is($status, 1, 'symbols: a global name without rill_ fails');
    like($out, qr{kernel/x\.o: _write.*kernel/x\.o: helper}s, 'in kernel/, even a name of libc');
    is(() = $out =~ m{libc-shim/x\.o}g, 1, 'in libc-shim/, what libc asks for may stand');
}

my ($status, $out) = lint('nonsense');
is($status, 2, 'a check that is not there is refused');
chdir $from;
done_testing();
