package mjcf

import (
	"io/fs"
	"slices"

	"github.com/fenchel-gym/fenchel/envs/physics"
	"github.com/fenchel-gym/fenchel/envs/physics/spatial"
)

// Bounds on the size of a model. The mass matrix of a model with maxDofs degrees of freedom takes two megabytes.
const (
	maxBodies   = 1024
	maxGeoms    = 1024
	maxDofs     = 512
	maxTouching = 100_000 // pairs of geoms that may touch
	maxPairs    = 512     // pairs of bodies excluded from contact
)

// document is a model file on its way to a model.
type document struct {
	log        *log
	root       *node
	options    Options
	settings   settings
	main       *class // the outermost defaults
	classes    map[string]*class
	fsys       fs.FS  // where files are, nil if there is none
	dir        string // of the main file, in fsys
	meshes     map[string]*mesh
	meshVerts  int
	copies     int                 // elements that <replicate> has made
	copiesBy   map[string][]copied // of the names in a <replicate>
	replicates int
	materials  map[string]material
	names      map[string]map[string]int // element kind → name → number
	model      physics.Model
	bodyNodes  []*node // where each body, geom and actuator of the model comes from
	geomNodes  []*node

	actuatorNodes []*node
	lost          map[string]bool // "kind name" of elements that have been refused
	generated     bool            // elements have been refused whose names only what is refused knows: those of a composite, ...
	viewing       bool            // what cannot be seen is passed over
	partial       map[int]bool    // bodies that a geom is missing of, which has been refused
}

// section reads one child of the root.
type section struct {
	name string
	read func(*document, *node)
}

// phases are the sections in the order in which they are needed, whatever their order in the file: a phase sees
// everything that the phases before it have read. A section may occur several times.
var phases = [][]section{
	{
		{"compiler", (*document).compiler}, {"option", (*document).readOption}, {"asset", plain}, {"worldbody", skip},
		{"default", (*document).mainDefaults}, {"contact", plain}, {"actuator", plain}, {"tendon", plain}, {"keyframe", plain},
		{"size", inertSection("memory is allocated as needed")},
		{"statistic", inertSection("the viewer frames the model itself")},
		{"visual", inertSection("not drawn")},
		{"custom", inertSection("data that nothing reads")},
		{"sensor", plain},
		{"equality", plain},
		{"deformable", refuseSection("deformable bodies")},
		{"extension", refuseSection("plugins")},
	},
	{{"asset", (*document).assets}},
	{{"worldbody", (*document).world}},
	{{"contact", (*document).contacts}, {"tendon", (*document).tendons}},
	{{"equality", (*document).equalities}, {"actuator", (*document).actuators}},
	{{"keyframe", (*document).keyframes}, {"sensor", (*document).sensors}},
}

func skip(*document, *node) {}

// plain is a section that a later phase reads, and that has no attributes.
func plain(d *document, n *node) { read(n, d.log).done() }

// inertSection is a section that the dynamics do not depend on.
func inertSection(why string) func(*document, *node) {
	return func(d *document, n *node) {
		if len(n.attrs)+len(n.children) > 0 {
			d.log.warn(n, "<"+n.name+">", why)
		}
	}
}

// refuseSection is a section whose elements change the dynamics in ways that are not supported.
func refuseSection(what string) func(*document, *node) {
	return func(d *document, n *node) {
		for _, e := range n.children {
			d.log.add(e, "%s are not supported", what)
			d.generated = true
		}
	}
}

func newDocument(root *node, in *includer, o Options) *document {
	log := in.log
	d := &document{
		log: log, root: root, settings: defaultSettings(), main: baseClass(), options: o, lost: map[string]bool{}, partial: map[int]bool{}, copiesBy: map[string][]copied{},
		fsys: in.fsys, dir: in.dir, meshes: map[string]*mesh{}, materials: map[string]material{}, names: map[string]map[string]int{},
	}
	d.classes = map[string]*class{d.main.name: d.main}
	d.model.Option = physics.DefaultOption()
	d.model.Option.Release = o.Release
	d.model.Name = "MuJoCo Model"
	return d
}

// compile turns the root element into a model. Problems are in the log.
func (d *document) compile() {
	root := d.root
	r := read(root, d.log)
	r.text("model", &d.model.Name)
	r.done()
	d.addBody(root, "world", 0, spatial.Vec{}, spatial.Identity)
	d.define(r, "body", "world", 0)
	for i, phase := range phases {
		for _, n := range root.children {
			d.section(n, phase, i == 0)
		}
	}
	if d.viewing {
		return
	}
	d.rescale()
	d.checkMasses()
	d.checkContacts()
}

// section reads n if the phase has a reader for it. The first phase knows all names.
func (d *document) section(n *node, phase []section, first bool) {
	for _, s := range phase {
		if s.name == n.name && (!d.viewing || slices.Contains(seen, n.name)) {
			s.read(d, n)
			return
		}
	}
	if first && !d.viewing {
		d.unknown(n, d.root)
	}
}

// define notes the number of a named element and reports a name that is taken.
func (d *document) define(r *reader, kind, name string, number int) {
	if name == "" {
		return
	}
	if d.names[kind] == nil {
		d.names[kind] = map[string]int{}
	}
	if _, taken := d.names[kind][name]; taken {
		r.fail("a second %s of this name", kind)
		return
	}
	d.names[kind][name] = number
}

// lookup finds an element by name, and reports one that is not there. What has been refused is no fault of who names it.
func (d *document) lookup(r *reader, kind, attribute, name string) (int, bool) {
	id, ok := d.names[kind][name]
	switch {
	case ok:
		return id, true
	case name == "":
		r.fail("%s is missing", attribute)
	case d.lost[kind+" "+name] || d.generated:
		d.log.follows++
	default:
		r.fail("%s %.40q is not defined", attribute, name)
	}
	return -1, false
}

// lose remembers that an element has been refused.
func (d *document) lose(kind, name string) { d.lost[kind+" "+name] = true }

// unknown reports an element that cannot be where it is.
func (d *document) unknown(n, parent *node) {
	d.log.add(n, "not supported in <%s>", parent.name)
}

// childless reports elements inside one that has no room for any.
func (d *document) childless(n *node) {
	for _, c := range n.children {
		d.unknown(c, n)
	}
}
