package change

import (
	"cmp"
	"slices"
)

// difference is something that differs, before it is judged.
type difference struct {
	op   Op
	part *part
	// at is the path in the schema, path and item those of the element.
	at, path, item string
	// component is what the component around is called.
	component string
	// old and now are the element in the two manifests. Where it is not there,
	// oldNear and nowNear are what stands around it.
	old, now         *element
	oldNear, nowNear *element
	// first says that the older manifest is nothing.
	first bool
	// oldURL and nowURL are what is to be judged of a URL: what follows from
	// parameters that came, went or were renamed is taken out.
	oldURL, nowURL *url
	// also are differences that only follow from this one.
	also []*difference
}

func (d *difference) from() string { return d.old.shows() }
func (d *difference) to() string   { return d.now.shows() }

// comparer collects the differences between two manifests, in the order of the
// schema and by name within lists.
type comparer struct {
	first, last bool // one side is nothing
	found       []*difference
	component   string
	parameters  pairing // of the component at hand
}

// add notes a difference between two elements, at least one of which is there.
func (c *comparer) add(op Op, old, now, oldNear, nowNear *element) *difference {
	e := cmp.Or(now, old)
	d := &difference{
		op: op, part: e.part, at: e.at, path: e.path, item: e.item, component: c.component,
		old: old, now: now, oldNear: oldNear, nowNear: nowNear, first: c.first,
	}
	// Before the first version there is nobody to whom a text could be new.
	if !c.first && !c.last || e.part.component != "" {
		c.found = append(c.found, d)
	}
	return d
}

// compare compares two elements of the same part; a thing may be nil. The
// other two stand around them.
func (c *comparer) compare(old, now, oldAround, nowAround *element) {
	e := cmp.Or(now, old)
	if e.part.component != "" {
		c.component = e.part.component
		defer func() { c.component = "" }()
	}
	switch e.part.kind {
	case text, choice, address:
		c.compareText(old, now)
	case group:
		c.compareParts(old, now)
	case thing:
		switch {
		case old == nil:
			c.add(Added, nil, now, oldAround, nil)
		case now == nil:
			c.add(Removed, old, nil, nil, nowAround)
		default:
			c.compareParts(old, now)
		}
	case words:
		c.compareItems(old, now, pairSuccessors(old, now))
	case things:
		c.compareItems(old, now, c.parameters)
	case tools:
		c.compareItems(old, now, pairing{})
	}
}

func (c *comparer) compareParts(old, now *element) {
	list := now.child("parameters")
	if list != nil {
		c.parameters = pairParameters(old, now)
	}
	for _, p := range cmp.Or(now, old).part.parts {
		before, after := old.child(p.name), now.child(p.name)
		if before != nil || after != nil {
			c.compare(before, after, old, now)
		}
	}
}

func (c *comparer) compareText(old, now *element) {
	if old.value == now.value {
		return
	}
	op := Changed
	switch {
	case old.value == "":
		op = Added
	case now.value == "":
		op = Removed
	}
	if now.part.kind != address {
		c.add(op, old, now, old, now)
		return
	}
	c.compareURL(op, old, now)
}

// compareURL leaves out what only follows from the parameters: a URL must
// change with them, and one intention is one change.
func (c *comparer) compareURL(op Op, old, now *element) {
	before, after := c.parameters.apply(old.value, now.value)
	if before.same(after) {
		c.parameters.also = &difference{
			op: op, part: now.part, at: now.at, path: now.path, item: now.item, component: c.component,
			old: old, now: now, oldNear: old, nowNear: now,
		}
		return
	}
	d := c.add(op, old, now, old, now)
	d.oldURL, d.nowURL = before, after
}

// compareItems compares lists whose items are known by name.
func (c *comparer) compareItems(old, now *element, pairs pairing) {
	find := func(list *element, name string) *element {
		i, ok := slices.BinarySearchFunc(list.children, name, func(e *element, name string) int { return cmp.Compare(e.item, name) })
		if !ok {
			return nil
		}
		return list.children[i]
	}
	for _, name := range mergedNames(old, now) {
		before, after := find(old, name), find(now, name)
		switch {
		case before != nil && after != nil:
			if before.part.kind == thing {
				c.compareParts(before, after)
			}
		case before != nil && pairs.renamed[name] != "":
			// told under the new name
		case before != nil:
			d := c.add(Removed, before, nil, nil, now)
			d.also = pairs.following(before.item)
		case pairs.origin[name] != "":
			before = find(old, pairs.origin[name])
			c.rename(before, after, pairs)
		default:
			d := c.add(Added, nil, after, old, nil)
			d.also = pairs.following(after.item)
		}
	}
}

// rename notes that an item has another name. A parameter's name is its field
// key; a word is its name.
func (c *comparer) rename(before, after *element, pairs pairing) {
	d := c.add(Renamed, before, after, before, after)
	if after.part.kind != thing {
		return
	}
	d.at, d.path, d.part = after.at+".key", after.path+".key", keyPart
	d.old, d.now = keyOf(before), keyOf(after)
	d.also = pairs.following(before.item)
	c.compareParts(before, after)
}

var keyPart = &part{name: "key", subject: `key of parameter "{item}" of {component}`}

func keyOf(e *element) *element {
	return &element{part: keyPart, at: e.at + ".key", path: e.path + ".key", item: e.item, value: e.item, there: true, span: e.span}
}

// mergedNames returns the names of all items of two lists, each once, sorted.
func mergedNames(lists ...*element) []string {
	var names []string
	for _, list := range lists {
		for _, e := range list.children {
			names = append(names, e.item)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
