package cli

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/pusht"
	"github.com/fenchel-gym/fenchel/render"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// display is an X server without a screen, and a person with mouse and keys in front of it.
type display struct {
	t   *testing.T
	env []string
}

// newDisplay skips the test where the machine has no Xvfb or xdotool.
func newDisplay(t *testing.T) *display {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(tool); err != nil || runtime.GOOS != "linux" {
			t.Skip("wants Linux with Xvfb and xdotool, for a window without a screen")
		}
	}
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "960x540x24")
	server.ExtraFiles = []*os.File{in}
	if err := server.Start(); err != nil {
		t.Skip("no X server:", err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	in.Close()
	number, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Skip("no X server:", err)
	}
	return &display{t, append(os.Environ(), "DISPLAY=:"+strings.TrimSpace(number), "LIBGL_ALWAYS_SOFTWARE=1")}
}

// do is one call of xdotool.
func (d *display) do(args ...string) string {
	d.t.Helper()
	cmd := exec.Command("xdotool", args...)
	cmd.Env = d.env
	out, _ := cmd.Output()
	return strings.TrimSpace(string(out))
}

// program is fenchel in a window on a display.
type program struct {
	*display
	cmd  *exec.Cmd
	said strings.Builder
}

// open starts fenchel and waits for its window; where none opens the test is skipped.
func (d *display) open(exe string, args ...string) *program {
	d.t.Helper()
	p := &program{display: d, cmd: exec.Command(exe, args...)}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = d.env, &p.said, io.Discard
	if err := p.cmd.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { p.cmd.Process.Kill() })
	for i := 0; d.do("search", "--name", "fenchel: pusht") == ""; i++ {
		if time.Sleep(200 * time.Millisecond); i == 50 {
			d.t.Skip("no window opens here")
		}
	}
	watchdog := time.AfterFunc(3*time.Minute, func() { p.cmd.Process.Kill() })
	d.t.Cleanup(func() { watchdog.Stop() })
	return p
}

// close waits for the end of the program.
func (p *program) close() {
	p.t.Helper()
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("%v, says %q", err, p.said.String())
	}
}

// sweep moves the pointer over the field, slowly enough for a busy machine to see it near the agent wherever that is.
func (d *display) sweep() {
	var moves []string
	for y := 84; y < 416; y += 24 {
		for x := 316; x < 650; x += 24 {
			moves = append(moves, "mousemove", fmt.Sprint(x), fmt.Sprint(y), "sleep", "0.06")
		}
	}
	d.do(moves...)
}

// agentAt is where the agent is on the display at the start of an episode that is recorded with seed 0.
func agentAt(index uint64) (x, y int) {
	env := pusht.New(pusht.DefaultOptions())
	envs.Start(env, make([]float64, len(env.Spec().Obs)), 0, envs.Demonstration, index)
	task, _ := envs.As[envs.Pointable](env)
	f := &scene.Frame{}
	env.(envs.Scener).Scene(&f.Scene)
	px, py := render.Arrange(image.Rect(0, 0, 960, 540), f).Camera(&f.Scene).Pixel(task.Agent())
	return int(px), int(py)
}

// drive drives the episode of an index until it has ended and is on the disk, where there are so many then.
func (d *display) drive(dir string, index uint64, episodes int) bool {
	x, y := agentAt(index)
	for range 20 {
		d.do("mousemove", fmt.Sprint(x), fmt.Sprint(y), "sleep", "1", "mousemove_relative", "--", "3", "-2", "sleep", "0.5",
			"mousemove_relative", "--", "30", "25", "sleep", "1.5", "key", "Return", "sleep", "0.5")
		if files, _ := filepath.Glob(filepath.Join(dir, "*.mcap")); len(files) == episodes {
			return true
		}
	}
	return false
}

// build builds the program that a person would start.
func build(t *testing.T) string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "fenchel")
	if out, err := exec.Command("go", "build", "-o", exe, "../fenchel").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return exe
}

// TestWindow does in windows what a person does: record PushT by mouse and keys, one episode kept, one discarded, one
// driven again and kept; watch the expert, push the block, take over and give back; scrub what was recorded, and look at
// an energy.
func TestWindow(t *testing.T) {
	if os.Getenv("FENCHEL_WINDOWS") == "" {
		t.Skip("drives windows for a minute, with Xvfb and xdotool: FENCHEL_WINDOWS=1 asks for it")
	}
	d, exe := newDisplay(t), build(t)
	dir := filepath.Join(t.TempDir(), "demos")
	p := d.open(exe, "record", "pusht", "--human", "-n", "2", "--who", "script", "-o", dir)
	for i, choice := range []string{"k", "d", "BackSpace", "k"} {
		if !d.drive(dir, [...]uint64{0, 1, 2, 2}[i], [...]int{1, 2, 2, 2}[i]) {
			t.Fatalf("episode %d does not end: %s", i, p.said.String())
		}
		d.do("key", choice)
	}
	p.close()
	if !strings.Contains(p.said.String(), "2 episodes of pusht by human, 2 kept of 4 now") {
		t.Errorf("says %q", p.said.String())
	}
	checkDriven(t, dir)
	corrected := filepath.Join(t.TempDir(), "corrected")
	d.takeOver(exe, corrected)
	d.scrub(exe, corrected)
	run := filepath.Join(t.TempDir(), "run")
	succeed(t, "train", dir, "--energy", "modes", "--steps", "20", "--hidden", "8", "--reserve", "0", "--eval", "0", "-o", run)
	d.landscape(exe, run)
}

// checkDriven looks at what TestWindow left: the streams 0 and 2, which repeat bit for bit, every step a person's.
func checkDriven(t *testing.T, dir string) {
	t.Helper()
	set, err := demos.Open(dir)
	if err != nil || set.Len() != 2 || set.Manifest.Actor != (demos.Actor{Name: "human", Person: "script", Device: "mouse"}) {
		t.Fatalf("%v, %+v", err, set)
	}
	for i, index := range []uint64{0, 2} {
		demo := &demos.Demonstration{}
		if err := set.Reader().Read(demo, i); err != nil {
			t.Fatal(err)
		}
		if _, steps := demo.Interventions(); steps != demo.Len() || demo.Index != index || demo.Len() < 3 {
			t.Errorf("episode %d of stream %d: a person drove %d of %d steps, tags %q", i, demo.Index, steps, demo.Len(), demo.Tags)
		}
		if diff := demos.Replay(pusht.New(pusht.DefaultOptions()), demo); diff != nil {
			t.Errorf("episode %d: %v", i, diff)
		}
	}
}

// takeOver watches the expert, drags about with Ctrl, takes over, drives, gives back, and keeps the episode.
func (d *display) takeOver(exe, dir string) {
	d.t.Helper()
	p := d.open(exe, "watch", "pusht", "--record", dir)
	time.Sleep(2 * time.Second)
	d.do("key", "minus", "key", "minus", "key", "minus", "key", "Tab", "key", "F2", "key", "F2") // an eighth of the speed
	for range 6 {                                                                                // wherever the block is, one of the drags begins on it
		for _, at := range [][2]string{{"400", "200"}, {"480", "240"}, {"520", "300"}, {"440", "320"}} {
			d.do("mousemove", at[0], at[1], "keydown", "ctrl", "mousedown", "1", "sleep", "0.15",
				"mousemove_relative", "--", "25", "-20", "sleep", "0.2", "mouseup", "1", "keyup", "ctrl")
		}
	}
	d.do("key", "x", "key", "plus", "key", "plus", "key", "plus")
	time.Sleep(300 * time.Millisecond)
	d.sweep()
	d.do("key", "x")
	time.Sleep(time.Second)
	d.do("key", "Return")
	time.Sleep(500 * time.Millisecond)
	d.do("key", "t", "key", "k")
	time.Sleep(300 * time.Millisecond)
	d.do("key", "Escape")
	time.Sleep(300 * time.Millisecond)
	d.do("key", "q")
	p.close()
	set, err := demos.Open(dir)
	if err != nil {
		d.t.Fatalf("%v, says %q", err, p.said.String())
	}
	demo := &demos.Demonstration{}
	if err := set.Reader().Read(demo, 0); err != nil {
		d.t.Fatal(err)
	}
	times, steps := demo.Interventions()
	if times != 1 || steps < 3 || steps > demo.Len()-10 || demo.Author[0] != envs.TheLearner || len(demo.Tags) == 0 {
		d.t.Errorf("%d interventions over %d of %d steps, tags %q", times, steps, demo.Len(), demo.Tags)
	}
	if demo.Force == nil {
		d.t.Error("no drag has pushed the block")
	}
	if diff := demos.Replay(pusht.New(pusht.DefaultOptions()), demo); diff != nil {
		d.t.Errorf("with its pushes the episode does not repeat: %v", diff)
	}
}

// scrub plays the recording and goes about in it, by keys and on the timeline; the window must live through it and quit.
func (d *display) scrub(exe, dir string) {
	d.t.Helper()
	p := d.open(exe, "watch", dir)
	time.Sleep(time.Second)
	d.do("key", "End", "key", "Home", "key", "Right", "key", "shift+Right", "key", "ctrl+Right", "key", "Left", "key", "Next", "key", "Prior")
	d.do("mousemove", "700", "462", "mousedown", "1", "sleep", "0.1", "mousemove", "200", "462", "sleep", "0.1", "mouseup", "1")
	d.do("key", "F1", "key", "F1", "key", "c", "key", "m", "key", "h", "key", "Tab")
	time.Sleep(500 * time.Millisecond)
	d.do("key", "q")
	p.close()
}

// landscape watches a policy with its energy, then as a heat map over both coordinates, and lets a picture be taken of it:
// the window shows more colors with the map than before.
func (d *display) landscape(exe, run string) {
	d.t.Helper()
	p := d.open(exe, "watch", run, "--paused")
	time.Sleep(time.Second)
	before := d.colors()
	d.do("key", "h")
	after := 0
	for range 30 { // the episode's decisions are looked at first
		time.Sleep(500 * time.Millisecond)
		if after = d.colors(); after >= before+200 {
			break
		}
	}
	if before > 0 && after < before+200 {
		d.t.Errorf("%d colors without the heat map, %d with it", before, after)
	}
	d.do("key", "q")
	p.close()
}

// colors counts the colors on the display, 0 where nothing here can take a picture of it.
func (d *display) colors() int {
	xwd := exec.Command("xwd", "-root", "-silent")
	xwd.Env = d.env
	dump, err := xwd.Output()
	if err != nil {
		return 0
	}
	seen := map[uint32]bool{}
	for i := len(dump) - 960*540*4; i >= 0 && i+4 <= len(dump); i += 4 {
		seen[binary.LittleEndian.Uint32(dump[i:])] = true
	}
	return len(seen)
}
