package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/fenchel-gym/fenchel/cmd/cli"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

const (
	episodeSteps = 1_000_000 // of one episode
	episodeBar   = 128 << 20 // bytes that a command may take beyond what it takes to start
)

// episodeCommands are what a user does with a recording of one long episode, in this order.
var episodeCommands = []string{
	"record pendulum:horizon=STEPS --policy random -n 1 -o data",
	"data info data", "data verify data", "data replay data",
	"data export data -o out-d4rl --format d4rl", "data export data -o out-minari --format minari",
	"train data -o run --steps 20 --eval 0",
}

// recordMemory looks at the most memory that each command takes for one long episode.
func recordMemory(s *soak) (string, error) {
	if _, err := peakMemory(); errors.Is(err, fs.ErrNotExist) {
		return "left out: this system has no /proc to tell the peak of a process's memory", nil
	}
	dir, err := s.scratch()
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	steps := s.rounds(episodeSteps)
	start, err := s.peakOf(dir, "list")
	if err != nil {
		return "", err
	}
	var most int64
	var found []string
	for _, command := range episodeCommands {
		peak, err := s.peakOf(dir, strings.ReplaceAll(command, "STEPS", strconv.Itoa(steps)))
		if err != nil {
			return "", err
		}
		name := strings.Join(strings.Fields(command)[:2], " ")
		found = append(found, fmt.Sprintf("%s %d", strings.TrimSuffix(strings.TrimSuffix(name, " data"), " pendulum:horizon=STEPS"), (peak-start)>>20))
		most = max(most, peak-start)
	}
	line := fmt.Sprintf("%d MB at most (bar %d MB) for %d steps: %s", most>>20, int64(episodeBar)>>20, steps, strings.Join(found, ", "))
	if most > episodeBar {
		return "", errors.New(line)
	}
	return line, nil
}

// peakOf is the most memory that a command of fenchel takes in a process of its own, bytes.
func (s *soak) peakOf(dir, command string) (int64, error) {
	if err := os.WriteFile(filepath.Join(dir, commandFile), []byte(command), 0o666); err != nil {
		return 0, err
	}
	e, err := disktest.SignalAfter(s.child("cli", dir), time.Hour, os.Kill)
	if err == nil && (e.Code != 0 || len(e.Lines) != 1) {
		err = fmt.Errorf("fenchel %s ended with %d: %s", command, e.Code, e.Stderr)
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(e.Lines[0], 10, 64)
}

// commandFile holds the command that childCLI is to run.
const commandFile = "command"

// childCLI runs a command of fenchel in dir and says how much memory it took.
func childCLI(_ context.Context, dir string, acknowledge func(uint64)) error {
	command, err := os.ReadFile(filepath.Join(dir, commandFile))
	if err != nil {
		return err
	}
	if err := os.Chdir(dir); err != nil {
		return err
	}
	if code := cli.Main(strings.Fields(string(command)), strings.NewReader(""), io.Discard, os.Stderr); code != 0 {
		return fmt.Errorf("exit code %d", code)
	}
	peak, err := peakMemory()
	acknowledge(peak)
	return err
}
