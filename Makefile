# Rill: a bare-metal RISC-V runtime for C programs.
#
#   make run            build the word count and run it over README.md
#   make run APP=x.c    build and run a program of yours (stdin and ARGS='a b' go to it)
#   make check          a choice of the tests, a minute
#   make test           the tests, some 20 minutes
#   make soak           random programs on 8 harts, 200 boots, schedules of the source, the
#                       long tests (MINUTES=10; OPS= SEED= ROUND= HARTS= BOOTS= SCHEDULES=
#                       ROWS= ONE=: tests/soak says what)
#   make bench          count what things cost
#
#   make all APP=x.c    .elf .bin .hex .map .lst, in build/BOARD-MARCH/
#   make elf APP=x.c    the .elf and the .map alone
#   make size           what the image takes
#   make debug APP=x.c  QEMU waits for gdb; says how to connect
#   make lint  fmt      for those who change Rill: the house rules; formatting
#   make count          lines per folder, and what else makes the tree easy or hard to read
#   make compile_commands.json   for clangd and its like: the kernel and APP
#   make clean          remove build/
#   make boards  doctor what there is to run on; what is missing here
#
#   BOARD=virt          a folder of board/ (make boards lists them)
#   MARCH=rv32gc        one of the board's other instruction sets
#   HARTS=1             harts the image may use, 1 to 64; the machine may have fewer
#   GUARDS=0            1: in M-mode PMP guards the low end of the running task's stack
#   HEAP=plain          debug: blocks of malloc have guard bytes, freed ones are kept and
#                       watched, and the end lists what was not freed (rill/heap.h)
#   STRESS=0            1: every call lets the others run first, and a task that is
#                       made ready runs next; `make test STRESS=1` tests so
#   APP='a.c b.c'       the program, anywhere; OUT=dir/name where its image goes
#   APP_CFLAGS= APP_LDFLAGS=   further flags for the program and for the link
#   REPORTS=full        short: a crash is one line of numbers, and 6 KB less
#   CROSS=riscv64-unknown-elf- the toolchain, if not found by itself
#   V=1                 show the commands
#   QUIET=1             nothing but complaints
#   FROM=dir            where files named in APP_CFLAGS and APP_LDFLAGS are
#   GDB_PORT=1234       of `make debug`; JOBS=2: tests and rows of the bench at a time
#   RT_CFLAGS=          further flags for the runtime; B=build/x a folder apart for it
#
# `tools/rill help` says how to run a program from any folder.

# A variable that nothing reads is a mistake that would go unseen.
SETTINGS := APP APP_CFLAGS APP_LDFLAGS ARGS B BOARD BOOTS CROSS FROM GDB_PORT GUARDS HARTS HEAP JOBS MARCH MINUTES ONE OPS \
    OUT QUIET REPORTS ROUND ROWS RT_CFLAGS SCHEDULES SEED STRESS V
BAD := $(firstword $(filter-out $(SETTINGS) MAKEFLAGS MAKEOVERRIDES GNUMAKEFLAGS,$(foreach v,$(.VARIABLES),$(if \
    $(filter command,$(firstword $(origin $v))),$v))))
ifneq ($(BAD),)
NEAR := $(shell tools/nearest '$(subst ','\'',$(BAD))' $(SETTINGS))
$(error nothing here is called $(BAD)$(if $(NEAR), (did you mean $(NEAR)=?)); `make help` lists what may be set)
endif

BOARD ?= virt
HARTS ?= 1
STRESS ?= 0
GUARDS ?= 0
HEAP ?= plain
MODE  := m
REPORTS ?= full
ifneq ($(words $(REPORTS)) $(filter full short,$(REPORTS)),1 $(REPORTS))
$(error REPORTS=$(REPORTS): how are crashes told? full or short)
endif
ifneq ($(words $(GUARDS)) $(filter 0 1,$(GUARDS)),1 $(GUARDS))
$(error GUARDS=$(GUARDS): does a guard move with the running task's stack? 0 or 1)
endif
ifneq ($(words $(HEAP)) $(filter plain debug,$(HEAP)),1 $(HEAP))
$(error HEAP=$(HEAP): what does malloc check? plain or debug)
endif
ifneq ($(words $(STRESS)) $(filter 0 1,$(STRESS)),1 $(STRESS))
$(error STRESS=$(STRESS): do calls let others run first? 0 or 1)
endif

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

.PHONY: help
help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

include mk/toolchain.mk
include mk/board.mk
include mk/build.mk
include mk/targets.mk
