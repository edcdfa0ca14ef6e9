package imitation

import "testing"

func TestSelectRefusesWhatThereIsNot(t *testing.T) {
	for _, p := range []Part{{Demos: []int{7}}, {Methods: []string{"nope"}}} {
		b, err := Load("imitation")
		if err != nil {
			t.Fatal(err)
		}
		if b.Select(p) == nil {
			t.Errorf("%+v was accepted", p)
		}
	}
}
