package agents

import "testing"

func TestOverlayKeepsWhatItDoesNotName(t *testing.T) {
	o, want := DefaultTrain(), DefaultTrain()
	for _, text := range []string{"", "\n", "policy: {energy: unary}\nschedule: {rate: 0.5}\n"} {
		if err := o.Overlay("c", []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	want.Policy.Energy, want.Schedule.Rate = "unary", 0.5
	if a, b := string(o.YAML()), string(want.YAML()); a != b {
		t.Errorf("%s", firstDifference(a, b))
	}
	if err := o.Overlay("c", []byte("polcy: {}\n")); err == nil {
		t.Error("a misspelled key was accepted")
	}
}
