package change

import "github.com/procore-manifest/manifest/internal/app"

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
	before, after = newURL(renameTokens(old, p.renamed)).drop(p.removed), p.nowURL.drop(p.added)
	for _, u := range []*url{before, after} {
		u.forget(p.removed)
		u.forget(p.added)
	}
	return before, after
}

// pairParameters finds parameters with a new key: those whose token stands
// where the old one's stood in an otherwise equal URL, or whose name is the
// same.
func pairParameters(old, now *app.Element) pairing {
	p := pairing{added: map[string]bool{}, removed: map[string]bool{}}
	before, after := old.Child(parametersKey), now.Child(parametersKey)
	for _, e := range before.Children {
		p.removed[e.Item] = true
	}
	for _, e := range after.Children {
		if !p.removed[e.Item] {
			p.added[e.Item] = true
		}
		delete(p.removed, e.Item)
	}
	if len(p.added) == 0 || len(p.removed) == 0 {
		return p
	}
	take := func(old, now string) {
		delete(p.removed, old)
		delete(p.added, now)
		p.pair(old, now)
	}
	for _, t := range replacedTokens(old.Child("url").URL, now.Child("url").URL) {
		if p.removed[t.old] && p.added[t.now] && t.old != "" && t.now != "" {
			take(t.old, t.now)
		}
	}
	byName := map[string][]string{}
	for _, e := range after.Children {
		if name := e.Child("name").Text(); p.added[e.Item] && name != "" && e.Item != "" {
			byName[name] = append(byName[name], e.Item)
		}
	}
	for _, e := range before.Children {
		name := e.Child("name").Text()
		if same := byName[name]; p.removed[e.Item] && len(same) > 0 && e.Item != "" {
			take(e.Item, same[0])
			byName[name] = same[1:]
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
