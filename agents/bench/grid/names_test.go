package grid

import (
	"testing"
)

// TestNamesLeadNowhere: a name is part of a path, and two parts of one name would be one file.
func TestNamesLeadNowhere(t *testing.T) {
	for _, name := range []string{"", ".", "..", "x/../../evil", `x\y`, "a b", "a+b", "hopper:horizon=3", "é", "x\x00"} {
		if CheckNames("methods", []string{name}) == nil {
			t.Errorf("a method may be called %q", name)
		}
	}
	for _, name := range []string{"x/../y", "..", "multilabel:../x"} {
		if CheckTasks([]string{name}) == nil {
			t.Errorf("a task may be called %q", name)
		}
	}
	if err := CheckTasks([]string{"hopper", "hopper:fixed-horizon:horizon=30", "a_b.c-4"}); err != nil {
		t.Error(err)
	}
}
