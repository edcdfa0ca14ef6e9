package physics

import (
	"fmt"
	"slices"
)

// Body returns the number of the body with this name, −1 if there is none.
func (m *Model) Body(name string) int { return slices.Index(m.BodyName, name) }

// Joint returns the number of the joint with this name, −1 if there is none.
func (m *Model) Joint(name string) int { return slices.Index(m.JntName, name) }

// Geom returns the number of the geom with this name, −1 if there is none.
func (m *Model) Geom(name string) int { return slices.Index(m.GeomName, name) }

// Site returns the number of the site with this name, −1 if there is none.
func (m *Model) Site(name string) int { return slices.Index(m.SiteName, name) }

// Actuator returns the number of the actuator with this name, −1 if there is none.
func (m *Model) Actuator(name string) int {
	return slices.IndexFunc(m.Actuators, func(a Actuator) bool { return a.Name == name })
}

func (m *Model) bodyLabel(b int) string  { return label("body", m.BodyName, b) }
func (m *Model) jointLabel(j int) string { return label("joint", m.JntName, j) }
func (m *Model) geomLabel(g int) string  { return label("geom", m.GeomName, g) }

// label names an element in messages: joint "thigh", or joint 4 if it has no name.
func label(kind string, names []string, i int) string {
	if i < len(names) && names[i] != "" {
		return fmt.Sprintf("%s %q", kind, names[i])
	}
	return fmt.Sprintf("%s %d", kind, i)
}

// elementLabel is label for an element that carries its name.
func elementLabel(kind, name string, i int) string {
	if name != "" {
		return fmt.Sprintf("%s %q", kind, name)
	}
	return fmt.Sprintf("%s %d", kind, i)
}
