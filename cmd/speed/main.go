// Speed measures fenchel beside its peers, all in one run and in turns, so that a noisy machine is as unkind to one as
// to the other.
//
//	go run ./cmd/speed                              everything
//	go run ./cmd/speed -only physics,kernels        some sections: physics, kernels, training
//	go run ./cmd/speed -quick                       a few seconds, for a first look
//	go run ./cmd/speed -json                        the same tables as data
//	go run ./cmd/speed -python ./venv/bin/python    the interpreter that has mujoco, jax or torch
//
// Peers are used where they are found and named where they are not: MuJoCo (a system library, and the one that its
// Python package brings along) and OpenBLAS through the C programs in peers, which the C compiler builds at run time;
// JAX and PyTorch through the Python scripts there. Nothing else of fenchel needs any of them.
//
// Every number is the best of several rounds, and in each round all contestants run one after the other: what slows a
// program down from outside can only make a round worse, so the best comes closest to what the program itself costs.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// lab is what the sections share.
type lab struct {
	slot   time.Duration // for which a contestant runs in a round
	rounds int
	quick  bool
	peers  bool   // whether to look for peers
	python string // interpreter
	dir    string // for compiled peers and their input
}

// section is a part of the program by name.
type section struct {
	name string
	run  func(*lab) ([]table, error)
}

var sections = []section{{"physics", physicsTables}, {"kernels", kernelTables}, {"training", trainingTables}}

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("speed", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "", "sections to run, separated by commas (default: all)")
	asJSON := flags.Bool("json", false, "print the tables as JSON")
	l := &lab{slot: 300 * time.Millisecond, rounds: 5}
	flags.BoolVar(&l.quick, "quick", false, "one short round")
	flags.BoolVar(&l.peers, "peers", true, "look for peers")
	flags.StringVar(&l.python, "python", "python3", "interpreter whose packages mujoco, jax and torch are used")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	chosen, err := choose(*only)
	if err != nil || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "speed: want no arguments, and sections among physics, kernels, training")
		return 2
	}
	if l.quick {
		l.slot, l.rounds = 20*time.Millisecond, 1
	}
	if err := l.measure(chosen, *asJSON, stdout); err != nil {
		fmt.Fprintln(stderr, "speed:", err)
		return 1
	}
	return 0
}

// choose returns the sections of a list of names.
func choose(only string) ([]section, error) {
	if only == "" {
		return sections, nil
	}
	var chosen []section
	for _, name := range strings.Split(only, ",") {
		i := slices.IndexFunc(sections, func(s section) bool { return s.name == name })
		if i < 0 {
			return nil, fmt.Errorf("no section %q", name)
		}
		chosen = append(chosen, sections[i])
	}
	return chosen, nil
}

// measure runs the sections and prints what they found: text as it comes, JSON at the end.
func (l *lab) measure(chosen []section, asJSON bool, w io.Writer) error {
	dir, err := os.MkdirTemp("", "speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	l.dir = dir
	if !asJSON {
		fmt.Fprintln(w, machine())
	}
	var all []table
	for _, s := range chosen {
		tables, err := s.run(l)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		for i := range tables {
			if !asJSON {
				tables[i].print(w)
			}
		}
		all = append(all, tables...)
	}
	if !asJSON {
		return nil
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(struct {
		Machine string  `json:"machine"`
		Tables  []table `json:"tables"`
	}{machine(), all})
}

// machine says where the numbers come from.
func machine() string {
	model := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo") // absent where there is no Linux
	for line := range strings.Lines(string(text)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s, kernels %s", model, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), kernel.Path())
}
