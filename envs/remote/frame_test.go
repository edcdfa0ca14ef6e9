package remote

import (
	"bufio"
	"bytes"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

func TestFrameComesBack(t *testing.T) {
	var wire bytes.Buffer
	s := sender{w: &wire}
	want := []float64{1, math.Inf(-1), math.Float64frombits(0x7ff8000000000123), math.Copysign(0, -1)}
	for range 2 {
		s.begin(kindStep | answer)
		s.uint32(7)
		s.uint64(1 << 60)
		s.floats(want)
		s.byte(9)
		if err := s.end(); err != nil {
			t.Fatal(err)
		}
	}
	r := receiver{r: bufio.NewReader(&wire), limit: 64}
	for range 2 {
		k, f, err := r.next()
		if err != nil || k != kindStep|answer {
			t.Fatal(k, err)
		}
		got := make([]float64, len(want))
		a, b := f.uint32(), f.uint64()
		f.floats(got)
		for i := range want {
			if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
				t.Errorf("number %d: %v, want %v", i, got[i], want[i])
			}
		}
		if c := f.byte(); a != 7 || b != 1<<60 || c != 9 || !f.whole() {
			t.Errorf("%d %d %d, whole %v", a, b, c, f.whole())
		}
		if f.float(); !f.short {
			t.Error("a number was read behind the end")
		}
	}
	if _, _, err := r.next(); err != io.EOF {
		t.Errorf("error %v at the end, want EOF", err)
	}
}

func TestReceiverRefuses(t *testing.T) {
	tests := map[string]struct{ wire, want string }{
		"text":      {"hello, world\n", `"hello, world\n" is no frame`},
		"too long":  {"\x41\x00\x00\x00\x02\x00\x00\x00", "is no frame"},
		"reserved":  {"\x01\x00\x00\x00\x02\x00\x01\x00x", "is no frame"},
		"cut short": {"\x08\x00\x00\x00\x02\x00\x00\x00abc", "unexpected EOF"},
		"no header": {"\x08\x00", "unexpected EOF"},
	}
	for name, test := range tests {
		r := receiver{r: bufio.NewReader(strings.NewReader(test.wire)), limit: 64}
		if _, _, err := r.next(); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q", name, err, test.want)
		}
	}
}

func TestWords(t *testing.T) {
	tests := []struct {
		command string
		want    []string
	}{
		{"python task.py", []string{"python", "task.py"}},
		{"  a\tb  ", []string{"a", "b"}},
		{`python -c 'print("x\n")'`, []string{"python", "-c", `print("x\n")`}},
		{`a "b \"c\" \\ \n" d`, []string{"a", `b "c" \ \n`, "d"}},
		{`my\ task $HOME *.py | cat`, []string{"my task", "$HOME", "*.py", "|", "cat"}},
		{`a '' b""c`, []string{"a", "", "bc"}},
		{`C:\dir`, []string{"C:dir"}},
		{`end\`, []string{`end\`}},
	}
	for _, test := range tests {
		got, err := Words(test.command)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, %v, want %q", test.command, got, err, test.want)
		}
	}
	for _, bad := range []string{"", " ", "''", "a 'b", `a "b\"`, "a\nb", "a\x00"} {
		if got, err := Words(bad); err == nil {
			t.Errorf("%q was accepted as %q", bad, got)
		}
	}
}

// FuzzWords: words that are quoted come back.
func FuzzWords(f *testing.F) {
	f.Add("python task.py", "it's")
	f.Fuzz(func(t *testing.T, command, word string) {
		if words, err := Words(command); err == nil && len(words) == 0 {
			t.Error("a command of no words")
		}
		quoted := "x '" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		if words, err := Words(quoted); err == nil && (len(words) != 2 || words[1] != word) {
			t.Errorf("%q was split into %q", quoted, words)
		}
	})
}

func TestTailShowsNoControlCharacters(t *testing.T) {
	var buf tail
	buf.Write([]byte(strings.Repeat("early\n", 5000)))
	buf.Write([]byte("\x1b]0;title\a\xff line\r\nlast \u202e one\n\n"))
	got := buf.String()
	if !strings.HasSuffix(got, "  | \\x1b]0;title\\a\\xff line\n  | last \\u202e one") || strings.Count(got, "\n") != tailLines-1 {
		t.Errorf("tail:\n%s", got)
	}
}

// static is a peer that has said all it will say.
type static struct {
	io.Reader
	io.Writer
}

func (static) hangUp()                    {}
func (static) kill()                      {}
func (static) wait() (how, stderr string) { return "was made up", "" }

// FuzzParent: whatever a child sends is an episode or one Fault.
func FuzzParent(f *testing.F) {
	f.Add([]byte("no handshake"))
	f.Add(recorded(f))
	f.Fuzz(func(t *testing.T, sent []byte) {
		dial := func() (peer, error) { return static{bytes.NewReader(sent), io.Discard}, nil }
		p, err := openBy("fuzz", dial, roleEnv, Default(), one)
		if err != nil {
			return
		}
		task := &Task{p, p.hello.spec()}
		if task.spec.Horizon > 1000 || len(task.spec.Obs) > 1000 {
			return
		}
		e := task.New()
		r := envs.NewRollout(e, center{task.spec.Action.Dim()})
		for i := range uint64(2) {
			for r.Start(1, envs.Evaluation, i); r.Next(); {
			}
		}
		if r.Err() == nil && !envs.Finite(r.Obs()) && r.End() != envs.Diverged {
			t.Errorf("%v in an episode that %v", r.Obs(), r.End())
		}
	})
}

// recorded is what a child sends in an episode.
func recorded(tb testing.TB) []byte {
	var sent bytes.Buffer
	dial := func() (peer, error) {
		p := serveWithin(func(r io.Reader, w io.Writer) error { return Serve(r, w, newPendulum) })
		p.Reader = io.TeeReader(p.Reader, &sent)
		return p, nil
	}
	p, err := openBy("recorded", dial, roleEnv, Default(), one)
	if err != nil {
		tb.Fatal(err)
	}
	e := newEnv(p, p.hello.spec())
	r := envs.NewRollout(e, center{1})
	for r.Start(1, envs.Evaluation, 0); r.Next(); {
	}
	envs.CloseEnv(e)
	p.close()
	return sent.Bytes()
}

// FuzzChild: whatever a parent sends is answered or ends the child by an error.
func FuzzChild(f *testing.F) {
	var wire bytes.Buffer
	wire.WriteString(`{"fenchel":1,"n":2}` + "\n")
	s := sender{w: &wire}
	for _, k := range []kind{kindReset, kindStep, kindSave, kindState, kindScene, kindSetState, kindLoad} {
		s.begin(k)
		s.uint32(0)
		s.uint32(1)
		s.uint64(1)
		if k == kindReset {
			s.uint64(2)
		}
		if err := s.end(); err != nil {
			f.Fatal(err)
		}
	}
	f.Add(wire.Bytes())
	f.Fuzz(func(t *testing.T, sent []byte) {
		if len(sent) > 1<<16 {
			return
		}
		Serve(bytes.NewReader(sent), io.Discard, newPendulum)
		ServePolicy(bytes.NewReader(sent), io.Discard, "center", "1", newCenter, false)
	})
}

// FuzzHello: a handshake that is accepted makes a spec that can be stored.
func FuzzHello(f *testing.F) {
	f.Add([]byte(`{"fenchel":1,"role":"env","name":"x","version":"1","width":1,"obs":[{"name":"a","unit":"m","lo":-1}],"act":[{"name":"u","unit":"N"}],"action":{"kind":"box","dim":1,"lo":[-1],"hi":[1]},"period":0.1,"horizon":10}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		h, err := parseHello(line)
		if err != nil || h.Role != roleEnv {
			return
		}
		s := h.spec()
		if len(s.Hash()) != 64 || len(s.Content) != 64 {
			t.Error("no hash")
		}
	})
}
