package change

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/schema"
)

type object = map[string]any

func random(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0x6368616e6765)) }

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// some returns a few of the values, each once, in random order.
func some[T any](r *rand.Rand, least int, from ...T) []T {
	from = slices.Clone(from)
	r.Shuffle(len(from), func(i, j int) { from[i], from[j] = from[j], from[i] })
	return from[:least+r.IntN(len(from)-least+1)]
}

var texts = []string{
	"Acme", "Acme beside the RFI", "It's \"quoted\"", "a: b # c", "Zoë – 東京 🏗", "true", "12", "null", "- x", "one\ntwo", "one\n\n  three", "{{token}}",
}

// randomManifest returns a manifest as plain values. Everything that may be
// left out is left out at times.
func randomManifest(r *rand.Rand) object {
	m := object{"schema": 1, "version": fmt.Sprintf("%d.%d.%d", r.IntN(3), r.IntN(9), r.IntN(9)),
		"app": object{"name": pick(r, texts...), "distribution": pick(r, "custom", "marketplace", "cstom")}}
	maybe := func(in object, key string, value func() any) {
		if r.IntN(3) > 0 {
			in[key] = value()
		}
	}
	text := func() any { return pick(r, texts...) }
	maybe(m, "data_connector", func() any {
		d := object{"authentication": anys(some(r, 1, "user_level", "service_account"))}
		maybe(d, "permissions", func() any {
			p := object{}
			for _, scope := range []string{"company", "project"} {
				maybe(p, scope, func() any {
					tools := object{}
					for _, name := range some(r, 0, "directory", "home", "daily_log", "budgeting", "documents") {
						tool := object{"level": pick(r, "read_only", "standard", "admin")}
						maybe(tool, "purpose", text)
						tools[name] = tool
					}
					return tools
				})
			}
			return p
		})
		return d
	})
	maybe(m, "embedded", func() any {
		e := object{}
		maybe(e, "full_screen", func() any { return randomComponent(r, maybe) })
		maybe(e, "side_panel", func() any {
			c := randomComponent(r, maybe)
			var keys []string
			for _, v := range schema.Views()[:6] {
				keys = append(keys, v.Key)
			}
			for _, v := range schema.RetiredViews() {
				keys = append(keys, v.Key, v.Instead)
			}
			keys = slices.DeleteFunc(keys, func(k string) bool { return k == "" })
			slices.Sort(keys)
			c["views"] = anys(some(r, 1, slices.Compact(keys)...))
			return c
		})
		return e
	})
	maybe(m, "agentic", func() any {
		a := object{}
		names := some(r, 0, "Acme data", "Acme files", "Acme plans")
		maybe(a, "mcp_servers", func() any {
			list := []any{}
			for _, name := range names {
				url := "https://" + pick(r, "mcp", "tools") + ".acmefield.com/" + pick(r, "", "a", "b")
				list = append(list, object{"name": name, "url": url})
			}
			return list
		})
		maybe(a, "agents", func() any {
			list := []any{}
			for _, name := range some(r, 0, "Acme estimator", "Acme planner") {
				agent := object{"name": name, "description": text(), "system_prompt": text()}
				maybe(agent, "custom_prompt", text)
				maybe(agent, "planning_prompt", text)
				maybe(agent, "tools", func() any { return anys(some(r, 0, "read_budget", "search_documents")) })
				maybe(agent, "mcp_servers", func() any { return anys(some(r, 0, names...)) })
				list = append(list, agent)
			}
			return list
		})
		return a
	})
	maybe(m, "setup_instructions", func() any {
		s := object{}
		maybe(s, "url", func() any { return pick(r, "https://help.acmefield.com/", "https://help.acmefield.com/a") })
		maybe(s, "page_name", text)
		return s
	})
	maybe(m, "post_installation_notes", text)
	return m
}

func randomComponent(r *rand.Rand, maybe func(object, string, func() any)) object {
	keys := some(r, 0, "site", "region", "device", "tab")
	url := "https://" + pick(r, "a.acmefield.com", "b.acmefield.com", "{{region}}.acmefield.com") + pick(r, "", "/", "/x", "/x/{{site}}")
	for i, name := range some(r, 0, append([]string{"procore.company.id", "procore.project.id"}, keys...)...) {
		url += pick(r, "&", "&", "?")[:1]
		if i == 0 {
			url = strings.TrimRight(url, "&?") + "?"
		}
		url += pick(r, "p", "q") + name[:1] + "={{" + name + "}}"
	}
	c := object{"url": url}
	text := func() any { return pick(r, texts...) }
	maybe(c, "description", text)
	maybe(c, "parameters", func() any {
		list := []any{}
		for _, key := range keys {
			p := object{"key": key, "name": text(), "required": pick(r, true, false), "type": pick(r, "string", "string", "string", "integer")}
			maybe(p, "description", text)
			maybe(p, "support_link", func() any {
				l := object{"url": "https://help.acmefield.com/" + pick(r, "a", "b")}
				maybe(l, "label", text)
				return l
			})
			list = append(list, p)
		}
		return list
	})
	return c
}

func anys[T any](list []T) []any {
	var all []any
	for _, v := range list {
		all = append(all, v)
	}
	return all
}

func clone(v any) any {
	switch v := v.(type) {
	case object:
		m := object{}
		for k, x := range v {
			m[k] = clone(x)
		}
		return m
	case []any:
		list := []any{}
		for _, x := range v {
			list = append(list, clone(x))
		}
		return list
	}
	return v
}

// write writes the manifest as YAML in one of many ways that mean the same:
// keys and lists in any order, any style, comments, ids, defaults written out
// or not, and parts that no row judges.
func write(r *rand.Rand, m object) string {
	m = clone(m).(object)
	if r.IntN(2) > 0 {
		m["release_notes"] = pick(r, texts...)
	}
	if r.IntN(2) > 0 {
		m["oauth"] = object{"sandbox": object{"redirect_uris": anys(some(r, 0, "http://localhost", "https://a.test"))}}
	}
	respell(r, m)
	w := &yamlWriter{Rand: r, newline: pick(r, "\n", "\n", "\r\n")}
	if r.IntN(4) == 0 {
		w.WriteString("\uFEFF")
	}
	w.block(m, 0)
	return w.String()
}

func respell(r *rand.Rand, v any) {
	m, ok := v.(object)
	if !ok {
		list, _ := v.([]any)
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, x := range list {
			respell(r, x)
		}
		return
	}
	if (m["url"] != nil && m["key"] == nil && m["label"] == nil || m["authentication"] != nil) && r.IntN(2) > 0 {
		m["uuid"] = fmt.Sprintf("%08x-0000-4000-8000-%012x", r.Uint32(), r.Uint32())
	}
	if m["type"] == "string" && r.IntN(2) > 0 {
		delete(m, "type")
	}
	if m["required"] == false && r.IntN(2) > 0 {
		delete(m, "required")
	}
	for _, empty := range []string{"purpose", "description", "label", "page_name"} {
		if _, given := m[empty]; !given && r.IntN(8) == 0 && (m["level"] != nil || m["url"] != nil || m["key"] != nil) {
			m[empty] = pick[any](r, "", nil)
		}
	}
	if m["key"] != nil && m["support_link"] == nil && r.IntN(8) == 0 {
		m["support_link"] = nil
	}
	if list, _ := m["parameters"].([]any); m["url"] != nil && len(list) == 0 {
		m["parameters"] = pick[any](r, nil, []any{})
		if r.IntN(2) > 0 {
			delete(m, "parameters")
		}
	}
	for k, x := range m {
		if tool, _ := x.(object); tool["level"] != nil && tool["purpose"] == nil && r.IntN(2) > 0 {
			m[k] = tool["level"]
			continue
		}
		respell(r, x)
	}
}

type yamlWriter struct {
	*rand.Rand
	strings.Builder
	newline string
}

func (w *yamlWriter) comment() string {
	return pick(w.Rand, "", "", "", " # why: [it] is", " #")
}

func (w *yamlWriter) margin(depth int) string {
	s := ""
	if w.IntN(6) == 0 {
		s = w.newline + pick(w.Rand, "", strings.Repeat(" ", depth)+"# a line: of its own"+w.newline)
	}
	return s + strings.Repeat(" ", depth)
}

func (w *yamlWriter) keys(m object) []string {
	keys := slices.Sorted(maps.Keys(m))
	w.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	return keys
}

// block writes a map in lines.
func (w *yamlWriter) block(m object, depth int) {
	for _, k := range w.keys(m) {
		w.WriteString(w.margin(depth) + k + ":")
		w.value(m[k], depth)
	}
}

// value writes what follows a colon or a dash, and the line break.
func (w *yamlWriter) value(v any, depth int) {
	indent := depth + 1 + w.IntN(4)
	switch x := v.(type) {
	case object:
		if len(x) > 0 && w.IntN(4) > 0 {
			w.WriteString(w.comment() + w.newline)
			w.block(x, indent)
			return
		}
	case []any:
		if len(x) > 0 && w.IntN(3) > 0 {
			w.WriteString(w.comment() + w.newline)
			for _, item := range x {
				w.WriteString(w.margin(indent) + "-")
				w.value(item, indent+1)
			}
			return
		}
	case string:
		if isBlockText(x) && w.IntN(2) > 0 {
			w.WriteString(" " + pick(w.Rand, "|", "|-", "|+") + w.newline)
			for line := range strings.SplitSeq(x, "\n") {
				if line != "" {
					line = strings.Repeat(" ", indent) + line
				}
				w.WriteString(line + w.newline)
			}
			return
		}
	}
	w.WriteString(" " + w.flow(v) + w.comment() + w.newline)
}

func isBlockText(s string) bool { return s != "" && !strings.HasPrefix(s, " ") }

func (w *yamlWriter) flow(v any) string {
	var parts []string
	switch v := v.(type) {
	case object:
		for _, k := range w.keys(v) {
			parts = append(parts, k+": "+w.flow(v[k]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		for _, x := range v {
			parts = append(parts, w.flow(x))
		}
		return "[" + strings.Join(parts, pick(w.Rand, ", ", ",")) + "]"
	case nil:
		return pick(w.Rand, "null", "~")
	case string:
		return w.scalar(v)
	}
	return fmt.Sprint(v)
}

func (w *yamlWriter) scalar(s string) string {
	plain := len(s) > 2 && !strings.ContainsAny(s, ":#{}[],\"'\n&?- ") && s != "true" && s != "null"
	switch {
	case plain && w.IntN(2) > 0:
		return s
	case !strings.Contains(s, "\n") && w.IntN(2) > 0:
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	quoted, _ := json.Marshal(s)
	return strings.ReplaceAll(string(quoted), "\\u0026", "&")
}
