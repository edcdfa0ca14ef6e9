package policy

import (
	"math/rand/v2"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/policytest"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// TestEveryHead: each head of the table has its name, valid defaults, actions in the set, and a clone that acts alike.
func TestEveryHead(t *testing.T) {
	rng := policytest.NewRand(t, 130)
	set := space.UnitBox(3)
	for _, name := range HeadNames() {
		c := ChooseHead(name)
		if err := c.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		h, err := c.Options.New(set)
		if err != nil {
			t.Fatal(err)
		}
		if h.Name() != name || h.Dim() != 3 {
			t.Errorf("%s is called %q and has %d coordinates", name, h.Name(), h.Dim())
		}
		v := policytest.Normal(NewMatrix(4, h.VDim()), 2, rng)
		p, q := NewMatrix(4, 3), NewMatrix(4, 3)
		h.Decode(p, make([]solve.Report, 4), v, solve.Rows{Seed: 1})
		h.Clone().Decode(q, make([]solve.Report, 4), v, solve.Rows{Seed: 1})
		for i := range 4 {
			if !set.Contains(p.Row(i), 1e-12) || policytest.MaxAbsDiff(p.Row(i), q.Row(i)) != 0 {
				t.Errorf("%s: %v, its clone %v", name, p.Row(i), q.Row(i))
			}
		}
	}
}

// shifted is a head with weights of its own: v + b, projected.
type shifted struct {
	Deterministic
	b []float32
}

func (h *shifted) Name() string { return "shifted" }
func (h *shifted) Clone() Head  { return h }
func (h *shifted) Params() net.Params[float32] {
	return net.Params[float32]{{Name: "head.b", Shape: []int{len(h.b)}, Data: h.b}}
}
func (h *shifted) ProjectParams()     {}
func (h *shifted) CheckParams() error { return nil }

func (h *shifted) Init(rng *rand.Rand) {
	for i := range h.b {
		h.b[i] = rng.Float32()
	}
}

func (h *shifted) Decode(p Matrix, reports []solve.Report, v Matrix, rows solve.Rows) {
	h.Deterministic.Decode(p, reports, v, rows)
	for i := range p.Rows {
		for j, b := range h.b {
			p.Row(i)[j] += float64(b) / 16
		}
		h.Set.Project(p.Row(i), p.Row(i))
	}
}

type shiftedOptions struct{}

func (shiftedOptions) Validate() error { return nil }

func (shiftedOptions) New(set space.Set) (Head, error) {
	return &shifted{Deterministic{Set: set}, make([]float32, set.Dim())}, nil
}

// TestHeadsOwnParameters: the weights of a head that is not greedy are among the policy's, and in its file.
func TestHeadsOwnParameters(t *testing.T) {
	if _, err := FindHead("shifted"); err != nil {
		RegisterHead(HeadRegistration{Name: "shifted", About: "v + b", Options: shiftedOptions{}})
	}
	n := newNetwork(t, Config{Hidden: []int{4}, Head: ChooseHead("shifted"), Window: DefaultWindow()})
	_, own := n.Split(n.Params())
	if len(own) != 1 || own[0].Name != "head.b" || own[0].Data[0] == 0 {
		t.Fatalf("own weights %v", own)
	}
	f, err := n.File()
	if err != nil {
		t.Fatal(err)
	}
	m, err := FromFile(f)
	if err != nil {
		t.Fatal(err)
	}
	obs, a, b := []float64{1, 2, 3}, make([]float64, 2), make([]float64, 2)
	n.Act(a, obs)
	m.Act(b, obs)
	if policytest.MaxAbsDiff(a, b) != 0 {
		t.Errorf("acts %v after reading, %v before", b, a)
	}
}
