package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/ledger/ledgertest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

var (
	merges    = flag.Int("merges", 300, "random pairs of branches to merge")
	mergeSeed = flag.Uint64("merge-seed", 1, "seed of the random pairs of branches")
)

// line is a branch as values: the files below the app's folder, and its ledger.
type line struct {
	files map[string]string
	app   *ledger.App
	now   time.Time
	added []*ledger.Entry
}

func (l *line) fork() *line {
	return &line{files: maps.Clone(l.files), app: l.app, now: l.now}
}

// pairOfBranches are two branches, what they should become, and the manifest that
// both started from.
type pairOfBranches struct {
	one, two, both *line
	start          string
}

const mergeManifest = "version: 1.0.0\n\n\n\nname: A\n\n\n\npage: A\n\n\n\nnotes: A\n"

// act runs one random command that the branch's own ledger allows.
func (l *line) act(random *rand.Rand) {
	l.now = l.now.Add(time.Duration(random.IntN(3)) * time.Second)
	record := func(e ledger.Event, number version.Version) bool {
		e.At, e.By = l.app.Clock(l.now), fmt.Sprintf("Jane %d", random.IntN(2))
		r, err := l.app.Add(e, number)
		if err != nil {
			return false
		}
		l.app = r.App
		l.files[r.Entry.Path] = string(r.Entry.File.Data)
		l.added = append(l.added, r.Entry)
		return true
	}
	text := string(rune('A' + random.IntN(3)))
	replace := func(key, value string) {
		lines := strings.SplitAfter(l.files["manifest.yaml"], "\n")
		for i, line := range lines {
			if strings.HasPrefix(line, key+": ") {
				lines[i] = key + ": " + value + "\n"
			}
		}
		l.files["manifest.yaml"] = strings.Join(lines, "")
	}
	any := func() version.Version { return l.app.Versions[random.IntN(len(l.app.Versions))].Number }
	for range 20 { // until the ledger allows one
		switch random.IntN(14) {
		case 0:
			replace("version", fmt.Sprintf("1.%d.0", 3+random.IntN(4)))
			return
		case 1:
			replace([]string{"name", "page", "notes"}[random.IntN(3)], text)
			return
		case 2:
			number := ledgertest.Number(fmt.Sprintf("1.%d.0", 3+random.IntN(4)))
			if l.app.Version(number) != nil {
				continue
			}
			frozen := "version: " + number.String() + "\nname: " + text + "\n"
			if record(ledger.Event{Kind: ledger.Save, Digest: ledger.FrozenDigest([]byte(frozen)), Distribution: "marketplace"}, number) {
				l.files[path.Join("versions", number.String(), "manifest.yaml")] = frozen
				return
			}
		case 3:
			result := []ledger.Result{ledger.Passed, ledger.Failed}[random.IntN(2)]
			if record(ledger.Event{Kind: ledger.Test, Result: result}, any()) {
				return
			}
		case 4:
			change := []string{"a", "b"}[random.IntN(2)]
			e := ledger.Event{Kind: ledger.Approve, Path: change, Op: "changed", From: "1", To: "2", Reason: "agreed"}
			e.Fingerprint = ledger.Fingerprint(e.Path, e.Op, e.From, e.To)
			if record(e, version.Version{}) {
				return
			}
		case 5:
			if record(ledger.Event{Kind: ledger.Retire, Reason: "replaced"}, version.Version{}) {
				return
			}
		case 6:
			e := l.app.Events[random.IntN(len(l.app.Events))]
			if e.Counts() && record(ledger.Event{Kind: ledger.Retract, Cancels: e.Base(), Reason: "a mistake"}, e.Number) {
				return
			}
		default:
			kinds := []ledger.Kind{ledger.Promote, ledger.Promote, ledger.Submit, ledger.Publish, ledger.Reject, ledger.Withdraw,
				ledger.Abandon, ledger.Bad}
			kind := kinds[random.IntN(len(kinds))]
			e := ledger.Event{Kind: kind}
			if kind == ledger.Abandon || kind == ledger.Reject || kind == ledger.Bad {
				e.Reason = "because"
			}
			if record(e, any()) {
				return
			}
		}
	}
}

// contradict lists what two branches cannot both record, without the product's
// rules, which are held against it: whatever the order, one of two
// such events can lose its effect. Everything else always keeps it.
func contradict(a, b *ledger.Entry) bool {
	same := a.Number == b.Number
	closes := []ledger.Kind{ledger.Withdraw, ledger.Publish, ledger.Reject}
	either := func(x, y ledger.Kind) bool { return a.Kind == x && b.Kind == y || a.Kind == y && b.Kind == x }
	switch {
	case a.Kind == ledger.Retire || b.Kind == ledger.Retire, a.Kind == ledger.Retract || b.Kind == ledger.Retract:
		return true
	case either(ledger.Promote, ledger.Promote), either(ledger.Promote, ledger.Submit), either(ledger.Publish, ledger.Publish),
		either(ledger.Promote, ledger.Withdraw): // of any two versions: the later takes the place of the earlier
		return true
	case !same:
		return false
	case either(ledger.Promote, ledger.Abandon), either(ledger.Abandon, ledger.Abandon), either(ledger.Submit, ledger.Submit),
		either(ledger.Bad, ledger.Bad):
		return true
	}
	return slices.Contains(closes, a.Kind) && slices.Contains(closes, b.Kind)
}

// excluded reports whether two events can never both have an effect.
func excluded(a, b *ledger.Entry) bool {
	ends := []ledger.Kind{ledger.Promote, ledger.Abandon}
	return a.Number == b.Number && a.Path != b.Path && slices.Contains(ends, a.Kind) && slices.Contains(ends, b.Kind)
}

// importer writes commits for git fast-import.
type importer struct {
	bytes.Buffer
	marks int
}

func (w *importer) commit(files map[string]string, from int) int {
	w.marks++
	fmt.Fprintf(w, "commit refs/heads/%[1]d\nmark :%[1]d\ncommitter J <j@localhost> 1 +0000\ndata 0\n", w.marks)
	if from > 0 {
		fmt.Fprintf(w, "from :%d\ndeleteall\n", from)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(w, "M 100644 inline %s\ndata %d\n%s\n", name, len(files[name]), files[name])
	}
	return w.marks
}

// Random pairs of honest branches, of one to six commands each, merge in git in
// both orders to the same files, and conflict only where both saved one number or
// edited one line. The ledger that comes of it is legal, or its findings are about
// events that contradict each other.
func TestRandomBranchesMerge(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(*mergeSeed, 1))
	base := &line{files: map[string]string{"manifest.yaml": mergeManifest}, app: ledger.Read("app", nil),
		now: time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)}
	w := new(importer)
	var pairs []pairOfBranches
	var input []string
	for range *merges {
		start := base.fork()
		for _, number := range []version.Version{ledgertest.Number("1.0.0"), ledgertest.Number("1.1.0")} {
			start.save(t, number)
		}
		for range random.IntN(8) {
			start.act(random)
		}
		start.added = nil
		from := w.commit(start.files, 0)
		one, two := start.fork(), start.fork()
		for _, l := range []*line{one, two} {
			l.now = start.now.Add(time.Hour)
			for range 1 + random.IntN(6) {
				l.act(random)
			}
		}
		both := start.fork()
		maps.Copy(both.files, one.files)
		maps.Copy(both.files, two.files)
		both.files["manifest.yaml"] = mergedLines(start.files["manifest.yaml"], one.files["manifest.yaml"], two.files["manifest.yaml"])
		a, b, c := w.commit(one.files, from), w.commit(two.files, from), w.commit(both.files, from)
		pairs = append(pairs, pairOfBranches{one, two, both, start.files["manifest.yaml"]})
		input = append(input, fmt.Sprintf(":%d :%d :%d", a, b, c))
	}
	dir := t.TempDir()
	git := func(stdin string, args ...string) string {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-C", dir}, args...)...)
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("git %s: %v", args[0], err)
		}
		return string(out)
	}
	git("", "init", "-q", "--bare")
	git(w.String(), "fast-import", "--quiet", "--export-marks=marks")
	ids := make(map[string]string)
	for row := range strings.Lines(readFile(t, path.Join(dir, "marks"))) {
		mark, id, _ := strings.Cut(strings.TrimSpace(row), " ")
		ids[mark] = id
	}
	var merge, trees strings.Builder
	for _, row := range input {
		m := strings.Fields(row)
		fmt.Fprintf(&merge, "%s %s\n%s %s\n", ids[m[0]], ids[m[1]], ids[m[1]], ids[m[0]])
		fmt.Fprintf(&trees, "%s^{tree}\n", ids[m[2]])
	}
	results := strings.Split(git(merge.String(), "merge-tree", "--write-tree", "--stdin", "--name-only", "--no-messages"), "\x00")
	next := func() (tree string, conflicts []string) {
		tree, results = results[1], results[2:]
		for results[0] != "" {
			conflicts, results = append(conflicts, results[0]), results[1:]
		}
		results = results[1:]
		slices.Sort(conflicts)
		return tree, slices.Compact(conflicts)
	}
	wanted := strings.Split(git(trees.String(), "cat-file", "--batch-check=%(objectname)"), "\n")
	clean, illegal := 0, 0
	for i, pair := range pairs {
		tree, conflicts := next()
		other, others := next()
		if !slices.Equal(conflicts, others) {
			t.Errorf("pair %d: conflicts %q one way, %q the other", i, conflicts, others)
		}
		if want := wantConflicts(pair); !slices.Equal(conflicts, want) {
			t.Errorf("pair %d: git stops at %q, want %q", i, conflicts, want)
		}
		if len(conflicts) > 0 {
			continue
		}
		if clean++; tree != other || tree != wanted[i] {
			t.Errorf("pair %d: merged to %s and %s, want %s", i, tree, other, wanted[i])
		}
		illegal += checkMerged(t, i, pair)
	}
	t.Logf("%d pairs: %d without a conflict, %d of them with events that contradict each other", len(pairs), clean, illegal)
	if clean == 0 || illegal == 0 || clean == len(pairs) {
		t.Error("the pairs are all of one kind")
	}
}

func (l *line) save(t *testing.T, number version.Version) {
	t.Helper()
	frozen := "version: " + number.String() + "\n"
	e := ledger.Event{Kind: ledger.Save, At: l.app.Clock(l.now), By: "Jane", Digest: ledger.FrozenDigest([]byte(frozen)),
		Distribution: "marketplace"}
	r, err := l.app.Add(e, number)
	if err != nil {
		t.Fatal(err)
	}
	l.app, l.now = r.App, l.now.Add(time.Minute)
	l.files[r.Entry.Path] = string(r.Entry.File.Data)
	l.files[path.Join("versions", number.String(), "manifest.yaml")] = frozen
}

// mergedLines is what becomes of lines that at most one side changed, or both in
// the same way.
func mergedLines(base, one, two string) string {
	b, o, w := strings.Split(base, "\n"), strings.Split(one, "\n"), strings.Split(two, "\n")
	for i := range b {
		if o[i] == b[i] {
			o[i] = w[i]
		}
	}
	return strings.Join(o, "\n")
}

// wantConflicts are the files that both branches made or edited in two ways.
func wantConflicts(pair pairOfBranches) []string {
	var list []string
	one, two := pair.one.files, pair.two.files
	for name, data := range one {
		other, ok := two[name]
		switch {
		case !ok || other == data:
		case name != "manifest.yaml":
			list = append(list, name)
		case mergedLines(pair.start, data, other) != mergedLines(pair.start, other, data):
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

// checkMerged holds the ledger of a merge against the list of contradictions. It
// returns 1 where an event has no effect.
func checkMerged(t *testing.T, i int, pair pairOfBranches) int {
	t.Helper()
	var files []ledger.File
	for name, data := range pair.both.files {
		if strings.HasSuffix(name, ".json") {
			files = append(files, ledger.File{Path: name, File: source.New(name, []byte(data))})
		}
	}
	merged := ledger.Read("app", files)
	added := slices.Concat(pair.one.added, pair.two.added)
	counts := func(e *ledger.Entry) bool {
		j := slices.IndexFunc(merged.Events, func(m *ledger.Entry) bool { return m.Path == e.Path })
		return j >= 0 && merged.Events[j].Counts()
	}
	for _, a := range pair.one.added {
		for _, b := range pair.two.added {
			if excluded(a, b) && counts(a) && counts(b) {
				t.Errorf("pair %d: %s and %s both count", i, a.Path, b.Path)
			}
		}
	}
	faulty := 0
	for _, e := range merged.Events {
		if e.Fault == nil {
			continue
		}
		faulty = 1
		if !slices.ContainsFunc(added, func(a *ledger.Entry) bool {
			return a.Path != e.Path && (contradict(e, a) || !counts(a) && a.Number == e.Number)
		}) {
			t.Errorf("pair %d: %s has no effect (%s), and no event of the branches contradicts it", i, e.Path, e.Fault.Message)
		}
		if !strings.Contains(e.Fault.Help, "manifest record retract") {
			t.Errorf("pair %d: %s: the help %q names no retraction", i, e.Path, e.Fault.Help)
		}
	}
	return faulty
}
