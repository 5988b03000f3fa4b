# linked.t -- what a program does not use is not linked, and what it uses is.
use strict;
use warnings;
use Test::More;

my ($cross) = map { s/gcc$//r } grep { -x } map { my $d = $_; map { "$d/$_-gcc" }
    qw(riscv64-unknown-elf riscv-none-elf riscv32-unknown-elf riscv64-elf) } split /:/, $ENV{PATH};
plan skip_all => 'no RISC-V compiler' if !$cross;

# What each part is known by: a function that its users cannot do without.
my %part = (
    alarms    => 'rill_timer_expire',
    lines     => 'rill_lines_flush',
    extras    => 'rill_extras_give',
    tree      => 'rill_fdt_get',
    asking    => 'rill_loader_asked',
    reading   => 'rill_console_getc',
    rings     => 'rill_output_rings',
    editing   => 'rill_console_mode',
    catching  => 'rill_catch_fault',
    malloc    => 'malloc',
    entropy   => 'rill_entropy',
    device    => 'rill_rng_start',
    date      => 'rill_rtc_ns',
    locks     => '__retarget_lock_acquire',
    devices   => 'rill_irq_came',
    selecting => 'rill_waitq_exchange',
    telling   => 'rill_sched_told',
    owning    => 'rill_owners_tell',
    joining   => 'rill_block_of_any',
);

sub parts_of {
    my ($board, $march, $program) = @_;
    my $out = "build/$board-$march/linked/" . $program =~ s{.*/|\.c$}{}gr;
    system("make -s QUIET=1 BOARD=$board MARCH=$march APP=$program OUT=$out elf >&2") == 0
        or return "$program does not build";
    my %have = map { /(\S+)$/ ? ($1 => 1) : () } qx(${cross}nm $out.elf);
    return join ' ', sort grep { $have{$part{$_}} } keys %part;
}

is(parts_of(qw(virt rv64gc bench/two_tasks.c)), 'tree', 'two tasks and a channel');
is(parts_of(qw(virt rv64gc bench/printf.c)), 'devices lines rings tree', 'printf');
is(parts_of(qw(hifive1 rv32imac bench/two_tasks.c)), 'asking', 'the same where no tree is');
is(parts_of(qw(hifive1 rv32imac tests/time/deadline.c)), 'alarms asking devices lines rings selecting tree',
    'a deadline that is a number');
like(parts_of(qw(virt rv64gc tests/watch/label.c)), qr/extras/, 'a label');
like(parts_of(qw(virt rv64gc tests/sync/mutex.c)), qr/joining.*owning/, 'a mutex, and tasks of two sizes');
like(parts_of(qw(virt rv64gc tests/time/sleep.c)), qr/alarms/, 'sleeping');
like(parts_of(qw(virt rv64gc tests/time/clock.c)), qr/alarms/, 'sleeping until a time');
like(parts_of(qw(virt rv64gc tests/sync/select.c)), qr/selecting/, 'a select');
like(parts_of(qw(virt rv64gc tests/libc/read.c)), qr/reading/, 'reading');
like(parts_of(qw(virt rv64gc tests/scope/cancel_ready.c)), qr/telling/, 'cancelling');
like(parts_of(qw(virt rv64gc tests/irq/irq.c)), qr/devices/, 'interrupts of devices');
like(parts_of(qw(virt rv64gc tests/libc/time.c)), qr/^alarms date devices lines rings/, 'the date, and no entropy');
like(parts_of(qw(virt rv64gc tests/services/entropy_dries.c)), qr/date device devices entropy/, 'random bytes');

# A part stands just where it is called (linker/sections.ld): no padding before it.
my %at = (
    'deadline' => [qw(alarms_init=timer_init alarms_pending=timer_pending
        alarms_expire=timer_expire alarms_start=alarm_start
        image_task_exit=lines_flush image_lines=lines_flush_all image_flush=rings_end output=output_rings)],
    'irq' => [qw(irqs_came=irq_came irqs_tell=irq_tell inbox_deliver=notices_deliver)],
    'cancel_ready' => [qw(cancel_told=sched_told)],
    'mutex' => [qw(owners_end=owners_tell block_more=block_of_any)],
    'select' => [qw(select_exchange=waitq_exchange select_senders=waitq_senders_first)],
    'label' => [qw(extras_spawn=extras_tell_spawn extras_made=extras_give
        extras_begin=extras_tell_begin extras_exit=extras_finish
        extras_ended=extras_count extras_label=extras_find_label)],
);
for my $program (sort keys %at) {
    my $march = $program ne 'deadline' ? 'virt-rv64gc' : 'hifive1-rv32imac';
    my %address = map { /^(\S+) \S (\S+)$/ ? ($2 => $1) : () }
        qx(${cross}nm build/$march/linked/$program.elf);
    my @off = grep {
        my ($place, $part) = map { $address{"rill_$_"} // $_ } split /=/;
        $place ne $part;
    } @{$at{$program}};
    is("@off", '', "each part of $program is in its place");
}

# The vector of devices is the table's last word, a cause of 11 in M-mode.
{
    my %address = map { /^(\S+) \S (\S+)$/ ? ($2 => hex $1) : () }
        qx(${cross}nm build/virt-rv64gc/linked/irq.elf);
    is($address{rill_trap_device} - $address{rill_trap_vectors}, 4 * 11, 'so is the vector of devices');
}
done_testing;
