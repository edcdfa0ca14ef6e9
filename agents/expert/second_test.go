package expert

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenchel-gym/fenchel/policy"
)

// TestSecondIsTheFileOfItsName: there is a second expert where there is a file, for all variants of the task, and it
// acts as the file's policy does, with noise of its own where that has any.
func TestSecondIsTheFileOfItsName(t *testing.T) {
	files := fstest.MapFS{}
	for _, task := range []string{"hopper", "swimmer"} {
		data, err := trainedFiles.ReadFile(trainedPath(task))
		if err != nil {
			t.Fatal(err)
		}
		files[trainedPath(task+".second")] = &fstest.MapFile{Data: data}
	}
	for id, noisy := range map[string]bool{"hopper": true, "hopper:fixed-horizon": true, "swimmer": false} {
		first, err := For(id)
		second, ok := secondIn(files, id)
		if err != nil || !ok {
			t.Fatalf("%s: %v, a second expert: %v", id, err, ok)
		}
		if second.Task != first.Task || (second.NewStochastic != nil) != noisy {
			t.Errorf("%s: task %q, with noise of its own: %v", id, second.Task, second.NewStochastic != nil)
		}
		task := first.New().(*policy.Network).Task()
		obs, a, b := make([]float64, task.Obs), make([]float64, task.Set.Dim()), make([]float64, task.Set.Dim())
		first.New().Act(a, obs)
		second.New().Act(b, obs)
		if !slices.Equal(a, b) {
			t.Errorf("%s: the file's policy does %v, the second expert %v", id, a, b)
		}
	}
	if _, ok := secondIn(files, "walker2d"); ok {
		t.Error("a second expert without a file")
	}
}

// TestSecondExpertsAreOfTasksWithAFirst looks at those that there are.
func TestSecondExpertsAreOfTasksWithAFirst(t *testing.T) {
	names, err := fs.Glob(trainedFiles, trainedPath("*.second"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		task := strings.TrimSuffix(path.Base(name), path.Base(trainedPath(".second")))
		second, ok := Second(task)
		if !ok || !slices.Contains(Tasks(), task) {
			t.Errorf("%s is of no task with an expert", name)
			continue
		}
		first, _ := For(task)
		a, b := first.New().(*policy.Network).Task(), second.New().(*policy.Network).Task()
		if a.Obs != b.Obs || a.Set.Dim() != b.Set.Dim() {
			t.Errorf("%s acts in another task than the first expert", name)
		}
	}
}
