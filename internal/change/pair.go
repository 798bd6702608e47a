package change

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
func (p *pairing) apply(old, now string) (before, after *url) {
	p.oldURL, p.nowURL = parseURL(old), parseURL(now)
	before, after = parseURL(renameTokens(old, p.renamed)).drop(p.removed), p.nowURL.drop(p.added)
	for _, u := range []*url{before, after} {
		u.forget(p.removed)
		u.forget(p.added)
	}
	return before, after
}

// pairParameters finds parameters with a new key: those whose token stands
// where the old one's stood in an otherwise equal URL, or whose name is the
// same.
func pairParameters(old, now *element) pairing {
	p := pairing{added: map[string]bool{}, removed: map[string]bool{}}
	before, after := old.child("parameters"), now.child("parameters")
	for _, e := range before.children {
		p.removed[e.item] = true
	}
	for _, e := range after.children {
		if !p.removed[e.item] {
			p.added[e.item] = true
		}
		delete(p.removed, e.item)
	}
	if len(p.added) == 0 || len(p.removed) == 0 {
		return p
	}
	take := func(old, now string) {
		delete(p.removed, old)
		delete(p.added, now)
		p.pair(old, now)
	}
	for _, t := range replacedTokens(old.child("url").text(), now.child("url").text()) {
		if p.removed[t.old] && p.added[t.now] && t.old != "" && t.now != "" {
			take(t.old, t.now)
		}
	}
	byName := map[string][]string{}
	for _, e := range after.children {
		if name := e.child("name").text(); p.added[e.item] && name != "" && e.item != "" {
			byName[name] = append(byName[name], e.item)
		}
	}
	for _, e := range before.children {
		name := e.child("name").text()
		if same := byName[name]; p.removed[e.item] && len(same) > 0 && e.item != "" {
			take(e.item, same[0])
			byName[name] = same[1:]
		}
	}
	return p
}

// pairSuccessors finds views that were replaced by their documented successor.
func pairSuccessors(old, now *element) pairing {
	var p pairing
	is := func(list *element, name string) bool {
		for _, e := range list.children {
			if e.item == name {
				return true
			}
		}
		return false
	}
	for _, e := range old.children {
		retired := retiredView(e.item)
		if retired == nil || retired.Instead == "" || p.origin[retired.Instead] != "" {
			continue
		}
		if !is(now, e.item) && is(now, retired.Instead) && !is(old, retired.Instead) {
			p.pair(e.item, retired.Instead)
		}
	}
	return p
}
