package cli

import "io"

// output remembers the first error of what it writes to: a result that is lost to a full disk fails the command,
// although no verb looks after each line it prints.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}
