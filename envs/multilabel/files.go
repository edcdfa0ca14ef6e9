package multilabel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// fileSet names the files of a data set.
type fileSet struct{ name, train, test, xml string }

func find(path string) (fileSet, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fileSet{}, err
	}
	dir := path
	if !info.IsDir() {
		dir = filepath.Dir(path)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fileSet{}, err
	}
	if !info.IsDir() {
		return companions(dir, filepath.Base(path), entries), nil
	}
	return inDirectory(dir, entries)
}

// inDirectory takes NAME-train.arff where there is just one, else the only ARFF file.
func inDirectory(dir string, entries []fs.DirEntry) (fileSet, error) {
	var arffs, trains []string
	for _, e := range entries {
		part, ok := splitName(e.Name())
		if ok {
			arffs = append(arffs, e.Name())
		}
		if part.split == "train" {
			trains = append(trains, e.Name())
		}
	}
	switch {
	case len(trains) == 1:
		return companions(dir, trains[0], entries), nil
	case len(trains) == 0 && len(arffs) == 1:
		return companions(dir, arffs[0], entries), nil
	case len(arffs) == 0:
		return fileSet{}, fmt.Errorf("%s: it holds no .arff file", dir)
	}
	return fileSet{}, fmt.Errorf("%s: it holds several data sets, name one of %v", dir, arffs)
}

// part is what the name of an ARFF file says.
type part struct {
	name  string // of the data set
	split string // "train", "test" or ""
	fold  string // of a cross-validation, "" for none
}

// splitPattern matches the names of files that hold one of two splits: NAME-train, NAME_test, train, the fold
// NAMETrain-1, letters of either case. Without a separator the split begins with a capital letter: Strain is a name.
var splitPattern = regexp.MustCompile(`^(?:(.*?)(?:[-_.]+((?i:train|test))|(Train|Test))|((?i:train|test)))(?:[-_.]?([0-9]+))?$`)

// splitName takes the name of an ARFF file apart.
func splitName(file string) (p part, ok bool) {
	if !strings.EqualFold(filepath.Ext(file), ".arff") {
		return part{}, false
	}
	stem := file[:len(file)-len(".arff")]
	m := splitPattern.FindStringSubmatch(stem)
	if m == nil {
		return part{name: stem}, true
	}
	return part{m[1], strings.ToLower(m[2] + m[3] + m[4]), m[5]}, true
}

// companions finds the test split and the XML file that belong to a file. The rows of NAME-test.arff on its own are
// those of a data set with one file.
func companions(dir, file string, entries []fs.DirEntry) fileSet {
	p, ok := splitName(file)
	f := fileSet{name: p.name, train: filepath.Join(dir, file)}
	xml := p.name + ".xml"
	switch {
	case !ok || p.split == "test":
		f.name = strings.TrimSuffix(file, filepath.Ext(file))
	case p.name == "":
		f.name = filepath.Base(filepath.Clean(dir))
		xml = f.name + ".xml"
	}
	var xmls []string
	for _, e := range entries {
		other, isARFF := splitName(e.Name())
		switch {
		case isARFF && p.split == "train" && other == part{p.name, "test", p.fold}:
			f.test = filepath.Join(dir, e.Name())
		case strings.EqualFold(e.Name(), f.name+".xml"), f.xml == "" && strings.EqualFold(e.Name(), xml):
			f.xml = filepath.Join(dir, e.Name())
		case strings.EqualFold(filepath.Ext(e.Name()), ".xml"):
			xmls = append(xmls, e.Name())
		}
	}
	if f.xml == "" && len(xmls) == 1 {
		f.xml = filepath.Join(dir, xmls[0])
	}
	return f
}

// labels says which attributes are labels: what the caller asked for, else the relation's MEKA option, else the XML.
func (f fileSet) labels(rel *Relation, o LoadOptions) ([]bool, error) {
	if k := o.Labels; k != 0 {
		mark, err := byCount(rel, k)
		return mark, at(f.train, err)
	}
	if k, ok := mekaLabels(rel.Name); ok {
		mark, err := byCount(rel, k)
		return mark, at(f.train, err)
	}
	if f.xml == "" {
		return nil, fmt.Errorf("%s: nothing says which attributes are labels: no XML file beside it, no -C in its relation; give their number, --labels=N (labels=N in a task's name): the first N, below 0 the last", f.train)
	}
	src, err := disk.OpenRegular(f.xml)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	names, err := readLabelNames(f.xml, src)
	if err != nil {
		return nil, err
	}
	mark, err := byName(rel, names)
	return mark, at(f.xml, err)
}

// hash is of the ARFF files and of all else that decides what the rows are.
func (f fileSet) hash(mark []bool, o LoadOptions) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "labels %t drop %t\n", mark, o.DropEmpty)
	for _, name := range []string{f.train, f.test} {
		if name == "" {
			continue
		}
		if err := hashFile(h, name); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// hashFile adds a file's length and its bytes.
func hashFile(h io.Writer, name string) error {
	src, err := disk.OpenRegular(name)
	if err != nil {
		return err
	}
	defer src.Close()
	info, err := src.Stat()
	if err != nil {
		return err
	}
	fmt.Fprintf(h, "%d\n", info.Size())
	_, err = io.Copy(h, src)
	return err
}

func readFile(name string, limits Limits, header func(*Relation) (check, error)) (*Relation, error) {
	src, err := disk.OpenRegular(name)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	return readARFF(name, src, limits, header)
}

func at(name string, err error) error {
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return err
}
