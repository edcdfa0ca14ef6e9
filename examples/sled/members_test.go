package main

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/solve"
)

// TestGradients of the energy and the loss, against central differences.
func TestGradients(t *testing.T) {
	const h = 1e-6
	row := func(x float64) policy.Matrix { return policy.Matrix{Rows: 1, Cols: 1, Data: []float64{x}} }
	e := bowl{1, 3}
	phi := func(v, p float64) float64 {
		out := make([]float64, 1)
		e.Value(out, row(v), row(p))
		return out[0]
	}
	l := huber{0.5}
	value := func(v float64) (loss, slope float64) {
		losses, g := make([]float64, 1), row(0)
		l.AddGrad(losses, g, nil, 1, row(v), row(0.2), solve.Rows{})
		return losses[0], g.Data[0]
	}
	for _, v := range []float64{-0.9, 0.1, 0.3, 0.9} {
		p := 0.4
		gradP, gradV := row(0), row(0)
		e.GradP(gradP, row(v), row(p))
		e.AddGradV(gradV, 1, row(v), row(p))
		up, _ := value(v + h)
		down, _ := value(v - h)
		_, slope := value(v)
		for name, c := range map[string][2]float64{
			"∇₂Φ": {gradP.Data[0], (phi(v, p+h) - phi(v, p-h)) / (2 * h)},
			"∇₁Φ": {gradV.Data[0], (phi(v+h, p) - phi(v-h, p)) / (2 * h)},
			"L'":  {slope, (up - down) / (2 * h)},
		} {
			if math.Abs(c[0]-c[1]) > 1e-6 {
				t.Errorf("%s at v = %v is %v, by differences %v", name, v, c[0], c[1])
			}
		}
	}
}

// TestMembersFromConfigurationToViewer: a configuration names them with their options, and the viewer shows the energy.
func TestMembersFromConfigurationToViewer(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"bowl.yaml":  "policy:\n  hidden: [8]\n  head: {name: greedy, energy: {name: bowl, stiffness: 9}}\nsteps: 50\n",
		"huber.yaml": "loss: {name: huber, delta: 0.3}\npolicy: {hidden: [8], head: deterministic}\nsteps: 50\n",
		"wrong.yaml": "policy:\n  head: {name: greedy, energy: {name: bowl, stiffness: -1}}\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run(t, "record sled -o demos -n 4", "4 episodes")
	run(t, "train demos -o bowl --config bowl.yaml --eval 2", "bowl/policy.safetensors")
	run(t, "train demos -o huber --config huber.yaml --eval 2", "huber/policy.safetensors")
	run(t, "watch bowl --energy --step 3 --save bowl.png", "bowl.png: 3 steps")
	for path, want := range map[string]string{"bowl/config.yaml": "stiffness: 9", "huber/config.yaml": "delta: 0.3"} {
		if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %q: %v\n%s", path, want, err, text)
		}
	}
	if status, _, complaint := call("train demos -o x --config wrong.yaml"); status != 2 || !strings.HasPrefix(complaint, "fenchel: wrong.yaml:2: ") {
		t.Errorf("status %d, %s", status, complaint)
	}
}
