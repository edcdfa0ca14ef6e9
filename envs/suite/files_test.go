package suite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

const birds = `@relation 'birds: -C 2'
@attribute robin {0,1}
@attribute wren {0,1}
@attribute size numeric
@attribute pitch numeric
@data
1,0,12.5,3
0,1,9,5.5
1,1,11,4
`

const swing = `<mujoco>
  <worldbody>
    <body pos="0 0 1">
      <joint name="hinge" type="hinge" axis="0 1 0"/>
      <geom type="capsule" fromto="0 0 0 0 0 -0.5" size="0.05"/>
    </body>
  </worldbody>
  <actuator><motor joint="hinge" gear="1" ctrllimited="true" ctrlrange="-1 1"/></actuator>
</mujoco>
`

// within includes a file of the folder above its own.
const within = `<mujoco><include file="../swing.xml"/></mujoco>`

func TestTasksFromFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a:b") // a colon in a path is no variant
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Skip("this file system has no colons:", err)
	}
	for name, text := range map[string]string{
		"birds-train.arff": birds, "birds-test.arff": birds, "swing.xml": swing, "broken.xml": "<mujoco><worldbody>",
		"single.arff": birds,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "scenes"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "scenes", "within.xml"), []byte(within), 0o666); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	at := func(name string) string { return filepath.Join(dir, name) }
	tests := []struct {
		id   string
		name string // of the Spec, or
		err  string // part of the error
	}{
		{id: "multilabel:" + at("birds-train.arff"), name: "multilabel:birds"},
		{id: "multilabel:" + at("birds-train.arff") + ":test", name: "multilabel:birds"},
		{id: "multilabel:" + at("single.arff") + ":test", err: "no test rows"},
		{id: "multilabel:" + at("single.arff") + ":labels=2:nonempty", name: "multilabel:single"},
		{id: "multilabel:" + at("single.arff") + ":labels=-1", err: "single.arff:7:10"},
		{id: "multilabel:" + at("single.arff") + ":labels=two", err: `labels "two"`},
		{id: "multilabel:" + at("absent.arff"), err: "absent.arff"},
		{id: at("swing.xml"), name: "mjcf:swing"},
		{id: at("swing.xml") + ":fixed-horizon:horizon=50", name: "mjcf:swing:fixed-horizon:horizon=50"},
		{id: at("swing.xml") + ":fixed", err: `unknown variant "fixed"`},
		{id: at("broken.xml"), err: "broken.xml:1"},
		{id: at("scenes/within.xml"), err: "leaves the root: name a folder that holds both with --root DIR, or in the task, FILE.xml:root=DIR"},
		{id: "scenes/within.xml:root=.", name: "mjcf:within"},
		{id: "scenes/within.xml:root=scenes", err: "leaves the root"},
		{id: "swing.xml:root=scenes", err: "swing.xml is not below the root scenes"},
		{id: at("absent.xml"), err: "absent.xml"},
	}
	for _, test := range tests {
		t.Run(strings.TrimPrefix(test.id, dir), func(t *testing.T) {
			newEnv, err := suite.Make(test.id)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Fatalf("%v, want an error with %q", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := newEnv().Spec().Name; got != test.name {
				t.Errorf("makes %q, want %q", got, test.name)
			}
			if err := envtest.Check(newEnv); err != nil {
				t.Error(err)
			}
		})
	}
}
