package loss

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/regularizer"
)

// Perceptron is the generalized perceptron loss, L(v,y) = max_{p∈C} Φ(v,p) − Φ(v,y): the Fenchel-Young loss with Ω = 0
// (docs/paper.md 4.2). It takes any energy and set, is non-negative, and convex in v where Φ is linear in v and
// the maximum global; but it is not smooth, and zero for an energy that is flat. Its maximizer is a vertex of C where Φ
// is linear in p.
type Perceptron struct{ *FenchelYoung }

// NewPerceptron returns the loss of a greedy head without regularizer: what is trained is what acts.
func NewPerceptron(g *policy.Greedy) (*Perceptron, error) {
	if g.Omega != (regularizer.None{}) {
		return nil, fmt.Errorf("loss: perceptron: regularizer is %q: want none", g.Omega.Name())
	}
	return &Perceptron{NewFenchelYoung(g)}, nil
}

// Name is "perceptron".
func (l *Perceptron) Name() string { return "perceptron" }

// Clone shares the energy's weights.
func (l *Perceptron) Clone() Loss { return &Perceptron{l.FenchelYoung.Clone().(*FenchelYoung)} }

// PerceptronOptions has no fields.
type PerceptronOptions struct{}

// Validate finds nothing to refuse.
func (PerceptronOptions) Validate() error { return nil }

// New makes the loss.
func (PerceptronOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	return NewPerceptron(g)
}

func init() {
	Register(Registration{Name: "perceptron", Formula: "max_p Φ(v,p) − Φ(v,y)", Options: PerceptronOptions{}, Head: "greedy", Regularizer: "none", NonNegative: true})
}
