package envtest_test

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
)

// pusher is a correct policy for the point, with chance, state and batches, and the faults that can be put into it.
type pusher struct {
	fault      string
	seed, step uint64
	pcg        rand.PCG
	rng        *rand.Rand // kept by a faulty Reset
	lastObs    []float64  // kept by a faulty Act
	drag       float64    // of its own, unsaved by a faulty SaveState
	garbage    []byte
}

func (p *pusher) Reset(rng *rand.Rand) {
	p.seed, p.step, p.rng = rng.Uint64(), 0, rng
	if p.fault != "reset that keeps state" {
		p.drag = 0
	}
}

func (p *pusher) Act(dst, obs []float64) {
	push := -obs[0] - obs[1] - p.drag
	p.drag = min(p.drag+0.01, 0.05)
	p.pcg.Seed(p.seed, p.step)
	p.step++
	noise := float64(p.pcg.Uint64()>>11) / (1 << 53)
	switch p.fault {
	case "global chance":
		noise = rand.Float64()
	case "stream kept":
		noise = p.rng.Float64()
	case "observation written":
		obs[0] = 0
	case "observation kept":
		if p.lastObs == nil {
			p.lastObs = obs
		}
		push = -p.lastObs[0]
	case "entry not written":
		return
	case "not a number":
		push = math.NaN()
	case "garbage":
		p.garbage = make([]byte, 100)
	}
	dst[0] = push + 0.1*noise
}

func (p *pusher) SaveState(dst []byte) []byte {
	dst = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(dst, p.seed), p.step)
	drag := p.drag
	if p.fault == "state not saved" {
		drag = 0
	}
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(drag))
}

func (p *pusher) LoadState(src []byte) error {
	if len(src) != 24 && (p.fault != "any bytes loaded" || len(src) < 24) {
		return errors.New("pusher: bad state")
	}
	p.seed, p.step = binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
	p.drag = math.Float64frombits(binary.LittleEndian.Uint64(src[16:]))
	return nil
}

// law is a policy without state that acts in batches.
type law struct {
	fault string
	calls float64
}

func (l *law) Act(dst, obs []float64) { dst[0] = -obs[0] }

func (l *law) ActBatch(dst, obs []float64, n int) {
	l.calls++
	for i := range n {
		dst[i] = -obs[2*i]
		switch l.fault {
		case "batch of another gain":
			dst[i] *= 2
		case "batch that counts":
			dst[i] += l.calls
		case "rows that meet":
			dst[i] -= obs[0]
		case "batch that writes":
			obs[2*i] = 0
		}
	}
}

// shifted is an action wrapper with a state, the sum of what it has added.
type shifted struct {
	envs.Policy
	fault string
	sum   float64
}

func (s *shifted) Unwrap() envs.Policy { return s.Policy }

func (s *shifted) Reset(rng *rand.Rand) {
	if s.fault != "inner not reset" {
		envs.ResetPolicy(s.Policy, rng)
	}
	s.sum = 0
}

func (s *shifted) Act(dst, obs []float64) {
	s.Policy.Act(dst, obs)
	s.Change(dst, obs)
	if s.fault == "act that does more" {
		dst[0]++
	}
}

func (s *shifted) Change(dst, _ []float64) {
	s.sum += 0.01
	dst[0] += s.sum
}

func (s *shifted) SaveState(dst []byte) []byte {
	return binary.LittleEndian.AppendUint64(dst, math.Float64bits(s.sum))
}

func (s *shifted) LoadState(src []byte) error {
	if len(src) != 8 {
		return errors.New("shifted: bad state")
	}
	s.sum = math.Float64frombits(binary.LittleEndian.Uint64(src))
	return nil
}

// drawer has state that it cannot save.
type drawer struct{ sign float64 }

func (d *drawer) Reset(rng *rand.Rand) { d.sign = float64(rng.IntN(2)) }

func (d *drawer) Act(dst, _ []float64) { dst[0] = d.sign }

// counting has state and does not say so.
type counting struct{ n float64 }

func (c *counting) Act(dst, _ []float64) {
	c.n++
	dst[0] = c.n / 100
}

func checkPolicy(p func() envs.Policy) error {
	return envtest.CheckPolicy(func() envs.Env { return newPoint("") }, p)
}

func TestCorrectPoliciesPass(t *testing.T) {
	for name, p := range map[string]func() envs.Policy{
		"chance and state":       func() envs.Policy { return &pusher{} },
		"batches":                func() envs.Policy { return &law{} },
		"wrapped":                func() envs.Policy { return &shifted{Policy: &pusher{}} },
		"wrapped batches, twice": func() envs.Policy { return &shifted{Policy: &shifted{Policy: &law{}}} },
	} {
		if err := checkPolicy(p); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryFaultOfAPolicyIsCaught(t *testing.T) {
	pusherWith := func(fault string) func() envs.Policy { return func() envs.Policy { return &pusher{fault: fault} } }
	lawWith := func(fault string) func() envs.Policy { return func() envs.Policy { return &law{fault: fault} } }
	for _, test := range []struct {
		name string
		p    func() envs.Policy
		rule envtest.Rule
	}{
		{"global chance", pusherWith("global chance"), envtest.PolicyRepeats},
		{"stream kept", pusherWith("stream kept"), envtest.PolicyRepeats},
		{"reset that keeps state", pusherWith("reset that keeps state"), envtest.PolicyRepeats},
		{"observation kept", pusherWith("observation kept"), envtest.PolicyRetention},
		{"observation written", pusherWith("observation written"), envtest.PolicyRetention},
		{"entry not written", pusherWith("entry not written"), envtest.PolicyWritten},
		{"not a number", pusherWith("not a number"), envtest.PolicyWritten},
		{"state not saved", pusherWith("state not saved"), envtest.PolicyRewinds},
		{"any bytes loaded", pusherWith("any bytes loaded"), envtest.PolicyRefuses},
		{"garbage", pusherWith("garbage"), envtest.PolicyNoAlloc},
		{"state that cannot be saved", func() envs.Policy { return &drawer{} }, envtest.PolicySaves},
		{"and wrapped", func() envs.Policy { return &shifted{Policy: &drawer{}} }, envtest.PolicySaves},
		{"state that is not admitted", func() envs.Policy { return &counting{} }, envtest.PolicyRewinds},
		{"inner not reset", func() envs.Policy { return &shifted{Policy: &pusher{}, fault: "inner not reset"} }, envtest.PolicyRepeats},
		{"act that does more", func() envs.Policy { return &shifted{Policy: &law{}, fault: "act that does more"} }, envtest.PolicyBatch},
		{"batch of another gain", lawWith("batch of another gain"), envtest.PolicyBatch},
		{"batch that counts", lawWith("batch that counts"), envtest.PolicyBatchPure},
		{"rows that meet", lawWith("rows that meet"), envtest.PolicyBatchPure},
		{"batch that writes", lawWith("batch that writes"), envtest.PolicyRetention},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := checkPolicy(test.p)
			if got := rules(err); !slices.Contains(got, test.rule) {
				t.Errorf("caught as %v, want %v among them:\n%v", got, test.rule, err)
			}
		})
	}
}
