package envtest

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
)

// Check makes environments with newEnv and returns every violation of the contract that it finds, joined, or nil. The
// optional powers are checked where the environment has them.
func Check(newEnv func() envs.Env) error {
	c := &checker{newEnv: newEnv, report: report{seen: map[Rule]bool{}}}
	c.guard("making the environment", func() { c.spec = newEnv().Spec() })
	if len(c.errs) > 0 || !c.checkSpec() {
		return c.err()
	}
	stages := []struct {
		name string
		run  func()
	}{
		{"playing an episode", c.checkEpisodes},
		{"resetting", c.checkReset},
		{"sending unusual actions", c.checkActions},
		{"stepping past the end", c.checkDiscipline},
		{"running to the horizon", c.checkHorizon},
		{"saving and restoring", c.checkSnapshots},
		{"setting a state", c.checkSetState},
		{"starting from a list", c.checkEnumerator},
		{"pushing bodies", c.checkPushes},
		{"showing a scene", c.checkScene},
		{"counting allocations", c.checkAllocations},
	}
	for _, s := range stages {
		c.guard(s.name, s.run)
	}
	return c.err()
}

// checker is one run of Check.
type checker struct {
	report
	newEnv func() envs.Env
	spec   envs.Spec
}

// guard runs a stage and turns its panic into a violation.
func (c *checker) guard(name string, run func()) {
	if p := panics(run); p != nil {
		c.add(NoPanic, "%s: %v", name, p)
	}
}

// panics runs f and returns what it panicked with, or nil.
func panics(f func()) (p any) {
	defer func() { p = recover() }()
	f()
	return nil
}

// place names a step of the episode of a seed.
func place(seed uint64, step int) string { return fmt.Sprintf("seed %d, step %d", seed, step) }
