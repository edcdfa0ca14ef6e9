package bench

import (
	"encoding/json"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Changes are what a part of a benchmark's configuration changes of agents.TrainOptions, as text. Its keys are known to
// be right: they were checked when the file was read, where a mistake still has a line.
type Changes yaml.RawMessage

// UnmarshalYAML keeps the text of a part that can be read. An anchor may name it as a whole, but nothing inside: the
// text is read again by itself.
func (c *Changes) UnmarshalYAML(decode func(any) error) error {
	var part ast.Node
	if err := decode(&part); err != nil {
		return err
	}
	if inside := ast.Filter(ast.AnchorType, part); len(inside) > 0 {
		return &yaml.SyntaxError{Message: "an anchor inside train or a candidate: it can only name all of it", Token: inside[0].GetToken()}
	}
	if err := decode(&agents.TrainOptions{}); err != nil {
		return err
	}
	return decode((*yaml.RawMessage)(c))
}

// MarshalYAML is the text.
func (c Changes) MarshalYAML() ([]byte, error) { return yaml.RawMessage(c).MarshalYAML() }

func (c Changes) apply(o *agents.TrainOptions) error { return o.Overlay("train", c) }

// json is the same for a JSON file.
func (c Changes) json() (json.RawMessage, error) {
	if len(c) == 0 {
		return json.RawMessage("{}"), nil
	}
	return yaml.YAMLToJSON(c)
}

// read reads the text of a benchmark's configuration and says what is wrong with it. file is its name, for messages.
func read(file string, data []byte, b interface{ Validate() error }) error {
	if err := config.DecodeParts(file, data, b, agents.TrainOptions{}); err != nil {
		return err
	}
	return config.Locate(file, data, b.Validate())
}
