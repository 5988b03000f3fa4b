# setup.t -- tools/setup asks apt-get for what is missing and for no more: `make test`
# wants no checker of style, and nothing is asked for where all is there.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Temp qw(tempdir);
use Test::More;

my $tmp = tempdir(CLEANUP => 1);
my $setup = getcwd() . '/tools/setup';

# The commands of a folder of ours alone; apt-get only says what it was asked for.
sub path_with {
    my ($name, @tools) = @_;
    mkdir "$tmp/$name" or die $!;
    for (qw(sh env id grep cat dirname), @tools) {
        my $tool = $_;
        my ($real) = grep { -x } map { "$_/$tool" } split /:/, $ENV{PATH};
        symlink $real, "$tmp/$name/$tool" or die "$tool: $!" if $real;
    }
    my %said = (id => 'echo 0', 'apt-get' => "echo \"\$@\" >>$tmp/$name.log");
    for (sort keys %said) {
        unlink "$tmp/$name/$_";
        open my $f, '>', "$tmp/$name/$_" or die $!;
        print $f "#!/bin/sh\n$said{$_}\n";
        close $f or die $!;
        chmod 0755, "$tmp/$name/$_";
    }
    return "$tmp/$name";
}

sub asked {    # what apt-get is to install, in order of names
    my ($path, $profile) = @_;
    unlink "$path.log";
    my $out = qx(PATH=$path /bin/sh $setup $profile 2>&1);
    is($?, 0, "setup $profile goes well") or diag $out;
    open my $f, '<', "$path.log" or return '';
    my ($install) = map { / install -y --no-install-recommends (.*)/ ? $1 : () } <$f>;
    return join ' ', sort split / /, $install // '';
}

my $headers = join ' ', (-e '/usr/include/stdio.h' ? () : 'libc6-dev'), -e '/usr/include/libfdt.h' ? () : 'libfdt-dev';
my $picolibc = -e '/usr/lib/picolibc/riscv64-unknown-elf/lib/libc.a' ? '' : ' picolibc-riscv64-unknown-elf';
my $none = path_with('none');
my $run = 'gcc-riscv64-unknown-elf perl picolibc-riscv64-unknown-elf qemu-system-misc';
is(asked($none, 'run'), $run, 'to run: the compiler, its libc, QEMU, perl');
is(asked($none, 'test'), join(' ', sort split(/ +/, $run), qw(device-tree-compiler gcc gdb-multiarch spin), split / /, $headers),
    'to test: no checker of style');
is(asked($none, 'lint'), join(' ', sort split(/ +/, $run), qw(clang-format cppcheck shellcheck)), 'to lint: those');

SKIP: {
    my @all = qw(riscv64-unknown-elf-gcc qemu-system-riscv64 qemu-system-riscv32 prove perl cc spin fdtput gdb-multiarch);
    my $path = path_with('all', @all);
    skip 'not all is here', 2 if $picolibc || $headers || grep { !-x "$path/$_" } @all;
    is(asked($path, 'test'), '', 'where all is there: nothing');
}
done_testing();
