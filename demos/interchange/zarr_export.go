package interchange

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// chunkNumbers is about how many numbers a chunk that is written has.
const chunkNumbers = 1 << 17

// exportZarr writes a folder of zarr 2, which zarr 3 reads too, compressed with Zstandard, each frame with a checksum.
func exportZarr(x *Export) error {
	e, err := x.extent()
	if err != nil {
		return err
	}
	for _, group := range []string{"", "data", "meta"} {
		path := filepath.Join(x.Target, group, zarrGroup2)
		if err := writeText(path, []byte("{\"zarr_format\": 2}\n")); err != nil {
			return err
		}
	}
	pack, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true))
	if err != nil {
		return err
	}
	defer pack.Close()
	for _, c := range x.zarrColumns(e) {
		w := &chunkWriter{dir: filepath.Join(x.Target, filepath.FromSlash(c.name)), column: c, pack: pack}
		if err := w.write(x); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
	}
	return nil
}

// zarrColumns are what a step has below data, and what an episode has below meta.
func (x *Export) zarrColumns(e *extent) []column {
	d := len(x.Spec.Obs)
	obs := func(d int, last bool) func(*demos.Demonstration) []float64 {
		return func(demo *demos.Demonstration) []float64 {
			if last {
				return demo.Obs[d:]
			}
			return demo.Obs[:len(demo.Obs)-d]
		}
	}
	list := []column{
		{"data/obs", float64Number, []int{e.steps, d}, obs(d, false), nil},
		{"data/next_obs", float64Number, []int{e.steps, d}, obs(d, true), nil},
		x.acts("data/action", e),
		{"data/reward", float64Number, []int{e.steps}, func(d *demos.Demonstration) []float64 { return d.Reward }, nil},
	}
	for _, c := range x.extraColumns(e) {
		c.name = "data/" + c.name
		list = append(list, c)
	}
	list = append(list, column{"meta/episode_ends", int64Number, []int{len(e.ends)}, nil, e.cumulative()})
	for _, c := range x.ownColumns(e) {
		c.name = "meta/" + c.name
		list = append(list, c)
	}
	return list
}

// chunkWriter writes an array, chunk after chunk.
type chunkWriter struct {
	column
	dir   string
	pack  *zstd.Encoder
	size  int // bytes of a chunk
	raw   []byte
	count int
}

func (w *chunkWriter) write(x *Export) error {
	chunk := slices.Clone(w.shape)
	width := widthOf(w.shape)
	chunk[0] = max(1, min(w.shape[0], chunkNumbers/max(width, 1)))
	w.size = chunk[0] * width * w.number.size
	facts, err := json.MarshalIndent(map[string]any{
		"zarr_format": 2, "shape": w.shape, "chunks": chunk, "dtype": w.number.String(), "order": "C", "fill_value": 0,
		"filters": nil, "compressor": map[string]any{"id": "zstd", "level": 3},
	}, "", "  ")
	if err != nil {
		return err
	}
	if err := writeText(filepath.Join(w.dir, zarrArray2), facts); err != nil {
		return err
	}
	err = x.encode(w.column, func(raw []byte) error {
		w.raw = append(w.raw, raw...)
		for len(w.raw) >= w.size {
			if err := w.chunk(w.raw[:w.size]); err != nil {
				return err
			}
			w.raw = w.raw[:copy(w.raw, w.raw[w.size:])]
		}
		return nil
	})
	if err != nil || len(w.raw) == 0 {
		return err
	}
	return w.chunk(append(w.raw, make([]byte, w.size-len(w.raw))...)) // a last chunk is whole too
}

// chunk writes the next chunk.
func (w *chunkWriter) chunk(raw []byte) error {
	name := fmt.Sprint(w.count) + strings.Repeat(".0", len(w.shape)-1)
	w.count++
	return disk.WriteNew(filepath.Join(w.dir, name), w.pack.EncodeAll(raw, nil))
}
