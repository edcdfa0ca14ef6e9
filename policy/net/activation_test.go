package net_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
)

func TestActivationText(t *testing.T) {
	for _, g := range activations {
		text, err := g.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var back net.Activation
		if err := back.UnmarshalText(text); err != nil || back != g {
			t.Errorf("%s becomes %v, %v", text, back, err)
		}
	}
	if _, err := net.ParseActivation("gelu"); err == nil {
		t.Error("an unknown name is accepted")
	}
	if _, err := net.Activation(9).MarshalText(); err == nil {
		t.Error("an unknown activation has a name")
	}
}

func TestShapeValidate(t *testing.T) {
	for _, s := range []net.Shape{
		{},
		{Sizes: []int{3}},
		{Sizes: []int{3, 0, 1}},
		{Sizes: []int{1 << 20, 1 << 20}},
		{Sizes: []int{3, 1 << 30}},
		{Sizes: []int{3, 1}, Hidden: 7},
		{Sizes: make([]int, 1000)},
	} {
		if s.Validate() == nil {
			t.Errorf("%v is accepted", s)
		}
	}
}
