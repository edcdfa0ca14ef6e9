// mujoco steps an MJCF model with the native MuJoCo library, for a fair race: the same model, states and controls as
// the Go side, default solver, one thread.
//
//	cc -O2 mujoco.c -lmujoco -lm -o mujoco
//	./mujoco                                       # the library's version
//	./mujoco model.xml seconds < controls
//
// Controls are numbers separated by white space:
//
//	frame_skip sequences
//	steps qpos[nq] qvel[nv] ctrl[nu]×steps        for each sequence
//
// Each sequence starts from a reset and holds each control for frame_skip physics steps. The whole set is repeated
// until the given time has passed. Printed: library version, physics steps, seconds, physics steps per second, and a
// checksum of the last state, so that the work cannot be optimized away.
#include <mujoco/mujoco.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double number(void) {
  double x;
  if (scanf("%lf", &x) != 1) {
    fprintf(stderr, "mujoco: the controls end too early\n");
    exit(1);
  }
  return x;
}

static double* numbers(int n) {
  double* x = malloc((n > 0 ? n : 1) * sizeof *x);
  for (int i = 0; i < n; i++) x[i] = number();
  return x;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

typedef struct {
  int steps;
  double *qpos, *qvel, *ctrl;
} sequence;

static long replay(const mjModel* m, mjData* d, const sequence* s, int skip) {
  mj_resetData(m, d);
  memcpy(d->qpos, s->qpos, m->nq * sizeof(double));
  memcpy(d->qvel, s->qvel, m->nv * sizeof(double));
  mj_forward(m, d);
  for (int t = 0; t < s->steps; t++) {
    memcpy(d->ctrl, s->ctrl + (long)t * m->nu, m->nu * sizeof(double));
    for (int k = 0; k < skip; k++) mj_step(m, d);
  }
  return (long)s->steps * skip;
}

int main(int argc, char** argv) {
  if (argc == 1) {
    printf("%s\n", mj_versionString());
    return 0;
  }
  if (argc != 3) {
    fprintf(stderr, "usage: mujoco model.xml seconds < controls\n");
    return 2;
  }
  char error[1000] = "";
  mjModel* m = mj_loadXML(argv[1], NULL, error, sizeof error);
  if (!m) {
    fprintf(stderr, "mujoco: %s\n", error);
    return 1;
  }
  mjData* d = mj_makeData(m);
  int skip = (int)number(), n = (int)number();
  sequence* s = malloc((n > 0 ? n : 1) * sizeof *s);
  for (int i = 0; i < n; i++) {
    s[i].steps = (int)number();
    s[i].qpos = numbers(m->nq);
    s[i].qvel = numbers(m->nv);
    s[i].ctrl = numbers(s[i].steps * m->nu);
  }

  double limit = atof(argv[2]), seconds;
  long steps = 0;
  double start = now();
  do {
    for (int i = 0; i < n; i++) steps += replay(m, d, s + i, skip);
    seconds = now() - start;
  } while (seconds < limit && steps > 0);

  double sum = 0;
  for (int i = 0; i < m->nq; i++) sum += d->qpos[i];
  printf("version %s steps %ld seconds %.6f rate %.1f checksum %.17g\n", mj_versionString(), steps, seconds,
         steps / seconds, sum);
  return 0;
}
