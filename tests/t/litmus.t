# litmus.t -- the order of memory that the source asks for, under RVWMO: each ordering
# instruction has a litmus test that holds with it and not without (tests/host/litmus/), and each order
# that is taken out of a copy of the source is found, with the execution that it lets through.
use strict;
use warnings;
use Cwd qw(getcwd);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use Test::More;
use lib 'tests/host/litmus';
use Driver;

plan skip_all => 'no RISC-V compiler' if !Driver::cross();

# ---- the source as it is ----

Driver::all(objects => [], say => sub {
    my ($well, $name, $why) = @_;
    ok $well, $name or diag $why;
});

# ---- a hole in what is claimed, and one in what is tested ----

my $from = getcwd();
my $objdump = Driver::cross() . 'objdump';
my ($rows) = Source::read_sites('tests/host/litmus/sites');
my $built = Check::of_objects($objdump, $from, 'build/virt-rv64gc-h4/rt/kernel/irq/many/harts.o');
Check::resolve($built, grep { $_->{name} ne 'asked' } @$rows);
like join("\n", Check::unclaimed($built)), qr/^kernel\/irq\/many\/harts\.c:\d+, rill_hart_took: .*\n(?: +called at .*\n)*.*amoswap[^\n]*\)$/, 'an AMO that has no site is found';

my ($line) = grep { Source::lines_of('kernel/irq/many/harts.c')->[$_ - 1] =~ /__atomic_fetch_or\(&bits/ } 1 .. 100;
my @left = Source::never_compiled([grep { $_->{chain}[0] && $_->{chain}[0][1] != $line } @{$built->{instructions}}], 'kernel/irq/many/harts.c');
is scalar @left, 1, 'one that is written and in no object is found' or diag join "\n", @left;
like $left[0], qr/^kernel\/irq\/many\/harts\.c:$line: __atomic_fetch_or/, 'by its line';

# A test for which one of two fences is enough, and one with an end that never is.
my $tmp = tempdir(CLEANUP => 1);
spill("$tmp/two.litmus", <<'EOT');
test two
hart a
  store x 1
  fence @told
  fence @same-fence
  load r y
hart b
  store y 1
  fence rw, rw
  load s x
never r = 0, s = 0
never r = 2
EOT
($rows) = Source::read_sites('tests/host/litmus/sites');
$built = Check::of_objects($objdump, $from, map { "build/virt-rv64gc-h4/rt/kernel/$_.o" } qw(sched/task sched/many/idle));
my $sites = Check::resolve($built, grep { $_->{name} =~ /^(?:told|same-fence)$/ } @$rows);
my ($two) = Tests::read_file("$tmp/two.litmus");
my ($needed) = Check::needs($two, $sites, {});
is_deeply $needed, {}, 'of two fences where one is enough neither is needed';
like join('', Check::faults($two, $sites)), qr/^whatever the source has, it cannot end with r = 2$/, 'an end that no source could have is found';

# ---- orders that are taken out ----

system('cp', '-a', grep({ $_ ne 'build' } glob('*')), $tmp) == 0 or die 'cannot copy the tree';

my @plants = map { /^([\w-]+) \| (\S+) \| (.*) \| (\S+) (\S.*?) \| (.*?) \| (.*)$/ ? [$1, $2, $3, $4, $5, $6, $7] : () } split /\n/, Source::slurp('tests/host/litmus/plants') =~ s/^#.*\n//mgr;
cmp_ok scalar @plants, '>=', 30, 'orders to take out';

# The compiler's own command for each object, of the copy.
sub command_of {
    my ($board, $object) = @_;
    my @lines = split /\n/, qx(make -n -B QUIET=1 APP=examples/06-harts.c BOARD=$board MARCH=rv64gc HARTS=4 build/$board-rv64gc-h4/rt/$object.o 2>&1);
    my ($command) = map { m{^if (.* -c \S+ -o build/\S+/\Q$object\E\.o)\.\$\$; then } ? $1 : () } @lines;
    return $command;
}

# What is said of the test, with these objects: of this tree, or compiled anew in a copy.
sub said {
    my ($folder, $board, $test, @objects) = @_;
    my @paths = map { "build/$board-rv64gc-h4/rt/$_.o" } @objects;
    chdir $folder or die "$folder: $!";
    for my $i ($folder eq $from ? () : 0 .. $#paths) {
        make_path($paths[$i] =~ s{/[^/]*$}{}r);
        my $command = command_of($board, $objects[$i]) // return "no command for $objects[$i]";
        my $out = qx($command 2>&1);
        return "it does not compile: $out" if $?;
    }
    my $out = qx($^X tests/host/litmus/run --only '$test' --objects @paths 2>&1);
    return ($? ? 'FAIL ' : 'ok ') . $out;
}

sub try_plant {
    my ($plant, $folder) = @_;
    my ($name, $file, $change, $board, $objects, $test) = @$plant;
    my $text = Source::slurp("$from/$file");
    my $planted = $text;
    { local $_ = $planted; eval "$change; 1" or die "$name: $@"; $planted = $_; }
    return '0 it changes nothing' if $planted eq $text;
    my $before = said($from, $board, $test, split ' ', $objects);
    return "0 it fails unplanted: $before" if $before !~ /^ok /;
    spill("$folder/$file", $planted);
    my $after = said($folder, $board, $test, split ' ', $objects);
    spill("$folder/$file", $text);
    return "0 not found: $after" if $after !~ /^FAIL /;
    return "0 something else is said: $after" if $after !~ /it may end with|moved\?/;
    return "1 $after";
}

sub spill {
    my ($path, $text) = @_;
    open my $f, '>', $path or die "$path: $!";
    print $f $text;
    close $f or die "$path: $!";
}

# Two at a time, each in a copy of its own.
my (@pipes, %said);
for my $odd (0, 1) {
    my $copy = "$tmp-$odd";
    system('cp', '-a', $tmp, $copy) == 0 or die 'cannot copy the copy';
    my $pid = open(my $pipe, '-|') // die "fork: $!";
    if (!$pid) {
        for my $i (grep { ($_ & 1) == $odd } 0 .. $#plants) {
            print "$i ", try_plant($plants[$i], $copy) =~ s/\n/\\n/gr, "\n";
        }
        STDOUT->flush;
        require POSIX;
        POSIX::_exit(0);
    }
    push @pipes, [$pipe, $copy];
}
for (@pipes) {
    my ($pipe, $copy) = @$_;
    while (<$pipe>) {
        $said{$1} = [$2, $3] if /^(\d+) ([01]) (.*)$/;
    }
    close $pipe;
    system 'rm', '-rf', $copy;
}
for my $i (0 .. $#plants) {
    my ($well, $how) = @{$said{$i} // [0, 'nothing was said']};
    ok $well, "$plants[$i][0] is found: $plants[$i][6]";
    $well ? note $how =~ s/\\n/\n/gr : diag $how =~ s/\\n/\n/gr;
}

done_testing;
