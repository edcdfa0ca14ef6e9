package locomotion

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

// File is a model file of the user's, compiled.
type File struct {
	Name      string         // of the file, without folder and extension
	Model     *physics.Model // constant
	Warnings  []mjcf.Warning // what the file says and the model does not keep
	CtrlRange [2]float64     // given to the actuators without one; both 0: there are none such
	Content   string         // SHA-256 of the file and of all that it includes, in hexadecimal
}

// FileOptions say how a model file is compiled.
type FileOptions struct {
	Root      string          // folder that every file of the model is in; "": the folder of the main file
	Release   physics.Release // of MuJoCo, whose rules hold; default Standard
	CtrlRange [2]float64      // of actuators that the file gives none; both 0: there is none, and such an actuator is an error
}

// DefaultFile are the options of a file without any others.
func DefaultFile() FileOptions { return FileOptions{Release: Standard} }

// Open is OpenFile with the default options.
func Open(path string) (*File, error) { return OpenFile(path, DefaultFile()) }

// OpenFile compiles an MJCF file. What it includes and names is looked for below the root; links that lead out of it are
// not followed.
func OpenFile(path string, o FileOptions) (*File, error) {
	root, name, err := openBelow(path, o.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	files := &hashingFS{FS: root.FS(), sum: sha256.New()}
	m, warnings, err := mjcf.Compile(files, name, mjcf.Options{Release: o.Release})
	if err != nil {
		return nil, err
	}
	if m.NQ == 0 {
		return nil, fmt.Errorf("%s: nothing in this model can move: it has no joints", name)
	}
	given, err := giveRange(m, o.CtrlRange)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	base := filepath.Base(path)
	return &File{
		Name: strings.TrimSuffix(base, filepath.Ext(base)), Model: m, Warnings: warnings, CtrlRange: given,
		Content: hex.EncodeToString(files.sum.Sum(nil)),
	}, nil
}

// openBelow opens the folder that is the root, and returns the path of a file in it.
func openBelow(path, root string) (*os.Root, string, error) {
	dir, name, err := below(path, root)
	if err != nil {
		return nil, "", err
	}
	r, err := os.OpenRoot(dir)
	return r, name, err
}

// below returns the folder that is the root, and the path of a file in it.
func below(path, root string) (dir, name string, err error) {
	if root == "" {
		return filepath.Dir(path), filepath.Base(path), nil
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", "", err
	}
	dir, err = filepath.Abs(root)
	if err != nil {
		return "", "", err
	}
	name, err = filepath.Rel(dir, full)
	if err != nil || !filepath.IsLocal(name) {
		return "", "", fmt.Errorf("%s is not below the root %s", path, root)
	}
	return dir, filepath.ToSlash(name), nil
}

// giveRange limits the actuators that have no range of controls, or reports them. It returns the range, 0 where every
// actuator has one of its own.
func giveRange(m *physics.Model, r [2]float64) (given [2]float64, err error) {
	var without []string
	for i := range m.Actuators {
		a := &m.Actuators[i]
		if a.CtrlLimited {
			continue
		}
		without = append(without, motorName(m, i))
		a.CtrlLimited, a.CtrlRange = true, r
	}
	switch {
	case len(without) == 0:
		return given, nil
	case r == [2]float64{}:
		return given, fmt.Errorf("actuator %q has no ctrlrange%s: give one with --ctrlrange LO,HI, or in the task, FILE.xml:ctrlrange=LO,HI", without[0], others(len(without)-1))
	case !(r[0] < r[1]):
		return given, fmt.Errorf("a range of controls from %g to %g is empty", r[0], r[1])
	}
	return r, m.SetConst()
}

func others(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", nor have %d others", n)
}

// hashingFS is a file system that hashes what is read from it, file by file.
type hashingFS struct {
	fs.FS
	sum hash.Hash
}

func (h *hashingFS) Open(name string) (fs.File, error) {
	f, err := h.FS.Open(name)
	if err != nil {
		return nil, unopened(name, err)
	}
	fmt.Fprintf(h.sum, "%q\n", name)
	return &hashingFile{f, h.sum}, nil
}

// Stat looks at a file without opening it.
func (h *hashingFS) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(h.FS, name)
	return info, unopened(name, err)
}

// unopened gives an error the file's name and a verb that users know: that of the system may be "statat".
func unopened(name string, err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		p.Op, p.Path = "open", name
	}
	return err
}

type hashingFile struct {
	fs.File
	sum hash.Hash
}

func (f *hashingFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.sum.Write(p[:n])
	return n, err
}

var _ io.Reader = (*hashingFile)(nil)

// CtrlRangeVariant is the variant of a model's id that gives a range to the actuators without one: "arm.xml:ctrlrange=-1,1".
const CtrlRangeVariant = "ctrlrange="

// RootVariant is the variant of a model's id that names the folder which every file of the model is in:
// "scenes/arm.xml:root=.". It is no part of the task's identity.
const RootVariant = "root="

// variant is the part of the task's name that says with which range of controls the file was opened.
func (f *File) variant() string {
	if f.CtrlRange == [2]float64{} {
		return ""
	}
	return fmt.Sprintf(":%s%g,%g", CtrlRangeVariant, f.CtrlRange[0], f.CtrlRange[1])
}

func (f *File) params() []envs.Param {
	if f.CtrlRange == [2]float64{} {
		return nil
	}
	return []envs.Param{{Name: "ctrlrange", Value: fmt.Sprintf("%g,%g", f.CtrlRange[0], f.CtrlRange[1])}}
}

// ParseCtrlRange reads a range of controls, "LO,HI".
func ParseCtrlRange(text string) (r [2]float64, err error) {
	lo, hi, ok := strings.Cut(text, ",")
	if ok {
		r[0], err = strconv.ParseFloat(strings.TrimSpace(lo), 64)
	}
	if ok && err == nil {
		r[1], err = strconv.ParseFloat(strings.TrimSpace(hi), 64)
	}
	if !ok || err != nil || !(r[0] < r[1]) || math.IsInf(r[0], 0) || math.IsInf(r[1], 0) {
		return r, fmt.Errorf("ctrlrange %.20q: want two numbers, LO,HI", text)
	}
	return r, nil
}
