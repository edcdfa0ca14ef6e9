package mjcf

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// includer replaces <include file="..."/> by the children of the named file's root element. As in MuJoCo a name is
// looked for from the folder of the main file and then from that of the file that names it, and no file is included
// twice, which also rules out cycles. A name cannot leave the file system that the caller passed.
type includer struct {
	parser
	fsys fs.FS
	dir  string // of the main file
	used map[string]bool
}

func newIncluder(fsys fs.FS, name string, l *log) *includer {
	return &includer{parser: parser{log: l}, fsys: fsys, dir: path.Dir(name), used: map[string]bool{path.Clean(name): true}}
}

// expand replaces the includes below n.
func (in *includer) expand(n *node) {
	var kept []*node
	for _, c := range n.children {
		if c.name != "include" {
			in.expand(c)
			kept = append(kept, c)
			continue
		}
		kept = append(kept, in.include(c)...)
	}
	n.children = kept
}

func (in *includer) include(n *node) []*node {
	r := read(n, in.log)
	var file string
	r.text("file", &file)
	r.done()
	if len(n.children) > 0 {
		in.log.add(n, "an include has no children")
	}
	name, data := in.find(n, file)
	if data == nil {
		return nil
	}
	root := in.parse(name, data)
	if root == nil {
		return nil
	}
	in.expand(root)
	return root.children
}

// find reads the file that an include names, or reports why not.
func (in *includer) find(n *node, file string) (name string, data []byte) {
	file = strings.ReplaceAll(file, "\\", "/")
	switch {
	case file == "":
		in.log.add(n, "file is missing")
		return "", nil
	case in.fsys == nil:
		in.log.add(n, "%.60q cannot be included: the model was given without its folder", file)
		return "", nil
	case path.IsAbs(file) || strings.Contains(file, ":"):
		in.log.add(n, "%.60q is not a relative path", file)
		return "", nil
	}
	var first error
	for _, folder := range [...]string{in.dir, path.Dir(n.file)} {
		name := path.Join(folder, file)
		if !fs.ValidPath(name) {
			if first == nil {
				first = fmt.Errorf("%.60q leaves the root: name a folder that holds both with --root DIR, or in the task, FILE.xml:root=DIR", file)
			}
			continue
		}
		data, err := readFile(in.fsys, name)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		if in.used[name] {
			in.log.add(n, "%.60q is included a second time", file)
			return "", nil
		}
		in.used[name] = true
		return name, data
	}
	in.log.add(n, "%v", first)
	return "", nil
}

// readFile is fs.ReadFile up to just above the bound that parse enforces. It looks before it opens: opening a pipe waits
// for a writer.
func readFile(fsys fs.FS, name string) ([]byte, error) { return readBounded(fsys, name, maxBytes+1) }

// readBounded reads a plain file of at most limit bytes.
func readBounded(fsys fs.FS, name string, limit int64) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a plain file", name)
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, fmt.Errorf("%s has more than %d bytes", name, limit)
	}
	return data, err
}
