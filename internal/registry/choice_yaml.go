package registry

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// UnmarshalYAML reads a node, or a name alone.
func (c *Choice[M, O]) UnmarshalYAML(n ast.Node) error {
	var name string
	m, isNode := n.(ast.MapNode)
	if !isNode {
		if err := yaml.NodeToValue(n, &name); err != nil {
			return err
		}
	}
	options := ast.Mapping(n.GetToken(), false)
	if isNode {
		for i := m.MapRange(); i.Next(); {
			if key := i.Key().GetToken().Value; key == nameKey {
				if err := yaml.NodeToValue(i.Value(), &name); err != nil {
					return err
				}
				continue
			}
			options.Values = append(options.Values, i.KeyValue())
		}
	}
	to, err := c.begin(name)
	if err != nil {
		return err
	}
	var keys []string
	for _, v := range options.Values {
		keys = append(keys, v.Key.GetToken().Value)
	}
	if err := c.checkKeys(name, to.Elem().Type(), keys); err != nil {
		return err
	}
	if len(keys) > 0 {
		if err := yaml.NodeToValue(options, to.Interface(), yaml.Strict()); err != nil {
			return err
		}
	}
	c.set(name, to)
	return nil
}

// MarshalYAML writes a complete node, or the name alone where the member has no options.
func (c Choice[M, O]) MarshalYAML() (any, error) {
	_, o, err := c.Resolve()
	if err != nil {
		return c.Name, nil
	}
	text, err := yaml.Marshal(o)
	if err != nil {
		return nil, err
	}
	var options yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(text, &options, yaml.UseOrderedMap()); err != nil {
		return nil, err
	}
	if len(options) == 0 {
		return c.Name, nil
	}
	return append(yaml.MapSlice{{Key: nameKey, Value: c.Name}}, options...), nil
}

// UnmarshalJSON reads a node, or a name alone.
func (c *Choice[M, O]) UnmarshalJSON(text []byte) error {
	var name string
	node := map[string]json.RawMessage{}
	if json.Unmarshal(text, &name) != nil {
		if err := json.Unmarshal(text, &node); err != nil {
			return fmt.Errorf("%s: want a name, or an object with a name", c.Kind())
		}
		if err := json.Unmarshal(node[nameKey], &name); err != nil {
			return fmt.Errorf("%s: an object without a name", c.Kind())
		}
		delete(node, nameKey)
	}
	to, err := c.begin(name)
	if err != nil {
		return err
	}
	if err := c.checkKeys(name, to.Elem().Type(), slices.Sorted(maps.Keys(node))); err != nil {
		return err
	}
	options, err := json.Marshal(node)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(options))
	d.DisallowUnknownFields()
	if err := d.Decode(to.Interface()); err != nil {
		return fmt.Errorf("%s %q: %w", c.Kind(), name, err)
	}
	c.set(name, to)
	return nil
}

// MarshalJSON writes a complete node, or the name alone where the member has no options.
func (c Choice[M, O]) MarshalJSON() ([]byte, error) {
	name, err := json.Marshal(c.Name)
	if err != nil {
		return nil, err
	}
	_, o, unknown := c.Resolve()
	if unknown != nil {
		return name, nil
	}
	options, err := json.Marshal(o)
	if err != nil || string(options) == "{}" {
		return name, err
	}
	return slices.Concat([]byte(`{"`+nameKey+`":`), name, []byte(","), options[1:]), nil
}

// Set changes one option, as its text in YAML says: Set("rank", "8").
func (c *Choice[M, O]) Set(option, text string) error {
	return yaml.Unmarshal(fmt.Appendf(nil, "%s: %q\n%s: %s\n", nameKey, c.Name, option, text), c)
}
