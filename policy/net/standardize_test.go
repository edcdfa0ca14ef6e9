package net_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/policy/net"
)

func TestStandardizer(t *testing.T) {
	rng := newRand(1)
	const rows = 500
	obs := net.NewMatrix[float64](rows, 3)
	column := make([]float64, rows)
	m := net.NewMoments(3)
	for i := range rows {
		copy(obs.Row(i), []float64{1e6 + rng.NormFloat64(), 5, 1e-9 * rng.NormFloat64()})
		column[i] = obs.Row(i)[0]
		m.Add(obs.Row(i))
	}
	s := m.Standardizer()
	mean, variance := stat.PopMeanVariance(column, nil)
	if math.Abs(s.Mean[0]-mean) > 1e-9 || math.Abs(s.Std[0]/math.Sqrt(variance)-1) > 1e-9 {
		t.Errorf("mean %v and deviation %v, want %v and %v", s.Mean[0], s.Std[0], mean, math.Sqrt(variance))
	}
	if s.Std[1] != 1 || s.Std[2] != 1 {
		t.Errorf("deviations %v of constant channels, want 1", s.Std[1:])
	}
	dst := net.NewMatrix[float32](rows, 3)
	s.Apply(dst, obs)
	sum, square := 0.0, 0.0
	for i := range rows {
		x := float64(dst.Row(i)[0])
		sum += x
		square += x * x
	}
	if math.Abs(sum/rows) > 1e-6 || math.Abs(square/rows-1) > 1e-6 {
		t.Errorf("standardized: mean %v, mean square %v", sum/rows, square/rows)
	}
	if err := s.Validate(3); err != nil {
		t.Error(err)
	}
}

func TestStandardizerOfNothing(t *testing.T) {
	s := net.NewMoments(2).Standardizer()
	dst := make([]float32, 2)
	s.ApplyRow(dst, []float64{3, -4})
	if dst[0] != 3 || dst[1] != -4 {
		t.Errorf("identity gives %v", dst)
	}
}

func TestStandardizerValidate(t *testing.T) {
	for _, s := range []*net.Standardizer{
		{Mean: []float64{0}, Std: []float64{0}},
		{Mean: []float64{math.NaN()}, Std: []float64{1}},
		{Mean: []float64{0}, Std: []float64{math.Inf(1)}},
		{Mean: []float64{0, 0}, Std: []float64{1, 1}},
	} {
		if s.Validate(1) == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}
