package change

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// maxWord is how much of a value stands in a sentence.
const maxWord = 60

// placeholders are what sentences of the table may hold.
var placeholders = []string{
	"{subject}",        // the thing in words
	"{item}",           // key of the parameter, the view, the permission tool, or what the name of a thing is
	"{agent}",          // the agent around
	"{component}",      // the component around, such as: the side panel
	"{kind}",           // the same without its article
	"{scope}",          // company or project
	"{need}",           // required or optional, of a parameter
	"{authentication}", // the kind of authentication in words
	"{op}",             // added, removed or changed
	"{tool}",           // scope and permission tool as the portal shows them
	"{tools}",          // all permission tools with their levels
	"{from_level}",     // both levels of access, with what they allow
	"{to_level}",       //
	"{field}",          // the parameter as installers see it, in quotes
	"{view}",           // the view by its tool
	"{renamed}",        // named, left without a name, or renamed
	"{names}",          // from the old name to the new one, where there are both
	"{from}", "{to}",   // both values
	"{from_host}", "{to_host}", // scheme, host and port of both URLs
	"{old_host}", "{host}", // the hosts of both URLs as people can allow them
	"{dropped}", "{added}", // tokens that the newer, or the older, URL lacks
}

var authenticationWords = map[string]string{
	app.UserLevel: "user level authentication", app.ServiceAccount: "service account",
}

// subject is what differs, in words.
func (d *difference) subject() string { return d.say(subjectAt(d.element().At).words) }

// say puts a difference's own words in place of the placeholders of a sentence.
func (d *difference) say(sentence string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(sentence, "{")
		name, after, closed := strings.Cut(rest, "}")
		if b.WriteString(before); !found || !closed {
			return b.String()
		}
		b.WriteString(d.word("{" + name + "}"))
		sentence = after
	}
}

// word returns what stands for a placeholder.
func (d *difference) word(placeholder string) string {
	e := d.element()
	switch placeholder {
	case "{subject}":
		return d.subject()
	case "{item}":
		return clip(e.Item)
	case "{agent}":
		return clip(e.Outer)
	case "{component}":
		return "the " + componentOf(e.At)
	case "{kind}":
		return componentOf(e.At)
	case "{scope}":
		return scopeOf(e.At)
	case "{need}":
		return e.Child("required").Text()
	case "{authentication}":
		return authenticationWords[e.Item]
	case "{op}":
		return d.op.String()
	case "{renamed}":
		return cmp.Or(map[Op]string{Added: "named", Removed: "left without a name"}[d.op], "renamed")
	case "{names}":
		if d.op == Changed {
			return " from " + clip(d.from()) + " to " + clip(d.to())
		}
		return ""
	case "{from}":
		return clip(d.from())
	case "{to}":
		return clip(d.to())
	case "{from_host}":
		return clip(cmp.Or(d.oldURL.site(), "nothing"))
	case "{to_host}":
		return clip(cmp.Or(d.nowURL.site(), "nothing"))
	case "{old_host}", "{host}":
		old, now := d.oldURL.hosts(), d.nowURL.hosts()
		switch {
		case placeholder == "{host}":
			return clip(now)
		case old == now: // only the scheme differs
			return clip(d.oldURL.site())
		}
		return clip(cmp.Or(old, "nothing"))
	case "{tool}":
		scope := schema.Scope(scopeOf(e.At))
		return app.ScopeLabel(scope) + " " + app.ToolLabel(scope, e.Item)
	case "{tools}":
		return cmp.Or(strings.Join(d.tools(), "; "), "the permissions that the update shows")
	case "{from_level}":
		return app.LevelWords(d.from())
	case "{to_level}":
		return app.LevelWords(d.to())
	case "{field}":
		name := strings.Join(strings.Fields(d.item.Child("name").Text()), " ")
		return strconv.Quote(cmp.Or(name, e.Item))
	case "{view}":
		return viewWords(e.Item)
	case "{dropped}":
		return clip(braced(d.dropped()))
	case "{added}":
		return clip(braced(d.added()))
	}
	return placeholder // a test proves that the table has no others
}

// tools are the permissions that come or rise, as the portal shows them. Those of
// a service account that is added to a data connector are changes of their own.
func (d *difference) tools() []string {
	level := func(tool *app.Element) string {
		scope := schema.Scope(scopeOf(tool.At))
		return app.ScopeLabel(scope) + " " + app.ToolLabel(scope, tool.Item) + ": " +
			app.LevelWords(tool.Child("level").Text())
	}
	permissions := d.now.Child("permissions")
	if permissions == nil {
		if d.item == nil || d.item.Child("level") == nil {
			return nil
		}
		return []string{level(d.item)}
	}
	var list []string
	for _, scope := range permissions.Children {
		for _, tool := range scope.Children {
			list = append(list, level(tool))
		}
	}
	return list
}

// viewWords is a view by the tool that it belongs to.
func viewWords(key string) string {
	for _, v := range schema.Views() {
		if v.Key == key && len(v.Tools) > 0 {
			return v.Tools[0] + " (" + key + ")"
		}
	}
	return key
}

// sentence starts with a capital letter.
func sentence(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 || r == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

func braced(names []string) string {
	for i, name := range names {
		names[i] = "{{" + name + "}}"
	}
	return strings.Join(names, ", ")
}

// clip returns a value in one line, and cut where it is long.
func clip(s string) string {
	const enough = 20 * maxWord // the rest is not looked at
	return diag.Clip(strings.Join(strings.Fields(diag.Clip(s, enough)), " "), maxWord)
}
