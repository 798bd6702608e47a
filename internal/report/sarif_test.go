package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// manyFindings are n findings, of which every third is an error.
func manyFindings(n int, message func(i int) string) Lint {
	f := source.New("manifests/acme/manifest.yaml", []byte(strings.Repeat("views: [rfi.detial]\n", n)))
	l := Lint{Files: 1, Rules: rules, Tool: tool}
	for i := range n {
		l.Findings = append(l.Findings, diag.Diagnostic{
			Rule: "unknown-view", Severity: []diag.Severity{diag.Info, diag.Warning, diag.Error}[i%3], File: f,
			Span: source.Span{Start: 20 * i, End: 20*i + 5}, Message: message(i),
		})
	}
	return l
}

// uploaded renders findings as SARIF, holds the result against what code scanning
// takes, and returns it with what the user was told.
func uploaded(t *testing.T, l Lint) (sarifRun, []string) {
	t.Helper()
	var told []string
	out := render(t, SARIF, l, Options{Warn: func(s string) { told = append(told, s) }})
	if len(out) > 20_000_000 {
		t.Errorf("SARIF of %d bytes", len(out))
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write([]byte(out)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil || packed.Len() > 10_000_000 {
		t.Errorf("%d bytes after gzip, %v", packed.Len(), err)
	}
	var log sarifLog
	decode(t, out, &log)
	run := log.Runs[0]
	last := sarifLevel[diag.Error]
	for _, r := range run.Results {
		if r.Level != last && (last == "note" || last == "warning" && r.Level == "error") {
			t.Fatalf("%s stands after %s", r.Level, last)
		}
		last = r.Level
	}
	return run, told
}

func TestSARIFLimits(t *testing.T) {
	random := rand.NewChaCha8([32]byte{14})
	long := func(n int) func(int) string {
		return func(int) string {
			data := make([]byte, n)
			_, _ = random.Read(data)
			return base64.StdEncoding.EncodeToString(data)
		}
	}
	number := func(i int) string { return fmt.Sprintf("finding %d", i) }
	for _, c := range []struct {
		name        string
		l           Lint
		least, most int // results
	}{
		{"few", manyFindings(3, number), 3, 3},
		{"as many as there may be", manyFindings(25_000, number), 25_000, 25_000},
		{"one too many", manyFindings(25_001, number), 25_000, 25_000},
		{"far too many", manyFindings(40_000, number), 25_000, 25_000},
		{"messages that take much room", manyFindings(9_000, func(i int) string {
			return fmt.Sprintf("finding %d", i) + strings.Repeat("\x01", 3000) // six bytes each in JSON
		}), 1_000, 1_200},
		{"messages that cannot be packed", manyFindings(9_000, long(2_500)), 2_500, 6_000},
		{"messages without end", manyFindings(300, long(200_000)), 300, 300},
	} {
		t.Run(c.name, func(t *testing.T) {
			run, told := uploaded(t, c.l)
			kept, all := len(run.Results), len(c.l.Findings)
			if kept < c.least || kept > c.most {
				t.Errorf("%d results, want %d to %d", kept, c.least, c.most)
			}
			invocation := run.Invocations[0]
			if !invocation.Successful {
				t.Error("what was left out was checked all the same")
			}
			if kept == all {
				if len(told) > 0 || len(invocation.Notifications) > 0 {
					t.Errorf("nothing was left out, but told %q, %v", told, invocation.Notifications)
				}
				return
			}
			want := fmt.Sprintf("%d of %d findings, the least severe, are left out of SARIF: "+
				"code scanning accepts at most 25000 results and 20 MB", all-kept, all)
			if len(told) != 1 || told[0] != want {
				t.Errorf("told %q, want %q", told, want)
			}
			if n := invocation.Notifications; len(n) != 1 || n[0].Message.Text != want || n[0].Level != "warning" {
				t.Errorf("got notifications %v", n)
			}
		})
	}
}

// A document that says what was left out is still SARIF.
func TestSARIFOfManyUnread(t *testing.T) {
	l := Lint{Tool: tool}
	for i := range 1500 {
		l.Unread = append(l.Unread, Unread{fmt.Sprintf("manifests/app-%d/manifest.yaml", i), "permission denied"})
	}
	out := render(t, SARIF, l, Options{})
	checkSchema(t, "testdata/schemas/sarif-2.1.0.json", out)
	if n := strings.Count(out, "permission denied"); n != 1000 || !strings.Contains(out, "500 manifests could not "+
		"be read") {
		t.Errorf("%d of 1500 are listed", n)
	}
}

func TestSARIFTextIsCutAtALetter(t *testing.T) {
	for n := range 5 {
		got := sarifText(strings.Repeat("a", n) + strings.Repeat("€", 3000)).Text
		if !utf8.ValidString(got) || len(got) > sarifMaxText+len("…") || !strings.HasSuffix(got, "€…") {
			t.Errorf("%d letters before: got %d bytes, ending in %q", n, len(got), got[len(got)-6:])
		}
	}
}
