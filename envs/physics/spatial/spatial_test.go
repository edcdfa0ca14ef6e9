package spatial

import (
	"math"
	"math/rand/v2"
	"testing"
)

func randomVec(rng *rand.Rand) Vec {
	return Vec{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
}

func randomQuat(rng *rand.Rand) Quat {
	return Quat{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}.Unit()
}

func near(a, b Vec) bool { return a.Sub(b).Norm() < 1e-12*(1+a.Norm()) }

// TestRotations checks that quaternion, matrix and their products are one rotation.
func TestRotations(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 100 {
		a, b, v := randomQuat(rng), randomQuat(rng), randomVec(rng)
		ma, mb := a.Mat(), b.Mat()
		mab, ab := ma.Mul(&mb), a.Mul(b)
		if !near(a.Rotate(v), ma.MulVec(v)) {
			t.Errorf("quaternion and matrix differ: %v, %v", a.Rotate(v), ma.MulVec(v))
		}
		if !near(ab.Rotate(v), a.Rotate(b.Rotate(v))) || !near(mab.MulVec(v), ab.Rotate(v)) {
			t.Errorf("a product is not the composition")
		}
		if q := ma.Quat(); !near(q.Rotate(v), a.Rotate(v)) {
			t.Errorf("a matrix became the quaternion %v instead of %v", q, a)
		}
		if !near(a.Conj().Rotate(a.Rotate(v)), v) || !near(ma.TMulVec(ma.MulVec(v)), v) {
			t.Errorf("an inverse does not undo")
		}
	}
	if got := AxisAngle(Vec{Z: 1}, math.Pi/2).Rotate(Vec{X: 1}); !near(got, Vec{Y: 1}) {
		t.Errorf("a quarter turn about z takes x to %v", got)
	}
}

// TestDegenerate checks what becomes of vectors without a direction.
func TestDegenerate(t *testing.T) {
	if got := (Vec{}).Unit(); got != (Vec{X: 1}) {
		t.Errorf("unit of zero: %v", got)
	}
	if got := (Quat{}).Unit(); got != Identity {
		t.Errorf("unit of the zero quaternion: %v", got)
	}
}

// TestCrossProducts checks that motions and forces turn as duals: the power ⟨f, m⟩ does not change when both are
// carried along, ⟨v ×* f, m⟩ + ⟨f, v × m⟩ = 0.
func TestCrossProducts(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for range 100 {
		v, m := Motion{randomVec(rng), randomVec(rng)}, Motion{randomVec(rng), randomVec(rng)}
		f := Force{randomVec(rng), randomVec(rng)}
		vm, vf := v.Cross(&m), v.CrossForce(&f)
		if s := m.Dot(&vf) + vm.Dot(&f); math.Abs(s) > 1e-12 {
			t.Errorf("power changes by %v", s)
		}
	}
}

// TestInertia compares Mul with the momentum of two point masses.
func TestInertia(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for range 100 {
		var sum Inertia
		var want Force
		v := Motion{randomVec(rng), randomVec(rng)}
		for range 2 {
			m, p := rng.Float64(), randomVec(rng)
			i := Inertia{
				XX: m * (p.Y*p.Y + p.Z*p.Z), YY: m * (p.X*p.X + p.Z*p.Z), ZZ: m * (p.X*p.X + p.Y*p.Y),
				XY: -m * p.X * p.Y, XZ: -m * p.X * p.Z, YZ: -m * p.Y * p.Z, H: p.Scale(m), M: m,
			}
			sum.Accumulate(&i)
			momentum := v.V.Add(v.W.Cross(p)).Scale(m)
			want = want.Add(Force{p.Cross(momentum), momentum})
		}
		var got Force
		sum.Mul(&got, &v)
		if e := got.Sub(want); e.T.Norm()+e.F.Norm() > 1e-12*(1+want.T.Norm()) {
			t.Errorf("momentum %v, want %v", got, want)
		}
	}
}
