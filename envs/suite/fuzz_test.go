package suite_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/suite"
)

// odd are ids that begin or end in the letters of a file's kind and change their length with their case.
var odd = []string{
	"ȺȺȺ.xml", "ȺȺȺ.XML:horizon=5", "\xff\xfe.xml", "İ.xml:fixed-horizon", "\xff.xml\xff.xml", ".xml", ".xm", "xml", ":.xml:",
	"multilabel:", "multilabel:\xff:test:labels=1", "multilabel::", "particle-\xff", "particle-99999999999999999999", ":", "",
}

// TestOddIDsAreErrors: an id that names nothing is an error, whatever its bytes.
func TestOddIDsAreErrors(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, id := range odd {
		if _, err := suite.Make(id); err == nil {
			t.Errorf("%q makes a task", id)
		}
	}
}

// TestNameOfAFileInOtherLetters: the path is cut where the id says, also behind letters of which the other case is longer.
func TestNameOfAFileInOtherLetters(t *testing.T) {
	t.Chdir(t.TempDir())
	const name = "ȺİK.XmL"
	if err := os.WriteFile(name, []byte(swing), 0o666); err != nil {
		t.Fatal(err)
	}
	newEnv, err := suite.Make(name + ":horizon=7")
	if err != nil {
		t.Fatal(err)
	}
	if s := newEnv().Spec(); s.Horizon != 7 || !strings.Contains(s.Name, "ȺİK") {
		t.Errorf("task %q with the horizon %d", s.Name, s.Horizon)
	}
}

// FuzzID: no id makes Make panic, and what it makes has a name.
func FuzzID(f *testing.F) {
	f.Chdir(f.TempDir())
	for _, id := range odd {
		f.Add(id)
	}
	for _, task := range suite.All() {
		f.Add(task.Name + ":fixed-horizon:horizon=12")
	}
	f.Fuzz(func(t *testing.T, id string) {
		if strings.ContainsAny(id, "/\\") {
			t.Skip("names a file outside the test's directory")
		}
		newEnv, err := suite.Make(id)
		if unknown, ok := errors.AsType[*suite.UnknownTask](err); ok && unknown.ID != id {
			t.Fatalf("the id is %q, and the error says %q", id, unknown.ID)
		}
		if err == nil && newEnv().Spec().Name == "" {
			t.Fatalf("%q makes a task without a name", id)
		}
	})
}
