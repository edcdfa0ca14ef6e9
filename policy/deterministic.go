package policy

import (
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Deterministic takes v itself for the action and projects it onto C: plain regression, the head of behavioral
// cloning with squared error.
type Deterministic struct {
	Set space.Set // C, in normalized coordinates
}

// Name is "deterministic".
func (h *Deterministic) Name() string { return "deterministic" }

// Dim is k.
func (h *Deterministic) Dim() int { return h.Set.Dim() }

// VDim is k.
func (h *Deterministic) VDim() int { return h.Set.Dim() }

// Clone returns h, which has no scratch.
func (h *Deterministic) Clone() Head { return h }

// Decode projects v.
func (h *Deterministic) Decode(p Matrix, reports []solve.Report, v Matrix, _ solve.Rows) {
	for i := range v.Rows {
		h.Set.Project(p.Row(i), v.Row(i))
		reports[i] = solve.Report{}
	}
}

// DeterministicOptions has no fields.
type DeterministicOptions struct{}

// Validate finds nothing to refuse.
func (DeterministicOptions) Validate() error { return nil }

// New makes the head.
func (DeterministicOptions) New(set space.Set) (Head, error) { return &Deterministic{Set: set}, nil }

func init() {
	RegisterHead(HeadRegistration{Name: "deterministic", About: "v itself, projected: regression", Options: DeterministicOptions{}})
}
