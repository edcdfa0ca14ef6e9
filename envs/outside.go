package envs

import (
	"errors"
	"io"
	"math/rand/v2"
)

// Fallible is an Env or a Policy that depends on something outside this program, another process for example, and can
// break down with it. From then on its episodes end as Diverged at their next step, an action is NaN, and Err says why.
// Such an episode does not count: what drives a rollout returns the error in its place.
type Fallible interface {
	Err() error // nil while nothing has broken down; the same error afterwards
}

// EnvErr is why an environment, or one that it wraps, has broken down; nil where it has not, or cannot.
func EnvErr(e Env) error {
	if f, ok := As[Fallible](e); ok {
		return f.Err()
	}
	return nil
}

// PolicyErr is why a policy, or one through which it acts, has broken down; nil where none has, or can.
func PolicyErr(p Policy) error {
	if f, ok := p.(Fallible); ok {
		if err := f.Err(); err != nil {
			return err
		}
	}
	for _, q := range wrapped(p) {
		if err := PolicyErr(q); err != nil {
			return err
		}
	}
	return nil
}

// CloseEnv lets go of what an environment, or one that it wraps, holds outside this program. It may be used again: then
// it begins with a Reset.
func CloseEnv(e Env) error {
	if c, ok := As[io.Closer](e); ok {
		return c.Close()
	}
	return nil
}

// ClosePolicy lets go of what a policy and those through which it acts hold outside this program.
func ClosePolicy(p Policy) error {
	var err error
	if c, ok := p.(io.Closer); ok {
		err = c.Close()
	}
	for _, q := range wrapped(p) {
		if q != nil {
			err = errors.Join(err, ClosePolicy(q))
		}
	}
	return err
}

// StreamStarter is an Env that is told the name of an episode's stream, rand.NewPCG(seed, stream), rather than handed the
// stream: in another process the same name gives the same episode.
type StreamStarter interface {
	StartStream(obs []float64, seed, stream uint64)
}

// StartStream resets an environment to the episode of the stream rand.NewPCG(seed, stream), which rng is at the beginning
// of, and writes its first observation.
func StartStream(e Env, obs []float64, seed, stream uint64, rng *rand.Rand) {
	if list, ok := As[Enumerator](e); ok {
		index := stream & (1<<48 - 1)
		list.ResetTo(obs, int(index%uint64(list.Starts())))
		return
	}
	if named, ok := As[StreamStarter](e); ok {
		named.StartStream(obs, seed, stream)
		return
	}
	e.Reset(obs, rng)
}
