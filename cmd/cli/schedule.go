package cli

import (
	"strings"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// scheduleFlags say how the step size falls and which weights are kept, the same for every method.
type scheduleFlags struct {
	kind   string
	final  float64 // share of the rate
	warmup int64
	ema    float64
	flags  *pflag.FlagSet
}

func (s *scheduleFlags) add(f *pflag.FlagSet) {
	s.flags = f
	f.StringVar(&s.kind, "schedule", "", "how the step size goes on after the warm-up: "+strings.Join(net.ScheduleKinds(), ", ")+" (default: the configuration's)")
	f.Float64Var(&s.final, "final", 0, "share of the step size that is left at the end")
	f.Int64Var(&s.warmup, "warmup", 0, "steps in which the step size rises at first (default: the configuration's)")
	f.Float64Var(&s.ema, "ema", 0, "keep a running mean of the weights that keeps this share of itself in a step; 0: the last weights (default: the configuration's)")
}

// check says what is wrong with the flags by themselves.
func (s *scheduleFlags) check() (kind net.ScheduleKind, err error) {
	if s.flags.Changed("schedule") {
		if err := kind.UnmarshalText([]byte(s.kind)); err != nil {
			return 0, misused("--schedule: %w", err)
		}
	}
	if s.flags.Changed("final") && !(s.final >= 0 && s.final <= 1) {
		return 0, misused("--final is %v: want a share of the step size, 0 to 1", s.final)
	}
	if s.flags.Changed("warmup") && s.warmup < 0 {
		return 0, misused("--warmup is %d: want 0 or more steps", s.warmup)
	}
	if err := net.Average(s.ema).Validate("--ema"); err != nil {
		return 0, misused("%w", err)
	}
	return kind, nil
}

// clone writes the flags that were given into a configuration of cloning, whose rate and steps are settled.
func (s *scheduleFlags) clone(o *clone.Options) error {
	kind, err := s.check()
	if err != nil {
		return err
	}
	f := s.flags
	if f.Changed("schedule") {
		o.Schedule.Kind = kind
	}
	if f.Changed("final") {
		o.Schedule.Final = s.final * o.Schedule.Rate
	}
	if f.Changed("warmup") {
		o.Schedule.Warmup = int(s.warmup)
	}
	if f.Changed("ema") {
		o.Average = net.Average(s.ema)
	}
	return nil
}

// learner writes them into the configuration of a method that learns by reward, or by the discriminator's.
func (s *scheduleFlags) learner(o *rl.Options) error {
	kind, err := s.check()
	if err != nil {
		return err
	}
	decay, average := o.Averaging()
	f := s.flags
	if f.Changed("schedule") {
		decay.Kind = kind
	}
	if f.Changed("final") {
		decay.Final = s.final
	}
	if f.Changed("warmup") {
		decay.Warmup = s.warmup
	}
	if f.Changed("ema") {
		*average = net.Average(s.ema)
	}
	return nil
}
