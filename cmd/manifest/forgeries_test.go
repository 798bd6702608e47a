package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// forger changes what an honest branch holds.
type forger struct {
	*story
	base, tip, now tree
	// author is who commits it. Honest people do not bear this name, so that a line of
	// the comment can be told to be about the forgery.
	author git.Person
	// spent are apps and files that a forgery has had: another would undo it.
	spent map[string]bool
	// found says that the verdict must not be green, and shown what the comment must
	// say if it is.
	found bool
	shown []string
	names []string
}

// forgeries are ways to cheat, by what they do. Each returns false if there is
// nothing to do it to.
var forgeries = map[string]func(*forger) bool{
	"edit a record": func(f *forger) bool {
		a, name, ok := f.record(anyRecord)
		if !ok {
			return false
		}
		data := f.now[name].data
		edited := strings.Replace(data, "e", "f", 1+f.IntN(3))
		if path.Ext(name) == ".json" {
			edited = editValue(f, data)
		}
		if edited == data {
			return false
		}
		f.now.put(name, edited)
		if id, err := ledger.ID([]byte(edited)); err == nil && f.chance(50) { // under the name that it should have
			if parsed, timed := ledger.ParseName(path.Base(name)); timed && parsed.Digits != "" {
				delete(f.now, name)
				f.now.put(path.Join(path.Dir(name), fmt.Sprintf("%s-%s-%s.json", parsed.At, id[:8], parsed.Kind)), edited)
			}
		}
		return f.must(a)
	},
	"delete a record": func(f *forger) bool {
		a, name, ok := f.record(anyRecord)
		delete(f.now, name)
		return ok && f.must(a)
	},
	"move a record": func(f *forger) bool {
		a, name, ok := f.record(anyRecord)
		if !ok {
			return false
		}
		to := pickOne(f.Rand, "notes/"+path.Base(name), path.Dir(path.Dir(name))+"/"+path.Base(name), name+".old",
			path.Join(path.Dir(name), strings.ToUpper(path.Base(name))))
		f.now[to] = f.now[name]
		delete(f.now, name)
		return f.must(a)
	},
	"raise a level in a frozen copy": func(f *forger) bool {
		a, name, ok := f.record(func(below string) bool { return path.Base(below) == "manifest.yaml" })
		if !ok {
			return false
		}
		raised := raise(f.now[name].data)
		f.now.put(name, raised)
		if save := path.Dir(name) + "/history/save.json"; f.chance(50) {
			f.now.put(save, digestOf.ReplaceAllString(f.now[save].data, ledger.FrozenDigest([]byte(raised))))
		}
		return f.must(a)
	},
	"take the record of one app for another's": func(f *forger) bool {
		a, name, ok := f.record(anyRecord)
		other := f.another(a)
		if !ok || other == nil || f.spent[other.id] {
			return false
		}
		to := other.folder() + strings.TrimPrefix(name, a.folder())
		if _, there := f.now[to]; there {
			return false
		}
		f.now[to] = f.now[name]
		delete(f.now, name)
		f.spent[other.id] = true
		return f.must(a)
	},
	"delete a version": func(f *forger) bool {
		a, name, ok := f.record(func(below string) bool { return path.Base(below) == "save.json" })
		if !ok {
			return false
		}
		for _, below := range f.now.below(path.Dir(path.Dir(name))) {
			delete(f.now, below)
		}
		return f.must(a)
	},
	"delete an app": func(f *forger) bool {
		a := f.app()
		if a == nil {
			return false
		}
		for _, name := range f.now.below(a.folder()) {
			delete(f.now, name)
		}
		f.spent[a.id] = true
		if f.hasRecord(a) {
			return f.must(a)
		}
		return f.mayPass(a.id)
	},
	"retire an app and delete it": func(f *forger) bool {
		a := f.app()
		if a == nil || !f.hasRecord(a) {
			return false
		}
		f.event(a, "history", ledger.Event{Kind: ledger.Retire, Reason: "gone"})
		for _, name := range f.now.below(a.folder()) {
			if !strings.Contains(name, "-retire.json") || f.chance(50) {
				delete(f.now, name)
			}
		}
		return f.must(a)
	},
	"retire an app": func(f *forger) bool {
		a := f.app()
		return a != nil && f.listed(a, f.event(a, "history", ledger.Event{Kind: ledger.Retire, Reason: "gone"}))
	},
	"move an app": func(f *forger) bool {
		a := f.app()
		if a == nil || !f.hasRecord(a) {
			return false
		}
		f.now.move(a.folder(), pickOne(f.Rand, "manifests/"+a.id+"2", "elsewhere/"+a.id, "manifests/old/"+a.id, "manifests/."+a.id))
		return f.must(a)
	},
	"rename an app and lose a record": func(f *forger) bool {
		a, name, ok := f.record(anyRecord)
		if !ok {
			return false
		}
		to := &storyApp{id: a.id + "2"}
		delete(f.now, name)
		f.now.move(a.folder(), to.folder())
		f.event(to, "history", ledger.Event{Kind: ledger.Rename, Renamed: a.id})
		return f.must(a)
	},
	"rename an app": func(f *forger) bool {
		a := f.app()
		if a == nil || !f.hasRecord(a) {
			return false
		}
		to := &storyApp{id: a.id + "2"}
		f.now.move(a.folder(), to.folder())
		return f.listed(a, f.event(to, "history", ledger.Event{Kind: ledger.Rename, Renamed: a.id}))
	},
	"say that an app is another": func(f *forger) bool {
		a := f.app()
		other := f.another(a)
		if other == nil || !f.hasRecord(a) || !f.hasRecord(other) {
			return false
		}
		f.event(a, "history", ledger.Event{Kind: ledger.Rename, Renamed: other.id})
		return f.must(a)
	},
	"copy an app": func(f *forger) bool {
		a := f.app()
		if a == nil {
			return false
		}
		for _, name := range f.now.below(a.folder()) {
			f.now["manifests/clone"+strings.TrimPrefix(name, a.folder())] = f.now[name]
		}
		f.spent[a.id] = true
		return f.mayPass("clone")
	},
	"put a link in the place": func(f *forger) bool {
		a := f.app()
		if a == nil || !f.hasRecord(a) {
			return false
		}
		in := f.now.below(a.folder())
		at := pickOne(f.Rand, in...)
		for f.chance(60) && at != a.folder() {
			at = path.Dir(at)
		}
		if below := strings.TrimPrefix(at, a.folder()+"/"); at != a.folder() && below != "versions" && below != "approvals" &&
			!strings.HasPrefix(below, "versions/") && !ledger.IsKept(below) {
			return false
		}
		if path.Base(at) == "checklist.md" {
			return false
		}
		f.now.move(at, "behind-"+a.id)
		f.now[at] = newNode(linkMode, strings.Repeat("../", strings.Count(at, "/"))+"behind-"+a.id)
		return f.must(a)
	},
	"put a link above the apps": func(f *forger) bool {
		if f.spent["acme"] || f.spent["panel"] || f.spent["new"] || !f.hasRecord(f.apps[0]) && !f.hasRecord(f.apps[1]) {
			return false
		}
		f.now.move("manifests", "m2")
		f.now["manifests"] = newNode(linkMode, "m2")
		f.spent["acme"], f.spent["new"] = true, true
		return f.must(f.apps[1])
	},
	"put another repository in the place": func(f *forger) bool {
		a := f.app()
		if a == nil {
			return false
		}
		at := pickOne(f.Rand, a.folder(), a.folder()+"/versions")
		if len(f.now.below(at)) == 0 {
			return false
		}
		for _, name := range f.now.below(at) {
			delete(f.now, name)
		}
		f.now[at] = newNode(submoduleMode, strings.Repeat("12", 20))
		return f.must(a)
	},

	"save by hand with a raised level": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.Run == nil {
			return false
		}
		f.saveByHand(a, f.above(a), raise(f.frozen(a, l.Run)), l.Clock(f.story.now))
		return f.must(a)
	},
	"save by hand as of long ago": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.Run == nil {
			return false
		}
		at := l.Run.Reached.At.Add(time.Duration(f.IntN(7200)-3600) * time.Second)
		number := f.saveByHand(a, f.above(a), raise(f.frozen(a, l.Run)), at)
		return f.listed(a, number)
	},
	"save by hand with another digest": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil {
			return false
		}
		number := f.saveByHand(a, f.above(a), f.now[a.folder()+"/manifest.yaml"].data, l.Clock(f.story.now))
		name := a.folder() + "/versions/" + number + "/manifest.yaml"
		f.now.put(name, f.now[name].data+"# more\n")
		return f.must(a)
	},
	"save a number that is used": func(f *forger) bool {
		a := f.app()
		if a == nil {
			return false
		}
		for _, number := range a.saved(f.tip) {
			if at := a.folder() + "/versions/" + number; len(f.now.below(at)) == 0 {
				f.saveByHand(a, number, raise(f.now[a.folder()+"/manifest.yaml"].data), f.ledger(a).Clock(f.story.now))
				return f.must(a)
			}
		}
		return false
	},
	"adopt a higher number": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.LowestSaved() == nil {
			return false
		}
		number := f.above(a)
		f.saveByHand(a, number, raise(f.now[a.folder()+"/manifest.yaml"].data), l.Clock(f.story.now))
		save := a.folder() + "/versions/" + number + "/history/save.json"
		data := strings.Replace(f.now[save].data, `"event": "save"`, `"event": "adopt", "state": "production"`, 1)
		delete(f.now, save)
		f.now.put(path.Dir(save)+"/adopt.json", data)
		return f.must(a)
	},
	"adopt what was saved": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.First.Kind == ledger.Save && v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		name := a.folder() + "/" + v.First.Path
		data := strings.Replace(f.now[name].data, `"event": "save"`, `"event": "adopt", "state": "production"`, 1)
		f.now.put(path.Dir(name)+"/adopt.json", data)
		return f.must(a)
	},
	"adopt a lower number": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || len(f.now.below(a.folder()+"/versions/0.1.0")) > 0 {
			return false
		}
		number := f.saveByHand(a, "0.1.0", f.now[a.folder()+"/manifest.yaml"].data, l.Clock(f.story.now))
		save := a.folder() + "/versions/" + number + "/history/save.json"
		data := strings.Replace(f.now[save].data, `"event": "save"`, `"event": "adopt", "state": "production"`, 1)
		delete(f.now, save)
		f.now.put(path.Dir(save)+"/adopt.json", data)
		return f.listed(a, number)
	},
	"a folder of a version without a save": func(f *forger) bool {
		a := f.app()
		if a == nil {
			return false
		}
		f.now.put(a.folder()+"/versions/"+f.above(a)+"/manifest.yaml", f.now[a.folder()+"/manifest.yaml"].data)
		return f.must(a)
	},

	"rename an app and raise a level": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.Run == nil {
			return false
		}
		to := &storyApp{id: a.id + "2"}
		f.edit(a, raise)
		f.now.move(a.folder(), to.folder())
		f.event(to, "history", ledger.Event{Kind: ledger.Rename, Renamed: a.id})
		return f.must(a)
	},
	"move all apps to another place": func(f *forger) bool {
		if f.spent["acme"] || f.spent["panel"] || f.spent["new"] || !f.config("schema: 1\napps: [\"services/{app}/procore\"]\n", "services/") {
			return false
		}
		for _, a := range f.apps {
			l := f.ledger(a)
			if l.Run != nil {
				f.edit(a, raise)
				f.must(a)
			}
			f.now.move(a.folder(), "services/"+a.id+"/procore")
			f.spent[a.id] = true
		}
		f.spent["new"] = true // it would be in no place of apps
		return true
	},
	"no working manifest": func(f *forger) bool {
		a := f.app()
		if a == nil || !f.hasRecord(a) {
			return false
		}
		name := a.folder() + "/manifest.yaml"
		switch f.IntN(4) {
		case 0:
			delete(f.now, name)
		case 1:
			f.now.move(name, a.folder()+"/manifest.yml")
		case 2:
			f.edit(a, func(text string) string { return strings.TrimPrefix(text, "schema: 1\n") })
		case 3:
			f.edit(a, func(text string) string { return text + "---\nschema: 1\n" })
		}
		return f.must(a)
	},
	"save, test and promote by hand": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.Run == nil {
			return false
		}
		number := f.saveByHand(a, f.above(a), raise(f.frozen(a, l.Run)), l.Clock(f.story.now))
		v := f.ledger(a).Versions
		last := v[len(v)-1]
		f.eventOf(a, last, ledger.Event{Kind: ledger.Test, Result: ledger.Passed})
		f.eventOf(a, last, ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it."})
		return number == last.Number.String() && f.must(a)
	},
	"save by hand for others": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil {
			return false
		}
		number := f.saveByHand(a, f.above(a), f.now[a.folder()+"/manifest.yaml"].data, l.Clock(f.story.now))
		save := a.folder() + "/versions/" + number + "/history/save.json"
		f.now.put(save, strings.NewReplacer(`"custom"`, `"marketplace"`, `"marketplace"`, `"custom"`).Replace(f.now[save].data))
		return f.must(a)
	},
	"a folder that is not a number": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil {
			return false
		}
		number := f.saveByHand(a, f.above(a), f.now[a.folder()+"/manifest.yaml"].data, l.Clock(f.story.now))
		at := a.folder() + "/versions/"
		f.now.move(at+number, at+pickOne(f.Rand, "v"+number, "0"+number, number+"-rc1", "latest"))
		return f.must(a)
	},
	"an event where none belongs": func(f *forger) bool {
		a, v := f.version(func(*ledger.Version) bool { return true })
		if v == nil {
			return false
		}
		f.event(a, pickOne(f.Rand, "history", "approvals"), ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it."})
		return f.must(a)
	},
	"retract what is elsewhere": func(f *forger) bool {
		a, v := f.version(func(*ledger.Version) bool { return true })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Retract, Cancels: "20200101T000000Z-00000000-promote.json", Reason: "a mistake"})
		return f.must(a)
	},
	"a high number of the portal": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		number, err := version.Parse("99.0.0")
		if err != nil {
			f.t.Fatal(err)
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.NewKeys, Portal: number}))
	},
	"edit what the branch added": func(f *forger) bool {
		a := f.app()
		if a == nil {
			return false
		}
		list := slices.DeleteFunc(f.now.below(a.folder()), func(name string) bool {
			_, old := f.base[name]
			return old || path.Base(path.Dir(path.Dir(name))) != "versions" || path.Base(name) != "manifest.yaml"
		})
		if len(list) == 0 {
			return false
		}
		name := pickOne(f.Rand, list...)
		f.now.put(name, raise(f.now[name].data))
		return f.must(a)
	},
	"no versions that customers run": func(f *forger) bool {
		a := f.app()
		if a == nil || f.base[a.folder()+"/in-use.yaml"].mode == "" || f.now[a.folder()+"/in-use.yaml"].mode == "" {
			return false
		}
		delete(f.now, a.folder()+"/in-use.yaml")
		f.spent[a.id] = true
		return f.mayPass(a.id + ".*are (now |no longer )?taken into account")
	},
	"a smaller bump than is needed": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.Run == nil {
			return false
		}
		highest, _ := l.Highest()
		next, err := highest.Patch()
		if err != nil || compareNumbers(next.String(), versionLine.FindStringSubmatch(f.base[a.folder()+"/manifest.yaml"].data)[1]) < 0 {
			return false
		}
		f.edit(a, func(string) string {
			return versionLine.ReplaceAllString(raise(f.frozen(a, l.Run)), "version: "+next.String())
		})
		return f.must(a)
	},

	"promote without a test": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.ReadyForTesting && v.FirstPassed == nil })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it."})
		return f.must(a)
	},
	"promote without the approvals": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.ReadyForTesting && v.FirstPassed != nil })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it.", Approvals: []string{strings.Repeat("12", 32)}})
		return f.must(a)
	},
	"promote by hand": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.ReadyForTesting && v.FirstPassed != nil })
		if v == nil {
			return false
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it."}))
	},
	"promote with overrides": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.ReadyForTesting })
		if v == nil {
			return false
		}
		var overrides []ledger.Override
		for _, gate := range []string{"approvals", "bump", "keys", "release-notes", "sandbox-test", "soak", "by-other", "asks", "lint"} {
			overrides = append(overrides, ledger.Override{Gate: gate, Reason: "signed on paper"})
		}
		f.shown = append(f.shown, "signed on paper")
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it.", Overrides: overrides}))
	},
	"promote before the save": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.ReadyForTesting })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Promote, At: v.First.At.Add(-time.Hour), ReleaseNotes: "All of it."})
		return f.must(a)
	},
	"promote what is promoted or given up": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State != ledger.ReadyForTesting })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it."})
		return f.must(a)
	},
	"promote in the name of an honest person": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.ReadyForTesting })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Promote, ReleaseNotes: "All of it.", By: raj.String(), Overrides: []ledger.Override{
			{Gate: "approvals", Reason: "x"}, {Gate: "keys", Reason: "x"}, {Gate: "sandbox-test", Reason: "x"}, {Gate: "bump", Reason: "x"},
			{Gate: "release-notes", Reason: "x"}, {Gate: "soak", Reason: "x"}}})
		return f.mayPass("the author of this promote event is .*" + regexp.QuoteMeta(f.author.Name))
	},
	"give up before the promotion": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.Promoted != nil && v.Promoted.Counts() })
		if v == nil || f.base[a.folder()+"/"+v.Promoted.Path].mode == "" {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Abandon, At: v.Promoted.At.Add(-time.Second), Reason: "never wanted"})
		return f.must(a)
	},
	"an event of the future": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Test, Result: ledger.Passed, At: f.story.now.AddDate(f.IntN(900), 0, 1)})
		return f.must(a)
	},
	"a test by hand": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.Test, Result: ledger.Passed, Note: "trust me"}))
	},
	"a test as of long ago": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.Promoted != nil })
		if v == nil {
			return false
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.Test, Result: ledger.Passed, At: v.First.At.Add(time.Second)}))
	},
	"a test with evidence that is not there": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Test, Result: ledger.Passed,
			Evidence: ledger.Evidence{File: "evidence/20261110T090000Z-0a1b2c3d-proof.txt", Digest: ledger.RawDigest([]byte("x"))}})
		return f.must(a)
	},
	"a test in another's name": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Test, Result: ledger.Passed, By: jane.String()})
		if f.chance(50) && !f.spent[".mailmap"] {
			f.now.put(".mailmap", fmt.Sprintf("%s %s\n", jane, f.author))
			f.spent[".mailmap"] = true
		}
		return f.mayPass("the author of this test event is .*" + regexp.QuoteMeta(f.author.Name))
	},
	"publish by hand": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.InReview })
		if v == nil {
			return false
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.Publish}))
	},
	"publish what is not in review": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State == ledger.ReadyForTesting })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Publish})
		return f.must(a)
	},
	"keys by hand": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.NewKeys, Keys: ledger.Keys{Sandbox: f.key()}}))
	},
	"retract by hand": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return len(v.Events) > 1 && v.Events[len(v.Events)-1].Counts() })
		if v == nil {
			return false
		}
		e := v.Events[len(v.Events)-1]
		if e.Kind == ledger.Retract {
			return false
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.Retract, Cancels: e.Base(), Reason: "a mistake"}))
	},
	"retract the save of a promoted version": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.Promoted != nil && v.Promoted.Counts() })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Retract, Cancels: v.First.Base(), Reason: "never saved"})
		return f.must(a)
	},
	"retract an approval that was relied on": func(f *forger) bool {
		a := f.app()
		if l := f.ledger(a); l != nil {
			for _, approval := range l.Approvals {
				if approval.UsedBy != nil && approval.Counts() && f.base[a.folder()+"/"+approval.Path].mode != "" {
					f.event(a, "approvals", ledger.Event{Kind: ledger.Retract, Cancels: approval.Base(), Reason: "none"})
					return f.must(a)
				}
			}
		}
		return false
	},
	"known to be bad": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.Reached != nil && v.Bad == nil && v.State != ledger.Retracted })
		if v == nil {
			return false
		}
		return f.listed(a, f.eventOf(a, v, ledger.Event{Kind: ledger.Bad, Reason: "it crashes"}))
	},
	"a file that is not an event": func(f *forger) bool {
		a, v := f.version(func(*ledger.Version) bool { return true })
		if v == nil {
			return false
		}
		name := f.eventOf(a, v, ledger.Event{Kind: ledger.Test, Result: ledger.Passed})
		at := a.folder() + "/versions/" + v.Number.String() + "/history/"
		for _, file := range f.now.below(strings.TrimSuffix(at, "/")) {
			if !strings.Contains(f.now[file].data, f.author.Name) || !strings.HasSuffix(file, "-test.json") {
				continue
			}
			data := f.now[file].data
			delete(f.now, file)
			switch f.IntN(8) {
			case 5: // what a reader takes who keeps the last of two
				f.now.put(file, strings.Replace(data, `"format": 1`, `"format": 1, "result": "failed"`, 1))
			case 6:
				f.now.put(file, strings.Replace(data, `"at": "20`, `"at": "+20`, 1))
			case 7:
				f.now.put(file, data+data)
			case 0:
				f.now.put(at+strings.Replace(path.Base(file), "-test", "-promote", 1), data)
			case 1:
				f.now.put(file, strings.Replace(data, `"format": 1`, `"format": 2`, 1))
			case 2:
				f.now.put(file, strings.Replace(data, `"format": 1`, `"format": 1, "extra": 1`, 1))
			case 3:
				f.now.put(file, "{"+data)
			case 4:
				f.now.put(at+"20261110T090000Z-00000000-test.json", data)
			}
			return f.must(a)
		}
		f.t.Fatalf("the event %s is nowhere", name)
		return false
	},
	"an event of the app in a version": func(f *forger) bool {
		a, v := f.version(func(*ledger.Version) bool { return true })
		if v == nil {
			return false
		}
		f.eventOf(a, v, ledger.Event{Kind: ledger.Retire, Reason: "x"})
		return f.must(a)
	},

	"raise a level": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.Run == nil {
			return false
		}
		f.edit(a, raise)
		return f.must(a)
	},
	"raise a level and the number": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || l.Run == nil {
			return false
		}
		number := f.above(a)
		f.edit(a, func(text string) string {
			return versionLine.ReplaceAllString(raise(text), "version: "+number+" # manifest:ignore approval-missing -- agreed")
		})
		return f.must(a)
	},
	"raise a level and approve it": func(f *forger) bool {
		return f.approveOwn(f.author, "", "", strings.Contains(f.policyText(), "approvals:"))
	},
	"approve with another fingerprint": func(f *forger) bool {
		return f.approveOwn(f.author, `"to": "admin"`, `"to": "standard"`, true)
	},
	"approve until yesterday": func(f *forger) bool {
		return f.approveOwn(f.author, `"reason"`, `"expires": "2026-11-01", "reason"`, true)
	},
	"approve in another's name": func(f *forger) bool {
		if !f.approveOwn(raj, "", "", strings.Contains(f.policyText(), "approvals:")) {
			return false
		}
		return f.found || f.mayPass("the author of this approval is .*"+regexp.QuoteMeta(f.author.Name))
	},
	"lower the number": func(f *forger) bool {
		a := f.app()
		if a == nil || len(a.saved(f.now)) == 0 {
			return false
		}
		f.edit(a, func(text string) string { return versionLine.ReplaceAllString(text, "version: 0.0.1") })
		return f.must(a)
	},
	"change a saved number": func(f *forger) bool {
		a := f.app()
		if a == nil {
			return false
		}
		list := a.saved(f.now)
		at := a.folder() + "/manifest.yaml"
		if len(list) == 0 || versionLine.FindStringSubmatch(f.now[at].data)[1] != list[len(list)-1] {
			return false
		}
		if !f.sameAsSaved(a, list[len(list)-1]) {
			return false
		}
		f.edit(a, func(text string) string { return strings.Replace(text, "Acme beside the page", "Acme anywhere", 1) })
		return f.must(a)
	},
	"a host that the policy does not allow": func(f *forger) bool {
		a := f.app()
		if a == nil || !strings.Contains(f.policyText(), "hosts:") {
			return false
		}
		number := f.above(a)
		f.edit(a, func(text string) string {
			return versionLine.ReplaceAllString(strings.Replace(text, ".acmefield.com/?", ".evil.example/?", 1), "version: "+number)
		})
		return f.must(a)
	},
	"save by hand against the policy": func(f *forger) bool {
		a := f.app()
		l := f.ledger(a)
		if l == nil || !strings.Contains(f.policyText(), "hosts:") {
			return false
		}
		text := strings.Replace(f.now[a.folder()+"/manifest.yaml"].data, ".acmefield.com/?", ".evil.example/?", 1)
		f.saveByHand(a, f.above(a), text, l.Clock(f.story.now))
		return f.must(a)
	},
	"a new app against the policy": func(f *forger) bool {
		if f.spent["new"] || !strings.Contains(f.policyText(), "hosts:") {
			return false
		}
		f.spent["new"] = true
		a := &storyApp{id: "new", distribution: "custom", version: "1.0.0", tools: map[string]string{"budgeting": "read_only"},
			views: []string{"rfi.detail"}, host: "new.evil.example"}
		f.now.put(a.folder()+"/manifest.yaml", a.manifest())
		return f.must(a)
	},
	"versions that customers run": func(f *forger) bool {
		a, v := f.version(func(v *ledger.Version) bool { return v.Reached != nil })
		if v == nil {
			return false
		}
		number := pickOne(f.Rand, v.Number.String(), "99.0.0")
		f.now.put(a.folder()+"/in-use.yaml", fmt.Sprintf("schema: 1\nas_of: %s\nby: %s\nreason: I know it.\nversions: [%s]\n",
			f.story.now.Format("2006-01-02"), f.author, number))
		f.spent[a.id] = true
		if number == "99.0.0" {
			return f.must(a)
		}
		return f.mayPass(a.id)
	},

	"ignore the apps": func(f *forger) bool {
		return f.config("schema: 1\nignore: [\"manifests/**\"]\n", "ignore")
	},
	"switch rules off": func(f *forger) bool {
		return f.config("schema: 1\nrules: {recorded-by: off, policy-host: off, version-unchanged: off, bump-too-small: off}\n", "recorded-by")
	},
	"look for apps elsewhere": func(f *forger) bool {
		if !f.hasRecord(f.apps[0]) && !f.hasRecord(f.apps[1]) {
			return false
		}
		return f.config("schema: 1\napps: [\"elsewhere/{app}\"]\n", "") && f.must(f.apps[0])
	},
	"no policy": func(f *forger) bool { return f.config("schema: 1\nfor: draft\n", "for") },
	"another portal": func(f *forger) bool {
		return f.config("schema: 1\nextra_tools: {project: [own_tool]}\nextra_views: [x.y]\n", "own_tool")
	},
	"what git ignores and how": func(f *forger) bool {
		f.now.put(".gitignore", "manifests/\n")
		f.now.put(".gitattributes", "* merge=union -diff linguist-generated\n")
		return true
	},
}

// changesNothing are changes that nothing may say a word against.
var changesNothing = map[string]func(*forger) bool{
	"another layout of an event": func(f *forger) bool {
		_, name, ok := f.record(func(below string) bool { return path.Ext(below) == ".json" })
		if !ok {
			return false
		}
		var b bytes.Buffer
		if json.Indent(&b, []byte(f.now[name].data), "\t", "    ") != nil {
			return false
		}
		f.now.put(name, strings.ReplaceAll(b.String(), "\n", "\r\n"))
		return true
	},
	"other line ends in a frozen copy": func(f *forger) bool {
		_, name, ok := f.record(func(below string) bool { return path.Base(below) == "manifest.yaml" })
		f.now.put(name, strings.ReplaceAll(strings.ReplaceAll(f.now[name].data, "\r", ""), "\n", "\r\n"))
		return ok
	},
	"a note beside the events": func(f *forger) bool {
		a, v := f.version(func(*ledger.Version) bool { return true })
		if v == nil {
			return false
		}
		f.now.put(a.folder()+"/versions/"+v.Number.String()+"/history/README.txt", "What happened.\n")
		return true
	},
}

func anyRecord(string) bool { return true }

// must says that the forgery must be found, in an app that is spent.
func (f *forger) must(a *storyApp) bool {
	f.spent[a.id], f.found = true, true
	return true
}

// mayPass says what the comment shows if the forgery passes.
func (f *forger) mayPass(pattern string) bool {
	f.shown = append(f.shown, pattern)
	return true
}

// listed is mayPass for an event by the forger: what it is about, and by whom.
func (f *forger) listed(a *storyApp, about string) bool {
	f.spent[a.id] = true
	return f.mayPass(regexp.QuoteMeta(about) + ".*" + regexp.QuoteMeta(f.author.Name))
}

// app is an app that no forgery has had, nil if there is none.
func (f *forger) app() *storyApp {
	list := slices.DeleteFunc(slices.Clone(f.apps), func(a *storyApp) bool { return f.spent[a.id] })
	if len(list) == 0 {
		return nil
	}
	return pickOne(f.Rand, list...)
}

func (f *forger) another(a *storyApp) *storyApp {
	for _, other := range f.apps {
		if a != nil && other != a && !f.spent[other.id] {
			return other
		}
	}
	return nil
}

func (f *forger) hasRecord(a *storyApp) bool {
	return slices.ContainsFunc(f.base.below(a.folder()), func(name string) bool {
		return ledger.IsKept(strings.TrimPrefix(name, a.folder()+"/"))
	})
}

// record picks a file that is only ever added and that the base has.
func (f *forger) record(is func(below string) bool) (*storyApp, string, bool) {
	a := f.app()
	if a == nil {
		return nil, "", false
	}
	list := slices.DeleteFunc(f.base.below(a.folder()), func(name string) bool {
		below := strings.TrimPrefix(name, a.folder()+"/")
		return !ledger.IsKept(below) || !is(below)
	})
	if len(list) == 0 {
		return nil, "", false
	}
	return a, pickOne(f.Rand, list...), true
}

// ledger reads what the branch records of an app, nil for no app.
func (f *forger) ledger(a *storyApp) *ledger.App {
	if a == nil {
		return nil
	}
	var files []ledger.File
	for _, name := range f.now.below(a.folder()) {
		below := strings.TrimPrefix(name, a.folder()+"/")
		files = append(files, ledger.File{Path: below, File: source.New(name, []byte(f.now[name].data))})
	}
	return ledger.Read(a.id, files)
}

func (f *forger) version(is func(*ledger.Version) bool) (*storyApp, *ledger.Version) {
	a := f.app()
	l := f.ledger(a)
	if l == nil {
		return nil, nil
	}
	list := slices.DeleteFunc(l.Versions, func(v *ledger.Version) bool { return v.First == nil || !is(v) })
	if len(list) == 0 {
		return nil, nil
	}
	return a, pickOne(f.Rand, list...)
}

// event writes an event, with the name that it should have, and returns what the
// comment says that it is about.
func (f *forger) event(a *storyApp, dir string, e ledger.Event) string {
	if e.At.IsZero() {
		e.At = f.ledger(a).Clock(f.story.now)
	}
	if e.By == "" {
		e.By = f.author.String()
	}
	name, data, err := ledger.Encode(e)
	if err != nil {
		f.t.Fatal(err)
	}
	f.now.put(path.Join(a.folder(), dir, name), string(data))
	return a.id
}

func (f *forger) eventOf(a *storyApp, v *ledger.Version, e ledger.Event) string {
	f.event(a, "versions/"+v.Number.String()+"/history", e)
	return v.Number.String()
}

// above is a number that is not used yet, on any side.
func (f *forger) above(a *storyApp) string {
	highest := versionLine.FindStringSubmatch(f.now[a.folder()+"/manifest.yaml"].data)[1]
	for _, t := range []tree{f.now, f.tip} {
		for _, number := range a.saved(t) {
			if compareNumbers(number, highest) > 0 {
				highest = number
			}
		}
	}
	var v [3]int
	fmt.Sscanf(highest, "%d.%d.%d", &v[0], &v[1], &v[2])
	if v[0] == 0 {
		return fmt.Sprintf("0.%d.0", v[1]+1)
	}
	return fmt.Sprintf("%d.0.0", v[0]+1)
}

// saveByHand writes the folder of a version as save does.
func (f *forger) saveByHand(a *storyApp, number, text string, at time.Time) string {
	text = versionLine.ReplaceAllString(text, "version: "+number)
	folder := "versions/" + number
	f.now.put(path.Join(a.folder(), folder, "manifest.yaml"), text)
	distribution := "custom"
	if strings.Contains(text, "distribution: marketplace") {
		distribution = "marketplace"
	}
	f.event(a, folder+"/history", ledger.Event{Kind: ledger.Save, At: at, Digest: ledger.FrozenDigest([]byte(text)), Distribution: distribution})
	return number
}

func (f *forger) frozen(a *storyApp, v *ledger.Version) string {
	return f.now[a.folder()+"/versions/"+v.Number.String()+"/manifest.yaml"].data
}

func (f *forger) sameAsSaved(a *storyApp, number string) bool {
	return f.now[a.folder()+"/manifest.yaml"].data == f.now[a.folder()+"/versions/"+number+"/manifest.yaml"].data
}

func (f *forger) edit(a *storyApp, how func(string) string) {
	at := a.folder() + "/manifest.yaml"
	f.now.put(at, how(f.now[at].data))
}

var levelOf = regexp.MustCompile(`(budgeting|daily_log|commitments|punch_list|rfi): \{level: [a-z_]+`)

// raise lets the first tool of a manifest do everything.
func raise(text string) string {
	done := false
	return levelOf.ReplaceAllStringFunc(text, func(s string) string {
		if done {
			return s
		}
		done = true
		tool, _, _ := strings.Cut(s, ":")
		return tool + ": {level: admin"
	})
}

// approveOwn raises a level in the working manifest, and approves that, with another
// text in the place of one.
func (f *forger) approveOwn(by git.Person, old, text string, found bool) bool {
	a := f.app()
	l := f.ledger(a)
	if l == nil || l.Run == nil {
		return false
	}
	number := f.above(a)
	run := f.frozen(a, l.Run)
	f.now.put(a.folder()+"/manifest.yaml", versionLine.ReplaceAllString(raise(run), "version: "+number))
	m := regexp.MustCompile(`([a-z_]+): \{level: ([a-z_]+)`).FindStringSubmatch(run)
	e := ledger.Event{Kind: ledger.Approve, At: l.Clock(f.story.now), By: by.String(), Path: "data_connector.permissions.project." + m[1] + ".level",
		Op: "changed", From: m[2], To: "admin", Reason: "agreed"}
	e.Fingerprint = ledger.Fingerprint(e.Path, e.Op, e.From, e.To)
	_, data, err := ledger.Encode(e)
	if err != nil {
		f.t.Fatal(err)
	}
	forged := strings.Replace(string(data), old, text, 1)
	id, err := ledger.ID([]byte(forged))
	if err != nil {
		f.t.Fatal(err)
	}
	f.now.put(fmt.Sprintf("%s/approvals/%s-%s-approve.json", a.folder(), e.At.Format("20060102T150405Z"), id[:8]), forged)
	f.spent[a.id] = true
	if found || strings.Contains(f.policyText(), "highest_level") {
		return f.must(a)
	}
	return by != f.author || f.mayPass("(?s)Ledger.*"+regexp.QuoteMeta(f.author.Name))
}

func (f *forger) policyText() string { return f.tip[".manifest.yaml"].data }

// config replaces the configuration; shown is what the comment says of it.
func (f *forger) config(text, shown string) bool {
	if f.spent[".manifest.yaml"] {
		return false
	}
	f.spent[".manifest.yaml"] = true
	f.now.put(".manifest.yaml", text)
	return f.mayPass(shown)
}

// editValue changes a value of an event.
func editValue(f *forger, data string) string {
	var event map[string]any
	if json.Unmarshal([]byte(data), &event) != nil {
		return data
	}
	keys := slices.Sorted(maps.Keys(event))
	switch key := pickOne(f.Rand, keys...); value := event[key].(type) {
	case string:
		event[key] = value + "1"
	case float64:
		event[key] = value + 1
	default:
		delete(event, key)
	}
	if f.chance(20) {
		event["note"] = "more"
	}
	out, err := json.MarshalIndent(event, "", "  ")
	if err != nil {
		f.t.Fatal(err)
	}
	return string(out) + "\n"
}
