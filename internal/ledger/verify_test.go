package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

const frozen = "schema: 1\napp: {name: Acme, distribution: custom}\nversion: 0.4.0\n"

// sound is a version folder without a fault, as texts.
func sound(t testing.TB) (record, manifest string) {
	t.Helper()
	r := New("acme", "0.4.0", Digest(document(t, frozen).Root))
	for i, e := range []Event{Save, Test, Note, Promote, Note} {
		next, err := r.Move(step(e, i), custom)
		if err != nil {
			t.Fatal(err)
		}
		r = next
	}
	return encode(t, r), frozen
}

func TestVerify(t *testing.T) {
	record, manifestText := sound(t)
	version := func(folder, record, frozen string) Version {
		return Version{App: "acme", Folder: folder, Record: file("record.yaml", record), Frozen: document(t, frozen)}
	}
	if got := Verify(version("0.4.0", record, manifestText)); len(got) > 0 {
		t.Fatalf("a sound version:\n%s", words(got))
	}
	moved := strings.Replace(manifestText, "custom", "marketplace", 1)
	rehash := func(record, frozen string) string {
		return strings.Replace(record, Digest(document(t, manifestText).Root), Digest(document(t, frozen).Root), 1)
	}
	if got := Verify(version("0.4.0", rehash(record, moved), moved)); len(got) > 0 {
		t.Errorf("a sound version of a marketplace app:\n%s", words(got))
	}
	for _, c := range []struct{ name, folder, old, new, rule, want string }{
		{"app", "0.4.0", "app: acme", "app: ‹other›", RuleFolder, `the record is of app "other", but it lies in the folder of app "acme"`},
		{"version", "0.4.0", "version: 0.4.0", "version: ‹0.5.0›", RuleFolder, `the record is of version 0.5.0, but its folder is "0.4.0"`},
		{"folder", "0.5.0", "version: 0.4.0", "version: ‹0.4.0›", RuleFolder, `the record is of version 0.4.0, but its folder is "0.5.0"`},
		{"folder with v", "v0.4.0", "version: 0.4.0", "version: ‹0.4.0›", RuleFolder, `its folder is "v0.4.0"`},
		{"digest", "0.4.0", "digest: sha256:", "digest: ‹sha256:", RuleDigest, "is not the one that was saved"},
		{"state", "0.4.0", "state: production", "state: ‹ready_for_testing›", RuleHistory, "state is ready_for_testing, but the history ends in production"},
		{"first event", "0.4.0", "event: save\n    from: draft", "event: ‹abandon›\n    from: draft", RuleHistory, "abandon is not legal from draft; legal there: save (to Ready for Testing)"},
		{"first state", "0.4.0", "event: save\n    from: draft", "event: save\n    from: ‹production›", RuleHistory, "the history starts from production; it starts with save from draft"},
		{"wrong end", "0.4.0", "event: promote\n    from: ready_for_testing\n    to: production", "event: promote\n    from: ready_for_testing\n    to: ‹published›", RuleHistory, "history entry 4: promote leads from ready_for_testing to production, not to published"},
		{"not legal", "0.4.0", "event: promote", "event: ‹withdraw›", RuleHistory, "withdraw is not legal from ready_for_testing; legal there: promote (to Production)"},
		{"marketplace only", "0.4.0", "event: promote\n    from: ready_for_testing\n    to: production", "", RuleHistory, "submit is for apps of distribution marketplace, and this version's is custom"},
		{"time", "0.4.0", "at: 2026-01-31T14:07:00Z", "at: ‹2026-01-31T14:05:59Z›", RuleHistory, "history entry 3 happened at 2026-01-31T14:05:59Z, before entry 2 at 2026-01-31T14:06:00Z"},
		{"entry gone", "0.4.0", "", "", RuleHistory, "history entry 4 starts from production, but entry 3 led to ready_for_testing"},
		{"entry twice", "0.4.0", "", "", RuleHistory, "history entry 6 is given before"},
		{"bad key", "0.4.0", "history:", "keys: {sandbox: ‹x›}\nhistory:", RuleKeys, "sandbox key"},
		{"newer", "0.5.0", "format: 1", "format: ‹2›", RuleFormat, "newer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(record, c.old, c.new, 1)
			switch c.name {
			case "digest":
				text = strings.Replace(record, "digest: sha256:", "digest: ‹sha256:0000", 1)
				i := strings.Index(text, "‹")
				text = text[:i+len("‹sha256:")+64] + "›" + text[i+len("‹sha256:")+68:]
			case "marketplace only":
				text = strings.Replace(record, "state: production", "state: in_review", 1) +
					"  - {at: 2026-02-01T14:07:00Z, by: J, event: ‹submit›, from: production, to: in_review}\n"
			case "entry gone":
				entries := strings.Split(record, "  - at:")
				entries = slices.Delete(entries, 4, 5)
				entries[4] = strings.Replace(entries[4], "from: production", "from: ‹production›", 1)
				text = strings.Join(entries, "  - at:")
			case "entry twice":
				entries := strings.Split(record, "  - at:")
				text = strings.Replace(record+"  - ‹at›:"+entries[5], "", "", 1)
			}
			text, at := unmark(t, text)
			got := Verify(version(c.folder, text, manifestText))
			if c.name == "wrong end" { // its successor does not follow, and the state is another
				got = slices.DeleteFunc(got, func(d diag.Diagnostic) bool { return d.Span != at })
			}
			if c.name == "folder" || c.name == "folder with v" {
				got = slices.DeleteFunc(got, func(d diag.Diagnostic) bool { return d.File.Name != "record.yaml" })
			}
			wantFinding(t, got, c.rule, at, c.want)
		})
	}
	t.Run("the frozen manifest's version", func(t *testing.T) {
		text, at := unmark(t, strings.Replace(manifestText, "0.4.0", "‹0.4.1›", 1))
		got := Verify(Version{App: "acme", Folder: "0.4.0", Record: file("record.yaml", rehash(record, text)), Frozen: document(t, text)})
		wantFinding(t, got, RuleFolder, at, `the frozen manifest is of version "0.4.1", but its folder is "0.4.0"`)
	})
	t.Run("the frozen manifest's content", func(t *testing.T) {
		text, at := unmark(t, strings.Replace(record, "digest: ", "digest: ‹", 1)[:strings.Index(record, "history")-1+len("‹")]+"›"+record[strings.Index(record, "history")-1:])
		got := Verify(version("0.4.0", text, strings.Replace(manifestText, "Acme", "Acma", 1)))
		wantFinding(t, got, RuleDigest, at, "its digest is sha256:")
	})
	t.Run("comments in the frozen manifest", func(t *testing.T) {
		if got := Verify(version("0.4.0", record, "# note\n"+manifestText+"release_notes: new\n")); len(got) > 0 {
			t.Errorf("the digest must not see them:\n%s", words(got))
		}
	})
	t.Run("no record", func(t *testing.T) {
		text, at := unmark(t, strings.Replace(manifestText, "0.4.0", "‹0.4.0›", 1))
		wantFinding(t, Verify(Version{App: "acme", Folder: "0.4.0", Frozen: document(t, text)}), RuleFolder, at, "version 0.4.0 has a frozen manifest but no record.yaml")
	})
	t.Run("no record and no version", func(t *testing.T) {
		text, at := unmark(t, "‹schema›: 1\n")
		wantFinding(t, Verify(Version{App: "acme", Folder: "0.4.0", Frozen: document(t, text)}), RuleFolder, at, "no record.yaml")
	})
	t.Run("no frozen manifest", func(t *testing.T) {
		text, at := unmark(t, strings.Replace(record, "version: 0.4.0", "version: ‹0.4.0›", 1))
		wantFinding(t, Verify(Version{App: "acme", Folder: "0.4.0", Record: file("record.yaml", text)}), RuleFolder, at, "version 0.4.0 has a record but no frozen manifest.yaml")
	})
	t.Run("nothing", func(t *testing.T) {
		if got := Verify(Version{App: "acme", Folder: "0.4.0"}); got != nil {
			t.Errorf("got %s", words(got))
		}
	})
	t.Run("frozen manifest that is not YAML", func(t *testing.T) {
		doc, _ := manifest.Parse(file("manifest.yaml", "a: \"\n"))
		if got := Verify(Version{App: "acme", Folder: "0.4.0", Record: file("record.yaml", record), Frozen: doc}); len(got) != 1 || got[0].Rule != RuleDigest {
			t.Errorf("got %s, want one finding about the digest", words(got))
		}
	})
}

// What the table allows is verified, whatever was done.
func TestVerifyAcceptsEveryWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := records().Draw(t, "record")
		distribution := marketplace
		text := fmt.Sprintf("app: {distribution: %s}\nversion: %s\n", distribution, r.Version)
		doc, _ := manifest.Parse(file("manifest.yaml", text))
		r.Digest = Digest(doc.Root)
		out, err := Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := Verify(Version{App: r.App, Folder: r.Version, Record: source.New("record.yaml", out), Frozen: doc}); len(got) > 0 {
			t.Fatalf("findings:\n%s\nin:\n%s", words(got), out)
		}
	})
}

// mutations are ways to rewrite a past: each changes one thing of a record, and
// reports whether it could.
var mutations = map[string]func(t *rapid.T, r *Record) bool{
	"app":     func(t *rapid.T, r *Record) bool { r.App += "x"; return true },
	"version": func(t *rapid.T, r *Record) bool { r.Version = "9.9.9"; return true },
	"digest":  func(t *rapid.T, r *Record) bool { return redraw(t, &r.Digest, digest(t)) },
	"state": func(t *rapid.T, r *Record) bool {
		return redraw(t, &r.State, rapid.SampledFrom(savedStates()).Draw(t, "state"))
	},
	"release notes":  func(t *rapid.T, r *Record) bool { r.ReleaseNotes += "x"; return true },
	"sandbox key":    func(t *rapid.T, r *Record) bool { r.Keys.Sandbox = keyA; return true },
	"production key": func(t *rapid.T, r *Record) bool { r.Keys.Production = keyA; return true },
	"keys gone":      func(t *rapid.T, r *Record) bool { had := r.Keys != Keys{}; r.Keys = Keys{}; return had },
	"portal version": func(t *rapid.T, r *Record) bool { r.PortalVersion = "7.7.7"; return true },
	"entry gone": func(t *rapid.T, r *Record) bool {
		if len(r.History) < 2 {
			return false
		}
		i := rapid.IntRange(0, len(r.History)-1).Draw(t, "entry")
		r.History = slices.Delete(slices.Clone(r.History), i, i+1)
		return true
	},
	"entry put in": func(t *rapid.T, r *Record) bool {
		i := rapid.IntRange(0, len(r.History)-1).Draw(t, "entry")
		e := r.History[i]
		e.By = "someone else"
		r.History = slices.Insert(slices.Clone(r.History), i, e)
		return true
	},
	"entries swapped": func(t *rapid.T, r *Record) bool {
		i := rapid.IntRange(0, len(r.History)-1).Draw(t, "entry")
		r.History = slices.Clone(r.History)
		if i == 0 {
			return false
		}
		r.History[i], r.History[i-1] = r.History[i-1], r.History[i]
		return true
	},
	"at":        entry(func(t *rapid.T, e *Entry) bool { e.At = e.At.Add(time.Second); return true }),
	"by":        entry(func(t *rapid.T, e *Entry) bool { return redraw(t, &e.By, visible().Draw(t, "new")) }),
	"note":      entry(func(t *rapid.T, e *Entry) bool { return redraw(t, &e.Note, texts().Draw(t, "new")) }),
	"evidence":  entry(func(t *rapid.T, e *Entry) bool { return redraw(t, &e.Evidence, texts().Draw(t, "new")) }),
	"commit":    entry(func(t *rapid.T, e *Entry) bool { return redraw(t, &e.Commit, "abcdef0") }),
	"checklist": entry(func(t *rapid.T, e *Entry) bool { return redraw(t, &e.Checklist, digest(t)) }),
	"from":      entry(func(t *rapid.T, e *Entry) bool { return redraw(t, &e.From, rapid.SampledFrom(States()).Draw(t, "new")) }),
	"to": entry(func(t *rapid.T, e *Entry) bool {
		return redraw(t, &e.To, rapid.SampledFrom(savedStates()).Draw(t, "new"))
	}),
	"event": entry(func(t *rapid.T, e *Entry) bool {
		e.Result = ""
		had := e.Event
		e.Event = rapid.SampledFrom(events).Filter(func(e Event) bool { return e != had && e != Test }).Draw(t, "new")
		return true
	}),
	"result": entry(func(t *rapid.T, e *Entry) bool {
		if e.Event != Test {
			return false
		}
		return redraw(t, &e.Result, rapid.SampledFrom(results).Draw(t, "new"))
	}),
	"override": entry(func(t *rapid.T, e *Entry) bool {
		if len(e.Overrides) > 0 && rapid.Bool().Draw(t, "take out") {
			e.Overrides = e.Overrides[1:]
			return true
		}
		e.Overrides = append(slices.Clone(e.Overrides), Override{"lint", "because"})
		return true
	}),
}

func redraw[T comparable](_ *rapid.T, at *T, v T) bool {
	changed := *at != v
	*at = v
	return changed
}

func entry(change func(*rapid.T, *Entry) bool) func(*rapid.T, *Record) bool {
	return func(t *rapid.T, r *Record) bool {
		r.History = slices.Clone(r.History)
		return change(t, &r.History[rapid.IntRange(0, len(r.History)-1).Draw(t, "entry")])
	}
}

func mutate(t *rapid.T, r *Record) (string, bool) {
	var names []string
	for name := range mutations {
		names = append(names, name)
	}
	slices.Sort(names)
	name := rapid.SampledFrom(names).Draw(t, "mutation")
	return name, mutations[name](t, r)
}

// Every rewrite of a past is found, whether or not something legal was added
// to the history as well.
func TestEveryRewriteIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := records().Draw(t, "base")
		now := base
		name, changed := mutate(t, &now)
		if rapid.Bool().Draw(t, "add an entry") {
			e := Entry{At: base.History[len(base.History)-1].At.Add(time.Hour), By: "Jane", Event: Note, From: base.State, To: base.State, Note: "added"}
			now.History = append(slices.Clone(now.History), e)
			changed = changed && name != "state" // now it is the history that does not lead to the state
		}
		out, err := Encode(now)
		if err != nil {
			t.Skip(err)
		}
		f := source.New("record.yaml", out)
		parsed, _ := Parse(f)
		got := VerifyPast(&base, parsed, f)
		if changed != (len(got) > 0) {
			t.Fatalf("%s: changed %t, got %d findings:\n%s\nin:\n%s", name, changed, len(got), words(got), out)
		}
		for _, d := range got {
			if d.Rule != RuleRewritten || d.Span.End > len(out) || d.Span.Len() == 0 {
				t.Fatalf("%s: finding [%s] at %v", name, d.Rule, d.Span)
			}
		}
	})
}

// Whatever legal steps are added, the past is as it was.
func TestLegalStepsAreNoRewrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := records().Draw(t, "base")
		now := base
		at := base.History[len(base.History)-1].At
		for range rapid.IntRange(0, 5).Draw(t, "steps") {
			open := Legal(now.State, custom)
			at = at.Add(time.Minute)
			next, err := now.Move(stepOf(t, open[rapid.IntRange(0, len(open)-1).Draw(t, "move")].Event, at), custom)
			if err != nil {
				t.Fatal(err)
			}
			now = next
		}
		out, err := Encode(now)
		if err != nil {
			t.Fatal(err)
		}
		if got := VerifyPast(&base, &now, source.New("record.yaml", out)); len(got) > 0 {
			t.Fatalf("findings:\n%s\nin:\n%s", words(got), out)
		}
	})
}

func TestVerifyPast(t *testing.T) {
	r := walk(t, "0.4.0", Save, Test, Note, Promote)
	r.Keys.Sandbox = keyA
	text := encode(t, r)
	entries := strings.Split(text, "  - at:")
	without := func(i int) string {
		return strings.Join(slices.Delete(slices.Clone(entries), i, i+1), "  - at:")
	}
	for _, c := range []struct{ name, text, want string }{
		{"digest", strings.Replace(text, "digest: sha256:"+strings.Repeat("0", 64), "digest: ‹sha256:"+strings.Repeat("1", 64)+"›", 1), "digest was "},
		{"state", strings.Replace(text, "state: production", "state: ‹rejected›", 1), "state was production in the base and is rejected, but nothing was added to the history"},
		{"key", strings.Replace(text, "sandbox: "+keyA, "sandbox: ‹"+keyB+"›", 1), "sandbox key is not that of the base; it changes with save, promote or register"},
		{"key gone", strings.Replace(strings.Replace(text, "keys:\n  sandbox: "+keyA+"\n", "", 1), "format", "‹format›", 1), "sandbox key of the base is gone"},
		{"second key", strings.Replace(text, keyA, keyA+"\n  production: ‹"+keyB+"›", 1), "production key was not given in the base"},
		{"release notes", strings.Replace(text, "history:", "release_notes: ‹new›\nhistory:", 1), "release_notes was not given in the base; it comes with promote"},
		{"person", strings.Replace(text, "by: Jane Doe <jane@acme.test>\n    event: test", "by: ‹Sam›\n    event: test", 1), `"by" of history entry 2 (test of 2026-01-31T14:06:00Z in the base) was changed`},
		{"note added", strings.Replace(text, "event: note\n    from: ready_for_testing\n    to: ready_for_testing", "event: note\n    from: ready_for_testing\n    to: ready_for_testing\n    note: ‹x›", 1), `"note" of history entry 3`},
		{"first entry gone", strings.Replace(without(1), "- at", "- ‹at›", 1), "save of 2026-01-31T14:05:00Z, entry 1 of the history in the base, is gone"},
		{"last entry gone", "", "the history had 4 entries in the base and has 3: promote of 2026-01-31T14:08:00Z is gone"},
		{"entry put in", strings.Replace(text, "history:\n", "history:\n  - {at: 2026-01-31T14:05:00Z, by: J, event: save, from: draft, to: ready_for_testing}\n", 1), "history entry 1 stands before entries of the base"},
	} {
		t.Run(c.name, func(t *testing.T) {
			switch c.name {
			case "last entry gone":
				c.text = strings.Join(entries[:3], "  - at:") + "  - ‹at›:" + entries[3]
			case "entry put in":
				c.text = strings.NewReplacer("- {at", "- ‹{at", "ready_for_testing}", "ready_for_testing}›").Replace(c.text)
			}
			text, at := unmark(t, c.text)
			f := file("record.yaml", text)
			now, diags := Parse(f)
			if len(diags) > 0 {
				t.Fatal(words(diags))
			}
			wantFinding(t, VerifyPast(&r, now, f), RuleRewritten, at, c.want)
		})
	}
}

func TestVerifyFrozen(t *testing.T) {
	for _, c := range []struct{ name, base, now string }{
		{"same", frozen, ""},
		{"a comment", frozen, strings.Replace(frozen, "version: 0.4.0", "‹version: 0.4.0 # note›", 1)},
		{"line breaks", frozen, strings.Replace(strings.ReplaceAll(frozen, "\n", "\r\n"), "schema: 1", "‹schema: 1›", 1)},
		{"cut short", frozen, "‹schema: 1›\n"},
		{"longer", frozen, frozen + "‹x: y›\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.now == "" {
				if got := VerifyFrozen([]byte(c.base), file("manifest.yaml", c.base)); got != nil {
					t.Errorf("got %s", words(got))
				}
				return
			}
			text, at := unmark(t, c.now)
			wantFinding(t, VerifyFrozen([]byte(c.base), file("manifest.yaml", text)), RuleRewritten, at, "not the one in the base")
		})
	}
	if got := VerifyFrozen([]byte(frozen), file("manifest.yaml", "")); len(got) != 1 {
		t.Errorf("an empty file: got %d findings, want one", len(got))
	}
}

func TestVerifyApp(t *testing.T) {
	made := func(r Record, change func(*Record)) Version {
		if change != nil {
			change(&r)
		}
		return Version{App: r.App, Folder: r.Version, Record: file(r.Version+"/record.yaml", encode(t, r))}
	}
	keys := func(k Keys) func(*Record) { return func(r *Record) { r.Keys = k } }
	for _, c := range []struct {
		name     string
		versions []Version
		rule     string
		file     string
		marked   string
		want     string
	}{
		{"sound", []Version{
			made(walk(t, "0.1.0", Save, Promote, Supersede), keys(Keys{Sandbox: keyA})), made(walk(t, "0.2.0", Save, Abandon), nil),
			made(walk(t, "0.3.0", Save, Promote, Submit, Publish), keys(Keys{Production: keyB})), made(walk(t, "0.4.0", Save, Promote, Submit, Reject), nil),
			made(walk(t, "0.5.0", Save, Promote, Submit), nil), made(walk(t, "0.6.0", Save), nil), made(walk(t, "0.10.0", Save), nil), {App: "a", Folder: "0.7.0"},
		}, "", "", "", ""},
		{"two in production", []Version{made(walk(t, "0.10.0", Save, Promote, Submit), nil), made(walk(t, "0.9.0", Save, Promote), nil)},
			RuleVersions, "0.9.0", "production", "version 0.9.0 is in production, and so is version 0.10.0"},
		{"two published", []Version{made(walk(t, "0.1.0", Save, Promote, Submit, Publish), nil), made(walk(t, "0.2.0", Save, Promote, Submit, Publish), nil)},
			RuleVersions, "0.1.0", "published", "version 0.1.0 is published, and so is version 0.2.0"},
		{"a version twice", []Version{made(walk(t, "0.1.0", Save), nil), made(walk(t, "0.1.0", Save, Test), nil)}, RuleVersions, "0.1.0", "0.1.0", "version 0.1.0 is recorded twice"},
		{"a number of the portal twice", []Version{made(walk(t, "0.1.0", Save), nil), made(walk(t, "0.2.0", Save), func(r *Record) { r.PortalVersion = "0.1.0" })},
			RuleVersions, "0.2.0", "0.1.0", "version 0.2.0 has the number 0.1.0 in the portal, which version 0.1.0 has too"},
		{"a key twice", []Version{made(walk(t, "0.2.0", Save), keys(Keys{Sandbox: strings.ToUpper(keyA)})), made(walk(t, "0.1.0", Save), keys(Keys{Production: keyA}))},
			RuleKeys, "0.2.0", strings.ToUpper(keyA), "the sandbox key of version 0.2.0 is also the production key of version 0.1.0; every version has keys of its own"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := VerifyApp(c.versions)
			if c.rule == "" {
				if len(got) > 0 {
					t.Errorf("got:\n%s", words(got))
				}
				return
			}
			if len(got) != 1 {
				t.Fatalf("got %d findings, want one:\n%s", len(got), words(got))
			}
			d := got[0]
			if d.Rule != c.rule || d.File.Name != c.file+"/record.yaml" || d.File.Text(d.Span) != c.marked || d.Message != c.want || len(d.Related) != 1 {
				t.Errorf("got [%s] %s at %q of %s\nwant [%s] %s at %q of %s", d.Rule, d.Message, d.File.Text(d.Span), d.File.Name, c.rule, c.want, c.marked, c.file)
			}
		})
	}
	// A copied folder: that its record names another version is for Verify.
	copied := made(walk(t, "0.1.0", Save), nil)
	copied.Folder = "0.1.0 copy"
	if got := VerifyApp([]Version{made(walk(t, "0.1.0", Save), nil), copied}); len(got) > 0 {
		t.Errorf("a copied folder: got\n%s", words(got))
	}
}

func TestSelect(t *testing.T) {
	var records []*Record
	for version, events := range map[string][]Event{
		"0.9.0": {Save, Promote, Submit, Publish}, "0.10.0": {Save, Promote}, "0.2.0": {Save}, "0.11.0": {Save}, "0.8.0": {Save, Promote, Supersede},
	} {
		r := walk(t, version, events...)
		records = append(records, &r)
	}
	versions := func(list []*Record) (out []string) {
		for _, r := range list {
			out = append(out, r.Version)
		}
		return out
	}
	if got, want := versions(NewestFirst(records)), []string{"0.11.0", "0.10.0", "0.9.0", "0.8.0", "0.2.0"}; !slices.Equal(got, want) {
		t.Errorf("NewestFirst: got %v, want %v", got, want)
	}
	for state, want := range map[State]string{ReadyForTesting: "0.11.0", Production: "0.10.0", Published: "0.9.0", Superseded: "0.8.0"} {
		if got := Latest(records, state); got == nil || got.Version != want {
			t.Errorf("Latest %s: got %v, want %s", state, got, want)
		}
	}
	if got := Latest(records, Rejected); got != nil {
		t.Errorf("Latest rejected: got %v, want none", got)
	}
	if got := Latest(records); got == nil || got.Version != "0.11.0" {
		t.Errorf("Latest: got %v, want 0.11.0", got)
	}
	if Find(records, "0.2.0") == nil || Find(records, "0.2") != nil {
		t.Error("Find: want 0.2.0, and nothing for 0.2")
	}
	if got := versions(Replaced(records, Promote, "0.11.0")); !slices.Equal(got, []string{"0.10.0"}) {
		t.Errorf("replaced by the promotion of 0.11.0: got %v, want 0.10.0", got)
	}
	if got := versions(Replaced(records, Publish, "0.10.0")); !slices.Equal(got, []string{"0.9.0"}) {
		t.Errorf("replaced by the publication of 0.10.0: got %v, want 0.9.0", got)
	}
	if got := Replaced(records, Save, "0.11.0"); got != nil {
		t.Errorf("replaced by a save: got %v, want none", got)
	}
}
