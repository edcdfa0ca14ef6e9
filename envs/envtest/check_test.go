package envtest_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

func TestCorrectPasses(t *testing.T) {
	if err := envtest.Check(func() envs.Env { return newPoint("") }); err != nil {
		t.Error(err)
	}
}

// TestEveryFaultIsCaught breaks the task in one way at a time, each to be caught by the rule that forbids it.
func TestEveryFaultIsCaught(t *testing.T) {
	faults := []struct {
		fault string
		rule  envtest.Rule
	}{
		{"channel without a unit", envtest.SpecComplete},
		{"range of the action unlike the set's", envtest.SpecComplete},
		{"another name for every environment", envtest.SpecConstant},
		{"reset from global chance", envtest.ResetDeterminism},
		{"reset that keeps state", envtest.ResetDeterminism},
		{"reset that allocates", envtest.NoAllocation},
		{"reset that panics", envtest.NoPanic},
		{"stream kept and drawn from", envtest.RandomInReset},
		{"noise in the dynamics", envtest.StepDeterminism},
		{"success by chance", envtest.StepDeterminism},
		{"latch that outlives the episode", envtest.StepDeterminism},
		{"state shared by all", envtest.Isolation},
		{"observation kept", envtest.Retention},
		{"action written", envtest.Retention},
		{"entry not written", envtest.ObsWritten},
		{"reward that is not a number", envtest.ObsFinite},
		{"out of range", envtest.ObsInRange},
		{"action not clipped", envtest.ActionRounded},
		{"NaN taken for zero", envtest.NaNDiverges},
		{"end unheard of", envtest.EndValid},
		{"step after the end", envtest.StepAfterEnd},
		{"any length goes", envtest.WrongLength},
		{"one step too many", envtest.HorizonKept},
		{"timed out early", envtest.HorizonKept},
		{"fixed horizon that is not", envtest.FixedHorizon},
		{"latch not saved", envtest.SnapshotExact},
		{"step count not saved", envtest.SnapshotExact},
		{"end not saved", envtest.SnapshotExact},
		{"any bytes loaded", envtest.SnapshotRefuses},
		{"set state at the old step", envtest.SetStateExact},
		{"empty list of starts", envtest.StartsListed},
		{"start that keeps state", envtest.StartsListed},
		{"push that lasts", envtest.PushExact},
		{"push that does nothing", envtest.PushExact},
		{"scene that moves the world", envtest.ScenePure},
		{"scene without a view", envtest.ScenePure},
		{"step that allocates", envtest.NoAllocation},
	}
	for _, f := range faults {
		t.Run(f.fault, func(t *testing.T) {
			err := envtest.Check(func() envs.Env { return newPoint(f.fault) })
			if got := rules(err); !slices.Contains(got, f.rule) {
				t.Errorf("caught as %v, want %v among them:\n%v", got, f.rule, err)
			}
		})
	}
}

// rules are those that an error of Check names.
func rules(err error) []envtest.Rule {
	var list []envtest.Rule
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			var v *envtest.Violation
			if errors.As(e, &v) {
				list = append(list, v.Rule)
			}
		}
	}
	return list
}
