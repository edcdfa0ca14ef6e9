package grid

import (
	"testing"
)

// TestALayerIsBlamedForWhatItNames: the last one that does.
func TestALayerIsBlamedForWhatItNames(t *testing.T) {
	layers := []Layer{
		{"train", Changes("steps: 0\nbatch: 0\n")},
		{"methods[1].train", Changes("steps: -1\npolicy: {head: {name: greedy, regularizer: {name: quadratic, gamma: 0}}}\n")},
		{"methods[1].candidates[0]", nil},
	}
	o, err := Options(layers...)
	if err != nil {
		t.Fatal(err)
	}
	o.LogEvery = 0 // what no layer names
	want := "methods[1].train.policy.head.regularizer.gamma is 0: want a positive number\n" +
		"methods[1].train.steps is -1: want 1 to 2147483647\n" +
		"train.batch is 0: want 1 to 1048576\n" +
		"train.log_every is 0: want 1 to 2147483647"
	if err := CheckOptions(o, layers...); err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	if _, err := Options(Layer{"train", Changes("stepz: 1\n")}); err == nil {
		t.Error("a layer with an unknown key was applied")
	}
}
