package interchange

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/registry"
)

// Format is a way in which others write demonstrations.
type Format struct {
	Name    string // "jsonl"
	Summary string // one line of help

	// Recognize reports whether a source is of this format, by its name and its first bytes.
	Recognize func(s *Source) bool
	// Episodes reads the episodes of a source in their order, which are valid until the next. An error ends them; it
	// begins with the place in the source: "line 12: …".
	Episodes func(s *Source) iter.Seq2[*Episode, error]
	// Foreign is the task that the source says its episodes are of, "foreign:NAME"; nil where the format does not say it.
	Foreign func(s *Source) (envs.Spec, error)
	// Env is the environment that the source says its episodes are of, "Hopper-v5", or "" where it does not; nil where the
	// format has no place for it.
	Env func(s *Source) (string, error)
	// Files are those that a source is made of, below its folder, a folder with a slash behind it;
	// nil for all of them, or a file.
	Files []string
	// Export writes a data set of ours to a new place; nil where the format is read only.
	Export func(x *Export) error
}

var formats = registry.New[Format]("format")

// Register adds a format, from an init function or from main before its first use. It panics on a duplicate.
func Register(f Format) {
	if f.Recognize == nil || f.Episodes == nil {
		panic("interchange: the format " + f.Name + " cannot be recognized or read")
	}
	formats.Register(f.Name, f)
}

// Formats are the formats, in the order of their names.
func Formats() []Format {
	var list []Format
	for _, f := range formats.All() {
		list = append(list, f)
	}
	return list
}

// Names are the formats' names, in their order.
func Names() []string { return formats.Names() }

// Find is the format of a name, or the one that recognizes the source where the name is empty.
func Find(name string, s *Source) (Format, error) {
	if name != "" {
		return formats.Find(name)
	}
	for _, f := range formats.All() {
		if f.Recognize(s) {
			return f, nil
		}
	}
	return Format{}, fmt.Errorf("%s: its format is not recognized: want one of %s", s.Name, strings.Join(Names(), ", "))
}

// Episode is an episode as a format has it: what is absent is nil. T actions go with T or T+1 states and observations.
type Episode struct {
	Place  string      // "line 12"
	End    envs.End    // Running where the source does not say
	Start  []float64   // what the episode was reset to, in the source's own terms
	Mode   string      // how Start is to be taken, where the source says so
	State  [][]float64 // of the simulation, before each action, and perhaps after the last
	Obs    [][]float64 // likewise
	Act    [][]float64 // T
	Reward []float64   // T
	Tags   []string
	Besides
	OfState bool     // the source calls its observations states: a task that begins at recorded states takes them so
	Left    []string // what the episode holds besides and is not taken over
	Notes   []string // what else there is to say of it

	ownEnd bool // End is as we wrote it, to the word
}

// Source is a file or a folder to be read, as often as it is needed.
type Source struct {
	Name string // of the file, without folders
	Open func() (io.ReadCloser, error)
	FS   fs.FS // the folder; nil for a file
}

// open opens a file of a folder, or the source itself for "".
func (s *Source) open(name string) (io.ReadCloser, error) {
	switch {
	case name == "" && s.FS == nil:
		return s.Open()
	case name == "" || s.FS == nil:
		return nil, fmt.Errorf("%s: want a file for this format, or a folder for a format of folders", s.Name)
	}
	return s.FS.Open(name)
}

// head is the first n bytes of the source, or fewer where it is shorter.
func (s *Source) head(n int) ([]byte, error) {
	f, err := s.open("")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data := make([]byte, n)
	n, err = io.ReadFull(f, data)
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		err = nil
	}
	return data[:n], err
}
