# mk/targets.mk -- the targets that a person calls.

ARGS ?=
C_FILES = $(wildcard $(foreach d,kernel kernel/* kernel/*/one kernel/*/many boot/one boot/many boot/mode-* libc-shim libc-shim/* board/* include/rill \
    include/port include/port/mode-* tests tests/* tests/*/* tests/host/*/port bench examples,$(d)/*.[ch]))
RILL = tools/rill run -b $(BOARD) $(if $(filter command,$(firstword \
    $(origin MARCH))),--march $(MARCH)) --harts $(HARTS) \
    --cflags $(call quote,$(APP_CFLAGS)) --ldflags $(call quote,$(APP_LDFLAGS))

.PHONY: run check test soak bench lint fmt debug size count clean boards doctor print-run

# Count the words of the README. With APP=, run that program instead, with the caller's
# standard input.
run:
	@tools/setup run
ifeq ($(origin APP),file)
	@$(RILL) $(APP) -- $(ARGS) <README.md
else
	@$(RILL) $(APP) -- $(ARGS)
endif

check:
	@tools/setup test
	@tests/run --check && echo fine

test:
	@tools/setup test
	@tests/run

# Words for tests/soak, from the command line alone: HARTS=1 is make's own default.
SOAK_WORDS = $(foreach v,MINUTES OPS SEED ROUND HARTS BOOTS SCHEDULES BOARD MARCH STRESS ONE ROWS, \
    $(if $(filter command,$(firstword $(origin $(v)))),$(v)=$($(v))))
soak:
	@tools/setup test
	@tests/soak $(SOAK_WORDS)

bench:
	@tools/setup run
	@bench/run

lint:
	@tools/setup lint
	@tools/lint

fmt:
	clang-format -i $(C_FILES)

debug: $(OUT).elf
	@tools/qemu-run --board $(BOARD) --gdb $(or $(GDB_PORT),1234) $(OUT).elf

size: $(OUT).elf
	@$(SIZE) $(RT_OBJ) $(APP_OBJ) $(OUT).elf

count:
	@for d in boot kernel libc-shim linker include board tests bench examples \
	    tools mk docs; do \
	    printf '%6d  %s/\n' \
	        "$$(find $$d -type f -exec cat {} + | wc -l)" $$d; done
	@tools/count

# The command that make would run for each object if none existed. The file stands where
# editors look for it.
compile_commands.json:
	@$(MAKE) -nB --no-print-directory QUIET=1 elf | tools/compile-commands >$@
.PHONY: compile_commands.json

clean:
	rm -rf build compile_commands.json

boards:
	@tools/rill boards
doctor:
	@tools/rill doctor

# For tools/: the board's facts, one KEY=VALUE a line.
print-run:
	@printf '%s\n' $(foreach v,BOARD BOARDS MARCH MABI MARCHES CROSS QEMU \
	    QEMU_MACHINE QEMU_ARGS QEMU_LOAD QEMU_SMP QEMU_SMP_MOST FIRMWARE LIBC ARGS_BY EXIT_BY CONSOLE B OUT, \
	    '$(v)=$($(v))')
