package keys

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestNoCollisions: in no situation does a key have two commands.
func TestNoCollisions(t *testing.T) {
	for _, in := range []Context{Watching, Driving, Paused, Deciding} {
		seen := map[string]string{}
		for _, b := range Table {
			if b.In&in == 0 {
				continue
			}
			for _, key := range b.Keys {
				if other, twice := seen[key]; twice {
					t.Errorf("situation %d: %q is the key of %q and of %q", in, key, other, b.Does)
				}
				seen[key] = b.Does
			}
		}
	}
}

// TestOfSimulate: the keys that MuJoCo's simulate has for the same do the same.
func TestOfSimulate(t *testing.T) {
	for key, want := range map[string]Command{
		"Space": PlayPause, "ArrowRight": Forward, "ArrowLeft": Backward, "+": Faster, "-": Slower, "Backspace": Restart, "[": PreviousCamera,
		"]": NextCamera, "Tab": Panels, "Escape": FirstCamera, "F1": Help, "F2": Info, "F5": FullScreen, "F6": Frames, "C": Contacts, "J": Joints, "M": Mass,
	} {
		if b, ok := Find(key, Watching); !ok || b.Command != want {
			t.Errorf("%s is %q", key, b.Does)
		}
	}
	if _, ok := Find("J", Driving); ok {
		t.Error("a letter that may move an axis is a command while driving")
	}
}

// TestEveryCommandIsListed in help, once for each situation.
func TestEveryCommandIsListed(t *testing.T) {
	for c := Quit; c <= Fail; c++ {
		if !slices.ContainsFunc(Table, func(b Binding) bool { return b.Command == c }) {
			t.Errorf("command %d has no key", c)
		}
	}
	lines := Lines(Watching)
	i := slices.IndexFunc(lines, func(l [2]string) bool { return l[1] == "energy over the action" })
	if i < 0 || lines[i][0] != "Tab  E" {
		t.Errorf("lines %q", lines)
	}
	if !strings.Contains(Markdown(), "| `PgDn` `N` | next episode | | | |\n") {
		t.Errorf("as Markdown:\n%s", Markdown())
	}
}

var update = flag.Bool("update", false, "write the keys into README.md and docs/hands.md again")

// TestDocuments: README and docs/hands.md have the keys of the table, between two marks.
func TestDocuments(t *testing.T) {
	for path, want := range map[string]string{"../../README.md": Summary(Watching), "../../docs/hands.md": Markdown()} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(text), "<!-- keys -->\n")
		_, after, ok2 := strings.Cut(rest, "<!-- end of keys -->")
		if !ok || !ok2 {
			t.Fatalf("%s has no marks for the keys", path)
		}
		whole := before + "<!-- keys -->\n" + want + "<!-- end of keys -->" + after
		if *update {
			if err := os.WriteFile(path, []byte(whole), 0o666); err != nil {
				t.Fatal(err)
			}
		} else if whole != string(text) {
			t.Errorf("%s does not have the keys of the table: go test ./render/keys -update", path)
		}
	}
}
