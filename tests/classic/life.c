/* classic/life.c -- Conway's game of life, a task for each cell.
 *
 * The classic: Conway's automaton of 1970 (Gardner's column). Each cell is a task that tells its
 * eight neighbours whether it lives. A neighbour may be one generation ahead, but never two, so
 * a cell has two letter boxes.
 * Known: on a torus of 8 by 8 a glider has moved one down and one to the right after 4
 * generations, and is home after 32.
 */
#include <string.h>
#include "classic.h"

enum { SIDE = 8, CELLS = SIDE * SIDE };

static struct rill_chan boxes[CELLS][2];
static bool letters[CELLS][2][8];
static char world[CELLS + 1];
static int generations;

static int cell(void *arg)
{
    int me = (int)(intptr_t)arg, x = me % SIDE, y = me / SIDE;
    bool alive = world[me] == '#';

    for (int g = 0; g < generations; g++) {
        int living = 0;

        for (int i = 0; i < 9; i++) {
            int nx = (x + i % 3 + SIDE - 1) % SIDE;
            int ny = (y + i / 3 + SIDE - 1) % SIDE;

            if (i != 4)
                put(&boxes[ny * SIDE + nx][g & 1], &alive);
        }
        for (int i = 0; i < 8; i++) {
            bool it;

            get(&boxes[me][g & 1], &it);
            living += it;
        }
        alive = living == 3 || (alive && living == 2);
    }
    return alive;
}

static void run(int n)
{
    struct rill_job jobs[CELLS] = {0};

    generations = n;
    for (intptr_t i = 0; i < CELLS; i++)
        start(&jobs[i], cell, (void *)i);
    rill_yield(); /* all have looked at the world */
    for (int i = 0; i < CELLS; i++)
        world[i] = finish(&jobs[i]) ? '#' : '.';
}

int main(void)
{
    static const char home[] = ".#......"
                               "..#....."
                               "###....."
                               "........"
                               "........"
                               "........"
                               "........"
                               "........";
    static const char moved[] = "........"
                                "..#....."
                                "...#...."
                                ".###...."
                                "........"
                                "........"
                                "........"
                                "........";

    plan(4);
    for (int i = 0; i < CELLS; i++)
        for (int k = 0; k < 2; k++)
            rill_chan_init(&boxes[i][k], letters[i][k], sizeof(bool), 8);
    strcpy(world, home);
    run(4);
    ok(strcmp(world, moved) == 0, "after 4: %s", world);
    run(28);
    ok(strcmp(world, home) == 0, "after 32: %s", world);
    strcpy(world, home);
    run(32);
    ok(strcmp(world, home) == 0, "32 in one go: %s", world);
    all_ended();
    return done();
}
