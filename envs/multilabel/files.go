package multilabel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
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
		base := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
		return companions(dir, base, path, entries), nil
	}
	return inDirectory(dir, entries)
}

// inDirectory takes NAME-train.arff where there is just one, else the only ARFF file.
func inDirectory(dir string, entries []fs.DirEntry) (fileSet, error) {
	var arffs, trains []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".arff") {
			arffs = append(arffs, e.Name())
		}
		if strings.HasSuffix(e.Name(), "-train.arff") {
			trains = append(trains, e.Name())
		}
	}
	switch {
	case len(trains) == 1:
		base := strings.TrimSuffix(trains[0], ".arff")
		return companions(dir, base, filepath.Join(dir, trains[0]), entries), nil
	case len(trains) == 0 && len(arffs) == 1:
		base := strings.TrimSuffix(arffs[0], ".arff")
		return companions(dir, base, filepath.Join(dir, arffs[0]), entries), nil
	case len(arffs) == 0:
		return fileSet{}, fmt.Errorf("%s: it holds no .arff file", dir)
	}
	return fileSet{}, fmt.Errorf("%s: it holds several data sets, name one of %v", dir, arffs)
}

// companions finds the test split and the XML file that belong to a file.
func companions(dir, base, train string, entries []fs.DirEntry) fileSet {
	f := fileSet{name: strings.TrimSuffix(base, "-train"), train: train}
	var xmls []string
	for _, e := range entries {
		switch name := e.Name(); {
		case name == f.name+"-test.arff" && base != f.name:
			f.test = filepath.Join(dir, name)
		case name == f.name+".xml":
			f.xml = filepath.Join(dir, name)
		case strings.HasSuffix(name, ".xml"):
			xmls = append(xmls, name)
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
		return nil, fmt.Errorf("%s: nothing says which attributes are labels: no XML file beside it, no -C in its relation; give their number", f.train)
	}
	src, err := os.Open(f.xml)
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

func (f fileSet) hash(o LoadOptions) (string, error) {
	h := sha256.New()
	fmt.Fprintf(h, "labels %d drop %t\n", o.Labels, o.DropEmpty)
	for _, name := range []string{f.train, f.test, f.xml} {
		if name == "" {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%d\n", len(data))
		h.Write(data)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func readFile(name string, limits Limits) (*Relation, error) {
	src, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	return ReadARFF(name, src, limits)
}

func at(name string, err error) error {
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return err
}
