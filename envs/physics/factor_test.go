package physics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestFactorTree compares the sparse factorization with a dense one.
func TestFactorTree(t *testing.T) {
	for name, m := range goldenModels(t) {
		rng := rand.New(rand.NewPCG(1, 1))
		d := m.NewData()
		perturb(m, d, rng)
		m.Forward(d)
		full := make([]float64, m.NV*m.NV)
		m.FullM(full, d)
		x, y, z := make([]float64, m.NV), make([]float64, m.NV), make([]float64, m.NV)
		for i := range x {
			x[i] = rng.NormFloat64()
			for j, v := range full[i*m.NV:][:m.NV] {
				if j == 0 {
					z[i] = 0
				}
				z[i] += v // z = M 1, entry by entry
			}
			y[i] = 1
		}
		ones := make([]float64, m.NV)
		m.mulTree(ones, d.M, y)
		if e := maxDiff(ones, z); e > 1e-12*(1+norm(z)) {
			t.Errorf("%s: mulTree is off by %.2g", name, e)
		}
		copy(y, x)
		copy(d.h, d.M)
		m.factorTree(d.h, d.hInv)
		m.solveTree(d.h, d.hInv, y)
		copy(z, x)
		factorDense(full, m.NV)
		solveCholesky(full, m.NV, z)
		if e := maxDiff(y, z); !(e < 1e-10*(1+norm(z))) {
			t.Errorf("%s: the sparse solution differs from the dense one by %.2g", name, e)
		}
	}
}

// TestDenseNewton solves Newton's system both ways where no contact couples two branches.
func TestDenseNewton(t *testing.T) {
	for name, m := range goldenModels(t) {
		rng := rand.New(rand.NewPCG(2, 1))
		d := m.NewData()
		for range 20 {
			perturb(m, d, rng)
			m.Forward(d)
			if d.forked {
				continue
			}
			want := append([]float64(nil), d.QAcc...)
			rhs := append([]float64(nil), d.QfrcSmooth...)
			full := make([]float64, m.NV*m.NV)
			m.FullM(full, d)
			for i := range d.Constraint {
				if c := &d.Constraint[i]; c.on != 0 {
					m.gatherDense(d, c, full)
					_, g3 := c.weights(d.EfcARef[c.Row:][:c.Rows])
					g := [6]float64{g3[0], g3[1], g3[2]}
					m.addBase(d, c, &g, rhs)
				}
			}
			factorDense(full, m.NV)
			solveCholesky(full, m.NV, rhs)
			if e := maxDiff(rhs, want); !(e < 1e-9*(1+norm(want))) {
				t.Errorf("%s: the dense system gives another acceleration, off by %.2g", name, e)
			}
		}
	}
}

// TestSpan checks the dofs between two bodies of a tree against their definition: those above one body but not above
// the other.
func TestSpan(t *testing.T) {
	for name, m := range goldenModels(t) {
		above := func(b int) map[int]bool {
			s := make(map[int]bool)
			for i := m.lastDof(b); i >= 0; i = m.DofParent[i] {
				s[i] = true
			}
			return s
		}
		for a := range m.NBody {
			for b := range m.NBody {
				s := m.newSpan(m.lastDof(a), m.lastDof(b))
				second, first := m.dofs(&s)
				got := make(map[int]int)
				for _, i := range second {
					got[int(i)]++
				}
				for _, i := range first {
					got[int(i)]--
				}
				of1, of2 := above(a), above(b)
				for i := range m.NV {
					want := 0
					if of2[i] && !of1[i] {
						want = 1
					} else if of1[i] && !of2[i] {
						want = -1
					}
					if got[i] != want {
						t.Fatalf("%s: bodies %d, %d: dof %d counts %d, want %d", name, a, b, i, got[i], want)
					}
				}
			}
		}
	}
}

// TestImpedance checks the ends and the shape of the impedance curve.
func TestImpedance(t *testing.T) {
	m := &Model{Option: DefaultOption()}
	s := m.newLaw(DefaultSolRef, SolImp{0.5, 0.9, 0.01, 0.4, 3})
	at := func(depth float64) float64 { return s.impedance(depth) }
	for _, c := range []struct{ depth, want float64 }{{0, 0.5}, {0.01, 0.9}, {1, 0.9}, {0.004, 0.5 + 0.4*0.4}} {
		if got := at(c.depth); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("impedance at depth %v is %v, want %v", c.depth, got, c.want)
		}
	}
	for x := 0.0; x < 0.01; x += 1e-4 {
		if at(x+1e-4) < at(x) {
			t.Errorf("impedance falls at depth %v", x)
		}
	}
	s = m.newLaw(DefaultSolRef, SolImp{0.5, 0.9, 0.01, 0.4, 2}) // the square is computed without Pow
	square := at(0.003)
	s.power += 1e-13
	if e := math.Abs(square - at(0.003)); e > 1e-9 {
		t.Errorf("power 2 differs from its neighbours by %.2g", e)
	}
}
