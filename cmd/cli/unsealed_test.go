package cli

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestUnsealedReadsWhatAnotherLibrarySaved, in every command that reads a policy; without it the error names the flag.
func TestUnsealedReadsWhatAnotherLibrarySaved(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	succeed(t, "record", "pendulum", "-o", in("demos"), "-n", "2")
	succeed(t, "train", in("demos"), "-o", in("run"), "--steps", "20", "--hidden", "8", "--eval", "0")
	file, err := os.ReadFile(in("run/policy.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	digest := regexp.MustCompile(`"sha256":"[0-9a-f]{64}"`)
	if !digest.Match(file) {
		t.Fatal("the policy has no digest")
	}
	other := digest.ReplaceAll(file, []byte(`"sha256":"`+strings.Repeat("a", 64)+`"`))
	if err := os.WriteFile(in("saved.safetensors"), other, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"eval", in("saved.safetensors"), "-n", "1"},
		{"watch", in("saved.safetensors"), "--save", in("x.png"), "--step", "1"},
		{"record", "pendulum", "--policy", in("saved.safetensors"), "-n", "1", "-o", in("again")},
		{"train", in("demos"), "--from-policy", in("saved.safetensors"), "-o", in("next"), "--steps", "20", "--hidden", "8", "--eval", "0"},
	} {
		if status, _, stderr := call(args...); status != exitFailed || !strings.Contains(stderr, "the digest no longer fits") || !strings.Contains(stderr, "--unsealed reads it all the same") {
			t.Errorf("%s: status %d, %s", args[0], status, stderr)
		}
		succeed(t, append(args, "--unsealed")...)
	}
}
