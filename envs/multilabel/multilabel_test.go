package multilabel

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestReadARFF(t *testing.T) {
	tests := []struct {
		name, text string
		cells      []float64
		fails      string
	}{
		{name: "dense, quotes, comments, missing",
			text:  "% c\n@RELATION 'a b'\n@attribute 'x y' numeric\n@Attribute n {'p,q', \"r\\\"s\"} \n@attribute z REAL\n@data\n\n1, 'p,q', ?\n-2e3,\"r\\\"s\",.5\r\n",
			cells: []float64{1, 0, math.NaN(), -2000, 1, 0.5}},
		{name: "sparse", text: "@relation r\n@attribute a numeric\n@attribute b {1,0}\n@attribute c integer\n@data\n{0 3, 2 4}\n{}\n{1 0}\n",
			cells: []float64{3, 0, 4, 0, 0, 0, 0, 1, 0}},
		{name: "a quoted question mark is a value", text: "@relation r\n@attribute a {'?',b}\n@data\n'?'\n?\n", cells: []float64{0, math.NaN()}},
		{name: "short row", text: "@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n1\n", fails: "f:5:2: 1 values: want 2"},
		{name: "long row", text: "@relation r\n@attribute a numeric\n@data\n1,2\n", fails: "f:4:3: more than 1 values"},
		{name: "no number", text: "@relation r\n@attribute a numeric\n@data\n1\nx\n", fails: `f:5:1: attribute "a": "x" is not a finite number`},
		{name: "not finite", text: "@relation r\n@attribute a numeric\n@data\nNaN\n", fails: "not a finite number"},
		{name: "no value", text: "@relation r\n@attribute a {0,1}\n@data\n2\n", fails: `f:4:1: "2" is no value of attribute "a"`},
		{name: "a relation", text: "@relation r\n@attribute a relational\n@data\n", fails: `f:2:14: attribute "a" is of type "relational"`},
		{name: "sparse index", text: "@relation r\n@attribute a numeric\n@data\n{1 2}\n", fails: "f:4:2: want an attribute's index from 0 to 0"},
		{name: "sparse order", text: "@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n{1 2,0 2}\n", fails: "f:5:6: want an attribute's index from 2"},
		{name: "no data", text: "@relation r\n@attribute a numeric\n", fails: "the file ends before @data"},
		{name: "open quote", text: "@relation 'r\n", fails: "f:1:11: the quote has no end"},
		{name: "open list", text: "@relation r\n@attribute a {0,1\n", fails: "no end"},
		{name: "byte order mark, spaces and tabs between values, a comment behind them, texts and dates",
			text:  "\ufeff@relation a b: -C 1\n@attribute\ta\tnumeric\n@attribute t string\n@attribute d DATE 'yyyy-MM-dd'\n@attribute n{x y,z}\n@data\n1\t'p q'\t\"2020-01-01\" , x y % c\n2 , r, s, z%\n",
			fails: `f:8:11: "z%" is no value of attribute "n"`},
		{name: "comments without a space, lines that end with a carriage return",
			text:  "@relation r% c\r@attribute a real% c\r@attribute b{x,y}% c\r\n@data% c\r1,y\r\r{0 2}\r",
			cells: []float64{1, 1, 2, 0}},
		{name: "spaces between values", text: "@relation r\n@attribute a real [0,1]\n@attribute b integer\n@attribute t string\n@data\n1 2 x y\n3\t-4,? % c\n",
			cells: []float64{1, 2, math.NaN(), 3, -4, math.NaN()}},
		{name: "nothing between values", text: "@relation r\n@attribute a {x}\n@attribute b {y}\n@data\n'x''y'\n", fails: "f:5:4: want a comma"},
		{name: "an empty cell", text: "@relation r\n@attribute a real\n@attribute b real\n@attribute c real\n@data\n1,,2\n", fails: `f:6:3: attribute "b": "" is not`},
		{name: "weights of rows", text: "@relation r\n@attribute a real\n@data\n{0 1}, {2}\n", fails: "f:4:7: weights of rows are not supported"},
		{name: "weights of dense rows", text: "@relation r\n@attribute a real\n@data\n1, {2}\n", fails: "f:4:3: weights of rows are not supported"},
		{name: "something after a sparse row", text: "@relation r\n@attribute a real\n@data\n{0 1} 2\n", fails: "f:4:7: something follows the row"},
		{name: "escapes", text: "@relation r\n@attribute a {'a\\tb', '\\u00e9', 'it\\'s', \"\\\\\"}\n@data\n\"a\tb\"\né\n\"it's\"\n\\\n",
			cells: []float64{0, 1, 2, 3}},
		{name: "half an escape", text: "@relation r\n@attribute a {'\\u00g9'}\n", fails: "f:2:16: \\u without the four hexadecimal digits"},
		{name: "nominal values between spaces", text: "@relation r\n@attribute a {x,y}\n@attribute b {0,1}\n@attribute c {p,q}\n@data\ny 1 q\nx\t0 p % c\n",
			cells: []float64{1, 1, 1, 0, 0, 0}},
		{name: "sparse row without end", text: "@relation r\n@attribute a real\n@data\n{0 1\n", fails: "f:4:5: the sparse row has no }"},
		{name: "foreign", text: "PK\x03\x04\n", fails: "want @relation"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			rel, err := ReadARFF("f", strings.NewReader(test.text), DefaultLimits())
			if test.fails != "" {
				if err == nil || !strings.Contains(err.Error(), test.fails) {
					t.Fatalf("got error %v, want one with %q", err, test.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := cells(rel); !equal(got, test.cells) {
				t.Errorf("got %v, want %v", got, test.cells)
			}
		})
	}
}

// cells are those of all rows.
func cells(rel *Relation) []float64 {
	var all []float64
	for i := range rel.Rows {
		all = append(all, rel.Row(i)...)
	}
	return all
}

func equal(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] && !(a[i] != a[i] && b[i] != b[i]) {
			return false
		}
	}
	return true
}

func TestLimitsHold(t *testing.T) {
	limits := Limits{Line: 64, Attributes: 3, Cells: 6}
	for _, text := range []string{
		"@relation " + strings.Repeat("x", 100) + "\n",
		"@relation r\n" + strings.Repeat("@attribute a numeric\n", 4) + "@data\n",
		"@relation r\n@attribute a {1,2,3,4}\n@data\n",
		"@relation r\n@attribute a {1,2}\n@attribute b {1,2}\n@data\n",
		"@relation r\n@attribute a numeric\n@attribute b numeric\n@data\n" + strings.Repeat("{}\n", 4),
	} {
		if _, err := ReadARFF("f", strings.NewReader(text), limits); err == nil {
			t.Errorf("no limit stopped %.40q", text)
		}
	}
}

// TestSparseRowsAreBoundedByTheFile: 10⁵ attributes and rows of a few bytes are 10¹⁰ cells; the reader gives up at the
// cells that cost no bytes.
func TestSparseRowsAreBoundedByTheFile(t *testing.T) {
	var b strings.Builder
	b.WriteString("@relation r\n")
	for i := range 100_000 {
		fmt.Fprintf(&b, "@attribute a%d numeric\n", i)
	}
	b.WriteString("@data\n" + strings.Repeat("{7 1}\n", 100_000))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := ReadARFF("f", strings.NewReader(b.String()), DefaultLimits())
	runtime.ReadMemStats(&after)
	if err == nil || !strings.Contains(err.Error(), "more than 16 cells a byte") {
		t.Errorf("got %v", err)
	}
	if got := (after.TotalAlloc - before.TotalAlloc) >> 20; got > 512 {
		t.Errorf("%d MiB were allocated", got)
	}
}

func FuzzReadARFF(f *testing.F) {
	f.Add("@relation r\n@attribute a {0,1}\n@attribute 'b' numeric\n@data\n0,1\n{1 2}\n")
	f.Add("@relation 'x: -C 2'\n@attribute a numeric\n@data\n?\n")
	f.Fuzz(func(t *testing.T, text string) {
		rel, err := ReadARFF("f", strings.NewReader(text), Limits{Line: 1 << 12, Attributes: 64, Cells: 1 << 12})
		if err == nil && len(cells(rel)) != rel.Rows*len(rel.Attributes) {
			t.Fatalf("%d cells in %d rows of %d", len(cells(rel)), rel.Rows, len(rel.Attributes))
		}
	})
}

// TestEachNominalValueHasAColumn: what they all take together is bounded, too.
func TestEachNominalValueHasAColumn(t *testing.T) {
	dir := write(t, map[string]string{"d.arff": "@relation 'd: -C 1'\n@attribute y {0,1}\n@attribute n {a,b,c,d,e,f,g,h}\n@data\n0,a\n1,b\n"})
	o := LoadOptions{Limits: Limits{Line: 99, Attributes: 99, Cells: 15}}
	if _, err := Load(dir, o); err == nil || !strings.Contains(err.Error(), "2 rows of 8 features") {
		t.Errorf("16 cells of at most 15: %v", err)
	}
}

// write makes a data set in a new directory.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const header = "@attribute x numeric\n@attribute colour {red,green,blue}\n@attribute on {no,yes}\n@attribute A {0,1}\n@attribute 'B b' {1,0}\n@data\n"

func TestLoadFindsLabels(t *testing.T) {
	xml := `<labels xmlns="http://mulan.sourceforge.net/labels"><label name="A"/><label name="B b"></label></labels>`
	rows := "1,red,yes,1,0\n?,?,no,0,1\n3,blue,yes,0,0\n"
	features := []float64{1, 1, 0, 0, 1, 2, 0, 0, 0, 0, 3, 0, 0, 1, 1}
	labels := []float64{1, 0, 0, 1, 0, 0}
	for name, test := range map[string]struct {
		files map[string]string
		o     LoadOptions
		file  string
	}{
		"XML beside":  {files: map[string]string{"d-train.arff": "@relation r\n" + header + rows, "d-test.arff": "@relation r\n" + header + rows, "d.xml": xml}, o: DefaultLoad()},
		"MEKA option": {files: map[string]string{"d.arff": "@relation 'd: -C -2'\n" + header + rows}, o: DefaultLoad()},
		"by number":   {files: map[string]string{"d.arff": "@relation d\n" + header + rows, "e.arff": ""}, o: LoadOptions{Labels: -2, Limits: DefaultLimits()}, file: "d.arff"},
	} {
		t.Run(name, func(t *testing.T) {
			ds, err := Load(filepath.Join(write(t, test.files), test.file), test.o)
			if err != nil {
				t.Fatal(err)
			}
			if !equal(ds.Train.X, features) || !equal(ds.Train.Y, labels) {
				t.Errorf("got X %v, Y %v", ds.Train.X, ds.Train.Y)
			}
			if test.files["d-test.arff"] != "" && !equal(ds.Test.X, features) {
				t.Errorf("test split: got %v", ds.Test.X)
			}
		})
	}
}

func TestMEKALabelsFirst(t *testing.T) {
	dir := write(t, map[string]string{"d.arff": "@relation 'd: -C 1 -split-percentage 67'\n@attribute y {0,1}\n@attribute x numeric\n@data\n{0 1,1 7}\n{}\n"})
	ds, err := Load(dir, DefaultLoad())
	if err != nil {
		t.Fatal(err)
	}
	if !equal(ds.Train.Y, []float64{1, 0}) || !equal(ds.Train.X, []float64{7, 0}) {
		t.Errorf("got %v, %v", ds.Train.X, ds.Train.Y)
	}
}

func TestLoadFindsSplits(t *testing.T) {
	text := "@relation 'd: -C 1'\n@attribute y {0,1}\n@attribute x numeric\n@attribute id string\n@data\n1,2,a\n"
	for _, test := range []struct{ train, test, name string }{
		{"d-train.arff", "d-test.arff", "d"}, {"d_Train.ARFF", "d_Test.ARFF", "d"}, {"d.train.arff", "d.test.arff", "d"},
		{"train.arff", "test.arff", ""}, {"d.arff", "", "d"}, {"strain.arff", "", "strain"},
	} {
		files := map[string]string{test.train: text}
		if test.test != "" {
			files[test.test] = text + "0,3,'b c'\n"
		}
		ds, err := Load(write(t, files), DefaultLoad())
		if err != nil {
			t.Errorf("%s: %v", test.train, err)
			continue
		}
		if ds.Train.Rows != 1 || ds.Test.Rows != 2*len(files)-2 || test.name != "" && ds.Name != test.name || len(ds.Text) != 1 {
			t.Errorf("%s: %q, %d and %d rows, texts %v", test.train, ds.Name, ds.Train.Rows, ds.Test.Rows, ds.Text)
		}
	}
}

// TestCompanions: which test split and which labels belong to the file that was named.
func TestCompanions(t *testing.T) {
	for _, test := range []struct {
		open  string
		files []string
		want  fileSet // without the directory
	}{
		{open: "d-test.arff", files: []string{"d-train.arff", "d.xml", "other.xml"}, want: fileSet{name: "d-test", xml: "d.xml"}},
		{open: "d-test.arff", files: []string{"d.xml", "d-test.xml"}, want: fileSet{name: "d-test", xml: "d-test.xml"}},
		{open: "xTrain-2.arff", files: []string{"xTest-1.arff", "xTest-2.arff", "xTrain-1.arff", "x.xml", "y.xml"}, want: fileSet{name: "x", test: "xTest-2.arff", xml: "x.xml"}},
		{open: "x-train1.arff", files: []string{"x-test1.arff", "x-test.arff"}, want: fileSet{name: "x", test: "x-test1.arff"}},
		{open: "strain.arff", files: []string{"stest.arff", "s.xml", "t.xml"}, want: fileSet{name: "strain"}},
		{open: "d-train.arff", files: []string{"a.xml", "b.xml"}, want: fileSet{name: "d"}},
	} {
		files := map[string]string{test.open: ""}
		for _, f := range test.files {
			files[f] = ""
		}
		dir := write(t, files)
		got, err := find(filepath.Join(dir, test.open))
		if err != nil {
			t.Fatal(err)
		}
		got.train = ""
		for _, name := range []*string{&got.test, &got.xml} {
			*name = strings.TrimPrefix(*name, dir+string(filepath.Separator))
		}
		if got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.open, got, test.want)
		}
	}
}

// TestNamesOfOldFiles: Latin-1 in either file is understood, and no control character of a name goes further.
func TestNamesOfOldFiles(t *testing.T) {
	dir := write(t, map[string]string{
		"d.arff": "@relation d\n@attribute 'gr\xf6\xdfe\x1b[2J' numeric\n@attribute 'a\tb' {'1\x00',2,3}\n@attribute kl\xe4sse {0,1}\n@data\n1,2,0\n",
		"d.xml":  "<?xml version='1.0' encoding='ISO-8859-1'?><labels><label name='kl\xe4sse'/></labels>",
	})
	ds, err := Load(dir, DefaultLoad())
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"größe [2J", "a b=1 ", "a b=2", "a b=3"}; !slices.Equal(ds.Features, want) || ds.Labels[0] != "klässe" {
		t.Errorf("features %q, want %q; labels %q", ds.Features, want, ds.Labels)
	}
}

// TestMeanOfLargeNumbers: what a missing number becomes is finite where the sum of the others is not.
func TestMeanOfLargeNumbers(t *testing.T) {
	dir := write(t, map[string]string{"d.arff": "@relation 'd: -C 1'\n@attribute y {0,1}\n@attribute x numeric\n@data\n0,1e308\n0,1e308\n0,?\n1,-1e308\n1,-1e308\n"})
	ds, err := Load(dir, DefaultLoad())
	if err != nil {
		t.Fatal(err)
	}
	if mean := ds.Train.X[2]; math.Abs(mean) > 1e293 {
		t.Errorf("the mean is %v, want 0 to rounding", mean)
	}
}

// TestContentIsOfRowsAndLabels: however the labels were told, the task is the same; other labels make another one.
func TestContentIsOfRowsAndLabels(t *testing.T) {
	content := func(files map[string]string, labels int) string {
		t.Helper()
		ds, err := Load(write(t, files), LoadOptions{Labels: labels, Limits: DefaultLimits()})
		if err != nil {
			t.Fatal(err)
		}
		return ds.Content
	}
	plain := "@relation d\n" + header
	one := content(map[string]string{"d.arff": plain + "1,red,yes,1,0\n"}, -2)
	if two := content(map[string]string{"d.arff": plain + "1,red,yes,1,0\n", "d.xml": `<labels><label name="A"/><label name="B b"/></labels>`}, 0); one != two {
		t.Error("labels by number and by XML file make two tasks")
	}
	if three := content(map[string]string{"d.arff": plain + "1,red,yes,1,0\n"}, -1); one == three {
		t.Error("one label and two labels make one task")
	}
}

func TestLoadComplains(t *testing.T) {
	for want, files := range map[string]map[string]string{
		"holds no .arff file":                     {"x.txt": ""},
		"nothing says which":                      {"d.arff": "@relation d\n" + header},
		"no attribute is named":                   {"d.arff": "@relation d\n" + header, "d.xml": `<labels><label name="C"/></labels>`},
		"names no label":                          {"d.arff": "@relation d\n" + header, "d.xml": `<labels/>`},
		"more than one attribute is named":        {"d.arff": "@relation d\n@attribute A {0,1}\n" + header, "d.xml": `<labels><label name="A"/></labels>`},
		`["1" "yes"] that both mean 1`:            {"d.arff": "@relation 'd: -C 1'\n@attribute y {1,yes}\n@attribute x numeric\n@data\n"},
		"d.arff:1: the file ends before @data":    {"d.arff": ""},
		"several data sets":                       {"a.arff": "", "b.arff": ""},
		`:5:3: label "y" is "2", neither 0 nor 1`: {"d.arff": "@relation 'd: -C -1'\n@attribute x numeric\n@attribute y numeric\n@data\n1,2\n"},
		`d.arff:3: label "y" has 3 values`:        {"d.arff": "@relation 'd: -C -1'\n@attribute x numeric\n@attribute y {a,b,c}\n@data\n"},
		"leave no feature":                        {"d.arff": "@relation 'd: -C 9'\n" + header},
		"in the training file":                    {"d-train.arff": "@relation 'd: -C -1'\n" + header, "d-test.arff": "@relation d\n" + strings.ReplaceAll(header, "red", "rot")},
		"the training file has 5":                 {"d-train.arff": "@relation 'd: -C -1'\n" + header, "d-test.arff": "@relation d\n@attribute q numeric\n@data\n"},
		"d.xml:1:8: XML syntax err":               {"d.arff": "@relation d\n" + header, "d.xml": `<labels`},
	} {
		if _, err := Load(write(t, files), DefaultLoad()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestMeasure(t *testing.T) {
	truth := []float64{1, 0, 1, 0, 0, 0, 1, 1, 0}
	pred := []float64{1, 0, 0, 0, 0, 0, 1, 1, 1}
	got := Measure(pred, truth, 3)
	want := Scores{Rows: 3, Label: 7.0 / 9, Subset: 1.0 / 3, MicroF1: 6.0 / 8, MacroF1: 2.0 / 3, SampleF1: (2.0/3 + 1 + 0.8) / 3}
	if math.Abs(got.SampleF1-want.SampleF1) > 1e-15 {
		t.Errorf("sample F1 %v, want %v", got.SampleF1, want.SampleF1)
	}
	got.SampleF1 = want.SampleF1
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestReferenceData checks the counts of docs/paper.md 10.1.
func TestReferenceData(t *testing.T) {
	ref := os.Getenv("FENCHEL_REFERENCE")
	if ref == "" {
		t.Skip("FENCHEL_REFERENCE is unset: the data sets are not in the repository")
	}
	for _, want := range []struct {
		name                       string
		train, test, d, k, present int
	}{
		{"emotions", 391, 202, 72, 6, 391 + 202},
		{"scene", 1211, 1196, 294, 6, 1211 + 1196},
		{"yeast", 1500, 917, 103, 14, 1500 + 917},
		{"birds", 322, 323, 258 + 1 + 12, 19, 645 - 294},
	} {
		path := filepath.Join(ref, "multilabel", want.name)
		ds, err := Load(path, DefaultLoad())
		if err != nil {
			t.Fatal(err)
		}
		if ds.Train.Rows != want.train || ds.Test.Rows != want.test || len(ds.Features) != want.d || len(ds.Labels) != want.k {
			t.Errorf("%s: %d + %d rows, %d features, %d labels", want.name, ds.Train.Rows, ds.Test.Rows, len(ds.Features), len(ds.Labels))
		}
		o := DefaultLoad()
		o.DropEmpty = true
		if ds, err = Load(path, o); err != nil || ds.Train.Rows+ds.Test.Rows != want.present {
			t.Errorf("%s without empty rows: %d + %d, %v", want.name, ds.Train.Rows, ds.Test.Rows, err)
		}
	}
}
