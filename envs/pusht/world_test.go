package pusht

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// shaken drives the agent at random through block and walls and calls f after each physics step.
func shaken(seed uint64, steps int, f func(w *World, step int)) {
	w, rng := NewWorld(), envs.Stream(seed, envs.Tuning, 2)
	w.Reset(Draw(rng), Legacy)
	for step := range steps {
		target := Vec{rng.Float64() * Size, rng.Float64() * Size}
		if step%3 == 0 {
			target = w.Pose().Block
		}
		for i := range 12 {
			w.Substep(target)
			f(w, 12*step+i)
		}
	}
}

// TestContactsAgainstAllPairs compares the pairs that the trees find with all pairs, looked at one by one.
func TestContactsAgainstAllPairs(t *testing.T) {
	several := 0
	for seed := range uint64(6) {
		shaken(seed, 120, func(w *World, step int) {
			var found, want []int8
			found = append(found, w.order[:w.active]...)
			for a := range int8(agentShape + 1) {
				for part := int8(barShape); part <= stemShape; part++ {
					if w.touching(a, part) {
						want = append(want, pairOf(a, part))
					}
				}
			}
			slices.Sort(found)
			if !slices.Equal(found, want) {
				t.Fatalf("seed %d, step %d: arbiters %v are in contact, want %v", seed, step, found, want)
			}
			if len(want) > 1 {
				several++
			}
		})
	}
	if several < 100 {
		t.Errorf("only %d steps with several contacts: the test says little", several)
	}
}

// touching is the narrow phase alone.
func (w *World) touching(a, part int8) bool {
	if !w.bounds[a].touches(w.bounds[part]) {
		return false
	}
	if a == agentShape {
		t := collideCircle(w.agent, &w.parts[part-barShape])
		return t.count > 0
	}
	t := collideSegment(&w.walls[a], &w.parts[part-barShape])
	return t.count > 0
}

// TestClosestAgainstSampling compares the distance of shapes that do not overlap with that of many of their points.
func TestClosestAgainstSampling(t *testing.T) {
	rng := envs.Stream(3, envs.Tuning, 2)
	for range 300 {
		var p polygon
		angle := rng.Float64() * 7
		sin, cos := sincos(angle)
		p.place(&parts[rng.IntN(2)], Vec{rng.Float64() * 400, rng.Float64() * 400}, Vec{cos, sin})
		g := newSegment([2]Vec{{rng.Float64() * 500, rng.Float64() * 500}, {rng.Float64() * 500, rng.Float64() * 500}})
		if c := segmentToPolygon(&g, &p); c.d > 0 {
			if want := sampled(&p, g.at[0], g.at[1]); math.Abs(c.d-want) > 0.5 || math.Abs(c.b.Sub(c.a).Length()-c.d) > 1e-9 {
				t.Errorf("segment %v and polygon %v: distance %v, sampled %v", g.at, p.at, c.d, want)
			}
		}
		at := Vec{rng.Float64() * 500, rng.Float64() * 500}
		if c := circleToPolygon(at, &p); c.d > 0 {
			if want := sampled(&p, at, at); math.Abs(c.d-want) > 0.5 || math.Abs(c.n.Length()-1) > 1e-12 {
				t.Errorf("point %v and polygon %v: distance %v, sampled %v", at, p.at, c.d, want)
			}
		}
	}
}

// sampled is the least distance of points of a polygon's sides from points of a segment.
func sampled(p *polygon, a, b Vec) float64 {
	least := math.Inf(1)
	for i := range p.at {
		for s := 0.0; s <= 1; s += 1.0 / 256 {
			on := p.at[i].Lerp(p.at[(i+1)%4], s)
			for u := 0.0; u <= 1; u += 1.0 / 256 {
				least = min(least, on.Sub(a.Lerp(b, u)).Length())
			}
		}
	}
	return least
}

// TestBlockOnlyMovesWhenPushed: it stands still unless the step before gave it a velocity, contacts never pull, and a
// block that starts around the agent ends outside of it, up to the overlap that is allowed.
func TestBlockOnlyMovesWhenPushed(t *testing.T) {
	var before Pose
	resting := false
	shaken(7, 200, func(w *World, step int) {
		now := w.Pose()
		if resting && (now.Block != before.Block || now.Angle != before.Angle) {
			t.Fatalf("step %d: the block moves by itself, from %v to %v", step, before, now)
		}
		before, resting = now, w.block.motion == (twist{}) && w.block.shove == (twist{})
		for _, c := range w.AppendContacts(nil) {
			if c.Impulse.Dot(c.Normal) < 0 {
				t.Fatalf("step %d: shapes %d and %d pull", step, c.A, c.B)
			}
		}
	})
	w := NewWorld()
	w.Reset(Pose{Vec{300, 300}, Vec{300, 290}, 0.4}, Direct) // the agent inside the block
	for range 400 {
		w.Substep(Vec{300, 300})
	}
	for _, c := range w.AppendContacts(nil) {
		if c.Distance[0] < -slop-1e-3 {
			t.Errorf("after 4 s the agent is still %v px inside the block", -c.Distance[0])
		}
	}
}

// TestAgentIsCriticallyDamped compares the agent's way with the closed form of a critically damped spring,
// x(t) = a − (a − x₀)·(1 + ωt)·exp(−ωt), of which the steps are an integration of first order.
func TestAgentIsCriticallyDamped(t *testing.T) {
	w := NewWorld()
	w.Reset(Pose{Vec{100, 100}, Vec{400, 400}, 0}, Direct)
	for k := 1; k <= 80; k++ {
		w.Substep(Vec{200, 100})
		s := 10 * dt * float64(k)
		want := 200 - 100*(1+s)*math.Exp(-s)
		if got := w.Pose().Agent; math.Abs(got.X-want) > 4 || got.Y != 100 {
			t.Fatalf("step %d: the agent is at %v, want x about %v", k, got, want)
		}
	}
}

// TestCoverage compares with counting points of a fine grid.
func TestCoverage(t *testing.T) {
	w, rng := NewWorld(), rand.New(rand.NewPCG(1, 1))
	w.Reset(Pose{Vec{20, 20}, goal.Block, goal.Angle}, Direct)
	if c := w.Coverage(); math.Abs(c-1) > 1e-14 {
		t.Errorf("at the goal %v is covered", c)
	}
	for range 40 {
		p := Pose{Vec{20, 20}, goal.Block.Add(Vec{rng.NormFloat64() * 30, rng.NormFloat64() * 30}), rng.NormFloat64() * 2}
		w.Reset(p, Direct)
		if got, want := w.Coverage(), counted(p); math.Abs(got-want) > 0.01 {
			t.Errorf("at %v %v is covered, counted %v", p, got, want)
		}
	}
	w.Reset(Pose{Vec{20, 20}, Vec{100, 100}, 0}, Direct)
	if c := w.Coverage(); c != 0 {
		t.Errorf("far from the goal %v is covered", c)
	}
}

// counted is the share of the goal's points, half a pixel apart, that lie in the block.
func counted(p Pose) float64 {
	inT := func(a Vec) bool {
		return math.Abs(a.X) <= 60 && a.Y >= 0 && a.Y <= 30 || math.Abs(a.X) <= 15 && a.Y >= 30 && a.Y <= 120
	}
	in, of := 0, 0
	for x := -60.0; x <= 60; x += 0.5 {
		for y := 0.0; y <= 120; y += 0.5 {
			if a := (Vec{x, y}); inT(a) {
				of++
				if inT(a.Rotate(goal.Angle).Add(goal.Block).Sub(p.Block).Rotate(-p.Angle)) {
					in++
				}
			}
		}
	}
	return float64(in) / float64(of)
}

// TestNormal looks at the moments of the normal draws.
func TestNormal(t *testing.T) {
	rng := envs.Stream(5, envs.Tuning, 2)
	const n = 200_000
	var sum [5]float64
	for range n {
		x := normal(rng)
		for k := range sum {
			sum[k] += math.Pow(x, float64(k)) / n
		}
	}
	for k, want := range []float64{1, 0, 1, 0, 3} {
		if math.Abs(sum[k]-want) > 0.05 {
			t.Errorf("moment %d is %v, want %v", k, sum[k], want)
		}
	}
}
