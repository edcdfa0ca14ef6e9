package clone

import (
	"slices"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/policy"
)

// lossSections are the sections of a flat configuration that held the options of all losses side by side, by the loss
// that each belonged to.
var lossSections = map[string]string{
	"lifted": "fenchel-young-lifted", "cross_entropy": "cross-entropy", "infonce": "infonce", "unrolled": "squared-unrolled",
}

// upgradeFlat returns the configuration of a run as it is written today. Runs once kept the options of all losses and
// energies side by side, those of the members that were not chosen among them, and with zeros that meant defaults. Any
// other text is returned as it is: what a user writes now is held to today's keys.
func upgradeFlat(text []byte) []byte {
	var old yaml.MapSlice
	if yaml.UnmarshalWithOptions(text, &old, yaml.UseOrderedMap()) != nil {
		return text
	}
	flat := old.ToMap()
	p, isFlat := flat["policy"].(yaml.MapSlice)
	_, complete := flat["resolved"]
	if !isFlat || !complete || !hasKey(p, "mode_width") {
		return text
	}
	now, err := upgradePolicy(p)
	if err != nil {
		return text // reading it says what is wrong
	}
	var upgraded yaml.MapSlice
	for _, item := range old {
		key, _ := item.Key.(string)
		switch {
		case key == "loss":
			upgraded = append(upgraded, yaml.MapItem{Key: key, Value: upgradeLoss(flat)})
		case key == "policy":
			upgraded = append(upgraded, yaml.MapItem{Key: key, Value: now})
		case lossSections[key] == "":
			upgraded = append(upgraded, item)
		}
	}
	again, err := yaml.Marshal(upgraded)
	if err != nil {
		return text
	}
	o := Default()
	o.LinearBase = 1 // there was none
	if o.Overlay("", again) != nil {
		return text
	}
	return o.YAML()
}

// Upgrade is upgradeFlat, for the driver.
func (o Options) Upgrade(stored []byte) []byte { return upgradeFlat(stored) }

func hasKey(m yaml.MapSlice, key string) bool {
	return slices.ContainsFunc(m, func(i yaml.MapItem) bool { return i.Key == key })
}

// upgradePolicy is the policy of a flat configuration.
func upgradePolicy(flat yaml.MapSlice) (policy.Config, error) {
	text, err := yaml.MarshalWithOptions(flat, yaml.JSON())
	if err != nil {
		return policy.Config{}, err
	}
	return policy.UpgradeFlat(text)
}

// upgradeLoss is the node of the loss of a flat configuration, with the options of the section that belonged to it.
func upgradeLoss(flat map[any]any) any {
	for section, name := range lossSections {
		if options, ok := flat[section].(yaml.MapSlice); ok && flat["loss"] == name {
			return append(yaml.MapSlice{{Key: "name", Value: name}}, options...)
		}
	}
	return flat["loss"]
}
