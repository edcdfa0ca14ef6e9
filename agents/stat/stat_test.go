package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
)

func TestCenters(t *testing.T) {
	for _, c := range []struct {
		name              string
		xs                []float64
		mean, median, iqm float64
	}{
		{"one", []float64{3}, 3, 3, 3},
		{"three, nothing is cut", []float64{9, 0, 3}, 4, 3, 4},
		{"four, one is cut at each end", []float64{100, 1, 3, -100}, 1, 2, 2},
		{"ten, two are cut at each end as in scipy.stats.trim_mean", []float64{10, 9, 8, 7, 6, 5, 4, 3, 2, 100}, 15.4, 6.5, 6.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := append([]float64(nil), c.xs...)
			got := [3]float64{Mean(c.xs), Median(c.xs), IQM(c.xs)}
			if want := [3]float64{c.mean, c.median, c.iqm}; got != want {
				t.Errorf("mean, median, IQM = %v, want %v", got, want)
			}
			for i := range before {
				if before[i] != c.xs[i] {
					t.Fatal("a statistic changed its sample")
				}
			}
		})
	}
}

// TestWilson compares with statsmodels' proportion_confint(method="wilson").
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n   int
		lo, hi float64
	}{
		{0, 10, 0, 0.2775328},
		{10, 10, 0.7224672, 1},
		{96, 100, 0.9016296, 0.9843358},
		{5, 10, 0.2365931, 0.7634069},
	} {
		got := Wilson(c.k, c.n, 0.95)
		if !scalar.EqualWithinAbs(got.Lo(), c.lo, 1e-6) || !scalar.EqualWithinAbs(got.Hi(), c.hi, 1e-6) {
			t.Errorf("Wilson(%d of %d) = %v, want [%v %v]", c.k, c.n, got, c.lo, c.hi)
		}
	}
	if got := Wilson(0, 0, 0.95); got != (Interval{0, 1}) {
		t.Errorf("Wilson of no trials = %v, want [0 1]", got)
	}
}

// TestBootstrapCoverage: a 95 % interval holds the truth in about 95 % of samples. 40 skewed values bring the
// percentile interval a little below that; the band is four binomial standard errors around 0.935.
func TestBootstrapCoverage(t *testing.T) {
	const trials, n = 600, 40
	rng := rand.New(rand.NewPCG(7, 0))
	o := BootstrapOptions{Resamples: 400, Level: 0.95}
	held := 0
	for range trials {
		xs := make([]float64, n)
		for i := range xs {
			xs[i] = rng.ExpFloat64()
		}
		if Bootstrap(xs, Mean, o, rng).Contains(1) {
			held++
		}
	}
	if share := float64(held) / trials; share < 0.895 || share > 0.97 {
		t.Errorf("the interval held the mean in %.3f of %d samples, want about 0.935", share, trials)
	}
}

// TestBootstrapAgainstResampling: the sorted counts give what redrawing the sample plainly gives.
func TestBootstrapAgainstResampling(t *testing.T) {
	xs := []float64{3, -1, 4, 1, -5, 9, 2, 6}
	o := BootstrapOptions{Resamples: 500, Level: 0.9}
	for name, s := range map[string]Statistic{"mean": Mean, "median": Median, "iqm": IQM} {
		got := Bootstrap(xs, s, o, rand.New(rand.NewPCG(1, 2)))
		rng := rand.New(rand.NewPCG(1, 2))
		ordered := sorted(xs)
		draws := make([]float64, o.Resamples)
		for b := range draws {
			var redraw []float64
			for range xs {
				redraw = append(redraw, ordered[rng.IntN(len(xs))])
			}
			draws[b] = s(redraw)
		}
		want := percentile(draws, o.Level)
		if !scalar.EqualWithinAbs(got.Lo(), want.Lo(), 1e-12) || !scalar.EqualWithinAbs(got.Hi(), want.Hi(), 1e-12) {
			t.Errorf("%s: %v, plainly %v", name, got, want)
		}
	}
}

// TestBootstrapStream freezes the first interval of a stream: a change of the draws is a change of every reported one.
func TestBootstrapStream(t *testing.T) {
	got := Bootstrap([]float64{1, 2, 3, 4, 5}, Mean, DefaultBootstrap(), rand.New(rand.NewPCG(0, 0)))
	if want := (Interval{1.8, 4.2}); math.Abs(got[0]-want[0])+math.Abs(got[1]-want[1]) > 1e-12 {
		t.Errorf("interval %v, want %v", got, want)
	}
}

func TestPaired(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	start := func() float64 { return 100 * rng.NormFloat64() } // the starts differ far more than the policies
	a, b := make([]float64, 50), make([]float64, 50)
	for i := range a {
		s := start()
		a[i], b[i] = s+1+0.1*rng.NormFloat64(), s
	}
	c := Paired(a, b, DefaultBootstrap(), rng)
	if !c.Better() || c.Wins != 50 || !c.CI.Contains(1) {
		t.Errorf("a difference of 1 on common starts was not seen: %+v", c)
	}
	if c := Paired(b, a, DefaultBootstrap(), rng); c.Better() || c.NotInferior(0.5) || !c.NotInferior(1.5) {
		t.Errorf("b is worse by 1, not by 1.5: %+v", c)
	}
	if c := Paired(a, a, DefaultBootstrap(), rng); c.Better() || c.Verdict("x", "y") != "50 episodes do not tell x from y" {
		t.Errorf("a policy was told from itself: %+v", c)
	}
}

func TestStratified(t *testing.T) {
	a := [][]float64{{0.9, 0.92, 0.94, 0.96, 0.98}, {0.1, 0.12, 0.14, 0.16, 0.18}}
	b := [][]float64{{0.8, 0.82, 0.84, 0.86, 0.88}, {0.0, 0.02, 0.04, 0.06, 0.08}}
	rng := rand.New(rand.NewPCG(5, 0))
	ci := Stratified(a, Mean, DefaultBootstrap(), rng)
	// Redrawing within tasks keeps five scores of each: the mean cannot leave [0.5, 0.58].
	if ci.Lo() < 0.5 || ci.Hi() > 0.58 || !ci.Contains(0.54) {
		t.Errorf("interval %v of a mean of 0.54", ci)
	}
	d := StratifiedDifference(a, b, Mean, DefaultBootstrap(), rng)
	if math.Abs(d.Lo()-0.1) > 1e-12 || math.Abs(d.Hi()-0.1) > 1e-12 {
		t.Errorf("difference %v, want exactly 0.1: the seeds are common", d)
	}
}

func TestNormalized(t *testing.T) {
	r := Reference{Random: -20, Expert: 3000}
	if r.Normalize(-20) != 0 || r.Normalize(3000) != 1 {
		t.Error("the ends of the scale are not 0 and 1")
	}
	expert := []float64{10, 20, 30, 40}
	random := []float64{0, 0, 0, 0}
	score, ci := NormalizedOn([]float64{5, 10, 15, 20}, random, expert, DefaultBootstrap(), rand.New(rand.NewPCG(1, 1)))
	if score != 0.5 || math.Abs(ci.Lo()-0.5) > 1e-12 || math.Abs(ci.Hi()-0.5) > 1e-12 {
		t.Errorf("half the expert's return on every start is %v %v, want 0.5 without width", score, ci)
	}
}

// TestCrossedCoversSeedsAndRows: where all seeds agree the interval is that of the rows, where all rows agree that of
// the seeds, and where both differ it is wider than either.
func TestCrossedCoversSeedsAndRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const seeds, rows = 20, 200
	var bySeed, byRow, both [][]float64
	noise := make([]float64, rows)
	for j := range noise {
		noise[j] = rng.NormFloat64() * math.Sqrt(rows)
	}
	for range seeds {
		shift := rng.NormFloat64() * math.Sqrt(seeds)
		a, b, c := make([]float64, rows), make([]float64, rows), make([]float64, rows)
		for j := range rows {
			a[j], b[j], c[j] = shift, noise[j], shift+noise[j]
		}
		bySeed, byRow, both = append(bySeed, a), append(byRow, b), append(both, c)
	}
	width := func(x [][]float64) float64 {
		i := Crossed(x, BootstrapOptions{Resamples: 2000, Level: 0.95}, rand.New(rand.NewPCG(3, 4)))
		return i.Hi() - i.Lo()
	}
	// Each mean has a deviation near 1, so each width is near 2·1.96, and that of both near √2 of it.
	a, b, c := width(bySeed), width(byRow), width(both)
	if a < 2.5 || a > 5.5 || b < 2.5 || b > 5.5 || math.Abs(c-math.Hypot(a, b)) > 0.15*c {
		t.Errorf("widths %.2f by seed, %.2f by row, %.2f by both", a, b, c)
	}
}
