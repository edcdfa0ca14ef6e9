package multilabel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
		_, split, ok := splitName(e.Name())
		if ok {
			arffs = append(arffs, e.Name())
		}
		if split == "train" {
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

// splitName cuts the name of an ARFF file into the data set's name and train, test or nothing: NAME-train.arff,
// NAME_test.arff, train.arff, NAME.arff, letters of either case.
func splitName(file string) (name, split string, ok bool) {
	if !strings.EqualFold(filepath.Ext(file), ".arff") {
		return "", "", false
	}
	name = file[:len(file)-len(".arff")]
	for _, split := range []string{"train", "test"} {
		cut := len(name) - len(split)
		if cut < 0 || !strings.EqualFold(name[cut:], split) {
			continue
		}
		if base := strings.TrimRight(name[:cut], "-_."); cut == 0 || base != name[:cut] {
			return base, split, true
		}
	}
	return name, "", true
}

// companions finds the test split and the XML file that belong to a file. The rows of NAME-test.arff on its own are
// those of a data set with one file.
func companions(dir, file string, entries []fs.DirEntry) fileSet {
	name, split, ok := splitName(file)
	if !ok || split == "test" {
		name, split = strings.TrimSuffix(file, filepath.Ext(file)), ""
	}
	f := fileSet{name: name, train: filepath.Join(dir, file)}
	if name == "" {
		f.name = filepath.Base(filepath.Clean(dir))
	}
	var xmls []string
	for _, e := range entries {
		own, part, isARFF := splitName(e.Name())
		switch {
		case isARFF && part == "test" && split == "train" && own == name:
			f.test = filepath.Join(dir, e.Name())
		case strings.EqualFold(e.Name(), f.name+".xml"):
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
	src, err := open(f.xml)
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
	src, err := os.Open(name)
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
	src, err := open(name)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	return readARFF(name, src, limits, header)
}

// open opens a regular file: opening a pipe would wait for a writer.
func open(name string) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: not a regular file", name)
	}
	return os.Open(name)
}

func at(name string, err error) error {
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return err
}
