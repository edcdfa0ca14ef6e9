package cli

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fenchel-gym/fenchel/internal/suggest"
)

// plainFlagError says in plain words what is wrong with a flag or its value.
func plainFlagError(cmd *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := suggest.Near(unknown.GetSpecifiedName(), names); len(near) > 0 {
			return fmt.Errorf("%w: did you mean --%s?", err, strings.Join(near, " or --"))
		}
		return err
	}
	invalid, ok := errors.AsType[*pflag.InvalidValueError](err)
	number, isNumber := errors.AsType[*strconv.NumError](err)
	if !ok || !isNumber {
		return err
	}
	want := map[string]string{
		"int": "a whole number", "int64": "a whole number", "uint64": "a whole number of 0 or more", "float64": "a number",
		"bool": "true or false", "intSlice": "whole numbers, separated by commas",
	}[invalid.GetFlag().Value.Type()]
	why := "want " + cmp.Or(want, "a number")
	if errors.Is(number, strconv.ErrRange) {
		why = "the number is too large"
	}
	return fmt.Errorf("--%s %q: %s", invalid.GetFlag().Name, invalid.GetValue(), why)
}

// argument is a word in capitals of a command's usage.
var argument = regexp.MustCompile(`\[?\b[A-Z]{2,}\b`)

// plainArgsError names the first argument that is missing by its word in the command's usage, or the first that is too
// many.
func plainArgsError(cmd *cobra.Command, args []string, err error) error {
	usage, _, _ := strings.Cut(strings.ReplaceAll(cmd.Use, "...", ""), " -")
	words := argument.FindAllString(usage, -1)
	switch {
	case !strings.Contains(err.Error(), "arg(s)"):
		return err
	case len(args) < len(words) && !strings.HasPrefix(words[len(args)], "["):
		return fmt.Errorf("%s is missing", words[len(args)])
	case len(args) > len(words):
		return fmt.Errorf("%q is one argument too many", args[len(words)])
	}
	return err
}
