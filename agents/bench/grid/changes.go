package grid

import (
	"encoding/json"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Changes are the options of training that a part of a benchmark's configuration changes, as text. The keys were checked
// when the file was read, where a mistake still has a line.
type Changes yaml.RawMessage

// UnmarshalYAML checks and keeps the text. An anchor may name it as a whole but nothing inside it, since the text is
// read again by itself.
func (c *Changes) UnmarshalYAML(decode func(any) error) error {
	var part ast.Node
	if err := decode(&part); err != nil {
		return err
	}
	if inside := ast.Filter(ast.AnchorType, part); len(inside) > 0 {
		return &yaml.SyntaxError{Message: "an anchor inside train or a candidate: it can only name all of it", Token: inside[0].GetToken()}
	}
	if err := decode(&clone.Options{}); err != nil {
		return err
	}
	return decode((*yaml.RawMessage)(c))
}

// MarshalYAML is the text.
func (c Changes) MarshalYAML() ([]byte, error) { return yaml.RawMessage(c).MarshalYAML() }

// Apply changes the options that the text names.
func (c Changes) Apply(o *clone.Options) error { return o.Overlay("train", c) }

// JSON is the text for a JSON file; no changes are an empty object.
func (c Changes) JSON() (json.RawMessage, error) {
	if len(c) == 0 {
		return json.RawMessage("{}"), nil
	}
	return yaml.YAMLToJSON(c)
}

// Read reads the text of a benchmark's configuration into b and checks it. The errors point at lines of file.
func Read(file string, data []byte, b interface{ Validate() error }) error {
	if err := config.DecodeParts(file, data, b, clone.Options{}); err != nil {
		return err
	}
	return config.Locate(file, data, b.Validate())
}
