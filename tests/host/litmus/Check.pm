# Check.pm -- litmus tests against the source: what each test says of an execution holds
# with the instructions that the objects have; each of them is needed; none is without a test.
package Check;
use strict;
use warnings;
use Rvwmo;
use Source;
use Tests;

# objdump, the tree's root, objects => what they have, by place.
sub of_objects {
    my ($objdump, $top, @objects) = @_;
    my @instructions = Source::instructions($objdump, $top, @objects);
    return {instructions => \@instructions, groups => [grep { Source::orders($_) || Source::accesses($_) } Source::groups(@instructions)]};
}

# ---- sites ----

# Some objects need not have all rows of a name, but one.
sub resolve_some {
    my ($built, @rows) = @_;
    my $all = resolve($built, @rows);
    my %kept;
    for my $row (@rows) {
        my $one = resolve($built, $row)->{$row->{name}};
        my @lines = Source::lines_of_site($row);
        push @{$kept{$row->{name}}}, $row if !$one->{lost} || !@lines;
    }
    return {%$all, %{resolve($built, map { @$_ } values %kept)}};
}

# By name: {kind, options: [{row, lines, step}]}; an option is a place and what stands there, or undef:
# it is lost.
sub resolve {
    my ($built, @rows) = @_;
    my %sites;
    for my $row (@rows) {
        my $site = $sites{$row->{name}} //= {name => $row->{name}, kind => $row->{kind}, options => []};
        die "sites: $row->{name} is of two kinds\n" if $site->{kind} ne $row->{kind};
        my @lines = Source::lines_of_site($row);
        my %seen;
        if ($row->{kind} ne 'plain') {
            for my $g (@{$built->{groups}}) {
                my @chain = @{$g->[0]{chain}};
                # An instruction's own statement; of a call, whatever is inlined there.
                @chain = grep { defined } $chain[0] if $row->{snippet} =~ /^(?:__atomic_|RILL_LOCK_|fence )/;
                next if !grep { Source::is_at($row, @$_) } @chain;
                my $step = Source::as_step($row->{kind}, $g) // next;
                $g->[0]{claimed} = 1;
                $seen{Source::step_text($step)} //= $step;
            }
            delete $seen{''} if $row->{kind} eq 'load' && keys %seen > 1;    # other words of the statement
        }
        my @steps = $row->{kind} eq 'plain' ? {} : map { $seen{$_} } sort keys %seen;
        $site->{lost} = "$row->{file}: " . (@lines ? "$row->{kind} $row->{snippet}: the compiler made none of it" : "no statement has $row->{snippet} any more")
            if !@lines || !@steps;
        $site->{lost} //= "$row->{file}: not $row->{count} of $row->{snippet} in $row->{in}, but " . @lines if $row->{in} ne '-' && @lines != $row->{count};
        push @{$site->{options}}, @lines && @steps ? map({ {row => $row, lines => \@lines, step => $_} } @steps) : undef;
    }
    return \%sites;
}

# Statements with an ordering instruction of which no site speaks.
sub unclaimed {
    my ($built) = @_;
    my %left;
    for my $g (grep { Source::orders($_) && !$_->[0]{claimed} } @{$built->{groups}}) {
        my @chain = @{$g->[0]{chain}};
        my @at = map { my ($text, $first, $in) = Source::statement_at(@$_); "$_->[0]:$first, $in: " . substr $text, 0, 90 } @chain[0 .. ($#chain > 0 ? 1 : $#chain)];
        $left{join "\n        called at ", @at} //= join '; ', map { $_->{text} } grep { $_->{kind} !~ /[RW]/ } @$g;
    }
    return map { "$_\n        ($left{$_})" } sort keys %left;
}

# ---- a test ----

sub ties_of {
    my ($test) = @_;
    return map { my $h = $_; grep { defined $_->{site} } @{$h->{steps}} } @{$test->{harts}};
}

# A step's option in a choice: what the objects have there, or without a part of it.
sub weaker {
    my ($had, $part, $kind) = @_;
    my %s = %{$had // {}};
    return {} if $part eq 'all';
    return {%s, apart => 1, aq => 0, rl => 0, pre => [], post => []} if $part eq 'apart';
    return {%s, aq => 0, post => []} if $part eq 'acquire';
    return {%s, rl => 0, pre => []} if $part eq 'release';
    die "no such part: $part";
}

# Fences that are written out, with one bit less: ["whose pred|succ-bit", what stands there then].
sub less_a_bit {
    my ($had) = @_;
    my @all;
    for my $list (grep { $had->{$_} } qw(pre post)) {
        for my $i (0 .. $#{$had->{$list}}) {
            my @fence = @{$had->{$list}[$i]};
            next if $fence[2] eq '';
            for my $side (0, 1) {
                for my $bit (split //, $fence[$side]) {
                    my @less = @fence;
                    $less[$side] =~ s/$bit//;
                    my @fences = @{$had->{$list}};
                    $fences[$i] = \@less;
                    @fences = grep { $_->[0] ne '' && $_->[1] ne '' } @fences;
                    push @all, ["$fence[2] " . ('pred', 'succ')[$side] . "-$bit", {%$had, $list => \@fences}];
                }
            }
        }
    }
    return @all;
}

sub parts_of {
    my ($step, $had) = @_;
    return () if !$had;
    return 'all' if $step->{kind} eq 'F';
    my @parts;
    push @parts, 'acquire' if $had->{aq} || @{$had->{post} // []};
    push @parts, 'release' if $had->{rl} || @{$had->{pre} // []};
    push @parts, 'apart' if $step->{kind} eq 'A' && !($step->{op} eq 'swap' && $step->{reg} eq '_');
    return @parts;
}

# The program of a test with the n-th option of each site; $less: {site => part} is left out, or
# {site => step} stands there.
sub program {
    my ($test, $sites, $n, $less) = @_;
    return Tests::program_of($test, sub {
        my ($step) = @_;
        my $options = $sites->{$step->{site}}{options};
        my $option = $options->[$n % @$options];
        my $had = $option ? $option->{step} : $step->{kind} eq 'A' ? {apart => 1} : {};
        my $part = $less->{$step->{site}};
        return $part if ref $part;
        return defined $part ? weaker($had, $part) : $had;
    });
}

sub place_of {
    my ($sites, $n) = @_;
    return sub {
        my ($step) = @_;
        return '' if !defined $step->{site};
        my $options = $sites->{$step->{site}}{options};
        my $o = $options->[$n % @$options] or return "gone: $sites->{$step->{site}}{lost}";
        return "$o->{row}{file}:" . join(',', @{$o->{lines}}) . ($o->{row}{in} eq '-' ? '' : ", $o->{row}{in}");
    };
}

sub words { my ($end) = @_; join ', ', map { "$_ = $end->{$_}" } sort keys %$end }

# What is wrong with a test as the source is: sentences.
sub faults {
    my ($test, $sites) = @_;
    my (@faults, %lost);
    my $most = 1;
    for my $step (ties_of($test)) {
        my $site = $sites->{$step->{site}} // die "$step->{at}: no such site: $step->{site}\n";
        $most = @{$site->{options}} if @{$site->{options}} > $most;
        push @faults, "$site->{lost}\n" if $site->{lost} && !$lost{$step->{site}}++;
    }
    for my $n (0 .. $most - 1) {
        my $program = program($test, $sites, $n, {});
        my $where = place_of($sites, $n);
        for my $end (@{$test->{never}}) {
            my $found = Rvwmo::find($program, Tests::ends($program, $end)) or next;
            push @faults, "it may end with " . words($end) . ":\n" . Tests::told($program, $found, $where);
        }
        for my $end (@{$test->{can}}) {
            push @faults, 'it cannot end with ' . words($end) . "\n" if !Rvwmo::find($program, Tests::ends($program, $end));
        }
    }
    return (@faults, idle_ends($test, $sites), turned_round($test, $sites));
}

# An end that no source could have is no test of this one: with all of its instructions gone it must be.
sub idle_ends {
    my ($test, $sites) = @_;
    my %none = map { $_->{site} => $_->{kind} eq 'A' ? 'apart' : 'all' } ties_of($test);
    return if !%none;
    my $program = program($test, $sites, 0, \%none);
    return map { 'whatever the source has, it cannot end with ' . words($_) . "\n" }
        grep { !Rvwmo::find($program, Tests::ends($program, $_)) } @{$test->{never}};
}

# Steps of one function must stand in the source as they do in the test.
sub turned_round {
    my ($test, $sites) = @_;
    my @faults;
    for my $hart (@{$test->{harts}}) {
        my %last;
        for my $step (grep { defined $_->{site} } @{$hart->{steps}}) {
            my @options = @{$sites->{$step->{site}}{options}};
            my %lines = map { $_ ? map({ $_ => 1 } @{$_->{lines}}) : () } @options;
            my ($row) = map { $_ ? $_->{row} : () } @options;
            next if !$row || keys %lines != 1 || grep { !$_ || $_->{row} != $row } @options;
            my ($line) = keys %lines;
            my (undef, undef, $in) = Source::statement_at($row->{file}, $line);
            my $before = $last{"$row->{file} $in"} // [0];
            push @faults, "$row->{file}: $in has \@$step->{site} (line $line) before \@$before->[1] (line $before->[0]): moved?\n" if $line < $before->[0];
            $last{"$row->{file} $in"} = [$line, $step->{site}];
        }
    }
    return @faults;
}

# Which parts of its sites does a test need?   returns  {site => {part => 1}}, and those there are;
# the same of bits of fences, by who has written them, added to $bits.
sub needs {
    my ($test, $sites, $bits) = @_;
    my (%needed, %there, %first);
    $first{$_->{site}} //= $_ for ties_of($test);
    for my $name (keys %first) {
        my $options = $sites->{$name}{options};
        next if $sites->{$name}{kind} eq 'plain';
        for my $n (0 .. $#$options) {
            for my $part (parts_of($first{$name}, $options->[$n] && $options->[$n]{step})) {
                $there{$name}{$part} = 1;
                next if ($needed{$name} // {})->{$part};
                my $program = program($test, $sites, $n, {$name => $part});
                $needed{$name}{$part} = 1 if grep { Rvwmo::find($program, Tests::ends($program, $_)) } @{$test->{never}};
            }
            next if !$needed{$name};    # as a whole it is not
            for (less_a_bit($options->[$n] ? $options->[$n]{step} : {})) {
                my ($bit, $step) = @$_;
                next if $bits->{$bit} //= 0;
                my $program = program($test, $sites, $n, {$name => $step});
                $bits->{$bit} = 1 if grep { Rvwmo::find($program, Tests::ends($program, $_)) } @{$test->{never}};
            }
        }
    }
    return (\%needed, \%there);
}

1;
