// Command fenchel records demonstrations, trains energy-network policies on them, evaluates and shows what they do.
package main

import (
	"os"

	"github.com/fenchel-gym/fenchel/cmd/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
