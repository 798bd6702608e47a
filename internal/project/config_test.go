package project

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
)

func ignoring(pattern string) (*validate.Config, string) {
	text := "schema: 1\nignore:\n  - '" + pattern + "'\n"
	config, found := validate.ParseConfig(source.New(configName, []byte(text)), doublestar.ValidatePattern)
	if len(found) > 0 {
		return nil, found[0].Message
	}
	return config, ""
}

func TestIgnoreRefusesWhatTakesForever(t *testing.T) {
	const tooMany = "the glob pattern has more than 10 braces, or expands to more than 100 paths"
	for _, c := range []struct{ pattern, want string }{
		{"manifests/{archive,old}/**", ""},
		{"{a,b}/{c,d}/{e,f}/{g,h}/{i,j}/{k,l}", ""}, // 64
		{"{a,{b,c},{d,e}}", ""},
		{`\{a\,b\}` + strings.Repeat(`\{`, 20), ""},
		{strings.Repeat("{a}", 10), ""},
		{"{" + strings.Repeat("a,", 99) + "a}", ""},
		{strings.Repeat("a/", 500), ""},
		{"{" + strings.Repeat("a,", 100) + "a}", tooMany},
		{strings.Repeat("{a,a}", 7), tooMany},
		{strings.Repeat("{a,a}", 25), tooMany}, // 126 bytes, once eight seconds
		{strings.Repeat("{", 7) + strings.Repeat(",a}", 7), tooMany},
		{strings.Repeat("{a}", 11), tooMany},
		{strings.Repeat("{", 400) + strings.Repeat("}", 400), tooMany},
		{strings.Repeat("**/a/", 10), ""},
		{strings.Repeat("**/a/", 11), "the glob pattern contains ** more than 10 times"},
		{strings.Repeat("a/", 500) + "a", "the glob pattern has more than 1000 bytes"},
		{strings.Repeat("{", 60_000), "the glob pattern has more than 1000 bytes"},
		{"{a", `"{a" is not a glob pattern`},
		{`a\`, `the glob pattern ends in a backslash`},
	} {
		if _, got := ignoring(c.pattern); got != c.want {
			t.Errorf("%.40q: got %q, want %q", c.pattern, got, c.want)
		}
	}
}

// Patterns mean what they mean in a .gitignore.
func TestIgnoreAsGitDoes(t *testing.T) {
	p := &Project{Env: Env{Dir: t.TempDir()}}
	for _, c := range []struct {
		patterns []string
		want     string // the folders of manifests that are passed over
	}{
		{[]string{"draft-*"}, "draft-1 draft-2"},
		{[]string{"draft-[!1]"}, "draft-2"},
		{[]string{"draft-[[:digit:]]"}, "draft-1 draft-2"},
		{[]string{"draft-?/"}, "draft-1 draft-2"},
		{[]string{"a b  "}, "a b"},
		{[]string{`a\ b`}, "a b"},
		{[]string{`a b\ `}, ""},
		{[]string{" acme"}, ""},
		{[]string{`\#x`, `\!y`}, "!y #x"},
		{[]string{`\#x `}, "#x"},
		{[]string{"/acme"}, ""},
		{[]string{"archive/*"}, ""},
		{[]string{"**/archive/*"}, "archive/new archive/old"},
		{[]string{"a**e"}, "acme archive/new archive/old"},
		{[]string{"manifests/**/old"}, "archive/old"},
		{[]string{"manifests/*", "!manifests/acme"}, "!y #x a b archive/new archive/old draft-1 draft-2"},
		{[]string{"manifests/archive/**", "!manifests/archive/old/", "!manifests/archive/old/**"}, "archive/new"},
		{[]string{"manifests/archive", "!manifests/archive/old/**"}, "archive/new archive/old"},
		{[]string{"manifests/archive/**", "!manifests/archive/old"}, "archive/new archive/old"},
		{[]string{"*", "!*/", "!manifest.yaml"}, ""},
		{[]string{"*", "!manifests/", "!manifests/acme/"}, "!y #x a b acme archive/new archive/old draft-1 draft-2"},
	} {
		ignorer := newIgnorer(p, p.absolute(configName), c.patterns)
		var got []string
		for _, at := range []string{"!y", "#x", "a b", "acme", "archive/new", "archive/old", "draft-1", "draft-2"} {
			if ignorer.ignored(p.absolute("manifests/"+at+"/manifest.yaml"), false) {
				got = append(got, at)
			}
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%q: got %q, want %q", c.patterns, got, c.want)
		}
	}
	if _, got := ignoring("#acme"); !strings.Contains(got, "is a comment in a .gitignore") {
		t.Errorf("a comment: got %q", got)
	}
}

// All patterns together are limited too, each by what it stands for.
func TestIgnoreRefusesTooMany(t *testing.T) {
	read := func(lines string, n int) (message string, line int) {
		config := source.New(configName, []byte("schema: 1\nignore:\n"+strings.Repeat(lines, n)))
		_, found := validate.ParseConfig(config, doublestar.ValidatePattern)
		if len(found) == 0 {
			return "", 0
		}
		return found[0].Message, found[0].Start().Line
	}
	const tooMany = "the ignore patterns expand to more than 1000 paths"
	for _, c := range []struct {
		lines   string
		n, line int
		want    string
	}{
		{"  - a\n", 1000, 0, ""},
		{"  - a\n", 1001, 1003, tooMany},
		{"  - a\n", 40_000, 1003, tooMany},
		{"  - '{a,b,c,d}{a,b,c,d,e}'\n", 50, 0, ""},
		{"  - '{a,b,c,d}{a,b,c,d,e}'\n", 51, 53, tooMany},
	} {
		if got, line := read(c.lines, c.n); got != c.want || line != c.line {
			t.Errorf("%d times %q: got %q in line %d, want %q in line %d", c.n, c.lines, got, line, c.want, c.line)
		}
	}
}

// units are what patterns that take long are made of.
var units = []string{"{", "{}", "{a}", "{a,", "{a,a}", "{a,a}{b,b}/", "{*,*}", "{{a,a},{a,a}}", "}", "[", "[a", "[a]", "[!a]", "*", "**", "**/",
	"*a", "*?a", "?", "a/", "*/", `\`, `\{`, "a", "**/a/", "**/*a*/"}

// How long it takes to read and to match patterns grows with their length and their
// number, whatever they hold.
func TestIgnoreInTime(t *testing.T) {
	path := strings.Repeat("a/", 1000) + "manifest.yaml"
	for _, unit := range units {
		for _, size := range []int{30, 60, 126, 990, 60 << 10, 120 << 10, 240 << 10, 480 << 10} {
			pattern := strings.Repeat(unit, size/len(unit))
			took := cputime.Of(func() {
				if config, _ := ignoring(pattern); config != nil {
					_, _ = doublestar.Match(config.Ignore[0], path)
				}
			})
			if took > time.Second {
				t.Errorf("%q, %d bytes: %v", unit, size, took)
			}
		}
		p := &Project{Env: Env{Dir: t.TempDir()}}
		took := func(n int) time.Duration {
			text := "schema: 1\nignore:\n" + strings.Repeat("  - '"+strings.Repeat(unit, 3)+"x'\n", n)
			best := time.Hour
			for range 3 {
				best = min(best, cputime.Of(func() {
					config, found := validate.ParseConfig(source.New(configName, []byte(text)), doublestar.ValidatePattern)
					if len(found) == 0 {
						newIgnorer(p, p.absolute(configName), config.Ignore).ignored(p.absolute(strings.Repeat("abc/", 10)+"manifest.yaml"), false)
					}
				}))
			}
			return best
		}
		if few, many := took(60), took(60<<4); many > time.Second || many > 40*few && many > 50*time.Millisecond { // 2.5 times a doubling
			t.Errorf("%q: 60 patterns took %v, and 960 took %v", unit, few, many)
		}
	}
}

// So it is with the patterns of the command line.
func TestPatternsOfArgumentsInTime(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a", "b"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, unit := range units {
		for _, size := range []int{30, 60, 126, 250, 990, 60 << 10, 120 << 10} { // the longest argument that Linux takes
			for _, before := range []string{"", "a/", "**/"} {
				p := &Project{Env: Env{Dir: dir}}
				if took := cputime.Of(func() {
					_, _ = p.discoverSome(t.Context(), "lint", []string{before + strings.Repeat(unit, size/len(unit)) + "x"}, nil)
				}); took > time.Second {
					t.Errorf("%q, %d bytes: %v", before+unit, size, took)
				}
			}
		}
	}
}
