package data

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// numbered are episodes of the slider of given lengths whose row r has observation (r, 10r) and action r/250.
func numbered(t *testing.T, memory int64, lengths ...int) *Pairs {
	t.Helper()
	d := NewStored(toy.New().Spec(), Storage{Memory: memory, Dir: t.TempDir()})
	t.Cleanup(func() { _ = d.Close() })
	for _, n := range lengths {
		demo := &demos.Demonstration{Reward: make([]float64, n)}
		for i := range n + 1 {
			r := float64(d.Rows() + i)
			demo.Obs = append(demo.Obs, r, 10*r)
			if i < n {
				demo.Act = append(demo.Act, r/250)
			}
		}
		demo.Applied = demo.Act
		if err := d.Add("episode", demo); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// window gathers the window of a row: the rows of its observations and actions, and how many of these are demonstrated.
func window(t *testing.T, g *Windows, w policy.Window, row int) (obs, act []int, known int) {
	t.Helper()
	s, a, n := policy.NewMatrix(1, 2*w.History), policy.NewMatrix(1, w.Chunk), make([]int, 1)
	if err := g.Gather(s, a, n, []int32{int32(row)}); err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(s.Data); i += 2 {
		obs = append(obs, int(s.Data[i]))
		if s.Data[i+1] != 10*s.Data[i] {
			t.Errorf("row %d: an observation is (%v, %v)", row, s.Data[i], s.Data[i+1])
		}
	}
	for _, y := range a.Data {
		act = append(act, int(125*y+0.5)) // normalized by the bound 0.5
	}
	return obs, act, n[0]
}

// TestWindowsAtTheEnds: beyond an end of an episode its first or last row repeats, and is not known.
func TestWindowsAtTheEnds(t *testing.T) {
	w := policy.Window{History: 3, Chunk: 4, Replan: 1}
	for _, memory := range []int64{1 << 20, 100, 0} {
		d := numbered(t, memory, 6, 2)
		g := d.Windows(w, Split{})
		for row, want := range map[int]struct {
			obs, act []int
			known    int
		}{
			0: {[]int{0, 0, 0}, []int{0, 1, 2, 3}, 4},
			1: {[]int{0, 0, 1}, []int{1, 2, 3, 4}, 4},
			2: {[]int{0, 1, 2}, []int{2, 3, 4, 5}, 4},
			3: {[]int{1, 2, 3}, []int{3, 4, 5, 5}, 3},
			5: {[]int{3, 4, 5}, []int{5, 5, 5, 5}, 1},
			6: {[]int{6, 6, 6}, []int{6, 7, 7, 7}, 2},
			7: {[]int{6, 6, 7}, []int{7, 7, 7, 7}, 1},
		} {
			obs, act, known := window(t, g, w, row)
			if !slices.Equal(obs, want.obs) || !slices.Equal(act, want.act) || known != want.known {
				t.Errorf("row %d: observations %v, actions %v, %d known; want %v", row, obs, act, known, want)
			}
		}
	}
}

// TestWindowsOfTimeBlocks: where blocks of an episode are reserved, no window reaches from one part into the other.
func TestWindowsOfTimeBlocks(t *testing.T) {
	d := numbered(t, 1<<20, 100)
	s, err := d.Split(0.3, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	w := policy.Window{History: 4, Chunk: 5, Replan: 1}
	g, partial := d.Windows(w, s), 0
	for _, part := range [][]int32{s.Train, s.Valid} {
		for _, row := range part {
			obs, act, known := window(t, g, w, int(row))
			if known < 5 {
				partial++
			}
			for _, r := range slices.Concat(obs, act) {
				if !slices.Contains(part, int32(r)) {
					t.Errorf("the window of row %d sees row %d of the other part", row, r)
				}
			}
		}
	}
	if partial < 8 {
		t.Errorf("%d windows end at a block: this test shows nothing", partial)
	}
}

// TestWindowsOfOne are pairs.
func TestWindowsOfOne(t *testing.T) {
	d := demonstrate(t, 3)
	list := []int32{5, 6, 7, 2, 59, 0}
	obs, act := gathered(t, d, list)
	s, a, known := policy.NewMatrix(len(list), d.d), policy.NewMatrix(len(list), d.k), make([]int, len(list))
	if err := d.Windows(policy.DefaultWindow(), Split{}).Gather(s, a, known, list); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(obs.Data, s.Data) || !slices.Equal(act.Data, a.Data) || slices.Min(known) != d.k {
		t.Error("windows of one observation and one action are other pairs")
	}
}

func TestWindowsAllocateNothing(t *testing.T) {
	w := policy.Window{History: 2, Chunk: 8, Replan: 4}
	for _, memory := range []int64{1 << 20, 0} {
		d := numbered(t, memory, 50)
		g := d.Windows(w, Split{})
		s, a, known, list := policy.NewMatrix(50, 4), policy.NewMatrix(50, 8), make([]int, 50), make([]int32, 50)
		for i := range list {
			list[i] = int32(i)
		}
		if n := testing.AllocsPerRun(10, func() {
			if err := g.Gather(s, a, known, list); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

// TestStepsWithoutLabels are seen as history and by no chunk, are in no split, and change what the data are.
func TestStepsWithoutLabels(t *testing.T) {
	episode := func(blank ...int) *demos.Demonstration {
		demo := &demos.Demonstration{Reward: make([]float64, 6), Late: make([]float64, 6), Author: make([]envs.Author, 6)}
		for i := range 7 {
			demo.Obs = append(demo.Obs, float64(i), 10*float64(i))
		}
		for i := range 6 {
			demo.Act, demo.Label = append(demo.Act, 0.1), append(demo.Label, float64(i)/250)
			if slices.Contains(blank, i) {
				demo.Label[i] = math.NaN()
			}
		}
		demo.Applied = demo.Act
		return demo
	}
	d, whole := New(toy.New().Spec()), New(toy.New().Spec())
	if err := errors.Join(d.Add("corrected", episode(0, 1, 4)), whole.Add("driven", episode())); err != nil {
		t.Fatal(err)
	}
	split, err := d.SplitAt(1, 0)
	if err != nil || !slices.Equal(split.Train, []int32{2, 3, 5}) || d.Blank() != 3 || d.Rows() != 6 || d.Digest() == whole.Digest() {
		t.Errorf("rows %v of %d, %v", split.Train, d.Rows(), err)
	}
	w := policy.Window{History: 3, Chunk: 3, Replan: 1}
	obs, act, known := window(t, d.Windows(w, split), w, 2)
	if !slices.Equal(obs, []int{0, 1, 2}) || !slices.Equal(act, []int{2, 3, 3}) || known != 2 {
		t.Errorf("history %v, actions %v, %d known", obs, act, known)
	}
}
