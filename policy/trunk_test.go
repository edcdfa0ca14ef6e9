package policy

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// trunked is a configuration of a trunk.
func trunked(name string) Config {
	c := configs()["pairwise with skip"]
	if c.Trunk = ChooseTrunk(name); name == "residual" {
		c.Trunk.Options = ResidualOptions{Width: 7, Blocks: 2}
	}
	return c
}

// TestTrunks: every trunk counts its weights, ends with the output's weight and bias, keeps the contract of a policy, and
// survives the file.
func TestTrunks(t *testing.T) {
	for _, name := range TrunkNames() {
		c := trunked(name)
		n := newNetwork(t, c)
		if want := c.Weights(3, testTask().Set); want != float64(n.Params().Count()) {
			t.Errorf("%s: %d weights, counted %v", name, n.Params().Count(), want)
		}
		params := n.trunk.Params()
		if w, b := params[len(params)-2].Shape, params[len(params)-1].Shape; len(w) != 2 || w[0] != n.head.VDim() || len(b) != 1 || b[0] != w[0] {
			t.Errorf("%s: the last parameters have the shapes %v and %v", name, w, b)
		}
		unsettle(n, 4)
		f, err := n.File()
		if err != nil {
			t.Fatal(err)
		}
		back, err := FromFile(f)
		if err != nil {
			t.Fatal(err)
		}
		obs, a, b := []float64{0.3, -1, 2}, make([]float64, 2), make([]float64, 2)
		n.Act(a, obs)
		back.Act(b, obs)
		if !slices.Equal(a, b) || cmp.Diff(n.Config(), back.Config()) != "" {
			t.Errorf("%s: action %v, after the file %v %s", name, a, b, cmp.Diff(n.Config(), back.Config()))
		}
		newEnv := func() envs.Env { return classic.NewParticle(classic.DefaultParticle(2)) }
		spec := newEnv().Spec()
		p, err := New(c, Task{Obs: len(spec.Obs), Set: spec.Action}, rand.New(rand.NewPCG(1, 2)))
		if err != nil {
			t.Fatal(err)
		}
		if err := envtest.CheckPolicy(newEnv, func() envs.Policy { return p.Clone() }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTrunkGradients: along a random direction of the weights, v changes as Backward says.
func TestTrunkGradients(t *testing.T) {
	for _, name := range TrunkNames() {
		c := trunked(name)
		c.Activation = net.Tanh
		n := newNetwork(t, c)
		unsettle(n, 5)
		rng := rand.New(rand.NewPCG(6, 0))
		obs, weight := NewMatrix(4, 3), NewMatrix(4, n.head.VDim())
		for _, m := range []Matrix{obs, weight} {
			for i := range m.Data {
				m.Data[i] = rng.NormFloat64()
			}
		}
		value := func() (sum float64) {
			for i, v := range n.Forward(obs).Data {
				sum += weight.Data[i] * v
			}
			return sum
		}
		value()
		grad := n.Params().Zeros()
		inner, _ := n.Split(grad)
		n.Backward(weight, inner)
		own, _ := n.Split(n.Params())
		const h = 1.0 / 512
		for _, p := range []int{0, 1, len(inner) / 2, len(inner) - 1} { // the change of one weight in each
			i := rng.IntN(len(own[p].Data))
			at := own[p].Data[i]
			own[p].Data[i] = at + h
			up := value()
			own[p].Data[i] = at - h
			down := value()
			own[p].Data[i] = at
			got, want := float64(inner[p].Data[i]), (up-down)/(2*h)
			if d := got - want; d > 5e-3*(1+max(want, -want)) || d < -5e-3*(1+max(want, -want)) {
				t.Errorf("%s: %s: gradient %v, central difference %v", name, own[p].Name, got, want)
			}
		}
	}
}

func TestTrunkConfiguration(t *testing.T) {
	text, err := json.Marshal(configs()["pairwise"])
	if err != nil || strings.Contains(string(text), "trunk") {
		t.Errorf("%s, %v: a default trunk is written", text, err)
	}
	c := trunked("residual")
	text, err = json.Marshal(c)
	if err != nil || !strings.Contains(string(text), `"trunk":{"name":"residual","width":7,"blocks":2}`) {
		t.Errorf("%s, %v", text, err)
	}
	for want, change := range map[string]func(*Config){
		"trunk.width is 0":       func(c *Config) { c.Trunk.Options = ResidualOptions{} },
		`unknown trunk "resnet"`: func(c *Config) { c.Trunk = ChooseTrunk("resnet") },
	} {
		c := trunked("residual")
		change(&c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}
