# tools/rill.gdb -- for gdb: all tasks, and what each waits for.
#
#     (gdb) source tools/rill.gdb
#     (gdb) rill-tasks              each task there is
#     (gdb) rill-task TASK          one, by its struct rill_task *
#
# It only reads memory and calls no function of the program, so it works wherever a hart has
# stopped. It does not work with REPORTS=short: gdb 13 breaks down at the linker's numbers
# there. As kernel/memory/heap.c, kernel/memory/callers.c and kernel/fault/waits.c walk: when
# you change one of them, change this. (tools/where.pl does this for a program that hangs,
# without gdb.)

define rill-task
  set $rill_t = (struct rill_task *)($arg0)
  set $rill_pc = $rill_t->pc
  set $rill_sp = $rill_t->sp
  if $rill_pc == (unsigned long)&__rill_resume_fp
    # boot/switch.S: FP registers lie below sp, and with them the pc to go on at
    set $rill_pc = *(unsigned long *)($rill_sp + sizeof(long))
  end
  printf "%u \"", $rill_t->number
  if $rill_t->name
    printf "%s", $rill_t->name
  else
    printf "task"
  end
  printf "\" at 0x%lx: ", (unsigned long)$rill_t
  if sizeof(rill_all_harts.of) == sizeof(struct rill_hart)
    set $rill_waits = $rill_t->wake_result == 1
  else
    # where harts are many: the sign of its first word (kernel/sched/many/ready.h)
    set $rill_waits = *(int *)$rill_t < 0
  end
  if $rill_waits
    rill-waits
  else
    printf "runs, or is ready\n"
  end
end
document rill-task
One task of Rill's: rill-task TASK, a struct rill_task *. What it waits for, and where.
end

# What $rill_t waits for, parked at $rill_pc: that place says it, or else the task
# itself.
define rill-waits
  set $rill_reason = $rill_t->waits_for
  set $rill_object = (unsigned long)$rill_t->waits_on
  set $rill_note = (struct rill_park_note *)&rill_park_notes
  while $rill_note < (struct rill_park_note *)&rill_park_notes_end
    if $rill_note->pc == $rill_pc
      set $rill_reason = $rill_note->reason
      set $rill_object = 0
      if $rill_t->waiter
        set $rill_object = (unsigned long)$rill_t->waiter->queue - $rill_note->back
      end
    end
    set $rill_note = $rill_note + 1
  end
  printf "waits: %s", $rill_reason
  if $rill_object
    printf " 0x%lx", $rill_object
  end
  printf "\n    "
  output/a $rill_pc
  printf "\n"
end

define rill-tasks
  set $rill_end = *(unsigned long *)&rill_heap_end
  set $rill_skew = (unsigned long)&__tls_skew
  set $rill_tls = (unsigned long)&__tls_size
  if $rill_tls == 0
    set $rill_tls = 16
  end
  while $rill_end > (unsigned long)rill_heap_floor
    set $rill_tp = (($rill_end - $rill_tls - $rill_skew) & -(unsigned long)&__tls_align) + $rill_skew
    set $rill_t = (struct rill_task *)$rill_tp - 1
    set $rill_next = $rill_t->stack_low
    if $rill_t->number
      rill-task $rill_t
    end
    if $rill_next >= $rill_end
      printf "the block below 0x%lx is in ruins\n", $rill_end
      loop_break
    end
    set $rill_end = $rill_next
  end
  # tasks in their callers' memory: struct callers of kernel/memory/callers.c
  set $rill_c = *(unsigned long **)&rill_task_callers
  while $rill_c
    rill-task $rill_c[2]
    set $rill_c = (unsigned long *)$rill_c[0]
  end
end
document rill-tasks
All tasks of Rill's: number, name, struct, what it waits for, and where.
end
