package registry_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/internal/registry"
)

func table() *registry.Table[int] {
	t := registry.New[int]("energy")
	t.Register("unary", 1)
	t.Register("pairwise", 2)
	t.Register("late", 0)
	return t
}

func TestFindTellsAnUnknownNameFromAZeroMember(t *testing.T) {
	if m, err := table().Find("late"); m != 0 || err != nil {
		t.Errorf("late: %d, %v", m, err)
	}
	_, err := table().Find("pairwize")
	var unknown *registry.UnknownError
	if !errors.As(err, &unknown) || unknown.Name != "pairwize" || !slices.Equal(unknown.Known, table().Names()) {
		t.Fatalf("got %#v", err)
	}
	if want := `unknown energy "pairwize": did you mean pairwise?`; err.Error() != want {
		t.Errorf("got %s, want %s", err, want)
	}
	_, err = table().Find("zebra")
	if want := `unknown energy "zebra": want one of late, pairwise, unary`; err.Error() != want {
		t.Errorf("got %s, want %s", err, want)
	}
	if table().Has("zebra") || !table().Has("late") {
		t.Error("Has disagrees with Find")
	}
}

func TestAllIsInNameOrder(t *testing.T) {
	var names []string
	for name, m := range table().All() {
		names = append(names, name)
		if want, _ := table().Find(name); m != want {
			t.Errorf("%s: %d, want %d", name, m, want)
		}
	}
	if !slices.Equal(names, []string{"late", "pairwise", "unary"}) || !slices.Equal(names, table().Names()) {
		t.Errorf("got %v", names)
	}
	for range table().All() {
		break
	}
}

func TestRegisterPanics(t *testing.T) {
	for _, name := range []string{"", "unary"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("registering %q did not panic", name)
				}
			}()
			table().Register(name, 3)
		}()
	}
}
