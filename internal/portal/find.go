package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
)

// found is a value with the name that stands for * in its path.
type found struct {
	name, path string
	node       *manifest.Node
}

// find returns the values at a path of a manifest: one, or one for each
// parameter or tool. Tools come in the order of their names, as the portal has
// them.
func find(root *manifest.Node, path string) []found {
	before, after, many := strings.Cut(path, "*")
	if !many {
		if n := root.Get(strings.Split(path, ".")...); n != nil {
			return []found{{path: path, node: n}}
		}
		return nil
	}
	var list []found
	add := func(name, at string, n *manifest.Node) {
		rest := strings.TrimPrefix(after, "]")
		if rest != "" {
			n = n.Get(strings.Split(rest[1:], ".")...)
		}
		if n != nil {
			list = append(list, found{name, at + rest, n})
		}
	}
	if base, ok := strings.CutSuffix(before, "["); ok {
		for i, item := range root.Get(strings.Split(base, ".")...).List() {
			key, ok := item.Get("key").Str()
			if !ok {
				key = fmt.Sprint(i)
			}
			add(key, fmt.Sprintf("%s[%s]", base, key), item)
		}
		return list
	}
	base := strings.TrimSuffix(before, ".")
	for _, e := range root.Get(strings.Split(base, ".")...).Map() {
		add(e.Key.Text, base+"."+e.Key.Text, e.Value)
	}
	slices.SortFunc(list, func(a, b found) int { return strings.Compare(a.name, b.name) })
	return list
}
