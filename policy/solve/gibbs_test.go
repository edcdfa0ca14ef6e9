package solve

import (
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// twoPeaks is an energy on the line with two narrow tops, at −0.5 and 0.5, the right one higher by gap.
type twoPeaks struct{ gap float64 }

func (twoPeaks) Name() string                             { return "two peaks" }
func (twoPeaks) Dim() int                                 { return 1 }
func (twoPeaks) VDim() int                                { return 1 }
func (twoPeaks) Concave() bool                            { return false }
func (e twoPeaks) Clone() energy.Energy                   { return e }
func (twoPeaks) AddGradV(Matrix, float64, Matrix, Matrix) {}

func (e twoPeaks) Value(dst []float64, _, p Matrix) {
	for j, x := range p.Data {
		left, right := (x+0.5)/0.1, (x-0.5)/0.1
		dst[j] = math.Max(-left*left, e.gap-right*right)
	}
}

func (e twoPeaks) GradP(dst, _, p Matrix) {
	for j, x := range p.Data {
		left, right := (x+0.5)/0.1, (x-0.5)/0.1
		dst.Data[j] = -2 * left / 0.1
		if e.gap-right*right > -left*left {
			dst.Data[j] = -2 * right / 0.1
		}
	}
}

// TestGibbsDrawsByTheHeight: tops as far apart in height as γ·log 3 are drawn in proportion 1 to 3, and the draw lies on
// a top. With as many chains on one top as on the other, as here, the proportion is that of exp(J/γ).
func TestGibbsDrawsByTheHeight(t *testing.T) {
	q := Problem{Energy: twoPeaks{gap: math.Log(3)}, Omega: regularizer.None{}, Set: space.UnitBox(1)}
	o := GibbsOptions{Candidates: 256, Rounds: 4, Chains: 64, Noise: 0.05, Shrink: 0.4, Temperature: 1, Refine: 10}
	const n = 4000
	p, _ := maximize(NewGibbs(o), &q, energy.NewMatrix(n, 1), Rows{Seed: 3})
	right := 0
	for _, x := range p.Data {
		if math.Abs(math.Abs(x)-0.5) > 0.02 {
			t.Fatalf("%v is on neither top", x)
		}
		if x > 0 {
			right++
		}
	}
	// 0.01 is a standard error; the higher top also catches a few more of the first round's best points.
	if share := float64(right) / n; share < 0.71 || share > 0.87 {
		t.Errorf("the higher top was drawn in %v of the rows, want about 3/4", share)
	}
}

// TestGibbsTakesTheHighest: without a temperature, and with one that is small compared with the gap, the highest top is taken,
// and the same seed draws the same.
func TestGibbsTakesTheHighest(t *testing.T) {
	q := Problem{Energy: twoPeaks{gap: 1}, Omega: regularizer.None{}, Set: space.UnitBox(1)}
	const n = 200
	for _, temperature := range []float64{0, 0.02} {
		o := DefaultGibbs()
		o.Temperature = temperature
		p, reports := maximize(NewGibbs(o), &q, energy.NewMatrix(n, 1), Rows{Seed: 5})
		again, _ := maximize(NewGibbs(o), &q, energy.NewMatrix(n, 1), Rows{Seed: 5})
		if policytest.MaxAbsDiff(p.Data, again.Data) != 0 {
			t.Error("the same seed drew otherwise")
		}
		for i, x := range p.Data {
			if math.Abs(x-0.5) > 0.03 || reports[i].Value < 0.9 || !math.IsInf(reports[i].Gap, 1) {
				t.Errorf("temperature %v, row %d: %v, %+v", temperature, i, x, reports[i])
			}
		}
	}
}

func TestGibbsAllocatesNothing(t *testing.T) {
	q := Problem{Energy: twoPeaks{}, Omega: regularizer.None{}, Set: space.UnitBox(1)}
	s := NewGibbs(DefaultGibbs())
	v, p, reports := energy.NewMatrix(4, 1), energy.NewMatrix(4, 1), make([]Report, 4)
	s.Maximize(p, reports, &q, v, Rows{})
	if n := testing.AllocsPerRun(10, func() { s.Maximize(p, reports, &q, v, Rows{}) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestGibbsValidates(t *testing.T) {
	for _, change := range []func(*GibbsOptions){
		func(o *GibbsOptions) { o.Candidates = 0 }, func(o *GibbsOptions) { o.Chains = 0 },
		func(o *GibbsOptions) { o.Chains = o.Candidates + 1 }, func(o *GibbsOptions) { o.Noise = 0 },
		func(o *GibbsOptions) { o.Shrink = 2 }, func(o *GibbsOptions) { o.Temperature = math.NaN() },
	} {
		o := DefaultGibbs()
		change(&o)
		if o.Validate() == nil {
			t.Errorf("%+v passed", o)
		}
	}
}
