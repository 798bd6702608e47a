package portal

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

var (
	soak = flag.Bool("soak", false, "run the tests over random files at full length")
	seed = flag.Uint64("seed", 1, "seed of the tests over random files")
)

// person writes a manifest as people do: in any layout, with comments everywhere.
// Each comment has its own number.
type person struct {
	*rand.Rand
	b        strings.Builder
	comments int
}

func (p *person) comment() string {
	p.comments++
	return fmt.Sprintf("# c%d.", p.comments)
}

func (p *person) remark() string {
	if p.IntN(4) == 0 {
		return strings.Repeat(" ", 1+p.IntN(2)) + p.comment()
	}
	return ""
}

func (p *person) above(indent int) {
	for p.IntN(6) == 0 {
		if p.IntN(5) == 0 {
			p.b.WriteString("\n")
		}
		p.b.WriteString(strings.Repeat(" ", indent) + p.comment() + "\n")
	}
}

func (p *person) value(n *manifest.Node, indent int) {
	switch {
	case n.Kind == manifest.Map && len(n.Entries) > 0 && p.IntN(4) > 0:
		p.b.WriteString(p.remark() + "\n")
		p.entries(n, indent, false)
	case n.Kind == manifest.List && len(n.Items) > 0 && p.IntN(4) > 0:
		p.b.WriteString(p.remark() + "\n")
		for _, item := range n.Items {
			p.above(indent)
			p.b.WriteString(strings.Repeat(" ", indent) + "- ")
			if item.Kind == manifest.Map && len(item.Entries) > 0 && p.IntN(3) > 0 {
				p.entries(item, indent+2, true)
			} else {
				p.b.WriteString(app.WriteFlow(item) + p.remark() + "\n")
			}
		}
	case n.Kind == manifest.String && strings.HasPrefix(manifest.Scalar(n.Text, indent), "|"):
		header, body, _ := strings.Cut(manifest.Scalar(n.Text, indent), "\n")
		p.b.WriteString(" " + header + p.remark() + "\n" + body + "\n")
	case n.Kind == manifest.String && p.IntN(3) == 0:
		text := manifest.Rewrite(&manifest.Node{Style: manifest.Single}, n.Text)
		p.b.WriteString(" " + text + p.remark() + "\n")
	default:
		p.b.WriteString(" " + app.WriteFlow(n) + p.remark() + "\n")
	}
}

func (p *person) entries(n *manifest.Node, indent int, afterDash bool) {
	for i, e := range n.Entries {
		if i > 0 || !afterDash {
			p.above(indent)
			p.b.WriteString(strings.Repeat(" ", indent))
		}
		p.b.WriteString(manifest.OneLine(e.Key.Text, false) + ":")
		p.value(e.Value, indent+2)
	}
}

var numbered = regexp.MustCompile(`# c\d+\.`)

// randomReading is the portal's JSON as a whole manifest, or nil if it would
// be none.
func randomReading(r *rand.Rand) *Reading {
	users := true
	for {
		reading, found := Read(source.New("portal.json", encoded(randomPortal(r))))
		if diag.Count(append(found, reading.Importable()...)).Errors == 0 {
			reading.Complete(Given{Name: "App", Distribution: "custom", Version: "1.0.0", UserLevel: &users})
			return reading
		}
	}
}

// One field of the portal is taken into a file, and only its tokens change.
func TestTakeChangesOneField(t *testing.T) {
	runs := uint64(1000)
	if *soak {
		runs = 20_000
	}
	taken, refusals, refused := 0, make(map[string]int), 0
	for i := range runs {
		r := rand.New(rand.NewPCG(*seed, i))
		p := &person{Rand: r}
		p.entries(randomReading(r).Root, 0, false)
		text := p.b.String()
		if r.IntN(4) == 0 {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		doc, found := manifest.Parse(source.New("manifest.yaml", []byte(text)))
		if len(found) > 0 {
			t.Fatalf("seed %d, file %d: %s\n%s", *seed, i, found[0].Message, text)
		}
		portal := randomReading(r)
		differ := func(doc *manifest.Document) []Difference {
			return Compare(Side{doc.File, doc.Root}, Side{portal.File, portal.Root}, Side{}, "components")
		}
		list := differ(doc)
		if len(list) == 0 {
			continue
		}
		d := list[r.IntN(len(list))]
		data, no := Take(doc, portal.Root, []Difference{d})
		if len(no) > 0 {
			refused++
			refusals[numbered.ReplaceAllString(no[0].Why, "#")]++
			continue
		}
		taken++
		fail := func(format string, args ...any) {
			t.Helper()
			t.Fatalf("seed %d, file %d: %s: %s\nbefore\n%s\nafter\n%s", *seed, i, d.Path, fmt.Sprintf(format, args...),
				text, data)
		}
		after, found := manifest.Parse(source.New("manifest.yaml", data))
		if len(found) > 0 {
			fail("%s", found[0].Message)
		}
		if slices.ContainsFunc(differ(after), func(left Difference) bool { return left.Path == d.Path }) {
			fail("it still differs")
		}
		if got, want := numbered.FindAllString(string(data), -1), numbered.FindAllString(text, -1); !slices.Equal(got,
			want) {
			fail("comments are %q, not %q", got, want)
		}
		checkMiddle(text, string(data), &d, doc, fail)
	}
	t.Logf("%d were taken, %d refused: %v", taken, refused, refusals)
	if taken < int(runs)/2 {
		t.Errorf("only %d of %d were taken", taken, runs)
	}
}

// checkMiddle looks at the bytes between the first and the last that changed: all
// of what went belongs to the field.
func checkMiddle(before, after string, d *Difference, doc *manifest.Document, fail func(string, ...any)) {
	from, end := 0, 0
	for from < min(len(before), len(after)) && before[from] == after[from] {
		from++
	}
	for end < min(len(before), len(after))-from && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	gone := before[from : len(before)-end]
	s := follow(doc.Root, places(&rows()[d.row], d.name), d.name)
	if s.missing > 0 {
		if strings.TrimSpace(gone) != "" {
			fail("%q went, though nothing was there", gone)
		}
		return
	}
	in := s.around[outermost(s.around)]
	part := doc.Part(in.parent, in.index)
	first, last := doc.File.LineSpan(doc.File.LineAt(part.Start)), doc.File.LineSpan(doc.File.LineAt(part.End))
	if len(after)-end == from { // what is taken out could start further up as well
		for from > first.Start && before[from-1] == gone[len(gone)-1] {
			gone = before[from-1:from] + gone[:len(gone)-1]
			from, end = from-1, end+1
		}
	}
	if from < first.Start-2 || len(before)-end > last.End+2 {
		fail("%q went, which is more than lines %q", gone, doc.File.Text(source.Span{Start: first.Start,
			End: last.End}))
	}
}
