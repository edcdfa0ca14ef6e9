package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// target is a data set on a disk in memory, one of whose files is damaged again and again.
type target struct {
	m      *disktest.Memory
	names  []string
	files  map[string][]byte
	set    *demos.Dataset
	reader *demos.Reader
	demo   demos.Demonstration
}

// newTarget records a file of one episode and one of two.
func newTarget(src *source, compress bool) (*target, error) {
	p := &target{m: disktest.NewMemory(), files: map[string][]byte{}}
	r, err := demos.Create("d", manifest(), demos.Options{FS: p.m, Compress: compress})
	if err != nil {
		return nil, err
	}
	all := src.upTo(3)
	if err := errors.Join(r.Append(all[0]), r.Append(all[1:]...), r.Close()); err != nil {
		return nil, err
	}
	entries, err := p.m.ReadDir("d")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		data, err := disk.ReadFile(p.m, filepath.Join("d", e.Name()), nil, 1<<30)
		if err != nil {
			return nil, err
		}
		p.names = append(p.names, e.Name())
		p.files[e.Name()] = data
	}
	p.set, err = demos.OpenFS(p.m, "d")
	if err != nil {
		return nil, err
	}
	p.reader = p.set.Reader()
	return p, nil
}

// put writes a file in place, damaged or whole.
func (p *target) put(name string, data []byte) error {
	f, err := p.m.Create(filepath.Join("d", name))
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// readDamaged reads the data set while a file of it is damaged, and reports where that was not named.
func (p *target) readDamaged(name string, harm disktest.Harm, data []byte) error {
	if err := p.put(name, data); err != nil {
		return err
	}
	err := p.read(name)
	damage, ok := errors.AsType[*demos.Damage](err)
	switch {
	case err == nil:
		return fmt.Errorf("%s: %v was read in silence", name, harm)
	case !ok || filepath.Base(damage.File) != name || damage.Offset < 0 && !strings.Contains(damage.Problem, "byte"):
		return fmt.Errorf("%s: %v: the error %q names another file or no place", name, harm, err)
	case strings.Contains(damage.Problem, "cannot be decoded"):
		return fmt.Errorf("%s: %v: a decoder panicked: %w", name, harm, err)
	}
	return nil
}

// read reads the named file, after another so that it is loaded again.
func (p *target) read(name string) error {
	if name == demos.ManifestName {
		_, err := demos.OpenFS(p.m, "d")
		return err
	}
	order := []int{0, 1}
	if name == p.names[0] {
		order = []int{1, 0}
	}
	for _, i := range order {
		if err := p.reader.Read(&p.demo, i); err != nil {
			return err
		}
	}
	return nil
}

// recordFlips flips every bit of recordings and of a manifest, and cuts them at every length.
func recordFlips(s *soak) (string, error) {
	stride := 1
	if s.scale < 1 {
		stride = 2*int(1/s.scale) + 1
	}
	src, n := newSource(), 0
	for _, compress := range []bool{false, true} {
		p, err := newTarget(src, compress)
		if err != nil {
			return "", err
		}
		for _, name := range p.names {
			for harm, data := range disktest.EveryFlipAndCut(p.files[name], stride) {
				if err := p.readDamaged(name, harm, data); err != nil {
					return "", err
				}
				if n++; n%1000 == 0 && s.ctx.Err() != nil {
					return "", s.ctx.Err()
				}
			}
			if err := errors.Join(p.put(name, p.files[name]), p.read(name)); err != nil {
				return "", fmt.Errorf("%s, whole again: %w", name, err)
			}
		}
	}
	return fmt.Sprintf("%d flipped bits and cuts, each named with file and place", n), nil
}

// recordDamage damages recordings and manifests at random.
func recordDamage(s *soak) (string, error) {
	p, err := newTarget(newSource(), true)
	if err != nil {
		return "", err
	}
	n := 0
	for i, name := range p.names {
		for harm, data := range disktest.Rough(p.files[name], s.rounds(1_000_000), s.rng(uint64(100+i))) {
			if err := p.readDamaged(name, harm, data); err != nil {
				return "", err
			}
			if n++; n%1000 == 0 && s.ctx.Err() != nil {
				return "", s.ctx.Err()
			}
		}
		if err := errors.Join(p.put(name, p.files[name]), p.read(name)); err != nil {
			return "", fmt.Errorf("%s, whole again: %w", name, err)
		}
	}
	return fmt.Sprintf("%d random damages, each named with file and place", n), nil
}

// recordRepair damages files at random, repairs the data set, and compares what the repair kept with what was recorded:
// it may lose, and must say so, but never invent.
func recordRepair(s *soak) (string, error) {
	src, rng := newSource(), s.rng(200)
	rounds, salvaged, lost := s.rounds(20_000), 0, 0
	for i := range rounds {
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		p, err := newTarget(src, i%2 == 0)
		if err != nil {
			return "", err
		}
		for _, name := range p.names {
			for _, data := range disktest.Rough(p.files[name], rng.IntN(2), rng) {
				if err := p.put(name, data); err != nil {
					return "", err
				}
			}
		}
		done, err := demos.Repair(context.Background(), "repaired", "d", demos.Options{FS: p.m, Compress: true})
		if err != nil {
			lost += 3 // no file is intact, and so the manifest cannot be rebuilt
			continue
		}
		if err := repaired(p.m, src, done); err != nil {
			return "", fmt.Errorf("repair %d: %w", i, err)
		}
		salvaged, lost = salvaged+done.Episodes, lost+len(done.Lost)
	}
	return fmt.Sprintf("%d repairs: %d episodes kept, %d named as lost, none invented", rounds, salvaged, lost), nil
}

func repaired(m *disktest.Memory, src *source, done *demos.Repaired) error {
	v, err := demos.Verify(m, "repaired", func(int, int) {})
	if err != nil {
		return err
	}
	for _, problem := range v.Problems {
		if !strings.Contains(problem.Error(), "missing: episode") {
			return problem
		}
	}
	if v.Episodes != done.Episodes || done.Episodes+len(done.Lost) != 3 {
		return fmt.Errorf("%d episodes and %d lost: the repair says %d", v.Episodes, len(done.Lost), done.Episodes)
	}
	d, err := demos.OpenFS(m, "repaired")
	if err != nil {
		return err
	}
	for demo, err := range d.All() {
		if err != nil {
			return err
		}
		if err := equal(demo, src.upTo(3)[demo.Index]); err != nil {
			return err
		}
	}
	return nil
}
