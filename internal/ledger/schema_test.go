package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

func compileEventSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.LoadURL, c.AssertFormat = nil, true
	if err := c.AddResource("event.json", bytes.NewReader(schema.Event)); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("event.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The schema names the kinds of events and, for each, the keys that it has and
// those that it must have.
func TestSchemaListsKindsAndKeys(t *testing.T) {
	type object struct {
		Required   []string
		Properties map[string]json.RawMessage
		Names      struct{ Enum []string } `json:"propertyNames"`
	}
	var doc struct {
		object
		AllOf []struct {
			If struct {
				Properties struct{ Event struct{ Const Kind } }
			}
			Then object
		}
	}
	if err := json.Unmarshal(schema.Event, &doc); err != nil {
		t.Fatal(err)
	}
	enum := func(key string) []string {
		var of struct{ Enum []string }
		if err := json.Unmarshal(doc.Properties[key], &of); err != nil {
			t.Fatal(err)
		}
		return of.Enum
	}
	base := []string{"format", "event", "at", "day", "by"}
	if got := enum("event"); !slices.Equal(got, kindForm.words) {
		t.Errorf("kinds: got %v, want %v", got, kindForm.words)
	}
	for key, want := range map[string][]string{"state": adoptableForm.words, "distribution": distributionForm.words, "result": resultForm.words} {
		if got := enum(key); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", key, got, want)
		}
	}
	if want := []string{"format", "event", "at", "by"}; !slices.Equal(doc.Required, want) {
		t.Errorf("required: got %v, want %v", doc.Required, want)
	}
	if len(doc.AllOf) != len(kinds) {
		t.Fatalf("the schema has %d kinds, want %d", len(doc.AllOf), len(kinds))
	}
	all := make(map[string]bool)
	for _, key := range base {
		all[key] = true
	}
	for i, k := range kinds {
		branch := doc.AllOf[i]
		if branch.If.Properties.Event.Const != k.kind {
			t.Errorf("kind %d: got %s, want %s", i, branch.If.Properties.Event.Const, k.kind)
		}
		names, required := slices.Clone(base), []string(nil)
		for _, key := range k.keys {
			key, must := strings.CutSuffix(key, "*")
			names, all[key] = append(names, key), true
			if must {
				required = append(required, key)
			}
		}
		if !slices.Equal(branch.Then.Names.Enum, names) {
			t.Errorf("%s has the keys %v, want %v", k.kind, branch.Then.Names.Enum, names)
		}
		if !slices.Equal(branch.Then.Required, required) {
			t.Errorf("%s needs %v, want %v", k.kind, branch.Then.Required, required)
		}
	}
	if got, want := slices.Sorted(maps.Keys(doc.Properties)), slices.Sorted(maps.Keys(all)); !slices.Equal(got, want) {
		t.Errorf("the schema describes %v, want %v", got, want)
	}
}

const (
	someDigest = "sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
	someID     = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
	someKey    = "c126705a-fc0b-47c9-944e-8c427e5b9bd2"
)

// keyValues are values for each key: sound ones first, then others.
var keyValues = map[string]struct{ good, bad []any }{
	"format":         {[]any{1}, []any{2, 0, "1", nil, true, 1.5}},
	"at":             {[]any{"2026-11-26T14:01:02Z"}, []any{"2026-11-26", "2026-13-26T14:01:02Z", "2026-11-26T24:01:02Z", "2026-11-26T14:01:60Z", "2026-11-26T14:01:02.5Z", "2026-11-26T14:01:02+00:00", "2026-11-26t14:01:02z", 3, nil}},
	"day":            {[]any{"2026-11-25", "2024-02-29"}, []any{"2026-1-25", "2026-02-30", "2025-02-29", "2026-11-25T00:00:00Z", "", 20261125, nil}},
	"by":             {lineValues, badLines},
	"state":          {[]any{"production", "published"}, []any{"draft", "superseded", "Production", "", 1}},
	"since":          {[]any{"2025-06-01"}, []any{"June", "2025-6-1", 2025}},
	"digest":         {[]any{someDigest}, []any{someID, strings.ToUpper(someDigest), someDigest + "0", "sha256:", 7}},
	"distribution":   {[]any{"custom", "marketplace"}, []any{"private", "", nil}},
	"keys":           {[]any{map[string]any{"sandbox": someKey}, map[string]any{"production": strings.ToUpper(someKey)}}, []any{map[string]any{}, map[string]any{"sandbox": "x"}, map[string]any{"sandbox": someKey + "0"}, map[string]any{"pilot": someKey}, map[string]any{"sandbox": nil}, []any{}, someKey}},
	"portal_version": {[]any{"1.4.0", "999999999.0.0"}, []any{"1.4", "v1.4.0", "01.4.0", "1.4.0-rc.1", "1234567890.0.0", "1.4.0\n", "", 1.4}},
	"result":         {[]any{"passed", "failed"}, []any{"ok", "", true}},
	"evidence": {[]any{map[string]any{"file": "https://acme.test/report"}, map[string]any{"file": "evidence/a b.json", "digest": someDigest}, map[string]any{"file": "...", "digest": someDigest},
		map[string]any{"file": ".a/..b/c..", "digest": someDigest}},
		[]any{map[string]any{}, map[string]any{"file": "evidence/a.json"}, map[string]any{"file": "https://acme.test", "digest": someDigest}, map[string]any{"file": "http://acme.test", "digest": someDigest},
			map[string]any{"file": "../a.json", "digest": someDigest}, map[string]any{"file": "a/./b", "digest": someDigest}, map[string]any{"file": "/a", "digest": someDigest},
			map[string]any{"file": "a/", "digest": someDigest}, map[string]any{"file": ".", "digest": someDigest}, map[string]any{"file": "a\u202eb", "digest": someDigest}, map[string]any{"file": "a\nb", "digest": someDigest},
			map[string]any{"file": "a", "digest": "x"}, map[string]any{"digest": someDigest}, map[string]any{"file": "a", "digest": someDigest, "size": 3}, "evidence/a.json"}},
	"release_notes": {textValues, badTexts},
	"checklist":     {[]any{someDigest}, []any{"sha256:0f", nil}},
	"approvals":     {[]any{[]any{}, []any{someID, someID}}, []any{[]any{"0f0f"}, []any{someID, nil}, someID}},
	"overrides": {[]any{[]any{}, []any{map[string]any{"gate": "lint", "reason": "known"}}},
		[]any{[]any{map[string]any{"gate": "lint"}}, []any{map[string]any{"gate": "lint", "reason": " "}}, []any{map[string]any{"gate": "lint\n", "reason": "r"}}, []any{map[string]any{"gate": "lint", "reason": "r", "by": "x"}}, []any{"lint"}, map[string]any{}}},
	"file": {[]any{"save.json", "adopt.json", "20261126T140102Z-77c0d1f3-promote.json"},
		[]any{"promote.json", "20261126T140102Z-77C0D1F3-promote.json", "20261126T140102Z-77c0d1f3-promote", "history/save.json", "20261126T140102Z-77c0d1f-promote.json", "save.json\n", ""}},
	"fingerprint": {[]any{someID}, []any{"9f2c41", strings.ToUpper(someID), nil}},
	"path":        {lineValues, badLines},
	"op":          {lineValues, badLines},
	"from":        {[]any{"acme-field-sync", "a", "0"}, []any{nil, 3, "", "\n"}},
	"to":          {textValues, badTexts},
	"version":     {[]any{"1.4.0"}, []any{"1", "", nil}},
	"reason":      {textValues, badTexts},
	"expires":     {[]any{"2026-12-31", "2026-11-26"}, []any{"never", "2026-02-30", nil}},
	"note":        {textValues, badTexts},
	"unknown":     {nil, []any{"x"}},
}

var (
	lineValues = []any{"a", "日本 👩‍👧", "é\u200cé", "\u00a0x", "\ufeff", "\u200b"}
	textValues = append([]any{"a\nb\tc"}, lineValues...)
	badTexts   = []any{"", " ", "\n\t", "\u00a0\u3000", "\u2003", "a\r\nb", "a\u0000", "\u0085", "a\u007f", "a\u009bb", "a\u2028b", "a\u202eb", "\u2066a", 3, nil, []any{"a"}}
	badLines   = append([]any{"a\nb", "a\tb", "a\n"}, badTexts...)
)

// drawJSON draws a file of a kind: mostly sound, sometimes with a key too many, too
// few, or with another value.
func drawJSON(t *rapid.T) (Kind, map[string]any) {
	k := rapid.SampledFrom(kinds).Draw(t, "kind")
	doc := map[string]any{"event": string(k.kind)}
	set := func(key string) {
		values := keyValues[key]
		list := values.good
		if len(list) == 0 || rapid.IntRange(0, 19).Draw(t, "bad "+key) == 0 {
			list = values.bad
		}
		doc[key] = rapid.SampledFrom(list).Draw(t, key)
	}
	for _, key := range slices.Concat([]string{"format*", "at*", "by*", "day"}, k.keys) {
		key, must := strings.CutSuffix(key, "*")
		if rapid.IntRange(0, 29).Draw(t, "odd") == 0 {
			must = !must
		}
		if must || rapid.Bool().Draw(t, "has "+key) {
			set(key)
		}
	}
	if rapid.IntRange(0, 9).Draw(t, "more") == 0 {
		set(rapid.SampledFrom(slices.Sorted(maps.Keys(keyValues))).Draw(t, "key"))
	}
	return k.kind, doc
}

// agree checks that this package reads an event exactly if the schema accepts it.
// What compares one value with another, no schema can say: names, fingerprints
// and the order of days are made to fit.
func agree(t rapid.TB, compiled *jsonschema.Schema, kind Kind, doc map[string]any) bool {
	text := func(key string) (string, bool) {
		s, isText := doc[key].(string)
		return s, isText || doc[key] == nil && !has(doc, key)
	}
	if _, ok := keyValues["fingerprint"]; ok && doc["fingerprint"] == someID {
		path, ok1 := text("path")
		op, ok2 := text("op")
		from, ok3 := text("from")
		to, ok4 := text("to")
		if ok1 && ok2 && ok3 && ok4 {
			doc["fingerprint"] = Fingerprint(path, op, from, to)
		}
	}
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	var back any
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	says := compiled.Validate(back)
	_, diags := Parse(source.New(nameFor(t, kind, doc, data), data))
	if (says == nil) != (len(diags) == 0) {
		t.Fatalf("the schema says %v, this package %s\n%s", says, words(diags), data)
	}
	return says == nil
}

func has(doc map[string]any, key string) bool { _, ok := doc[key]; return ok }

// nameFor is the name that the file of an event must have.
func nameFor(t rapid.TB, kind Kind, doc map[string]any, data []byte) string {
	id, err := ID(data)
	if err != nil {
		t.Fatal(err)
	}
	e := Event{Kind: kind}
	if at, ok := doc["at"].(string); ok {
		e.At, _ = parseTime(at)
	}
	return e.fileName(id)
}

// Each value of each key, alone in a sound event.
func TestSchemaAgreesOnEveryValue(t *testing.T) {
	compiled := compileEventSchema(t)
	accepted, refused := 0, 0
	for _, k := range kinds {
		keys := slices.Concat([]string{"format*", "at*", "by*", "day"}, k.keys)
		sound := func() map[string]any {
			doc := map[string]any{"event": string(k.kind)}
			for _, key := range keys {
				if key, must := strings.CutSuffix(key, "*"); must {
					doc[key] = keyValues[key].good[0]
				}
			}
			if k.kind == NewKeys {
				doc["portal_version"] = "1.5.0"
			}
			return doc
		}
		check := func(what string, doc map[string]any, want bool) {
			if got := agree(t, compiled, k.kind, doc); got != want {
				t.Errorf("%s: %s: accepted: %t, want %t: %v", k.kind, what, got, want, doc)
			}
			if want {
				accepted++
			} else {
				refused++
			}
		}
		check("as it is", sound(), true)
		for _, key := range slices.Sorted(maps.Keys(keyValues)) {
			belongs := slices.ContainsFunc(keys, func(k string) bool { return strings.TrimSuffix(k, "*") == key })
			for i, list := range [][]any{keyValues[key].good, keyValues[key].bad} {
				for _, value := range list {
					doc := sound()
					doc[key] = value
					check(fmt.Sprintf("%s %q", key, fmt.Sprint(value)), doc, belongs && i == 0)
				}
			}
			doc := sound()
			if _, there := doc[key]; there {
				delete(doc, key)
				check("without "+key, doc, false)
			}
		}
		doc := sound()
		doc["event"] = "shipped"
		check("another kind", doc, false)
	}
	if accepted < 100 || refused < 1000 {
		t.Errorf("%d events accepted and %d refused prove little", accepted, refused)
	}
	// A rename has an id where an approval has any value.
	rename := map[string]any{"format": 1, "event": "rename", "at": "2026-11-26T14:01:02Z", "by": "Jane", "from": "Old App"}
	if agree(t, compiled, Rename, rename) {
		t.Error("a rename from no id is accepted")
	}
	for _, text := range []string{"[]", "null", "3", `"save"`, "{}"} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if _, diags := Parse(source.New("save.json", []byte(text))); len(diags) == 0 || compiled.Validate(v) == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}

// Random events, and what this package writes.
func TestSchemaAgreesOnRandomEvents(t *testing.T) {
	compiled := compileEventSchema(t)
	rapid.Check(t, func(t *rapid.T) {
		kind, doc := drawJSON(t)
		agree(t, compiled, kind, doc)
	})
	rapid.Check(t, func(t *rapid.T) {
		e, _ := drawEvent(t, Read("acme", nil))
		_, data, err := Encode(e)
		if err != nil {
			return
		}
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatal(err)
		}
		if err := compiled.Validate(v); err != nil {
			t.Fatalf("%#v\n%s", err, data)
		}
	})
}

// Keys stand in a file in the order in which the schema describes them.
func TestOrderOfKeys(t *testing.T) {
	var order []string
	for _, f := range schema.Of(schema.Event).Fields() {
		if !strings.ContainsAny(f.Path, ".[") {
			order = append(order, f.Path)
		}
	}
	s := newStory(t)
	s.ship("1.0.0", func(e *Event) { e.Keys.Sandbox, e.Portal, e.Note = someKey, number("1.0.1"), "n" })
	s.do(Approve, "", func(e *Event) {
		e.Path, e.Op, e.From, e.To, e.Reason, e.Expires = "p", "changed", "a", "b", "r", "2026-12-31"
		e.Fingerprint = Fingerprint(e.Path, e.Op, e.From, e.To)
	})
	for _, e := range s.app.Events {
		last := -1
		for line := range strings.Lines(string(e.File.Data)) {
			key, _, ok := strings.Cut(strings.TrimPrefix(line, `  "`), `":`)
			if !ok {
				continue
			}
			if at := slices.Index(order, key); at <= last {
				t.Errorf("%s: %s stands before the key that comes first in the schema", e.Kind, key)
			} else {
				last = at
			}
		}
	}
}
