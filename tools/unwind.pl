# tools/unwind.pl -- the chain of calls, by the tables of an ELF, and where each call is in
# the source.
#
# The tables (.debug_frame; DWARF 4, 6.4) say for each instruction where sp was when the
# function was called, and where its return address lies. So a reader with a pc, its sp and
# a way to read the stack can follow the calls, without help from the program, which has
# ended.
use strict;
use warnings;
no warnings 'portable'; # numbers of 64 bits
use Cwd qw(getcwd);

use constant { RA => 1, SP => 2, FP => 8 };    # numbers of registers, as DWARF has them too

# ---- reading the tables ----

sub leb {    # unsigned, at pos($$text)
    my ($text) = @_;
    my ($n, $shift) = (0, 0);
    while ($$text =~ /\G(.)/gcs) {
        $n |= (ord($1) & 127) << $shift;
        $shift += 7;
        return $n if ord($1) < 128;
    }
    return $n;
}

sub sleb {
    my ($text) = @_;
    my ($n, $shift) = (0, 0);
    while ($$text =~ /\G(.)/gcs) {
        $n |= (ord($1) & 127) << $shift;
        $shift += 7;
        return ord($1) & 64 ? $n - (1 << $shift) : $n if ord($1) < 128;
    }
    return $n;
}

sub take {    # so many bytes at pos($$text), and past them
    my ($text, $n) = @_;
    my $bytes = substr $$text, pos $$text, $n;
    pos($$text) += $n;
    return $bytes;
}

# {bits, calls: [{from, to, cie, rules}] in order}; nothing, if the ELF has no tables.
sub unwind_tables
{
    my ($elf) = @_;
    my ($s) = grep { $_->{name} eq '.debug_frame' } elf_sections($elf) or return;
    my $word = $s->{bits} == 64 ? 'Q<' : 'V';
    my $size = $s->{bits} / 8;
    my (%cie, @calls);
    for (my $at = 0; $at + 8 <= length $s->{data};) {
        my ($len, $id) = unpack 'V2', substr $s->{data}, $at, 8;
        last if $len == 0xffffffff || $len < 4;
        my $body = substr $s->{data}, $at + 8, $len - 4;
        if ($id == 0xffffffff) {
            my ($version, $augmentation) = unpack 'C Z*', $body;
            pos($body) = 2 + length $augmentation;
            take(\$body, 2) if $version >= 4;
            $cie{$at} = {code => leb(\$body), data => sleb(\$body),
                ra => $version == 1 ? ord take(\$body, 1) : leb(\$body), signal => index($augmentation, 'S') >= 0};
            leb(\$body) if $augmentation =~ /^z/;
            $cie{$at}{rules} = substr $body, pos $body;
        } else {
            my ($from, $bytes) = unpack "$word$word", $body;
            push @calls, {from => $from, to => $from + $bytes, cie => $id, rules => substr $body, 2 * $size}
              if $from;    # 0: of a function that was not linked
        }
        $at += 4 + $len;
    }
    $_->{cie} = $cie{$_->{cie}} for @calls;
    return {bits => $s->{bits}, calls => [sort { $a->{from} <=> $b->{from} } grep { $_->{cie} } @calls]};
}

sub function_at {
    my ($tables, $pc) = @_;
    my ($low, $high) = (0, scalar @{$tables->{calls}});
    while ($low < $high) {
        my $mid = ($low + $high) >> 1;
        $tables->{calls}[$mid]{to} <= $pc ? ($low = $mid + 1) : ($high = $mid);
    }
    my $f = $tables->{calls}[$low];
    return $f && $f->{from} <= $pc ? $f : undef;
}

# One instruction of the tables; false at an expression, which no compiler here writes.
sub step {
    my ($row, $first, $cie, $text, $stack) = @_;
    my $op = ord take($text, 1);
    my $low = $op & 63;
    if ($op >> 6 == 1) {
        $row->{loc} += $low * $cie->{code};
    } elsif ($op >> 6 == 2) {
        $row->{at}{$low} = leb($text) * $cie->{data};
    } elsif ($op >> 6 == 3 || $op == 0x06) {    # restore
        my $r = $op == 0x06 ? leb($text) : $low;
        defined $first->{at}{$r} ? ($row->{at}{$r} = $first->{at}{$r}) : delete $row->{at}{$r};
    } elsif ($op >= 0x02 && $op <= 0x04) {    # advance by 1, 2, 4 bytes
        my $n = 1 << $op - 2;
        $row->{loc} += unpack({1 => 'C', 2 => 'v', 4 => 'V'}->{$n}, take($text, $n)) * $cie->{code};
    } elsif ($op == 0x05) {
        my $r = leb($text);
        $row->{at}{$r} = leb($text) * $cie->{data};
    } elsif ($op == 0x11) {
        my $r = leb($text);
        $row->{at}{$r} = sleb($text) * $cie->{data};
    } elsif ($op == 0x07) {
        $row->{at}{leb($text)} = 'none';
    } elsif ($op == 0x08) {
        delete $row->{at}{leb($text)};
    } elsif ($op == 0x09) {
        my $r = leb($text);
        $row->{at}{$r} = 'in ' . leb($text);
    } elsif ($op == 0x0a) {
        push @$stack, {%$row, at => {%{$row->{at}}}};
    } elsif ($op == 0x0b) {
        my $old = pop @$stack or return 0;
        %$row = (%$old, loc => $row->{loc});
    } elsif ($op == 0x0c) {
        @$row{qw(base off)} = (leb($text), leb($text));
    } elsif ($op == 0x0d) {
        $row->{base} = leb($text);
    } elsif ($op == 0x0e) {
        $row->{off} = leb($text);
    } elsif ($op == 0x2e) {
        leb($text);    # bytes of arguments
    } elsif ($op != 0) {
        return 0;
    }
    $row->{by_sp} = $row->{off} if ($row->{base} // 0) == SP;
    return 1;
}

# What holds at pc: {base, off: where sp was; at: where registers are, from there; by_sp: the
# offset when sp was last the base}.
sub row_at {
    my ($f, $pc) = @_;
    my %row = (loc => $f->{from}, base => SP, off => 0, at => {});
    my (%first, @stack);
    for my $rules ($f->{cie}{rules}, $f->{rules}) {
        my $text = $rules;
        pos($text) = 0;
        while (pos $text < length $text) {
            my %before = (%row, at => {%{$row{at}}});
            step(\%row, \%first, $f->{cie}, \$text, \@stack) or return;
            return \%before if $row{loc} > $pc;
        }
        %first = (%row, at => {%{$row{at}}});
    }
    return \%row;
}

# ---- following ----

# How far up the caller's sp is, when the base is s0, whose value we do not know: as far as
# before s0 became the base, if sp has not moved since; or as far as `find` says, if there
# is a find.
sub by_guess {
    my ($f, $row, $sp, $read, $find) = @_;
    my $ra = $row->{at}{$f->{cie}{ra}} // '';
    return if $row->{base} != FP || !defined $row->{by_sp} || $ra !~ /^-?\d+$/;
    my $slot = $sp + $row->{by_sp} + $ra;
    $slot = $find ? $find->($f, $sp) : undef if !defined $read->($slot);
    return defined $slot ? $slot - $ra : undef;
}

# From a pc and registers {number => value}; read gives the word at an address, or undef. The
# pc is that of an instruction, or else where a call returns to. Returns whether the end was
# reached, and each further frame: {pc, slot: where that was read; exact}. After 100 it stops.
sub unwind
{
    my ($tables, $pc, $exact, $regs, $read, $find) = @_;
    my %reg = %$regs;
    my @frames;
    for (1 .. 100) {
        my $f = function_at($tables, $exact ? $pc : $pc - 1);
        if (!$f) {
            # The first pc is in no function: a call went to a place that is no code.
            return 0, @frames if @frames || !$exact || !$reg{+RA};
            ($pc, $exact) = (delete $reg{+RA}, 0);
            push @frames, {pc => $pc, slot => 'ra', exact => 0, sp => $reg{+SP}};
            next;
        }
        my $row = row_at($f, $exact ? $pc : $pc - 1) or return 0, @frames;
        my $base = $reg{$row->{base}};
        my $cfa = defined $base ? $base + $row->{off} : by_guess($f, $row, $reg{+SP}, $read, $find) // return 0, @frames;
        my $where = $row->{at}{$f->{cie}{ra}} // 'same';
        return 1, @frames if $where eq 'none';
        my ($value, $slot);
        if ($where =~ /^-?\d+$/) {
            $slot = $cfa + $where;
            $value = $read->($slot);
        } else {
            my $r = $where =~ /^in (\d+)/ ? $1 : $f->{cie}{ra};
            ($slot, $value) = ($r == RA ? 'ra' : "x$r", $reg{$r});
        }
        return 0, @frames if !$value || $cfa < $reg{+SP} && !$f->{cie}{signal};
        my %at = %{$row->{at}};
        delete $reg{+RA};
        $reg{$_} = $at{$_} =~ /^-?\d+$/ ? $read->($cfa + $at{$_}) : undef for grep { $_ != SP } keys %at;
        $reg{+SP} = $at{+SP} && $at{+SP} =~ /^-?\d+$/ ? $read->($cfa + $at{+SP}) // return 0, @frames : $cfa;
        ($pc, $exact) = ($value, $f->{cie}{signal});
        delete $reg{+RA} if !$exact;
        push @frames, {pc => $pc, slot => $slot, exact => $exact, sp => $reg{+SP}};
    }
    return 0, @frames;
}

# ---- names ----

# For each address the lines that say where it is: the function first, then the functions
# into which it was inlined.
sub places_of
{
    my ($elf, $cross, $root, @addr) = @_;
    return if !@addr;
    open my $p, '-|', "${cross}addr2line", '-afipe', $elf, map { sprintf '0x%x', $_ } @addr
      or return map { [] } @addr;
    my $here = getcwd() . '/';
    my @places;
    while (<$p>) {
        chomp;
        push @places, [] if s/^0x[0-9a-f]+: //;
        s/\Q$here\E|\Q$root\E\/| \(discriminator \d+\)| at \?\?:\?|^ +(?=\(inlined)//g;
        push @{$places[-1]}, $_ if @places;
    }
    return @places;
}

# ---- a report ----

# The function that the call before a return address calls, read off the code; undef, if a
# register has the address. (RISC-V unprivileged spec, chapters 2.5 and 16.5.)
sub target_of_call {
    my ($code, $to) = @_;
    my $at = $to - $code->{addr};
    return if $at < 8 || $at > length $code->{data};
    my ($before, $last) = unpack 'V2', substr $code->{data}, $at - 8, 8;
    my $bits = sub { my ($word, $high, $low) = @_; return $word >> $low & (1 << $high - $low + 1) - 1 };
    my $signed = sub { my ($n, $bits) = @_; return $n >> $bits - 1 ? $n - (1 << $bits) : $n };
    if (($last & 0xfff) == 0x0ef) {    # jal ra
        my $n = $bits->($last, 31, 31) << 20 | $bits->($last, 19, 12) << 12 | $bits->($last, 20, 20) << 11
          | $bits->($last, 30, 21) << 1;
        return $to - 4 + $signed->($n, 21);
    }
    if (($last & 0xfff) == 0x0e7 && ($before & 0x7f) == 0x17 && $bits->($before, 11, 7) == $bits->($last, 19, 15)) {
        return ($to - 8 + $signed->($before & 0xfffff000, 32) + $signed->($last >> 20, 12));    # auipc, jalr ra
    }
    my $half = $last >> 16;
    if ($code->{bits} == 32 && ($half & 0xe003) == 0x2001) {    # c.jal
        my $n = 0;
        my @place = (11, 4, 9, 8, 10, 6, 7, 3, 2, 1, 5);    # of bits 12 to 2
        $n |= $bits->($half, 12 - $_, 12 - $_) << $place[$_] for 0 .. 10;
        return $to - 2 + $signed->($n, 12);
    }
    return;
}

# Mark as true those of a report's words of a stack that are return addresses.
sub true_calls {
    my ($tables, $code, $chain) = @_;
    my %slot = map { $_->{slot} => $_ } @{$chain->{found}};
    my ($whole, @frames) = unwind($tables, $chain->{pc}, $chain->{exact}, {%{$chain->{regs}}, SP, $chain->{sp}},
        sub { $slot{$_[0]} ? $slot{$_[0]}{word} : undef },
        sub {
            my ($f, $sp) = @_;
            for my $found (grep { $_->{slot} ne 'ra' && $_->{slot} > $sp } @{$chain->{found}}) {
                my $target = target_of_call($code, $found->{word});
                return $found->{slot} if !defined $target || $target == $f->{from};
            }
            return;
        });
    $slot{$_->{slot}} && $slot{$_->{slot}}{word} == $_->{pc} && ($slot{$_->{slot}}{true} = 1) for @frames;
    return;
}

# The lines of a report that have addresses, each {addr, exact, head}; words of a stack
# are judged.
sub report_addresses {
    my ($report, $tables, $code) = @_;
    my (@lines, %regs, $chain, @chains);
    my $exact = $report =~ /^rill: fault/;
    for (split /\n/, $report) {
        s/\r$//;
        if (/^  at 0x([0-9a-f]+), sp 0x([0-9a-f]+)$/) {
            push @chains, $chain = {pc => hex $1, sp => hex $2, exact => $exact && !@chains, regs => {%regs}, found => []};
            push @lines, {addr => $chain->{pc}, exact => $chain->{exact}};
        } elsif ($chain && /^  at 0x([0-9a-f]+) \? in (?:0x([0-9a-f]+)|ra)$/) {
            push @lines, {addr => hex $1, word => hex $1, slot => defined $2 ? hex $2 : 'ra', found => 1};
            push @{$chain->{found}}, $lines[-1];
        } elsif (/^ *(task ".*?", )?.*?started at 0x([0-9a-f]+)/) {
            push @lines, {addr => hex $2, task => /(task ".*?")/ ? "$1 " : ''};
            %regs = ();
        } elsif (/^rill: .*? at 0x/) {    # what malloc's panics and its list of leaks name
            push @lines, {addr => hex $2, task => "$1 "} while /\b(allocated|freed) at 0x([0-9a-f]+)/g;
        } elsif (/^  (?:\w+ 0x[0-9a-f]+ *)+$/) {
            my %at = (ra => RA, s0 => FP);
            $at{$1} && ($regs{$at{$1}} = hex $2) while /(\w+) 0x([0-9a-f]+)/g;
        }
        last if @lines == 200;
    }
    if ($tables) {
        true_calls($tables, $code, $_) for @chains;
    }
    return @lines;
}

# Say on stderr where the addresses of a crash report are in the source. They are return
# addresses, and the call is the instruction before; but a fault's pc is the instruction
# itself. A word that is no return address has a '?'.
sub symbolise
{
    my ($output, $elf, $cross, $root) = @_;
    my ($report) = $output =~ /^(rill: (?!stopped).*)/ms or return;
    my ($last, @lines) = (-1);
    my ($code) = grep { $_->{name} eq '.text' } elf_sections($elf);
    for (report_addresses($report, scalar unwind_tables($elf), $code)) {
        push @lines, $_ if defined $_->{task} || $_->{addr} != $last || $_->{true};
        $last = $_->{addr};
    }
    return if !@lines;
    my @places = places_of($elf, $cross, $root, map { $_->{addr} - ($_->{exact} ? 0 : 1) } @lines);
    print STDERR "rill: the addresses above" . ((grep { $_->{found} && !$_->{true} } @lines)
        ? "; ?: left from a call that has returned, as far as is known:\n" : ":\n");
    for my $l (@lines) {
        my ($where, @within) = @{shift @places // []};
        my $head = defined $l->{task} ? "  $l->{task}" . ($l->{task} =~ /^(?:allocated|freed)/ ? 'at ' : 'started at ')
          : sprintf '  %-18s %s', sprintf('0x%x', $l->{addr}), $l->{found} && !$l->{true} ? '? ' : '';
        print STDERR $head, $where // '', "\n", map { ' ' x 20 . "$_\n" } @within;
    }
}

1;
