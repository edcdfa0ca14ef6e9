package net

import (
	"fmt"
	"math"
)

// ScheduleKind is the shape of a Schedule after the warm-up.
type ScheduleKind uint8

const (
	Constant ScheduleKind = iota // Rate throughout
	Cosine                       // half a cosine from Rate down to Final
)

// String returns constant or cosine.
func (k ScheduleKind) String() string {
	switch k {
	case Constant:
		return "constant"
	case Cosine:
		return "cosine"
	}
	return fmt.Sprintf("ScheduleKind(%d)", uint8(k))
}

// MarshalText writes the name.
func (k ScheduleKind) MarshalText() ([]byte, error) {
	if k > Cosine {
		return nil, fmt.Errorf("net: %v has no name", k)
	}
	return []byte(k.String()), nil
}

// UnmarshalText reads the name.
func (k *ScheduleKind) UnmarshalText(text []byte) error {
	for _, v := range []ScheduleKind{Constant, Cosine} {
		if v.String() == string(text) {
			*k = v
			return nil
		}
	}
	return fmt.Errorf("net: unknown schedule %q: want constant or cosine", text)
}

// Schedule gives the step size η of every optimizer step, counted from 0:
//
//	t < Warmup:  η = Rate·(t+1)/Warmup
//	constant:    η = Rate
//	cosine:      η = Final + ½(Rate − Final)(1 + cos(π·min(1, (t−Warmup)/(Steps−Warmup))))
type Schedule struct {
	Kind   ScheduleKind `json:"kind" yaml:"kind"`
	Rate   float64      `json:"rate" yaml:"rate"`     // the largest step size
	Final  float64      `json:"final" yaml:"final"`   // cosine: the step size at Steps and after
	Warmup int          `json:"warmup" yaml:"warmup"` // steps of linear rise, 0 for none
	Steps  int          `json:"steps" yaml:"steps"`   // cosine: length, warm-up included
}

// Validate says what is wrong with a schedule that came from a file or a flag.
func (s Schedule) Validate() error {
	switch {
	case s.Kind > Cosine:
		return fmt.Errorf("net: schedule: %v is unknown", s.Kind)
	case !(s.Rate > 0) || math.IsInf(s.Rate, 1):
		return fmt.Errorf("net: schedule: rate is %v: want a positive number", s.Rate)
	case s.Warmup < 0:
		return fmt.Errorf("net: schedule: warmup is %d: want 0 or more", s.Warmup)
	case s.Kind == Cosine && !(s.Final >= 0 && s.Final <= s.Rate):
		return fmt.Errorf("net: schedule: final is %v: want 0 to the rate %v", s.Final, s.Rate)
	case s.Kind == Cosine && s.Steps <= s.Warmup:
		return fmt.Errorf("net: schedule: %d steps: want more than the warm-up of %d", s.Steps, s.Warmup)
	}
	return nil
}

// At returns the step size of step t.
func (s Schedule) At(t int) float64 {
	if t < s.Warmup {
		return s.Rate * float64(t+1) / float64(s.Warmup)
	}
	if s.Kind == Constant {
		return s.Rate
	}
	done := min(1, float64(t-s.Warmup)/float64(s.Steps-s.Warmup))
	return s.Final + (s.Rate-s.Final)*(1+math.Cos(math.Pi*done))/2
}
