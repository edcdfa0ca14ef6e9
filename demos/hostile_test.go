package demos_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// sealed completes hand-written JSON without its closing brace to a manifest whose SHA-256 holds.
func sealed(body string) []byte {
	file := []byte(body + ",\n  \"sha256\": \"" + strings.Repeat("0", 64) + "\"\n}\n")
	sum := sha256.Sum256(file)
	return bytes.Replace(file, bytes.Repeat([]byte("0"), 64), []byte(hex.EncodeToString(sum[:])), 1)
}

// TestHostileManifests have a hash that holds: they were not damaged but made.
func TestHostileManifests(t *testing.T) {
	m := tiny(t, true)
	name := filepath.Join("d", demos.ManifestName)
	good := string(content(t, m, name))
	body := good[:strings.Index(good, ",\n  \"sha256\"")]
	if err := openManifest(t, m, sealed(body)); err != nil {
		t.Fatalf("the manifest itself, sealed again: %v", err)
	}
	edit := func(old, new string) string {
		if !strings.Contains(body, old) {
			t.Fatalf("no %q in %s", old, body)
		}
		return strings.Replace(body, old, new, 1)
	}
	for name, c := range map[string]struct{ body, want string }{
		"later version":       {edit(`"format": 1`, `"format": 5`), "format version 5: this program reads versions up to 4"},
		"unknown field":       {edit(`"seed": 7`, `"seed": 7, "license": "none"`), `unknown field "license"`},
		"unknown inner field": {edit(`"unit": "m"`, `"unit": "m", "frame": "world"`), `unknown field "task", "obs", 0, "frame"`},
		"repeated field":      {edit(`"seed": 7`, `"seed": 7, "seed": 8`), `field "seed" occurs twice`},
		"deep":                {edit(`"seed": 7`, `"deep": `+strings.Repeat("[", 100000)+strings.Repeat("]", 100000)), "nested more than"},
		"not a number":        {edit(`"period": 0.05`, `"period": NaN`), "invalid character 'N'"},
		"negative period":     {edit(`"period": 0.05`, `"period": -1`), "hash of task"},
		"huge box":            {edit(`"dim": 1`, `"dim": 1000000000`), "dimension 1000000000"},
		"terminal escape":     {edit(`"damper"`, `"\u001b[2J"`), "control character"},
		"wrong hash":          {edit(`"task_hash": "`, `"task_hash": "0`), "hash of task"},
		"two documents":       {body + "}\n{\"x\": 1", "after top-level value"},
		"negative scale":      {edit(`"scale": 0.1`, `"scale": -0.1`), "noise of scale -0.1"},
		"no object":           {"[1", "invalid character"},
	} {
		t.Run(name, func(t *testing.T) {
			err := openManifest(t, m, sealed(c.body))
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "d/manifest.json: ") {
				t.Errorf("error %.200v: want one with %q", err, c.want)
			}
		})
	}
	byHand := strings.Replace(good, `"physics": "`, `"physics": "other/`, 1)
	if err := openManifest(t, m, []byte(byHand)); err == nil || !strings.Contains(err.Error(), `or edited by hand: it says task "drift", physics "other/`) {
		t.Errorf("a manifest edited by hand: %v", err)
	}
	if err := openManifest(t, m, make([]byte, 9<<20)); err == nil || !strings.Contains(err.Error(), "9437184 bytes are more than") {
		t.Errorf("a manifest of 9 MiB: %v", err)
	}
}

func openManifest(t *testing.T, m *disktest.Memory, file []byte) error {
	t.Helper()
	if err := disk.WriteFile(m, filepath.Join("d", demos.ManifestName), file); err != nil {
		t.Fatal(err)
	}
	_, err := demos.OpenFS(m, "d")
	return err
}

// TestOpeningAllocatesLittle bounds what a file of a few kilobytes can make its reader allocate.
func TestOpeningAllocatesLittle(t *testing.T) {
	m := tiny(t, true)
	name := filepath.Join("d", tinyFiles[1])
	file := content(t, m, name)
	v := newVictim(t, m, tinyFiles[1])
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for at := range file {
		for _, b := range []byte{0x00, 0x7f, 0xff} {
			data := append([]byte(nil), file...)
			data[at] = b
			if err := v.read(data); err == nil && file[at] != b {
				t.Fatalf("byte %d set to %#x was read in silence", at, b)
			}
		}
	}
	runtime.ReadMemStats(&after)
	if perRead := (after.TotalAlloc - before.TotalAlloc) / uint64(3*len(file)); perRead > 64<<10 {
		t.Errorf("%d bytes allocated by reading %d damaged ones", perRead, len(file))
	}
}

func TestAppendRefuses(t *testing.T) {
	m := tiny(t, true)
	r, err := demos.Resume("d", manifest(), demos.Options{FS: m})
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	one := func(edit func(d *demos.Demonstration)) []*demos.Demonstration {
		d := played(1)[0]
		edit(d)
		return []*demos.Demonstration{d}
	}
	nan := func() float64 { var zero float64; return zero / zero }()
	for name, c := range map[string]struct {
		episodes []*demos.Demonstration
		want     string
	}{
		"nothing":       {nil, "0 episodes for a file"},
		"no step":       {[]*demos.Demonstration{{}}, "without a step"},
		"a missing row": {one(func(d *demos.Demonstration) { d.Obs = d.Obs[2:] }), "observed numbers: want 21 × 2"},
		"a NaN":         {one(func(d *demos.Demonstration) { d.Obs[7] = nan }), "step 3: observation 1 (v) is NaN, yet the episode is timed out"},
		"a NaN reward":  {one(func(d *demos.Demonstration) { d.Reward[4] = nan }), "step 4: the reward is NaN"},
		"an escape":     {one(func(d *demos.Demonstration) { d.Tags = []string{"\x1b[2J"} }), "control character"},
		"many tags":     {one(func(d *demos.Demonstration) { d.Tags = make([]string, 65) }), "65 tags"},
	} {
		if err := r.Append(c.episodes...); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v: want one with %q", name, err, c.want)
		}
	}
	if number, _ := r.Next(); number != 3 {
		t.Errorf("the next episode is %d: want 3", number)
	}
	// A diverged episode may hold what made it diverge.
	if err := r.Append(one(func(d *demos.Demonstration) { d.Obs[7], d.End = nan, 4 })...); err != nil {
		t.Error(err)
	}
}

func TestProblemsOfTheDirectory(t *testing.T) {
	m := tiny(t, true)
	batch := content(t, m, filepath.Join("d", tinyFiles[2]))
	for _, name := range []string{"episodes-000002-000003.mcap", "episodes-000009-000010.mcap", "episode-00001.mcap", "..mcap"} {
		if err := disk.WriteFile(m, filepath.Join("d", name), batch); err != nil {
			t.Fatal(err)
		}
	}
	d, err := demos.OpenFS(m, "d")
	if err != nil {
		t.Fatal(err)
	}
	problems(t, d.Problems, "..mcap: not a recording", "episode-00001.mcap: not a recording",
		"episodes-000002-000003.mcap: left out: it repeats episodes of episodes-000001-000002.mcap", "missing: episodes 3 to 8")
	if d.Len() != 5 {
		t.Errorf("%d episodes: want 5", d.Len())
	}
	if err := d.Reader().Read(&demos.Demonstration{}, 3); err == nil || !strings.Contains(err.Error(), "holds episodes 1 to 2: its name says 9 to 10") {
		t.Errorf("a copy under another name: %v", err)
	}
}

func ExampleDamage() {
	fmt.Println(&demos.Damage{File: "drift/episode-000003.mcap", Offset: 911, Problem: "no index after the chunk of episode 3"})
	// Output: drift/episode-000003.mcap: byte 911: no index after the chunk of episode 3
}
