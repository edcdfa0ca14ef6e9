package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/envs/suite"
)

// idle is a misuse that names the first of the given flags that was set, and why it does nothing here.
func idle(f *pflag.FlagSet, why string, names ...string) error {
	for _, name := range names {
		if f.Changed(name) {
			return misused("--%s does nothing here: %s", name, why)
		}
	}
	return nil
}

// idleWhere is idle where a condition holds.
func idleWhere(holds bool, f *pflag.FlagSet, why string, names ...string) error {
	if !holds {
		return nil
	}
	return idle(f, why, names...)
}

// firstOf is the first error of several.
func firstOf(errs ...error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return errs[i]
}

const noFile = "no policy file is read"

// isBuiltin reports whether a policy is named that is in no file.
func isBuiltin(who string) bool {
	return slices.Contains([]string{"expert", "random", "still"}, strings.TrimSuffix(who, ":stochastic"))
}

// checkFlags refuses the flags of learning that do nothing in the way in which they are combined.
func (l *learning) checkFlags(f *pflag.FlagSet) error {
	return firstOf(
		idleWhere(!l.Resume && l.Config == "", f, "it goes with --resume or --config", "force"),
		idleWhere(l.From == "", f, "it goes with --from-policy", "unsealed"),
	)
}

// checkFlags refuses the flags of record that do nothing.
func (o *recordOptions) checkFlags(f *pflag.FlagSet) error {
	return firstOf(
		idleWhere(o.Human, f, "you act, in a window", "json", "unsealed"),
		idleWhere(isBuiltin(o.Policy), f, noFile, "unsealed"),
	)
}

// checkFlags refuses the flags of eval that do nothing.
func (o *evalOptions) checkFlags(f *pflag.FlagSet) error {
	return firstOf(
		idleWhere(!o.JSON, f, "it goes with --json; -o writes the rows anyway", "rows"),
		idleWhere(isBuiltin(o.Who) && (o.Against == "" || isBuiltin(o.Against)), f, noFile, "unsealed"),
	)
}

// checkFlags refuses the flags of watch that do nothing.
func (o *watchOptions) checkFlags(f *pflag.FlagSet) error {
	isTask := func() bool { // and no file
		_, err := suite.Make(o.What)
		return err == nil && !exists(o.What)
	}
	return firstOf(
		idleWhere(isDataSet(o.What), f, "a recording is played as it was, by no policy", "seed"),
		idleWhere(isDataSet(o.What) && o.Policy == "", f, "a recording is played as it was, by no policy; --policy names one that looks on", "energy", "unsealed"),
		idleWhere(!isDataSet(o.What), f, "it looks on at a recording", "policy"),
		idleWhere(isDataSet(o.What), f, "it is next to a policy; --policy looks on at a recording", "beside"),
		idleWhere(o.Record != "", f, "it is of watching alone", "episode", "speed", "paused", "step", "page", "from", "to", "fps", "grid", "beside"),
		idleWhere(isBuiltin(o.What) || isTask(), f, noFile, "unsealed"),
		idleWhere(o.Save != "", f, "a picture does not wait: it is of windows", "paused"),
		idleWhere(o.Save == "" || !o.Energy, f, "it goes with --energy and --save", "page"),
		idleWhere(pictureKind(o.Save) == ".png", f, "a .png is one moment", "speed"),
	)
}
