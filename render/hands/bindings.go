package hands

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/render/keys"
)

// Bindings say which keys and sticks move which action axis, and how. They can be read from YAML.
type Bindings struct {
	Keys        []KeyPair `yaml:"keys"`        // of each axis, in order; an axis without keys rests
	Ramp        float64   `yaml:"ramp"`        // s from rest to full deflection while a key is held; longer is gentler
	Sensitivity float64   `yaml:"sensitivity"` // full deflection, as a share of the axis, at most 1; smaller is finer
	Speed       float64   `yaml:"speed"`       // of a target at full deflection, in widths of the action set a second
	DeadZone    float64   `yaml:"dead_zone"`   // of a stick that counts as its middle, below 1
	Near        float64   `yaml:"near"`        // of the pointer from the agent, in widths of the view, to take hold of it
}

// KeyPair is the keys of an axis, by the names of their places on an American keyboard.
type KeyPair struct {
	Less string `yaml:"less"`
	More string `yaml:"more"`
}

// pairs are the keys of the axes, in order, where nothing else is bound.
var pairs = []KeyPair{
	{"ArrowLeft", "ArrowRight"}, {"ArrowDown", "ArrowUp"}, {"A", "D"}, {"S", "W"}, {"J", "L"}, {"K", "I"}, {"F", "H"}, {"G", "T"},
}

// DefaultBindings are for a task of that many axes.
func DefaultBindings(axes int) Bindings {
	return Bindings{Keys: pairs[:min(axes, len(pairs))], Ramp: 0.3, Sensitivity: 1, Speed: 0.6, DeadZone: 0.15, Near: 0.06}
}

// maxBindings bounds a file of bindings, bytes.
const maxBindings = 1 << 20

// ReadBindings reads a YAML file over the defaults. Errors point at the line.
func ReadBindings(path string, axes int) (Bindings, error) {
	b := DefaultBindings(axes)
	data, err := disk.ReadFile(disk.OS{}, path, nil, maxBindings)
	if err != nil {
		return b, err
	}
	if err := config.Decode(path, data, &b); err != nil {
		return b, err
	}
	return b, b.Validate()
}

// Validate says what is wrong with the bindings.
func (b Bindings) Validate() error {
	seen := map[string]int{}
	for i, pair := range b.Keys {
		for _, key := range []string{pair.Less, pair.More} {
			if c, taken := keys.Taken(key); taken {
				return fmt.Errorf("keys: axis %d: %s is the key of %q", i, key, c.Does)
			}
			if at, twice := seen[key]; twice || key == "" {
				return fmt.Errorf("keys: axis %d: the key %q is that of axis %d, too, or no key", i, key, at)
			}
			seen[key] = i
		}
	}
	return config.Join(
		config.Range("ramp", b.Ramp, 0, 10),
		config.Positive("sensitivity", b.Sensitivity, 1),
		config.Positive("speed", b.Speed, 100),
		config.Range("dead_zone", b.DeadZone, 0, 0.9),
		config.Positive("near", b.Near, 1),
	)
}

// Lines say what each key does, for the screen and for help.
func (b Bindings) Lines(env envs.Env) []string {
	var lines []string
	spec := env.Spec()
	if _, ok := envs.As[envs.Pointable](env); ok {
		for i, pair := range b.Keys[:min(2, len(b.Keys))] {
			lines = append(lines, fmt.Sprintf("%s, %s: the target %s", pair.Less, pair.More, [...]string{"left, right", "down, up"}[i]))
		}
		return lines
	}
	if s, ok := spec.Action.(space.Simplex); ok && len(b.Keys) > 0 {
		return []string{fmt.Sprintf("%s, %s: %s to %s", b.Keys[0].Less, b.Keys[0].More, spec.Act[0].Name, spec.Act[s.K-1].Name)}
	}
	for i, c := range spec.Act {
		if i < len(b.Keys) {
			lines = append(lines, fmt.Sprintf("%s, %s: %s less, more", b.Keys[i].Less, b.Keys[i].More, c.Name))
		}
	}
	return lines
}
