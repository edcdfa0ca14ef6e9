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
	PushExact        Rule = "push-exact"          // a push moves its body in the step that follows, the same at every call
	ScenePure        Rule = "scene-pure"          // Scene fills a finite scene and affects nothing
	NoAllocation     Rule = "no-allocation"       // Reset and Step allocate nothing once warm
	NoPanic          Rule = "no-panic"            // nothing panics that the contract allows
)

// The rules that CheckPolicy holds a policy to.
const (
	PolicyRepeats   Rule = "policy-repeats"    // an episode's actions are a function of its stream and observations alone
	PolicyRetention Rule = "policy-slices"     // obs and dst belong to the caller between calls; obs is not written
	PolicyWritten   Rule = "policy-written"    // every entry of an action is written, with a finite number
	PolicySaves     Rule = "policy-saves"      // a policy with state is a Snapshotter, as is each that it wraps
	PolicyRewinds   Rule = "policy-rewinds"    // LoadPolicy returns to exactly where SavePolicy was
	PolicyRefuses   Rule = "policy-refuses"    // LoadState refuses bytes of a wrong length and then changes nothing
	PolicyBatch     Rule = "policy-batch"      // ActBatch and ActBatchFrom act as Act, to rounding, and a wrapper's Change as its Act
	PolicyBatchPure Rule = "policy-batch-pure" // neither of them reads or changes the state of the episode
	PolicyNoAlloc   Rule = "policy-no-alloc"   // Act allocates nothing once warm
)

// Violation is one rule that an environment or a policy breaks.
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
