# mk/build.mk -- from sources to an image.
#
#   build/virt-rv64gc/          one folder for each board, march, hart count, STRESS, GUARDS, HEAP
#     flags                     what rt/ was built with, the compiler among it; a change rebuilds it
#     sources                   what rt/ is made of; a change links anew
#     rt/kernel/sched/sched.o         the runtime, shared by all programs
#     rt/bindable               the names that it lets a program bind
#     NAME.{elf,map,bin,hex,lst}
#     NAME.o/                   the program's objects, where their sources are below src/;
#                               its own flags; and the files that its link has read
#
# make writes an object, a list of headers or an image under another name and then
# renames it: so two makes at once do the work twice, and neither reads half a file. The
# commands look for files named in APP_CFLAGS and APP_LDFLAGS from FROM (tools/rill:
# where its caller stands), or from here.
#
# A folder sees include/ and itself, nothing else: ROOM_boot and its like. The runtime
# is linked as objects, not as an archive: picolibc has functions of the same names
# (sbrk), and a function in an archive may lose against them.

APP  ?= examples/wordcount.c
B    := build/$(BOARD)-$(MARCH)$(if $(filter-out 1,$(HARTS)),-h$(HARTS))$(if \
        $(filter-out 0,$(STRESS)),-stress)$(if $(filter-out 0,$(GUARDS)),-guards)$(if $(filter debug,$(HEAP)),-heap)
OUT  ?= $(B)/$(basename $(notdir $(firstword $(APP))))

MODE_DIR := -Iinclude/port/mode-$(MODE)
ARCH := --specs=picolibc.specs $(addprefix --picolibc-buildtype=,$(LIBC)) \
        -march=$(MARCH) -mabi=$(MABI) -mcmodel=medany -misa-spec=2.2 $(NO_INLINE_ATOMICS)
ANY  := -O2 -g3 -ffunction-sections -fdata-sections -fno-common \
        -fno-asynchronous-unwind-tables \
        -DRILL_HARTS=$(HARTS) -DRILL_STRESS=$(STRESS) -DRILL_GUARDS=$(if $(filter m,$(MODE)),$(GUARDS),0) -DRILL_MODE=$(MODE) -DRILL_BOARD_NAME='"$(BOARD)"'
GEN  := -std=gnu11 $(ANY) -Iinclude -Iinclude/port/libc
STRICT := -Wall -Wextra -Werror -Wshadow -Wundef -Wstrict-prototypes

# No frame of ours is larger than the guard of a small stack (kernel/promises/moving_guard.h). A
# build with RT_CFLAGS may have larger ones, and an image for more than 16 harts, in which some
# functions of boot have a word for each. A frame of a program that jumps the guard of a stack of the
# default size is warned of, where gcc can tell.
FRAMES     := $(if $(RT_CFLAGS),,-Wframe-larger-than=$(if $(filter 1 2 3 4 5 6 7 8 16,$(HARTS)),512,2048))
GUARD_BYTES := $(if $(filter s,$(MODE)),4096,$(if $(filter-out 0,$(GUARDS)),512))
APP_FRAMES := $(if $(GUARD_BYTES),$(foreach what,frame alloca vla,-W$(what)-larger-than=$(GUARD_BYTES)))

# Strings begin at any byte (natural): only reports read them.
RT_FLAGS      := $(ARCH) $(GEN) $(STRICT) $(FRAMES) -malign-data=natural $(RT_CFLAGS)
# An image for one hart and an image for more differ in which of two folders the
# compiler searches.
TWIN          := $(if $(filter 1,$(HARTS)),one,many)
ROOM_boot     := $(MODE_DIR) -Iboot/$(TWIN) -Iboot/mode-$(MODE)
# Each ring of the console (kernel/console/rings.h) has this many bytes, a power of two, unless
# the board says otherwise.
RING_BYTES    ?= 1024
# The loops of the kernel and of the shim stay loops: gcc would turn them into calls of
# memset, and libc's memset is small and slow, or 650 bytes.
# Sizes of malloc's blocks above 256 bytes (kernel/malloc/small.h): as many as a page of 16 KiB has use for,
# unless the board says otherwise.
MEDIUM_CLASSES ?= 17
ROOM_kernel   := $(MODE_DIR) -DRILL_RING_BYTES=$(RING_BYTES) -DRILL_MEDIUM_CLASSES=$(MEDIUM_CLASSES) -fno-tree-loop-distribute-patterns
ROOM_libc-shim := $(MODE_DIR) -fno-tree-loop-distribute-patterns -Ilibc-shim -Ilibc-shim/$(TWIN) -Ilibc-shim/heap-$(HEAP)

# The kernel's rooms, lowest first. A room sees its own files and those of the rooms named
# in its line, each of which stands before it in ROOMS (tools/lint): so no import goes up.
# promises/ declares what a room asks of a higher one.
ROOMS := promises sched memory malloc sync time fault checks scope machine paging irq console watch
SEES_promises :=
SEES_sched    := promises
SEES_memory   := promises sched
SEES_malloc   := promises sched
SEES_sync     := promises sched
SEES_time     := promises sched sync
SEES_fault    := promises sched memory
SEES_checks   := promises sched malloc fault
SEES_scope    := promises sched memory sync fault
SEES_machine  := promises sched fault
SEES_paging   := promises sched memory fault machine
SEES_irq      := promises sched fault machine
SEES_console  := promises sched sync fault machine
SEES_watch    := promises sched memory sync fault
# kernel/main.c, the table of contents, has no room.
SEES_main     := $(ROOMS)
room_of = $(firstword $(filter $(ROOMS),$(word 2,$(subst /, ,$(1)))) main)
# Page tables are for images in S-mode, and checks are for HEAP=debug: nothing of those rooms is built
# for other images.
BUILT_ROOMS := $(filter-out $(if $(filter m,$(MODE)),paging) $(if $(filter plain,$(HEAP)),checks),$(ROOMS))
ROOM_DIRS = $(foreach r,$(filter $(ROOMS),$(1)) $(SEES_$(1)),$(patsubst %/,-I%,$(dir $(wildcard kernel/$r/. kernel/$r/$(TWIN)/.))))
# Small before fast: code that runs once, and code that runs when something has broken.
COLD := $(addprefix kernel/,memory/regions memory/mode-m/guarded memory/blocks memory/callers memory/grown malloc/gaps malloc/break malloc/misuse checks/checked checks/leaks sched/one/idle watch/census sync/exchange sched/extras fault/fault machine/fdt watch/list sync/owner fault/waits memory/heap machine/loader_asked main fault/panic fault/panic_hooks sched/parts machine/platform machine/platform_chosen machine/platform_clint machine/platform_device machine/platform_force machine/platform_has irq/platform_irqs irq/platform_found paging/grow paging/guards paging/tables sched/hart console/output fault/print fault/report fault/report_short fault/returns watch/stats time/timer_count fault/trap console/many/console irq/many/clints machine/many/cpus irq/many/harts) \
        $(addprefix libc-shim/,malloc decimal dprintf fmemopen fpos getline io memstream nosys number number_round parts posix printf printf_args printf_real proc quick_exit real \
            scanf scanf_real search signal sigjmp sigset start strtod time unlocked vfprintf vfscanf) \
        $(addprefix board/dev/,console_sbi ipi_clint ipi_sbi power_finisher power_sbi power_semihost uart_ns16550 uart_sifive)
COLD += $(addprefix libc-shim/services/,date entropy keccak line platform) kernel/machine/platform_place libc-shim/entropy $(addprefix board/,hifive1/clock dev/clock_told) $(addprefix board/dev/,rng_none rng_virtio rtc_goldfish rtc_none)
COLD += kernel/irq/interrupts libc-shim/one/atomic libc-shim/many/atomic \
        $(addprefix board/dev/,console_semihost htif semihost uart_ibex uart_shakti)
# These share libgcc's code that saves registers, which is linked with the first of
# them. On a board without a device tree, boot passes through none of these files.
COLDEST := $(addprefix kernel/,memory/callers fault/fault machine/fdt machine/platform machine/platform_chosen machine/platform_clint machine/platform_device machine/platform_force irq/platform_irqs irq/platform_found fault/panic fault/print fault/report fault/report_short fault/returns fault/trap)
ROOM_board    := $(MODE_DIR)

# When FROM is given, the program's commands run there, and $(HERE) goes before each name of
# ours. The preprocessor puts equal names into the image either way.
quote = '$(subst ','\'',$(1))'
IN    := $(if $(FROM),here=$$PWD && cd $(call quote,$(FROM)) &&)
HERE  := $(if $(FROM),"$$here"/)
here   = $(foreach f,$(1),$(if $(filter /%,$f),,$(HERE))$f)
APP_FLAGS     := $(ARCH) $(ANY) -I$(HERE)include -I$(HERE)include/port/libc $(if $(FROM),-fmacro-prefix-map=$(HERE)=) -Wall $(APP_FRAMES)
APP_C         := -std=gnu11
# Without libstdc++ nothing is thrown and there is no typeid. The first task that comes by
# makes a function's statics, without a guard against other tasks.
APP_CXX       := -std=gnu++17 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit

# In this order: the board's regions, the reports, the shape.
LDSCRIPTS := board/$(BOARD)/memory.ld linker/$(REPORTS)/reports.ld linker/sections.ld
LINK := $(ARCH) -nostartfiles \
        -Wl,--fatal-warnings -Wl,--orphan-handling=error -Wl,--gc-sections -Wl,-z,max-page-size=4096 -Wl,--defsym=__rill_harts=$(HARTS)

# ---- the runtime ----

RT_SRC := $(wildcard boot/*.S kernel/*.c $(foreach r,$(BUILT_ROOMS),kernel/$r/*.c kernel/$r/$(TWIN)/*.c kernel/$r/mode-$(MODE)/*.c kernel/$r/mode-$(MODE)/*.S) libc-shim/*.c libc-shim/$(TWIN)/*.c libc-shim/heap-$(HEAP)/*.c libc-shim/services/*.c libc-shim/*.S) $(BOARD_SRC) $(CLOCK_SRC) $(RTC_SRC) $(RNG_SRC) \
          $(if $(filter many,$(TWIN)),$(IPI_SRC))
RT_OBJ := $(addprefix $(B)/rt/,$(addsuffix .o,$(basename $(RT_SRC))))

room = $(ROOM_$(firstword $(subst /, ,$(1)))) $(if $(filter kernel/%,$(1)),$(call ROOM_DIRS,$(call room_of,$(1)))) \
       $(if $(filter $(COLD),$(basename $(1))),-Os) \
       $(if $(filter $(COLDEST),$(basename $(1))),-msave-restore)

# The files with functions that end in _parks: include/port/call.h says why.
PARKING := sched/park sync/chan sync/select sched/end sync/event_wait sched/pin
# Without this gcc would keep values that it knows early in registers across the short
# ways.
PARKING_FLAGS := -fno-gcse -fno-cse-follow-jumps $(foreach n,1 2 3 4 5 6 7 8 9 10 11,-fcall-used-s$(n))
# The code that they inline has asm operands that must be constants. So these keep -O2
# when a developer builds the rest with RT_CFLAGS=-O0, to step through it.
PARKING_FLAGS += $(if $(filter -O0,$(RT_CFLAGS)),-O1)
$(PARKING:%=$(B)/rt/kernel/%.o): RT_FLAGS += $(PARKING_FLAGS)
# An idle loop switches, too, and a switch loses s0, which -O0 has as its frame pointer. (That
# of one hart is COLD, and so has -Os.)
$(B)/rt/kernel/sched/many/idle.o: RT_FLAGS += $(if $(filter -O0,$(RT_CFLAGS)),-O1)

# Write the file beside, then rename it, or leave nothing. $(2) says how names are given,
# and $(3) what to do with the list of headers.
new = $@.$$$$
define COMPILE
if $(1) -MD -MP -MT $@ -MF $(call $(2),$(new).d) -c $(call $(2),$<) -o $(call $(2),$(new)); \
then $(3) mv -f $(call $(2),$(new).d) $(call $(2),$(@:.o=.d)) && mv -f $(call $(2),$(new)) $(call $(2),$@); \
else rm -f $(call $(2),$(new).d $(new).a $(new)); exit 1; fi
endef
plain = $(1)

$(B)/rt/%.o: %.c $(B)/flags
	$(call SAY,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(call COMPILE,$(CC) $(RT_FLAGS) $(call room,$<),plain)

$(B)/rt/%.o: %.S $(B)/flags
	$(call SAY,AS,$<)
	@mkdir -p $(@D)
	$(Q)$(call COMPILE,$(CC) $(RT_FLAGS) $(call room,$<),plain)

# ---- the program: files of any names, anywhere ----

C_NAMES   := %.c
CXX_NAMES := %.cc %.cpp %.cxx %.c++ %.cp %.CPP %.C
ASM_NAMES := %.S %.s %.sx
DONE_NAMES := %.o %.a
ifneq ($(filter-out $(C_NAMES) $(CXX_NAMES) $(ASM_NAMES) $(DONE_NAMES),$(APP)),)
$(error APP=$(APP): a program is made of .c .S .s .cc .cpp .cxx .C .o and .a files)
endif

# Objects and archives that exist already keep their places among the others.
app_obj = $(if $(filter $(DONE_NAMES),$(1)),$(1),$(OUT).o/src/$(subst ../,up/,$(patsubst /%,root/%,$(1))).o)
APP_OBJ := $(foreach s,$(APP),$(call app_obj,$(s)))
APP_MADE := $(foreach s,$(filter-out $(DONE_NAMES),$(APP)),$(call app_obj,$(s)))

define APP_RULE
$(call app_obj,$(1)): $(1) $(B)/flags $(OUT).o/flags
	$$(call SAY,$(2),$(1))
	@mkdir -p $$(@D)
	$$(Q)$$(IN) $$(call COMPILE,$(3) $$(READ) $$(APP_CFLAGS),here,$$(FOUND))
endef
# The assembler says which files it has read only if the compiler's output comes by a
# pipe.
READ  = -pipe -Wa,--MD,$(call here,$(new).a)
FOUND = $(HERE)tools/found $@ $(call here,$(new).d $(new).a) >$(call here,$(new).f) && rm -f $(call here,$(new).a) && \
    mv -f $(call here,$(new).f $(new).d) &&
$(foreach s,$(filter $(C_NAMES),$(APP)),$(eval $(call APP_RULE,$s,CC,$$(CC) $$(APP_FLAGS) $$(APP_C))))
$(foreach s,$(filter $(CXX_NAMES),$(APP)),$(eval $(call APP_RULE,$s,CXX,$$(CXX) $$(APP_FLAGS) $$(APP_CXX))))
$(foreach s,$(filter $(ASM_NAMES),$(APP)),$(eval $(call APP_RULE,$s,AS,$$(CC) $$(APP_FLAGS))))

$(B)/rt/bindable: $(RT_OBJ) $(B)/sources tools/bind tools/elf-facts.pl
	$(Q)if tools/bind list $(RT_OBJ) >$(new); then mv -f $(new) $@; else rm -f $(new); exit 1; fi

# The linker says which files it has read: scripts and archives, libc's among them,
# wherever it found them. When one of these has another size or date now, or is gone,
# make links anew.
INPUTS = if [ -e $(call here,$(OUT).o/link.d) ]; then sed -n 's/:$$//p' $(call here,$(OUT).o/link.d) | \
    tr '\n' '\0' | xargs -0 stat -Lc '%n %s %y' || :; fi 2>&1

# In a program with its own fputc beside libc's, and the like, the first of two
# definitions counts. So that this hides no other double definition, all objects are
# linked once without libc.
WHOLE = $(CC) -march=$(MARCH) -mabi=$(MABI) -misa-spec=2.2 -nostdlib -r $(call here,$(RT_OBJ) $(APP_OBJ)) -o $(call here,$(OUT).o/whole) && \
        rm -f $(call here,$(OUT).o/whole)

$(OUT).elf: $(RT_OBJ) $(APP_OBJ) $(LDSCRIPTS) $(B)/flags $(B)/sources $(OUT).o/flags $(OUT).o/inputs $(B)/rt/bindable
	$(call SAY,LD,$@)
	$(Q)$(IN) $(HERE)tools/bind check $(HERE)$(B)/rt/bindable $(call here,$(filter %.o,$(APP_OBJ))) $(filter %.o,$(APP_LDFLAGS))
	$(Q)$(IN) own=$$($(HERE)tools/bind own $(call here,$(filter %.o,$(APP_OBJ)))) && if [ -n "$$own" ]; then $(WHOLE); fi && \
	if $(CC) $(LINK) $$own $(if $(QUIET),,-Wl$(comma)--print-memory-usage) $(addprefix -T ,$(call here,$(LDSCRIPTS))) \
	    -Wl,-Map=$(call here,$(new).map) -Wl,--dependency-file=$(call here,$(new).d) \
	    $(call here,$(RT_OBJ) $(APP_OBJ)) $(APP_LDFLAGS) -lm -o $(call here,$(new)) && \
	    $(HERE)tools/bind heap $(call here,$(new) $(filter %.o,$(APP_OBJ))) $(filter %.o,$(APP_LDFLAGS)); \
	then sed "/^OUTPUT(/s,$(new) ,$@ ," $(call here,$(new).map) >$(call here,$(new).m) && rm $(call here,$(new).map) && \
	    mv -f $(call here,$(new).m $(OUT).map) && mv -f $(call here,$(new).d $(OUT).o/link.d) && \
	    { $(INPUTS); } >$(call here,$(new).i) && mv -f $(call here,$(new).i $(OUT).o/inputs) && \
	    touch $(call here,$(new)) && mv -f $(call here,$(new) $@); \
	else rm -f $(call here,$(new) $(new).map $(new).d); exit 1; fi

$(OUT).bin: $(OUT).elf
	$(Q)$(OBJCOPY) -O binary $< $@
$(OUT).hex: $(OUT).elf
	$(Q)$(OBJCOPY) -O ihex $< $@
$(OUT).lst: $(OUT).elf
	$(Q)$(OBJDUMP) -dS $< >$@

.PHONY: elf all
elf: $(OUT).elf
	@:
all: $(OUT).elf $(OUT).bin $(OUT).hex $(OUT).lst
	$(call SAY,,$(OUT).{elf$(comma)bin$(comma)hex$(comma)map$(comma)lst})
comma := ,

# ---- what things were made with: rewritten only when what it says changes ----

.PHONY: FORCE
FORCE:

keep = mkdir -p $(call $(2),$(@D)) && { $(1); } >$(call $(2),$(new)) && if cmp -s $(call $(2),$(new) $@); \
       then rm -f $(call $(2),$(new)); else mv -f $(call $(2),$(new) $@); fi
text = printf '%s\n' $(call quote,$(1))

# Name the compiler and its headers, because a newer package may have an older date.
TOOLS = stat -Lc '%n %s %y' $$(for t in $(CC) $(CROSS)as $(CROSS)ld; do command -v $$t; done) \
    $$($(CC) -print-file-name=picolibc.specs); \
    printf '%s\n' "$$CPATH" "$$C_INCLUDE_PATH" "$$CPLUS_INCLUDE_PATH" "$$LIBRARY_PATH" "$$COMPILER_PATH" "$$GCC_EXEC_PREFIX"

$(B)/flags: FORCE
	@$(call keep,$(call text,$(CC) $(RT_FLAGS) $(PARKING_FLAGS) $(foreach r,boot kernel libc-shim board,$(ROOM_$r)) $(foreach r,$(ROOMS),$(call ROOM_DIRS,$r)) $(COLD) : $(COLDEST) $(LINK)); $(TOOLS),plain)
$(B)/sources: FORCE
	@$(call keep,$(call text,$(RT_SRC)),plain)
$(OUT).o/flags: FORCE
	@$(call keep,$(call text,$(APP) $(APP_FLAGS) $(APP_C) $(APP_CXX) $(APP_CFLAGS) : $(APP_LDFLAGS) $(REPORTS) $(FROM)),plain)
$(OUT).o/inputs: FORCE
	@$(IN) $(call keep,$(INPUTS),here)

-include $(RT_OBJ:.o=.d) $(APP_MADE:.o=.d)
