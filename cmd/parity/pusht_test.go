package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// layPushT writes one file of a folder pusht and returns the folder's parent.
func layPushT(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	folder := filepath.Join(dir, "pusht")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A block at rest, and an agent that starts to move to the right: what the formulas give by hand.
const (
	still  = `{"id":"still","kind":"human","mode":"direct","start":[100,100,300,300,0],"safe_steps":1,"actions":[[100,100]],"init":[100,100,0,0,300,300,0,0,0,0,COVER],"steps":[[100,100,0,0,300,300,0,0,0,0,COVER]]}`
	trace  = `{"id":"still","kind":"human","physics":[[100,100,0,0,300,300,0,0,0,0],[100,100,0,0,300,300,0,0,0,0]],"contacts":[[],[]]}`
	start  = `{"set":"s","seed":1,"draw":[100,100,300,255,0],"mode":"legacy","obs":[100,100,300,255,0],"agent_touches":false,"wall_touches":false,"coverage":0.44217687074829937}`
	person = `{"episode":7,"mode":"direct","start":[100,100,300,300,6.283185307179586],"state":[[100,100,300,300,0]],"action":[[110,100]]}`
)

func TestPushT(t *testing.T) {
	cover := "0.06746031746031746,0.07101086048454469,0,0"
	rollout := strings.ReplaceAll(still, "COVER", cover)
	tests := []struct {
		name   string
		files  map[string]string
		status int
		want   string
	}{
		{"agent moved by one bit", map[string]string{"rollouts.jsonl": strings.Replace(rollout, `"steps":[[100,`, `"steps":[[100.00000000000001,`, 1)}, beyond,
			"human: agent and its velocity beyond 0e+00 first at still, step 1: x = 100, recorded 100.00000000000001"},
		{"block off", map[string]string{"rollouts.jsonl": strings.Replace(rollout, `0,0,300,300,0,0,0,0,0.0674`, `0,0,300,300.00001,0,0,0,0,0.0674`, 1)}, beyond, "human: block, px beyond 1e-09"},
		{"unknown kind", map[string]string{"rollouts.jsonl": strings.Replace(rollout, "human", "slow", 1)}, beyond, `no kind of rollout is called "slow"`},
		{"unknown mode", map[string]string{"rollouts.jsonl": strings.Replace(rollout, "direct", "new", 1)}, beyond, `mode "new"`},
		{"rows missing", map[string]string{"rollouts.jsonl": strings.Replace(rollout, `[[100,100]]`, `[[100,100],[1,1]]`, 1)}, beyond, "1 rows for 2 actions"},
		{"trace alone", map[string]string{"traces.jsonl": trace}, beyond, "traces need the rollouts beside them"},
		{"trace with a contact that is none", map[string]string{"rollouts.jsonl": rollout, "traces.jsonl": strings.Replace(trace, "[],[]", "[],[[4,5,1,0,[[0,0,0,0,0]],0,0]]", 1)}, beyond,
			"contacts in the order solved beyond 0e+00 first at still, step 1: pairs in contact = 0, recorded 1"},
		{"start off", map[string]string{"starts.jsonl": strings.Replace(start, "255,0],\"agent", "255.1,0],\"agent", 1)}, beyond, "block y = 255, recorded 255.1"},
		{"start that touches nothing", map[string]string{"starts.jsonl": strings.Replace(start, `wall_touches":false`, `wall_touches":true`, 1)}, beyond, "wall touches = 0, recorded 1"},
		{"person, within float32 and a turn", map[string]string{"demos.jsonl": person}, within, "1 episodes"},
		{"person off", map[string]string{"demos.jsonl": strings.Replace(person, "100,100,300,300,0]]", "100,100.001,300,300,0]]", 1)}, beyond, "episode 7, step 0: agent y"},
		{"another file", map[string]string{"notes.jsonl": "{}"}, within, "left out"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			if got := run([]string{"-ref", layPushT(t, test.files)}, &out, &out); got != test.status {
				t.Errorf("exit status %d, want %d\n%s", got, test.status, out.String())
			}
			if !strings.Contains(out.String(), test.want) {
				t.Errorf("no %q in\n%s", test.want, out.String())
			}
		})
	}
}

// TestPushTGolden compares the rollouts that the task's own package keeps.
func TestPushTGolden(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "envs", "pusht", "testdata", "rollouts.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	starts, err := os.ReadFile(filepath.Join("..", "..", "envs", "pusht", "starts.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	dir := layPushT(t, map[string]string{"rollouts.jsonl.gz": string(data), "starts.jsonl.gz": string(starts)})
	if got := run([]string{"-ref", dir}, &out, &out); got != within {
		t.Errorf("exit status %d\n%s", got, out.String())
	}
}
