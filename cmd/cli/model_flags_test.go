package cli

import (
	"strings"
	"testing"
)

// TestModelFlags: they are the variants of a model's id, whichever of the ids is one.
func TestModelFlags(t *testing.T) {
	for _, c := range []struct {
		flags      modelFlags
		ids, wants []string
		err        string
	}{
		{modelFlags{}, []string{"hopper"}, []string{"hopper"}, ""},
		{modelFlags{Root: "a"}, []string{"a/b/arm.xml"}, []string{"a/b/arm.xml:root=a"}, ""},
		{modelFlags{CtrlRange: "-1, 2"}, []string{"expert", "Arm.XML:horizon=5"}, []string{"expert", "Arm.XML:horizon=5:ctrlrange=-1,2"}, ""},
		{modelFlags{"a", "-1,2"}, []string{"arm.xml", ""}, []string{"arm.xml:root=a:ctrlrange=-1,2", ""}, ""},
		{modelFlags{Root: "a"}, []string{"hopper", ""}, nil, "are of a model file's task"},
		{modelFlags{CtrlRange: "1"}, []string{"arm.xml"}, nil, "want two numbers, LO,HI"},
		{modelFlags{Root: "a:b"}, []string{"arm.xml"}, nil, "colon"},
	} {
		ids := append(c.ids[:len(c.ids):len(c.ids)], "")
		err := c.flags.complete(&ids[0], &ids[1])
		if c.err != "" {
			if err == nil || !strings.Contains(err.Error(), c.err) || status(err) != exitMisused {
				t.Errorf("%+v on %v: %v, want %q", c.flags, c.ids, err, c.err)
			}
			continue
		}
		if err != nil || strings.Join(ids, "|") != strings.Join(append(c.wants, ""), "|") {
			t.Errorf("%+v on %v: %v, %v", c.flags, c.ids, ids, err)
		}
	}
}
