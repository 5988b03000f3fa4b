# Driver.pm -- runs litmus tests: for tests/host/litmus/run and tests/t/litmus.t.
package Driver;
use strict;
use warnings;
use Cwd qw(getcwd);
use Fcntl qw(:flock);
use Check;

delete @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES BOARD MARCH HARTS APP OUT V STRESS REPORTS)};

my $dir = 'tests/host/litmus';
my @builds = (['virt', 'rv64gc'], ['virt-s', 'rv64gc']);    # M-mode and S-mode, for four harts

sub cross {
    my ($cross) = map { s/objdump$//r } grep { -x } map { my $d = $_; map { "$d/$_-objdump" }
        qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
    return $cross;
}

# The objects of the runtime.
sub build {
    my @objects;
    for (@builds) {
        my ($board, $march) = @$_;
        mkdir 'build';
        open my $lock, '>', "build/.lock-$board-$march-h4" or die "lock: $!\n";
        flock $lock, LOCK_EX;
        my $out = qx(make -s elf QUIET=1 APP=examples/06-harts.c BOARD=$board MARCH=$march HARTS=4 2>&1);
        die "it does not build: $out" if $?;
        push @objects, split /\n/, qx(find build/$board-$march-h4/rt -name '*.o');
    }
    return @objects;
}

sub tests_of {
    my ($only) = @_;
    my @tests = map { Tests::read_file($_) } sort glob "$dir/*.litmus";
    return grep { !defined $only || $_->{name} eq $only || $_->{file} =~ m{/\Q$only\E\.litmus$} } @tests;
}

# only: a test's name or a file's; objects: else they are built; say->(well, name, why)
sub all {
    my (%o) = @_;
    my @tests = tests_of($o{only});
    die "no such test: $o{only}\n" if !@tests;
    my $whole = !@{$o{objects}} && !defined $o{only};
    my ($rows, $spare, $outside) = Source::read_sites("$dir/sites");
    my @objects = @{$o{objects}} ? @{$o{objects}} : build();
    @objects = grep { !(m{/rt/(.*)\.o$} && $outside->{"$1.c"}) } @objects;
    my $built = Check::of_objects(cross() . 'objdump', getcwd(), @objects);
    my %tied = map { $_->{site} => 1 } map { Check::ties_of($_) } @tests;
    my $sites = @{$o{objects}} ? Check::resolve_some($built, grep { $tied{$_->{name}} } @$rows) : Check::resolve($built, @$rows);
    my (%needed, %there, %used, %names, %bits);
    for my $test (@tests) {
        my @faults = Check::faults($test, $sites);
        push @faults, "there are two of that name\n" if $names{$test->{name}}++;
        $used{$_->{site}} = 1 for Check::ties_of($test);
        my ($needed, $there) = Check::needs($test, $sites, \%bits);
        for my $site (keys %$there) {
            $there{$site}{$_} = 1 for keys %{$there->{$site}};
            push @{$needed{$site}{$_}}, $test->{name} for keys %{$needed->{$site}};
        }
        $o{say}->(!@faults, $test->{name}, join '', $test->{about} =~ s/ ?$/\n/r, @faults);
    }
    return if !$whole;
    for my $name (sort keys %$sites) {
        my $site = $sites->{$name};
        next if $site->{kind} eq 'plain' && $used{$name};
        my @idle = grep { !$needed{$name}{$_} && !$spare->{"$name $_"} } sort keys %{$there{$name}};
        my @told = grep { $needed{$name}{$_} && $spare->{"$name $_"} && !$spare->{"$name $_"}{some} } sort keys %{$there{$name}};
        my $at = join ', ', map { $_ ? "$_->{row}{file}:" . join(',', @{$_->{lines}}) . ' ' . Source::step_text($_->{step}) : 'gone' } @{$site->{options}};
        $o{say}->($used{$name} && !$site->{lost} && !@idle && !@told, "\@$name: $at",
            !$used{$name} ? 'no test has it'
            : $site->{lost} ? $site->{lost}
            : @idle ? "redundant, as far as the tests know: @idle; take it out, or write the test that needs it"
            : @told ? "said to be spare, and is not: @told"
            : join '; ', map { "$_: " . join ', ', @{$needed{$name}{$_} // ['spare: ' . $spare->{"$name $_"}{why}]} } sort keys %{$there{$name}});
    }
    for my $bit (sort keys %bits) {
        my $why = $spare->{$bit} && $spare->{$bit}{why};
        $o{say}->($bits{$bit} ? !$why : $why, "the fence of $bit",
            $bits{$bit} ? ($why ? 'said to be spare, and is not' : 'a test needs it') : $why // 'no test needs that bit');
    }
    my @left = Check::unclaimed($built);
    $o{say}->(!@left, 'every ordering instruction has a site', join "\n", @left);
    my @files = grep { /\.[chS]$/ && !$outside->{$_} } split /\n/, qx(find include boot kernel libc-shim board -type f | sort);
    @left = Source::never_compiled($built->{instructions}, @files);
    $o{say}->(!@left, 'every one that is written was compiled', join "\n", @left);
}

1;
