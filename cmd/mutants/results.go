package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// result is what became of a mutant.
type result struct {
	File    string  `json:"file"`
	Line    int     `json:"line"`
	Kind    string  `json:"kind"`
	Was     string  `json:"was"`
	Now     string  `json:"now"`
	Hash    string  `json:"hash"` // of the changed file: another one is another mutant
	Outcome outcome `json:"outcome"`
	By      string  `json:"by,omitempty"` // package and test
	Seconds float64 `json:"seconds"`
}

func hash(file string, changed []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", file)
	h.Write(changed)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// results is the record of mutants that were tried, a line of JSON for each: with it a run that was interrupted goes on.
// The last line of a mutant counts.
type results struct {
	file   *os.File
	byHash map[string]result
}

// openResults reads what there is. A last line that an interruption cut is left out.
func openResults(name string) (*results, error) {
	r := &results{byHash: map[string]result{}}
	old, err := os.Open(name)
	if err == nil {
		err = r.read(old)
		old.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r.file, err = os.OpenFile(name, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o666)
	return r, err
}

func (r *results) read(f *os.File) error {
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		var one result
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			if !lines.Scan() {
				return lines.Err()
			}
			return fmt.Errorf("%s:%d: %w", f.Name(), n, err)
		}
		r.byHash[one.Hash] = one
	}
	return lines.Err()
}

// add puts a result on record.
func (r *results) add(one result) error {
	line, err := json.Marshal(one)
	if err != nil {
		return err
	}
	r.byHash[one.Hash] = one
	_, err = r.file.Write(append(line, '\n'))
	return err
}

// Close closes the file.
func (r *results) Close() error { return r.file.Close() }
