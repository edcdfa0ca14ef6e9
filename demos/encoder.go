package demos

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"
)

// library is how our files name their writer, after the mcap library's own name.
const library = "fenchel"

// encoderWindow is how far back the compression looks, bytes: more gains nothing on steps of floats.
const encoderWindow = 1 << 20

// encoder writes episodes as MCAP. Coder and buffer are reused from file to file.
type encoder struct {
	zstd    mcap.CustomCompressor // nil: no compression
	message []byte
	options mcap.WriterOptions
}

func newEncoder(compress bool) *encoder {
	e := &encoder{}
	if !compress {
		return e
	}
	coder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(encoderWindow))
	if err != nil {
		panic("demos: " + err.Error())
	}
	e.zstd = mcap.NewCustomCompressor(mcap.CompressionZSTD, coder)
	return e
}

// encode writes the file of consecutive episodes, the first of the given number, which checkBatch accepts.
func (e *encoder) encode(dst io.Writer, m *Manifest, first uint64, episodes []*Demonstration) error {
	// ChunkSize is the one way to say where a chunk ends: the writer keeps the pointer to the options.
	e.options = mcap.WriterOptions{IncludeCRC: true, Chunked: true, ChunkSize: math.MaxInt64, Compressor: e.zstd}
	w, err := mcap.NewWriter(dst, &e.options)
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&mcap.Header{Library: library}); err != nil {
		return err
	}
	if err := writeDataset(w, m); err != nil {
		return err
	}
	for i, d := range episodes {
		if err := e.episode(w, m, first+uint64(i), d); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if n := w.Offset(); n > maxFile {
		return fmt.Errorf("%d episodes take %d bytes: want at most %d", len(episodes), n, maxFile)
	}
	return nil
}

// checkBatch refuses what the reader would refuse.
func checkBatch(m *Manifest, first uint64, episodes []*Demonstration) error {
	if len(episodes) == 0 || len(episodes) > maxBatch {
		return fmt.Errorf("%d episodes for a file: want 1 to %d", len(episodes), maxBatch)
	}
	var size int64
	for i, d := range episodes {
		if err := d.Check(m.Task); err != nil {
			return fmt.Errorf("episode %d: %w", first+uint64(i), err)
		}
		f := factsOf(m, 0, d)
		if err := f.checkSize(); err != nil {
			return fmt.Errorf("episode %d: %w", first+uint64(i), err)
		}
		size += f.size()
	}
	if size > maxEpisode {
		return fmt.Errorf("%d episodes take %d bytes: want at most %d in a file", len(episodes), size, int64(maxEpisode))
	}
	return nil
}

// writeDataset makes the file say by itself what it is of: a lost manifest can be rebuilt from any recording.
func writeDataset(w *mcap.Writer, m *Manifest) error {
	identity := *m
	identity.Reference = nil
	text, err := json.Marshal(&identity)
	if err != nil {
		return err
	}
	return w.WriteMetadata(&mcap.Metadata{Name: datasetRecord, Metadata: map[string]string{"manifest": string(text)}})
}

func (e *encoder) episode(w *mcap.Writer, m *Manifest, number uint64, d *Demonstration) error {
	f := factsOf(m, number, d)
	if err := w.WriteMetadata(&mcap.Metadata{Name: episodeRecord, Metadata: f.entries()}); err != nil {
		return err
	}
	for i := range f.parts() {
		chunks := len(w.ChunkIndexes)
		if err := e.chunk(w, m, &f, i, d); err != nil {
			return err
		}
		if len(w.ChunkIndexes) != chunks+1 {
			panic("demos: the MCAP writer did not close its chunk where it ends")
		}
	}
	return nil
}

// chunk writes the i-th chunk of an episode.
func (e *encoder) chunk(w *mcap.Writer, m *Manifest, f *Facts, i int, d *Demonstration) error {
	of := layoutOf(f)
	if err := w.WriteSchema(&of.schema); err != nil {
		return err
	}
	if err := w.WriteChannel(&of.topic); err != nil {
		return err
	}
	from, to := f.steps(i)
	for t := from; t < to; t++ {
		e.step(f, d, t)
		if t == to-1 {
			e.options.ChunkSize = -1 // this message is the chunk's last
		}
		err := e.write(w, of, t, m.Task.Period)
		e.options.ChunkSize = math.MaxInt64
		if err != nil {
			return err
		}
	}
	return nil
}

// step makes message t: the step, or behind the last one the final observation.
func (e *encoder) step(f *Facts, d *Demonstration, t int) {
	if t == d.Len() {
		e.message = appendDoubles(e.message[:0], fieldObs, d.ObsAt(t))
		return
	}
	e.message = appendStep(e.message[:0], d.ObsAt(t), d.ActAt(t), d.AppliedAt(t), d.Reward[t])
	if f.Labelled {
		e.message = appendLabel(e.message, d.LabelAt(t), d.Author[t])
	}
	if f.Driven {
		e.message = appendDriven(e.message, d.Late[t], d.ForceAt(t))
	}
}

func (e *encoder) write(w *mcap.Writer, of *layout, t int, period float64) error {
	at := logTime(t, period)
	return w.WriteMessage(&mcap.Message{ChannelID: of.topic.ID, Sequence: uint32(t), LogTime: at, PublishTime: at, Data: e.message})
}
