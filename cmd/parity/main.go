// Parity compares fenchel's numbers with reference data recorded from other simulators, and says where they differ.
//
//	go run ./cmd/parity -ref DIR
//
// DIR, or a folder in it, holds folders of recorded files, one for each kind of comparison (`parity -h` lists them).
// Every file of every folder that is there is compared. A table shows the largest error of each quantity with its
// bar; a quantity beyond its bar is named with the first step where it is. The models by feature give a row a feature
// and release of MuJoCo: how many of them load, their errors as shares of the bars, and what is refused. Exit status:
// 0 all within their bars, 1 one is not or a file cannot be read, 2 misuse, or no folder found.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// kinds are the kinds of comparison, in the order in which they are run.
var kinds = []kind{
	classicKind, modelsKind, probesKind, trajExactKind, trajKind, substepsKind, gymKind, pushtKind, tenKind, featureKind,
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// The exit statuses.
const (
	within  = 0
	beyond  = 1
	misused = 2
)

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("parity", flag.ContinueOnError)
	flags.SetOutput(stderr)
	dir := flags.String("ref", ".", "`directory` with the folders of reference data, in it or one level below")
	flags.Usage = func() { usage(stderr, flags) }
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return within
	} else if err != nil {
		return misused
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "parity: unexpected argument %q\n", flags.Arg(0))
		return misused
	}
	found, absent, err := find(*dir)
	if err != nil {
		fmt.Fprintln(stderr, "parity:", err)
		return misused
	}
	if len(absent) > 0 {
		fmt.Fprintf(stdout, "absent: %s\n", strings.Join(absent, ", "))
	}
	if len(found) == 0 {
		fmt.Fprintf(stderr, "parity: %s holds none of the folders, neither in it nor one level below\n", *dir)
		return misused
	}
	status := within
	for _, f := range found {
		if !f.report(stdout) {
			status = beyond
		}
	}
	return status
}

func usage(w io.Writer, flags *flag.FlagSet) {
	fmt.Fprint(w, "usage: parity -ref DIR\n\nCompares fenchel with recorded reference data.\n\n")
	flags.PrintDefaults()
	fmt.Fprint(w, "\nfolders:\n")
	for _, k := range kinds {
		fmt.Fprintf(w, "  %-12s %s\n", k.folder, k.what)
	}
}

// folder is one kind's folder of files.
type folder struct {
	kind
	path  string
	files []string
}

// find looks for each kind's folder in dir and one level below.
func find(dir string) (found []folder, absent []string, err error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, nil, err
	} else if !info.IsDir() {
		return nil, nil, fmt.Errorf("%s is not a directory", dir)
	}
	for _, k := range kinds {
		f := folder{kind: k}
		patterns := []string{filepath.Join(dir, k.folder), filepath.Join(dir, "*", k.folder)}
		if full, err := filepath.Abs(dir); err == nil && filepath.Base(full) == k.folder {
			patterns = []string{dir}
		}
		for _, pattern := range patterns {
			paths, _ := filepath.Glob(pattern)
			for _, path := range paths {
				if files := k.recordings(path); f.path == "" && len(files) > 0 {
					f.path, f.files = path, files
				}
			}
		}
		if f.path == "" {
			absent = append(absent, k.folder)
		} else {
			found = append(found, f)
		}
	}
	return found, absent, nil
}

// recordings are the recorded files of a folder, in alphabetical order.
func (k kind) recordings(dir string) []string {
	var files []string
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		name := e.Name()
		ours := strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".jsonl.gz")
		if k.ending != "" {
			ours = strings.HasSuffix(name, k.ending)
		}
		if ours {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files
}
