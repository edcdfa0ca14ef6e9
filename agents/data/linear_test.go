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

// TestMomentsAreTheSums compares with the plain sums over pairs.
func TestMomentsAreTheSums(t *testing.T) {
	d := linearly(t, 3, 150, func(y, s []float64, rng *rand.Rand) { y[0], y[1] = math.Tanh(s[0]*s[1]), 0.1*s[2] })
	list := []int32{}
	for i := range d.Rows() {
		if i%7 != 0 {
			list = append(list, int32(i))
		}
	}
	folds, err := d.moments(list, net.Identity(3))
	if err != nil || len(folds) != 3 {
		t.Fatalf("%d folds, %v", len(folds), err)
	}
	all := newSecondMoments(3, 2)
	for _, f := range folds {
		all.add(1, f)
	}
	fit, ok := all.solve(0.01)
	if !ok {
		t.Fatal("not solved")
	}
	from := d.Gatherer()
	var sum float64
	for _, row := range list {
		obs, act := one(3), one(2)
		if err := from.Gather(obs, act, []int32{row}); err != nil {
			t.Fatal(err)
		}
		e := fit.At(3, 0) - act.Data[0]
		for i, x := range obs.Data {
			e += fit.At(i, 0) * float64(float32(x))
		}
		sum += e * e
	}
	if got := all.squaredError(fit, 0); all.n != float64(len(list)) || math.Abs(got-sum) > 1e-9*sum {
		t.Errorf("squared error %v of %v pairs, want %v of %d", got, all.n, sum, len(list))
	}
}

func one(cols int) (m net.Matrix[float64]) { return net.NewMatrix[float64](1, cols) }

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
