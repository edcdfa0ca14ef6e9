package net

import (
	"fmt"
	"math"
)

// Activation is the element-wise function g of the hidden layers.
type Activation uint8

const (
	ReLU     Activation = iota // g(x) = max(x, 0)
	Tanh                       // g(x) = tanh x
	Softplus                   // g(x) = log(1 + eˣ), smooth, convex and increasing
	identity                   // g(x) = x, the last layer's
)

var activationNames = [...]string{ReLU: "relu", Tanh: "tanh", Softplus: "softplus"}

// String returns the name that files and flags use: relu, tanh or softplus.
func (g Activation) String() string {
	if int(g) < len(activationNames) {
		return activationNames[g]
	}
	return fmt.Sprintf("Activation(%d)", uint8(g))
}

// ParseActivation is the inverse of String.
func ParseActivation(name string) (Activation, error) {
	for g, s := range activationNames {
		if s == name {
			return Activation(g), nil
		}
	}
	return 0, fmt.Errorf("net: unknown activation %q: want relu, tanh or softplus", name)
}

// MarshalText writes the name.
func (g Activation) MarshalText() ([]byte, error) {
	if int(g) >= len(activationNames) {
		return nil, fmt.Errorf("net: %v has no name", g)
	}
	return []byte(g.String()), nil
}

// UnmarshalText reads the name.
func (g *Activation) UnmarshalText(text []byte) error {
	v, err := ParseActivation(string(text))
	if err != nil {
		return err
	}
	*g = v
	return nil
}

// at returns g(x).
func (g Activation) at(x float64) float64 {
	switch g {
	case ReLU:
		if x <= 0 { // not max(x,0) < ..., so that NaN stays NaN
			return 0
		}
		return x
	case Tanh:
		return math.Tanh(x)
	case Softplus:
		if x > 0 {
			return x + math.Log1p(math.Exp(-x))
		}
		return math.Log1p(math.Exp(x))
	}
	return x
}

// slope returns g′ as a function of the output y = g(x), which is all that a Tape keeps:
//
//	relu: 1 where y > 0    tanh: 1 − y²    softplus: σ(x) = 1 − e^{−y}
func (g Activation) slope(y float64) float64 {
	switch g {
	case ReLU:
		if y <= 0 {
			return 0
		}
		return 1
	case Tanh:
		return 1 - y*y
	case Softplus:
		return -math.Expm1(-y)
	}
	return 1
}
