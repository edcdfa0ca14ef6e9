package main

// equivalence is a mutant that no test can catch, since nothing that is promised depends on it.
type equivalence struct {
	file, was, now string // lines without the space around them
	why            string
}

// equivalences are the survivors that were looked at and shown to be equivalent.
var equivalences = []equivalence{
	{"demos/hdf5/values.go",
		"for row := 0; row < rows; row += step {", "for row := 0; row <= rows; row += step {",
		"the turn more reads no rows into a buffer of no bytes, and hands none on"},
	{"loss/partial.go",
		"if n < y.Cols {", "if n <= y.Cols {",
		"an action that is known in full is decoded for nothing: no coordinate of the answer is copied, and decoding keeps no state"},
}

// reason is why a survivor is equivalent, empty where it is not known to be.
func reason(r result) string {
	for _, e := range equivalences {
		if e.file == r.File && e.was == r.Was && e.now == r.Now {
			return e.why
		}
	}
	return ""
}
