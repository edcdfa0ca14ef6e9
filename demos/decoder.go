package demos

import (
	"bytes"
	"hash/crc32"
	"slices"

	"github.com/foxglove/mcap/go/mcap"
	"github.com/klauspost/compress/zstd"

	"github.com/fenchel-gym/fenchel/envs"
)

// maxChunkHead is more than a chunk's record has besides its content, bytes.
const maxChunkHead = 4 << 10

// maxWindow bounds the memory that a compressed stream may ask of its reader, bytes: without it a frame of 19 bytes
// asks for 512 MiB.
const maxWindow = 8 << 20

// decoder turns chunks into demonstrations. Coder and buffer are reused; one per goroutine.
type decoder struct {
	zstd   *zstd.Decoder
	buf    []byte // a chunk before compression
	packed []byte // its record, where the file is not in memory
}

func newDecoder() *decoder {
	// The limit is the capacity of the buffer handed in: what is longer than declared is an error, never an allocation.
	coder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderMaxMemory(maxEpisode), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		panic("demos: " + err.Error())
	}
	return &decoder{zstd: coder}
}

// decode reads an episode into dst, whose slices are reused. period is that of the task.
func (x *decoder) decode(dst *Demonstration, src *source, e *located, period float64) error {
	for i := range e.parts() {
		steps, err := x.inflate(src, e, i, period)
		if err != nil {
			return err
		}
		if !bytes.HasPrefix(steps, layoutOf(&e.Facts).preamble) {
			return damaged(e.chunkAt(i).at, "the chunk of episode %d is not of /step messages of fenchel.Step", e.Number)
		}
		if i == 0 { // from here on the episode is worth its memory
			e.prepare(dst)
		}
		if err := decodeSteps(dst, e, i, steps, period); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes a demonstration the one of an episode, but for its steps.
func (e *located) prepare(dst *Demonstration) {
	dst.Seed, dst.Purpose, dst.Index, dst.End = e.Seed, e.Purpose, e.Index, e.End
	dst.Tags = append(dst.Tags[:0], e.Tags...)
	dst.Obs = resize(dst.Obs, (e.Steps+1)*e.Obs)
	dst.Act = resize(dst.Act, e.Steps*e.Act)
	dst.Applied = resize(dst.Applied, e.Steps*e.Act)
	dst.Reward = resize(dst.Reward, e.Steps)
	label, author, late, force := dst.Label, dst.Author, dst.Late, dst.Force
	dst.Label, dst.Author, dst.Late, dst.Force = nil, nil, nil, nil
	if e.Labelled {
		dst.Label, dst.Author = resize(label, e.Steps*e.Act), slices.Grow(author[:0], e.Steps)[:e.Steps]
	}
	if e.Driven {
		dst.Late = resize(late, e.Steps)
	}
	if e.Forced {
		dst.Force = resize(force, e.Steps*envs.ForceLen)
	}
}

// decodeSteps reads the messages of the i-th chunk behind the preamble. Their sizes are fixed, so the record at fault is
// known.
func decodeSteps(dst *Demonstration, e *located, i int, steps []byte, period float64) error {
	chunk := e.chunkAt(i).at
	of := layoutOf(&e.Facts)
	at := len(of.preamble)
	from, to := e.steps(i)
	for t := from; t < to; t++ {
		r, ok := recordAt(steps, at, len(steps))
		if !ok || r.op != mcap.OpMessage {
			return damaged(chunk, "episode %d, step %d: no message", e.Number, t)
		}
		c := cursor{rest: r.body}
		channel, sequence, logged, published := c.u16(), c.u32(), c.u64(), c.u64()
		if c.short || channel != of.topic.ID || sequence != uint32(t) || logged != logTime(t, period) || published != logged {
			return damaged(chunk, "episode %d, step %d: the message is of channel %d, sequence %d, time %d ns", e.Number, t, channel, sequence, logged)
		}
		if t < e.Steps {
			ok = decodeStep(dst, of, t, c.rest)
		} else {
			rest, fits := consumeDoubles(c.rest, fieldObs, dst.ObsAt(t))
			ok = fits && len(rest) == 0
		}
		if !ok {
			return damaged(chunk, "episode %d, step %d: the message has not %d observations and %d actions", e.Number, t, e.Obs, e.Act)
		}
		at = r.end()
	}
	if at != len(steps) {
		return damaged(chunk, "episode %d has messages after its last step", e.Number)
	}
	return nil
}

// decodeStep reads the t-th message.
func decodeStep(dst *Demonstration, of *layout, t int, message []byte) bool {
	rest, ok := consumeStep(message, dst.ObsAt(t), dst.ActAt(t), dst.AppliedAt(t), &dst.Reward[t])
	if ok && of.authors > 0 {
		rest, ok = consumeLabel(rest, dst.LabelAt(t), &dst.Author[t], of.authors)
	}
	if ok && of == drivenLayout {
		rest, ok = consumeDriven(rest, &dst.Late[t], dst.ForceAt(t))
	}
	return ok && len(rest) == 0
}

// inflate checks the head of a chunk, its size against the facts and its checksum, and returns what is in it: a view
// of the file where nothing was compressed.
func (x *decoder) inflate(src *source, e *located, i int, period float64) ([]byte, error) {
	chunk, at := e.chunkAt(i), e.chunkAt(i).at
	from, to := e.steps(i)
	if want := e.partSize(i); chunk.body == nil && int64(chunk.size) > want+want/64+maxChunkHead {
		return nil, damaged(at, "the chunk of episode %d takes %d bytes: %d steps take %d", e.Number, chunk.size, to-from, want)
	}
	if chunk.body == nil {
		x.packed = slices.Grow(x.packed[:0], max(chunk.size, partChunk+maxChunkHead))
	}
	body := src.body(chunk, x.packed)
	c := cursor{rest: body}
	start, end, size, sum := c.u64(), c.u64(), c.u64(), c.u32()
	compression := string(c.prefixed())
	packed := c.take(c.u64())
	switch {
	case !c.done():
		return nil, damaged(at, "the chunk of episode %d does not fill its record", e.Number)
	case start != logTime(from, period) || end != logTime(to-1, period):
		return nil, damaged(at, "the chunk of episode %d runs from %d to %d ns", e.Number, start, end)
	case size != uint64(e.partSize(i)):
		return nil, damaged(at, "the chunk of episode %d says %d bytes: %d steps take %d", e.Number, size, min(to, e.Steps)-from, e.partSize(i))
	}
	switch mcap.CompressionFormat(compression) {
	case mcap.CompressionNone:
	case mcap.CompressionZSTD:
		var err error
		x.buf = slices.Grow(x.buf[:0], int(size))
		x.buf, err = x.zstd.DecodeAll(packed, x.buf[:0:size])
		if err != nil {
			return nil, damaged(at, "the chunk of episode %d cannot be decompressed: %v", e.Number, err)
		}
		packed = x.buf
	default:
		return nil, damaged(at, "the chunk of episode %d is compressed with %.8q", e.Number, compression)
	}
	if uint64(len(packed)) != size {
		return nil, damaged(at, "the chunk of episode %d has %d bytes: it says %d", e.Number, len(packed), size)
	}
	if got := crc32.ChecksumIEEE(packed); got != sum {
		return nil, damaged(at, "the checksum of the chunk of episode %d is %08x, recorded %08x", e.Number, got, sum)
	}
	return packed, nil
}

// resize returns a slice of n numbers, xs itself where it is large enough.
func resize(xs []float64, n int) []float64 { return slices.Grow(xs[:0], n)[:n] }
