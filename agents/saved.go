package agents

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// embedded is in front of the names of a policy's tensors and texts inside a checkpoint.
const embedded = "acting."

// embed adds to a checkpoint the policy that acts, which a reader needs no learner and no data to use. The price is one
// copy of the weights.
func embed(f *net.File, p policy.Saved) error {
	g, err := p.File()
	if err != nil {
		return err
	}
	for _, t := range g.Tensors {
		t.Name = embedded + t.Name
		f.Tensors = append(f.Tensors, t)
	}
	for key, text := range g.Meta {
		f.Meta[embedded+key] = text
	}
	return nil
}

// extract is the inverse of embed.
func extract(f *net.File) (policy.Saved, error) {
	g := &net.File{Meta: map[string]string{}}
	for _, t := range f.Tensors {
		if name, ok := strings.CutPrefix(t.Name, embedded); ok {
			t.Name = name
			g.Tensors = append(g.Tensors, t)
		}
	}
	for key, text := range f.Meta {
		if name, ok := strings.CutPrefix(key, embedded); ok {
			g.Meta[name] = text
		}
	}
	if len(g.Meta) == 0 {
		return nil, errors.New("a checkpoint of an earlier version, which holds no policy: resume the run, or train again")
	}
	return policy.Read(g)
}

// SavedPolicy is a policy as a run keeps it.
type SavedPolicy struct {
	policy.Saved
	File string // where it was read
	Note string // "interrupted at step 1,000"; empty of a finished run and of a policy file
}

// OpenPolicy reads the policy at a path: a policy file, a checkpoint, or a run directory, finished or not. Of a run it is
// the policy that is kept, or where none is yet that of the newest checkpoint. Where unsealed is set, a digest that is
// missing or does not fit is no error. Where there is nothing the error is an fs.ErrNotExist.
func OpenPolicy(path string, unsealed bool) (*SavedPolicy, error) {
	file, note, err := PolicyPath(path)
	if err != nil {
		return nil, err
	}
	f, err := readWhole(file, unsealed)
	if err != nil {
		return nil, err
	}
	s := &SavedPolicy{File: file, Note: note}
	if isCheckpoint(f) {
		s.Saved, err = extract(f)
		if name, ok := parseCheckpoint(filepath.Base(file)); ok && note == "" {
			s.Note = "checkpoint of step " + grouped(name.step)
		}
	} else {
		s.Saved, err = policy.Read(f)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// readWhole reads a policy or a checkpoint, whatever its digest says where unsealed is set.
func readWhole(file string, unsealed bool) (*net.File, error) {
	if unsealed {
		return net.ReadUnsealed(file, maxCheckpoint)
	}
	return net.ReadFile(file, maxCheckpoint)
}

// ReadStart reads what a run can start from: a policy, or a checkpoint with the rows of its journal. Where unsealed is set,
// a digest that is missing or does not fit is no error.
func ReadStart(file string, unsealed bool) (*net.File, error) {
	f, err := readWhole(file, unsealed)
	if err != nil {
		return nil, err
	}
	s, err := parseJournalState(f)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", file, err)
	case s == nil:
		return f, nil
	}
	_, err = s.inline(disk.OS{}, filepath.Dir(file), f)
	return f, err
}

// PolicyPath is the file that a path means: its own, or that of a run directory, with what is to be said of it.
func PolicyPath(path string) (file, note string, err error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return path, "", err
	}
	names, err := listCheckpoints(disk.OS{}, path)
	if err != nil {
		return "", "", err
	}
	kept := filepath.Join(path, PolicyFile)
	_, missing := os.Stat(kept)
	if len(names) == 0 {
		return kept, "", missing
	}
	newest := names[len(names)-1]
	at := filepath.Join(path, newest.String())
	note, err = newest.progress(at)
	switch {
	case missing == nil && (err != nil || note == ""): // a damaged checkpoint is nothing against the policy
		return kept, "", nil
	case missing == nil:
		return kept, "best so far, " + note, nil
	case !errors.Is(missing, fs.ErrNotExist):
		return "", "", missing
	}
	return at, cmp.Or(note, "its last checkpoint"), err
}

// progress says of the newest checkpoint of a run how far this is; nothing where it is finished.
func (n checkpointName) progress(path string) (string, error) {
	meta, err := net.ReadMeta(path)
	if err != nil {
		return "", err
	}
	var s header
	if err := json.Unmarshal([]byte(meta[headerKey]), &s); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	switch {
	case n.interrupted:
		return "interrupted at step " + grouped(n.step), nil
	case s.Total > n.step:
		return fmt.Sprintf("at step %s of %s", grouped(n.step), grouped(s.Total)), nil
	}
	return "", nil
}

// grouped is a number with commas between the thousands.
func grouped(n int64) string {
	text := strconv.FormatInt(n, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
