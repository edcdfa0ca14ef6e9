package envtest_test

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// delayed acts on the observation of the step before, the first time on the present one, alone and in a batch.
type delayed struct {
	fault string
	last  float64
}

func (p *delayed) Reset(rng *rand.Rand) {
	rng.Uint64()
	p.last = math.NaN()
}

func (p *delayed) Act(dst, obs []float64) {
	dst[0], p.last = -p.last, obs[0]
	if math.IsNaN(dst[0]) {
		dst[0] = -obs[0]
	}
}

func (p *delayed) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(p.last))
}

func (p *delayed) LoadState(src []byte) error {
	if len(src) != 8 {
		return errors.New("delayed: bad state")
	}
	p.last = math.Float64frombits(binary.LittleEndian.Uint64(src))
	return nil
}

func (p *delayed) StateLen() int { return 1 }

func (p *delayed) ActBatch(dst, obs []float64, n int) {
	for i := range n {
		dst[i] = -obs[2*i]
	}
}

func (p *delayed) ActBatchFrom(dst, obs, state []float64, n int) {
	for i := range n {
		last := state[i]
		if math.IsNaN(last) {
			last = obs[2*i]
		}
		dst[i], state[i] = -last, obs[2*i]
		switch p.fault {
		case "state of another row":
			state[i] = obs[0]
		case "state not kept":
			state[i] = math.NaN()
		case "episode changed":
			p.last = 0
		}
	}
}

func TestBatchesWithState(t *testing.T) {
	with := func(fault string) error {
		return checkPolicy(func() envs.Policy { return &delayed{fault: fault, last: math.NaN()} })
	}
	if err := with(""); err != nil {
		t.Error(err)
	}
	for fault, rule := range map[string]envtest.Rule{
		"state of another row": envtest.PolicyBatch, "state not kept": envtest.PolicyBatch, "episode changed": envtest.PolicyBatchPure,
	} {
		if err := with(fault); err == nil || !strings.Contains(err.Error(), string(rule)) {
			t.Errorf("%s: %v, want %s", fault, err, rule)
		}
	}
}
