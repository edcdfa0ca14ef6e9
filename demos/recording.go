package demos

import (
	"bytes"
	"encoding/json"

	"github.com/foxglove/mcap/go/mcap"
)

// recording is the bytes of a file and what was found in them.
type recording struct {
	src      source
	manifest string // the dataset record's text
	found    []located
}

// open checks the frame, walks the records and compares the checksum of the data: in that order, because what the walk
// has to say names the place more closely. The episodes are found, not decoded.
func (rc *recording) open() error {
	var e envelope
	if err := e.open(&rc.src); err != nil {
		return err
	}
	if err := rc.walk(e.dataEnd); err != nil {
		return err
	}
	return e.checkData(&rc.src)
}

// walk reads the records of the data section, whose order is fixed:
//
//	Header · Metadata(dataset) · N × ( Metadata(episode) · n × ( Chunk · MessageIndex ) )
//
// where n is 1 but for long episodes.
func (rc *recording) walk(end int) error {
	rc.found = rc.found[:0]
	header, ok := rc.src.record(len(mcap.Magic), end)
	if !ok || header.op != mcap.OpHeader {
		return damaged(len(mcap.Magic), "no MCAP header")
	}
	dataset, entries, err := metadataAt(&rc.src, header.end(), end, datasetRecord)
	if err != nil {
		return err
	}
	rc.manifest = entries["manifest"]
	for at := dataset.end(); at < end; {
		next, err := rc.episode(at, end)
		if err != nil {
			return err
		}
		at = next
	}
	if len(rc.found) == 0 {
		return damaged(end, "no episode")
	}
	return nil
}

// episode reads one group of records and returns where the next begins.
func (rc *recording) episode(at, end int) (int, error) {
	e, err := episodeAt(&rc.src, at, end)
	if err != nil {
		return 0, err
	}
	index, err := e.index(&rc.src, e.end(), end)
	if err != nil {
		return 0, err
	}
	if n := len(rc.found); n > 0 && e.Number != rc.found[n-1].Number+1 {
		return 0, damaged(at, "episode %d follows episode %d", e.Number, rc.found[n-1].Number)
	}
	if len(rc.found) == maxBatch {
		return 0, damaged(at, "more than %d episodes", maxBatch)
	}
	rc.found = append(rc.found, e)
	return index.end(), nil
}

// belongs reports why an intact file cannot be the one of its name in a data set, or nil.
func (rc *recording) belongs(m *Manifest, want span) error {
	for i := range rc.found {
		if err := rc.found[i].belongs(m); err != nil {
			return err
		}
	}
	if first, last := rc.found[0].Number, rc.found[len(rc.found)-1].Number; first != want.first || last != want.last {
		return damaged(rc.found[0].at, "it holds episodes %d to %d: its name says %d to %d", first, last, want.first, want.last)
	}
	return nil
}

// ownManifest is the manifest that the recording carries.
func (rc *recording) ownManifest() (Manifest, error) {
	var m Manifest
	if err := checkJSON([]byte(rc.manifest)); err != nil {
		return m, err
	}
	if err := json.Unmarshal([]byte(rc.manifest), &m); err != nil {
		return m, err
	}
	return m, m.Validate()
}

// salvage finds the episodes of a file in memory whose frame is damaged, wherever they lie. Each carries its own checksums, so
// what decodes afterwards is what was recorded.
func (rc *recording) salvage() {
	rc.found = rc.found[:0]
	name := appendPrefixed(nil, episodeRecord)
	for at := 0; ; {
		i := bytes.Index(rc.src.data[at:], name)
		if i < 0 {
			return
		}
		e, err := episodeAt(&rc.src, at+i-recordHead, rc.src.size)
		if err != nil {
			at += i + 1
			continue
		}
		rc.found = append(rc.found, e)
		at = e.end()
	}
}

// located is an episode inside a file.
type located struct {
	Facts
	at    int // offset of its metadata record
	chunk record
	more  []record // further chunks of a long episode
}

// end is the offset after its last chunk.
func (e *located) end() int {
	if n := len(e.more); n > 0 {
		return e.more[n-1].end()
	}
	return e.chunk.end()
}

// chunkAt is the i-th chunk.
func (e *located) chunkAt(i int) record {
	if i == 0 {
		return e.chunk
	}
	return e.more[i-1]
}

// index is the record after a chunk of the episode.
func (e *located) index(src *source, at, end int) (record, error) {
	index, ok := src.record(at, end)
	if !ok || index.op != mcap.OpMessageIndex {
		return record{}, damaged(at, "no index after the chunk of episode %d", e.Number)
	}
	return index, nil
}

// metadataAt reads a Metadata record that must be there and have a certain name.
func metadataAt(src *source, at, end int, want string) (record, map[string]string, error) {
	r, ok := src.record(at, end)
	if !ok || r.op != mcap.OpMetadata || r.body == nil && r.size > maxRecord {
		return r, nil, damaged(at, "no %s record", want)
	}
	name, entries, ok := metadata(src.body(r, nil))
	if !ok || name != want {
		return r, nil, damaged(at, "the %s record is damaged", want)
	}
	return r, entries, nil
}

// episodeAt reads the metadata of an episode and finds its chunks.
func episodeAt(src *source, at, end int) (located, error) {
	r, entries, err := metadataAt(src, at, end, episodeRecord)
	if err != nil {
		return located{}, err
	}
	e := located{at: at}
	if err := e.parse(entries); err != nil {
		return located{}, damaged(at, "the episode's metadata: %v", err)
	}
	next := r.end()
	for i := range e.parts() {
		chunk, ok := src.record(next, end)
		if !ok || chunk.op != mcap.OpChunk {
			return located{}, damaged(next, "no chunk for episode %d", e.Number)
		}
		next = chunk.end()
		if i == 0 {
			e.chunk = chunk
		} else {
			e.more = append(e.more, chunk)
		}
		if i+1 < e.parts() {
			index, err := e.index(src, next, end)
			if err != nil {
				return located{}, err
			}
			next = index.end()
		}
	}
	return e, nil
}

// belongs reports why an episode cannot be one of a data set, or nil.
func (e *located) belongs(m *Manifest) error {
	switch {
	case e.Task != m.TaskHash:
		return damaged(e.at, "episode %d is of another task: its hash is %.12q…, the data set's %.12q…", e.Number, e.Task, m.TaskHash)
	case e.Obs != len(m.Task.Obs) || e.Act != m.Task.Action.Dim():
		return damaged(e.at, "episode %d has %d observations and %d actions: task %q has %d and %d",
			e.Number, e.Obs, e.Act, m.Task.Name, len(m.Task.Obs), m.Task.Action.Dim())
	}
	return nil
}
