package main

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
)

// server is a peer's Python program that stays, since importing and compiling take seconds: it prints its name, then
// answers every line it is sent by one that begins with a rate.
type server struct {
	name  string
	cmd   *exec.Cmd
	to    io.WriteCloser
	lines *bufio.Scanner
}

// serve starts one of the scripts, or says why it cannot.
func serve(python, script string) (*server, error) {
	text, err := peersFS.ReadFile("peers/" + script)
	if err != nil {
		return nil, err
	}
	s := &server{name: script, cmd: exec.Command(python, "-c", string(text))}
	var complaint strings.Builder
	s.cmd.Stderr = &complaint
	if s.to, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.lines = bufio.NewScanner(out)
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if !s.lines.Scan() {
		s.close()
		reasons := strings.Split(strings.TrimSpace(complaint.String()), "\n")
		return nil, fmt.Errorf("%s", reasons[len(reasons)-1])
	}
	s.name = s.lines.Text()
	return s, nil
}

// ask sends a line and returns the rate.
func (s *server) ask(format string, args ...any) (float64, error) {
	if _, err := fmt.Fprintf(s.to, format+"\n", args...); err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	if !s.lines.Scan() {
		return 0, fmt.Errorf("%s ended", s.name)
	}
	first, _, _ := strings.Cut(s.lines.Text(), " ")
	return strconv.ParseFloat(first, 64)
}

// close ends the program.
func (s *server) close() {
	s.to.Close()
	s.cmd.Wait()
}
