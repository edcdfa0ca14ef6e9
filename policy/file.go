package policy

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs/space"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// A policy file is one safetensors file: the weights under "trunk.", "skip.", "energy." and "head.", the base policy
// under "base.", the standardizer's mean and std in float64, and as metadata what rebuilds the policy. The file carries its own SHA-256, which opening verifies
// (package net); nothing in it can run.
const (
	policyKey = "policy" // a description, as JSON
	specKey   = "spec"   // the task's own JSON, byte for byte

	formatName    = "fenchel-policy"
	formatVersion = "2"
	flatVersion   = "1" // whose configuration is flat, see flatConfig

	maxFile = 1 << 30 // bytes
)

// description is the metadata that rebuilds a policy.
type description struct {
	Config Config      `json:"config"`
	Hash   string      `json:"task_hash"`      // of the task
	Obs    int         `json:"obs"`            // d
	Action space.Shape `json:"action"`         // in the task's units
	Kernel string      `json:"kernel"`         // the path whose arithmetic trained it
	Base   bool        `json:"base,omitempty"` // whether the file holds a base policy
}

// Save writes the policy to path, atomically.
func (n *Network) Save(path string) error {
	f, err := n.File()
	if err != nil {
		return err
	}
	return net.WriteFile(path, f)
}

// Open reads a policy that Save wrote.
func Open(path string) (*Network, error) {
	f, err := net.ReadFile(path, maxFile)
	if err != nil {
		return nil, err
	}
	n, err := FromFile(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

// File returns the content of the policy's file; a checkpoint adds tensors and metadata of its own. The weights are
// shared, not copied.
func (n *Network) File() (*net.File, error) {
	text, err := json.Marshal(description{Config: n.config, Hash: n.task.Hash, Obs: n.task.Obs, Action: space.ShapeOf(n.task.Set), Kernel: n.kernel, Base: n.base != nil})
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	tensors := append(n.params.Tensors(), n.standardizerParams().Tensors()...)
	if n.base != nil {
		tensors = append(tensors, n.base.params().Tensors()...)
	}
	return &net.File{
		Tensors: tensors,
		Meta:    map[string]string{FormatKey: formatName + "/" + formatVersion, policyKey: string(text), specKey: string(n.task.Spec)},
	}, nil
}

func (n *Network) standardizerParams() net.Params[float64] {
	d := []int{n.task.Obs}
	return net.Params[float64]{{Name: "standardizer.mean", Shape: d, Data: n.norm.Mean}, {Name: "standardizer.std", Shape: d, Data: n.norm.Std}}
}

// FromFile rebuilds a policy from the content of its file. What it allocates is bounded by what the file holds.
func FromFile(f *net.File) (*Network, error) {
	if err := checkFormat(f.Meta[FormatKey]); err != nil {
		return nil, err
	}
	d, err := parseDescription(f)
	if err != nil {
		return nil, fmt.Errorf("policy: metadata %q: %w", policyKey, err)
	}
	set, err := d.Action.Set()
	if err != nil {
		return nil, fmt.Errorf("policy: %w", err)
	}
	if err := d.Config.Validate(); err != nil {
		return nil, err
	}
	if want, have := d.Config.Weights(d.Obs, set), weightsOf(f); want != have {
		return nil, fmt.Errorf("policy: the configuration has %.0f weights, the file holds %.0f", want, have)
	}
	n, err := assemble(d.Config, Task{Spec: json.RawMessage(f.Meta[specKey]), Hash: d.Hash, Obs: d.Obs, Set: set})
	if err != nil {
		return nil, err
	}
	n.kernel = d.Kernel
	if err := n.load(f); err != nil {
		return n, err
	}
	if !d.Base {
		return n, nil
	}
	base := NewBase(n.head.Dim(), n.task.Obs)
	if err := base.params().Load(f); err != nil {
		return n, err
	}
	return n, n.SetBase(base)
}

// parseDescription reads the description of any version.
func parseDescription(f *net.File) (d description, err error) {
	text := []byte(f.Meta[policyKey])
	if f.Meta[FormatKey] == formatName+"/"+flatVersion {
		return parseFlat(text)
	}
	d.Config.Window = DefaultWindow() // files leave it out
	err = json.Unmarshal(text, &d)
	return d, err
}

func (n *Network) load(f *net.File) error {
	if err := n.params.Load(f); err != nil {
		return err
	}
	if h, ok := n.head.(ParametricHead); ok {
		if err := h.CheckParams(); err != nil {
			return err
		}
	}
	if err := n.standardizerParams().Load(f); err != nil {
		return err
	}
	return n.norm.Validate(n.task.Obs)
}

func checkFormat(format string) error {
	name, version, _ := strings.Cut(format, "/")
	switch {
	case name != formatName:
		return fmt.Errorf("policy: not a policy file: its format is %q, want %q", format, formatName+"/"+formatVersion)
	case version != formatVersion && version != flatVersion:
		return fmt.Errorf("policy: format version %q is unknown to this program, which reads versions %s and %s", version, flatVersion, formatVersion)
	}
	return nil
}

// weightsOf counts the weights in a file.
func weightsOf(f *net.File) float64 {
	sum := 0
	for _, t := range f.Tensors {
		if x, ok := t.Data.([]float32); ok && isWeight(t.Name) {
			sum += len(x)
		}
	}
	return float64(sum)
}

// isWeight reports whether a tensor of a file is one of the policy's weights.
func isWeight(name string) bool {
	part, _, _ := strings.Cut(name, ".")
	return slices.Contains([]string{"trunk", "skip", "energy", "head"}, part)
}

// Kernel is the kernel path whose arithmetic trained the policy: on another one its actions agree to rounding only.
func (n *Network) Kernel() string { return n.kernel }
