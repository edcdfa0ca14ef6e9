package demos

import (
	"context"
	"fmt"
)

// Select writes the episodes of data sets of one task that keep accepts into a new data set, in order and numbered
// again, and returns how many there are: with one source it filters, with several it merges, called twice it splits.
// The sources are not touched. keep may change the tags of the demonstration it is shown, and nothing else.
//
// Episodes that shared a file share one again. What the sources agree on stays in the manifest; a merged data set of
// several actors says so, and its reference returns must be measured again. After an error, that of ctx included, dst holds
// nothing.
func Select(ctx context.Context, dst string, sources []*Dataset, keep func(source, episode int, d *Demonstration) bool, o Options) (int, error) {
	m, err := merged(sources)
	if err != nil {
		return 0, err
	}
	rec, err := Create(dst, m, o)
	if err != nil {
		return 0, err
	}
	for i, d := range sources {
		if err = rec.take(ctx, d, func(episode int, demo *Demonstration) bool { return keep(i, episode, demo) }); err != nil {
			break
		}
	}
	return int(rec.number), rec.end(err)
}

// take appends the episodes of a data set, file by file.
func (r *Recorder) take(ctx context.Context, d *Dataset, keep func(episode int, d *Demonstration) bool) error {
	reader := d.Reader()
	for _, f := range d.files {
		var batch []*Demonstration
		for i := range f.count() {
			if err := ctx.Err(); err != nil {
				return err
			}
			demo := &Demonstration{}
			if err := reader.Read(demo, f.start+i); err != nil {
				return err
			}
			if keep(f.start+i, demo) {
				batch = append(batch, demo)
			}
		}
		if len(batch) == 0 {
			continue
		}
		if err := r.Append(batch...); err != nil {
			return err
		}
	}
	return nil
}

// merged is the manifest of data sets together.
func merged(sources []*Dataset) (Manifest, error) {
	if len(sources) == 0 {
		return Manifest{}, fmt.Errorf("no data set to select from")
	}
	m := sources[0].Manifest
	for _, d := range sources[1:] {
		if !m.Task.Matches(d.Manifest.TaskHash) {
			return m, fmt.Errorf("%s: cannot be joined to %s: %w", d.dir, sources[0].dir, m.Same(&d.Manifest))
		}
		if m.Actor != d.Manifest.Actor {
			m.Actor = Actor{Name: "several", Detail: fmt.Sprintf("the actors of %d data sets", len(sources))}
		}
		m.Format = max(m.Format, d.Manifest.Format)
		m.Provenance = m.Provenance.join(d.Manifest.Provenance)
		if m.Provenance != nil {
			m.Seed = 0
		}
		if m.Reference == nil || d.Manifest.Reference == nil || *m.Reference != *d.Manifest.Reference {
			m.Reference = nil
		}
	}
	return m, nil
}
