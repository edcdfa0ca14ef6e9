package pusht

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Published is a list of starts on which others have published results, each the draw of a seed.
type Published struct {
	Name      string
	Generator string // numpy's generator that draws, and where it is used
	Seeds     [2]int // the first and the last
	Starts    []Pose // to be set in Legacy mode
}

// publishedSets are the lists without their starts.
var publishedSets = []Published{
	{Name: "dp-train-6", Generator: "RandomState, diffusion_policy's training starts", Seeds: [2]int{0, 5}},
	{Name: "dp-test-50", Generator: "RandomState, diffusion_policy's test starts", Seeds: [2]int{100000, 100049}},
	{Name: "randomstate-100000", Generator: "RandomState, gym-pusht up to 0.1.5", Seeds: [2]int{100000, 100499}},
	{Name: "generator-100000", Generator: "default_rng, gym-pusht from 0.1.6", Seeds: [2]int{100000, 100499}},
	{Name: "generator-1000", Generator: "default_rng, gym-pusht from 0.1.6", Seeds: [2]int{1000, 1499}},
}

// startsFile has one start a line: 1,506 of the published environments, computed with numpy 2.4.6 and equal to the bit
// to those that the environments draw.
//
//go:embed starts.jsonl.gz
var startsFile []byte

// startRecord is a line of the file.
type startRecord struct {
	Set      string     `json:"set"`
	Seed     int        `json:"seed"`
	Draw     [5]float64 `json:"draw"`
	Mode     string     `json:"mode"`
	Obs      [5]float64 `json:"obs"` // after the reset
	Coverage float64    `json:"coverage"`
}

func (r startRecord) pose() Pose { return poseOf(r.Draw[:]) }

// in reports whether the start belongs to a set: dp-test-50 is the beginning of randomstate-100000.
func (r startRecord) in(p Published) bool {
	set := strings.ReplaceAll(r.Set, "_", "-")
	switch p.Name {
	case "dp-train-6":
		return set == "dp-train6"
	case "dp-test-50":
		return set == "randomstate-100000" && r.Seed <= p.Seeds[1]
	}
	return set == p.Name
}

var published = sync.OnceValue(func() []Published {
	records, err := readStarts(startsFile)
	if err != nil {
		panic("pusht: the embedded starts: " + err.Error())
	}
	sets := slices.Clone(publishedSets)
	for i := range sets {
		for _, r := range records {
			if r.in(sets[i]) {
				sets[i].Starts = append(sets[i].Starts, r.pose())
			}
		}
	}
	return sets
})

func readStarts(data []byte) (records []startRecord, err error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for lines := json.NewDecoder(z); ; {
		var r startRecord
		if err := lines.Decode(&r); errors.Is(err, io.EOF) {
			return records, nil
		} else if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
}

// PublishedNames are the names of the published lists.
func PublishedNames() []string {
	var names []string
	for _, p := range publishedSets {
		names = append(names, p.Name)
	}
	return names
}

// FindPublished is the published list of a name.
func FindPublished(name string) (Published, error) {
	for _, p := range published() {
		if p.Name == name {
			return p, nil
		}
	}
	return Published{}, fmt.Errorf("pusht: no published starts %q: want one of %s", name, strings.Join(PublishedNames(), ", "))
}

// summary says which seeds of which generator the starts are.
func (p Published) summary() string {
	return fmt.Sprintf("the draws of seeds %d to %d (%s), in this order", p.Seeds[0], p.Seeds[1], p.Generator)
}
