package interchange

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// TestCSV reads a table as a person would write it.
func TestCSV(t *testing.T) {
	text := "\ufeffepisode,step,obs.x,\"obs.y, up\",act.u,reward,terminated,truncated,note\r\n" +
		"a,0,1,2,0.5,1,0,0,hello\r\na,1,3,4,-0.5,2,true,0,\r\na,2,5,6,,,,,\r\n\r\n" +
		"b,0,7,8,1,3,0,0,\r\nb,1,9,10,1,3,0,1,\r\n"
	list := episodesOf(t, source("people.csv", text))
	if len(list) != 2 || list[0].End != envs.Failed || list[1].End != envs.TimedOut || list[1].Place != "line 6" {
		t.Fatalf("%+v", list)
	}
	if !slices.Equal(list[0].Obs[2], []float64{5, 6}) || len(list[1].Obs) != 2 || list[0].Left[0] != "note" || list[0].Reward[1] != 2 {
		t.Errorf("%+v", list[0])
	}
	spec, err := csvSpec(source("people.csv.gz", zipped(text)))
	if err != nil || spec.Obs[1].Name != "y, up" || spec.Name != "foreign:people" {
		t.Errorf("%+v, %v", spec, err)
	}
	choices := episodesOf(t, source("a.csv", "episode,obs.x,choice/3\n0,1,2\n0,1,0\n"))
	if !slices.Equal(choices[0].Act[0], []float64{0, 0, 1}) {
		t.Errorf("a choice of 2 is %v", choices[0].Act[0])
	}
}

func TestCSVRefused(t *testing.T) {
	const head = "episode,obs.x,act.u,terminated\n"
	for text, want := range map[string]string{
		"":                                       "no header",
		"episode,obs.x\n0,1\n":                   "want the columns",
		"episode,obs.x,obs.x,act.u\n":            "line 1: two columns are called",
		"episode,obs.x,choice/0\n":               "line 1: the column",
		"episode,obs.x,choice/3\n0,1,3\n":        "line 2: the action is 3: want one of 3 choices",
		"episode,obs.x,act.u,label.u\n":          "line 1: labels need a column author",
		head:                                     "holds no episode",
		head + "0,1,x,0\n":                       `line 2: column 3: "x" is no number`,
		head + "0,1\n":                           "action: no step",
		head + "0,1,0.5,2\n":                     `line 2: terminated: "2" is no flag`,
		head + "0,1,0.5,1\n0,1,0.5,0\n":          "line 3: the step before it had ended the episode",
		head + "0,1,0.5,0\n0,1,,\n0,2,0.5,0":     "line 4: the episode \"0\" went on after its end",
		head + "0,\"1\n":                         "line 2: a quoted cell is wrong",
		head + "0,NaN,1,0\n0,1,1,0\n":            "line 2: obs: row 0: number 0 is NaN",
		head + strings.Repeat(" ", longestRow+1): "line 2: longer than 4 MiB",
		"episode,obs.x,act.u,end\n0,1,1,won\n":   `line 2: "won" is no end`,
	} {
		o := Options{Actor: demos.Actor{Name: "x"}, Recorder: demos.DefaultOptions()}
		_, err := Import(context.Background(), source("a.csv", text), filepath.Join(t.TempDir(), "d"), o)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %q", text, err, want)
		}
	}
}

// FuzzCSV: whatever a table holds, it is an error or episodes whose rows fit.
func FuzzCSV(f *testing.F) {
	f.Add([]byte("episode,obs.x,act.u,reward\n0,1,0.5,1\n0,2,,\n"))
	f.Add([]byte("episode,obs.x,choice/3,end,label.a,author,late,force.a\n0,1,2,failed,,noise,,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := tryEpisodes(source("a.csv", string(data)), "csv")
		if err != nil {
			return
		}
		for _, e := range list {
			if len(e.Obs) < len(e.Act) || len(e.Obs) > len(e.Act)+1 {
				t.Errorf("%s: %d actions, %d observations", e.Place, len(e.Act), len(e.Obs))
			}
		}
	})
}
