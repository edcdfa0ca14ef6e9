package locomotion_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
	"github.com/fenchel-gym/fenchel/envs/physics"
)

// The larger of two equal margins is the sum of two halves: with MaxMargins the tasks whose geoms all have one margin
// move as with half of it and SumMargins, and not as with all of it. MuJoCo before 3.5 took the maximum.
func TestMaxMargins(t *testing.T) {
	for _, row := range locomotion.Tasks() {
		if !slices.Contains(row.Variants, "max-margins") {
			continue
		}
		o := row.Default()
		o.FixedHorizon = true
		sum := row.New(o)
		o.Margins = physics.MaxMargins
		most := row.New(o)
		halved := locomotion.NewModel(open(t, halfMargins(t, row.Name)), locomotion.DefaultModel())
		q, v := first(sum)
		finalMax, finalSum := play(t, most, q, v), play(t, sum, q, v)
		final := play(t, halved, q, v)
		for i := range final {
			if final[i] != finalMax[i] {
				t.Errorf("%s: q[%d] is %v with the larger margin, %v with half of it added twice", row.Name, i, finalMax[i], final[i])
				break
			}
		}
		if touches := row.Name != "pusher"; touches && equal(finalMax, finalSum) {
			t.Errorf("%s: the rule for margins changes nothing", row.Name)
		}
	}
}

// halfMargins writes the model of a task with half of each margin of its geoms and returns the path.
func halfMargins(t *testing.T, task string) string {
	t.Helper()
	xml, err := locomotion.Source(task)
	if err != nil {
		t.Fatal(err)
	}
	text := string(xml)
	for _, m := range [][2]string{{"0.001", "0.0005"}, {"0.01", "0.005"}, {"0.002", "0.001"}} {
		geom := regexp.MustCompile(`(<geom[^>]* margin=")` + regexp.QuoteMeta(m[0]) + `"`)
		if geom.MatchString(text) {
			text = geom.ReplaceAllString(text, "${1}"+m[1]+`"`)
			break
		}
	}
	path := filepath.Join(t.TempDir(), task+".xml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// first is the state that a task starts in.
func first(e *locomotion.Task) (q, v []float64) {
	e.Reset(make([]float64, len(e.Spec().Obs)), rand.New(rand.NewPCG(2, 2)))
	q, v = e.State()
	return append([]float64(nil), q...), append([]float64(nil), v...)
}

// play steps the physics of a task 300 times from a state, without motors, and returns the positions. Walkers fall to
// the ground in that time; the pusher touches nothing.
func play(t *testing.T, e *locomotion.Task, q, v []float64) []float64 {
	t.Helper()
	m := e.Model()
	d := m.NewData()
	copy(d.QPos, q)
	copy(d.QVel, v)
	for range 300 {
		m.Step(d)
	}
	if d.Diverged {
		t.Error("diverged")
	}
	return append([]float64(nil), d.QPos...)
}

func equal(a, b []float64) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// Environments of one task share a model and nothing else: four that step at the same time see what one sees alone.
func TestSharedModel(t *testing.T) {
	run := func() []float64 {
		e := locomotion.NewAnt(locomotion.Options{Horizon: 60, FixedHorizon: true})
		var all []float64
		for tr := range envs.Episode(e, &shaker{rand.New(rand.NewPCG(5, 5))}, rand.New(rand.NewPCG(1, 1))) {
			all = append(append(all, tr.Next...), tr.Reward)
		}
		return all
	}
	want := run()
	got := make(chan []float64)
	for range 4 {
		go func() { got <- run() }()
	}
	for range 4 {
		if !equal(want, <-got) {
			t.Error("an episode differs from the same one played alone")
		}
	}
}

// shaker acts at random.
type shaker struct{ rng *rand.Rand }

func (s *shaker) Act(dst, _ []float64) {
	for i := range dst {
		dst[i] = 2*s.rng.Float64() - 1
	}
}
