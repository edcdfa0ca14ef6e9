package demos

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"

	"github.com/fenchel-gym/fenchel/envs"
)

// chunk is a hand-made chunk of one step of two observations and one action, whose checksum holds.
type chunk struct {
	end         uint64
	size        uint64
	compression string
	content     []byte // before compression
	packed      []byte // as it is in the file; nil: content
	after       []byte // behind the chunk's content, within its record
}

func (c chunk) record() record {
	b := binary.LittleEndian.AppendUint64(nil, 0)
	b = binary.LittleEndian.AppendUint64(b, c.end)
	b = binary.LittleEndian.AppendUint64(b, c.size)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(c.content))
	b = appendPrefixed(b, c.compression)
	if c.packed == nil {
		c.packed = c.content
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(len(c.packed)))
	b = append(append(b, c.packed...), c.after...)
	return record{op: mcap.OpChunk, size: len(b), body: b}
}

// message is a message of the chunk.
func message(t int, data []byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, plainLayout.topic.ID)
	b = binary.LittleEndian.AppendUint32(b, uint32(t))
	b = binary.LittleEndian.AppendUint64(b, logTime(t, 0.5))
	b = binary.LittleEndian.AppendUint64(b, logTime(t, 0.5))
	return appendRecord(nil, mcap.OpMessage, append(b, data...))
}

func oneStep() Facts { return Facts{Number: 4, Steps: 1, Obs: 2, Act: 1, End: envs.Reached} }

// content is what the recorder would write.
func content() []byte {
	b := append(bytes.Clone(plainLayout.preamble), message(0, appendStep(nil, []float64{1, 2}, []float64{3}, []float64{4}, 5))...)
	return append(b, message(1, appendDoubles(nil, fieldObs, []float64{6, 7}))...)
}

func squeeze(t *testing.T, content []byte, o ...zstd.EOption) []byte {
	t.Helper()
	coder, err := zstd.NewWriter(nil, o...)
	if err != nil {
		t.Fatal(err)
	}
	return coder.EncodeAll(content, nil)
}

// TestHostileChunks have a checksum that holds: they were not damaged but made.
func TestHostileChunks(t *testing.T) {
	good := chunk{end: logTime(1, 0.5), size: uint64(len(content())), content: content()}
	with := func(edit func(c *chunk)) chunk {
		c := good
		edit(&c)
		return c
	}
	same := func(content []byte) chunk { // of the right size, of other content
		return with(func(c *chunk) { c.content = append(content, make([]byte, len(c.content))...)[:c.size] })
	}
	large := make([]byte, 16<<20)
	for name, c := range map[string]struct {
		chunk
		want string
	}{
		"none":            {good, ""},
		"zstd":            {with(func(c *chunk) { c.compression, c.packed = "zstd", squeeze(t, c.content) }), ""},
		"lz4":             {with(func(c *chunk) { c.compression = "lz4" }), `compressed with "lz4"`},
		"bomb":            {with(func(c *chunk) { c.compression, c.packed = "zstd", squeeze(t, large) }), "cannot be decompressed"},
		"wide window":     {with(func(c *chunk) { c.compression, c.packed = "zstd", wideWindow(t) }), "cannot be decompressed"},
		"short":           {with(func(c *chunk) { c.compression, c.packed = "zstd", squeeze(t, c.content[:50]) }), "has 50 bytes: it says"},
		"wrong size":      {with(func(c *chunk) { c.size++ }), "1 steps take"},
		"wrong end":       {with(func(c *chunk) { c.end++ }), "runs from 0 to 500000001 ns"},
		"more behind":     {with(func(c *chunk) { c.after = []byte{0} }), "does not fill its record"},
		"another schema":  {same(bytes.Replace(content(), []byte("fenchel"), []byte("fenchal"), 1)), "not of /step messages"},
		"wrong sequence":  {same(append(bytes.Clone(plainLayout.preamble), message(1, appendStep(nil, []float64{1, 2}, []float64{3}, []float64{4}, 5))...)), "step 0: the message is of channel 1, sequence 1"},
		"another channel": {with(func(c *chunk) { c.content = bytes.Clone(c.content); c.content[len(plainLayout.preamble)+recordHead]++ }), "step 0: the message is of channel 2"},
		"no message":      {same(bytes.Clone(plainLayout.preamble)), "step 0: no message"},
		"fields exchanged": {with(func(c *chunk) {
			c.content = bytes.Clone(c.content)
			c.content[len(plainLayout.preamble)+stepHead] = 0x12
		}), "step 0: the message has not 2 observations and 1 actions"},
	} {
		t.Run(name, func(t *testing.T) {
			var d Demonstration
			e := located{Facts: oneStep(), chunk: c.record()}
			err := newDecoder().decode(&d, nil, &e, 0.5)
			if c.want == "" {
				if err != nil || d.Obs[3] != 7 || d.Act[0] != 3 || d.Applied[0] != 4 || d.Reward[0] != 5 {
					t.Errorf("%+v, %v", d, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v: want one with %q", err, c.want)
			}
		})
	}
}

// wideWindow is a frame of few bytes that asks its reader for 512 MiB.
func wideWindow(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	coder, err := zstd.NewWriter(&b, zstd.WithWindowSize(zstd.MaxWindowSize))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 { // a stream does not know its length, so that its head names the window
		if _, err := coder.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
		if err := coder.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := coder.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestFactsAreSealed: a fact changed by hand does not fit the check that goes with it.
func TestFactsAreSealed(t *testing.T) {
	f := oneStep()
	f.Tags, f.Task = []string{"a"}, "hash"
	for key := range f.entries() {
		e := f.entries()
		e[key] += "1"
		var got Facts
		if err := got.parse(e); err == nil {
			t.Errorf("%s %q was read", key, e[key])
		}
	}
	e := f.entries()
	e["more"] = "1"
	if err := new(Facts).parse(e); err == nil {
		t.Error("an unknown fact was read")
	}
	huge := oneStep()
	huge.Steps = 1 << 30
	if err := new(Facts).parse(huge.entries()); err == nil || !strings.Contains(err.Error(), "takes") {
		t.Errorf("an episode of 2^30 steps: %v", err)
	}
}

func TestChunkSizeIsExact(t *testing.T) {
	f := oneStep()
	if got := f.size(); got != int64(len(content())) {
		t.Errorf("%d bytes: want %d", got, len(content()))
	}
}
