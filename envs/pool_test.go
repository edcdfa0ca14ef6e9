package envs_test

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// TestPoolPlaysItsEpisodes compares every environment of a pool with rollouts of the episodes that are its own.
func TestPoolPlaysItsEpisodes(t *testing.T) {
	const n, steps = 7, 120
	p := envs.NewPool(n, 5, envs.Tuning, newCartPole)
	defer p.Close()
	obs, act := make([]float64, n*4), make([]float64, n*2)
	p.Reset(obs)
	single, row := newCartPole(), make([]float64, 4)
	alone := make([][]float64, n) // the observations of each environment, one after another
	for i := range n {
		for episode, left := uint64(i), steps; left > 0; episode += n {
			single.Reset(row, envs.Stream(5, envs.Tuning, episode))
			for end := envs.Running; end == envs.Running && left > 0; left-- {
				alone[i] = append(alone[i], row...)
				_, end = single.Step(row, pull(row))
			}
		}
	}
	for step := range steps {
		for i := range n {
			got := obs[i*4 : (i+1)*4]
			if want := alone[i][step*4 : (step+1)*4]; !slices.Equal(got, want) {
				t.Fatalf("environment %d, step %d: %v in the pool, %v alone", i, step, got, want)
			}
			copy(act[i*2:], pull(got))
		}
		p.Step(obs, act)
	}
}

// pull is a feeble law, which fails after a while.
func pull(obs []float64) []float64 {
	if obs[2] > 0 {
		return []float64{0, 1}
	}
	return []float64{1, 0}
}

func TestPoolHandsOutTheLastObservation(t *testing.T) {
	p := envs.NewPool(1, 0, envs.Tuning, newCartPole)
	defer p.Close()
	obs := make([]float64, 4)
	p.Reset(obs)
	for range 500 {
		o := p.Step(obs, []float64{0, 1})[0]
		if o.End == envs.Running {
			if !slices.Equal(o.Final, obs) {
				t.Fatalf("while running, Final is %v and the observation %v", o.Final, obs)
			}
			continue
		}
		if o.End != envs.Failed || math.Abs(o.Final[2]) < 0.2 || math.Abs(obs[2]) > 0.05 {
			t.Errorf("%v at %v, then a new episode at %v", o.End, o.Final, obs)
		}
		return
	}
	t.Error("no episode ended")
}

// TestPoolIsTheSameForAnyWorkers hashes what a pool shows under 1, 2 and 8 processors.
func TestPoolIsTheSameForAnyWorkers(t *testing.T) {
	var hashes [][32]byte
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		hashes = append(hashes, hashPool(19, 200))
		runtime.GOMAXPROCS(before)
	}
	for _, h := range hashes[1:] {
		if h != hashes[0] {
			t.Errorf("hashes differ: %x", hashes)
		}
	}
}

func hashPool(n, steps int) (sum [32]byte) {
	p := envs.NewPool(n, 11, envs.Tuning, newCartPole)
	defer p.Close()
	obs, act := make([]float64, n*4), make([]float64, n*2)
	p.Reset(obs)
	h := sha256.New()
	for range steps {
		for i := range n {
			copy(act[i*2:], pull(obs[i*4:]))
		}
		for _, o := range p.Step(obs, act) {
			binary.Write(h, binary.LittleEndian, o.Reward)
			binary.Write(h, binary.LittleEndian, uint8(o.End))
			binary.Write(h, binary.LittleEndian, o.Final)
		}
		binary.Write(h, binary.LittleEndian, obs)
	}
	h.Sum(sum[:0])
	return sum
}

func TestPoolPanicsOnWrongLengths(t *testing.T) {
	p := envs.NewPool(2, 0, envs.Tuning, newCartPole)
	defer p.Close()
	for name, f := range map[string]func(){
		"Reset":          func() { p.Reset(make([]float64, 4)) },
		"Step":           func() { p.Step(make([]float64, 8), make([]float64, 2)) },
		"no environment": func() { envs.NewPool(0, 0, envs.Tuning, newCartPole) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s did not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestPoolAllocatesNothing(t *testing.T) {
	p := envs.NewPool(16, 0, envs.Tuning, newCartPole)
	defer p.Close()
	obs, act := make([]float64, 16*4), make([]float64, 16*2)
	p.Reset(obs)
	if n := testing.AllocsPerRun(200, func() { p.Step(obs, act) }); n != 0 {
		t.Errorf("Step allocates %v times", n)
	}
}

func BenchmarkPoolStep(b *testing.B) {
	const n = 64
	p := envs.NewPool(n, 0, envs.Tuning, newCartPole)
	defer p.Close()
	obs, act := make([]float64, n*4), make([]float64, n*2)
	p.Reset(obs)
	b.ReportAllocs()
	for b.Loop() {
		p.Step(obs, act)
	}
}
