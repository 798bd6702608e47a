package validate

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// accepts is our own reading of the schema. The library's is another. On
// random documents, made from the schema and damaged, the two agree; and where
// the schema is not satisfied, there is a finding that says so in words.
func TestShapeAgreesWithTheLibrary(t *testing.T) {
	t.Parallel()
	for _, d := range []*document{manifestSchema, projectSchema} {
		t.Run(d.name, func(t *testing.T) { compareVerdicts(t, d, rounds(2500, 100_000)) })
	}
}

func compareVerdicts(t *testing.T, d *document, n int) {
	accepted, skipped := 0, 0
	for i := range n {
		g := &documents{rand.New(rand.NewPCG(*seed, uint64(i)))}
		v := g.value(d.root, 0)
		for range g.IntN(4) {
			v = g.damage(v)
		}
		text := g.yaml(v)
		doc, found := manifest.Parse(source.New("manifest.yaml", []byte(text)))
		if holdsInvalid(doc.Root) {
			skipped++
			continue
		}
		ours, refused := accepts(d.root, doc.Root), d.judge()(doc.Root.JSON())
		if ours != (len(refused) == 0) {
			t.Fatalf("seed %d, document %d: accepted is %v, the library refuses %v\n%s", *seed, i, ours, refused, text)
		}
		if ours {
			accepted++
		}
		before := doc.Root.JSON()
		_, said := checkSchema(d, doc)
		if !reflect.DeepEqual(doc.Root.JSON(), before) {
			t.Fatalf("seed %d, document %d: the schema pass has changed the document\n%s", *seed, i, text)
		}
		if ours == (len(said) > 0) && len(found) == 0 {
			t.Fatalf("seed %d, document %d: accepted is %v, findings:\n%s%s", *seed, i, ours, list(said), text)
		}
		for _, f := range said {
			if strings.Contains(f.Message, "does not match the schema") || strings.Contains(f.Message, "what the schema asks for") {
				t.Fatalf("seed %d, document %d: the finding explains nothing: %s\n%s", *seed, i, f.Message, text)
			}
		}
	}
	t.Logf("%d documents: %d accepted, %d refused, %d passed over because the reader refused a part", n, accepted, n-accepted-skipped, skipped)
	if accepted < n/40 || skipped > n/3 {
		t.Errorf("%d of %d documents are accepted and %d were passed over: the test sees too little", accepted, n, skipped)
	}
}

// documents makes random YAML values: string is text, raw a plain scalar.
type documents struct{ *rand.Rand }

type (
	raw   string
	pairs []pair
	pair  struct {
		key   any
		value any
	}
)

// value returns a value that satisfies the schema more often than not.
func (g *documents) value(s *schema.Shape, depth int) any {
	switch {
	case s == nil || depth > 8:
		return g.scalar()
	case s.Const != nil:
		return raw(fmt.Sprint(s.Const))
	case s.Enum != nil:
		return s.Enum[g.IntN(len(s.Enum))]
	case s.If != nil && g.IntN(2) == 0:
		return g.value(s.Then, depth)
	case s.If != nil:
		return g.value(s.Else, depth)
	case slices.Contains(s.Types, "object"):
		return g.object(s, depth)
	case slices.Contains(s.Types, "array"):
		list := make([]any, s.MinItems+g.IntN(3))
		for i := range list {
			list[i] = g.value(s.Items, depth+1)
		}
		return list
	case slices.Contains(s.Types, "boolean"):
		return raw([]string{"true", "false"}[g.IntN(2)])
	case slices.Contains(s.Types, "integer"), slices.Contains(s.Types, "number"):
		return raw(strconv.Itoa(g.IntN(9)))
	case s.Pattern != nil && s.Pattern.MatchString("1.4.0"):
		return "1.4.0"
	}
	return []string{"Acme", "a b: c", "é日本", "https://app.acmefield.com/{{region}}", "text # no comment", "0123", "1.0", "~"}[g.IntN(8)]
}

func (g *documents) object(s *schema.Shape, depth int) any {
	var o pairs
	for _, p := range s.Properties {
		if slices.Contains(s.Required, p.Name) || g.IntN(3) > 0 {
			o = append(o, pair{p.Name, g.value(p.Shape, depth+1)})
		}
	}
	if s.Others != nil && g.IntN(2) == 0 {
		o = append(o, pair{[]string{"daily_log", "new_tool", "x1"}[g.IntN(3)], g.value(s.Others, depth+1)})
	}
	g.Shuffle(len(o), func(i, j int) { o[i], o[j] = o[j], o[i] })
	return o
}

// scalar returns any scalar, those included that YAML and JSON disagree about.
func (g *documents) scalar() any {
	plain := []raw{"1", "0", "-0", "1.0", "1.5", "1e0", "10e-1", "1E+2", "01", "0x1f", "1_000", "+1", ".5", "5.", "123456789012345678901234567890", "true", "False", "yes", "~", "null", "",
		"2026-01-01", "2026-01-01T00:00:00Z", "word", ".nan", ".inf", "1e999", "1:30", "0o7", "=", "a_b"}
	if g.IntN(3) == 0 {
		return []string{"", " ", "1", "true", "A", "a\nb", "\t", "''", "\"", "\\", "admin", "1.4.0", "1.4.0\n", "😀"}[g.IntN(14)]
	}
	return plain[g.IntN(len(plain))]
}

// anything returns a value of any kind.
func (g *documents) anything() any {
	switch g.IntN(5) {
	case 0:
		return []any{g.scalar()}
	case 1:
		return pairs{{g.key(), g.scalar()}}
	case 2:
		return []any{pairs(nil), []any(nil)}[g.IntN(2)]
	}
	return g.scalar()
}

func (g *documents) key() any {
	return []any{"app", "url", "level", "embedded", "Daily Log", "9lives", "", "a/b", "a~1b", "a%2Fb", "naïve", raw("1"), raw("true"), raw("~"), raw("1.0"), "x-y", "rules"}[g.IntN(17)]
}

// damage changes one place of a value.
func (g *documents) damage(v any) any {
	switch v := v.(type) {
	case []any:
		if len(v) > 0 && g.IntN(4) > 0 {
			i := g.IntN(len(v))
			v[i] = g.damage(v[i])
			return v
		}
		if g.IntN(2) == 0 {
			return append(v, g.anything())
		}
	case pairs:
		if len(v) > 0 && g.IntN(5) > 0 {
			i := g.IntN(len(v))
			switch g.IntN(10) {
			case 0:
				return slices.Delete(v, i, i+1)
			case 1:
				v[i].key = g.key()
			default:
				v[i].value = g.damage(v[i].value)
			}
			return v
		}
		if g.IntN(3) > 0 {
			return append(v, pair{g.key(), g.anything()})
		}
	}
	return g.anything()
}

// yaml writes a value in flow style, so that only the values are random and not
// their layout, which other tests are about.
func (g *documents) yaml(v any) string {
	switch v := v.(type) {
	case raw:
		return string(v)
	case string:
		if g.IntN(3) == 0 && !strings.ContainsAny(v, "\n\t") {
			return "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
		return strconv.Quote(v)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			if parts[i] = g.yaml(item); parts[i] == "" {
				parts[i] = "null"
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	var parts []string
	for _, p := range v.(pairs) {
		parts = append(parts, g.yaml(p.key)+": "+g.yaml(p.value))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
