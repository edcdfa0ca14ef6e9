package net

import (
	"fmt"
	"math"
)

// minStd is the deviation below which a channel counts as constant.
const minStd = 1e-6

// Standardizer maps observations to numbers of mean 0 and deviation 1, channel by channel: (s − Mean)/Std. A channel
// that is constant in the data (Std < 1e-6) has Std = 1, so it is centerd and not blown up.
type Standardizer struct {
	Mean []float64 `json:"mean"`
	Std  []float64 `json:"std"`
}

// Identity returns the standardizer that changes nothing.
func Identity(dim int) *Standardizer {
	s := &Standardizer{Mean: make([]float64, dim), Std: make([]float64, dim)}
	for i := range s.Std {
		s.Std[i] = 1
	}
	return s
}

// Validate says what is wrong with a standardizer that came from a file.
func (s *Standardizer) Validate(dim int) error {
	if len(s.Mean) != dim || len(s.Std) != dim {
		return fmt.Errorf("net: standardizer has %d means and %d deviations: want %d", len(s.Mean), len(s.Std), dim)
	}
	for i := range s.Mean {
		if math.IsNaN(s.Mean[i]) || math.IsInf(s.Mean[i], 0) || !(s.Std[i] > 0) || math.IsInf(s.Std[i], 1) {
			return fmt.Errorf("net: standardizer: mean %v and deviation %v of channel %d: want finite numbers, the latter positive",
				s.Mean[i], s.Std[i], i)
		}
	}
	return nil
}

// ApplyRow writes (obs − Mean)/Std.
func (s *Standardizer) ApplyRow(dst []float32, obs []float64) {
	if len(dst) != len(s.Mean) || len(obs) != len(s.Mean) {
		panic("net: Standardizer: wrong number of channels")
	}
	for i, x := range obs {
		dst[i] = float32((x - s.Mean[i]) / s.Std[i])
	}
}

// Apply does the same for a batch, one observation a row.
func (s *Standardizer) Apply(dst Matrix[float32], obs Matrix[float64]) {
	if dst.Rows != obs.Rows {
		panic("net: Standardizer: different numbers of rows")
	}
	for i := range obs.Rows {
		s.ApplyRow(dst.Row(i), obs.Row(i))
	}
}

// Moments accumulates mean and variance of every channel over rows that need not fit in memory, by Welford's
// recurrence, whose rounding errors do not grow with the mean. The order of the rows matters in the last bits.
type Moments struct {
	count int
	mean  []float64
	m2    []float64 // Σ (x − mean)²
}

// NewMoments returns the moments of no rows at all.
func NewMoments(dim int) *Moments {
	return &Moments{mean: make([]float64, dim), m2: make([]float64, dim)}
}

// Add takes in one row.
func (m *Moments) Add(row []float64) {
	if len(row) != len(m.mean) {
		panic("net: Moments: wrong number of channels")
	}
	m.count++
	for i, x := range row {
		d := x - m.mean[i]
		m.mean[i] += d / float64(m.count)
		m.m2[i] += d * (x - m.mean[i])
	}
}

// Count returns the number of rows taken in.
func (m *Moments) Count() int { return m.count }

// Standardizer returns the standardizer of the rows taken in, with the deviation of the population (divisor n); of
// no rows, the identity.
func (m *Moments) Standardizer() *Standardizer {
	s := Identity(len(m.mean))
	if m.count == 0 {
		return s
	}
	copy(s.Mean, m.mean)
	for i := range s.Std {
		if std := math.Sqrt(m.m2[i] / float64(m.count)); !(std < minStd) {
			s.Std[i] = std
		}
	}
	return s
}
