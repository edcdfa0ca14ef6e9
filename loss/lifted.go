package loss

import (
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/energy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// Lifted is the generalized Fenchel-Young loss of a mixture over candidate actions, for energies that are not concave
// in the action. For each row, m candidates a_0 = y, a_1, …, a_{m−1} ∈ C are drawn, and the action is lifted to the
// weights q of a mixture of them:
//
//	Φ̃(v,q) = Σ_j q_j·J(v,a_j)      J = Φ − Ω      q ∈ Δ, the simplex      Ω̃(q) = γ Σ_j q_j log q_j
//	L(v,y)  = Ω̃^Φ̃(v) + Ω̃(e_0) − Φ̃(v,e_0) = γ·log Σ_j exp(J(v,a_j)/γ) − J(v,y)
//
// Φ̃ is linear in q whatever Φ is in p, so the inner maximum q* = softmax(J/γ) is closed form and global: every
// proposition on concave energies holds, the gap is 0, and the gradient is again the difference of two energy
// gradients, Σ_j q*_j·∇₁Φ(v,a_j) − ∇₁Φ(v,y). This is the price of exactness where max_p Φ − Ω has none: the loss is
// that of the drawn candidates. With Shannon's negentropy as here it is the cross-entropy of the Gibbs distribution on
// them (docs/paper.md 4.4), the form known as InfoNCE when all candidates are drawn uniformly.
//
// Why lift at all: for the plain loss a flat energy is a minimizer (any J constant in p has L = 0), which a flexible
// non-concave energy finds. Ω̃ makes the lifted loss of a flat energy γ·log m.
type Lifted struct {
	Greedy  *policy.Greedy
	Options LiftedOptions

	contrast
}

// LiftedOptions say how candidates are drawn.
type LiftedOptions struct {
	Uniform int     `json:"uniform" yaml:"uniform"` // candidates drawn uniformly in C
	Near    int     `json:"near" yaml:"near"`       // candidates around y, at distances from Fine to Coarse on a logarithmic scale
	Fine    float64 `json:"fine" yaml:"fine"`       // in normalized coordinates: how sharp a maximum is asked for
	Coarse  float64 `json:"coarse" yaml:"coarse"`   // in normalized coordinates, at least Fine
	Gamma   float64 `json:"gamma" yaml:"gamma"`     // γ > 0: the temperature of q*
}

// maxLifted bounds the candidates of a row.
const maxLifted = 1 << 16

// Validate says what is wrong with options that came from a file.
func (o LiftedOptions) Validate() error {
	errs := []error{
		config.Range("uniform", o.Uniform, 0, maxLifted),
		config.Range("near", o.Near, 0, maxLifted),
		config.Positive("fine", o.Fine, 1e3),
		config.Positive("gamma", o.Gamma, 1e6),
	}
	if n := o.Uniform + o.Near; n < 1 || n > maxLifted {
		errs = append(errs, config.Want("near", o.Near, "with the %d of uniform 1 to %d in all", o.Uniform, maxLifted))
	}
	if !(o.Coarse >= o.Fine && o.Coarse <= 1e3) {
		errs = append(errs, config.Want("coarse", o.Coarse, "fine, %v, to 1000", o.Fine))
	}
	return config.Join(errs...)
}

// DefaultLifted draws 32 uniform candidates and 31 near ones.
func DefaultLifted() LiftedOptions {
	return LiftedOptions{Uniform: 32, Near: 31, Fine: 0.02, Coarse: 0.5, Gamma: 1}
}

// NewLifted returns the loss of a greedy head.
func NewLifted(g *policy.Greedy, o LiftedOptions) *Lifted {
	return &Lifted{Greedy: g, Options: o}
}

// Name is "fenchel-young-lifted".
func (l *Lifted) Name() string { return "fenchel-young-lifted" }

// Clone shares the energy's weights.
func (l *Lifted) Clone() Loss { return NewLifted(l.Greedy.Clone().(*policy.Greedy), l.Options) }

// AddGrad draws candidates and adds Σ_j q*_j·∇₁Φ(v,a_j) − ∇₁Φ(v,y).
func (l *Lifted) AddGrad(losses []float64, gradV policy.Matrix, grad net.Params[float32], scale float64, v, y policy.Matrix, rows solve.Rows) {
	m := 1 + l.Options.Uniform + l.Options.Near
	l.reserve(v.Rows, m, y.Cols)
	for i := range v.Rows {
		l.draw(l.points.Slice(i*m, (i+1)*m), y.Row(i), rows, i)
	}
	l.Greedy.Value(l.value, v, l.points)
	for i := range v.Rows {
		losses[i] = mix(l.value[i*m:(i+1)*m], l.weight[i*m:(i+1)*m], l.Options.Gamma, scale)
	}
	l.addGrad(l.Greedy.Energy, gradV, grad, v)
}

// draw writes the candidates of a row, the expert's action first.
func (l *Lifted) draw(points policy.Matrix, y []float64, rows solve.Rows, i int) {
	rng := l.stream.At(rows, i)
	o := l.Options
	copy(points.Row(0), y)
	for j := 1; j <= o.Uniform; j++ {
		space.DrawUniform(points.Row(j), l.Greedy.Set, rng)
	}
	for j := range o.Near {
		x := points.Row(1 + o.Uniform + j)
		t := float64(j) / max(float64(o.Near-1), 1)
		sigma := o.Fine * math.Pow(o.Coarse/o.Fine, t)
		for a := range x {
			x[a] = y[a] + sigma*rng.NormFloat64()
		}
		l.Greedy.Set.Project(x, x)
	}
}

// New makes the loss: exact where the energy has an integral, of drawn candidates where it has none.
func (o LiftedOptions) New(h policy.Head) (Loss, error) {
	g, err := greedyOf(h)
	if err != nil {
		return nil, err
	}
	if err := checkLiftable(g.Energy); err != nil {
		return nil, err
	}
	if _, ok := g.Energy.(energy.Integrable); ok {
		return NewIntegrated(g, o.Gamma)
	}
	return NewLifted(g, o), nil
}

// checkLiftable requires an energy whose candidates cost little, or which has an integral.
func checkLiftable(e energy.Energy) error {
	if liftable(e) {
		return nil
	}
	var can []string
	for _, name := range energy.Names() {
		if r, _ := energy.Find(name); liftable(r.Options.New(space.UnitBox(1))) {
			can = append(can, name)
		}
	}
	return fmt.Errorf("loss %q trains the energies %v, not %q", (*Lifted)(nil).Name(), can, e.Name())
}

func liftable(e energy.Energy) bool {
	_, weighs := e.(energy.WeightedGradient)
	_, integrates := e.(energy.Integrable)
	return weighs || integrates
}

func init() {
	Register(Registration{Name: "fenchel-young-lifted", Formula: "that of mixtures of candidates, or of all points", Options: DefaultLifted(), Head: "greedy",
		NonNegative: true, Energy: checkLiftable, Fallback: "late"})
}
