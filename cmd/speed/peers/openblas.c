/*
 * The matrix products of package kernel, by OpenBLAS on one core: GFLOP/s of the fastest of many runs, one shape a
 * line: form, m, n, k, GFLOP/s. Forms: NN is A·B, NT is A·Bᵀ, TN is Aᵀ·B, all row-major, in float32.
 *
 *	cc -O2 -o openblas openblas.c -lopenblas && ./openblas NN 256 256 256  NT 256 17 256
 */
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern void openblas_set_num_threads(int);
extern char *openblas_get_corename(void);
extern char *openblas_get_config(void);

static double now(void) {
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1e-9 * t.tv_nsec;
}

static float *filled(size_t n) {
	float *x = aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64);
	for (size_t i = 0; i < n; i++)
		x[i] = (float)rand() / RAND_MAX - 0.5f;
	return x;
}

/* best returns the GFLOP/s of the fastest run in about 0.3 s. */
static double best(const char *form, int m, int n, int k) {
	int ta = form[0] == 'T', tb = form[1] == 'T';
	float *a = filled((size_t)m * k), *b = filled((size_t)k * n), *c = filled((size_t)m * n);
	int repeat = 1 + (int)(1e6 / (2.0 * m * n * k)); /* a run takes some 20 µs at least */
	double fastest = 1e9, start = now();
	while (now() - start < 0.3) {
		double t = now();
		for (int r = 0; r < repeat; r++)
			cblas_sgemm(CblasRowMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans, m, n, k, 1, a,
			            ta ? m : k, b, tb ? k : n, 0, c, n);
		t = (now() - t) / repeat;
		if (t < fastest)
			fastest = t;
	}
	free(a), free(b), free(c);
	return 2e-9 * m * n * k / fastest;
}

int main(int argc, char **argv) {
	openblas_set_num_threads(1);
	fprintf(stderr, "%s, running on %s\n", openblas_get_config(), openblas_get_corename());
	for (int i = 1; i + 3 < argc; i += 4) {
		int m = atoi(argv[i + 1]), n = atoi(argv[i + 2]), k = atoi(argv[i + 3]);
		if (strlen(argv[i]) != 2 || m < 1 || n < 1 || k < 1) {
			fprintf(stderr, "openblas: want FORM M N K, got %s %s %s %s\n", argv[i], argv[i + 1], argv[i + 2], argv[i + 3]);
			return 2;
		}
		printf("%s %d %d %d %.2f\n", argv[i], m, n, k, best(argv[i], m, n, k));
	}
	return 0;
}
