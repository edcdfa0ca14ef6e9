package cli

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"math"
	"os/exec"
	"strconv"
	"time"
)

// mp4 is a film that ffmpeg encodes, which reads the frames as they are painted. The first frame decides size and rate.
type mp4 struct {
	ctx     context.Context
	program string
	path    string
	cmd     *exec.Cmd
	in      io.WriteCloser
	said    bytes.Buffer
	each    time.Duration // that a frame is shown
}

// newMP4 looks for ffmpeg.
func newMP4(ctx context.Context, path string) (*mp4, error) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		return nil, fmt.Errorf("an .mp4 is encoded by ffmpeg, which is not found (%w); install it, or save a .gif", err)
	}
	return &mp4{ctx: ctx, program: program, path: path}, nil
}

// Add writes a frame, as often as it takes to be shown so long.
func (m *mp4) Add(img *image.RGBA, shown time.Duration) error {
	if m.cmd == nil {
		if err := m.start(img.Bounds().Size(), shown); err != nil {
			return err
		}
	}
	for range max(1, int(math.Round(float64(shown)/float64(m.each)))) {
		if _, err := m.in.Write(img.Pix); err != nil {
			return fmt.Errorf("ffmpeg: %w", err)
		}
	}
	return nil
}

// start starts the encoder. H.264 has pictures of even sides: an odd one loses a row or a column.
func (m *mp4) start(size image.Point, shown time.Duration) error {
	m.each = shown
	rate := strconv.FormatFloat(1/shown.Seconds(), 'f', 6, 64)
	m.cmd = exec.CommandContext(m.ctx, m.program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgba",
		"-s", fmt.Sprintf("%dx%d", size.X, size.Y), "-r", rate, "-i", "-", "-an", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2",
		"-pix_fmt", "yuv420p", "-movflags", "+faststart", m.path)
	m.cmd.Stderr = &m.said
	var err error
	if m.in, err = m.cmd.StdinPipe(); err != nil {
		return err
	}
	return m.cmd.Start()
}

// close waits for the file.
func (m *mp4) close() error {
	if m.cmd == nil {
		return nil
	}
	m.in.Close()
	if err := m.cmd.Wait(); err != nil {
		return fmt.Errorf("ffmpeg: %w: %s", err, bytes.TrimSpace(m.said.Bytes()))
	}
	return nil
}
