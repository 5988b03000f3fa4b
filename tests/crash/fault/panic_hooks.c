/* Rill calls the hooks of panics, newest first, after the report and before its last line. */
// expect-status: 134
// expect-out: ^rill: panic: shown 7\n(  .*\n)+c told\nb told: shown 7\na told\nrill: stopped with status 134$
// reject-out: removed
#include <rill/rill.h>

struct named {
    struct rill_panic_hook hook;
    const char *name;
};

static void say(struct rill_panic_hook *k, const struct rill_panic_info *info)
{
    const char *name = ((struct named *)k)->name;

    rill_panic_say(name);
    rill_panic_say(" told");
    if (*name == 'b') {
        rill_panic_say(": ");
        rill_panic_say(info->text);
    }
    rill_panic_say("\n");
}

static struct named a = {{.fn = say}, "a"}, b = {{.fn = say}, "b"},
                    c = {{.fn = say}, "c"}, d = {{.fn = say}, "removed"};

int main(void)
{
    rill_panic_hook_add(&a.hook);
    rill_panic_hook_add(&d.hook);
    rill_panic_hook_add(&b.hook);
    rill_panic_hook_remove(&d.hook);
    rill_panic_hook_add(&c.hook);
    rill_panic("shown %d", 7);
}
