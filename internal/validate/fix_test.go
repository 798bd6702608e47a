package validate

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate/validatetest"
)

// piece is some lines of a manifest: as they are, and as they may be after Fix.
// Where there is nothing in repaired, they must stay as they are.
type piece struct {
	text     string
	repaired []string
	certain  bool // Fix must repair it
}

// faulty makes manifests with faults that lint --fix can repair, written in all
// the ways in which YAML writes text.
type faulty struct {
	*rand.Rand
	pieces []piece
}

func (g *faulty) keep(format string, args ...any) {
	g.pieces = append(g.pieces, piece{text: fmt.Sprintf(format, args...)})
}

func (g *faulty) pick(words ...string) string { return words[g.IntN(len(words))] }

// comment is what may stand at the end of a line.
func (g *faulty) comment() string { return g.pick("", "", " # was \"x\", see #12", "   # é日本") }

// word adds a line with a word that may be wrong, in some style.
func (g *faulty) word(before, right, after string, wrong ...string) {
	quote := g.pick("", "", "'", "\"")
	line := func(w string) string { return before + quote + w + quote + after + "\n" }
	if len(wrong) == 0 || g.IntN(3) == 0 {
		g.keep("%s", line(right))
		return
	}
	g.pieces = append(g.pieces, piece{line(g.pick(wrong...)), []string{line(right)}, true})
}

// key adds a key that may be wrong. The text after it stays.
func (g *faulty) key(before, right, after string, wrong ...string) {
	g.word(before, right, ":"+after, wrong...)
}

func swapped(g *rand.Rand, word string) string {
	i := 1 + g.IntN(len(word)-2)
	b := []byte(word)
	b[i], b[i-1] = b[i-1], b[i]
	return string(b)
}

func (g *faulty) generate() {
	g.keep("# manifests/app/manifest.yaml, kept by hand\n\nschema: 1\napp: {name: \"Acme Sync\",   distribution: custom}%s\n", g.comment())
	g.keep("version: 1.4.0\n\n\ndata_connector:\n")
	switch g.IntN(3) {
	case 0:
		g.pieces = append(g.pieces, piece{"  authentication: [user_level, service_account, user_level]\n", []string{"  authentication: [user_level, service_account]\n"}, true})
	case 1:
		g.keep("  authentication:\n    - user_level\n    - service_account%s\n", g.comment())
		g.pieces = append(g.pieces, piece{"    - 'user_level'\n", []string{""}, true})
	default:
		g.keep("  authentication: [  user_level , 'service_account' ]\n")
	}
	g.keep("  permissions:\n    company:\n")
	g.key("      ", "home", " {level: read_only, purpose: \"Read: names\"}"+g.comment(), "portfolio")
	g.keep("      # all of them\n")
	g.word("      documents: ", "standard", g.comment(), "Standard", "STANDARD")
	g.keep("    project:\n")
	g.key("      ", "budgeting", "\n        # why\n        level: read_only\n        purpose: >-\n          Read budget\n          lines.", "budget")
	g.word("      daily_log: {level: ", "read_only", ", purpose: It's read.}", "Read Only", "read-only", "READ_ONLY", "readonly")
	g.keep("\nembedded:\n  full_screen:\n    description: 'Acme''s board'\n")
	g.url()
	g.keep("  side_panel:\n    description: |-\n      Acme # beside\n      the item\n")
	g.key("    ", "url", " \"https://panel.acmefield.com/?p={{procore.project.id}}\"", "iframe_src", "source_url")
	g.keep("    views:\n")
	for i, v := range []string{"rfi.detail", "submittal_logs.detail", "incidents.list", "observations.edit", "observations.detail"} {
		wrong := swapped(g.Rand, v)
		for wrong == v {
			wrong = swapped(g.Rand, v)
		}
		g.word("      - ", v, g.comment(), wrong)
		g.pieces[len(g.pieces)-1].certain = false // two views may be equally near
		if i > 1 && g.IntN(4) == 0 {
			g.pieces = append(g.pieces, piece{"      - " + g.pick("rfi.detail", "\"rfi.detail\"") + "\n", []string{""}, false})
		}
	}
	g.keep("\nsetup_instructions:\n  url: https://help.acmefield.com/setup\n")
	g.key("  ", "page_name", " Set up   Acme"+g.comment(), "label")
	g.key("", "post_installation_notes", " |\n  1. Create your Acme account; \\ \"quote\".\n\n     # not a comment\n  2. Create an app configuration. "+g.pick("", "\n"), "notes")
	g.keep("# the end\nrelease_notes: >\n  Select your permitted projects again, and\n  create your app configurations again.%s", g.pick("", "\n", "\n\n# bye\n"))
}

// url adds the full screen URL, whose token may be wrong.
func (g *faulty) url() {
	token, wrong := "{{procore.company.id}}", "{{procore.company.id}}"
	if g.IntN(3) > 0 {
		wrong = g.pick("{{ procore.company.id }}", "{procore.company.id}", "{{procore.company.id}", "{{Procore.Company.ID}}", "%7B%7Bprocore.company.id%7D%7D", "{{companyId}}")
	}
	write := func(layout, token string) string {
		return fmt.Sprintf(layout, "https://app.acmefield.com/board?c="+token+"&v=1")
	}
	layout := g.pick("    url: %s\n", "    url: \"%s\"\n", "    url: '%s' # it\n", "    url: |-\n      %s\n", "    url: >-\n      %s\n", "    url: # where\n      %s\n")
	p := piece{text: write(layout, wrong)}
	if wrong != token {
		p.repaired, p.certain = []string{write(layout, token)}, true
		if strings.HasPrefix(wrong, "%") { // braces may need quotes
			p.repaired = append(p.repaired, write(strings.Replace(layout, "%s", "\"%s\"", 1), token))
		}
	}
	g.pieces = append(g.pieces, p)
}

// unexplained returns a text from where it is not made of the pieces, each as it
// was or repaired, and all certain ones repaired; or "".
func unexplained(text string, pieces []piece) string {
	if len(pieces) == 0 {
		return text
	}
	p := pieces[0]
	best := text
	options := p.repaired
	if !p.certain {
		options = append([]string{p.text}, options...)
	}
	for _, option := range options {
		if rest, ok := strings.CutPrefix(text, option); ok {
			if rest = unexplained(rest, pieces[1:]); rest == "" {
				return ""
			} else if len(rest) < len(best) {
				best = rest
			}
		}
	}
	if len(best) == 0 {
		return "(the end is missing)"
	}
	return best
}

// Fix changes the wrong words and nothing else, byte for byte, in any layout.
func TestFixChangesOnlyWhatIsWrong(t *testing.T) {
	t.Parallel()
	l := linters(t)[0]
	repairs := 0
	for i := range rounds(500, 20_000) {
		g := &faulty{Rand: rand.New(rand.NewPCG(*seed, uint64(i)))}
		g.generate()
		var whole strings.Builder
		for _, p := range g.pieces {
			whole.WriteString(p.text)
		}
		encode := func(s string) string { return s }
		if g.IntN(3) == 0 {
			encode = func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
		}
		mark := g.pick("", "", "\ufeff")
		text := mark + encode(whole.String())
		before := l.Lint(source.New("manifest.yaml", []byte(text)), "app")
		after := l.Fix(source.New("manifest.yaml", []byte(text)), "app")
		out, found := strings.CutPrefix(string(after.File.Data), mark)
		plain := strings.ReplaceAll(out, "\r\n", "\n")
		if rest := unexplained(plain, g.pieces); rest != "" {
			t.Fatalf("seed %d, manifest %d: the repaired file is not as intended from here on:\n%s\n--- was\n%s\n--- findings\n%s", *seed, i, rest, whole.String(), list(before))
		}
		if !found || encode(plain) != out {
			t.Fatalf("seed %d, manifest %d: byte order mark or line ends were changed: %q", *seed, i, out)
		}
		checkFixed(t, fmt.Sprintf("seed %d, manifest %d", *seed, i), l, []byte(text), before, after)
		repairs += after.Applied
	}
	t.Logf("%d repairs", repairs)
}

// checkFixed holds what must be so after Fix of any file.
func checkFixed(t *testing.T, what string, l *Linter, text []byte, before []diag.Diagnostic, after Fixed) {
	t.Helper()
	if Introduced(before, after.Findings) != nil {
		t.Fatalf("%s: Fix brought findings:\n%s--- before\n%s\n%q", what, list(after.Findings), list(before), text)
	}
	if after.Applied > 0 == bytes.Equal(after.File.Data, text) {
		t.Fatalf("%s: %d repairs, but was the file changed? %q", what, after.Applied, text)
	}
	if relint := l.Lint(source.New("manifest.yaml", after.File.Data), "app"); !sameFindings(relint, after.Findings) {
		t.Fatalf("%s: Fix says\n%slint says\n%s\n%q", what, list(after.Findings), list(relint), text)
	}
	if again := l.Fix(source.New("manifest.yaml", after.File.Data), "app"); again.Applied != 0 {
		t.Fatalf("%s: a second Fix makes %d more repairs:\n%q\n%q", what, again.Applied, after.File.Data, again.File.Data)
	}
}

// Files that cannot be read in full are left alone.
func TestFixLeavesRefusedFilesAlone(t *testing.T) {
	wrong := strings.Replace(base, "[user_level]", "[user_level, user_level]", 1)
	if fixed := linters(t)[0].Fix(source.New("manifest.yaml", []byte(wrong)), "app"); fixed.Applied != 1 {
		t.Fatalf("want 1 repair of the file itself, got %d", fixed.Applied)
	}
	for name, text := range map[string]string{
		"syntax":         wrong + "x: [\n",
		"tab":            wrong + "x:\n\ty: 1\n",
		"invisible":      wrong + "# a\u200bb\n",
		"bidirectional":  strings.Replace(wrong, "Sync", "\u202eSync", 1),
		"not UTF-8":      wrong + "# \xff\n",
		"line separator": wrong + "# a\u2028b\n",
		"lone CR":        wrong + "# a\rb\n",
		"UTF-16":         "\xff\xfea\x00:\x00",
		"too large":      wrong + strings.Repeat("# comment\n", 60_000),
		"empty":          "",
	} {
		t.Run(name, func(t *testing.T) {
			f := source.New("manifest.yaml", []byte(text))
			fixed := linters(t)[0].Fix(f, "app")
			if fixed.Applied != 0 || fixed.File != f || len(fixed.Findings) == 0 {
				t.Errorf("%d repairs, %d findings: %q", fixed.Applied, len(fixed.Findings), fixed.File.Data)
			}
		})
	}
}

// Fix of a damaged manifest never brings a finding, and has an end.
func TestFixOfMutants(t *testing.T) {
	t.Parallel()
	texts, all := samples(t), linters(t)
	for i := range rounds(300, 20_000) {
		r := rand.New(rand.NewPCG(*seed, uint64(i)))
		text := validatetest.Mutant(r, texts[i%len(texts)])
		l := all[i%len(all)]
		before := l.Lint(source.New("manifest.yaml", text), "app")
		checkFixed(t, fmt.Sprintf("seed %d, mutant %d", *seed, i), l, text, before, l.Fix(source.New("manifest.yaml", text), "app"))
	}
}

// FuzzFix looks at any bytes as TestFixOfMutants looks at manifests.
func FuzzFix(f *testing.F) {
	for _, text := range samples(f) {
		f.Add(text)
	}
	for _, r := range Rules() {
		if r.Fixable {
			f.Add([]byte(compose(r.Bad)))
		}
	}
	l := linters(f)[0]
	f.Fuzz(func(t *testing.T, text []byte) {
		before := l.Lint(source.New("manifest.yaml", text), "app")
		checkFixed(t, "fuzz", l, text, before, l.Fix(source.New("manifest.yaml", text), "app"))
	})
}

// What becomes text keeps its spelling.
func TestFixQuotesWhatIsWritten(t *testing.T) {
	for _, d := range lintText(t, "schema: 1\napp: {name: TRUE, distribution: custom}\nversion: 1.0.0\ndata_connector: {authentication: [user_level]}\n", Options{}) {
		if d.Rule == wrongType.ID && d.Fix != nil {
			if got := d.Fix.Edits[0].Text; got != `"TRUE"` {
				t.Errorf("got %s", got)
			}
			return
		}
	}
	t.Error("nothing puts the name in quotes")
}
