package remote

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/render/scene"
)

func newCartPole() envs.Env { return classic.NewCartPole(classic.DefaultCartPole()) }

// TestContract holds a task behind a pipe to the contract of every task, with the powers that it has here.
func TestContract(t *testing.T) {
	for name, newEnv := range map[string]func() envs.Env{"pendulum": newPendulum, "cartpole": newCartPole, "hopper": newHopper} {
		t.Run(name, func(t *testing.T) {
			if err := envtest.Check(taskWithin(t, newEnv).New); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestSameEpisodes: the stream of a name gives the same bits on both sides of a pipe.
func TestSameEpisodes(t *testing.T) {
	task, err := OpenTask(command("pendulum"), quick())
	if err != nil {
		t.Fatal(err)
	}
	defer task.Close()
	there, here := task.New(), newPendulum()
	for index := range uint64(3) {
		if a, b := returns(t, there, index), returns(t, here, index); !slices.Equal(a, b) {
			t.Errorf("episode %d differs: %v, here %v", index, a[len(a)-4:], b[len(b)-4:])
		}
	}
	spec := task.Spec()
	if spec.Name != "exec:pendulum" || len(spec.Content) != 64 || spec.Horizon != 200 {
		t.Errorf("spec %+v", spec)
	}
}

// TestProcessesAreReused: an environment gives its process back, and the next takes it.
func TestProcessesAreReused(t *testing.T) {
	task := taskWithin(t, newPendulum)
	for i := range 5 {
		e := task.New()
		returns(t, e, uint64(i))
		if err := envs.CloseEnv(e); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(task.program.all); n != 1 {
		t.Errorf("%d processes were started for environments that followed one another", n)
	}
}

func TestFaults(t *testing.T) {
	tests := []struct{ role, want string }{
		{"faulty nan", "sent NaN as observation 1 (sin θ) after 4 steps"},
		{"faulty inf", "answered step 3 with a reward of +Inf"},
		{"faulty dies", "ended (exit status 9) when a reply to step was due"},
		{"faulty prints", `"step 4 is a nice step to print something about`},
		{"faulty hangs", "gave no reply within 300ms to step"},
		{"faulty end", "unknown end 77"},
		{"faulty panics", "ended (exit status 2) when a reply to step was due; the end of its standard error:\n  | "},
	}
	for _, test := range tests {
		t.Run(test.role, func(t *testing.T) {
			t.Parallel()
			o := quick()
			if strings.HasSuffix(test.role, "hangs") {
				o.Step = 300 * time.Millisecond
			}
			task, err := OpenTask(command(test.role), o)
			if err != nil {
				t.Fatal(err)
			}
			defer task.Close()
			e := task.New()
			r := envs.NewRollout(e, center{1})
			r.Start(1, envs.Evaluation, 0)
			for r.Next() {
			}
			fault, ok := errors.AsType[*Fault](r.Err())
			if !ok || !strings.Contains(fault.Error(), test.want) {
				t.Fatalf("error %v: want a Fault with %q", r.Err(), test.want)
			}
			if r.End() != envs.Diverged || r.Steps() != 4 {
				t.Errorf("%d steps, %v: want 4, diverged", r.Steps(), r.End())
			}
			if r.Start(1, envs.Evaluation, 1); r.Next() {
				t.Error("an episode began in an environment that has broken down")
			}
		})
	}
}

func TestStartsThatFail(t *testing.T) {
	tests := []struct{ command, want string }{
		{command("silent"), "sent no handshake within"},
		{command("chatty"), `no handshake: "pygame 2.6 says hello"`},
		{command("dead"), "ended (exit status 3) before its handshake; the end of its standard error:\n  | Traceback:\n  |   \\x1b[31mno such module\\x1b[0m"},
		{command("policy"), "it serves a policy where an env is wanted"},
		{"/no/such/program", "cannot be started"},
		{"'python", "a quote is not closed"},
		{"  ", "the command is missing"},
	}
	for _, test := range tests {
		o := quick()
		if strings.HasSuffix(test.command, "silent") {
			o.Start = 300 * time.Millisecond
		}
		task, err := OpenTask(test.command, o)
		if err == nil {
			task.Close()
			t.Errorf("%s was accepted", test.command)
		} else if !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %q: want %q", err, test.want)
		}
	}
}

func TestSceneComesThrough(t *testing.T) {
	e, here := taskWithin(t, newPendulum).New(), newPendulum()
	returns(t, e, 1)
	returns(t, here, 1)
	var a, b scene.Scene
	shower, ok := envs.As[envs.Scener](e)
	if !ok {
		t.Fatal("no scenes")
	}
	shower.Scene(&a)
	local, _ := envs.As[envs.Scener](here)
	local.Scene(&b)
	if len(a.Shapes) == 0 || len(a.Shapes) != len(b.Shapes) || a.View != b.View {
		t.Errorf("%d shapes in %v, here %d in %v", len(a.Shapes), a.View, len(b.Shapes), b.View)
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	task, err := OpenTask(command("pendulum"), quick())
	if err != nil {
		t.Fatal(err)
	}
	defer task.Close()
	e := task.New()
	obs, act := make([]float64, 3), []float64{0.1}
	envs.Start(e, obs, 1, envs.Evaluation, 2)
	if n := testing.AllocsPerRun(50, func() { e.Step(obs, act) }); n > 0 {
		t.Errorf("%v allocations a step", n)
	}
}

func BenchmarkReset(b *testing.B) {
	e := taskWithin(b, newPendulum).New()
	obs := make([]float64, 3)
	rng := envs.Stream(1, envs.Evaluation, 0)
	e.Reset(obs, rng)
	b.ReportAllocs()
	for b.Loop() {
		e.Reset(obs, rng)
	}
}
