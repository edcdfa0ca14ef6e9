package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

type versionOptions struct {
	IO   *stdio
	JSON bool
}

func newCmdVersion(streams *stdio, run func(context.Context, *versionOptions) error) *cobra.Command {
	o := &versionOptions{IO: streams}
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print which fenchel this is, and what decides its last bits",
		Example: "  fenchel version",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return run(cmd.Context(), o) },
	}
	cmd.Flags().BoolVar(&o.JSON, "json", false, "print JSON")
	return cmd
}

// version is what a report of a fault should name.
type version struct {
	Version string `json:"version"` // of the module, "(devel)" where it was built from a working copy
	Commit  string `json:"commit,omitempty"`
	Changed bool   `json:"changed,omitempty"` // the working copy was not the commit
	Go      string `json:"go"`
	Machine string `json:"machine"` // system and processor
	Kernel  string `json:"kernel"`  // path of the float32 kernels
}

func runVersion(_ context.Context, o *versionOptions) error {
	v := version{Version: "(devel)", Go: runtime.Version(), Machine: runtime.GOOS + "/" + runtime.GOARCH, Kernel: kernel.Path()}
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			v.Version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				v.Commit = s.Value
			case "vcs.modified":
				v.Changed = s.Value == "true"
			}
		}
	}
	if o.JSON {
		return printJSON(o.IO.Out, v)
	}
	fmt.Fprintf(o.IO.Out, "fenchel %s", v.Version)
	if v.Commit != "" {
		fmt.Fprintf(o.IO.Out, ", commit %s", v.Commit)
	}
	if v.Changed {
		fmt.Fprint(o.IO.Out, " with changes")
	}
	fmt.Fprintf(o.IO.Out, "\n%s, %s, kernels %s\n", v.Go, v.Machine, v.Kernel)
	return nil
}
