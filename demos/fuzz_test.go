package demos

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/foxglove/mcap/go/mcap"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// The fuzz targets call what is below rescue, so that a panic counts as one, and mend the checksums of what they are
// given, which would otherwise end every attempt at the door.

func fuzzManifest() Manifest {
	return NewManifest(envs.Spec{
		Name: "fuzz", Physics: "test/1", Period: 0.5, Horizon: 9,
		Obs: []envs.Channel{{Name: "x", Unit: "m"}, {Name: "v", Unit: "m/s"}}, Act: []envs.Channel{{Name: "a", Unit: "N"}},
		Action: space.UnitBox(1),
	}, Actor{Name: "expert"}, 3)
}

// seeds are recordings of one and of two episodes, plain and compressed.
func seeds(f *testing.F) (m Manifest, files [][]byte) {
	f.Helper()
	m = fuzzManifest()
	one := &Demonstration{
		Seed: 3, Purpose: envs.Demonstration, Obs: []float64{1, 2, 3, 4, 5, 6}, Act: []float64{0.5, 2}, Applied: []float64{0.5, 1},
		Reward: []float64{-1, 1}, End: envs.Reached, Tags: []string{"good"},
	}
	for _, compress := range []bool{false, true} {
		for n := 1; n <= 2; n++ {
			var file bytes.Buffer
			err := newEncoder(compress).encode(&file, &m, 0, []*Demonstration{one, one}[:n])
			if err != nil {
				f.Fatal(err)
			}
			files = append(files, file.Bytes())
		}
	}
	return m, files
}

// mend makes the frame's checksums hold where there is a frame, and those of the chunks.
func mend(data []byte) {
	end := len(data) - len(mcap.Magic)
	if end < footerSize+dataEndSize {
		return
	}
	start := binary.LittleEndian.Uint64(data[end-footerSize+recordHead:])
	if start >= dataEndSize && start < uint64(end-footerSize) {
		dataEnd := int(start) - dataEndSize
		binary.LittleEndian.PutUint32(data[dataEnd+recordHead:], crc32.ChecksumIEEE(data[:dataEnd]))
		binary.LittleEndian.PutUint32(data[end-4:], crc32.ChecksumIEEE(data[start:end-4]))
	}
}

func FuzzRecording(f *testing.F) {
	m, files := seeds(f)
	for _, file := range files {
		f.Add(file)
	}
	x := newDecoder()
	f.Fuzz(func(t *testing.T, data []byte) {
		mend(data)
		rc := recording{src: loaded(data)}
		if rc.open() != nil {
			rc.salvage()
		}
		for i := range rc.found {
			e := &rc.found[i]
			var d Demonstration
			if e.belongs(&m) != nil || x.decode(&d, nil, e, m.Task.Period) != nil {
				continue
			}
			if d.Len() != e.Steps || len(d.Obs) != (e.Steps+1)*2 || len(d.Act) != e.Steps || len(d.Applied) != e.Steps {
				t.Fatalf("an episode of %d steps has %d, %d, %d and %d numbers", e.Steps, len(d.Obs), len(d.Act), len(d.Applied), len(d.Reward))
			}
		}
		rc.ownManifest()
	})
}

// FuzzChunk hands the decoder a chunk's record whose checksum of an uncompressed content holds.
func FuzzChunk(f *testing.F) {
	m, files := seeds(f)
	for _, file := range files {
		rc := recording{src: loaded(file)}
		if err := rc.open(); err != nil {
			f.Fatal(err)
		}
		f.Add(rc.found[0].chunk.body, rc.found[0].Steps)
	}
	x := newDecoder()
	f.Fuzz(func(t *testing.T, body []byte, steps int) {
		e := located{Facts: Facts{Steps: steps, Obs: 2, Act: 1, Task: m.TaskHash}, chunk: record{op: mcap.OpChunk, size: len(body), body: body}}
		if e.checkSize() != nil {
			return
		}
		c := cursor{rest: body}
		c.take(8 + 8 + 8)
		sum := c.take(4)
		if len(c.prefixed()) == 0 && !c.short {
			binary.LittleEndian.PutUint32(sum, crc32.ChecksumIEEE(c.take(c.u64())))
		}
		var d Demonstration
		if x.decode(&d, nil, &e, m.Task.Period) == nil && (d.Len() != steps || len(d.Obs) != 2*(steps+1)) {
			t.Fatalf("%d rewards and %d observed numbers of %d steps", d.Len(), len(d.Obs), steps)
		}
	})
}

func FuzzManifest(f *testing.F) {
	m := fuzzManifest()
	m.Reference = &Reference{Random: Returns{Mean: -3, Std: 1, Episodes: 10}}
	file, err := m.marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte(`{"format": 1, "task": {"action": {"kind": "box", "dim": 99999999}}` + hashHead + hashTail))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) >= hashLen { // make the hash hold
			copy(data[len(data)-hashLen:], hashHead)
			copy(data[len(data)-len(hashTail):], hashTail)
			for i := range hashOf(data) {
				hashOf(data)[i] = '0'
			}
			copy(hashOf(data), digest(data))
		}
		var m, again Manifest
		if m.unmarshal(data) != nil {
			return
		}
		file, err := m.marshal()
		if err == nil {
			err = again.unmarshal(file)
		}
		if err != nil || again.TaskHash != m.TaskHash || again.Actor != m.Actor {
			t.Fatalf("a manifest that was read cannot be written and read again: %v", err)
		}
	})
}

func FuzzFileName(f *testing.F) {
	for _, s := range []span{{0, 0}, {12, 12}, {1, 1000}, {1234567, 1234568}} {
		f.Add(fileName(s))
	}
	f.Add("episode-00.mcap")
	f.Fuzz(func(t *testing.T, name string) {
		if s, ok := parseName(name); ok && fileName(s) != name {
			t.Fatalf("%q is read as %v", name, s)
		}
	})
}
