/* A hook panics: Rill reports the two panics, and calls no further hook. */
// expect-status: 134
// expect-out: ^rill: panic: to begin with$
// expect-out: ^rill: a hook that was told of it broke: panic: the hook$
// expect-out: ^rill: stopped with status 134$
// reject-out: never told
#include <rill/rill.h>

static void say(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    (void)k, (void)info;
    rill_panic_say("never told\n");
}

static void breaks(struct rill_panic_hook *k,
                   const struct rill_panic_info *info)
{
    (void)k, (void)info;
    rill_panic("the hook");
}

static struct rill_panic_hook older = {.fn = say}, newer = {.fn = breaks};

int main(void)
{
    rill_panic_ends(RILL_PANIC_ENDS_TASK);
    rill_panic_hook_add(&older);
    rill_panic_hook_add(&newer);
    rill_panic("to begin with");
}
