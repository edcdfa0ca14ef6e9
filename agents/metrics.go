package agents

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// metricsLog is metrics.jsonl, open for appending. It knows its length and the digest of what it holds, which each
// checkpoint records.
type metricsLog struct {
	file   disk.File
	name   string
	length int64
	sum    hash.Hash // SHA-256 of the first length bytes
}

func newMetrics(d disk.FS, name string) (*metricsLog, error) {
	f, err := d.Create(name)
	if err != nil {
		return nil, err
	}
	return &metricsLog{file: f, name: name, sum: sha256.New()}, nil
}

// maxMetrics bounds the metrics that are taken up again, bytes.
const maxMetrics = 1 << 30

// resumeMetrics opens the log cut to the length that a checkpoint recorded. A log that is shorter, or that says
// something else, is not the one that the checkpoint belongs to.
func resumeMetrics(d disk.FS, name string, length int64, digest string) (*metricsLog, error) {
	old, err := disk.ReadFile(d, name, nil, maxMetrics)
	if err != nil {
		return nil, err
	}
	if int64(len(old)) < length {
		return nil, fmt.Errorf("%s: %d bytes, the checkpoint was taken at %d", name, len(old), length)
	}
	m := &metricsLog{name: name, length: length, sum: sha256.New()}
	m.sum.Write(old[:length])
	if m.digest() != digest {
		return nil, fmt.Errorf("%s: the first %d bytes are not those that the checkpoint was taken after", name, length)
	}
	if int64(len(old)) > length {
		if err := disk.WriteFile(d, name, old[:length]); err != nil {
			return nil, err
		}
	}
	m.file, err = d.Append(name)
	return m, err
}

func (m *metricsLog) digest() string { return hex.EncodeToString(m.sum.Sum(nil)) }

func (m *metricsLog) append(line any) error {
	data, err := json.Marshal(line)
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	if bytes.IndexByte(data, '\n') >= 0 {
		panic("agents: a line of metrics with a line break inside")
	}
	data = append(data, '\n')
	n, err := m.file.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return fmt.Errorf("%s: %w", m.name, err)
	}
	m.length += int64(n)
	m.sum.Write(data)
	return nil
}

func (m *metricsLog) close() error {
	if m == nil {
		return nil
	}
	return m.file.Close()
}
