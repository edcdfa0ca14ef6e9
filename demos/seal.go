package demos

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// SealName is the file that lists the files of a data set that is complete. The directory stays the truth: a seal adds no
// episode. It makes every loss, change and addition show, also of the last file, which no gap in the numbers betrays.
const SealName = "seal.json"

const (
	sealVersion = 1
	maxSeal     = 256 << 20 // bytes: a million recordings
)

// Seal lists the manifest and the recordings of a data set, each with the SHA-256 of its bytes, in the order of names.
type Seal struct {
	Format   int          `json:"format"`
	Episodes int          `json:"episodes"`
	Files    []SourceFile `json:"files"`

	sums map[string]string // the same, by name
}

// SealedError refuses to change a data set that is sealed.
type SealedError struct{ Dir string }

func (e *SealedError) Error() string {
	return fmt.Sprintf("%s: the data set is sealed; `fenchel data unseal` allows changes again", e.Dir)
}

// SealFS reads every byte of the data set in dir and writes its seal. A data set with problems, those that Verify finds,
// is not sealed. One that is sealed is refused with a *SealedError unless again is set: then the files that are there now
// take the place of those that were listed. After each file done is called with the number of those finished and of all.
func SealFS(fsys disk.FS, dir string, again bool, done func(files, of int)) (s *Seal, problems []error, err error) {
	if _, err := open(fsys, dir, false); err != nil { // before a lock is made in what is no data set
		return nil, nil, err
	}
	held, err := fsys.Lock(filepath.Join(dir, LockName))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", dir, err)
	}
	defer held.Close()
	if !again {
		if err := refuseSealed(fsys, dir); err != nil {
			return nil, nil, err
		}
	}
	d, err := open(fsys, dir, false)
	if err != nil {
		return nil, nil, err
	}
	v := &Verdict{}
	s = &Seal{Format: sealVersion, Files: []SourceFile{{ManifestName, d.manifestSum}}}
	v.check(d, func(i int, f file, src *source) {
		s.Files = append(s.Files, SourceFile{f.name, src.digest()})
		s.Episodes += f.count()
		done(i+1, len(d.files))
	})
	if len(v.Problems) > 0 {
		return nil, v.Problems, nil
	}
	slices.SortFunc(s.Files, func(a, b SourceFile) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	file, err := hashed(s)
	if err != nil {
		return nil, nil, err
	}
	return s, nil, disk.WriteFile(fsys, filepath.Join(dir, SealName), file)
}

// UnsealFS removes the seal of a data set, damaged or not, so that it may be changed. Without a seal it is an fs.ErrNotExist.
func UnsealFS(fsys disk.FS, dir string) error {
	held, err := fsys.Lock(filepath.Join(dir, LockName))
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	defer held.Close()
	if err := fsys.Remove(filepath.Join(dir, SealName)); err != nil {
		return err
	}
	return fsys.SyncDir(dir)
}

// isSealed reports whether there is a seal, intact or not, in the directory of a data set.
func isSealed(entries []fs.DirEntry) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == SealName })
}

// refuseSealed is a *SealedError where there is a seal.
func refuseSealed(fsys disk.FS, dir string) error {
	entries, err := fsys.ReadDir(dir)
	if err == nil && isSealed(entries) {
		err = &SealedError{dir}
	}
	return err
}

// readSeal is the seal of a data set. One that is damaged is an error: it cannot say what is missing.
func readSeal(fsys disk.FS, dir string) (*Seal, error) {
	name := filepath.Join(dir, SealName)
	file, err := disk.ReadFile(fsys, name, nil, maxSeal)
	if err != nil {
		return nil, err
	}
	s := &Seal{}
	if err := s.unmarshal(file); err != nil {
		return nil, &Damage{File: name, Offset: -1, Problem: err.Error()}
	}
	return s, nil
}

// unmarshal reads the file of a seal. Errors begin with the place in the file.
func (s *Seal) unmarshal(file []byte) error {
	body, err := unhashed(file)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, s); err != nil {
		return err
	}
	if s.Format != sealVersion {
		return fmt.Errorf("format version %d: this program reads version %d", s.Format, sealVersion)
	}
	s.sums = make(map[string]string, len(s.Files))
	for i, f := range s.Files {
		if _, recording := parseName(f.Name); !recording && f.Name != ManifestName || s.sums[f.Name] != "" || len(f.SHA256) != 64 {
			return fmt.Errorf("file %d of the list is %q", i, f.Name)
		}
		s.sums[f.Name] = f.SHA256
	}
	if s.sums[ManifestName] == "" {
		return errors.New("the list lacks " + ManifestName)
	}
	return nil
}

// compare adds what the seal and the directory disagree on to the problems. The recordings' bytes are compared when they
// are read.
func (d *Dataset) compare() {
	if d.seal == nil {
		return
	}
	if d.manifestSum != d.seal.sums[ManifestName] {
		d.problem(ManifestName, "it is not the file that was sealed")
	}
	there := map[string]bool{ManifestName: true}
	for _, f := range d.files {
		there[f.name] = true
		if d.seal.sums[f.name] == "" {
			d.problem(f.name, "added after the data set was sealed")
		}
	}
	for _, f := range d.seal.Files {
		if !there[f.Name] {
			d.problem(f.Name, "missing: it was there when the data set was sealed")
		}
	}
}

// holds reports where a recording is not the one that was sealed.
func (s *Seal) holds(name string, src *source) error {
	if s == nil || s.sums[name] == "" {
		return nil
	}
	if sum := src.digest(); sum != s.sums[name] {
		return &Damage{Offset: -1, Problem: fmt.Sprintf("it is not the file that was sealed: its SHA-256 is %.12s…, sealed %.12s…", sum, s.sums[name])}
	}
	return nil
}
