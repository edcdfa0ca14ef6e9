package suite_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// spec is that of a task id.
func spec(t *testing.T, id string) envs.Spec {
	t.Helper()
	newEnv, err := suite.Make(id)
	if err != nil {
		t.Fatal(err)
	}
	return newEnv().Spec()
}

// before is a Spec as it was stored before an identity named the release: only 3.14 was there.
func before(s envs.Spec, name string) envs.Spec {
	s.Name, s.Former = name, nil
	s.Params = slices.DeleteFunc(slices.Clone(s.Params), func(p envs.Param) bool { return p.Name == "mujoco" || p.Name == "ctrlrange" })
	return s
}

// TestStored: a stored Spec is of the task that its id meant when it was stored.
func TestStored(t *testing.T) {
	old := func(id, name string) envs.Spec { return before(spec(t, id), name) }
	under40 := spec(t, "ant")
	under40.Name = "ant:mujoco=4.0" // as it was called while 3.14 was the default
	for _, c := range []struct {
		what   string
		stored envs.Spec
		want   string
	}{
		{"today's", spec(t, "ant"), "ant"},
		{"today's of 3.14", spec(t, "ant:mujoco=3.14"), "ant:mujoco=3.14"},
		{"an old one", old("ant:mujoco=3.14", "ant"), "ant:mujoco=3.14"},
		{"an old variant", old("pusher:mujoco=3.14:fixed-horizon:horizon=7", "pusher:fixed-horizon:horizon=7"), "pusher:mujoco=3.14:fixed-horizon:horizon=7"},
		{"4.0 while 3.14 was the default", under40, "ant:mujoco=4.0"},
		{"a task without releases", spec(t, "pendulum:horizon=7"), "pendulum:horizon=7"},
		{"a task that there is not", old("ant:mujoco=3.14", "aunt"), "aunt"},
	} {
		if got := suite.Stored(c.stored.Name, c.stored); got != c.want {
			t.Errorf("%s: %s is read as %s, want %s", c.what, c.stored.Name, got, c.want)
		}
	}
}

// TestStoredHash: where only an id and a hash were kept, the hash decides.
func TestStoredHash(t *testing.T) {
	old := before(spec(t, "ant:mujoco=3.14:horizon=9"), "ant:horizon=9").Hash()
	for id, c := range map[string]struct{ hash, want string }{
		"ant:horizon=9":             {old, "ant:mujoco=3.14:horizon=9"},
		"ant:mujoco=3.14:horizon=9": {old, "ant:mujoco=3.14:horizon=9"},
		"ant":                       {old, "ant"}, // another horizon: not what the hash is of
		"pusher":                    {"", "pusher"},
		"hopper":                    {spec(t, "hopper").Hash(), "hopper"},
	} {
		if got := suite.StoredHash(id, c.hash); got != c.want {
			t.Errorf("%s: read as %s, want %s", id, got, c.want)
		}
	}
}

// TestStoredFile: an id says where a file is; what it leaves open, the stored Spec says, also the range of controls that
// actuators without one once had in silence.
func TestStoredFile(t *testing.T) {
	const loose = `<mujoco><worldbody><body><joint name="j"/><geom size=".1"/></body></worldbody><actuator><motor joint="j"/></actuator></mujoco>`
	dir := t.TempDir()
	path, unlimited := filepath.Join(dir, "swing.xml"), filepath.Join(dir, "loose.xml")
	for name, text := range map[string]string{path: swing, unlimited: loose} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	old := before(spec(t, path+":mujoco=3.14"), "mjcf:swing")
	silent := before(spec(t, unlimited+":mujoco=3.14:ctrlrange=-1,1"), "mjcf:loose")
	for _, c := range []struct {
		id     string
		stored envs.Spec
		want   string
	}{
		{path, spec(t, path), path},
		{path, old, path + ":mujoco=3.14"},
		{path + ":horizon=5", old, path + ":horizon=5:mujoco=3.14"},
		{path + ":mujoco=4.0", old, path + ":mujoco=4.0"}, // it leaves nothing open
		{unlimited, silent, unlimited + ":mujoco=3.14:ctrlrange=-1,1"},
		{path, silent, path}, // another file
	} {
		if got := suite.Stored(c.id, c.stored); got != c.want {
			t.Errorf("%s for %s: %s, want %s", c.id, c.stored.Name, got, c.want)
		}
	}
	if s := spec(t, unlimited+":mujoco=3.14:ctrlrange=-1,1"); !s.Matches(silent.Hash()) {
		t.Error("the range that was implied is not in the former hash")
	}
}
