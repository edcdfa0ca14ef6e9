package mjcf

import (
	"strings"
	"testing"
)

// TestLongLinesOfAMesh: a comment or a face of any length is read, and a mistake behind it has its line.
func TestLongLinesOfAMesh(t *testing.T) {
	long := "# " + strings.Repeat("x", 1<<21) + "\n"
	for text, want := range map[string]string{
		"v 0 0 0\nv 1 0 0\n" + long + "v 0 1 0\nf 1 2 3":                    "",
		"v 0 0 0\nv 1 0 0\nv 0 1 0\nf " + strings.Repeat("1 2 3 ", 1<<19):   "",
		long + "v 0 0 0\r\nv 1 nothing 0\n":                                 "line 3: not three numbers",
		"v 0 0 0\n" + long + "v 1 0 0\nf 1 2 " + strings.Repeat("9", 1<<10): "line 4: not a face",
	} {
		got, problem := readOBJ([]byte(text))
		if problem != want || want == "" && len(got.face) == 0 {
			t.Errorf("%.20q: %d faces, problem %q: want %q", text, len(got.face), problem, want)
		}
	}
}
