package rl

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats/scalar"
	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/stat"
)

// TestAdvantages holds the recursion to the definition, Â_t = Σ_l (γλ)^l δ_{t+l} up to the end of the episode.
func TestAdvantages(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	const n, gamma, lambda = 40, 0.97, 0.9
	reward, value, next, cut := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		reward[i], value[i], next[i] = rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()
		if rng.IntN(9) == 0 {
			cut[i] = 1
		}
	}
	adv, ret := make([]float64, n), make([]float64, n)
	advantages(adv, ret, reward, value, next, cut, gamma, lambda)
	for i := range n {
		want, weight := 0.0, 1.0
		for j := i; j < n; j++ {
			want += weight * (reward[j] + gamma*next[j] - value[j])
			weight *= gamma * lambda
			if cut[j] == 1 {
				break
			}
		}
		if !scalar.EqualWithinAbs(adv[i], want, 1e-12) || !scalar.EqualWithinAbs(ret[i], want+value[i], 1e-12) {
			t.Fatalf("step %d: advantage %v and return %v, want %v and %v", i, adv[i], ret[i], want, want+value[i])
		}
	}
}

// TestNormalizer holds the running moments to those of all rows at once, whatever the blocks.
func TestNormalizer(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	z := newNormalizer(2, 1e-6)
	var all [2][]float64
	for _, rows := range []int{1, 7, 2, 100} {
		var block []float64
		for range rows {
			a, b := 1e6+rng.NormFloat64(), 1e-3*rng.NormFloat64()
			block = append(block, a, b)
			all[0], all[1] = append(all[0], a), append(all[1], b)
		}
		z.add(block)
	}
	for j, xs := range all {
		mean, std := stat.Mean(xs, nil), stat.PopStdDev(xs, nil)
		if math.Abs(z.mean[j]-mean) > 1e-9 || math.Abs(z.std(j)/std-1) > 1e-8 {
			t.Errorf("channel %d: %v ± %v, want %v ± %v", j, z.mean[j], z.std(j), mean, std)
		}
	}
	z.floor = 10
	if z.std(1) != 10 {
		t.Errorf("deviation %v is below the floor", z.std(1))
	}
}

// TestSquashIsADensity: e^{log π} integrates to 1 over the action's interval.
func TestSquashIsADensity(t *testing.T) {
	b := &sacBatch{k: 1}
	v := []float32{0.3, -0.7}
	density := func(p float64) float64 { // by the same formula, with u recovered from p
		u := math.Atanh(p)
		s := float64(v[1])
		z := (u - float64(v[0])) / math.Exp(s)
		return math.Exp(-0.5*z*z - s - halfLogTau - logSlope(u))
	}
	if got := quad.Fixed(density, -1, 1, 400, nil, 0); math.Abs(got-1) > 1e-6 {
		t.Errorf("integral %v", got)
	}
	p, xi := make([]float32, 1), make([]float64, 1)
	logp := b.squash(p, xi, v, rand.New(rand.NewPCG(5, 6)))
	if want := math.Log(density(float64(p[0]))); math.Abs(logp-want) > 1e-5 {
		t.Errorf("log-density %v, want %v", logp, want)
	}
	if math.Abs(logSlope(30)-(-60+2*math.Ln2)) > 1e-12 {
		t.Errorf("log slope at 30: %v", logSlope(30))
	}
}

// TestSurrogateGradient compares the policy's gradient with central differences of the clipped objective, on both sides
// of the clip.
func TestSurrogateGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	o := DefaultPPO()
	o.Entropy = 0.01
	clipped := 0
	for range 200 {
		v, act := make([]float32, 4), make([]float32, 2)
		for i := range v {
			v[i] = float32(0.3 * rng.NormFloat64())
		}
		for i := range act {
			act[i] = float32(rng.NormFloat64())
		}
		adv := rng.NormFloat64()
		old := logDensity(act, v[:2], v[2:]) + 0.3*rng.NormFloat64()
		objective := func(v []float32) float64 {
			ratio := math.Exp(logDensity(act, v[:2], v[2:]) - old)
			bounded := min(max(ratio, 1-o.Clip), 1+o.Clip)
			return -math.Min(ratio*adv, bounded*adv) - o.Entropy*float64(v[2]+v[3])
		}
		grad := make([]float32, 4)
		ratio := math.Exp(surrogate(grad, v, act, old, adv, 1, o))
		if math.Abs(ratio-1-o.Clip) < 0.05 || math.Abs(ratio-1+o.Clip) < 0.05 {
			continue // the objective has a kink there
		}
		if adv > 0 && ratio > 1+o.Clip || adv < 0 && ratio < 1-o.Clip {
			clipped++
		}
		for i := range v {
			const h = 1.0 / 256 // exact in float32
			up, down := append([]float32(nil), v...), append([]float32(nil), v...)
			up[i] += h
			down[i] -= h
			want := (objective(up) - objective(down)) / float64(up[i]-down[i])
			if math.Abs(float64(grad[i])-want) > 2e-3*(1+math.Abs(want)) {
				t.Errorf("∂/∂v_%d = %v, want %v (ratio %v, advantage %v)", i, grad[i], want, ratio, adv)
			}
		}
	}
	if clipped < 20 {
		t.Errorf("only %d of 200 were clipped: the test shows little", clipped)
	}
}
