package rl

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// normalizer keeps mean and variance of every channel over all rows so far, by the pairwise update of Chan, Golub and
// LeVeque (1983). It is what a run standardizes observations by, so that a policy meets the same scale all its life.
type normalizer struct {
	count    float64
	mean, m2 []float64 // m2 = Σ (x − mean)²
	floor    float64   // least deviation, in the channel's unit
}

func newNormalizer(dim int, floor float64) *normalizer {
	return &normalizer{mean: make([]float64, dim), m2: make([]float64, dim), floor: floor}
}

// add takes in rows (n×d).
func (z *normalizer) add(rows []float64) {
	d := len(z.mean)
	n := float64(len(rows) / d)
	total := z.count + n
	for j := range d {
		var mean, m2 float64
		for i := j; i < len(rows); i += d {
			mean += rows[i]
		}
		mean /= n
		for i := j; i < len(rows); i += d {
			m2 += (rows[i] - mean) * (rows[i] - mean)
		}
		delta := mean - z.mean[j]
		z.mean[j] += delta * n / total
		z.m2[j] += m2 + delta*delta*z.count*n/total
	}
	z.count = total
}

// std is the deviation of channel j, not below the floor.
func (z *normalizer) std(j int) float64 {
	if z.count < 2 {
		return 1
	}
	return math.Max(math.Sqrt(z.m2[j]/z.count), z.floor)
}

// standardizer is the present state as a policy keeps it.
func (z *normalizer) standardizer() *net.Standardizer {
	s := net.Identity(len(z.mean))
	copy(s.Mean, z.mean)
	for j := range s.Std {
		s.Std[j] = z.std(j)
	}
	return s
}

// adopt continues from a standardizer, as if it came from the given number of rows.
func (z *normalizer) adopt(s *net.Standardizer, rows float64) {
	z.count = rows
	copy(z.mean, s.Mean)
	for j, std := range s.Std {
		z.m2[j] = std * std * rows
	}
}

// params are the whole state, for a checkpoint.
func (z *normalizer) params(prefix string) net.Params[float64] {
	d := []int{len(z.mean)}
	return net.Params[float64]{{Name: prefix + "mean", Shape: d, Data: z.mean}, {Name: prefix + "m2", Shape: d, Data: z.m2}}
}

// load continues from a checkpoint.
func (z *normalizer) load(f *net.File, prefix string, count float64) error {
	if !(count >= 0) {
		return fmt.Errorf("a normalizer of %v rows", count)
	}
	z.count = count
	return z.params(prefix).Load(f)
}

// returnScale is the running deviation of the discounted return, one accumulator an environment: rewards divided by it
// leave values near 1 whatever the size of rewards.
type returnScale struct {
	gamma   float64
	running []float64
	z       *normalizer
}

func newReturnScale(n int, gamma float64) *returnScale {
	return &returnScale{gamma: gamma, running: make([]float64, n), z: newNormalizer(1, 1e-4)}
}

// add takes in the rewards of one step; ended says whose episode is over.
func (s *returnScale) add(i int, reward float64, ended bool) {
	s.running[i] = s.gamma*s.running[i] + reward
	s.z.add(s.running[i : i+1])
	if ended {
		s.running[i] = 0
	}
}

// by is what rewards are divided by.
func (s *returnScale) by() float64 { return s.z.std(0) }
