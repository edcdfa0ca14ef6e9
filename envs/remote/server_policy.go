package remote

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
)

// ServePolicy is the other end of an Agent: it serves policies that newPolicy makes for the task it is told, until r ends,
// which is no error. Whatever else the program prints must not go to w.
//
// A policy that is an envs.Resetter is promised to have memory, and so serves one episode; any other acts on many
// observations.
func ServePolicy(r io.Reader, w io.Writer, name, version string, newPolicy func(task envs.Spec) (envs.Policy, error), memory bool) error {
	h := &hello{Fenchel: Version, Role: rolePolicy, Name: name, Version: version, Width: agentRows}
	if memory {
		h.Can, h.Width = []string{canMemory}, 1
	}
	s := &policyServer{service: service{send: sender{w: w}, recv: receiver{r: bufio.NewReaderSize(r, readBuffer)}}}
	welcome, err := s.greet(h, h.Width)
	if err != nil || welcome == nil {
		return err
	}
	if welcome.Task == nil {
		return errors.New("the answer to the handshake names no task")
	}
	if s.policy, err = newPolicy(*welcome.Task); err != nil {
		return err
	}
	s.obs = make([]float64, welcome.N*len(welcome.Task.Obs))
	s.act = make([]float64, welcome.N*welcome.Task.Action.Dim())
	s.n = welcome.N
	s.recv.limit = 8*len(s.obs) + 64
	return s.serve(s.handle)
}

// policyServer serves one policy.
type policyServer struct {
	service
	policy   envs.Policy
	n        int       // most rows
	obs, act []float64 // n×d, n×k
}

func (s *policyServer) handle(k kind, f *fields) error {
	switch k {
	case kindAct:
		return s.handleAct(f)
	case kindReset:
		f.uint64() // the row, of which there is one
		seed, stream := f.uint64(), f.uint64()
		envs.ResetPolicy(s.policy, rand.New(rand.NewPCG(seed, stream)))
		return nil
	}
	return fmt.Errorf("%v is no request to this policy", k)
}

func (s *policyServer) handleAct(f *fields) error {
	first, count := f.uint32(), f.uint32()
	if first != 0 || count < 1 || uint64(count) > uint64(s.n) {
		return fmt.Errorf("rows %d to %d of %d", first, uint64(first)+uint64(count), s.n)
	}
	n := int(count)
	d, k := len(s.obs)/s.n, len(s.act)/s.n
	f.floats(s.obs[:n*d])
	if !f.whole() {
		return errors.New("act: a payload of a wrong length")
	}
	if batch, ok := s.policy.(envs.BatchActor); ok && n > 1 {
		batch.ActBatch(s.act[:n*k], s.obs[:n*d], n)
	} else {
		for i := range n {
			s.policy.Act(s.act[i*k:(i+1)*k], s.obs[i*d:(i+1)*d])
		}
	}
	s.send.floats(s.act[:n*k])
	return nil
}
