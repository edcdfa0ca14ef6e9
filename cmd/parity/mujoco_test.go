package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// layMuJoCo copies the extract of MuJoCo's numbers into a new directory and edits one of its files.
func layMuJoCo(t *testing.T, file, old, new string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "mujoco"), os.DirFS(filepath.Join("testdata", "mujoco"))); err != nil {
		t.Fatal(err)
	}
	if file == "" {
		return dir
	}
	path := filepath.Join(dir, "mujoco", file)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		t.Fatalf("%s holds no %q", file, old)
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(new), 1), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestMuJoCo(t *testing.T) {
	for _, test := range []struct {
		name, file, old, new string
		status               int
		want                 []string
	}{
		{"equal", "", "", "", within, []string{
			"absent: classic, pusht, ten-4.0, mujoco-4.0\n", "qacc_smooth", "q, v to step 200", "1 episodes of version 4 left out",
			"Walker2d_v4.json", "left out: not one of fenchel's tasks"}},
		{"acceleration corrupted", "probes/Hopper.jsonl", `"qacc_exact":[-`, `"qacc_exact":[-9`, beyond,
			[]string{"Hopper.jsonl: qacc beyond 1e-08 first at probe"}},
		{"a contact more", "probes/Hopper.jsonl", `"ncon":1`, `"ncon":9`, beyond, []string{"contacts, rows beyond 0e+00"}},
		{"a state too short", "probes/Hopper.jsonl", `"ctrl":[`, `"ctrl":[0,`, beyond, []string{"line 1: a state of another size than the model's"}},
		{"rows too few", "probes/Hopper.jsonl", `"efc":{"pos":[`, `"efc":{"pos":[0,`, beyond, []string{"constraint rows of another number than nefc"}},
		{"trajectory corrupted", "traj_exact/InvertedPendulum.jsonl", `"qpos":[[`, `"qpos":[[1`, beyond,
			[]string{"InvertedPendulum.jsonl: q, v to step 200 beyond 1e-06 first at sequence 0 (uniform), step 1"}},
		{"default trajectory corrupted has no bar", "traj/InvertedPendulum.jsonl", `"qpos":[[`, `"qpos":[[1`, within, []string{"traj: "}},
		{"reward corrupted", "gym/Reacher.jsonl", `"reward":-0`, `"reward":-1`, beyond, []string{"Reacher.jsonl: reward beyond 1e-05 first at seed 0, step"}},
		{"end corrupted", "gym/Reacher.jsonl", `"terminated":false`, `"terminated":true`, beyond, []string{"Reacher.jsonl: terminated"}},
		{"mass corrupted", "models/InvertedPendulum.json", `"mass": [0, `, `"mass": [0, 1`, beyond, []string{"masses, inertias beyond 1e-12 first at body_mass"}},
		{"no JSON", "models/InvertedPendulum.json", "{", "[", beyond, []string{"InvertedPendulum.json: "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			if got := run([]string{"-ref", layMuJoCo(t, test.file, test.old, test.new)}, &out, &out); got != test.status {
				t.Errorf("exit status %d, want %d\n%s", got, test.status, out.String())
			}
			for _, want := range test.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, out.String())
				}
			}
		})
	}
}

func TestSubstepsNeedTheirControls(t *testing.T) {
	dir := layMuJoCo(t, "", "", "")
	if err := os.RemoveAll(filepath.Join(dir, "mujoco", "traj")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if got := run([]string{"-ref", dir}, &out, &out); got != beyond || !strings.Contains(out.String(), "its controls: ") {
		t.Errorf("exit status %d\n%s", got, out.String())
	}
}
