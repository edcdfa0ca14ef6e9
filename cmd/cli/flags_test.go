package cli

import (
	"context"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/policy/energy"
)

func quiet() *stdio {
	return &stdio{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard, Now: time.Now}
}

// parsed is what a verb's run is handed for a command line, without the streams.
func parsed[O any](t *testing.T, newCmd func(*stdio, func(context.Context, *O) error) *cobra.Command, args string) O {
	t.Helper()
	var got *O
	cmd := newCmd(quiet(), func(_ context.Context, o *O) error {
		got = o
		return nil
	})
	cmd.SetArgs(strings.Fields(args))
	if err := cmd.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	reflect.ValueOf(got).Elem().FieldByName("IO").SetZero()
	return *got
}

// applied are options with the flags of a command line over them.
func applied[O interface {
	set() func(agents.Options) (agents.Options, error)
}](t *testing.T, newCmd func(*stdio, func(context.Context, *O) error) *cobra.Command, args string, o agents.Options) agents.Options {
	t.Helper()
	got, err := parsed(t, newCmd, args).set()(o)
	if err != nil {
		t.Fatalf("%s: %v", args, err)
	}
	return got
}

func (o trainOptions) set() func(agents.Options) (agents.Options, error)       { return o.Set }
func (o expertTrainOptions) set() func(agents.Options) (agents.Options, error) { return o.Set }

func same[O any](t *testing.T, args string, got, want O) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s\ngot  %+v\nwant %+v", args, got, want)
	}
}

// TestFlagsParseIntoOptions: each flag sets its own field, and what is not said has its default.
func TestFlagsParseIntoOptions(t *testing.T) {
	for args, want := range map[string]listOptions{
		"":                     {},
		"--tag classic --json": {Tag: "classic", JSON: true},
	} {
		same(t, "list "+args, parsed(t, newCmdList, args), want)
	}
	for args, want := range map[string]recordOptions{
		"hopper -o d":                           {Task: "hopper", Dir: "d", All: true, Policy: "expert", Compress: true},
		"hopper -o d -n 3 --seed 9 --noise 0.1": {Task: "hopper", Dir: "d", Episodes: 3, Seed: 9, Noise: 0.1, Policy: "expert", Compress: true},
		"x --policy run --successes --resume --per-file 4 --compress=false --json --labels -2 --split test": {
			Task: "x", All: true, Policy: "run", Successes: true, Resume: true, PerFile: 4, JSON: true, datasetFlags: datasetFlags{-2, "test"}},
	} {
		same(t, "record "+args, parsed(t, newCmdRecord, args), want)
	}
	for args, want := range map[string]evalOptions{
		"run":                      {Who: "run", All: true},
		"expert ant --json --rows": {Who: "expert", Task: "ant", All: true, JSON: true, Rows: true},
		"run --against random":     {Who: "run", All: true, Against: "random"},
		"run -n 0 --noise 2":       {Who: "run", Noise: 2},
		"a b -o f --json -n 7":     {Who: "a", Task: "b", Output: "f", JSON: true, Episodes: 7},
		"a --seed 3 --labels 14":   {Who: "a", All: true, Seed: 3, datasetFlags: datasetFlags{Labels: 14}},
	} {
		same(t, "eval "+args, parsed(t, newCmdEval, args), want)
	}
	for args, want := range map[string]watchOptions{
		"hopper":                              {What: "hopper", Step: -1, Page: 1, Speed: 1, Width: 960, Height: 540},
		"expert ant --save x.gif --speed 2":   {What: "expert", Task: "ant", Save: "x.gif", Step: -1, Page: 1, Speed: 2, Width: 960, Height: 540},
		"d --episode 3 --seed 4 --paused":     {What: "d", Episode: 3, Seed: 4, Paused: true, Step: -1, Page: 1, Speed: 1, Width: 960, Height: 540},
		"d --save p.png --step 0 --energy":    {What: "d", Save: "p.png", Energy: true, Page: 1, Speed: 1, Width: 960, Height: 540},
		"d --save p.png --width 1 --height 2": {What: "d", Save: "p.png", Step: -1, Page: 1, Speed: 1, Width: 1, Height: 2},
	} {
		same(t, "watch "+args, parsed(t, newCmdWatch, args), want)
	}
	for args, want := range map[string]selectOptions{
		"a b -o c":                               {Dirs: []string{"a", "b"}, Dst: "c", Least: math.Inf(-1), Most: math.Inf(1)},
		"a -o c --rest d --best 4 --end failed":  {Dirs: []string{"a"}, Dst: "c", Rest: "d", Best: 4, Ends: []string{"failed"}, Least: math.Inf(-1), Most: math.Inf(1)},
		"a --min-return -3 --max-return 4":       {Dirs: []string{"a"}, Least: -3, Most: 4},
		"a --first 2 --tag t --successes --json": {Dirs: []string{"a"}, First: 2, Tag: "t", Successes: true, JSON: true, Least: math.Inf(-1), Most: math.Inf(1)},
	} {
		same(t, "data select "+args, parsed(t, newCmdDataSelect, args), want)
	}
	for args, want := range map[string]quickstartOptions{
		"":                        {Dir: "quickstart"},
		"pendulum -o x --seed 12": {Task: "pendulum", Dir: "x", Seed: 12},
	} {
		same(t, "quickstart "+args, parsed(t, newCmdQuickstart, args), want)
	}
	for args, want := range map[string]expertListOptions{
		"":                          {},
		"--tag classic -n 5 --json": {Tag: "classic", Episodes: 5, JSON: true},
	} {
		same(t, "expert list "+args, parsed(t, newCmdExpertList, args), want)
	}
}

// TestDataVerbs: each verb of data reaches its own run.
func TestDataVerbs(t *testing.T) {
	for args, want := range map[string]dataOptions{
		"info d":                    {Dir: "d"},
		"verify d --json":           {Dir: "d", JSON: true},
		"replay d --task model.xml": {Dir: "d", Task: "model.xml"},
		"repair d -o e":             {Dir: "d", Dst: "e"},
	} {
		var ran string
		var got dataOptions
		run := func(verb string) func(context.Context, *dataOptions) error {
			return func(_ context.Context, o *dataOptions) error {
				ran, got = verb, *o
				return nil
			}
		}
		cmd := newCmdData(quiet(), dataVerbs{info: run("info"), verify: run("verify"), replay: run("replay"), repair: run("repair")})
		cmd.SetArgs(strings.Fields(args))
		if err := cmd.ExecuteContext(t.Context()); err != nil {
			t.Fatal(err)
		}
		got.IO = nil
		if same(t, "data "+args, got, want); ran != strings.Fields(args)[0] {
			t.Errorf("data %s ran %s", args, ran)
		}
	}
}

// TestTrainFlagsChangeTheConfiguration, and leave alone what they do not name.
func TestTrainFlagsChangeTheConfiguration(t *testing.T) {
	o := parsed(t, newCmdTrain, "data -o run --loss squared --steps 50 --hidden 8,9")
	set, err := o.Set(clone.Default())
	if err != nil {
		t.Fatal(err)
	}
	got, want := set.(clone.Options), clone.Default()
	if got.Loss.Name != "squared" || got.Policy.Head.Name != "deterministic" || got.Steps != 50 || got.Schedule.Steps != 50 {
		t.Errorf("%+v", got)
	}
	if !slices.Equal(got.Policy.Hidden, []int{8, 9}) || got.Batch != want.Batch || got.Optimizer != want.Optimizer {
		t.Errorf("%+v", got)
	}
}

// TestTrainFlagsOfMembers: a flag reaches the member that has the option, keeps the other options of a member that is
// chosen already, and is refused where the member that is chosen does not have it.
func TestTrainFlagsOfMembers(t *testing.T) {
	for args, want := range map[string]string{
		"--energy pairwise-lowrank --rank 3":          "",
		"--regularizer tsallis --alpha 1.2 --gamma 2": "",
		"--alpha 1.2":                   `--alpha: regularizer "quadratic" has no option "alpha": want one of gamma`,
		"--rank 3":                      `--rank: energy "pairwise" has no option "rank": it has none`,
		"--loss squared --energy unary": `--energy: only policies with an energy have it: the loss "squared" trains the head "deterministic", which has none`,
		"--loss hinge --gamma 2":        `--gamma: regularizer "none" has no option "gamma": it has none`,
		"--energy modes --regularizer none --alpha 1.5 ": `--alpha: regularizer "none"`,
	} {
		o := parsed(t, newCmdTrain, "data -o run "+args)
		set, err := o.Set(clone.Default())
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %s", args, err, want)
		}
		if want != "" || !strings.Contains(args, "rank") {
			continue
		}
		if g, _ := set.(clone.Options).Policy.Greedy(); g.Energy.Options != energy.Options(energy.LowRankOptions{Rank: 3}) {
			t.Errorf("%s: %+v", args, g)
		}
	}
}
