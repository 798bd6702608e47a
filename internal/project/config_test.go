package project

import (
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
	const tooMany = "a glob pattern has more than 10 braces, or stands for more than 100 paths"
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
		{strings.Repeat("a/", 500) + "a", "a glob pattern has more than 1000 bytes"},
		{strings.Repeat("{", 60_000), "a glob pattern has more than 1000 bytes"},
		{"{a", `"{a" is not a glob pattern`},
	} {
		if _, got := ignoring(c.pattern); got != c.want {
			t.Errorf("%.40q: got %q, want %q", c.pattern, got, c.want)
		}
	}
}

// How long it takes to read and to match a pattern grows with its length,
// whatever it holds.
func TestIgnoreInTime(t *testing.T) {
	path := strings.Repeat("a/", 1000) + "manifest.yaml"
	for _, unit := range []string{"{", "{}", "{a}", "{a,", "{a,a}", "}", "[", "[a", "[a]", "[!a]", "*", "**/", "*a", "?", "a/", `\`, `\{`, "a",
		"**/a/"} {
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
	}
}
