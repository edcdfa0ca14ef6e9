package demos_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// shaky acts as another policy, every other step off by a tenth, and knows what that would have done.
type shaky struct {
	envs.Policy
	step  int
	clean []float64
}

func (s *shaky) Unwrap() envs.Policy { return s.Policy }

func (s *shaky) Reset(rng *rand.Rand) {
	envs.ResetPolicy(s.Policy, rng)
	s.step = 0
}

func (s *shaky) Act(dst, obs []float64) {
	s.Policy.Act(dst, obs)
	s.clean = append(s.clean[:0], dst...)
	if s.step++; s.step%2 == 0 {
		dst[0] += 0.1
	}
}

func (s *shaky) Label(dst []float64) envs.Author {
	copy(dst, s.clean)
	return envs.Author(1 - s.step%2) // the actor, or the noise
}

// labelled are n short episodes of a policy that knows what it meant to do.
func labelled(n int) []*demos.Demonstration {
	plain := newRollout()
	r := envs.NewRollout(plain.Env(), &shaky{Policy: plain.Policy()})
	all := make([]*demos.Demonstration, n)
	for i := range all {
		all[i] = &demos.Demonstration{Seed: 7, Purpose: envs.Demonstration, Index: uint64(i)}
		all[i].Play(r)
	}
	return all
}

func appendTo(t *testing.T, dir string, episodes ...*demos.Demonstration) {
	t.Helper()
	r, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(episodes...); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
}

// TestLabelsSurvive: a plain data set takes labelled episodes, also in one file with plain ones, and becomes one of
// version 2; what was sent, what was meant and who acted come back.
func TestLabelsSurvive(t *testing.T) {
	dir, want := record(t, 1), labelled(2)
	if m := open(t, dir).Manifest; m.Format != 1 {
		t.Errorf("a data set without labels has version %d: older programs could read 1", m.Format)
	}
	appendTo(t, dir, want[0], played(3)[2], want[1])
	d := open(t, dir)
	if d.Manifest.Format != 2 {
		t.Errorf("version %d, with labels", d.Manifest.Format)
	}
	all, err := d.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if all[0].Label != nil || all[2].Author != nil {
		t.Error("a plain episode has labels")
	}
	for i, got := range []*demos.Demonstration{all[1], all[3]} {
		if diff := cmp.Diff(want[i].Label, got.Label); diff != "" || !slices.Equal(want[i].Author, got.Author) {
			t.Errorf("labels %s, authors %v", diff, got.Author)
		}
		if slices.Equal(got.Label, got.Act) || !slices.Equal(got.Act, want[i].Act) {
			t.Error("what was sent is not kept beside the label")
		}
	}
	if err := d.Replay(func() envs.Env { return newRollout().Env() }, func(int) {}); err != nil {
		t.Errorf("replay: %v", err)
	}
	problems(t, verify(t, dir).Problems)
}

// TestInfoCountsLabels, and who acted.
func TestInfoCountsLabels(t *testing.T) {
	dir, want := record(t, 1), labelled(2)
	appendTo(t, dir, want...)
	info, err := open(t, dir).Info()
	if err != nil || info.Labelled != 2 || info.Authors["noise"] == 0 || info.Authors["actor"]+info.Authors["noise"] != want[0].Len()+want[1].Len() {
		t.Errorf("info %+v, %v", info, err)
	}
}

// TestLabelsAreSelectedAndRepaired: tools that write a new data set carry labels over.
func TestLabelsAreSelectedAndRepaired(t *testing.T) {
	src, want := record(t, 1), labelled(2)
	appendTo(t, src, want...)
	chosen := filepath.Join(t.TempDir(), "chosen")
	keep := func(_, _ int, d *demos.Demonstration) bool { return d.Label != nil }
	if n, err := demos.Select(t.Context(), chosen, []*demos.Dataset{open(t, src)}, keep, demos.DefaultOptions()); n != 2 || err != nil {
		t.Fatalf("%d episodes, %v", n, err)
	}
	flip(t, filepath.Join(src, "episodes-000001-000002.mcap"), 20) // the header: both episodes are salvaged
	repaired := filepath.Join(t.TempDir(), "repaired")
	if _, err := demos.Repair(t.Context(), repaired, src, demos.DefaultOptions()); err != nil {
		t.Fatal(err)
	}
	for dir, first := range map[string]int{chosen: 0, repaired: 1} {
		all, err := open(t, dir).ReadAll()
		if err != nil || len(all) != first+2 {
			t.Fatalf("%d episodes, %v", len(all), err)
		}
		for i, d := range all[first:] {
			if !slices.Equal(d.Label, want[i].Label) || !slices.Equal(d.Author, want[i].Author) {
				t.Errorf("%s: episode %d has lost its labels", dir, i)
			}
		}
	}
}

// TestVerifyHoldsLabelAgainstAuthor: who acts undisturbed sends what is to be imitated.
func TestVerifyHoldsLabelAgainstAuthor(t *testing.T) {
	dir, wrong := record(t, 1), labelled(1)
	wrong[0].Label[0] += 0.5
	appendTo(t, dir, wrong...)
	problems(t, verify(t, dir).Problems, "step 0: the actor acted, yet the label is")
}

// TestLabelsMustFit: labels of another shape, or of nobody, are no part of an episode.
func TestLabelsMustFit(t *testing.T) {
	for name, change := range map[string]func(*demos.Demonstration){
		"short": func(d *demos.Demonstration) { d.Label = d.Label[1:] },
		"alone": func(d *demos.Demonstration) { d.Author = nil },
	} {
		d := labelled(1)[0]
		if change(d); d.Check(manifest().Task) == nil || !strings.Contains(d.Check(manifest().Task).Error(), "labels by") {
			t.Errorf("%s: %v", name, d.Check(manifest().Task))
		}
	}
}

// TestOtherToolsReadLabels decodes them by the schema in the file.
func TestOtherToolsReadLabels(t *testing.T) {
	dir, want := record(t, 1), labelled(1)
	appendTo(t, dir, want...)
	file, err := disk.ReadFile(disk.OS{}, filepath.Join(dir, "episode-000001.mcap"), nil, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range messagesOf(t, file)[:want[0].Len()] {
		fields := m.Descriptor().Fields()
		author := fields.ByName("author")
		who := author.Enum().Values().ByNumber(m.Get(author).Enum()).Name()
		if got := m.Get(fields.ByName("label")).List().Get(0).Float(); got != want[0].Label[i] || string(who) != want[0].Author[i].String() {
			t.Fatalf("step %d: label %v by %v: want %v by %v", i, got, who, want[0].Label[i], want[0].Author[i])
		}
	}
}

// goldenLabels is the digest of every number in testdata/v2.
const goldenLabels = "c855530af30c6cbdc18c07dbfad5f5a6615b118ee01eca6bb341030901fd10cf"

// TestLabelledFormatStaysReadable reads a data set that version 2 wrote when it was released.
func TestLabelledFormatStaysReadable(t *testing.T) {
	dir := filepath.Join("testdata", "v2")
	if *update {
		recordLabelled(t, dir)
	}
	if v := verify(t, dir); v.Episodes != 3 || len(v.Problems) > 0 {
		t.Fatalf("%+v", v)
	}
	all, err := open(t, dir).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	sum.Write([]byte(digest(t, all)))
	for _, d := range all {
		if err := binary.Write(sum, binary.LittleEndian, d.Label); err != nil {
			t.Fatal(err)
		}
		for _, author := range d.Author {
			sum.Write([]byte{byte(author)})
		}
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != goldenLabels {
		t.Errorf("digest %s: want %s", got, goldenLabels)
	}
}

// recordLabelled records a plain episode of three steps, and two labelled ones in a file.
func recordLabelled(t *testing.T, dir string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	all := append(played(1), labelled(2)...)
	all[1].Index, all[2].Index = 1, 2
	for _, d := range all {
		d.Obs, d.Act, d.Applied, d.Reward = d.Obs[:8], d.Act[:3], d.Applied[:3], d.Reward[:3]
		if d.Label != nil {
			d.Label, d.Author = d.Label[:3], d.Author[:3]
		}
	}
	appendTo(t, dir, all[0])
	appendTo(t, dir, all[1:]...)
}
