package main

import (
	"math"
	"math/rand/v2"
	"runtime"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// solving prints box QPs a second on one core, argmax ⟨u,p⟩ + ½⟨p,Up⟩ − ½‖p‖² on [−1,1]^k with U = −AAᵀ, so that the
// Hessian is −H with H = I + AAᵀ. Easy ones have A ~ N(0,1/k) and u ~ N(0,1). In hard ones the columns of A are scaled
// from 1 to 300, H having a condition number of some 10⁵, and u = H·z with z ~ N(0, 1.5²): half of the coordinates of
// the unconstrained maximum z are outside the box.
func (b *bench) solving() error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	t := b.table("solving", "box QPs, argmax ⟨u,p⟩ + ½⟨p,Up⟩ − ½‖p‖² on [−1,1]^k with U = −AAᵀ, on one core",
		"instances", "k", "solves/s", "largest gap", "mean iterations", "share at bounds")
	for _, hard := range []bool{false, true} {
		for _, k := range []int{3, 6, 8, 17, 174} {
			if b.quick && k > 17 {
				continue
			}
			if err := b.solvingRow(t, k, hard); err != nil {
				return err
			}
		}
	}
	b.print(t)
	return nil
}

func (b *bench) solvingRow(t *table, k int, hard bool) error {
	g, err := policy.NewGreedy(solve.Problem{Energy: energy.Pairwise{K: k}, Omega: regularizer.Quadratic{Gamma: 1}, Set: space.UnitBox(k)}, nil)
	if err != nil {
		return err
	}
	name, n := "easy", 256
	if hard {
		name = "hard"
	}
	if k > 100 {
		n = 8 // a call shall be short
	}
	v := quadratics(n, k, hard)
	p, reports := policy.NewMatrix(n, k), make([]solve.Report, n)
	rates, err := b.best(b.ours(func() int {
		g.Decode(p, reports, v, solve.Rows{})
		return n
	}))
	if err != nil {
		return err
	}
	gap, iters, bound := 0.0, 0, 0
	for _, r := range reports {
		gap = max(gap, r.Gap)
		iters += r.Iters
	}
	for _, x := range p.Data {
		if math.Abs(x) == 1 {
			bound++
		}
	}
	t.add(name, k, rates[0], gap, float64(iters)/float64(n), float64(bound)/float64(k*n))
	if k == actionDim {
		b.atLeast(name+" box QPs a second, k = 6, one core", rates[0], 500_000)
		b.atMost("largest gap of the "+name+" box QPs, k = 6", gap, 1e-6)
	}
	return nil
}

// quadratics draws n concave pairwise energies.
func quadratics(n, k int, hard bool) policy.Matrix {
	rng := rand.New(rand.NewPCG(4, uint64(k)))
	v := policy.NewMatrix(n, energy.Pairwise{K: k}.VDim())
	a, h, z := make([]float64, k*k), make([]float64, k*k), make([]float64, k)
	for i := range n {
		for j := range z {
			z[j] = rng.NormFloat64()
		}
		for j := range a {
			a[j] = rng.NormFloat64() / math.Sqrt(float64(k))
			if hard {
				a[j] *= math.Pow(300, float64(j%k)/float64(max(k-1, 1)))
			}
		}
		quadratic(h, a, k)
		row := v.Row(i)
		copy(row, z)
		if hard {
			timesZ(row[:k], h, z)
		}
		at := k
		for r := range k {
			for c := r; c < k; c++ {
				row[at] = -h[r*k+c]
				if r == c {
					row[at]++ // U = I − H
				}
				at++
			}
		}
	}
	return v
}

// quadratic writes H = I + AAᵀ.
func quadratic(h, a []float64, k int) {
	for r := range k {
		for c := range k {
			sum := 0.0
			if r == c {
				sum = 1
			}
			for j := range k {
				sum += a[r*k+j] * a[c*k+j]
			}
			h[r*k+c] = sum
		}
	}
}

// timesZ writes 1.5·H·z.
func timesZ(dst, h, z []float64) {
	k := len(z)
	for r := range k {
		dst[r] = 0
		for c, x := range z {
			dst[r] += 1.5 * h[r*k+c] * x
		}
	}
}
