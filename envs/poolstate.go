package envs

import (
	"encoding/binary"
	"errors"
)

// SaveState appends the state of every environment and which episode it plays next. It reports false, and appends
// nothing, where an environment is no Snapshotter.
func (p *Pool) SaveState(dst []byte) ([]byte, bool) {
	begin := len(dst)
	for i, e := range p.envs {
		s, ok := As[Snapshotter](e)
		if !ok {
			return dst[:begin], false
		}
		dst = binary.LittleEndian.AppendUint64(dst, p.played[i])
		at := len(dst)
		dst = s.SaveState(append(dst, 0, 0, 0, 0))
		binary.LittleEndian.PutUint32(dst[at:], uint32(len(dst)-at-4))
	}
	return dst, true
}

var errPoolState = errors.New("envs: not the state of a Pool of these environments")

// LoadState continues from what SaveState of a pool of as many environments of the same task appended. Observations are
// not part of it. After an error the pool has to be reset.
func (p *Pool) LoadState(src []byte) error {
	for i, e := range p.envs {
		if len(src) < 12 {
			return errPoolState
		}
		played, n := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint32(src[8:])
		src = src[12:]
		s, ok := As[Snapshotter](e)
		if !ok || uint64(n) > uint64(len(src)) {
			return errPoolState
		}
		if err := s.LoadState(src[:n]); err != nil {
			return err
		}
		p.played[i], src = played, src[n:]
	}
	if len(src) > 0 {
		return errPoolState
	}
	return nil
}
