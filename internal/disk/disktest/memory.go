// Package disktest makes disks fail, for tests of what must survive it.
//
// Memory is a disk in memory whose power can be cut: it knows what of each file and directory was flushed, and Crash
// keeps that and an arbitrary part of the rest, as a real disk may. Faulty lets any single call to any disk fail, and
// EveryFault each of them in turn. EveryFlipAndCut and Rough damage a file that was written; KillAfter ends a process
// without a warning. A test of a file format is then a loop over the damages and one of the faults:
//
//	for harm, data := range disktest.EveryFlipAndCut(file, 1) {
//		if err := read(data); err == nil {
//			t.Errorf("%v was read in silence", harm)
//		}
//	}
package disktest

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// sector is the unit in which a torn write reaches the disk, bytes.
const sector = 512

// Memory is a disk in memory. It may be used by many goroutines.
type Memory struct {
	mu    sync.Mutex
	dirs  map[string]*directory
	locks map[string]bool
}

// directory is the entries as a program sees them and as they are on the disk.
type directory struct {
	now, flushed map[string]*inode
	durable      bool // its parent was flushed since it was made
}

// inode is a file's content as a program sees it and as it is on the disk.
type inode struct {
	now, flushed []byte
}

// NewMemory returns an empty disk with the directory "." alone.
func NewMemory() *Memory {
	return &Memory{dirs: map[string]*directory{".": {now: map[string]*inode{}, flushed: map[string]*inode{}, durable: true}}, locks: map[string]bool{}}
}

func newDirectory() *directory {
	return &directory{now: map[string]*inode{}, flushed: map[string]*inode{}}
}

// Crash cuts the power. What was flushed is there afterwards; of each later change rng decides whether it is, and of
// each file's later content which sectors. Locks are gone, and files that are open must not be used any more.
func (m *Memory) Crash(rng *rand.Rand) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.locks = map[string]bool{}
	for _, path := range slices.Sorted(maps.Keys(m.dirs)) {
		d := m.dirs[path]
		if m.dirs[filepath.Dir(path)] == nil || !d.durable && rng.IntN(2) == 0 { // lost, with all that was in it
			delete(m.dirs, path)
			continue
		}
		d.durable = true
		names := map[string]bool{}
		for name := range d.now {
			names[name] = true
		}
		for name := range d.flushed {
			names[name] = true
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if d.now[name] != d.flushed[name] && rng.IntN(2) == 0 {
				d.flushed[name] = d.now[name]
			}
			if d.flushed[name] == nil {
				delete(d.flushed, name)
			}
		}
		d.now = maps.Clone(d.flushed)
		for _, name := range slices.Sorted(maps.Keys(d.now)) {
			d.now[name].tear(rng)
		}
	}
}

// tear leaves of the unflushed content some sectors, and zeros or what was there before in the others.
func (n *inode) tear(rng *rand.Rand) {
	if bytes.Equal(n.now, n.flushed) {
		return
	}
	size := len(n.flushed)
	if rng.IntN(2) == 0 {
		size = len(n.now)
	}
	torn := make([]byte, size)
	copy(torn, n.flushed)
	for at := 0; at < min(size, len(n.now)); at += sector {
		if rng.IntN(2) == 0 {
			copy(torn[at:min(at+sector, size)], n.now[at:])
		}
	}
	n.now, n.flushed = torn, slices.Clone(torn)
}

func failure(op, name string, err error) error { return &fs.PathError{Op: op, Path: name, Err: err} }

// dir finds a directory; m.mu is held.
func (m *Memory) dir(op, name string) (*directory, error) {
	if d := m.dirs[filepath.Clean(name)]; d != nil {
		return d, nil
	}
	return nil, failure(op, name, fs.ErrNotExist)
}

// Mkdir makes a directory, which lasts, with what is in it, once its parent is flushed.
func (m *Memory) Mkdir(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	name = filepath.Clean(name)
	if _, err := m.dir("mkdir", filepath.Dir(name)); err != nil {
		return err
	}
	if m.dirs[name] != nil {
		return failure("mkdir", name, fs.ErrExist)
	}
	m.dirs[name] = newDirectory()
	return nil
}

// ReadDir lists the files of a directory.
func (m *Memory) ReadDir(name string) ([]fs.DirEntry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, err := m.dir("open", name)
	if err != nil {
		return nil, err
	}
	var entries []fs.DirEntry
	for _, file := range slices.Sorted(maps.Keys(d.now)) {
		entries = append(entries, fs.FileInfoToDirEntry(info{file, int64(len(d.now[file].now))}))
	}
	return entries, nil
}

// Open opens a file for reading.
func (m *Memory) Open(name string) (disk.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, err := m.dir("open", filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	n := d.now[filepath.Base(name)]
	if n == nil {
		return nil, failure("open", name, fs.ErrNotExist)
	}
	return &file{m: m, n: n, name: filepath.Base(name)}, nil
}

// Append opens a file for writing; a Memory's files are all written at their end.
func (m *Memory) Append(name string) (disk.File, error) { return m.Open(name) }

// Create makes or empties a file.
func (m *Memory) Create(name string) (disk.File, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, err := m.dir("create", filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	n := d.now[filepath.Base(name)]
	if n == nil {
		n = &inode{}
		d.now[filepath.Base(name)] = n
	}
	n.now = nil
	return &file{m: m, n: n, name: filepath.Base(name)}, nil
}

// Rename moves a file.
func (m *Memory) Rename(from, to string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, err1 := m.dir("rename", filepath.Dir(from))
	b, err2 := m.dir("rename", filepath.Dir(to))
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	n := a.now[filepath.Base(from)]
	if n == nil {
		return failure("rename", from, fs.ErrNotExist)
	}
	delete(a.now, filepath.Base(from))
	b.now[filepath.Base(to)] = n
	return nil
}

// Remove removes a file.
func (m *Memory) Remove(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, err := m.dir("remove", filepath.Dir(name))
	if err != nil {
		return err
	}
	if d.now[filepath.Base(name)] == nil {
		return failure("remove", name, fs.ErrNotExist)
	}
	delete(d.now, filepath.Base(name))
	return nil
}

// SyncDir flushes a directory's entries, those that are directories included.
func (m *Memory) SyncDir(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	d, err := m.dir("sync", name)
	if err != nil {
		return err
	}
	d.flushed = maps.Clone(d.now)
	for path, child := range m.dirs {
		if filepath.Dir(path) == filepath.Clean(name) {
			child.durable = true
		}
	}
	return nil
}

// Lock takes a lock, which leaves no file.
func (m *Memory) Lock(name string) (io.Closer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.dir("lock", filepath.Dir(name)); err != nil {
		return nil, err
	}
	if m.locks[name] {
		return nil, &disk.HeldError{Name: name}
	}
	m.locks[name] = true
	return &held{m, name}, nil
}

type held struct {
	m    *Memory
	name string
}

func (h *held) Close() error {
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	delete(h.m.locks, h.name)
	return nil
}
