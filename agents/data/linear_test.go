package data

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// linearly makes episodes of observations (d = 3) drawn about a center of their own, and the actions (k = 2) that act says.
func linearly(t *testing.T, episodes, steps int, act func(y, s []float64, rng *rand.Rand)) *Pairs {
	t.Helper()
	spec := envs.Spec{Name: "linearly", Obs: make([]envs.Channel, 3), Action: space.UnitBox(2), Horizon: steps}
	rng := rand.New(rand.NewPCG(7, 0))
	d := New(spec)
	for range episodes {
		demo := &demos.Demonstration{}
		center := rng.NormFloat64()
		for range steps + 1 {
			for range 3 {
				demo.Obs = append(demo.Obs, center+0.1*rng.NormFloat64())
			}
		}
		y := make([]float64, 2)
		for i := range steps {
			act(y, demo.Obs[3*i:3*i+3], rng)
			demo.Act, demo.Applied = append(demo.Act, y...), append(demo.Applied, y...)
			demo.Reward = append(demo.Reward, 0)
		}
		if err := d.Add("linearly", demo); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func fit(t *testing.T, d *Pairs) *Linear {
	t.Helper()
	list := make([]int32, d.Rows())
	for i := range list {
		list[i] = int32(i)
	}
	l, err := d.FitLinear(list, net.Identity(3))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFitLinearFindsTheCoefficients(t *testing.T) {
	l := fit(t, linearly(t, 8, 200, func(y, s []float64, rng *rand.Rand) {
		y[0] = 0.1 + 0.2*s[0] - 0.1*s[2] + 0.001*rng.NormFloat64()
		y[1] = -0.3
	}))
	want := [][]float64{{0.2, 0, -0.1}, {0, 0, 0}}
	for j, row := range want {
		for i, w := range row {
			if got := l.Weight.Row(j)[i]; math.Abs(got-w) > 0.01 {
				t.Errorf("B[%d][%d] = %v, want %v", j, i, got, w)
			}
		}
	}
	if math.Abs(l.Bias[0]-0.1) > 0.01 || math.Abs(l.Bias[1]+0.3) > 1e-9 {
		t.Errorf("b = %v, want 0.1 and -0.3", l.Bias)
	}
	if l.Explained < 0.99 || l.Deviation[0] > 0.003 || l.Deviation[1] > 1e-6 {
		t.Errorf("explains %v, leaves %v", l.Explained, l.Deviation)
	}
}

// TestExplainedIsOfUnseenEpisodes: where each episode has an action of its own, a regression that tells episodes apart by their
// center fits the pairs and predicts nothing.
func TestExplainedIsOfUnseenEpisodes(t *testing.T) {
	var last, own float64
	l := fit(t, linearly(t, 6, 200, func(y, s []float64, rng *rand.Rand) {
		if center := s[0] + s[1] + s[2]; math.Abs(center-last) > 1.5 {
			own = rng.Float64() - 0.5
		}
		last = s[0] + s[1] + s[2]
		y[0], y[1] = own, 0
	}))
	if l.Explained > 0.5 {
		t.Errorf("explains %v of unseen episodes", l.Explained)
	}
}

// TestBoundsHideTheAction: an expert that is linear but for its bounds is found, though many of its actions are bounds.
func TestBoundsHideTheAction(t *testing.T) {
	l := fit(t, linearly(t, 8, 200, func(y, s []float64, rng *rand.Rand) {
		y[0] = min(max(0.1+2*s[0]-s[2], -1), 1)
		y[1] = 0
	}))
	for i, want := range []float64{2, 0, -1} {
		if got := l.Weight.Row(0)[i]; math.Abs(got-want) > 0.1 {
			t.Errorf("B[0][%d] = %v, want %v", i, got, want)
		}
	}
	if l.Explained < 0.98 || l.Deviation[0] > 0.05 {
		t.Errorf("explains %v, leaves %v", l.Explained, l.Deviation)
	}
}

// TestFitIsAMinimum: with no action beyond a bound, the gradient of the objective is zero; leaving a fold out is to fit
// the others alone.
func TestFitIsAMinimum(t *testing.T) {
	d := linearly(t, 6, 150, func(y, s []float64, rng *rand.Rand) { y[0], y[1] = 0.5*math.Tanh(s[0]*s[1]), 0.1*s[2] })
	list := []int32{}
	for i := range d.Rows() {
		if i%7 != 0 {
			list = append(list, int32(i))
		}
	}
	r, err := d.regression(list, net.Identity(3))
	if err != nil || len(r.folds) != 5 {
		t.Fatalf("%d folds, %v", len(r.folds), err)
	}
	const ridge = 0.01
	left := r.folds[2]
	got, ok := r.fit(left, ridge, censoredRounds)
	if !ok {
		t.Fatal("not solved")
	}
	n, gradient := 0, make([]float64, 4)
	for i := range list {
		if left.lo <= i && i < left.hi {
			continue
		}
		n++
		x := r.x.RawRowView(i)
		e := -r.y.At(i, 0)
		for c, z := range x {
			e += z * got.At(c, 0)
		}
		for c, z := range x {
			gradient[c] += e * z
		}
	}
	for c, g := range gradient {
		if c < 3 {
			g += ridge * float64(n) * got.At(c, 0)
		}
		if math.Abs(g) > 1e-9*float64(n) {
			t.Errorf("the gradient in coefficient %d is %v", c, g)
		}
	}
}

func TestFolds(t *testing.T) {
	d := linearly(t, 7, 10, func(y, s []float64, rng *rand.Rand) {})
	list := []int32{3, 4, 10, 25, 26, 60, 69} // of episodes 0, 0, 1, 2, 2, 6, 6
	if got, want := d.folds(list), []int{0, 0, 1, 2, 2, 3, 3}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	blocks := d.folds([]int32{10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
	if want := []int{0, 0, 1, 1, 2, 2, 3, 3, 4, 4}; !slices.Equal(blocks, want) {
		t.Errorf("of one episode: got %v, want %v", blocks, want)
	}
	if got := thin([]int32{0, 1, 2, 3, 4, 5, 6}, 3); !slices.Equal(got, []int32{0, 3, 6}) {
		t.Errorf("thinned to %v", got)
	}
}
