package change

import (
	"maps"

	"github.com/procore-manifest/manifest/internal/app"
)

// pairing says which items of a list are the same under another name, and, for
// parameters, what follows from that for the URL that uses them.
type pairing struct {
	// renamed leads from the old name to the new one, origin back.
	renamed, origin map[string]string
	// added and removed are the parameters that have no pair.
	added, removed map[string]bool
	// also is the change of the URL, if there is nothing else to it.
	also           *difference
	oldURL, nowURL *url
}

func (p *pairing) pair(old, now string) {
	if p.renamed == nil {
		p.renamed, p.origin = map[string]string{}, map[string]string{}
	}
	p.renamed[old], p.origin[now] = now, old
}

// moved reports whether a name that both lists have stands for another item in
// each.
func (p *pairing) moved(name string) bool {
	return p.renamed[name] != "" || p.origin[name] != "" || p.removed[name] || p.added[name]
}

// following returns the change of the URL if it uses the parameter.
func (p *pairing) following(key string) []*difference {
	if p.also == nil || !p.oldURL.tokens[key] && !p.nowURL.tokens[key] {
		return nil
	}
	return []*difference{p.also}
}

// apply returns two URLs with what follows from the parameters taken out:
// renamed ones have their new name in both, and path segments and query
// parameters that hold an added or removed one are gone.
func (p *pairing) apply(old, now *app.URL) (before, after *url) {
	p.oldURL, p.nowURL = newURL(old), newURL(now)
	// The key of a removed parameter may be that of another one now.
	names, removed, gone := make(map[string]string), make(map[string]bool), make(map[string]bool)
	maps.Copy(names, p.renamed)
	for key := range p.removed {
		if p.origin[key] == "" {
			removed[key], gone[key] = true, true
		} else {
			name := "removed " + key
			names[key], removed[name] = name, true
		}
	}
	before, after = newURL(renameTokens(old, names)).drop(removed), p.nowURL.drop(p.added)
	for _, names := range []map[string]bool{removed, p.added} {
		before.forget(names)
	}
	for _, names := range []map[string]bool{gone, p.added} {
		after.forget(names)
	}
	return before, after
}

// pairParameters finds parameters with a new key: those whose token stands
// where the old one's stood in an otherwise equal URL, or whose name is the
// same. A key that is still there may have another role; then it counts as
// removed, added or renamed like any other.
func pairParameters(old, now *app.Element) pairing {
	p := pairing{added: map[string]bool{}, removed: map[string]bool{}}
	before, after := old.Child(parametersKey), now.Child(parametersKey)
	for _, e := range before.Children {
		p.removed[e.Item] = true
	}
	for _, e := range after.Children {
		p.added[e.Item] = true
	}
	take := func(was, is string) {
		if p.removed[was] && p.added[is] && was != "" && is != "" {
			delete(p.removed, was)
			delete(p.added, is)
			p.pair(was, is)
		}
	}
	byName := func(list *app.Element, name string) (keys []string) {
		for _, e := range list.Children {
			if name != "" && nameIn(e) == name {
				keys = append(keys, e.Item)
			}
		}
		return keys
	}
	kept := func(key string) bool { return before.Find(key) != nil && after.Find(key) != nil }
	places := replacedTokens(old.Child("url").URL, now.Child("url").URL)
	// A kept key has another role if its place in the URL or its name is another's
	// now, and only then.
	for _, t := range places {
		if t.old != t.now && kept(t.old) && kept(t.now) {
			take(t.old, t.now)
		}
	}
	for _, e := range before.Children {
		was, is := byName(before, nameIn(e)), byName(after, nameIn(e))
		if len(was) == 1 && len(is) == 1 && was[0] != is[0] && (kept(was[0]) || kept(is[0])) {
			take(was[0], is[0])
		}
	}
	for key := range p.removed {
		if p.added[key] {
			delete(p.removed, key)
			delete(p.added, key)
		}
	}
	for _, t := range places {
		take(t.old, t.now)
	}
	for _, e := range before.Children {
		for _, is := range byName(after, nameIn(e)) {
			take(e.Item, is)
		}
	}
	return p
}

// pairByChild finds things with a new name: those that are new and say in a child
// what one that is gone said, and no other does.
func pairByChild(old, now *app.Element, child string) pairing {
	var p pairing
	said := func(list, other *app.Element) map[string][]string {
		names := map[string][]string{}
		for _, e := range list.Children {
			if text := e.Child(child).Text(); text != "" && e.Item != "" && other.Find(e.Item) == nil {
				names[text] = append(names[text], e.Item)
			}
		}
		return names
	}
	gone, came := said(old, now), said(now, old)
	for text, before := range gone {
		if after := came[text]; len(before) == 1 && len(after) == 1 {
			p.pair(before[0], after[0])
		}
	}
	return p
}

// pairSuccessors finds views that were replaced by their documented successor.
func pairSuccessors(old, now *app.Element) pairing {
	var p pairing
	for _, e := range old.Children {
		retired := retiredView(e.Item)
		if retired == nil || retired.Instead == "" || p.origin[retired.Instead] != "" {
			continue
		}
		if now.Find(e.Item) == nil && now.Find(retired.Instead) != nil && old.Find(retired.Instead) == nil {
			p.pair(e.Item, retired.Instead)
		}
	}
	return p
}
