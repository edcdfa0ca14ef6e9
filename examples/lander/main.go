// Command lander is fenchel with a task of one's own: every command of fenchel, for the task in lander.go besides those
// that fenchel has.
//
//	go build && ./lander record lander -o demos && ./lander train demos -o run && ./lander watch run --energy
package main

import (
	"os"

	"github.com/fenchel-gym/fenchel/cmd/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
