package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

var (
	soak = flag.Bool("soak", false, "compare a thousand random ledgers with the second reader")
	seed = flag.Uint64("seed", 1, "seed of the random ledgers")
)

// scripts/verify-ledger was written from docs/ledger-format.md alone. It says
// the same as this package of random ledgers, now and at earlier moments.
func TestSecondReader(t *testing.T) {
	for _, program := range []string{"python3", "git"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	const perCommit = 25
	ledgers := 30
	if *soak {
		ledgers = 1000
	}
	r := rand.New(rand.NewPCG(*seed, 0))
	var commits [][]*randomLedger
	for i := range ledgers {
		if i%perCommit == 0 {
			commits = append(commits, nil)
		}
		last := &commits[len(commits)-1]
		*last = append(*last, newRandomLedger(r, fmt.Sprintf("app-%04d", i)))
	}
	repo := importCommits(t, commits)
	seen := make(map[string]int)
	for i, apps := range commits {
		compareReaders(t, repo, i, apps, "", seen)
		for range 2 {
			events := apps[r.IntN(len(apps))].read(farFuture).Events
			if len(events) == 0 {
				continue
			}
			at := events[r.IntN(len(events))].At
			compareReaders(t, repo, i, apps, at.Format(timeLayout), nil)
			compareReaders(t, repo, i, apps, string(DayOf(at)), nil)
		}
	}
	t.Logf("seed %d: %v", *seed, seen)
	everything := []string{"invalid", "no-effect", "file", "approval", "superseded", "rejected", "retracted", "used up"}
	for _, what := range everything {
		if *soak && seen[what] == 0 {
			t.Errorf("no ledger has anything that is %s", what)
		}
	}
}

// compareReaders compares what both readers say of the apps of a commit at a
// moment, a day or, if it is empty, now. It counts what there is.
func compareReaders(t *testing.T, repo string, commit int, apps []*randomLedger, moment string, seen map[string]int) {
	t.Helper()
	script := filepath.Join("..", "..", "scripts", "verify-ledger")
	args := []string{script, repo, "--json", "--commit", fmt.Sprintf("ledgers-%d", commit)}
	until := farFuture
	if moment != "" {
		args = append(args, "--at", moment)
		end := moment
		if len(moment) == len(time.DateOnly) {
			end += "T23:59:59Z"
		}
		until, _ = parseTime(end)
	}
	var stderr bytes.Buffer
	cmd := exec.Command("python3", args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) || stderr.Len() > 0 {
		t.Fatalf("%v: %v\n%s", args, err, stderr.String())
	}
	var document struct{ Apps map[string]scriptVerdict }
	if err := json.Unmarshal(out, &document); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	wrong := false
	for _, l := range apps {
		want := l.verdict(l.read(until))
		got := document.Apps[l.id].verdict()
		wrong = wrong || len(want.Problems) > 0
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%v: %s\nonly the script:\n%s\nonly the package:\n%s\nfiles:\n%s",
				args[3:], l.id, got.without(want), want.without(got), l)
		}
		if seen != nil {
			want.count(seen)
		}
	}
	if wrong != (err != nil) {
		t.Errorf("%v: got error %v, want one: %v", args, err, wrong)
	}
}

// verdict is what both readers say of an app.
type verdict struct {
	Retired                    bool
	Production, Published, Run string
	Versions                   map[string]versionVerdict
	Approvals                  map[string]approvalVerdict
	Problems                   []string
}

type versionVerdict struct {
	State        State    `json:"state"`
	Since        Day      `json:"since"`
	Distribution string   `json:"distribution"`
	Portal       string   `json:"portal_version"`
	Keys         Keys     `json:"keys"`
	Reached      bool     `json:"reached_customers"`
	Bad          bool     `json:"bad"`
	Approvals    []string `json:"approvals"`
}

type approvalVerdict struct {
	Retracted bool `json:"retracted"`
	UsedUp    bool `json:"used_up"`
}

func (v verdict) count(seen map[string]int) {
	for _, problem := range v.Problems {
		what, _, _ := strings.Cut(problem, " ")
		seen[what]++
	}
	for _, version := range v.Versions {
		seen[string(version.State)]++
	}
	for _, approval := range v.Approvals {
		if approval.UsedUp {
			seen["used up"]++
		}
	}
}

// scriptVerdict is a verdict as the script prints it.
type scriptVerdict struct {
	Retired                    bool
	Production, Published, Run []string
	Versions                   map[string]versionVerdict
	Approvals                  map[string]approvalVerdict
	Problems                   []struct{ What, Path string }
}

func (s scriptVerdict) verdict() verdict {
	last := func(list []string) string {
		if len(list) == 0 {
			return ""
		}
		return list[len(list)-1]
	}
	v := verdict{s.Retired, last(s.Production), last(s.Published), last(s.Run), s.Versions, s.Approvals, nil}
	for _, p := range s.Problems {
		v.Problems = append(v.Problems, p.What+" "+p.Path)
	}
	v.Problems = sorted(v.Problems)
	return v
}

// verdict is what this package says of a ledger.
func (l *randomLedger) verdict(app *App) verdict {
	v := verdict{
		Retired:  app.Retired != nil,
		Versions: make(map[string]versionVerdict), Approvals: make(map[string]approvalVerdict),
	}
	for number, of := range map[*string]*Version{
		&v.Production: app.InProduction, &v.Published: app.Latest(Published), &v.Run: app.Run,
	} {
		if of != nil {
			*number = of.Number.String()
		}
	}
	for _, x := range app.Versions {
		is := versionVerdict{
			State: x.State, Since: x.Since(), Distribution: x.Distribution, Keys: x.Keys,
			Reached: x.Reached != nil, Bad: x.Bad != nil, Approvals: []string{},
		}
		if x.State == Draft {
			is.State = ""
		}
		if x.Portal != x.Number {
			is.Portal = x.Portal.String()
		}
		if x.Promoted != nil && x.Promoted.Event.Approvals != nil {
			is.Approvals = x.Promoted.Event.Approvals
		}
		v.Versions[x.Number.String()] = is
	}
	for _, a := range app.Approvals {
		v.Approvals[a.ID()] = approvalVerdict{a.Retracted != nil, a.UsedBy != nil}
	}
	for _, d := range app.diags {
		v.Problems = append(v.Problems, "invalid "+d.File.Name)
	}
	for _, e := range app.Events {
		if e.Fault != nil && e.Retracted == nil {
			v.Problems = append(v.Problems, "no-effect "+e.Path)
		}
		v.Problems = append(v.Problems, l.problemsOfFiles(app, e)...)
	}
	v.Problems = sorted(v.Problems)
	return v
}

// problemsOfFiles compares the files that an event names with their digests.
func (l *randomLedger) problemsOfFiles(app *App, e *Entry) []string {
	dir := path.Join(VersionsDir, e.Number.String())
	frozen, proof := path.Join(dir, "manifest.yaml"), path.Join(dir, e.Evidence.File)
	var problems []string
	switch {
	case e.isFirst() && (e.Retracted == nil || e == app.Version(e.Number).First):
		if data, ok := l.files[frozen]; !ok || FrozenDigest(data) != e.Digest {
			problems = append(problems, "file "+frozen)
		}
	case e.Evidence.Digest != "" && e.Retracted == nil:
		if data, ok := l.files[proof]; !ok || RawDigest(data) != e.Evidence.Digest {
			problems = append(problems, "file "+proof)
		}
	}
	for _, id := range e.Approvals {
		known := slices.ContainsFunc(app.Approvals, func(a *Approval) bool { return a.ID() == id })
		if !known && e.Retracted == nil {
			problems = append(problems, "approval "+e.Path)
		}
	}
	return problems
}

func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// without returns what a verdict says and the other does not.
func (v verdict) without(other verdict) string {
	lines := func(v verdict) []string {
		list := []string{
			fmt.Sprint("retired ", v.Retired), "production " + v.Production, "published " + v.Published, "run " + v.Run,
		}
		for number, version := range v.Versions {
			list = append(list, fmt.Sprintf("%s %+v", number, version))
		}
		for id, approval := range v.Approvals {
			list = append(list, fmt.Sprintf("%s %+v", id, approval))
		}
		return sorted(append(list, v.Problems...))
	}
	rest := lines(other)
	return strings.Join(slices.DeleteFunc(lines(v), func(line string) bool { return slices.Contains(rest, line) }), "\n")
}

// importCommits writes each list of ledgers into a commit of a new repository.
func importCommits(t *testing.T, commits [][]*randomLedger) string {
	t.Helper()
	repo := t.TempDir()
	git := func(stdin []byte, args ...string) {
		cmd := exec.Command("git", append([]string{"-C", repo}, args...)...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
		cmd.Stdin = bytes.NewReader(stdin)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git(nil, "init", "--quiet", "--bare")
	var stream bytes.Buffer
	for i, apps := range commits {
		fmt.Fprintf(&stream, "commit refs/heads/ledgers-%d\ncommitter Jane <jane@acme.test> 1800000000 +0000\ndata 0\n", i)
		for _, l := range apps {
			for _, name := range slices.Sorted(maps.Keys(l.files)) {
				data := l.files[name]
				fmt.Fprintf(&stream, "M 100644 inline manifests/%s/%s\ndata %d\n%s\n", l.id, name, len(data), data)
			}
		}
	}
	git(stream.Bytes(), "fast-import", "--quiet")
	return repo
}

// randomLedger is an app whose events were recorded by people, by branches that
// did not know of each other, and by someone who forges them.
type randomLedger struct {
	*rand.Rand
	id           string
	files        map[string][]byte // below the app's folder
	now          time.Time
	distribution string // of most versions
}

func newRandomLedger(r *rand.Rand, id string) *randomLedger {
	l := &randomLedger{
		Rand: r, id: id, files: make(map[string][]byte), now: time.Date(2026, 11, 26, 14, 0, 0, 0, time.UTC),
	}
	l.distribution = pick(l, custom, marketplace)
	l.files["manifest.yaml"] = []byte("version: 1.0.0\n")
	for range 2 + l.IntN(60) {
		l.step()
	}
	return l
}

// String lists the events.
func (l *randomLedger) String() string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(l.files)) {
		if strings.HasSuffix(name, ".json") {
			fmt.Fprintf(&text, "%s: %s\n", name, clip(l.files[name]))
		}
	}
	return text.String()
}

func clip(data []byte) string {
	return fmt.Sprintf("%.700q", strings.Join(strings.Fields(string(data)), " "))
}

// read reads what was recorded up to a moment. Files whose time cannot be known
// are always there.
func (l *randomLedger) read(until time.Time) *App {
	files := make(map[string]File)
	for name, data := range l.files {
		files[name] = File{name, source.New(name, data)}
	}
	app := Read(l.id, slices.Collect(maps.Values(files)))
	for _, e := range app.Events {
		if e.At.After(until) {
			delete(files, e.Path)
		}
	}
	return Read(l.id, slices.Collect(maps.Values(files)))
}

func (l *randomLedger) chance(percent int) bool { return l.IntN(100) < percent }

func pick[T any](l *randomLedger, list ...T) T { return list[l.IntN(len(list))] }

// step records one event, legal or not.
func (l *randomLedger) step() {
	app := l.read(farFuture)
	l.now = l.now.Add(pick(l, 0, time.Second, time.Minute, 7*time.Hour, 40*time.Hour))
	e := Event{At: l.now, By: l.text()}
	if l.chance(10) {
		e.At = e.At.Add(-time.Duration(l.IntN(100*3600)) * time.Second)
	}
	if l.chance(20) {
		e.Day = DayOf(e.At.AddDate(0, 0, -l.IntN(4)).Add(14 * time.Hour))
	}
	at := number(pick(l, "0.9.0", "1.0.0", "1.1.0", "1.2.0", "1.10.0", "2.0.0"))
	v := app.Version(at)
	switch {
	case l.chance(8):
		l.retract(app, e)
		return
	case l.chance(10):
		e.Kind = Approve
	case l.chance(2):
		e.Kind = pick(l, Rename, Rename, Retire)
	case l.chance(10):
		e.Kind = pick(l, Kinds()[:11]...)
	case v == nil || v.State == Draft:
		e.Kind = pick(l, Save, Save, Adopt)
	case v.State == Retracted && l.chance(50):
		e.Kind = Adopt
	default:
		e.Kind = pick(l, v.Allowed()...)
		if e.Kind == Abandon || e.Kind == Retract {
			e.Kind = v.Allowed()[0]
		}
	}
	dir := path.Join(VersionsDir, at.String(), HistoryDir)
	switch e.Kind {
	case Approve:
		dir = ApprovalsDir
	case Rename, Retire:
		dir = HistoryDir
	}
	l.fill(app, &e, at)
	l.record(dir, e)
}

// retract retracts an event, seldom one that is not there.
func (l *randomLedger) retract(app *App, e Event) {
	e.Kind, e.Reason = Retract, l.text()
	if len(app.Events) == 0 {
		return
	}
	target := app.Events[l.IntN(len(app.Events))]
	e.Cancels = target.Base()
	if l.chance(5) {
		e.Cancels = pick(l, "save.json", "adopt.json", "20261126T140102Z-77c0d1f3-test.json")
	}
	l.record(path.Dir(target.Path), e)
}

// fill gives an event what its kind asks for, and more.
func (l *randomLedger) fill(app *App, e *Event, at version.Version) {
	if l.chance(30) {
		e.Note = l.text()
	}
	switch e.Kind {
	case Save, Adopt:
		e.Distribution = l.distribution
		if l.chance(10) {
			e.Distribution = pick(l, custom, marketplace)
		}
		if e.Kind == Adopt {
			e.State = pick(l, adoptable...)
			e.Since = pick(l, "", "2025-01-01", "2025-02-01", DayOf(e.At))
		}
		frozen := fmt.Appendf(nil, "version: %s\ndistribution: %s\n", at, e.Distribution)
		e.Digest = FrozenDigest(frozen)
		switch l.IntN(20) {
		case 0:
			frozen = append(frozen, "# changed\n"...)
		case 1, 2:
			frozen = bytes.ReplaceAll(frozen, []byte("\n"), []byte("\r\n"))
		}
		if name := path.Join(VersionsDir, at.String(), "manifest.yaml"); l.files[name] == nil && !l.chance(3) {
			l.files[name] = frozen
		}
		l.assign(e, 30)
	case Test:
		e.Result = pick(l, Passed, Failed)
		l.prove(e, at)
	case Promote:
		l.assign(e, 30)
		if l.chance(30) {
			e.ReleaseNotes, e.Checklist = l.text(), RawDigest([]byte(l.text()))
		}
		for range l.IntN(4) {
			e.Overrides = append(e.Overrides, Override{pick(l, GateBump, "test", "expired"), l.text()})
		}
		for range l.IntN(3) {
			if len(app.Approvals) > 0 {
				e.Approvals = append(e.Approvals, app.Approvals[l.IntN(len(app.Approvals))].ID())
			}
		}
		if l.chance(5) {
			e.Approvals = append(e.Approvals, strings.Repeat("0", 64))
		}
	case NewKeys:
		l.assign(e, 60)
	case Rename:
		e.Note, e.Renamed = "", pick(l, "old", "very-old", "0")
	case Approve:
		e.Note, e.Path, e.Op, e.Reason = "", l.text(), l.text(), l.text()
		e.From, e.To = pick(l, "", "read_only", l.text()), pick(l, "", "standard", l.text())
		e.Fingerprint = Fingerprint(e.Path, e.Op, e.From, e.To)
		if l.chance(30) {
			e.Smaller = at
		}
		if l.chance(50) {
			e.Expires = DayOf(e.At.AddDate(0, 0, l.IntN(30)))
		}
	}
	if slices.Contains([]Kind{Reject, Abandon, Bad, Retire}, e.Kind) {
		e.Note, e.Reason = "", l.text()
	}
}

// assign gives an event keys and a number with some chance.
func (l *randomLedger) assign(e *Event, percent int) {
	key := func() string { return fmt.Sprintf("%08x-aaaa-BBBB-cccc-%012x", l.Uint32(), l.Uint32()) }
	if l.chance(percent) {
		e.Keys.Sandbox = key()
	}
	if l.chance(percent) {
		e.Keys.Production = key()
	}
	if l.chance(percent) {
		e.Portal = number(pick(l, "1.3.0", "3.0.0"))
	}
}

// prove gives a test evidence with some chance.
func (l *randomLedger) prove(e *Event, at version.Version) {
	switch {
	case l.chance(20):
		e.Evidence.File = "https://ci.acme.test/1"
	case l.chance(50):
		proof := []byte(l.text() + "\r\n")
		e.Evidence = Evidence{pick(l, "evidence/run.txt", "evidence/more/ü.png", "proof"), RawDigest(proof)}
		if l.chance(5) {
			proof = append(proof, '!')
		}
		if !l.chance(5) {
			l.files[path.Join(VersionsDir, at.String(), e.Evidence.File)] = proof
		}
	}
}

func (l *randomLedger) text() string {
	return pick(l, "Jane Doe <jane@acme.test>", "agreed with support", "ünï €uro 😀 \ufb33", "two\nlines\tand a tab",
		`"quoted" back\slash /`, "a < b & c > d", "\u200f\ufeff\ufffd", " spaces ", "x")
}

// record writes an event. Now and then its file is written differently, or
// damaged by someone.
func (l *randomLedger) record(dir string, e Event) {
	name, data, err := Encode(e)
	if err != nil {
		return // keys without a key
	}
	if e.Kind == Adopt && (l.files[path.Join(dir, name)] != nil || l.chance(10)) {
		id, _ := ID(data)
		name = e.timedName(id)
	}
	switch {
	case l.chance(5):
		data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
	case l.chance(5):
		data = restyle(data)
	case l.chance(15):
		dir, name, data = l.damage(dir, name, data)
	}
	if at := path.Join(dir, name); l.files[at] == nil {
		l.files[at] = data
	}
}

// restyle writes JSON with sorted keys, on one line, with escapes for what is
// not ASCII.
func restyle(data []byte) []byte {
	var v any
	_ = json.Unmarshal(data, &v)
	compact, _ := json.Marshal(v)
	var text strings.Builder
	for _, r := range string(compact) {
		switch {
		case r > 0xffff:
			fmt.Fprintf(&text, `\u%04X\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		case r > 0x7e:
			fmt.Fprintf(&text, `\u%04X`, r)
		default:
			text.WriteRune(r)
		}
	}
	return []byte(text.String())
}

// damage forges, moves, renames or breaks the file of an event.
func (l *randomLedger) damage(dir, name string, data []byte) (string, string, []byte) {
	replace := func(old, with string) { data = bytes.Replace(data, []byte(old), []byte(with), 1) }
	switch l.IntN(16) {
	case 0:
		replace(`"by": "`, `"by": "Mallory `)
	case 1:
		dir = pick(l, HistoryDir, ApprovalsDir, "versions/1.0.0/history", "versions/2.0.0/history")
	case 2:
		dir = pick(l, "versions/0.0.0/history", "versions/01.0.0/history", "versions/1.0/history", "versions/1.0.0",
			"versions/1.0.0/history/more", "versions/1234567890.0.0/history", "archive", "history/history")
	case 3:
		name = pick(l, strings.ToUpper(name), "copy of "+name, name+".orig", strings.Replace(name, "Z-", "-", 1), "README.md")
	case 4:
		name = pick(l, "save.json", "adopt.json", strings.Replace(name, "202611", "202612", 1),
			"20261126T140102Z-77c0d1f3-test.json", "20261399T140102Z-77c0d1f3-test.json",
			"20261126T140102Z-77c0d1f3-save.json", "20261126T140102Z-77c0d1f3-unknown.json")
	case 5:
		data = data[:l.IntN(len(data))]
	case 6:
		data = append(data, pick(l, "x", "}", "{}", "\x00", ",", "null", "<<<<<<< ")...)
	case 7:
		replace("{", pick(l, `{"by": "Mallory", `, `{"format": 1, `, `{,`, `[{`, "\ufeff{", "<<<<<<< HEAD\n{"))
	case 8:
		replace(`"by": "`, `"by": "`+pick(l, "\xff", `\ud800`, `\udc00\ud800`, "\xed\xa0\x80", "\x01"))
	case 9:
		data = append(data, bytes.Repeat([]byte(" "), maxEvent-len(data)+l.IntN(2))...)
	case 10:
		replace(`"format": 1`, `"format": `+strings.Repeat("[", 5000))
	default:
		name, data = l.reseal(name, data)
	}
	return dir, name, data
}

// reseal sets a key of an event to a value that may be wrong, and names the file
// by its new content.
func (l *randomLedger) reseal(name string, data []byte) (string, []byte) {
	var v map[string]json.RawMessage
	_ = json.Unmarshal(data, &v)
	keys := []string{"format", "event", "at", "day", "by", "unknown"}
	for _, k := range kinds {
		for _, key := range k.keys {
			keys = append(keys, strings.TrimSuffix(key, "*"))
		}
	}
	if l.chance(60) {
		keys = slices.Sorted(maps.Keys(v))
	}
	key := pick(l, keys...)
	v[key] = json.RawMessage(pick(l, values...))
	if l.chance(10) {
		delete(v, key)
	}
	data, _ = json.Marshal(v)
	id, err := ID(data)
	parts := strings.Split(name, "-")
	if err != nil || len(parts) != 3 {
		return name, data
	}
	var at string
	_ = json.Unmarshal(v["at"], &at)
	if when, err := parseTime(at); err == nil {
		parts[0] = when.Format(nameTime)
	}
	parts[1] = id[:digits]
	return strings.Join(parts, "-"), data
}

// values are right for some key, or wrong for all.
var values = []string{
	`1`, `1.0`, `2`, `true`, `null`, `[]`, `{}`, `"1"`, `{"x": "y"}`, `["x"]`, `[[["x"]]]`,
	`""`, `" "`, `"\u00a0\u3000"`, `"a\rb"`, `"a\u0085b"`, `"a\u007f"`, `"a\u2028"`, `"a\u202eb"`, `"a\u2069"`,
	`"a\u200f"`, `"\ud83d\ude00"`, `"\ud83d"`,
	`"2026-11-26"`, `"2026-11-29"`, `"2026-02-29"`, `"2027-01-01"`, `"2026-1-1"`,
	`"2026-11-26T14:00:00Z"`, `"2026-11-26T24:00:00Z"`, `"2026-11-26T14:00:00.0Z"`, `"2026-11-26T14:00:00+00:00"`,
	`"save"`, `"test"`, `"retire"`, `"unknown"`, `"custom"`, `"superseded"`,
	`"1.0.0"`, `"0.0.0"`, `"01.2.3"`, `"1.2"`, `"1234567890.0.0"`, `"1.2.3-rc"`,
	`{"file": "../../manifest.yaml", "digest": "` + zeros + `"}`, `{"file": "evidence/none", "digest": "` + zeros + `"}`,
	`{"file": "https://a", "digest": "` + zeros + `"}`, `{"file": "https://a"}`, `{"file": "evidence/none"}`,
	`{"file": ""}`, `{"digest": "x"}`, `{"file": "https://a", "more": "b"}`,
	`{"sandbox": "11111111-2222-3333-4444-555555555555"}`, `{"sandbox": "11111111-2222-3333-4444-55555555555"}`,
	`{"sandbox": "a1111111-2222-3333-4444-555555555555", "production": "A1111111-2222-3333-4444-555555555555"}`,
	`{"sandbox": "111111111-222-3333-4444-555555555555"}`,
	`"Upper"`, `"a-"`, `"b-2"`, `"save.json"`, `"notes.txt"`, `"` + zeros + `"`, `"sha256:ABCD` + zeros[11:] + `"`,
	`[{"gate": "bump", "reason": "x"}]`, `[{"gate": "bump"}]`, `[{"gate": "bump", "reason": "x", "more": 1}]`,
	`["` + zeros[7:] + `"]`, `["ABCDEF"]`,
}

const zeros = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
