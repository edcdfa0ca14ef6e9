package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// replacements are the operators that gremlins' default mutants exchange, by kind: its own table, of which a dry run
// tells the kind alone.
var replacements = map[string]map[string]string{
	"ARITHMETIC_BASE":       {"+": "-", "-": "+", "*": "/", "/": "*", "%": "*"},
	"CONDITIONALS_BOUNDARY": {">=": ">", ">": ">=", "<=": "<", "<": "<="},
	"CONDITIONALS_NEGATION": {"==": "!=", "!=": "==", ">=": "<", "<": ">=", "<=": ">", ">": "<="},
	"INCREMENT_DECREMENT":   {"++": "--", "--": "++"},
	"INVERT_NEGATIVES":      {"-": "+"},
}

// gremlins finds the mutants of a tree of packages by a dry run of that program.
type gremlins struct {
	t       *trials
	program string
	dir     string // copy of the sources without tests: a dry run would run those first, to see what they cover
}

// newGremlins builds the program from the module of its own and copies the sources of some trees.
func newGremlins(ctx context.Context, t *trials, trees []string) (*gremlins, error) {
	g := &gremlins{t: t, program: filepath.Join(t.scratch, "gremlins"), dir: filepath.Join(t.scratch, "sources")}
	builder := *t
	builder.root = filepath.Join(t.root, "cmd", "mutants", "gremlins")
	if err := builder.must(ctx, "go", "build", "-o", g.program, "github.com/go-gremlins/gremlins/cmd/gremlins"); err != nil {
		return nil, err
	}
	args := []string{"list", "-deps", "-f", `{{if not .Standard}}{{if .Module.Main}}{{$d := .Dir}}` +
		`{{range .GoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .SFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}` +
		`{{range .HFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{end}}{{end}}`}
	for _, tree := range trees {
		args = append(args, "./"+tree+"/...")
	}
	out, code, err := t.run(ctx, "go", args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("go list: %s", out)
	}
	if err != nil {
		return nil, err
	}
	files := append(strings.Fields(out), filepath.Join(t.root, "go.mod"), filepath.Join(t.root, "go.sum"))
	for _, file := range files {
		if err := g.copy(file); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// must runs a command that is to succeed.
func (t *trials) must(ctx context.Context, name string, args ...string) error {
	out, code, err := t.run(ctx, name, args...)
	if err == nil && code != 0 {
		err = fmt.Errorf("%s %s: exit code %d\n%s", name, strings.Join(args, " "), code, out)
	}
	return err
}

// copy copies a source file.
func (g *gremlins) copy(file string) error {
	name, err := filepath.Rel(g.t.root, file)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	to := filepath.Join(g.dir, name)
	return errors.Join(os.MkdirAll(filepath.Dir(to), 0o777), os.WriteFile(to, data, 0o666))
}

// mutant is an edit of a kind.
type mutant struct {
	edit
	kind string
}

// found is what a dry run prints.
type found struct {
	Files []struct {
		Name      string `json:"file_name"` // below the tree
		Mutations []struct {
			Type         string
			Line, Column int // from 1; a column is a byte
		}
	}
}

// mutants lists the mutants of a tree by file and place, each change once.
func (g *gremlins) mutants(ctx context.Context, tree string) ([]mutant, error) {
	out := filepath.Join(g.t.scratch, "dry-run.json")
	runner := *g.t
	runner.root = g.dir
	if err := runner.must(ctx, g.program, "unleash", "--dry-run", "--silent", "--output", out, "./"+tree); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	var f found
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("the dry run of %s: %w", tree, err)
	}
	var list []mutant
	for _, file := range f.Files {
		name := tree + "/" + file.Name
		source, err := os.ReadFile(filepath.Join(g.dir, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		for _, m := range file.Mutations {
			found, err := mutantAt(name, string(source), m.Type, m.Line, m.Column)
			if err != nil {
				return nil, err
			}
			list = append(list, found)
		}
	}
	slices.SortFunc(list, compareMutants)
	return slices.CompactFunc(list, func(a, b mutant) bool { return a.edit == b.edit }), nil
}

func compareMutants(a, b mutant) int {
	if c := strings.Compare(a.file, b.file); c != 0 {
		return c
	}
	if c := a.offset - b.offset; c != 0 {
		return c
	}
	return strings.Compare(a.new+a.kind, b.new+b.kind)
}

// mutantAt is the mutant of a kind at a line and column.
func mutantAt(file, source, kind string, line, column int) (mutant, error) {
	at := 0
	for n := 1; n < line; n++ {
		end := strings.IndexByte(source[at:], '\n')
		if end < 0 {
			return mutant{}, fmt.Errorf("%s has no line %d", file, line)
		}
		at += end + 1
	}
	at += column - 1
	for length := 2; length > 0; length-- {
		if at+length > len(source) {
			continue
		}
		operator := source[at : at+length]
		if now, ok := replacements[kind][operator]; ok {
			return mutant{edit{file, at, operator, now}, kind}, nil
		}
	}
	return mutant{}, fmt.Errorf("%s:%d:%d: no operator of a %s", file, line, column, kind)
}
