package interchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/fenchel-gym/fenchel/envs"
)

// A data set of LeRobot 3.0 is a folder: meta/info.json names the features, meta/episodes/chunk-…/file-….parquet says how
// long each episode is, and data/chunk-…/file-….parquet has a row for each frame. It has no observation after the last
// action; an export of ours adds the feature next.observation.state, and what else is ours to info.json. Observations are
// the features observation.…, in the order of their names; videos and images are left out, and named.
func init() {
	Register(Format{
		Name:      "lerobot",
		Summary:   "a folder of LeRobot 3.0: meta/info.json, episodes and frames in Parquet; videos are left out",
		Recognize: func(s *Source) bool { return s.has(lerobotInfo) },
		Export:    exportLeRobot,
		Episodes:  readLeRobot,
		Foreign:   lerobotSpec,
		Files:     []string{"meta/", "data/"},
	})
}

const lerobotInfo = "meta/info.json"

// lerobotFacts are what is read of info.json.
type lerobotFacts struct {
	Version  string `json:"codebase_version"`
	FPS      float64
	Frames   int `json:"total_frames"`
	Episodes int `json:"total_episodes"`
	Features map[string]lerobotFeature
	Own      *lerobotOwn `json:"fenchel,omitempty"`
}

type lerobotFeature struct {
	DType string
	Shape []int
}

// lerobotOwn is what an export of ours adds to info.json.
type lerobotOwn struct {
	Choices   int        `json:"choices,omitempty"` // of a discrete action
	Low, High []float64  `json:",omitempty"`        // bounds of the actions
	Ends      []string   `json:"ends"`              // why each episode ended
	Tags      [][]string `json:"tags,omitempty"`
}

// lerobotRoles are what features that are no observations are called in a replay buffer.
var lerobotRoles = map[string]string{
	"action": "action", "next.reward": "reward", "next.observation.state": "next_obs/state",
	labelsKey: labelsKey, authorsKey: authorsKey, lateKey: lateKey, forceKey: forceKey,
}

// lerobotKnown are features that say nothing that is not known, or are read by themselves.
var lerobotKnown = []string{"timestamp", "frame_index", "episode_index", "index", "task_index", "next.done", "next.success", "next.truncated"}

// lerobotStore is the frames as a replay buffer.
type lerobotStore struct {
	source  *Source
	facts   *lerobotFacts
	files   []string
	rows    []int
	guarded bool
	sorted  []string
	keys    map[string]string // name in a buffer: feature
	left    []string
	opened  map[string]*parquetColumn
	ends    []float64
	tasks   [][]string // of each episode
}

func readInfo(s *Source) (*lerobotFacts, error) {
	text, err := readBounded(s.FS, lerobotInfo, longestLine)
	if err != nil {
		return nil, err
	}
	f := &lerobotFacts{}
	if err := json.Unmarshal(text, f); err != nil {
		return nil, fmt.Errorf("%s: %w", lerobotInfo, syntax(err))
	}
	switch {
	case !strings.HasPrefix(f.Version, "v3."):
		return nil, fmt.Errorf("%s: codebase_version %.20q: want v3.0; LeRobot itself converts older ones", lerobotInfo, f.Version)
	case !(f.FPS > 0 && f.FPS < 1e6):
		return nil, fmt.Errorf("%s: fps %v", lerobotInfo, f.FPS)
	case f.Own != nil && len(f.Own.Ends) != f.Episodes:
		return nil, fmt.Errorf("%s: %d ends of %d episodes", lerobotInfo, len(f.Own.Ends), f.Episodes)
	}
	return f, nil
}

func openLeRobot(s *Source) (*lerobotStore, error) {
	facts, err := readInfo(s)
	if err != nil {
		return nil, err
	}
	l := &lerobotStore{source: s, facts: facts, keys: map[string]string{}, opened: map[string]*parquetColumn{}, guarded: true}
	if l.files, l.rows, err = l.shards("data"); err != nil {
		return nil, err
	}
	if err := l.readEpisodes(); err != nil {
		return nil, err
	}
	return l, l.features()
}

// shards are the files of a folder in their order, and the rows of each.
func (l *lerobotStore) shards(folder string) (files []string, rows []int, err error) {
	files, err = fs.Glob(l.source.FS, folder+"/chunk-*/file-*.parquet")
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s holds no chunk-*/file-*.parquet", folder)
	}
	for _, name := range files {
		f, err := openParquet(l.source, name)
		if err != nil {
			return nil, nil, err
		}
		n := f.NumRows()
		l.guarded = l.guarded && strings.Contains(f.Metadata().CreatedBy, "parquet-go")
		if err := f.closer.Close(); err != nil {
			return nil, nil, err
		}
		if n < 0 || n > mostElements {
			return nil, nil, fmt.Errorf("%s: %d rows", name, n)
		}
		rows = append(rows, int(n))
	}
	return files, rows, err
}

// column is a feature of files, rows of a shape.
func (l *lerobotStore) column(files []string, rows []int, name string, row []int) *parquetColumn {
	total := 0
	for _, n := range rows {
		total += n
	}
	return &parquetColumn{source: l.source, files: files, rows: rows, name: name, shape: append([]int{total}, row...), guarded: l.guarded}
}

// readEpisodes reads how long each episode is, and what its tasks are called.
func (l *lerobotStore) readEpisodes() error {
	files, rows, err := l.shards("meta/episodes")
	if err != nil {
		return err
	}
	lengths := l.column(files, rows, "length", nil)
	defer lengths.Close()
	n := lengths.Rows()
	if n != l.facts.Episodes || n > mostEpisodes {
		return fmt.Errorf("%s says %d episodes, meta/episodes has %d", lerobotInfo, l.facts.Episodes, n)
	}
	xs, total := make([]float64, n), 0.0
	if err := lengths.Float64s(xs, 0); err != nil {
		return fmt.Errorf("meta/episodes: %w", err)
	}
	for _, x := range xs {
		total += x
		l.ends = append(l.ends, total)
	}
	frames := 0
	for _, n := range l.rows {
		frames += n
	}
	if total != float64(frames) || frames != l.facts.Frames {
		return fmt.Errorf("%s says %d frames, meta/episodes %v, data has %d", lerobotInfo, l.facts.Frames, total, frames)
	}
	return l.readTasks(files, rows)
}

// readTasks makes tags of what the episodes' tasks are called.
func (l *lerobotStore) readTasks(files []string, rows []int) error {
	if l.facts.Own != nil {
		l.tasks = l.facts.Own.Tags
		return nil
	}
	tasks := l.column(files, rows, "tasks", []int{1})
	defer tasks.Close()
	err := tasks.read(tasks.Rows(), 0, func(_ int, values []parquet.Value) error {
		var list []string
		for _, v := range values {
			if v.IsNull() {
				continue
			}
			if v.Kind() != parquet.ByteArray || len(v.ByteArray()) > 1<<12 {
				return errors.New("a task is no short text")
			}
			list = append(list, "task:"+string(v.ByteArray()))
		}
		l.tasks = append(l.tasks, list)
		return nil
	})
	if err != nil {
		return fmt.Errorf("meta/episodes: %w", err)
	}
	return nil
}

// features finds what each feature is.
func (l *lerobotStore) features() error {
	for _, key := range slices.Sorted(maps.Keys(l.facts.Features)) {
		f := l.facts.Features[key]
		name := lerobotRoles[key]
		if rest, ok := strings.CutPrefix(key, "observation."); ok {
			name = "observation/" + rest
		}
		switch {
		case slices.Contains(lerobotKnown, key):
		case f.DType == "video" || f.DType == "image" || f.DType == "string":
			l.left = append(l.left, fmt.Sprintf("%s (%s of %v)", key, f.DType, f.Shape))
		case name == "":
			l.left = append(l.left, key)
		case !sane(f.Shape) || widthOf(append([]int{1}, f.Shape...)) > mostNumbers:
			return fmt.Errorf("%s: the shape of %s is %v", lerobotInfo, key, f.Shape)
		default:
			l.keys[name] = key
			l.sorted = append(l.sorted, name)
		}
	}
	l.sorted = append(l.sorted, "episode_ends")
	if own := l.facts.Own; own != nil && own.Choices > 0 {
		l.sorted = append(l.sorted, bufferChoices)
	} else if own != nil && own.Low != nil {
		l.sorted = append(l.sorted, bufferLow, bufferHigh)
	}
	slices.Sort(l.sorted)
	return nil
}

func (l *lerobotStore) names() []string { return l.sorted }

func (l *lerobotStore) array(name string) (array, error) {
	switch name {
	case "episode_ends":
		return inMemory{name, l.ends}, nil
	case bufferChoices:
		return inMemory{name, []float64{float64(l.facts.Own.Choices)}}, nil
	case bufferLow:
		return inMemory{name, l.facts.Own.Low}, nil
	case bufferHigh:
		return inMemory{name, l.facts.Own.High}, nil
	}
	return l.feature(l.keys[name]), nil
}

// feature is the column of a feature, opened once.
func (l *lerobotStore) feature(key string) *parquetColumn {
	if l.opened[key] == nil {
		l.opened[key] = l.column(l.files, l.rows, key, l.facts.Features[key].Shape)
	}
	return l.opened[key]
}

func (l *lerobotStore) close() error {
	var err error
	for _, c := range l.opened {
		err = errors.Join(err, c.Close())
	}
	return err
}

// outcome is why an episode ended: as ours says it, or by the last flags next.success and next.truncated.
func (l *lerobotStore) outcome(e *Episode, i, last int) error {
	if own := l.facts.Own; own != nil {
		end, ok := envs.ParseEnd(own.Ends[i])
		if !ok || end == envs.Diverged {
			return fmt.Errorf("%.40q is no end", own.Ends[i])
		}
		e.End, e.ownEnd = end, true
		return nil
	}
	for _, flag := range []struct {
		key string
		end envs.End
	}{{"next.truncated", envs.TimedOut}, {"next.success", envs.Reached}} {
		if _, ok := l.facts.Features[flag.key]; !ok {
			continue
		}
		var x [1]float64
		if err := l.feature(flag.key).Float64s(x[:], last); err != nil {
			return err
		}
		if x[0] == 1 {
			e.End = flag.end
		}
	}
	return nil
}

// inMemory is a short array.
type inMemory struct {
	name string
	xs   []float64
}

func (a inMemory) Path() string  { return a.name }
func (a inMemory) Shape() []int  { return []int{len(a.xs)} }
func (a inMemory) Rows() int     { return len(a.xs) }
func (a inMemory) Width() int    { return 1 }
func (a inMemory) Guarded() bool { return true }

func (a inMemory) Float64s(dst []float64, from int) error {
	copy(dst, a.xs[from:])
	return nil
}

func readLeRobot(s *Source) iter.Seq2[*Episode, error] {
	return func(yield func(*Episode, error) bool) {
		l, err := openLeRobot(s)
		if err != nil {
			yield(nil, err)
			return
		}
		defer l.close()
		b, err := openBuffer(l)
		if err != nil {
			yield(nil, err)
			return
		}
		i, rows := 0, 0
		for e, err := range b.each() {
			if err == nil {
				rows += len(e.Act)
				e.Left = append(e.Left, l.left...)
				err = l.outcome(e, i, rows-1)
			}
			if err == nil && i < len(l.tasks) {
				e.Tags = l.tasks[i]
			}
			if !yield(e, err) || err != nil {
				return
			}
			i++
		}
	}
}

// lerobotSpec is the task of a folder, whose period is that of its frames.
func lerobotSpec(s *Source) (envs.Spec, error) {
	l, err := openLeRobot(s)
	if err != nil {
		return envs.Spec{}, err
	}
	defer l.close()
	b, err := openBuffer(l)
	if err != nil {
		return envs.Spec{}, err
	}
	spec, err := b.spec(path.Base(s.Name))
	spec.Period = 1 / l.facts.FPS
	return spec, err
}
