package mjcf_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

var update = flag.Bool("update", false, "write testdata/features.jsonl.gz from the reference data")

const featuresPath = "testdata/features.jsonl.gz"

// excerpt is one model of a feature with some states, and what MuJoCo 4.0.0, solved to convergence, makes of them.
type excerpt struct {
	Feature, Name string
	Files         map[string][]byte // by name
	Main          string
	Tol           float64
	Probes        []excerptProbe
}

// excerptProbe is one state.
type excerptProbe struct {
	QPos      []float64 `json:"qpos"`
	QVel      []float64 `json:"qvel"`
	Act       []float64 `json:"act,omitempty"`
	Ctrl      []float64 `json:"ctrl,omitempty"`
	MocapPos  []float64 `json:"mocap_pos,omitempty"`
	MocapQuat []float64 `json:"mocap_quat,omitempty"`
	QAcc      []float64 `json:"qacc"`
	NEfc      int       `json:"nefc"`
	NCon      int       `json:"ncon"`
	Sens      float64   `json:"sens"`
	QPosNext  []float64 `json:"qpos_next"`
	QVelNext  []float64 `json:"qvel_next"`
	ActNext   []float64 `json:"act_next,omitempty"`
}

// excerpted are the features of the excerpt: those that are supported and do not hinge on where a search for a contact
// ends.
var excerpted = strings.Fields(`activation actuator_affine actuator_inheritrange actuatorfrcrange ball combo_quadruped
	composition condim contact_box_box contact_capsule_box contact_capsule_mesh contact_plane_box contact_sphere_box
	contact_sphere_mesh elliptic elliptic_arm equality_connect equality_joint equality_tendon equality_weld flags
	fluid_box frictionloss gravcomp implicit implicitfast inertial keyframe margin_gap mesh_fit mesh_inertia mocap noslip
	numbers pair_exclude pyramidal_impratio rk4_quat sensors site_transmission slider_crank solver_input springdamper
	tendon_fixed tendon_sidesite tendon_spatial`)

// TestFeatures compiles a model of each feature and compares what becomes of some states with MuJoCo 4.0.0.
func TestFeatures(t *testing.T) {
	if *update {
		writeExcerpt(t)
	}
	seen := 0
	for _, e := range readExcerpt(t) {
		seen++
		t.Run(e.Name, func(t *testing.T) { e.check(t) })
	}
	if seen < len(excerpted) {
		t.Errorf("%d models for %d features", seen, len(excerpted))
	}
}

func (e *excerpt) check(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range e.Files {
		files[name] = &fstest.MapFile{Data: text}
	}
	m, _, err := mjcf.Load(files, e.Main)
	if err != nil {
		t.Fatal(err)
	}
	d := m.NewData()
	for i, p := range e.Probes {
		bar := e.Tol + 1e-3*p.Sens
		p.set(m, d)
		m.Forward(d)
		if len(d.Contact) != p.NCon || len(d.EfcARef) != p.NEfc {
			t.Errorf("state %d: %d contacts and %d rows, want %d and %d", i, len(d.Contact), len(d.EfcARef), p.NCon, p.NEfc)
		}
		near(t, fmt.Sprintf("state %d: qacc", i), d.QAcc, p.QAcc, bar)
		p.set(m, d)
		m.Step(d)
		near(t, fmt.Sprintf("state %d: next qpos", i), d.QPos, p.QPosNext, 1e-2*bar)
		near(t, fmt.Sprintf("state %d: next qvel", i), d.QVel, p.QVelNext, bar)
		near(t, fmt.Sprintf("state %d: next act", i), d.Act, p.ActNext, bar)
	}
}

func (p *excerptProbe) set(m *physics.Model, d *physics.Data) {
	m.Reset(d)
	copy(d.QPos, p.QPos)
	copy(d.QVel, p.QVel)
	copy(d.Act, p.Act)
	copy(d.Ctrl, p.Ctrl)
	copy(d.MocapPos, p.MocapPos)
	copy(d.MocapQuat, p.MocapQuat)
}

// near compares vectors within a bar times their largest number, at least 1.
func near(t *testing.T, what string, got, want []float64, bar float64) {
	t.Helper()
	scale := 1.0
	for _, x := range want {
		scale = math.Max(scale, math.Abs(x))
	}
	for i, x := range want {
		if !(math.Abs(got[i]-x) <= bar*scale) {
			t.Errorf("%s[%d] is %v, want %v", what, i, got[i], x)
			return
		}
	}
}

func readExcerpt(t *testing.T) (list []*excerpt) {
	t.Helper()
	eachLine(t, featuresPath, func(line []byte) {
		e := new(excerpt)
		if err := json.Unmarshal(line, e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	})
	return list
}

func eachLine(t *testing.T, path string, f func([]byte)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		f(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// writeExcerpt takes, of each feature, the first model and the first states with constraints that are on no edge.
func writeExcerpt(t *testing.T) {
	t.Helper()
	dir := os.Getenv("FENCHEL_REFERENCE")
	if dir == "" {
		t.Skip("FENCHEL_REFERENCE does not name the reference data")
	}
	file, err := os.Create(featuresPath)
	if err != nil {
		t.Fatal(err)
	}
	z, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	enc := json.NewEncoder(z)
	for _, feature := range excerpted {
		paths, _ := filepath.Glob(filepath.Join(dir, "mujoco-4.0", feature+"_[0-9]*.jsonl.gz"))
		for _, path := range paths[:min(2, len(paths))] {
			if err := enc.Encode(takeExcerpt(t, path)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// statesKept is the number of states of a model in the excerpt.
const statesKept = 3

func takeExcerpt(t *testing.T, path string) *excerpt {
	e := &excerpt{Files: map[string][]byte{}}
	eachLine(t, path, func(line []byte) {
		var head struct {
			Kind, Version, Feature, Name, XML string
			Files                             []string
			SensNEfc                          *int `json:"sens_nefc"`
		}
		var p excerptProbe
		if err := json.Unmarshal(line, &head); err != nil || head.Version != "4.0.0" {
			return
		}
		switch head.Kind {
		case "model":
			e.Feature, e.Name, e.Main = head.Feature, head.Name, filepath.ToSlash(head.XML)
			for _, name := range head.Files {
				text, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
				if err != nil {
					t.Fatal(err)
				}
				e.Files[filepath.ToSlash(name)] = text
			}
		case "probe":
			if err := json.Unmarshal(line, &p); err == nil && p.Sens < 1e-6 && head.SensNEfc == nil && len(e.Probes) < statesKept {
				e.Probes = append(e.Probes, p)
			}
		}
	})
	e.Tol = 1e-9
	switch {
	case strings.HasPrefix(e.Feature, "contact_") && strings.Contains(e.Feature, "mesh"):
		e.Tol = 1e-4
	case strings.Contains(e.Feature, "mesh"):
		e.Tol = 2e-6
	case e.Feature == "noslip":
		e.Tol = 1e-6
	}
	return e
}
