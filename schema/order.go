package schema

import "strings"

// KeyOrder returns the order in which a schema lists the keys of each map, by
// the path of the map as in [Field]: "" for the file itself,
// "embedded.side_panel.parameters[]" for each item of a list. Maps that take any
// name are not in it; below them, <name> stands for each key.
func KeyOrder(data []byte) (map[string][]string, error) {
	_, _, fields, err := Fields(data)
	if err != nil {
		return nil, err
	}
	order := make(map[string][]string)
	for _, f := range fields {
		parent, name := "", f.Path
		if i := strings.LastIndexByte(f.Path, '.'); i >= 0 {
			parent, name = f.Path[:i], f.Path[i+1:]
		}
		if name != anyName {
			order[parent] = append(order[parent], name)
		}
	}
	return order, nil
}
