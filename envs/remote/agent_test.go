package remote

import (
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// wanderer remembers the last action and adds to it what it draws.
type wanderer struct {
	rng  *rand.Rand
	last float64
}

func (w *wanderer) Reset(rng *rand.Rand) { w.rng, w.last = rand.New(rand.NewPCG(rng.Uint64(), 0)), 0 }
func (w *wanderer) Act(dst, _ []float64) {
	w.last += w.rng.Float64() - 0.5
	dst[0] = w.last
}

func agentWithin(t *testing.T, newPolicy func(envs.Spec) (envs.Policy, error), memory bool) *Agent {
	t.Helper()
	task := newPendulum().Spec()
	dial := func() (peer, error) {
		return serveWithin(func(r io.Reader, w io.Writer) error { return ServePolicy(r, w, "mine", "2", newPolicy, memory) }), nil
	}
	p, err := openBy("within", dial, rolePolicy, Default(), func(h *hello) (*welcome, error) {
		return &welcome{Fenchel: Version, N: h.Width, Task: &task}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	a := &Agent{p, task}
	t.Cleanup(a.Close)
	return a
}

func TestPolicyContract(t *testing.T) {
	a := agentWithin(t, newCenter, false)
	if err := envtest.CheckPolicy(newPendulum, a.New); err != nil {
		t.Error(err)
	}
	if a.Name() != "exec:mine" || a.Version() != "2" {
		t.Error(a.Name(), a.Version())
	}
}

func TestPolicyWithMemoryStartsAnew(t *testing.T) {
	a := agentWithin(t, func(envs.Spec) (envs.Policy, error) { return &wanderer{}, nil }, true)
	p := a.New()
	if _, ok := p.(envs.BatchActor); ok {
		t.Error("a policy with memory acts in batches")
	}
	episode := func(index uint64) (acts []float64) {
		r := envs.NewRollout(newPendulum(), p)
		for r.Start(4, envs.Evaluation, index); r.Next(); {
			acts = append(acts, r.Transition().Act[0])
		}
		return acts
	}
	first, second := episode(0), episode(1)
	if slices.Equal(first, second) || !slices.Equal(first, episode(0)) {
		t.Error("an episode does not repeat, or another does")
	}
}

func TestPolicyFaults(t *testing.T) {
	a, err := OpenAgent(command("policy"), newPendulum().Spec(), quick())
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	p := a.New()
	r := envs.NewRollout(newPendulum(), p)
	r.Start(1, envs.Evaluation, 0)
	r.Next()
	p.(batching).c.peer.kill()
	for r.Next() {
	}
	fault, ok := errors.AsType[*Fault](r.Err())
	if !ok || !strings.Contains(fault.What, "ended (signal: killed) when a reply to act was due") || r.End() != envs.Diverged {
		t.Errorf("error %v at an episode that %v", r.Err(), r.End())
	}
	if _, err := OpenAgent(command("pendulum"), newPendulum().Spec(), quick()); err == nil || !strings.Contains(err.Error(), "serves an env where a policy") {
		t.Errorf("error %v for a task where a policy is wanted", err)
	}
}
