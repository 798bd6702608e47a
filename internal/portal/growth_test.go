package portal

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// grown is one kind of large JSON: at a path, many of the same entries.
type grown struct {
	path string
	// entry is one entry with its number, open and end what encloses them.
	open, entry, end string
}

// text returns JSON of about so many bytes on one line.
func (g grown) text(size int) string {
	keys := strings.Split(g.path, ".")
	if g.path == "" {
		keys = nil
	}
	var b strings.Builder
	b.WriteString(`{"schema_version": "4.1", `)
	for _, key := range keys {
		fmt.Fprintf(&b, `%q: {`, key)
	}
	text := strings.TrimSuffix(b.String(), "{") + g.open
	if len(keys) == 0 {
		text = b.String()
	}
	var entries []string
	nodes := 1 + 2*strings.Count(g.entry, ":")
	for n := len(text) + len(g.end) + len(keys); ; {
		entry := strings.ReplaceAll(g.entry, "#", fmt.Sprintf("%06d", len(entries)))
		if n += len(entry) + len(", "); n > size || len(entries)*nodes > maxNodes-100 {
			break
		}
		entries = append(entries, entry)
	}
	return text + strings.Join(entries, ", ") + g.end + strings.Repeat("}", len(keys))
}

// growths are made of the mapping: entries where names are chosen freely, lists,
// long texts, and unknown keys in every object.
func growths() map[string]grown {
	all := map[string]grown{"unknown keys at the top": {"", "", `"unknown_#": "x"`, "}"}}
	for _, row := range rows() {
		at, field, many := strings.Cut(row.V41, ".*")
		parent := row.V41[:max(0, strings.LastIndexByte(row.V41, '.'))]
		switch {
		case row.V41 == "":
		case row.As == Words:
			all["list "+row.V41] = grown{row.V41, "[", `"tool_#.detail"`, "]"}
			all["numbers in "+row.V41] = grown{row.V41, "[", "1#", "]"}
		case row.V41 == "permissions.project.*":
			all["names "+row.V41] = grown{at, "{", `"tool_#": "readonly"`, "}"}
			all["wrong values "+row.V41] = grown{at, "{", `"tool_#": "rw"`, "}"}
			all["same key "+row.V41] = grown{at, "{", `"tool_": "standard"`, "}"}
		case row.V41 == "fullscreen.user_configuration.schema.properties.*.name":
			all["names "+row.V41] = grown{at, "{", `"key_#": {"` + field[1:] + `": "x"}`, "}"}
		case row.As == Text && !many:
			all["text"] = grown{row.V41, `"`, `\u00e9\n é #`, `"`}
		}
		if parent != "" && !strings.Contains(parent, ".") {
			all["unknown keys in "+parent] = grown{parent, "{", `"unknown_#": null, "k#": [1]`, "}"}
		}
	}
	return all
}

// imports does with a file what import and export do with it.
func imports(f *source.File, _ Side) {
	r, found := Read(f)
	for _, d := range append(found, r.Importable()...) {
		f.Position(d.Span.Start)
	}
	for _, l := range r.Left {
		f.Position(l.Span.Start)
	}
	r.Complete(Given{})
	if yaml, err := r.Write(); err == nil {
		doc, _ := manifest.Parse(source.New("manifest.yaml", yaml))
		Export(doc.File, doc.Root)
	}
}

// compares does with a file what drift does with it.
func compares(f *source.File, git Side) {
	r, _ := Read(f)
	r.Fill(git.Root)
	for _, d := range Compare(git, Side{f, r.Root}, Side{}, schema.Portal("components")) {
		f.Position(d.PortalAt.Span.Start)
		git.File.Position(d.GitAt.Span.Start)
	}
}

// Five doublings of an input take at most two and a half times as long each, and
// the largest that is read takes a second.
func TestReadingGrowsWithTheSize(t *testing.T) {
	const doublings, most = 5, 98 // 2.5 to the fifth
	for name, g := range growths() {
		other := g
		other.entry = strings.Replace(g.entry, "_", "_other", 1)
		spent := func(size int, run func(*source.File, Side)) func() time.Duration {
			data := []byte(g.text(size))
			if n, found := scan(source.New("portal.json", data)); n == nil {
				t.Fatalf("%s: %s", name, found[0].Message)
			}
			git, _ := Read(source.New("other.json", []byte(other.text(size))))
			return func() time.Duration {
				took := cputime.Of(func() { run(source.New("portal.json", data), Side{git.File, git.Root}) })
				return max(took, 5*time.Millisecond)
			}
		}
		for what, run := range map[string]func(*source.File, Side){"import": imports, "compare": compares} {
			small, large := spent(MaxBytes>>doublings, run), spent(MaxBytes-1, run)
			base, took := small(), large()
			for try := 0; try < 8 && (took > most*base || took > time.Second); try++ { // the machine may be busy
				base, took = min(base, small()), min(took, large())
			}
			if took > most*base || took > time.Second {
				t.Errorf("%s: %s: %d KiB take %s, a thirty-second of it %s", name, what, MaxBytes>>10, took, base)
			}
		}
	}
}
