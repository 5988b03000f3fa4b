# tools/where.pl -- where a program is that does not end: each hart, each task, and output
# that has not been written yet. We ask the machine, by QEMU's monitor; the program takes no
# part in this, and its memory may be in ruins.
#
# So we believe nothing that we read: we follow a pointer only into RAM, every list has
# an end, and the whole takes a few seconds at most.
use strict;
use warnings;
no warnings "portable";    # addresses of 64 bits

my $TASKS_MOST  = 2000;    # that are walked over
my $SHOWN_MOST  = 40;      # that are shown
my $FRAMES_MOST = 12;      # of each
my $LINES_MOST  = 500;     # unfinished ones
my $TEXT_MOST   = 64 * 1024;

# $ask->(command...) gives the monitor's answers, or nothing if there was none in time.
sub where_begin
{
    my ($elf, $ask) = @_;
    my @sections = elf_sections($elf);
    my %w = (ask => $ask, elf => $elf, bits => $sections[0]{bits}, at => elf_values(@sections), facts => {},
        tables => scalar unwind_tables($elf), memory => {}, dead => 0);
    $w{word} = $w{bits} / 8;
    for (map { split /\n/, $_->{data} } grep { $_->{name} eq '.rill.layout' } @sections) {
        $w{facts}{$1} = $2 if /^(\S+) (\S+)$/;
    }
    # Read what never changes from the ELF.
    $w{constant} = [grep { $_->{addr} && $_->{name} =~ /^\.(?:text|rodata)$/ } @sections];
    return \%w;
}

# ---- the machine ----

sub hmp {
    my ($w, @commands) = @_;
    return if $w->{dead};
    my @answers = $w->{ask}->(@commands);
    $w->{dead} = 1 if @answers != @commands;
    return @answers;
}

# The machine's harts, each {id, regs by name and number}; and its RAM, because a read of
# a device may have an effect.
sub where_machine
{
    my ($w) = @_;
    my ($registers, $map) = hmp($w, 'info registers -a', 'info mtree -f');
    return 0 if !defined $map;
    while ($map =~ /^ *([0-9a-f]+)-([0-9a-f]+) \(prio [-\d]+, (?:ram|rom|romd)\)/mg) {
        push @{$w->{ram}}, [hex $1, hex $2];
    }
    for my $cpu (split /^ *CPU#/m, $registers) {
        my %r;
        while ($cpu =~ /\b(\w+)(?:\/\w+)? +([0-9a-f]{8,16})\b/g) {
            $r{$1} //= hex $2;
        }
        push @{$w->{harts}}, \%r if defined $r{pc};
    }
    return $w->{harts} ? 1 : 0;
}

# n bytes, or undef.
sub bytes_at {
    my ($w, $at, $n) = @_;
    return undef if !defined $at || $n < 0 || $at < 0 || $at + $n > 2**52;
    for my $s (@{$w->{constant}}) {
        return substr $s->{data}, $at - $s->{addr}, $n if $at >= $s->{addr} && $at + $n <= $s->{addr} + length $s->{data};
    }
    # A stack that grows has addresses that only the page tables know (kernel/paging/grow.c).
    my $grown = $w->{word} == 8 && $at >= 2**37 && $at < 2**38;
    return undef if !$grown && !grep { $at >= $_->[0] && $at + $n - 1 <= $_->[1] } @{$w->{ram}};
    my $text = '';
    for (my $page = $at & ~255; $page < $at + $n; $page += 256) {
        if (!defined $w->{memory}{$page}) {
            my ($said) = hmp($w, sprintf '%s /64wx 0x%x', $grown ? 'x' : 'xp', $page) or return undef;
            my @words = map { s/^[0-9a-f]+://r =~ /0x([0-9a-f]{8})/g } split /\n/, $said;
            return undef if @words != 64;
            $w->{memory}{$page} = pack 'V64', map { hex } @words;
        }
        $text .= $w->{memory}{$page};
    }
    return substr $text, $at & 255, $n;
}

sub word_at {
    my ($w, $at) = @_;
    my $bytes = bytes_at($w, $at, $w->{word}) // return undef;
    return unpack $w->{word} == 8 ? 'Q<' : 'V', $bytes;
}

sub number_at {    # 32 bits
    my ($w, $at) = @_;
    my $bytes = bytes_at($w, $at, 4) // return undef;
    return unpack 'V', $bytes;
}

sub string_at {
    my ($w, $at) = @_;
    my $text = '';
    while (length $text < 60) {
        my $byte = bytes_at($w, $at + length $text, 1) // return undef;
        last if $byte eq "\0";
        $text .= $byte =~ /[\x20-\x7e]/ ? $byte : '?';
    }
    return $text;
}

# A variable of the runtime's.
sub variable {
    my ($w, $name) = @_;
    return word_at($w, $w->{at}{$name});
}

# ---- tasks ----

# {at, number, name, parked, pc, sp, started_at}; undef: there is no task.
sub task_at {
    my ($w, $at) = @_;
    my $f = $w->{facts};
    my %t = (at => $at, number => number_at($w, $at + $f->{'task.number'}));
    return undef if !defined $t{number};
    $t{$_} = word_at($w, $at + $f->{"task.$_"}) for qw(pc sp stack_low name started_at);
    $t{kind} = number_at($w, $at + $f->{'task.kind'});
    my $state = number_at($w, $at + $f->{'parked.at'}) // 0;
    $t{parked} = ($state & $f->{'parked.mask'} & 0xffffffff) == ($f->{'parked.is'} & 0xffffffff);
    $t{name} = $t{name} ? string_at($w, $t{name}) // '?' : 'task';
    if ($t{pc} && $t{pc} == ($w->{at}{rill_resume_fp} // 0)) {
        $t{pc} = word_at($w, $t{sp} + $f->{'switch_fp.pc'});
        $t{sp} += $f->{'switch_fp.bytes'};
    }
    return \%t;
}

# The task below this address, as kernel/sched/task.c has it.
sub block_task {
    my ($w, $end) = @_;
    my ($size, $skew, $align) = map { $w->{at}{$_} } qw(__tls_size __tls_skew __tls_align);
    my $tp = $end - ($size || 16) - $skew;
    return $tp - $tp % $align + $skew - $w->{facts}{'task.bytes'};
}

# All tasks, by the walks of kernel/memory/heap.c and kernel/memory/callers.c.
sub tasks {
    my ($w) = @_;
    my $f = $w->{facts};
    my ($end, $floor) = map { variable($w, $_) // 0 } qw(rill_heap_end rill_heap_floor);
    my (@tasks, $seen);
    while ($end > $floor && $floor && $seen++ < $TASKS_MOST) {
        my $t = task_at($w, block_task($w, $end)) or last;
        push @tasks, $t if $t->{number};
        last if !$t->{stack_low} || $t->{stack_low} >= $end;
        $end = $t->{stack_low};
    }
    my $c = variable($w, 'rill_task_callers');
    while ($c && $seen++ < $TASKS_MOST) {
        my $t = task_at($w, word_at($w, $c + $f->{'callers.task'}) // last) or last;
        push @tasks, $t if $t->{number};
        $c = word_at($w, $c + $f->{'callers.next'});
    }
    return sort { $a->{number} <=> $b->{number} } @tasks;
}

# What a parked task waits for: by the place where it waits, or as the task has noted. As
# kernel/fault/waits.c does it.
sub waits {
    my ($w, $t) = @_;
    my $f = $w->{facts};
    my ($note, $end) = @{$w->{at}}{qw(rill_park_notes rill_park_notes_end)};
    for (; defined $end && $note < $end; $note += $f->{'note.bytes'}) {
        next if (word_at($w, $note + $f->{'note.pc'}) // last) != ($t->{pc} // 0);
        my $waiter = word_at($w, $t->{at} + $f->{'task.waiter'});
        my $queue = $waiter ? word_at($w, $waiter + $f->{'waiter.queue'}) : undef;
        return (string_at($w, word_at($w, $note + $f->{'note.reason'})),
            $queue ? $queue - word_at($w, $note + $f->{'note.back'}) : 0);
    }
    my $why = word_at($w, $t->{at} + $f->{'task.waits_for'});
    return ($why ? string_at($w, $why) : undef, word_at($w, $t->{at} + $f->{'task.waits_on'}));
}

# ---- what was not written yet ----

# The rest of the ring to the device, then the unfinished lines, the oldest first: as the
# program would have sent them at its end.
sub where_unwritten
{
    my ($w) = @_;
    my ($f, $at) = @$w{qw(facts at)};
    my $text = '';
    my ($ring, $bytes, $size) = ($at->{rill_ring_tx}, $at->{rill_ring_tx_bytes}, $f->{'ring.bytes'});
    if (defined $ring && defined $bytes && $size) {
        my ($in, $out) = map { word_at($w, $ring + $f->{"ring.$_"}) } qw(in out);
        if (defined $in && defined $out) {
            my $n = ($in - $out) % 2**32;
            $n = 0 if $n > $size;
            for my $i (map { ($out + $_) % $size } 0 .. $n - 1) {
                $text .= bytes_at($w, $bytes + $i, 1) // last;
            }
        }
    }
    my ($line, @lines, %seen) = (variable($w, 'rill_unfinished_lines'));
    while ($line && defined $f->{'line.text'} && !$seen{$line}++ && @lines < $LINES_MOST) {
        my $len = bytes_at($w, $line + $f->{'line.len'}, 2) // last;
        my $taken = word_at($w, $line + $f->{'line.taken'}) // last;
        $len = unpack 'v', $len;
        unshift @lines, bytes_at($w, $line + $f->{'line.text'} + $taken, $len - $taken) // '' if $taken < $len;
        $line = word_at($w, $line + $f->{'line.next'});
    }
    return substr $text . join('', @lines), 0, $TEXT_MOST;
}

# ---- in words ----

# The frames of a pc and its registers, followed while they may be in the image's own
# code.
sub frames {
    my ($w, $pc, $exact, $regs) = @_;
    my @frames = ({pc => $pc, exact => $exact});
    return @frames if !$w->{tables} || !$regs->{+SP()};
    my (undef, @more) = unwind($w->{tables}, $pc, $exact, $regs, sub { word_at($w, $_[0]) });
    return (@frames, @more);
}

# In a trap, the hart that is noted below tp (port/hart.h). undef: tp is no trap's.
sub trap_hart {
    my ($w, $r) = @_;
    my ($f, $at) = @$w{qw(facts at)};
    my $first = ($at->{rill_all_harts} // return undef) + ($f->{'harts.first'} // return undef);
    my $hart = word_at($w, $r->{x4} - $f->{'trap.cell'}) // return undef;
    return $hart >= $first && $hart < $first + $f->{harts} * $f->{'hart.bytes'}
      && ($r->{x4} == $hart || $r->{x4} == (word_at($w, $hart + $f->{'hart.handler_tp'}) // 0)) ? $hart : undef;
}

# Which hart it is, and what it runs.
sub hart_is {
    my ($w, $r, $task) = @_;
    my ($f, $at) = @$w{qw(facts at)};
    return 'in no code of the image (firmware, or nothing)'
      if defined $at->{__text_end} && ($r->{pc} < $at->{__text_start} || $r->{pc} >= $at->{__text_end});
    my $first = ($at->{rill_all_harts} // return '') + ($f->{'harts.first'} // return '');
    my $past = $first + $f->{harts} * $f->{'hart.bytes'};
    my $tp = $r->{x4};
    return 'in a trap handler' if defined trap_hart($w, $r);
    my $idle = ($tp - $f->{'task.bytes'} - $at->{rill_idle_tasks}) / $f->{'task.bytes'};
    return 'idle' if $idle >= 0 && $idle < $f->{harts};
    return qq(in task "$task->{name}") if $task;
    my $scratch = $r->{$f->{xscratch}} // 0;
    return $scratch >= $first && $scratch < $past ? sprintf('with tp = 0x%x, which is no task\'s', $tp) : 'runs no task';
}

sub add_frames {
    my ($lines, @frames) = @_;
    splice @frames, $FRAMES_MOST if @frames > $FRAMES_MOST;
    push @$lines, map { {frame => $_} } @frames;
    return;
}

# Lines of text, and frames in between, which get their names at the end, all at once.
sub where_lines
{
    my ($w, $cross, $root) = @_;
    my $knows = defined $w->{facts}{'task.bytes'};
    my @tasks = $knows ? tasks($w) : ();
    my %runs;
    my @lines;
    for my $r (@{$w->{harts}}) {
        my $task = $knows ? (grep { $_->{at} == $r->{x4} - $w->{facts}{'task.bytes'} } @tasks)[0] : undef;
        my $is = hart_is($w, $r, $task);
        $runs{$task->{at}} = 1 if $task;
        push @lines, sprintf 'hart %d%s', $r->{mhartid} // 0, $is eq '' ? '' : ", $is";
        my @frames = frames($w, $r->{pc}, 1, {map { $_ => $r->{"x$_"} } 1 .. 31});
        splice @frames, 1 if $is eq 'idle';
        add_frames(\@lines, @frames);
        $lines[-1]{parked} = 1 if $is eq 'idle';
        if ($is eq 'in a trap handler') {
            push @lines, 'which has come when it was here:';
            my $sp = word_at($w, trap_hart($w, $r) + $w->{facts}{'hart.task_sp'});
            add_frames(\@lines, frames($w, $r->{$w->{facts}{xepc}} // 0, 1, {SP() => $sp}));
        }
    }
    my @others = grep { !$runs{$_->{at}} } @tasks;
    my $n = 0;
    for my $t (@others) {
        last if $n++ == $SHOWN_MOST;
        my ($why, $what) = $t->{parked} ? waits($w, $t) : ();
        push @lines, qq(task "$t->{name}" )
          . (!$t->{parked} ? 'is ready' : 'waits: ' . ($why // '?') . ($what ? sprintf ' 0x%x', $what : ''));
        my $first = @lines;
        my $new = grep { $t->{pc} && $t->{pc} == ($w->{at}{$_} // 0) } qw(rill_task_entry rill_task_entry_watched);
        add_frames(\@lines, $new ? {pc => $t->{started_at}} : frames($w, $t->{pc}, 0, {SP() => $t->{sp}})) if $t->{pc};
        $lines[$first]{$new ? 'new' : 'parked'} = 1 if @lines > $first;
    }
    push @lines, 'and ' . (@others - $SHOWN_MOST) . ' tasks more' if @others > $SHOWN_MOST;
    my @frames = map { $_->{frame} } grep { ref } @lines;
    my @places = places_of($w->{elf}, $cross, $root, map { $_->{exact} ? $_->{pc} : $_->{pc} - 1 } @frames);
    return map { ref $_ ? frame_lines($_, @{shift @places // []}) : $_ } @lines;
}

# A frame in words, with the functions that were inlined there. For a task that waits,
# only where it waits, and nothing of how Rill calls a task's function.
sub frame_lines {
    my ($line, $where, @within) = @_;
    $where //= '';
    return if $where =~ /^rill_task_(?:main|entry)/ && !$line->{new};
    if ($line->{parked} && @within) {
        $where = $within[-1] =~ s/^\(inlined by\) //r;
        @within = ();
    }
    return (sprintf('  %-18s %s%s', sprintf('0x%x', $line->{frame}{pc}), $line->{new} ? 'not begun, started at ' : '', $where),
        map { ' ' x 21 . $_ } @within);
}

1;
