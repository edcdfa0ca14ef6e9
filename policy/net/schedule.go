package net

import (
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/config"
)

// ScheduleKind is the shape of a Schedule after the warm-up.
type ScheduleKind uint8

const (
	Constant ScheduleKind = iota // Rate throughout
	Cosine                       // half a cosine from Rate down to Final
	Linear                       // a line from Rate down to Final
)

// ScheduleKinds lists the names.
func ScheduleKinds() []string { return []string{"constant", "cosine", "linear"} }

// String returns constant, cosine or linear.
func (k ScheduleKind) String() string {
	if k > Linear {
		return fmt.Sprintf("ScheduleKind(%d)", uint8(k))
	}
	return ScheduleKinds()[k]
}

// MarshalText writes the name.
func (k ScheduleKind) MarshalText() ([]byte, error) {
	if k > Linear {
		return nil, fmt.Errorf("net: %v has no name", k)
	}
	return []byte(k.String()), nil
}

// UnmarshalText reads the name.
func (k *ScheduleKind) UnmarshalText(text []byte) error {
	i := slices.Index(ScheduleKinds(), string(text))
	if i < 0 {
		return fmt.Errorf("unknown schedule %q: want %s", text, wantKinds)
	}
	*k = ScheduleKind(i)
	return nil
}

// Schedule gives the step size η of every optimizer step, counted from 0:
//
//	t < Warmup:  η = Rate·(t+1)/Warmup
//	constant:    η = Rate
//	cosine:      η = Final + ½(Rate − Final)(1 + cos(π·d)),   d = min(1, (t−Warmup)/(Steps−Warmup))
//	linear:      η = Final + (Rate − Final)(1 − d)
type Schedule struct {
	Kind   ScheduleKind `json:"kind" yaml:"kind"`
	Rate   float64      `json:"rate" yaml:"rate"`     // the largest step size
	Final  float64      `json:"final" yaml:"final"`   // cosine, linear: the step size at Steps and after
	Warmup int          `json:"warmup" yaml:"warmup"` // steps of linear rise, 0 for none
	Steps  int          `json:"steps" yaml:"steps"`   // cosine, linear: length, warm-up included
}

const wantKinds = "constant, cosine or linear"

// Validate says what is wrong with a schedule that came from a file or a flag.
func (s Schedule) Validate() error {
	errs := []error{config.AtLeast("warmup", s.Warmup, 0)}
	if s.Kind > Linear {
		errs = append(errs, config.Want("kind", s.Kind, wantKinds))
	}
	if !(s.Rate > 0) || math.IsInf(s.Rate, 1) {
		errs = append(errs, config.Want("rate", s.Rate, "a positive number"))
	}
	if s.Kind != Constant && !(s.Final >= 0 && s.Final <= max(s.Rate, 0)) {
		errs = append(errs, config.Want("final", s.Final, "0 to the rate, %v", s.Rate))
	}
	if s.Kind != Constant && s.Steps <= s.Warmup {
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
	if s.Kind == Linear {
		return s.Final + (s.Rate-s.Final)*(1-done)
	}
	return s.Final + (s.Rate-s.Final)*(1+math.Cos(math.Pi*done))/2
}

// Decay is a Schedule of a rate and for a length that others know, in shares of that rate: the methods that learn by reward
// have it next to their rate. The zero value leaves the rate as it is.
type Decay struct {
	Kind   ScheduleKind `yaml:"kind"`
	Final  float64      `yaml:"final"`  // cosine, linear: the share that is left at the end of the run
	Warmup int64        `yaml:"warmup"` // steps of linear rise, 0 for none
}

// Validate says what is wrong with a Decay over so many steps that came from a file or a flag.
func (d Decay) Validate(steps int64) error {
	errs := []error{d.schedule(max(steps, d.Warmup+1)).Validate()}
	if d.Warmup >= steps && d.Warmup > 0 {
		errs = append(errs, config.Want("warmup", d.Warmup, "less than steps, %d", steps))
	}
	return config.Join(errs...)
}

// At returns the share of step t of so many.
func (d Decay) At(t, steps int64) float64 { return d.schedule(steps).At(int(t)) }

func (d Decay) schedule(steps int64) Schedule {
	return Schedule{Kind: d.Kind, Rate: 1, Final: d.Final, Warmup: int(d.Warmup), Steps: int(steps)}
}
