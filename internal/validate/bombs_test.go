package validate_test

import (
	"bytes"
	"fmt"
	"runtime/metrics"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

// lines returns n numbered lines after a head.
func lines(head, line string, n int) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range n {
		b.WriteString(strings.ReplaceAll(line, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

const (
	bombHead  = "schema: 1\napp: {name: Acme, distribution: custom}\nversion: 1.0.0\n"
	panelHead = bombHead + "embedded:\n  side_panel:\n    description: Acme\n    url: https://panel.acmefield.com/?project={{procore.project.id}}\n    views:\n"
	fullHead  = bombHead + "embedded:\n  full_screen:\n    description: Acme\n    url: https://app.acmefield.com/"
)

// bombs are files made to cost time or memory.
func bombs() map[string]string {
	aliases := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 12; i++ {
		aliases += fmt.Sprintf("a%d: &a%d [%s*a%d]\n", i, i, strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 8), i-1)
	}
	blocks := func(n int) string {
		var b strings.Builder
		for i := 0; i < n && b.Len() < 500_000; i++ {
			b.WriteString(strings.Repeat(" ", i) + "a:\n")
		}
		return b.String()
	}
	dashes := strings.Repeat("- ", 10_000) + "a\n"
	return map[string]string{
		"nested aliases":              aliases,
		"an alias of itself":          "a: &a {b: *a}\n",
		"10,000 levels of brackets":   strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000),
		"10,000 levels of braces":     strings.Repeat("{a: ", 10_000) + strings.Repeat("}", 10_000),
		"10,000 levels of dashes":     dashes,
		"deep blocks":                 blocks(10_000),
		"1 MiB of [":                  strings.Repeat("[", 1<<20),
		"500 KiB of [":                strings.Repeat("[", 500<<10),
		"500 KiB of {":                strings.Repeat("{", 500<<10),
		"300,000 duplicate keys":      strings.Repeat("a:\n", 300_000),
		"170,000 duplicate keys":      strings.Repeat("a:\n", 170_000),
		"20,000 duplicate keys":       strings.Repeat("a:\n", 20_000),
		"20,000 keys":                 lines("", "k%d: 1\n", 20_000),
		"one line of 400 KiB":         bombHead + "x: [" + strings.Repeat("1, ", 20_000) + "]\n" + "y: [" + strings.Repeat("\"{{a}}\", ", 10_000) + strings.Repeat(" ", 200<<10) + "]\n",
		"a line of unknown keys":      "{" + lines("", "key_%d: value, ", 20_000) + "}\n",
		"a line of views":             bombHead + "embedded: {side_panel: {description: Acme, url: \"https://panel.acmefield.com/\", views: [" + lines("", "view.nr%d.detial, ", 20_000) + "]}}\n",
		"5,000 lines":                 lines(panelHead, "      - rfi.detail # %d\n", 5000),
		"50,000 unknown views":        lines(panelHead, "- v%d\n", 49_000),
		"30,000 misspelled views":     lines(panelHead, "    - rfi.detial%d\n", 20_000),
		"20,000 equal views":          lines(panelHead, "    - rfi.detail\n", 20_000),
		"20,000 tools":                lines(bombHead+"data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    project:\n", "      tool_%d: standard\n", 18_000),
		"15,000 wrong levels":         lines(bombHead+"data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    project:\n", "      tool_%d: Standard\n", 15_000),
		"12,000 tools with spaces":    lines(bombHead+"data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    project:\n", "      Tool nr %d: admin\n", 12_000),
		"12,000 tools with a purpose": lines(bombHead+"data_connector:\n  authentication: [user_level, service_account]\n  permissions:\n    company:\n", "      t%d: {level: admin}\n", 12_000),
		"20,000 methods":              lines(bombHead+"data_connector:\n  authentication:\n", "  - user_level\n", 20_000),
		"20,000 parameters":           lines(fullHead+"\n    parameters:\n", "    - {key: k%d, name: n}\n", 16_000),
		"8,000 equal parameters":      lines(fullHead+"?a={{k}}\n    parameters:\n", "    - {key: k, name: n, required: true, type: str}\n", 8000),
		"thousands of {{":             fullHead + strings.Repeat("{{", 100_000) + "\n",
		"thousands of {{ in 8 KB":     fullHead + strings.Repeat("{{a", 2600) + "\n",
		"thousands of {{x}} in 8 KB":  fullHead + strings.Repeat("{{x}}", 1500) + "\n",
		"different tokens":            fullHead + "?" + lines("", "{{t%d}}", 1000) + "\n" + lines("    parameters:\n", "    - {key: u%d, name: n}\n", 90),
		"400 KiB of notes":            bombHead + "post_installation_notes: |\n" + strings.Repeat("  TODO <script> http://localhost key: x 10.0.0.1 {{a}}\n", 8000),
		"notes in one line":           bombHead + "release_notes: \"" + strings.Repeat("<b>token= http://10.0.0.1 xxx \\u0041", 11_000) + "\"\n",
		"words and nothing else":      bombHead + "release_notes: " + strings.Repeat("a ", 240_000) + "\n",
		"redirect URIs":               lines(bombHead+"oauth:\n  production:\n    redirect_uris:\n", "    - http://app%d.acmefield.com\n", 12_000),
		"keys of secrets in one word": "]" + strings.Repeat("token:", 80_000) + "\n",
		"keys of secrets, and braces": "]" + strings.Repeat("token:{", 70_000) + "\n",
		"keys of secrets, and tags":   "]" + strings.Repeat("token:!", 30_000) + strings.Repeat(" ", 250_000) + "x\n",
		"secrets":                     lines(bombHead+"post_installation_notes: |\n", "  client_secret: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789a%d\n", 5000),
		"suppressions":                lines(panelHead, "    - v%d # manifest:ignore unknown-view -- x\n", 8000),
		"a suppression of nothing":    lines(bombHead+"# manifest:ignore notes-brief -- x\n", "unknown_%d: 1\n", 22_000),
		"suppressions beside keys":    lines(bombHead+"unknown:\n", " k%d: 1 # manifest:ignore notes-brief -- x\n", 10_000),
		"20,000 misspelled methods":   lines(bombHead+"data_connector:\n  authentication:\n", "  - user_levl # %d\n", 20_000),
		"suppressions in one text":    bombHead + "release_notes: |\n" + strings.Repeat("  # manifest:ignore unknown-view -- x\n", 12_000),
		"comments":                    bombHead + strings.Repeat("#\n", 240_000),
		"hashes":                      bombHead + strings.Repeat("#", 400_000) + "\n",
		"empty lines":                 bombHead + strings.Repeat("\n", 500_000),
		"escapes":                     bombHead + "release_notes: \"" + strings.Repeat("\\u202e", 60_000) + "\"\n",
		"forbidden characters":        bombHead + "release_notes: " + strings.Repeat("a\u202e", 100_000) + "\n",
		"combining characters":        bombHead + "release_notez: a" + strings.Repeat("\u0301", 200_000) + "\n",
		"quotes":                      bombHead + "a: " + strings.Repeat("''", 200_000) + "\n",
		"colons":                      strings.Repeat("a: ", 150_000),
		"question marks":              strings.Repeat("? ", 200_000),
		"percent signs":               fullHead + strings.Repeat("%7B%7B", 80_000) + "\n",
		"tags":                        lines("", "k%d: !!str x\n", 20_000),
		"anchors":                     lines("", "k%d: &a x\n", 20_000),
		"documents":                   strings.Repeat("---\na: 1\n", 60_000),
		"long key":                    strings.Repeat("k", 400_000) + ": 1\n",
		"binary":                      strings.Repeat("\x00\xff", 200_000),
		"carriage returns":            strings.Repeat("a: 1\r", 100_000),
	}
}

const (
	bombTime   = time.Second
	bombMemory = 256 << 20
)

// No file of any content takes a second or 256 MiB, from its bytes to the text
// that is printed.
func TestBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	l, err := validate.New(validate.Options{For: validate.Production})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range bombs() {
		t.Run(name, func(t *testing.T) {
			var printed bytes.Buffer
			findings := 0
			took, peak := measure(func() {
				printed.Reset()
				found := l.Lint(source.New("manifest.yaml", []byte(text)), "acme")
				findings = len(found)
				if err := report.LintFormats.Write(&printed, report.Text, report.Lint{Findings: found, Files: 1}, report.Options{}); err != nil {
					t.Fatal(err)
				}
			})
			t.Logf("%d bytes, %d findings, %d bytes printed: %v, %d MiB", len(text), findings, printed.Len(), took.Round(time.Millisecond), peak>>20)
			if took > bombTime || peak > bombMemory {
				t.Errorf("took %v and %d MiB; expected less than %v and %d MiB", took, peak>>20, bombTime, bombMemory>>20)
			}
		})
	}
}

// measure returns the processor time that f takes, at best of five if it is too
// slow, since a busy machine has cold caches, and the largest heap while it ran.
func measure(f func()) (time.Duration, uint64) {
	stop, done := make(chan bool), make(chan bool)
	var peak atomic.Uint64
	go func() {
		defer close(done)
		heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		for {
			metrics.Read(heap)
			peak.Store(max(peak.Load(), heap[0].Value.Uint64()))
			select {
			case <-stop:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	best := time.Hour
	for range 5 {
		if best = min(best, cputime.Of(f)); best <= bombTime || best > 5*bombTime {
			break
		}
	}
	close(stop)
	<-done
	return best, peak.Load()
}
