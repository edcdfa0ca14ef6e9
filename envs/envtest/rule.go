package envtest

import (
	"errors"
	"fmt"
)

// Rule names a part of the contract.
type Rule string

// The rules that Check holds an environment to.
const (
	SpecComplete     Rule = "spec-complete"       // the Spec names, units, ranges, set, period, horizon and prose are there and agree
	SpecConstant     Rule = "spec-constant"       // Spec is the same at every call, and its identity survives JSON
	ResetDeterminism Rule = "reset-deterministic" // the first observation is a function of the stream alone
	RandomInReset    Rule = "random-in-reset"     // the stream is drawn from in Reset only
	StepDeterminism  Rule = "step-deterministic"  // an episode is a function of stream and actions
	Isolation        Rule = "isolated"            // environments do not affect each other
	Retention        Rule = "keeps-no-slices"     // obs and act belong to the caller between calls; act is not written
	ObsWritten       Rule = "obs-written"         // every entry of an observation is written, also on the last step
	ObsFinite        Rule = "obs-finite"          // observations and rewards are finite unless the episode Diverged
	ObsInRange       Rule = "obs-in-range"        // observations lie in the ranges of their channels
	ActionRounded    Rule = "action-rounded"      // the dynamics apply Action.Round(act)
	NaNDiverges      Rule = "nan-diverges"        // an action that is not finite ends the episode as Diverged
	EndValid         Rule = "end-valid"           // End is one of the declared values
	StepAfterEnd     Rule = "step-after-end"      // Step after the end panics
	WrongLength      Rule = "wrong-length"        // slices of a wrong length panic
	HorizonKept      Rule = "horizon"             // TimedOut comes at the horizon, and no episode is longer
	FixedHorizon     Rule = "fixed-horizon"       // a fixed-horizon episode ends at the horizon only
	SnapshotExact    Rule = "snapshot-exact"      // LoadState returns to exactly where SaveState was
	SnapshotRefuses  Rule = "snapshot-refuses"    // LoadState refuses damaged bytes and then changes nothing
	SetStateExact    Rule = "set-state"           // SetState starts an episode at the given state, as Reset does
	StartsListed     Rule = "starts-listed"       // each start of an Enumerator begins an episode, the same at every call
	ScenePure        Rule = "scene-pure"          // Scene fills a finite scene and affects nothing
	NoAllocation     Rule = "no-allocation"       // Reset and Step allocate nothing once warm
	NoPanic          Rule = "no-panic"            // nothing panics that the contract allows
)

// Violation is one rule that an environment breaks.
type Violation struct {
	Rule   Rule
	Detail string // what was seen where
}

func (v *Violation) Error() string { return fmt.Sprintf("%s: %s", v.Rule, v.Detail) }

// report collects violations, the first of each rule.
type report struct {
	seen map[Rule]bool
	errs []error
}

// add notes a violation of a rule.
func (r *report) add(rule Rule, format string, args ...any) {
	if r.seen[rule] {
		return
	}
	r.seen[rule] = true
	r.errs = append(r.errs, &Violation{rule, fmt.Sprintf(format, args...)})
}

func (r *report) err() error { return errors.Join(r.errs...) }
