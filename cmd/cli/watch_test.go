package cli

import (
	"bytes"
	"image"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func picture(t *testing.T, path string) image.Image {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// differ counts the pixels below the title, which says who acts, in which two pictures differ.
func differ(a, b image.Image) int {
	n := 0
	for y := 40; y < a.Bounds().Dy(); y++ {
		for x := range a.Bounds().Dx() {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	return n
}

// TestRecordingIsSeenAsItWasPlayed: the recorded actions, simulated again, make the picture that the expert made.
func TestRecordingIsSeenAsItWasPlayed(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2 --seed 3")
	must(t, "watch demos --episode 1 --step 17 --width 320 --height 180 --save tape.png")
	must(t, "watch demos --episode 0 --step 17 --width 320 --height 180 --save other.png")
	must(t, "record pendulum -o again -n 2 --seed 3")
	must(t, "watch again --episode 1 --step 17 --width 320 --height 180 --save again.png")
	tape := picture(t, "tape.png")
	if tape.Bounds() != image.Rect(0, 0, 320, 180) {
		t.Errorf("a picture of %v", tape.Bounds())
	}
	if differ(tape, picture(t, "again.png")) > 0 || differ(tape, picture(t, "other.png")) == 0 {
		t.Error("the picture is not that of the recorded episode")
	}
	fails(t, "watch demos --episode 2 --save x.png", exitMisused, "--episode 2: demos has 2")
	fails(t, "watch demos cartpole --save x.png", exitFailed, "cartpole")
}

// TestEnergyIsBesideTheScene where the policy has one, and nothing is where it has none.
func TestEnergyIsBesideTheScene(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2")
	must(t, "train demos -o run --steps 10 --hidden 4 --eval 0")
	for who, shown := range map[string]bool{"run": true, "random pendulum": false} {
		must(t, "watch "+who+" --step 3 --width 480 --height 270 --save plain.png")
		must(t, "watch "+who+" --step 3 --width 480 --height 270 --energy --save energy.png")
		if n := differ(picture(t, "plain.png"), picture(t, "energy.png")); n > 0 != shown {
			t.Errorf("%s: %d pixels differ", who, n)
		}
	}
}

// TestEnergySaysThatThereIsNone, and which pages it has.
func TestEnergySaysThatThereIsNone(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, _, err := call(strings.Fields("watch random pendulum --step 1 --width 160 --height 90 --energy --save x.png")...); !strings.Contains(err, "random has no energy to show") {
		t.Errorf("stderr says %q", err)
	}
	must(t, "record pendulum -o demos -n 2")
	must(t, "train demos -o run --steps 2 --hidden 2 --eval 0")
	fails(t, "watch run --energy --page 2 --save x.png", exitMisused, "--page 2: the energy fills 1")
}

// TestSpeedOfFilms: at a greater speed fewer frames show the same episode.
func TestSpeedOfFilms(t *testing.T) {
	t.Chdir(t.TempDir())
	frames := func(speed string) int {
		out := must(t, "watch random pendulum:horizon=40 --width 160 --height 90 --save film.gif --speed "+speed)
		if !strings.HasPrefix(out, "film.gif: 40 steps, return -") {
			t.Errorf("it says %s", out)
		}
		data, err := os.ReadFile("film.gif")
		if err != nil {
			t.Fatal(err)
		}
		g, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		return len(g.Image)
	}
	if slow, fast := frames("1"), frames("10"); slow < 40 || fast > slow/4 {
		t.Errorf("%d frames, at ten times the speed %d", slow, fast)
	}
}

// TestWhoActs: a task alone is played by its expert, the first episode of the seed.
func TestWhoActs(t *testing.T) {
	t.Chdir(t.TempDir())
	const size = " --width 320 --height 180 --step 9 --seed 4"
	must(t, "watch cartpole --save alone.png"+size)
	must(t, "watch expert cartpole --save expert.png"+size)
	must(t, "watch still cartpole --save still.png"+size)
	must(t, "watch expert cartpole --save later.png --episode 1"+size)
	must(t, "watch expert cartpole --save another.png"+strings.Replace(size, "--seed 4", "--seed 5", 1))
	alone := picture(t, "alone.png")
	if differ(alone, picture(t, "expert.png")) > 0 || differ(alone, picture(t, "still.png")) == 0 || differ(alone, picture(t, "later.png")) == 0 || differ(alone, picture(t, "another.png")) == 0 {
		t.Error("not the expert acts in the task, or not in the episode that was asked for")
	}
	fails(t, "watch nobody pendulum --save x.png", exitMisused, `"nobody" is no policy file`)
	fails(t, "watch expert --save x.png", exitMisused, "expert of which task?")
	fails(t, "watch pendulum --width 100 --save x.png", exitMisused, "--width 100")
	fails(t, "watch pendulum --save x.jpg", exitMisused, "ends in .gif, .mp4 or .png")
}

// TestPartsAndGrids of films, and what is said where ffmpeg is missing.
func TestPartsAndGrids(t *testing.T) {
	t.Chdir(t.TempDir())
	out := must(t, "watch random pendulum --from 5 --to 9 --fps 10 --grid 2x1 --width 400 --height 180 --save film.gif")
	if strings.Count(out, "film.gif: 9 steps") != 2 {
		t.Errorf("it says %s", out)
	}
	data, err := os.ReadFile("film.gif")
	if err != nil {
		t.Fatal(err)
	}
	g, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil || len(g.Image) != 4 || g.Config.Width != 400 || g.Delay[0] != 10 {
		t.Errorf("%d frames %d wide, %d/100 s each: %v", len(g.Image), g.Config.Width, g.Delay[0], err)
	}
	fails(t, "watch random pendulum --from 9 --to 5 --save film.gif", exitMisused, "--from 9 --to 5")
	fails(t, "watch random pendulum --grid 2x --save film.gif", exitMisused, "--grid 2x")
	fails(t, "watch random pendulum --from 9 --save film.png", exitMisused, "are of films")
	t.Setenv("PATH", t.TempDir())
	fails(t, "watch random pendulum --save film.mp4", exitFailed, "ffmpeg, which is not found")
}

// TestMP4 feeds the frames to a program that stands for ffmpeg and keeps what it was given.
func TestMP4(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program is a shell script")
	}
	t.Chdir(t.TempDir())
	bin := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" >" + filepath.Join(bin, "args") + "\nfor last; do :; done\nexec cat >\"$last\"\n"
	if err := os.WriteFile(filepath.Join(bin, "ffmpeg"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(filepath.ListSeparator)+os.Getenv("PATH"))
	must(t, "watch random pendulum --to 4 --width 160 --height 90 --save film.mp4")
	args, _ := os.ReadFile(filepath.Join(bin, "args"))
	if !strings.Contains(string(args), "-s 160x90 -r 20.000000") {
		t.Errorf("ffmpeg was called with %s", args)
	}
	info, err := os.Stat("film.mp4")
	if want := int64(160*90*4) * (5 + 20); err != nil || info.Size() != want {
		t.Errorf("5 frames and a second of the last are %d bytes: %v, %v", want, info, err)
	}
}
