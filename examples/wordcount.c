/* wordcount.c -- count the lines, words and bytes of standard input, like wc.
 *     tools/rill run examples/wordcount.c < README.md
 *
 *   main -----> reader --text--> worker --found--> collector -----> main
 *                       (of 3)   worker           adds up, ends
 *                                worker           when found is closed
 *
 * A word may lie across two pieces, so each piece says whether the byte before
 * it was part of a word. Everything is sized for 16 KiB of RAM.
 */
#include <ctype.h>
#include <rill/rill.h>
#include <stdio.h>

#define WORKERS     3
#define PIECE_BYTES 60
#define SMALL_STACK (192 * sizeof(void *))

struct piece {
    unsigned char bytes;
    bool inside_word; /* the byte before this piece was part of a word */
    char text[PIECE_BYTES];
};

struct count {
    unsigned long lines, words, bytes;
};

RILL_CHAN(text, struct piece, 2);
RILL_CHAN(found, struct count, 4);

static int reader(void *unused)
{
    struct piece p = {0};
    bool inside = false;
    int c;

    (void)unused;
    while ((c = getchar()) != EOF) {
        if (p.bytes == 0)
            p.inside_word = inside;
        p.text[p.bytes++] = (char)c;
        inside = !isspace(c);
        if (p.bytes == PIECE_BYTES) {
            rill_chan_send(&text, &p, RILL_FOREVER);
            p.bytes = 0;
        }
    }
    if (p.bytes)
        rill_chan_send(&text, &p, RILL_FOREVER);
    return rill_chan_close(&text);
}

static int worker(void *pieces)
{
    struct piece p;

    while (rill_chan_recv(&text, &p, RILL_FOREVER) == 0) {
        struct count c = {.bytes = p.bytes};
        bool inside = p.inside_word;

        for (int i = 0; i < p.bytes; i++) {
            bool space = isspace((unsigned char)p.text[i]);

            c.words += !space && !inside;
            c.lines += p.text[i] == '\n';
            inside = !space;
        }
        ++*(unsigned long *)pieces;
        rill_chan_send(&found, &c, RILL_FOREVER);
    }
    return 0;
}

static int collector(void *total)
{
    struct count *sum = total, c;

    while (rill_chan_recv(&found, &c, RILL_FOREVER) == 0) {
        sum->lines += c.lines;
        sum->words += c.words;
        sum->bytes += c.bytes;
    }
    return 0;
}

/* If a task cannot be started, this program ends. */
static void start(struct rill_job *job, const char *name, rill_task_fn *fn,
                  void *arg)
{
    const struct rill_task_opts opts = {name, SMALL_STACK};

    if (rill_spawn(job, &opts, fn, arg))
        rill_panic("no memory for the task \"%s\"", name);
}

int main(void)
{
    static unsigned long pieces[WORKERS];
    static struct count total;
    struct rill_job workers[WORKERS], sum;

    start(NULL, "reader", reader, NULL);
    for (int i = 0; i < WORKERS; i++)
        start(&workers[i], "worker", worker, &pieces[i]);
    start(&sum, "collector", collector, &total);

    for (int i = 0; i < WORKERS; i++)
        rill_join(&workers[i], RILL_FOREVER, NULL);
    rill_chan_close(&found);
    rill_join(&sum, RILL_FOREVER, NULL);

    for (int i = 0; i < WORKERS; i++)
        printf("worker %d: %lu pieces\n", i, pieces[i]);
    printf("%lu lines, %lu words, %lu bytes\n", total.lines, total.words,
           total.bytes);
    return 0;
}
