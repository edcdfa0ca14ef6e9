package net

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/internal/config"
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
	errs := []error{config.AtLeast("warmup", s.Warmup, 0)}
	if s.Kind > Cosine {
		errs = append(errs, config.Want("kind", s.Kind, "constant or cosine"))
	}
	if !(s.Rate > 0) || math.IsInf(s.Rate, 1) {
		errs = append(errs, config.Want("rate", s.Rate, "a positive number"))
	}
	if s.Kind == Cosine && !(s.Final >= 0 && s.Final <= max(s.Rate, 0)) {
		errs = append(errs, config.Want("final", s.Final, "0 to the rate, %v", s.Rate))
	}
	if s.Kind == Cosine && s.Steps <= s.Warmup {
		errs = append(errs, config.Want("steps", s.Steps, "more than warmup, %d", s.Warmup))
	}
	return config.Join(errs...)
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
