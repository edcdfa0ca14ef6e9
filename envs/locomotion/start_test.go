package locomotion_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
)

// spread says how a number of the start varies about its middle: uniformly within ±width, or normally.
type spread struct {
	width  float64
	normal bool
}

// sd is the standard deviation.
func (s spread) sd() float64 {
	if s.normal {
		return s.width
	}
	return s.width / math.Sqrt(3)
}

// Starts have the spread that Gymnasium's have, number by number: mean and standard deviation over 2000 starts within
// 10 % of it (five standard errors and more), uniform ones within their bounds.
func TestStarts(t *testing.T) {
	for _, c := range []struct {
		task string
		q, v spread
	}{
		{"hopper", spread{0.005, false}, spread{0.005, false}},
		{"walker2d", spread{0.005, false}, spread{0.005, false}},
		{"halfcheetah", spread{0.1, false}, spread{0.1, true}},
		{"ant", spread{0.1, false}, spread{0.1, true}},
		{"swimmer", spread{0.1, false}, spread{0.1, false}},
		{"humanoid", spread{0.01, false}, spread{0.01, false}},
		{"inverted-pendulum", spread{0.01, false}, spread{0.01, false}},
		{"inverted-double-pendulum", spread{0.1, false}, spread{0.1, true}},
	} {
		t.Run(c.task, func(t *testing.T) {
			q, v, q0 := starts(t, c.task, 2000)
			for i := range q0 {
				checkSpread(t, "q", i, q[i], q0[i], c.q)
			}
			for i := range v {
				checkSpread(t, "v", i, v[i], 0, c.v)
			}
		})
	}
}

// starts draws n starts and returns them number by number, and the middle of the positions.
func starts(t *testing.T, task string, n int) (q, v [][]float64, q0 []float64) {
	t.Helper()
	row := find(t, task)
	e := row.New(row.Default())
	m := e.Model()
	q, v = make([][]float64, m.NQ), make([][]float64, m.NV)
	obs := make([]float64, len(e.Spec().Obs))
	rng := rand.New(rand.NewPCG(3, 4))
	for range n {
		e.Reset(obs, rng)
		qpos, qvel := e.State()
		for i, x := range qpos {
			q[i] = append(q[i], x)
		}
		for i, x := range qvel {
			v[i] = append(v[i], x)
		}
	}
	return q, v, m.QPos0
}

func checkSpread(t *testing.T, what string, i int, xs []float64, middle float64, want spread) {
	t.Helper()
	var mean, square float64
	for _, x := range xs {
		d := x - middle
		if !want.normal && !(math.Abs(d) <= want.width) {
			t.Errorf("%s[%d] = %v is beyond ±%v of %v", what, i, x, want.width, middle)
			return
		}
		mean, square = mean+d/float64(len(xs)), square+d*d/float64(len(xs))
	}
	if sd := math.Sqrt(square - mean*mean); math.Abs(mean) > 0.12*want.sd() || math.Abs(sd/want.sd()-1) > 0.1 {
		t.Errorf("%s[%d]: mean %v, standard deviation %v, want 0 and %v", what, i, mean, sd, want.sd())
	}
}

// Reacher's target lies in a disc and does not move.
func TestTarget(t *testing.T) {
	q, v, _ := starts(t, "reacher", 500)
	inner := 0
	for i := range q[2] {
		r := math.Hypot(q[2][i], q[3][i])
		if r >= 0.2 {
			t.Fatalf("target at %v, %v", q[2][i], q[3][i])
		}
		if r < 0.1 {
			inner++
		}
		if v[2][i] != 0 || v[3][i] != 0 {
			t.Fatal("the target moves")
		}
	}
	if inner < 90 || inner > 160 { // a quarter of the disc's area, ± 3.5 standard deviations
		t.Errorf("%d of 500 targets in the inner quarter", inner)
	}
}

// Pusher's disc lies in a rectangle away from the goal; neither moves, and the arm is stretched out.
func TestDiscAndGoal(t *testing.T) {
	q, v, _ := starts(t, "pusher", 500)
	for i := range q[7] {
		y, x := q[7][i], q[8][i]
		if y < -0.3 || y > 0 || x < -0.2 || x > 0.2 || math.Hypot(x, y) <= 0.17 {
			t.Fatalf("disc at y %v, x %v", y, x)
		}
		for j := 7; j < 11; j++ {
			if v[j][i] != 0 || j > 8 && q[j][i] != 0 {
				t.Fatal("disc or goal moves, or the goal is not in its place")
			}
		}
		for j := range 7 {
			if q[j][i] != 0 || math.Abs(v[j][i]) > 0.005 {
				t.Fatal("the arm does not start stretched out")
			}
		}
	}
}

// The first numbers of each task's start are frozen: a change of the order of draws would move every recorded seed.
func TestStartsAreFrozen(t *testing.T) {
	want := map[string]float64{
		"hopper": 1.337548035583067, "walker2d": 1.4434730382637357, "halfcheetah": 1.686303995222074,
		"ant": 16.752085036891312, "swimmer": 0.5006769504943406, "humanoid": 5647.84485943141,
		"reacher": 4.740480639288581, "pusher": 6.25676777380505, "inverted-pendulum": -0.003119174748959546,
		"inverted-double-pendulum": 5.600945430247627,
	}
	for _, row := range locomotion.Tasks() {
		e := row.New(row.Default())
		obs := make([]float64, len(e.Spec().Obs))
		e.Reset(obs, rand.New(rand.NewPCG(1, 2)))
		sum := 0.0
		for i, x := range obs {
			sum += x * float64(i+1)
		}
		if w := want[row.Name]; math.Abs(sum-w) > 1e-9*math.Abs(w) || w == 0 {
			t.Errorf("%s: the weighted sum of the first observation is %v, was %v", row.Name, sum, w)
		}
	}
}
