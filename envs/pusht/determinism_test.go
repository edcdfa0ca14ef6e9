package pusht

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// frozen is a digest of 1000 steps in a pool of eight, on every processor. It changes when the dynamics change by a
// single bit: then Version must change too.
const frozen = "c14d21a56c94c7a8ca9ba1055ea75efa0a3f323e0009a3b26025982e8858cfb6"

func TestDynamicsAreFrozen(t *testing.T) {
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		if got := poolDigest(); got != frozen {
			t.Errorf("%s, %d processors: the dynamics give %s, they gave %s: is this a new Version?", runtime.GOARCH, procs, got, frozen)
		}
		runtime.GOMAXPROCS(before)
	}
}

// poolDigest drives eight agents back and forth through block and walls.
func poolDigest() string {
	const n = 8
	o := DefaultOptions()
	o.FixedHorizon = true
	pool := envs.NewPool(n, 0, envs.Tuning, func() envs.Env { return New(o) })
	defer pool.Close()
	h := sha256.New()
	obs, act := make([]float64, n*20), make([]float64, n*2)
	pool.Reset(obs)
	rng := envs.Stream(0, envs.Tuning, 99)
	for step := range 1000 {
		for i := range n {
			switch {
			case step%7 == 0:
				act[2*i], act[2*i+1] = rng.Float64()*Size, rng.Float64()*Size
			case step%7 == 4: // through the block
				act[2*i], act[2*i+1] = obs[20*i], obs[20*i+1]
			}
		}
		for i, outcome := range pool.Step(obs, act) {
			binary.Write(h, binary.LittleEndian, outcome.Reward)
			binary.Write(h, binary.LittleEndian, uint8(outcome.End))
			binary.Write(h, binary.LittleEndian, obs[20*i:20*i+20])
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
