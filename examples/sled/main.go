// Command sled is a program of one's own around fenchel: it has every command of fenchel, and besides the built-in members
// the task, the expert, the energy, the loss and the method of this folder, each in one file with one registration.
//
//	go run . record sled -o demos -n 20
//	go run . train demos -o run
//	go run . watch run --energy
package main

import (
	"os"

	"github.com/fenchel-gym/fenchel/cmd/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
