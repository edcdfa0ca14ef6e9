package demos

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Repaired is what Repair did.
type Repaired struct {
	Copied   int      // files that were intact, copied byte by byte
	Episodes int      // in the new data set
	Salvaged []uint64 // numbers of the episodes that were taken out of damaged files
	Lost     []uint64 // numbers of the episodes of damaged files that are not in the new data set
	Problems []error  // all that was wrong, each with its file and place
}

// Repair writes what is intact of a data set into a new directory and lists what is not; src is not touched. Episodes
// keep their numbers. Intact files are copied byte by byte, so that the repair of an intact data set is its copy; from
// damaged ones each episode is taken whose own checksums hold. A sealed data set is refused with a *SealedError: its seal
// says what was there. After an error, that of ctx included, dst holds nothing.
func Repair(ctx context.Context, dst, src string, o Options) (*Repaired, error) {
	if err := refuseSealed(o.FS, src); err != nil {
		return nil, err
	}
	d, lost, err := openDamaged(o.FS, src)
	if err != nil {
		return nil, err
	}
	rec, err := Create(dst, d.Manifest, o)
	if err != nil {
		return nil, err
	}
	p := &repairer{d: d, r: d.Reader(), rec: rec, have: map[uint64]bool{}, Repaired: &Repaired{}}
	if lost != nil {
		p.Problems = append(p.Problems, lost)
	}
	p.Problems = append(p.Problems, d.Problems...)
	err = p.run(ctx)
	p.once()
	return p.Repaired, rec.end(err)
}

// once leaves out what was found twice: as a file was read, and as its episodes were looked for.
func (p *repairer) once() {
	seen := map[string]bool{}
	p.Problems = slices.DeleteFunc(p.Problems, func(problem error) bool {
		text := problem.Error()
		defer func() { seen[text] = true }()
		return seen[text]
	})
}

type repairer struct {
	*Repaired
	d    *Dataset
	r    *Reader
	rec  *Recorder
	have map[uint64]bool // numbers that the new data set holds
}

// run copies the intact files first: a damaged one may claim numbers that are theirs.
func (p *repairer) run(ctx context.Context) error {
	var broken []file
	for _, f := range p.d.files {
		if err := ctx.Err(); err != nil {
			return err
		}
		ok, err := p.copy(f)
		if err != nil {
			return err
		}
		if !ok {
			broken = append(broken, f)
		}
	}
	for _, f := range broken {
		if err := p.salvage(f); err != nil {
			return err
		}
	}
	for _, f := range broken {
		for number := f.first; number <= f.last; number++ {
			if !p.have[number] {
				p.Lost = append(p.Lost, number)
			}
		}
	}
	slices.Sort(p.Salvaged)
	return nil
}

// copy copies a file all of whose episodes are intact, and reports whether it was that.
func (p *repairer) copy(f file) (bool, error) {
	if err := p.r.whole(f); err != nil {
		p.Problems = append(p.Problems, err)
		return false, nil
	}
	p.Copied++
	for number := f.first; number <= f.last; number++ {
		p.have[number] = true
		p.Episodes++
	}
	return true, disk.Write(p.rec.fsys, filepath.Join(p.rec.dir, f.name), p.r.file.src.writeTo)
}

// salvage takes the intact episodes out of a damaged file, consecutive ones into one file again.
func (p *repairer) salvage(f file) error {
	path := p.d.path(f.name)
	data, err := disk.ReadFile(p.d.fsys, path, nil, maxFile)
	if err != nil {
		data = nil // that it cannot be read is on the list already
	}
	rc := recording{src: loaded(data)}
	rc.salvage()
	var run []*Demonstration
	first := uint64(0)
	for i := range rc.found {
		e := &rc.found[i]
		demo, err := p.intact(e)
		if err != nil {
			p.Problems = append(p.Problems, inFile(path, err))
			continue
		}
		if e.Number != first+uint64(len(run)) {
			if err := p.write(first, run); err != nil {
				return err
			}
			run = run[:0]
		}
		if len(run) == 0 {
			first = e.Number
		}
		run = append(run, demo)
		p.have[e.Number] = true
	}
	return p.write(first, run)
}

// intact decodes an episode of a damaged file, if its own checksums hold and it is not there yet.
func (p *repairer) intact(e *located) (*Demonstration, error) {
	if err := e.belongs(&p.d.Manifest); err != nil {
		return nil, err
	}
	if p.have[e.Number] {
		return nil, damaged(e.at, "episode %d is in another file", e.Number)
	}
	demo := &Demonstration{}
	return demo, p.r.decode(demo, e)
}

// write puts a run of salvaged episodes into a file.
func (p *repairer) write(first uint64, run []*Demonstration) error {
	if len(run) == 0 {
		return nil
	}
	p.rec.number = first
	if err := p.rec.Append(run...); err != nil {
		return err
	}
	for i := range run {
		p.Salvaged = append(p.Salvaged, first+uint64(i))
		p.Episodes++
	}
	return nil
}
