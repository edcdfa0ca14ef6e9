package interchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// mostShard is about how many bytes of numbers a file of frames holds, and rowGroup how many frames are compressed at once.
const (
	mostShard = 100 << 20
	rowGroup  = 1 << 15
)

// exportLeRobot writes a folder of LeRobot 3.0, without videos.
func exportLeRobot(x *Export) error {
	e, err := x.extent()
	if err != nil {
		return err
	}
	w := &lerobotWriter{x: x, extent: e, fps: max(1, math.Round(1/x.Spec.Period))}
	if d := math.Abs(w.fps*x.Spec.Period - 1); d > 1e-9 {
		x.leave(fmt.Sprintf("the period of %v s: frames are %v a second", x.Spec.Period, w.fps))
	}
	w.columns = w.features()
	for i, c := range w.columns {
		w.stats = append(w.stats, newMoments(widthOf(c.shape)))
		w.index = append(w.index, i)
	}
	slices.SortFunc(w.index, func(i, j int) int { return strings.Compare(w.columns[i].name, w.columns[j].name) })
	if err := w.frames(); err != nil {
		return err
	}
	return w.meta()
}

// lerobotWriter is an export.
type lerobotWriter struct {
	x *Export
	*extent
	fps     float64
	columns []column // of a frame
	index   []int    // of the columns, in the order of their names, which is that of the file
	stats   []*moments
	tags    [][]string

	to      *parquet.GenericWriter[any]
	file    sink
	bytes   int   // of numbers in the present file
	pending int   // frames of the present row group
	shards  []int // the file of each episode
	shard   int
	start   int // the first frame of the present episode
	episode int
	rows    []parquet.Row
}

// features are the columns of a frame.
func (w *lerobotWriter) features() []column {
	x, d := w.x, len(w.x.Spec.Obs)
	each := func(name string, n number, f func(t int) float64) column {
		return column{name, n, []int{w.steps}, func(demo *demos.Demonstration) []float64 {
			xs := make([]float64, demo.Len())
			for t := range xs {
				xs[t] = f(t)
			}
			return xs
		}, nil}
	}
	list := []column{
		{"observation.state", float64Number, []int{w.steps, d}, func(demo *demos.Demonstration) []float64 { return demo.Obs[:len(demo.Obs)-d] }, nil},
		{"next.observation.state", float64Number, []int{w.steps, d}, func(demo *demos.Demonstration) []float64 { return demo.Obs[d:] }, nil},
		x.acts("action", w.extent),
		{"next.reward", float64Number, []int{w.steps}, func(demo *demos.Demonstration) []float64 { return demo.Reward }, nil},
		{"next.done", boolNumber, []int{w.steps}, func(demo *demos.Demonstration) []float64 {
			xs := make([]float64, demo.Len())
			xs[len(xs)-1] = 1
			return xs
		}, nil},
		each("timestamp", number{'f', 4, nil}, func(t int) float64 { return float64(t) / w.fps }),
		each("frame_index", int64Number, func(t int) float64 { return float64(t) }),
		each("episode_index", int64Number, func(int) float64 { return float64(w.episode) }),
		each("index", int64Number, func(t int) float64 { return float64(w.start + t) }),
		each("task_index", int64Number, func(int) float64 { return 0 }),
	}
	return append(list, x.extraColumns(w.extent)...)
}

// node is a column's type in the file: a list where a frame has several numbers.
func (c column) node() parquet.Node {
	leaf := parquet.Leaf(parquet.DoubleType)
	switch {
	case c.number.kind == 'f' && c.number.size == 4:
		leaf = parquet.Leaf(parquet.FloatType)
	case c.number.kind == 'i':
		leaf = parquet.Int(64)
	case c.number.kind == 'b':
		leaf = parquet.Leaf(parquet.BooleanType)
	}
	if widthOf(c.shape) > 1 {
		return parquet.List(leaf)
	}
	return leaf
}

// values appends a frame's numbers to a row, as the column of an index.
func (c column) values(row parquet.Row, xs []float64, index int) parquet.Row {
	list := 0
	if len(xs) > 1 {
		list = 1
	}
	for i, x := range xs {
		var v parquet.Value
		switch {
		case c.number.kind == 'f' && c.number.size == 4:
			v = parquet.FloatValue(float32(x))
		case c.number.kind == 'f':
			v = parquet.DoubleValue(x)
		case c.number.kind == 'i':
			v = parquet.Int64Value(int64(x))
		default:
			v = parquet.BooleanValue(x != 0)
		}
		row = append(row, v.Level(min(i, 1), list, index))
	}
	return row
}

// frames writes all episodes, a new file where one would grow beyond mostShard.
func (w *lerobotWriter) frames() error {
	width := 0
	for _, c := range w.columns {
		width += 8 * widthOf(c.shape)
	}
	err := w.x.each(func(_ int, d *demos.Demonstration) error {
		if w.to != nil && w.bytes+width*d.Len() > mostShard {
			if err := w.close(); err != nil {
				return err
			}
			w.shard++
		}
		if w.to == nil {
			if err := w.open(); err != nil {
				return err
			}
		}
		w.bytes += width * d.Len()
		w.shards, w.tags = append(w.shards, w.shard), append(w.tags, slices.Clone(d.Tags))
		return w.frame(d)
	})
	if w.to != nil {
		err = errors.Join(err, w.close())
	}
	return err
}

// frame writes the frames of an episode.
func (w *lerobotWriter) frame(d *demos.Demonstration) error {
	blocks := make([][]float64, len(w.columns))
	for i, c := range w.columns {
		blocks[i] = c.put(d)
		w.stats[i].add(blocks[i])
	}
	const most = 256
	for t := 0; t < d.Len(); {
		n := min(most, d.Len()-t)
		for len(w.rows) < n {
			w.rows = append(w.rows, nil)
		}
		for r := range n {
			w.rows[r] = w.rows[r][:0]
			for index, i := range w.index {
				k := widthOf(w.columns[i].shape)
				w.rows[r] = w.columns[i].values(w.rows[r], blocks[i][(t+r)*k:(t+r+1)*k], index)
			}
		}
		if _, err := w.to.WriteRows(w.rows[:n]); err != nil {
			return err
		}
		t += n
		if w.pending += n; w.pending >= rowGroup {
			if err := w.to.Flush(); err != nil {
				return err
			}
			w.pending = 0
		}
	}
	w.start += d.Len()
	w.episode++
	return nil
}

// lerobotFile is the path of a numbered file of a folder.
func lerobotFile(target, folder string, i int) string {
	return filepath.Join(target, filepath.FromSlash(folder), fmt.Sprintf("chunk-%03d", i/1000), fmt.Sprintf("file-%03d.parquet", i%1000))
}

func (w *lerobotWriter) open() error {
	group := parquet.Group{}
	for _, c := range w.columns {
		group[c.name] = c.node()
	}
	var err error
	w.file, w.to, err = createParquet(lerobotFile(w.x.Target, "data", w.shard), group)
	w.bytes, w.pending = 0, 0
	return err
}

func (w *lerobotWriter) close() error {
	err := errors.Join(w.to.Close(), w.file.Sync(), w.file.Close())
	w.to, w.file = nil, nil
	return err
}

// sink is a file that is written.
type sink interface {
	Write(p []byte) (int, error)
	Sync() error
	Close() error
}

// createParquet creates a file, compressed with Snappy as LeRobot does.
func createParquet(path string, group parquet.Group, options ...parquet.WriterOption) (sink, *parquet.GenericWriter[any], error) {
	if err := disk.MakeDirs(disk.OS{}, filepath.Dir(path)); err != nil {
		return nil, nil, err
	}
	f, err := disk.CreateNew(path)
	if err != nil {
		return nil, nil, err
	}
	options = append(options, parquet.NewSchema("schema", group), parquet.Compression(&parquet.Snappy))
	return f, parquet.NewGenericWriter[any](f, options...), nil
}

// writeParquet creates a file of rows.
func writeParquet(path string, group parquet.Group, rows []parquet.Row, options ...parquet.WriterOption) error {
	f, to, err := createParquet(path, group, options...)
	if err != nil {
		return err
	}
	_, err = to.WriteRows(rows)
	return errors.Join(err, to.Close(), f.Sync(), f.Close())
}

// meta writes what describes the frames: info.json, stats.json, the tasks and the episodes.
func (w *lerobotWriter) meta() error {
	for name, facts := range map[string]any{"info.json": w.info(), "stats.json": w.allStats()} {
		text, err := json.MarshalIndent(facts, "", "    ")
		if err == nil {
			err = writeText(filepath.Join(w.x.Target, "meta", name), append(text, '\n'))
		}
		if err != nil {
			return err
		}
	}
	tasks := parquet.Group{"task": parquet.String(), "task_index": parquet.Int(64)}
	row := parquet.Row{parquet.ByteArrayValue([]byte(w.x.Spec.Name)).Level(0, 0, 0), parquet.Int64Value(0).Level(0, 0, 1)}
	err := writeParquet(filepath.Join(w.x.Target, "meta", "tasks.parquet"), tasks, []parquet.Row{row}, parquet.KeyValueMetadata("pandas", taskIndex))
	if err != nil {
		return err
	}
	return w.episodes()
}

// taskIndex tells pandas that the column task is the index.
const taskIndex = `{"index_columns": ["task"], "column_indexes": [], "columns": [` +
	`{"name": "task_index", "field_name": "task_index", "pandas_type": "int64", "numpy_type": "int64", "metadata": null}, ` +
	`{"name": "task", "field_name": "task", "pandas_type": "unicode", "numpy_type": "object", "metadata": null}], "pandas_version": "2.0.0"}`

// episodes writes where the frames of each episode are.
func (w *lerobotWriter) episodes() error {
	// In the order of the names, which is that of the columns.
	names := []string{"data/chunk_index", "data/file_index", "dataset_from_index", "dataset_to_index", "episode_index", "length",
		"meta/episodes/chunk_index", "meta/episodes/file_index"}
	group := parquet.Group{"tasks": parquet.List(parquet.String())}
	for _, name := range names {
		group[name] = parquet.Int(64)
	}
	var rows []parquet.Row
	from := 0
	for i, n := range w.lengths {
		var row parquet.Row
		for index, x := range []int{w.shards[i] / 1000, w.shards[i] % 1000, from, from + n, i, n, 0, 0} {
			row = append(row, parquet.Int64Value(int64(x)).Level(0, 0, index))
		}
		rows = append(rows, append(row, parquet.ByteArrayValue([]byte(w.x.Spec.Name)).Level(0, 1, len(names))))
		from += n
	}
	return writeParquet(lerobotFile(w.x.Target, "meta/episodes", 0), group, rows)
}

// info is info.json.
func (w *lerobotWriter) info() map[string]any {
	features := map[string]any{}
	for i, c := range w.columns {
		var names any
		switch {
		case c.name == "observation.state" || c.name == "next.observation.state":
			names = channelList(w.x, true)
		case c.name == "action" && !w.x.discrete():
			names = channelList(w.x, false)
		}
		features[c.name] = map[string]any{"dtype": numberNames[fmt.Sprintf("%c%d", c.number.kind, c.number.size)], "shape": []int{len(w.stats[i].mean)}, "names": names}
	}
	own := &lerobotOwn{Tags: w.tags}
	for _, end := range w.ends {
		own.Ends = append(own.Ends, end.String())
	}
	if own.Low, own.High = w.x.bounds(); w.x.discrete() {
		own.Choices, own.Low, own.High = w.x.Spec.Action.Dim(), nil, nil
	}
	w.x.Left = slices.DeleteFunc(w.x.Left, func(what string) bool { return what == "tags" })
	return map[string]any{
		"codebase_version": "v3.0", "robot_type": nil, "fps": int(w.fps), "features": features, "fenchel": own,
		"total_episodes": len(w.lengths), "total_frames": w.steps, "total_tasks": 1, "chunks_size": 1000,
		"data_files_size_in_mb": 100, "video_files_size_in_mb": 200, "splits": map[string]string{"train": fmt.Sprintf("0:%d", len(w.lengths))},
		"data_path": "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet", "video_path": nil,
	}
}

// channelList is the names of observations or actions, where they are known.
func channelList(x *Export, obs bool) []string {
	list := x.Spec.Act
	if obs {
		list = x.Spec.Obs
	}
	var names []string
	for _, c := range list {
		names = append(names, c.Name)
	}
	return names
}

func (w *lerobotWriter) allStats() map[string]any {
	all := map[string]any{}
	for i, c := range w.columns {
		if s := w.stats[i]; s.finite() {
			all[c.name] = s.facts()
		}
	}
	return all
}

// moments are the statistics of columns side by side, by Welford's updates.
type moments struct {
	n                  int
	mean, m2, min, max []float64
}

func newMoments(width int) *moments {
	m := &moments{mean: make([]float64, width), m2: make([]float64, width)}
	for range width {
		m.min, m.max = append(m.min, math.Inf(1)), append(m.max, math.Inf(-1))
	}
	return m
}

func (m *moments) add(xs []float64) {
	width := len(m.mean)
	for ; len(xs) > 0; xs = xs[width:] {
		m.n++
		for j, x := range xs[:width] {
			d := x - m.mean[j]
			m.mean[j] += d / float64(m.n)
			m.m2[j] += d * (x - m.mean[j])
			m.min[j], m.max[j] = math.Min(m.min[j], x), math.Max(m.max[j], x)
		}
	}
}

// finite reports whether all were numbers: labels may be NaN.
func (m *moments) finite() bool {
	return !slices.ContainsFunc(m.m2, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) })
}

func (m *moments) facts() map[string]any {
	std := make([]float64, len(m.m2))
	for j := range std {
		std[j] = math.Sqrt(m.m2[j] / float64(max(m.n, 1)))
	}
	return map[string]any{"mean": m.mean, "std": std, "min": m.min, "max": m.max, "count": []int{m.n}}
}
