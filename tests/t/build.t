# build.t -- what a build is made anew for, and what not; names as the caller means them;
# files of C++, assembly, objects and archives; and settings that nobody reads.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;
use Time::HiRes qw(stat);

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V QUIET STRESS REPORTS)};
my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;
my $top = getcwd();
my $tmp = tempdir(CLEANUP => 1);
my $rill = "$top/tools/rill";
my $cc = "${cross}gcc --specs=picolibc.specs -march=rv64gc -mabi=lp64d -mcmodel=medany -misa-spec=2.2";

sub spill {
    my ($name, $text) = @_;
    make_path("$tmp/$1") if $name =~ m{(.*)/};
    open my $f, '>', "$tmp/$name" or die "$name: $!";
    print $f $text;
    close $f or die "$name: $!";
}

sub sh {    # (status, stdout and stderr), in the folder of the test
    my ($command, $in) = @_;
    my $out = qx(cd '@{[$in // $tmp]}' && ($command) 2>&1 </dev/null);
    return ($? & 127 ? 128 + ($? & 127) : $? >> 8, $out);
}

sub says {
    my ($command, $want, $name, $in) = @_;
    my ($status, $out) = sh($command, $in);
    return is($out, $want, $name);
}

sub refused {
    my ($command, $regex, $name, $in) = @_;
    my ($status, $out) = sh($command, $in);
    isnt($status, 0, "$name: fails");
    like($out, $regex, "$name: says so");
    cmp_ok(($out =~ tr/\n//), '<=', 2, "$name: in a line or two") or diag($out);
}

# A source that says a number, and one that gives it.
my $calls = "#include <stdio.h>\nint number(void);\nint main(void)\n{\n    printf(\"%d\\n\", number());\n    return 0;\n}\n";
sub number { return "int number(void)\n{\n    return $_[0];\n}\n" }

sub archive {    # lib/libn.a with that number
    my ($n) = @_;
    spill('n.c', number($n));
    make_path("$tmp/lib");
    my ($status, $out) = sh("$cc -O2 -c n.c -o n.o && rm -f lib/libn.a && ${cross}ar rc lib/libn.a n.o");
    is($status, 0, "an archive of $n") or diag($out);
}

# ---- what was built stays ----
{
    spill('one.c', "int main(void)\n{\n    return 0;\n}\n");
    my ($status, $out) = sh("make -s elf QUIET=1 APP=$tmp/one.c", $top);
    is($status, 0, 'a program, by make') or diag($out);
    my @rt = map { glob "build/virt-rv64gc/rt/$_" } qw(kernel/sched/sched.o libc-shim/io.o board/virt/board.o boot/trap.o);
    is(scalar @rt, 4, 'its runtime');
    my $dates = sub { join ' ', map { (stat $_)[9] } @rt };
    my $built = $dates->();
    for (['make -s elf', $top], ['make elf', $top], ['make elf V=1', $top], ["$rill run", $tmp], ["$rill run -v", $tmp],
        ["$rill run --cflags -DX=1", $tmp], ["$rill run --ldflags -s", $tmp], ['make -s elf REPORTS=short', $top]) {
        my ($command, $in) = @$_;
        ($status, $out) = sh($command . ($command =~ /^make/ ? " APP=$tmp/one.c" : ' one.c'), $in);
        is($status, 0, $command) or diag($out);
        is($dates->(), $built, 'and the runtime is as it was');
    }
    my @elf = ("$top/build/virt-rv64gc/one.elf");
    sh("make -s elf APP=$tmp/one.c", $top);
    my $date = (stat $elf[0])[9];
    sh("make elf APP=$tmp/one.c V=1", $top);
    is((stat $elf[0])[9], $date, 'nor is it linked twice');
    spill('forced.c', "int main(void)\n{\n    return 0;\n}\n");
    my ($first) = (sh("$rill build --platform irqs=none forced.c"))[1] =~ /(\S+\.elf)/;
    $first = "$tmp/$first" if $first !~ /^\//;
    $date = (stat $first)[9];
    sh("$rill build --platform irqs=none forced.c");
    is((stat $first)[9], $date, 'nor with --platform');
    is(join(' ', glob "$top/build/virt-rv64gc/one.elf.*"), '', 'and nothing half made is left');
}

# ---- what has changed is made anew ----
{
    spill('calls.c', $calls);
    archive(1);
    my @ways = ('calls.c lib/libn.a', '--ldflags lib/libn.a calls.c', '--ldflags "-Llib -ln" calls.c',
        '--ldflags "-L lib -l n" calls.c', '--ldflags -Wl,lib/libn.a calls.c', '--ldflags @flags calls.c', 'calls.c n.o');
    spill('flags', '-Llib -ln');
    says("$rill run $_", "1\n", $_) for @ways;
    archive(2);
    says("$rill run $_", "2\n", "$_, when it has changed") for @ways;
    unlink "$tmp/lib/libn.a";
    my ($status, $out) = sh("$rill run $ways[1]");
    is($status, 1, 'an archive that has gone');
    like($out, qr{lib/libn\.a}, 'is missed');
    archive(3);
    says("$rill run $ways[1]", "3\n", 'until it is there again');

    # An older one in its place, as a package may bring.
    system('cp', '-p', "$tmp/lib/libn.a", "$tmp/three.a");
    archive(40);
    utime 1e9, 1e9, "$tmp/lib/libn.a";
    says("$rill run $ways[1]", "40\n", 'one that is older by its date');

    spill('inc/value.h', "#define VALUE 5\n");
    spill('forced.h', "#define MORE 1\n");
    spill('value.c', "#include <stdio.h>\n#include <value.h>\nint main(void)\n{\n    printf(\"%d\\n\", VALUE + MORE);\n    return 0;\n}\n");
    @ways = ('-Iinc -include forced.h', '-I inc -imacros ./forced.h', '-isysteminc -include forced.h',
        '-iquote inc -idirafter inc -include ../' . ($tmp =~ s/.*\///r) . '/forced.h');
    says("$rill run --cflags '$_' value.c", "6\n", $_) for @ways;
    spill('inc/value.h', "#define VALUE 7\n");
    says("$rill run --cflags '$_' value.c", "8\n", "$_, when a header has changed") for @ways;
    spill('forced.h', "#define MORE 2\n");
    says("$rill run --cflags '$_' value.c", "9\n", "$_, when the other has") for @ways;

    spill('number.bin', pack 'V', 1);
    spill('more.inc', "        .incbin \"number.bin\"\n");
    spill('held.c', "#include <stdio.h>\nextern int held;\n__asm__(\".data\\n.globl held\\nheld: .incbin \\\"number.bin\\\"\\n.text\");\n"
        . "int main(void)\n{\n    printf(\"%d\\n\", held);\n    return 0;\n}\n");
    spill('shows.c', "#include <stdio.h>\nextern int held;\nint main(void)\n{\n    printf(\"%d\\n\", held);\n    return 0;\n}\n");
    spill('held.s', "        .data\n        .globl held\nheld:\n        .include \"more.inc\"\n");
    spill('held.S', "        .data\n        .globl held\nheld:   .incbin \"number.bin\"\n");
    @ways = ('held.c', 'shows.c held.s', 'shows.c held.S');
    says("$rill run --cflags -Wa,-I. $_", "1\n", "$_ with .incbin") for @ways;
    spill('number.bin', pack 'V', 2);
    says("$rill run --cflags -Wa,-I. $_", "2\n", "$_, when the file has changed") for @ways;

    spill('more.ld', "the_number = 0x80000000 + 11;\n");
    spill('memory.ld', "this is another's\n");
    spill('script.c', "#include <stdio.h>\nextern char the_number[];\nint main(void)\n{\n    printf(\"%d\\n\", (int)((long)the_number & 255));\n    return 0;\n}\n");
    @ways = ('-T more.ld', '-Wl,-T,more.ld', '-Wl,--script=more.ld', 'more.ld');
    says("$rill run --ldflags '$_' script.c", "11\n", $_) for @ways;
    spill('more.ld', "the_number = 0x80000000 + 12;\n");
    says("$rill run --ldflags '$_' script.c", "12\n", "$_, when it has changed") for @ways;

    # The runtime's own flags, and who reads them: in a folder where nothing is built.
    my $flags = 'build/virt-rv64gc-h7/flags';
    my $said = sub {
        my ($before) = @_;
        my ($status, $out) = sh("$before make -s HARTS=7 $flags", $top);
        is($status, 0, "flags of: $before") or diag($out);
        open my $f, '<', "$top/$flags" or die "$flags: $!";
        local $/ = undef;
        return scalar <$f>;
    };
    my $usual = $said->('');
    is($said->(''), $usual, 'the flags are as they were');
    isnt($said->('CPATH=/nowhere'), $usual, 'headers from elsewhere are seen');
    spill("tools/@{[$cross =~ s/.*\///r]}gcc", "#!/bin/sh\nexec ${cross}gcc \"\$@\"\n");
    chmod 0755, glob "$tmp/tools/*";
    isnt($said->("PATH=$tmp/tools:\$PATH"), $usual, 'and another compiler');
    my $older = $said->("PATH=$tmp/tools:\$PATH");
    utime 1e9, 1e9, glob "$tmp/tools/*";
    isnt($said->("PATH=$tmp/tools:\$PATH"), $older, 'and one that has come in its place');
}

# ---- names ----
{
    spill("it's \$a # (b)/value.h", "#define VALUE 1\n");
    spill("it's \$a # (b)/main one.c", "#include <stdio.h>\n#include \"value.h\"\n#include <other.h>\nint main(void)\n{\n    printf(\"%d %d %s\\n\", VALUE, OTHER, TEXT);\n    return 0;\n}\n");
    spill("it's \$a # (b)/sub dir/other.h", "#define OTHER 2\n");
    my $odd = "cd \"$tmp/it's \\\$a # (b)\" && $rill run --cflags \"-I'sub dir' -DTEXT='\\\"a  b\\\"'\" 'main one.c'";
    says($odd, "1 2 a  b\n", 'blanks and signs in names and flags');
    says($odd =~ s/a  b/a b/r, "1 2 a b\n", 'and they count');
    spill("it's \$a # (b)/sub dir/other.h", "#define OTHER 3\n");
    says($odd, "1 3 a  b\n", 'and a header there that has changed');

    spill('a/b.c', "int one(void)\n{\n    return 1;\n}\n");
    spill('a_b.c', "int two(void)\n{\n    return 2;\n}\n");
    spill('b.c', "int three(void)\n{\n    return 3;\n}\n");
    spill('b.S', "        .globl four\nfour:   li a0, 4\n        ret\n");
    spill('main.c', "#include <stdio.h>\nint one(void), two(void), three(void), four(void);\n"
        . "int main(void)\n{\n    printf(\"%d%d%d%d\\n\", one(), two(), three(), four());\n    return 0;\n}\n");
    says("$rill run main.c a/b.c a_b.c b.c b.S", "1234\n", 'files of like names');

    spill('far/real.c', "#include <stdio.h>\n#include \"near.h\"\nint main(void)\n{\n    puts(NEAR);\n    return 0;\n}\n");
    spill('near/near.h', "#define NEAR \"beside the link\"\n");
    symlink '../far/real.c', "$tmp/near/link.c" or die $!;
    says("$rill run near/link.c", "beside the link\n", "a link's headers lie beside the link");
    says("ln -sf $rill r && ./r run near/link.c", "beside the link\n", 'and rill itself by a link');

    spill('s.c', "#include <stdio.h>\nint main(void)\n{\n    puts(\"s\");\n    return 0;\n}\n");
    my ($status, $out) = sh("$rill build -o new/er/s s.c && $rill build -o new/t.elf s.c && $rill build -o new/ s.c && cd new && $rill build -o ../u ../s.c");
    is($status, 0, 'build -o') or diag($out);
    ok(-s "$tmp/$_", $_) for qw(new/er/s.elf new/er/s.map new/t.elf new/s.elf u.elf);
    ($status, $out) = sh("$rill build s.c");
    like($out, qr/\S+\/s\.elf$/, 'build without -o says where it is');
    ok(-s ($out =~ s/\n//r =~ s{^(?!/)}{$tmp/}r), 'and there it is');
    refused("$rill run -o x s.c", qr/-o x: `rill run` leaves no file/, 'run -o');
    refused("$rill build -o s.c/x s.c", qr/cannot write s\.c\/x\.elf/, '-o below a file');
}

# ---- a checkout anywhere, with the runtime that is built ----
{
    my $far = "$tmp/it's my (far) \$place";
    mkdir $far;
    my $quoted = "'" . ($far =~ s/'/'\\''/gr) . "'";
    my ($status, $out) = sh("cp -a Makefile mk tools linker board boot kernel libc-shim include examples $quoted && mkdir -p $quoted/build/virt-rv64gc"
        . " && cd build/virt-rv64gc && cp -a rt flags sources $quoted/build/virt-rv64gc", $top);
    is($status, 0, 'a copy') or diag($out);
    spill('near.h', "#define NEAR 1\n");
    my $run = "$quoted/tools/rill run --cflags '-include near.h' $quoted/examples/01-hello.c -- there";
    says($run, "Hello, there!\n", 'a checkout with odd signs in its name');
    spill('near.h', "#define NEAR 2\n");
    says($run, "Hello, there!\n", 'again, when a header has changed');
    spill('lines.c', "#include <stdio.h>\nint main(void)\n{\n    char s[9];\n    return fgets(s, 9, stdin) != 0;\n}\n");
    my $make = "make -s elf QUIET=1 APP=$tmp/lines.c && grep -c libc-shim/fgets.o \$(ls -t build/virt-rv64gc/lines.map)";
    my $in = $far =~ s/'/'\\''/gr;
    (undef, $out) = sh($make, $in);
    cmp_ok($out, '>', 0, 'by make') or diag($out);
    (undef, $out) = sh("rm libc-shim/fgets.c && $make", $in);
    is($out, "0\n", 'a source that is gone is gone from the image');
}

# ---- for editors ----
{
    require JSON::PP;
    my ($status, $out) = sh("make -s compile_commands.json APP='$tmp/lines.c examples/01-hello.c' && cat compile_commands.json && rm compile_commands.json", $top);
    is($status, 0, 'make compile_commands.json');
    my $all = eval { JSON::PP::decode_json($out) } // [];
    my %by = map { $_->{file} => $_ } @$all;
    is_deeply([grep { !$by{$_} } 'kernel/sched/sched.c', 'boot/trap.S', 'libc-shim/io.c', 'examples/01-hello.c', "$tmp/lines.c"], [],
        'has the kernel, the shim and the program');
    my $one = $by{'kernel/sched/sched.c'} // {command => 'false', directory => $top};
    is($one->{directory}, $top, 'and where');
    is((sh("$one->{command} -o /dev/null", $top))[0], 0, 'what it says compiles');
}

# ---- two builds at once ----
{
    my $dir = 'build/virt-rv64gc-h9';
    my $all = join ' & ', map { "(make -s QUIET=1 HARTS=9 APP=$tmp/s.c OUT=$dir/two$_ $dir/two$_.elf || echo broken) " } 1 .. 2;
    sh("rm -rf $dir", $top);
    my ($status, $out) = sh("$all & wait", $top);
    is($out, '', 'two makes in one folder, both from nothing');
    is((sh("tools/qemu-run --smp 1 $dir/two$_.elf", $top))[1], "s\n", "image $_ runs") for 1 .. 2;
    is((sh("find $dir -name '*.[0-9]*'", $top))[1], '', 'and nothing half made is left');
    sh("rm -rf $dir", $top);
}

# ---- kinds of files ----
{
    my $hello = <<'END';
#include <rill/rill.h>
#include <stdio.h>

class Base {
  public:
    virtual int value() const = 0;
    virtual ~Base() {}
};

class Derived : public Base {
    int n;

  public:
    Derived(int n) : n(n) { printf("made %d\n", n); }
    ~Derived() { printf("gone %d\n", n); }
    int value() const override { return n; }
};

static Derived global(42);

template <typename T> static T twice(T x) { return x + x; }

static Derived &local()
{
    static Derived d(7);
    return d;
}

static int task(void *arg)
{
    printf("task %d\n", static_cast<Base *>(arg)->value());
    return 0;
}

int main()
{
    struct rill_job job;
    Derived *heap = new Derived(5);
    auto more = [heap](int x) { return x + heap->value(); };

    rill_spawn(&job, nullptr, task, static_cast<Base *>(&global));
    rill_join(&job, RILL_FOREVER, nullptr);
    printf("%d %d %d\n", twice(4), local().value(), more(1));
    delete heap;
    return 0;
}
END
    my $want = "made 42\nmade 5\ntask 42\nmade 7\n8 7 6\ngone 5\ngone 7\ngone 42\n";
    spill("hello.$_", $hello) for qw(cc cpp cxx C);
    my @headers = map { s/.*\///r } grep { !/bindasm/ } glob "$top/include/rill/*.h";
    spill("alone/$_.c", "#include <rill/$_>\n") for @headers;
    spill('alone.c', "int main(void)\n{\n    return 0;\n}\n");
    says("$rill run --harts $_ --cflags '-Wextra -Werror -Wshadow -Wundef -Wstrict-prototypes' alone.c alone/*.c", '',
        "each header of rill/ alone in C, with HARTS=$_") for 1, 2;
    SKIP: {
        skip 'no g++', 1 if !-x "${cross}g++";
        says("$rill run hello.$_", $want, "C++: .$_") for qw(cc cpp cxx C);
        says("$rill run -b hifive1 hello.cc", $want, 'on hifive1');
        says("$rill run --harts 2 hello.cc", $want, 'and for two harts');
        spill("headers/$_.cc", "#include <rill/$_>\n") for @headers;
        spill('header.cc', "int main()\n{\n    return 0;\n}\n");
        says("$rill run --cflags '-Wextra -Werror' header.cc headers/*.cc", '', 'each header of rill/ in C++');
        spill('pure.cc', "struct B { B() { call(); } void call() { f(); } virtual void f() = 0; };\n"
            . "struct D : B { void f() override {} };\nint main()\n{\n    D d;\n    return 0;\n}\n");
        my ($status, $out) = sh("$rill run --cflags -O0 pure.cc");
        is($status, 134, 'a pure virtual function that is called');
        like($out, qr/^rill: panic: a pure virtual function was called/m, 'says so');
    }
    spill('calls.c', $calls);
    spill('n.s', "        .globl number\nnumber: li a0, 9\n        ret\n");
    says("$rill run calls.c n.s", "9\n", '.s');
    archive(10);
    says("$rill run calls.c n.o", "10\n", '.o');
    says("$rill run calls.c lib/libn.a", "10\n", '.a');
    sh("$cc -O2 -c -DRILL_HARTS=1 calls.c -o calls.o");
    says("$rill run calls.o n.s", "9\n", 'an object first');
    spill('only.h', "int x;\n");
    refused("$rill run only.h", qr/only\.h: a header is not built, but included/, 'a header');
    spill('x.rs', "\n");
    refused("$rill run x.rs", qr/x\.rs: rill takes \.c, \.cc.* \.a files, or one \.elf/, 'another language');
    refused("make -s elf APP=$tmp/x.rs", qr/a program is made of \.c/, 'another language, by make', $top);
}

# ---- names that nobody reads ----
refused("make $_ BORD=hifive1", qr/nothing here is called BORD \(did you mean BOARD=\?\)/, "make $_ BORD=", $top)
    for qw(elf run test help clean doctor size print-run);
for (['HART=2', 'HARTS'], ['board=virt', 'BOARD'], ['APP_CFLAG=-g', 'APP_CFLAGS'], ['REPORT=short', 'REPORTS'],
    ['MINUTE=1', 'MINUTES'], ['MARHC=rv64gc', 'MARCH'], ['STRES=1', 'STRESS']) {
    refused("make elf $_->[0]", qr/did you mean $_->[1]=\?/, "make elf $_->[0]", $top);
}
refused('make elf WHATEVER=1', qr/nothing here is called WHATEVER; `make help` lists/, 'a name like none', $top);
refused('make elf MODE=s', qr/nothing here is called MODE/, 'one that is the board\'s to say', $top);
refused('make elf BOARD=hifve1', qr/no board "hifve1" \(did you mean hifive1\?\)/, 'a board', $top);
refused('make elf HEAP=debgu', qr/HEAP=debgu: .* plain or debug/, 'HEAP=', $top);
refused("$rill run --heap debgu $tmp/x.c", qr/--heap debgu: plain or debug/, '--heap');
refused('make elf REPORTS=shrt', qr/REPORTS=shrt: .* full or short/, 'REPORTS=', $top);
refused('make elf STRESS=yes', qr/STRESS=yes: .* 0 or 1/, 'STRESS=', $top);
refused("$rill run --bord virt s.c", qr/no option --bord \(did you mean --board\?\)/, 'an option');
refused("$rill run -b hifve1 s.c", qr/no board "hifve1" \(did you mean hifive1\?\)/, 'a board of rill\'s');
refused("$rill biuld s.c", qr/no command "biuld" \(did you mean build\?\)/, 'a command');
{
    my ($status, $out) = sh('make -s MODE=x help BOARD=virt 2>/dev/null; MODE=debug make -s print-run', $top);
    is($status, 0, 'a MODE of the environment is another\'s') or diag($out);
}

done_testing();
