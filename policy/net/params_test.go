package net

import "testing"

// TestAddAndApproach: the same numbers in both precisions, tensor by tensor.
func TestAddAndApproach(t *testing.T) {
	t.Run("float32", checkAddAndApproach[float32])
	t.Run("float64", checkAddAndApproach[float64])
}

func checkAddAndApproach[T Float](t *testing.T) {
	layout := Params[T]{{Name: "w", Shape: []int{1, 2}, Data: make([]T, 2)}, {Name: "b", Shape: []int{1}, Data: make([]T, 1)}}
	p, q := layout.Zeros(), layout.Zeros()
	for i, x := range []T{1, 2, 3} {
		at := []*T{&q[0].Data[0], &q[0].Data[1], &q[1].Data[0]}[i]
		*at = x
	}
	p.Add(q)
	p.Add(q)
	p.Approach(q, 0.25)
	for i, got := range append(append([]T{}, p[0].Data...), p[1].Data...) {
		if want := 1.75 * T(i+1); got != want {
			t.Errorf("element %d is %v, want %v", i, got, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("another layout does not panic")
		}
	}()
	p.Add(q[:1])
}
