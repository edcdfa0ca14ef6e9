package disk

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// HeldError says who holds a lock.
type HeldError struct {
	Name string // the lock file
	Host string // "" where the file does not say
	PID  int
}

func (e *HeldError) Error() string {
	if e.Host == "" {
		return fmt.Sprintf("%s: held by another process", e.Name)
	}
	return fmt.Sprintf("%s: held by process %d on %s", e.Name, e.PID, e.Host)
}

// signature is what the holder of a lock writes into its file.
func signature() []byte {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Appendf(nil, "%s\n%d\n", host, os.Getpid())
}

// maxSignature bounds what is read from a lock file.
const maxSignature = 1024

// holder reads a signature; whatever cannot be read stays unknown.
func holder(name string) *HeldError {
	held := &HeldError{Name: name}
	f, err := OpenRegular(name)
	if err != nil {
		return held
	}
	defer f.Close()
	buf := make([]byte, maxSignature)
	n, _ := f.Read(buf)
	host, rest, _ := strings.Cut(string(buf[:n]), "\n")
	line, _, ended := strings.Cut(rest, "\n")
	pid, err := strconv.Atoi(line)
	if err != nil || !ended || !printable(host) {
		return held
	}
	held.Host, held.PID = host, pid
	return held
}

func printable(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) })
}
