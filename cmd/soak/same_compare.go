package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// difference compares what two programs wrote below two directories, file by file, and names the first place that is
// not equal, sameChanges aside. Files of tensors are compared by name, shape and bits, all others byte by byte.
func difference(before, now string) (files int, err error) {
	old, err := written(before)
	if err != nil {
		return 0, err
	}
	present, err := written(now)
	if err != nil {
		return 0, err
	}
	renamed := map[string]string{} // name now: name before
	for name := range old {
		renamed[sameChanges.name(name)] = name
	}
	names := slices.Sorted(maps.Keys(renamed))
	for _, name := range names {
		if _, ok := present[name]; !ok {
			return 0, fmt.Errorf("%s is missing now", name)
		}
		if err := sameFile(name, old[renamed[name]], present[name]); err != nil {
			return 0, fmt.Errorf("%s%w", name, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(present)) {
		if _, ok := renamed[name]; !ok && !sameChanges.isAdded(name) {
			return 0, fmt.Errorf("%s is new", name)
		}
	}
	return len(names), nil
}

// written is the files below a directory by slashed name, without those that say how long something took.
func written(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		if name = filepath.ToSlash(name); durations(name) {
			return nil
		}
		files[name], err = os.ReadFile(file)
		return err
	})
	return files, err
}

// durations is whether a file says how long something took, which no two runs share.
func durations(name string) bool {
	base, _, _ := strings.Cut(path.Base(name), ".")
	return slices.Contains([]string{"timings", "times", "time", "seconds"}, base) || slices.Contains(strings.Split(path.Dir(name), "/"), "times")
}

// sameFile says where a file is not what it was before: ": ..." or ":LINE: ...".
func sameFile(name string, before, now []byte) error {
	switch {
	case sameChanges.reformed(name):
		return nil
	case path.Ext(name) == ".safetensors":
		return sameTensors(name, before, now)
	}
	before, now = sameChanges.pair(name, before, now)
	if sameChanges.isGrown(name) {
		return sameLines(before, now)
	}
	return sameText(before, now)
}

// sameLines names the first line that there was and is not any more.
func sameLines(before, now []byte) error {
	left := map[string]int{}
	for line := range strings.Lines(string(now)) {
		left[line]++
	}
	for line := range strings.Lines(string(before)) {
		if left[line]--; left[line] < 0 {
			return fmt.Errorf(": missing now: %q", line)
		}
	}
	return nil
}

// sameText names the first line that differs, or the first byte of what is no text.
func sameText(before, now []byte) error {
	if bytes.Equal(before, now) {
		return nil
	}
	if !utf8.Valid(before) || !utf8.Valid(now) {
		n := 0
		for n < min(len(before), len(now)) && before[n] == now[n] {
			n++
		}
		return fmt.Errorf(": byte %d differs (%d bytes before, %d now)", n, len(before), len(now))
	}
	old, present := strings.Split(string(before), "\n"), strings.Split(string(now), "\n")
	for i := range max(len(old), len(present)) {
		switch {
		case i >= len(present):
			return fmt.Errorf(":%d: missing now: %q", i+1, old[i])
		case i >= len(old):
			return fmt.Errorf(":%d: new: %q", i+1, present[i])
		case old[i] != present[i]:
			return fmt.Errorf(":%d: before %q, now %q", i+1, old[i], present[i])
		}
	}
	return nil
}

// sameTensors compares two files of tensors: their text by key, and each tensor by name, shape and bits.
func sameTensors(name string, before, now []byte) error {
	const most = 1 << 30
	old, _, err1 := net.Read(bytes.NewReader(before), int64(len(before)), most)
	present, _, err2 := net.Read(bytes.NewReader(now), int64(len(now)), most)
	if err := errors.Join(err1, err2); err != nil {
		return fmt.Errorf(": %w", err)
	}
	tensors := map[string]net.Tensor{}
	for _, t := range present.Tensors {
		tensors[t.Name] = t
	}
	for _, t := range old.Tensors {
		as := string(sameChanges.text(name, []byte(t.Name)))
		u, ok := tensors[as]
		if !ok && sameChanges.isMoved(name+"#"+as) {
			continue
		}
		if !ok {
			return fmt.Errorf(": the tensor %q is missing now", as)
		}
		if err := sameTensor(t, u); err != nil && !sameChanges.reformed(name+"#"+t.Name) {
			return fmt.Errorf(": the tensor %q %w", as, err)
		}
		delete(tensors, as)
	}
	for _, t := range slices.Sorted(maps.Keys(tensors)) {
		if sameChanges.isAdded(name + "#" + t) {
			continue
		}
		return fmt.Errorf(": the tensor %q is new", t)
	}
	return sameMeta(name, old.Meta, present.Meta)
}

func sameTensor(before, now net.Tensor) error {
	if !slices.Equal(before.Shape, now.Shape) {
		return fmt.Errorf("had the shape %v, now %v", before.Shape, now.Shape)
	}
	old, err1 := binary.Append(nil, binary.LittleEndian, before.Data)
	present, err2 := binary.Append(nil, binary.LittleEndian, now.Data)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if len(old) != len(present) {
		return fmt.Errorf("had %d bytes, now %d", len(old), len(present))
	}
	for i := range old {
		if old[i] != present[i] {
			return fmt.Errorf("differs from byte %d of %d on", i, len(old))
		}
	}
	return nil
}

func sameMeta(name string, before, now map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(before)) {
		if sameChanges.reformed(name + "#" + key) {
			continue
		}
		value, ok := now[key]
		if !ok {
			return fmt.Errorf(": the text %q is missing now", key)
		}
		if err := sameText(sameChanges.pair(name+"#"+key, []byte(before[key]), []byte(value))); err != nil {
			return fmt.Errorf(": the text %q%w", key, err)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(now)) {
		if _, ok := before[key]; !ok && !sameChanges.reformed(name+"#"+key) && !sameChanges.isAdded(name+"#"+key) {
			return fmt.Errorf(": the text %q is new", key)
		}
	}
	return nil
}
