package interchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// gymSpace is a space of Gymnasium as Minari writes it.
type gymSpace struct {
	Type      string
	DType     string
	Shape     []int
	Low, High any
	N, Start  int
	Subspaces json.RawMessage
}

// parseSpaceText reads a space from a text, in which Python writes infinities that JSON does not have.
func parseSpaceText(text string) (*gymSpace, error) {
	s := &gymSpace{}
	if err := json.Unmarshal([]byte(quoteInfinities(text)), s); err != nil {
		return nil, syntax(err)
	}
	return s, nil
}

// quoteInfinities puts quotes around the numbers Infinity, -Infinity and NaN outside of strings.
func quoteInfinities(text string) string {
	var b strings.Builder
	inside := false
	for i := 0; i < len(text); {
		if text[i] == '"' {
			inside = !inside
		}
		if inside && text[i] == '\\' && i+1 < len(text) {
			b.WriteString(text[i : i+2])
			i += 2
			continue
		}
		n := 1
		for _, word := range []string{"-Infinity", "Infinity", "NaN"} {
			if !inside && strings.HasPrefix(text[i:], word) {
				n = len(word)
				b.WriteString(`"` + word + `"`)
				break
			}
		}
		if n == 1 {
			b.WriteByte(text[i])
		}
		i += n
	}
	return b.String()
}

// flatBounds flattens lower or upper bounds, which are lists in lists, or one number for all.
func flatBounds(dst []float64, v any) ([]float64, error) {
	switch v := v.(type) {
	case float64:
		return append(dst, v), nil
	case string:
		words := map[string]float64{"Infinity": math.Inf(1), "-Infinity": math.Inf(-1)}
		if x, ok := words[v]; ok {
			return append(dst, x), nil
		}
	case []any:
		for _, x := range v {
			var err error
			if dst, err = flatBounds(dst, x); err != nil {
				return nil, err
			}
		}
		return dst, nil
	}
	return nil, fmt.Errorf("%v is no bound", v)
}

// box is the bounds of a Box, one for each number.
func (s *gymSpace) box() (lo, hi []float64, err error) {
	n := 1
	for _, d := range s.Shape {
		if d <= 0 || n > mostNumbers/d {
			return nil, nil, fmt.Errorf("a Box of shape %v", s.Shape)
		}
		n *= d
	}
	lo, err = flatBounds(nil, s.Low)
	if err == nil {
		hi, err = flatBounds(nil, s.High)
	}
	if err != nil {
		return nil, nil, err
	}
	if len(lo) == 1 && len(hi) == 1 {
		lo, hi = slices.Repeat(lo, n), slices.Repeat(hi, n)
	}
	if len(lo) != n || len(hi) != n {
		return nil, nil, fmt.Errorf("a Box of shape %v has %d lower and %d upper bounds", s.Shape, len(lo), len(hi))
	}
	return lo, hi, nil
}

// channels are the numbers of an observation, under a label: those of a dictionary in the order of its keys.
func (s *gymSpace) channels(label string) ([]envs.Channel, error) {
	switch s.Type {
	case "Box":
		if picture(append([]int{0}, s.Shape...)) {
			return nil, nil // left out where the data is read
		}
		lo, hi, err := s.box()
		if err != nil {
			return nil, err
		}
		return channels(channelNames(label, len(lo)), lo, hi), nil
	case "Discrete":
		if s.N < 1 || s.N > mostNumbers || label != "" {
			return nil, fmt.Errorf("%s: a Discrete of %d within a dictionary is not taken over", label, s.N)
		}
		return channels(channelNames(label, s.N), make([]float64, s.N), slices.Repeat([]float64{1}, s.N)), nil
	case "Text":
		return nil, nil
	case "Dict":
		var inner map[string]json.RawMessage
		if err := json.Unmarshal(s.Subspaces, &inner); err != nil {
			return nil, err
		}
		var all []envs.Channel
		for _, key := range slices.Sorted(maps.Keys(inner)) {
			child := &gymSpace{}
			if err := json.Unmarshal(inner[key], child); err != nil {
				return nil, err
			}
			list, err := child.channels(join(label, key))
			if err != nil {
				return nil, err
			}
			all = append(all, list...)
		}
		return all, nil
	}
	return nil, fmt.Errorf("a space of type %s is not taken over", s.Type)
}

// action is the set of actions.
func (s *gymSpace) action() (space.Set, error) {
	switch s.Type {
	case "Box":
		lo, hi, err := s.box()
		if err != nil {
			return nil, err
		}
		return space.Shape{Kind: "box", Dim: len(lo), Lo: lo, Hi: hi}.Set()
	case "Discrete":
		return space.Shape{Kind: "simplex", Dim: s.N}.Set()
	}
	return nil, fmt.Errorf("actions of a %s are not taken over", s.Type)
}

// choices is how many a Discrete has, and the first; 0 for other spaces.
func (s *gymSpace) choices() (n, first int) {
	if s.Type == "Discrete" {
		return s.N, s.Start
	}
	return 0, 0
}

// foreignSpec is the task of episodes whose task is none of ours.
func foreignSpec(name string, obs []envs.Channel, action space.Set) (envs.Spec, error) {
	if len(obs) == 0 {
		return envs.Spec{}, errors.New("its observations hold no numbers")
	}
	spec := envs.Spec{
		Name: "foreign:" + name, Physics: "foreign", Obs: obs, Action: action, Period: 1, Horizon: 1 << 30,
		Summary: "episodes of another program", Source: "the data set",
	}
	lo, hi := unbounded(action.Dim())
	if shape := space.ShapeOf(action); shape.Kind == "box" {
		lo, hi = shape.Lo, shape.Hi
	}
	spec.Act = channels(channelNames("action", action.Dim()), lo, hi)
	return spec, nil
}
