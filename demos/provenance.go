package demos

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

// Provenance says where foreign episodes come from.
type Provenance struct {
	Format string       `json:"format"`          // of the files: "jsonl"
	Name   string       `json:"name,omitempty"`  // what its makers call the data set
	Files  []SourceFile `json:"files"`           // what was read
	Notes  []string     `json:"notes,omitempty"` // what was computed, or could not be taken over
}

// SourceFile is a file that episodes were read from, by its name without folders.
type SourceFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"` // of its bytes, in hexadecimal
}

func (p *Provenance) String() string {
	if p == nil {
		return "this program's own recording"
	}
	var names []string
	for _, f := range p.Files {
		names = append(names, f.Name)
	}
	text := fmt.Sprintf("%s (%s)", strings.Join(names, ", "), p.Format)
	if p.Name != "" {
		text = p.Name + ", " + text
	}
	return text
}

// Equal reports whether two are of the same files.
func (p *Provenance) Equal(q *Provenance) bool {
	if p == nil || q == nil {
		return p == q
	}
	return p.Format == q.Format && p.Name == q.Name && slices.Equal(p.Files, q.Files)
}

const maxSources = 1 << 16 // files, or notes, of a data set

// Validate says what is wrong with the provenance, or nil.
func (p *Provenance) Validate() error {
	if p.Format == "" || len(p.Files) == 0 {
		return errors.New("the origin names no format or no file")
	}
	if len(p.Files) > maxSources || len(p.Notes) > maxSources {
		return fmt.Errorf("the origin has %d files and %d notes: want at most %d", len(p.Files), len(p.Notes), maxSources)
	}
	texts := append([]string{p.Format, p.Name}, p.Notes...)
	for _, f := range p.Files {
		if strings.ContainsAny(f.Name, `/\`) {
			return fmt.Errorf("the origin names the folder of a file: %q", f.Name)
		}
		texts = append(texts, f.Name, f.SHA256)
	}
	for _, text := range texts {
		if err := checkText("origin", text, 16*maxText); err != nil {
			return err
		}
	}
	return nil
}

// join is the provenance of the episodes of both. Where one has none, the other's makes the whole foreign.
func (p *Provenance) join(q *Provenance) *Provenance {
	if p == nil || q == nil || p.Equal(q) {
		if p == nil {
			return q
		}
		return p
	}
	both := &Provenance{Format: p.Format, Name: p.Name, Files: slices.Concat(p.Files, q.Files), Notes: slices.Concat(p.Notes, q.Notes)}
	if p.Format != q.Format {
		both.Format = "several"
	}
	if p.Name != q.Name {
		both.Name = ""
	}
	return both
}

// manifestJSON is a Manifest as it is written: foreign episodes have no seed and no hash of the task.
type manifestJSON struct {
	Format       int         `json:"format"`
	Task         envs.Spec   `json:"task"`
	TaskHash     string      `json:"task_hash,omitempty"`
	Actor        Actor       `json:"actor"`
	Seed         *uint64     `json:"seed,omitempty"`
	Reproducible *bool       `json:"reproducible,omitempty"` // false, or absent
	Provenance   *Provenance `json:"origin,omitempty"`
	Reference    *Reference  `json:"reference,omitempty"`
}

// MarshalJSON writes the manifest.
func (m Manifest) MarshalJSON() ([]byte, error) {
	w := manifestJSON{Format: m.Format, Task: m.Task, Actor: m.Actor, Provenance: m.Provenance, Reference: m.Reference}
	if m.Provenance != nil {
		w.Reproducible = new(bool)
	} else {
		w.TaskHash, w.Seed = m.TaskHash, &m.Seed
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (m *Manifest) UnmarshalJSON(data []byte) error {
	var r manifestJSON
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	*m = Manifest{Format: r.Format, Task: r.Task, TaskHash: r.TaskHash, Actor: r.Actor, Provenance: r.Provenance, Reference: r.Reference}
	foreign := r.Reproducible != nil
	switch {
	case foreign != (r.Provenance != nil) || foreign && *r.Reproducible:
		return errors.New(`an origin goes with "reproducible": false, and only with it`)
	case foreign && (r.TaskHash != "" || r.Seed != nil):
		return errors.New("foreign episodes have a seed or the hash of a task")
	case foreign:
		m.TaskHash = r.Task.Hash()
	case r.Seed != nil:
		m.Seed = *r.Seed
	}
	return nil
}
