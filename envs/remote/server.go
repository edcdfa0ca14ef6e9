package remote

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/parallel"
	"github.com/fenchel-gym/fenchel/render/scene"
)

// Serve is the other end of a Task: it serves environments that newEnv makes, as many as are asked for, until r ends, which
// is no error. Whatever else the program prints must not go to w.
//
// Episodes are those of the streams that are named, so that they are the same to the bit as in the program itself.
func Serve(r io.Reader, w io.Writer, newEnv func() envs.Env) error {
	first := newEnv()
	d, k := len(first.Spec().Obs), first.Spec().Action.Dim()
	width := min(maxWidth, maxBatch/stepLen(d+k, 1))
	s := &server{service: service{send: sender{w: w}, recv: receiver{r: bufio.NewReaderSize(r, readBuffer)}}, d: d, k: k}
	wanted, err := s.greet(helloOf(first, width), width)
	if err != nil || wanted == nil {
		return err
	}
	n := wanted.N
	s.slots = make([]slot, n)
	for i := range s.slots {
		if i > 0 {
			first = newEnv()
		}
		s.slots[i].make(first, d, k)
	}
	s.recv.limit = max(n*max(16, 8*k)+8, maxState)
	s.pool = parallel.NewPool(runtime.GOMAXPROCS(0), n, slotBlock)
	defer s.pool.Close()
	s.resetAll, s.stepAll = s.reset, s.step
	return s.serve(s.handle)
}

// service is the end of the protocol that answers requests.
type service struct {
	send    sender
	recv    receiver
	payload fields // of the request that is answered
}

// greet says what is served and reads the answer: nil where the other end is gone without a word.
func (s *service) greet(h *hello, width int) (*welcome, error) {
	text, err := json.Marshal(h)
	if err != nil {
		panic("remote: a handshake with values that JSON cannot hold")
	}
	if _, err := s.send.w.Write(append(text, '\n')); err != nil {
		return nil, err
	}
	line, err := s.recv.line(maxLine)
	if err == io.EOF && len(line) == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the answer to the handshake: %w", err)
	}
	return parseWelcome(line, width)
}

// serve answers requests until there are no more. A request that handle has no reply to is the last: it is answered by its
// failure.
func (s *service) serve(handle func(kind, *fields) error) error {
	for {
		k, payload, err := s.recv.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		s.payload = payload
		s.send.begin(k | answer)
		if err = handle(k, &s.payload); err == nil && !s.payload.whole() {
			err = fmt.Errorf("%v: a payload of a wrong length", k)
		}
		if err != nil {
			err = s.refuse(err)
		}
		if err := errors.Join(err, s.send.end()); err != nil {
			return err
		}
	}
}

// refuse makes the reply to a request that is not answered. It returns the error after which nothing more is.
func (s *service) refuse(err error) error {
	if refused, ok := errors.AsType[*refusal](err); ok {
		s.send.begin(kindRefusal)
		s.send.bytes([]byte(refused.text))
		return nil
	}
	s.send.begin(kindFailure)
	s.send.bytes([]byte(err.Error()))
	return err
}

// slotBlock is how many environments one goroutine steps at a time.
const slotBlock = 8

// server serves environments.
type server struct {
	service
	d, k     int
	slots    []slot
	pool     *parallel.Pool
	resetAll func(i int) // as values: made once, since making them allocates
	stepAll  func(i int)
	scene    scene.Scene
}

// slot is one environment, what it is asked for and what it answers.
type slot struct {
	env          envs.Env
	source       *rand.PCG
	rng          *rand.Rand
	seed, stream uint64
	obs, act     []float64
	reward       float64
	end          envs.End
	began        bool
	succeeder    envs.Succeeder // nil where it has no success
	saver        envs.Snapshotter
	setter       envs.StateSetter
	shower       envs.Scener
}

func (s *slot) make(e envs.Env, d, k int) {
	s.env, s.obs, s.act = e, make([]float64, d), make([]float64, k)
	s.source = rand.NewPCG(0, 0)
	s.rng = rand.New(s.source)
	s.succeeder, _ = envs.As[envs.Succeeder](e)
	s.saver, _ = envs.As[envs.Snapshotter](e)
	s.setter, _ = envs.As[envs.StateSetter](e)
	s.shower, _ = envs.As[envs.Scener](e)
}

func (s *server) reset(i int) {
	at := &s.slots[i]
	at.source.Seed(at.seed, at.stream)
	envs.StartStream(at.env, at.obs, at.seed, at.stream, at.rng)
	at.end, at.began = envs.Running, true
}

func (s *server) step(i int) {
	at := &s.slots[i]
	at.reward, at.end = at.env.Step(at.obs, at.act)
}

func (s *server) handle(k kind, f *fields) error {
	switch k {
	case kindReset:
		return s.handleReset(f)
	case kindStep:
		return s.handleStep(f)
	case kindSave, kindLoad, kindSetState, kindState, kindScene:
		return s.handlePower(k, f)
	}
	return fmt.Errorf("%v is no request to an env", k)
}

// each does the work for a range of slots, on all cores where that is all of them.
func (s *server) each(slots []slot, first int, work func(i int)) {
	if len(slots) == len(s.slots) && len(slots) > slotBlock {
		s.pool.Do(work)
		return
	}
	for i := range slots {
		work(first + i)
	}
}

// span reads a range of slots.
func (s *server) span(f *fields) (first int, slots []slot, err error) {
	from, count := uint64(f.uint32()), uint64(f.uint32())
	if count < 1 || from+count > uint64(len(s.slots)) {
		return 0, nil, fmt.Errorf("slots %d to %d of %d", from, from+count, len(s.slots))
	}
	return int(from), s.slots[from : from+count], nil
}

func (s *server) handleReset(f *fields) error {
	first, slots, err := s.span(f)
	if err != nil {
		return err
	}
	for i := range slots {
		slots[i].seed, slots[i].stream = f.uint64(), f.uint64()
	}
	if !f.whole() {
		return errors.New("reset: a payload of a wrong length")
	}
	s.each(slots, first, s.resetAll)
	for i := range slots {
		s.send.floats(slots[i].obs)
	}
	return nil
}

func (s *server) handleStep(f *fields) error {
	first, slots, err := s.span(f)
	if err != nil {
		return err
	}
	for i := range slots {
		f.floats(slots[i].act)
		if !slots[i].began || slots[i].end != envs.Running {
			return fmt.Errorf("step of slot %d, in which no episode runs", first+i)
		}
	}
	if !f.whole() {
		return errors.New("step: a payload of a wrong length")
	}
	s.each(slots, first, s.stepAll)
	for i := range slots {
		s.send.floats(slots[i].obs)
	}
	for i := range slots {
		s.send.float(slots[i].reward)
	}
	for i := range slots {
		s.send.byte(byte(slots[i].end))
	}
	for i := range slots {
		s.send.byte(flag(slots[i].succeeder != nil && slots[i].succeeder.Success()))
	}
	return nil
}

// handlePower answers a request about one slot.
func (s *server) handlePower(k kind, f *fields) error {
	i, _ := f.uint32(), f.uint32()
	if uint64(i) >= uint64(len(s.slots)) {
		return fmt.Errorf("slot %d of %d", i, len(s.slots))
	}
	at := &s.slots[i]
	switch {
	case k == kindSetState && at.setter != nil:
		return s.setState(at, f)
	case k == kindLoad && at.saver != nil:
		return s.load(at, f)
	case !at.began:
		return fmt.Errorf("%v of slot %d before its reset", k, i)
	case k == kindSave && at.saver != nil:
		s.send.byte(byte(at.end))
		s.send.buf = at.saver.SaveState(s.send.buf)
		return nil
	case k == kindState && at.setter != nil:
		q, v := at.setter.State()
		s.send.floats(q)
		s.send.floats(v)
		return nil
	case k == kindScene && at.shower != nil:
		return s.show(at)
	}
	return fmt.Errorf("%v was not promised in the handshake", k)
}

func (s *server) setState(at *slot, f *fields) error {
	q, v := at.setter.State()
	q, v = make([]float64, len(q)), make([]float64, len(v))
	f.floats(q)
	f.floats(v)
	if !f.whole() || !envs.Finite(q) || !envs.Finite(v) {
		f.rest, f.short = nil, false
		return &refusal{"the state has a wrong length or is not finite"}
	}
	at.setter.SetState(at.obs, q, v)
	at.end, at.began = envs.Running, true
	s.send.floats(at.obs)
	return nil
}

// load restores what save sent: the end and the environment's own state.
func (s *server) load(at *slot, f *fields) error {
	end := envs.End(f.byte())
	err := at.saver.LoadState(f.rest)
	if end > envs.Diverged || f.short {
		err = errState
	}
	f.rest, f.short = nil, false
	if err != nil {
		return &refusal{err.Error()}
	}
	at.end, at.began = end, true
	return nil
}

func (s *server) show(at *slot) error {
	s.scene.Reset()
	at.shower.Scene(&s.scene)
	text, err := json.Marshal(&s.scene)
	if err != nil {
		text = []byte("{}") // not finite: there is nothing to see
	}
	s.send.bytes(text)
	return nil
}
