package remote

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
)

// Vector is n environments in one process, stepped by one frame, with what one frame costs. It is not safe for concurrent
// use. After an error of any method the process has ended.
type Vector struct {
	c       *conn
	spec    envs.Spec
	n, d, k int
	results []Result
}

// Result is what a step of one environment of a Vector gave.
type Result struct {
	Reward  float64
	End     envs.End
	Success bool
}

// OpenVector starts a command that serves a task, with n environments.
func OpenVector(command string, n int, o Options) (*Vector, error) {
	words, err := Words(command)
	if err != nil {
		return nil, fmt.Errorf("%s%s: %w", Prefix, visible(command, tailWidth), err)
	}
	c, err := connect(command, func() (peer, error) { return startProcess(words) }, o, func(h *hello) (*welcome, error) {
		if h.Role != roleEnv {
			return nil, fmt.Errorf("it serves a %s where an env is wanted", h.Role)
		}
		if n < 1 || n > h.Width {
			return nil, fmt.Errorf("it serves 1 to %d environments, not %d", h.Width, n)
		}
		return &welcome{Fenchel: Version, N: n}, nil
	})
	if err != nil {
		return nil, err
	}
	return newVector(c, n), nil
}

func newVector(c *conn, n int) *Vector {
	spec := c.hello.spec()
	return &Vector{c: c, spec: spec, n: n, d: len(spec.Obs), k: spec.Action.Dim(), results: make([]Result, n)}
}

// Spec is the datasheet of the task.
func (v *Vector) Spec() envs.Spec { return v.spec }

// Reset starts the episodes of one stream each, seeds[i] and streams[i], in the environments from first on, and writes
// their first observations (len(seeds)×d).
func (v *Vector) Reset(obs []float64, first int, seeds, streams []uint64) error {
	if len(obs) != len(seeds)*v.d || len(streams) != len(seeds) || first < 0 || first+len(seeds) > v.n {
		panic("remote: Vector.Reset: rows of a wrong length")
	}
	s := &v.c.send
	s.begin(kindReset)
	s.uint32(uint32(first))
	s.uint32(uint32(len(seeds)))
	for i := range seeds {
		s.uint64(seeds[i])
		s.uint64(streams[i])
	}
	payload, err := v.c.call()
	if err == nil && len(payload.rest) != 8*len(obs) {
		err = v.c.misshapen(kindReset, len(payload.rest), 8*len(obs))
	}
	if err == nil {
		payload.floats(obs)
	}
	return err
}

// Step takes a step in every environment, all of which run an episode: row i of act (n×k) in the i-th, its next
// observation to row i of obs (n×d). The results are valid until the next step.
func (v *Vector) Step(obs, act []float64) ([]Result, error) {
	if len(obs) != v.n*v.d || len(act) != v.n*v.k {
		panic("remote: Vector.Step: rows of a wrong length")
	}
	s := &v.c.send
	s.begin(kindStep)
	s.uint32(0)
	s.uint32(uint32(v.n))
	s.floats(act)
	payload, err := v.c.call()
	if n := stepLen(v.d, v.n); err == nil && len(payload.rest) != n {
		err = v.c.misshapen(kindStep, len(payload.rest), n)
	}
	if err != nil {
		return nil, err
	}
	payload.floats(obs)
	for i := range v.results {
		v.results[i].Reward = payload.float()
	}
	for i := range v.results {
		if v.results[i].End = envs.End(payload.byte()); v.results[i].End > envs.Diverged {
			return nil, v.c.failed(fmt.Sprintf("answered step with the unknown end %d", v.results[i].End))
		}
	}
	for i := range v.results {
		v.results[i].Success = payload.byte() != 0
	}
	return v.results, nil
}

// Close ends the process.
func (v *Vector) Close() {
	if v.c.fault == nil {
		v.c.close(false)
	}
}
