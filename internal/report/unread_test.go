package report

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// A file that could not be read is in every format, whatever its name holds.
func TestUnread(t *testing.T) {
	for _, tt := range hostile {
		l := Lint{Files: 1, Tool: tool, Unread: []Unread{{"dir/" + tt.text, "because " + tt.text}}}
		for _, f := range formatsOf(LintFormats) {
			t.Run(string(f)+"/"+tt.name, func(t *testing.T) {
				out := render(t, f, l, Options{})
				if !strings.Contains(out, "because") {
					t.Errorf("the file is not in %q", out)
				}
				switch f {
				case JSON:
					checkSchema(t, "../../schema/findings.schema.json", out)
				case SARIF:
					checkSchema(t, "testdata/schemas/sarif-2.1.0.json", out)
				case RDJSON, GitLab:
					var v any
					decode(t, out, &v)
				case JUnit:
					wellFormed(t, out)
				case Markdown, MarkdownFull:
					if items := markdownItems(t, out); len(items) != 1 {
						t.Errorf("got the items %q, want one", items)
					}
				case Text, GitHub:
					if n := strings.Count(out, "\n"); n != 1 || !strings.HasSuffix(out, "\n") {
						t.Errorf("got %d lines, want 1: %q", n, out)
					}
				default:
					nothingHidden(t, out)
				}
			})
		}
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(text)); ; {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
