package demos

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/fenchel-gym/fenchel/envs"
)

// Names of the two kinds of metadata records in a recording.
const (
	datasetRecord = "fenchel.dataset" // once a file: the manifest without its reference returns
	episodeRecord = "fenchel.episode" // before each chunk: the facts of its episode
)

// Facts are what a recording says about an episode besides its steps.
type Facts struct {
	Number   uint64 // of the episode in the data set; also in the file's name
	Seed     uint64
	Purpose  envs.Purpose
	Index    uint64
	Steps    int // T
	Obs, Act int // d and k
	End      envs.End
	Tags     []string
	Task     string // Spec.Hash of the task
	Labelled bool   // whether each step has a label and an author; since version 2
	Driven   bool   // whether each step says how late it was; since version 3
	Forced   bool   // whether each step has a force from outside; since version 3
	PerChunk int    // steps of a chunk, the last having what is left; 0: one chunk holds all; since version 4
}

// entries are the facts as MCAP metadata. Checksums in MCAP cover the file and the inside of a chunk; "check" lets one
// episode of a damaged file be trusted by itself.
func (f *Facts) entries() map[string]string {
	tags, err := json.Marshal(append([]string{}, f.Tags...))
	if err != nil {
		panic("demos: tags that JSON cannot hold")
	}
	e := map[string]string{
		"number":  strconv.FormatUint(f.Number, 10),
		"seed":    strconv.FormatUint(f.Seed, 10),
		"purpose": strconv.FormatUint(uint64(f.Purpose), 10),
		"index":   strconv.FormatUint(f.Index, 10),
		"steps":   strconv.Itoa(f.Steps),
		"obs":     strconv.Itoa(f.Obs),
		"act":     strconv.Itoa(f.Act),
		"end":     f.End.String(),
		"tags":    string(tags),
		"task":    f.Task,
	}
	for key, yes := range map[string]bool{"labelled": f.Labelled, "driven": f.Driven, "forced": f.Forced} {
		if yes {
			e[key] = "yes"
		}
	}
	if f.PerChunk > 0 {
		e["per_chunk"] = strconv.Itoa(f.PerChunk)
	}
	sum := crc32.NewIEEE()
	for _, key := range slices.Sorted(maps.Keys(e)) {
		fmt.Fprintf(sum, "%s=%s\n", key, e[key])
	}
	e["check"] = fmt.Sprintf("%08x", sum.Sum32())
	return e
}

// parse is the inverse of entries. What entries would not write again in the same letters is refused.
func (f *Facts) parse(e map[string]string) error {
	var err error
	number := func(key string, bits int) uint64 {
		v, bad := strconv.ParseUint(e[key], 10, bits)
		if bad != nil && err == nil {
			err = fmt.Errorf("%s %.40q is not a number", key, e[key])
		}
		return v
	}
	*f = Facts{
		Number: number("number", 64), Seed: number("seed", 64), Purpose: envs.Purpose(number("purpose", 16)),
		Index: number("index", 64), Steps: int(number("steps", 31)), Obs: int(number("obs", 31)), Act: int(number("act", 31)),
		Task: e["task"], Labelled: e["labelled"] != "",
		Driven: e["driven"] != "", Forced: e["forced"] != "",
	}
	if err != nil {
		return err
	}
	if _, long := e["per_chunk"]; long {
		f.PerChunk = int(number("per_chunk", 31))
	}
	if err != nil {
		return err
	}
	end, ok := envs.ParseEnd(e["end"])
	if !ok {
		return fmt.Errorf("unknown end %.40q", e["end"])
	}
	f.End = end
	if err := json.Unmarshal([]byte(e["tags"]), &f.Tags); err != nil {
		return fmt.Errorf("tags: %w", err)
	}
	if err := checkTags(f.Tags); err != nil {
		return err
	}
	if !maps.Equal(f.entries(), e) {
		return fmt.Errorf("the checksum of its facts is wrong")
	}
	return f.checkSize()
}

// checkSize bounds what an episode may take, before anything is allocated for it.
func (f *Facts) checkSize() error {
	switch {
	case f.Driven && !f.Labelled || f.Forced && !f.Driven:
		return fmt.Errorf("an episode that was driven without labels, or pushed without being driven")
	case f.Steps < 1 || f.Obs < 1 || f.Act < 1 || f.Obs > maxChannels || f.Act > maxChannels:
		return fmt.Errorf("an episode of %d steps with %d observations and %d actions", f.Steps, f.Obs, f.Act)
	case f.PerChunk < 0 || f.PerChunk >= f.Steps:
		return fmt.Errorf("an episode of %d steps in chunks of %d", f.Steps, f.PerChunk)
	case f.size() > maxEpisode:
		return fmt.Errorf("an episode of %d steps takes %d bytes: want at most %d", f.Steps, f.size(), int64(maxEpisode))
	}
	return nil
}

const (
	maxEpisode = 1 << 29 // bytes of the steps of a file, before compression
	wholeChunk = 8 << 20 // of those of an episode that is written as one chunk
	partChunk  = 4 << 20 // of one chunk of a longer episode
	maxFile    = 1 << 30 // bytes of a file
	maxBatch   = 1 << 16 // episodes of a file
	recordHead = 1 + 8   // opcode and length of a record
	stepHead   = recordHead + 2 + 4 + 8 + 8
)

// size is the exact size of the episode's chunks before compression.
func (f *Facts) size() int64 {
	step, last := stepHead+stepSize(f), stepHead+doublesSize(f.Obs)
	return int64(f.parts())*int64(len(layoutOf(f).preamble)) + int64(f.Steps)*int64(step) + int64(last)
}

// parts is the number of chunks.
func (f *Facts) parts() int {
	if f.PerChunk == 0 {
		return 1
	}
	return (f.Steps + f.PerChunk - 1) / f.PerChunk
}

// steps are what the i-th chunk holds: the messages from one to before another. The last chunk has the final observation,
// which is message number Steps.
func (f *Facts) steps(i int) (from, to int) {
	if i == f.parts()-1 {
		return i * f.PerChunk, f.Steps + 1
	}
	return i * f.PerChunk, (i + 1) * f.PerChunk
}

// partSize is the exact size of the i-th chunk before compression.
func (f *Facts) partSize(i int) int64 {
	one := Facts{Obs: f.Obs, Act: f.Act, Labelled: f.Labelled, Driven: f.Driven, Forced: f.Forced}
	from, to := f.steps(i)
	if to > f.Steps {
		one.Steps = f.Steps - from
		return one.size()
	}
	one.Steps = to - from
	return one.size() - int64(stepHead+doublesSize(f.Obs))
}

// divide cuts an episode that is too long for one chunk into several, so that neither writing nor reading it holds more
// than a few of its bytes at a time.
func (f *Facts) divide() {
	if f.size() > wholeChunk {
		f.PerChunk = max(1, partChunk/(stepHead+stepSize(f)))
	}
}

// forces is how many numbers the force of a step has.
func (f *Facts) forces() int {
	if f.Forced {
		return envs.ForceLen
	}
	return 0
}

// logTime is the simulated time of step t in nanoseconds.
func logTime(t int, period float64) uint64 { return uint64(math.Round(float64(t) * period * 1e9)) }

// factsOf are the facts of a demonstration.
func factsOf(m *Manifest, number uint64, d *Demonstration) Facts {
	f := Facts{
		Number: number, Seed: d.Seed, Purpose: d.Purpose, Index: d.Index, Steps: d.Len(),
		Obs: len(m.Task.Obs), Act: m.Task.Action.Dim(), End: d.End, Tags: d.Tags, Task: m.TaskHash, Labelled: d.Label != nil,
		Driven: d.Driven(), Forced: d.Force != nil,
	}
	f.divide()
	return f
}
