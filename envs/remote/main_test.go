package remote

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/locomotion"
)

// childMark is the first argument of this test program where it plays another process.
const childMark = "fenchel-remote-child"

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == childMark {
		play(os.Args[2], os.Args[3:])
		return
	}
	os.Exit(m.Run())
}

// command is the command line that starts this program in a role.
func command(role string, args ...string) string {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	return strings.Join(append([]string{"'" + self + "'", childMark, role}, args...), " ")
}

// play is what the child does in a role.
func play(role string, args []string) {
	var err error
	switch role {
	case "pendulum":
		err = Serve(os.Stdin, os.Stdout, newPendulum)
	case "policy":
		err = ServePolicy(os.Stdin, os.Stdout, "center", "1", newCenter, false)
	case "silent":
		fmt.Fprintln(os.Stderr, "thinking")
		io.Copy(io.Discard, os.Stdin)
		time.Sleep(time.Hour)
	case "chatty":
		fmt.Println("pygame 2.6 says hello")
		io.Copy(io.Discard, os.Stdin)
	case "dead":
		fmt.Fprintln(os.Stderr, "Traceback:\n  \x1b[31mno such module\x1b[0m")
		os.Exit(3)
	case "faulty":
		err = Serve(os.Stdin, os.Stdout, func() envs.Env { return &faulty{Env: newPendulum(), how: args[0]} })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func newPendulum() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }
func newHopper() envs.Env   { return locomotion.NewHopper(locomotion.DefaultHopper()) }

// faulty goes wrong at its fourth step.
type faulty struct {
	envs.Env
	how  string
	step int
}

func (f *faulty) Step(obs, act []float64) (float64, envs.End) {
	reward, end := f.Env.Step(obs, act)
	if f.step++; f.step != 4 {
		return reward, end
	}
	switch f.how {
	case "nan":
		obs[1] = math.NaN()
	case "inf":
		reward = math.Inf(1)
	case "dies":
		fmt.Fprintln(os.Stderr, "out of memory")
		os.Exit(9)
	case "prints":
		fmt.Println("step 4 is a nice step to print something about")
	case "hangs":
		time.Sleep(time.Hour)
	case "end":
		end = 77
	case "panics":
		panic("boom")
	}
	return reward, end
}

// center sends the mean of the observation.
type center struct{ k int }

func newCenter(task envs.Spec) (envs.Policy, error) { return center{task.Action.Dim()}, nil }

func (c center) Act(dst, obs []float64) {
	for i := range dst {
		dst[i] = obs[0] / 2
	}
}

// quick are options for processes that are expected to answer at once.
func quick() Options {
	o := Default()
	o.Start, o.Step, o.Grace = 20*time.Second, 20*time.Second, 500*time.Millisecond
	o.After = func(d time.Duration, f func()) Timer { return time.AfterFunc(d, f) }
	return o
}

// within is a peer in this program: a goroutine that serves over pipes.
type within struct {
	io.Reader
	*io.PipeWriter
	out  *io.PipeReader
	done chan error
}

func serveWithin(serve func(r io.Reader, w io.Writer) error) *within {
	theirs, in := io.Pipe()
	out, stdout := io.Pipe()
	p := &within{Reader: out, PipeWriter: in, out: out, done: make(chan error, 1)}
	go func() {
		err := serve(theirs, stdout)
		stdout.Close()
		theirs.Close()
		p.done <- err
	}()
	return p
}

func (p *within) hangUp() { p.PipeWriter.Close() }
func (p *within) kill()   { p.PipeWriter.Close(); p.out.Close() }
func (p *within) wait() (how, stderr string) {
	err := <-p.done
	return fmt.Sprint(err), ""
}

// taskWithin is a Task whose processes are goroutines.
func taskWithin(t testing.TB, newEnv func() envs.Env) *Task {
	t.Helper()
	dial := func() (peer, error) {
		return serveWithin(func(r io.Reader, w io.Writer) error { return Serve(r, w, newEnv) }), nil
	}
	p, err := openBy("within", dial, roleEnv, Default(), one)
	if err != nil {
		t.Fatal(err)
	}
	task := &Task{p, p.hello.spec()}
	t.Cleanup(task.Close)
	return task
}

// returns plays an episode of random actions and lists its rewards.
func returns(t *testing.T, e envs.Env, index uint64) []float64 {
	t.Helper()
	r := envs.NewRollout(e, &sampler{e.Spec(), rand.New(rand.NewPCG(index, 1))})
	r.Start(3, envs.Evaluation, index)
	var all []float64
	for r.Next() {
		all = append(all, r.Transition().Reward)
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	return append(append(all, r.Obs()...), float64(r.End()))
}

type sampler struct {
	spec envs.Spec
	rng  *rand.Rand
}

func (s *sampler) Act(dst, _ []float64) { s.spec.Action.Sample(dst, s.rng) }
