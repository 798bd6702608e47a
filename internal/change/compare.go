package change

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
)

// difference is something that differs, before it is judged.
type difference struct {
	op Op
	// item is the item of a list that the difference is in, or nil.
	item *app.Element
	// old and now are the element in the two manifests. Where it is not there,
	// oldNear and nowNear are what stands around it.
	old, now         *app.Element
	oldNear, nowNear *app.Element
	// first says that the older manifest is nothing.
	first bool
	// oldURL and nowURL are what is to be judged of a URL: what follows from
	// parameters that came, went or were renamed is taken out.
	oldURL, nowURL *url
	// also are differences that only follow from this one.
	also []*difference
}

// element is what differs, as it is now or, where it is gone, as it was.
func (d *difference) element() *app.Element { return cmp.Or(d.now, d.old) }

func (d *difference) from() string { return shows(d.old) }
func (d *difference) to() string   { return shows(d.now) }

// comparer collects the differences between two manifests, in the order of the
// schema and by name within lists.
type comparer struct {
	first, last bool // one side is nothing
	found       []*difference
	item        *app.Element // of the list at hand
	parameters  pairing      // of the component at hand
	// servers are the changes of MCP servers that came, went or were renamed, by
	// each name that such a server has.
	servers map[string]*difference
}

// add notes a difference between two elements, at least one of which is there.
func (c *comparer) add(op Op, old, now, oldNear, nowNear *app.Element) *difference {
	d := &difference{op: op, item: c.item, old: old, now: now, oldNear: oldNear, nowNear: nowNear, first: c.first}
	// Before the first version there is no one to whom a text could be new.
	if !c.first && !c.last || d.element().Kind == app.ThingElement {
		c.found = append(c.found, d)
	}
	return d
}

// compare compares two elements with the same path in the schema. The other two
// stand around them.
func (c *comparer) compare(old, now, oldAround, nowAround *app.Element) {
	switch now.Kind {
	case app.GroupElement:
		c.compareChildren(old, now)
	case app.ThingElement:
		switch {
		case old.There && now.There:
			c.compareChildren(old, now)
		case now.There:
			c.add(Added, nil, now, oldAround, nil)
		case old.There:
			c.add(Removed, old, nil, nil, nowAround)
		}
	case app.ListElement:
		switch {
		case now.At == app.ServersPath:
			c.compareItems(old, now, pairByChild(old, now, "url"))
			c.noteServers()
		case now.At == app.AgentsPath:
			c.compareItems(old, now, pairByChild(old, now, app.KeySystemPrompt))
		case now.At == app.AgentServersPath:
			c.compareReferences(old, now)
		case now.Name == parametersKey:
			c.compareItems(old, now, c.parameters)
		case now.Name == "views":
			c.compareItems(old, now, pairSuccessors(old, now))
		default:
			c.compareItems(old, now, pairing{})
		}
	default:
		c.compareText(old, now)
	}
}

// parametersKey names the list whose items may have another name later.
const parametersKey = "parameters"

func (c *comparer) compareChildren(old, now *app.Element) {
	if list := now.Child(parametersKey); list != nil && !(same(old.Child("url"), now.Child("url")) &&
		same(old.Child(parametersKey), list)) {
		c.parameters = pairParameters(old, now)
		defer func() { c.parameters = pairing{} }()
	}
	for i := range now.Children {
		c.compare(old.Children[i], now.Children[i], old, now)
	}
}

func (c *comparer) compareText(old, now *app.Element) {
	if old.Value == now.Value {
		return
	}
	op := Changed
	switch {
	case old.Value == "":
		op = Added
	case now.Value == "":
		op = Removed
	}
	if now.Kind != app.URLElement {
		c.add(op, old, now, old, now)
		return
	}
	c.compareURL(op, old, now)
}

// compareURL leaves out what only follows from the parameters: a URL must
// change with them, and one intention is one change.
func (c *comparer) compareURL(op Op, old, now *app.Element) {
	before, after := c.parameters.apply(old.URL, now.URL)
	if before.same(after) {
		c.parameters.also = &difference{op: op, old: old, now: now, oldNear: old, nowNear: now}
		return
	}
	d := c.add(op, old, now, old, now)
	d.oldURL, d.nowURL = before, after
}

// compareItems compares lists whose items are known by name.
func (c *comparer) compareItems(old, now *app.Element, pairs pairing) {
	around := c.item
	for before, after := range merged(old, now) {
		name := cmp.Or(after, before).Item
		c.item = cmp.Or(after, before)
		if before != nil && after != nil && !pairs.moved(name) {
			c.compareChildren(before, after)
			continue
		}
		if before != nil && pairs.renamed[name] == "" { // else told under the new name
			c.item = before
			d := c.add(Removed, before, nil, nil, now)
			d.also = pairs.following(before.Item)
		}
		c.item = cmp.Or(after, before)
		switch {
		case after == nil:
		case pairs.origin[name] != "":
			c.rename(old, old.Find(pairs.origin[name]), after, pairs)
		default:
			d := c.add(Added, nil, after, old, nil)
			d.also = pairs.following(after.Item)
		}
	}
	c.item = around
}

// noteServers keeps the changes of MCP servers whose names agents refer to.
func (c *comparer) noteServers() {
	c.servers = map[string]*difference{}
	for _, d := range c.found {
		list, _, _ := strings.Cut(d.element().At, "[]")
		if list != app.ServersPath || d.op == Changed {
			continue
		}
		for _, e := range []*app.Element{d.old, d.now} {
			if e != nil {
				c.servers[e.Item] = d
			}
		}
	}
}

// compareReferences compares the MCP servers that an agent names. What only
// follows from a server that went or was renamed is told with it.
func (c *comparer) compareReferences(old, now *app.Element) {
	before := len(c.found)
	c.compareItems(old, now, pairing{})
	own := c.found[before:]
	c.found = c.found[:before]
	for _, d := range own {
		if cause := c.servers[d.element().Item]; cause != nil && cause.op != Added {
			cause.also = append(cause.also, d)
		} else {
			c.found = append(c.found, d)
		}
	}
}

// rename notes that an item has another name. A parameter's name is its field
// key; a word is its name.
func (c *comparer) rename(old, before, after *app.Element, pairs pairing) {
	d := c.add(Renamed, before, after, before, after)
	if after.Kind != app.ThingElement {
		return
	}
	d.old, d.now = nameElement(before), nameElement(after)
	d.also = pairs.following(before.Item)
	// Keys that only swapped their places in the URL keep all else.
	if same := old.Find(after.Item); same != nil && nameIn(before) != nameIn(after) && nameIn(same) == nameIn(after) {
		before = same
	}
	c.compareChildren(before, after)
}

// same reports whether two elements with the same path say the same.
func same(old, now *app.Element) bool {
	return old.Value == now.Value && old.There == now.There &&
		slices.EqualFunc(old.Children, now.Children, func(a, b *app.Element) bool { return a.Item == b.Item && same(a, b) })
}

// nameIn returns the name of a parameter.
func nameIn(e *app.Element) string { return e.Child("name").Text() }

// nameElement is the name of a thing in a list as an element.
func nameElement(e *app.Element) *app.Element {
	name := "name"
	if strings.HasSuffix(e.At, parametersKey+"[]") {
		name = "key"
	}
	return &app.Element{
		Name: name, At: e.At + "." + name, Path: e.Path + "." + name, Item: e.Item, Value: e.Item, There: true,
		Span: e.Span,
	}
}

// merged returns the items of two lists in the order of their names, those of one
// name together; of a name that one list lacks, nil in its place.
func merged(old, now *app.Element) iter.Seq2[*app.Element, *app.Element] {
	return func(yield func(before, after *app.Element) bool) {
		for a, b := old.Children, now.Children; len(a)+len(b) > 0; {
			var before, after *app.Element
			if len(b) == 0 || len(a) > 0 && a[0].Item <= b[0].Item {
				before = a[0]
			}
			if before == nil || len(b) > 0 && b[0].Item == before.Item {
				after, b = b[0], b[1:]
			}
			if before != nil {
				a = a[1:]
			}
			if !yield(before, after) {
				return
			}
		}
	}
}
