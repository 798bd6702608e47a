package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/diag"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	Classname string        `xml:"classname,attr"`
	Error     *junitFailure `xml:"error"`
	Failure   *junitFailure `xml:"failure"`
	Output    string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// lintJUnit writes one test case for each finding. Errors and warnings fail; an
// info passes and says so in its output. A file that could not be read is an
// error, which is JUnit's word for a test that could not be run. A clean run is
// one case that passes, for build servers take a report without cases for a
// broken job. There is no standard: this is what Jenkins' schema allows, which
// knows no file and no line of a case, so that its class is the file.
func lintJUnit(buf *bytes.Buffer, l Lint, _ Options) error {
	suite := junitSuite{Name: "manifest lint", Errors: len(l.Unread)}
	for _, d := range l.failures() {
		c := junitCaseOf(&d)
		c.Error, c.Failure = c.Failure, nil
		suite.Cases = append(suite.Cases, c)
	}
	for i := range l.Findings {
		c := junitCaseOf(&l.Findings[i])
		if c.Failure != nil {
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if len(suite.Cases) == 0 {
		suite.Cases = []junitCase{{Name: strings.TrimSuffix(l.summary(nil), "."), Classname: "manifest lint"}}
	}
	suite.Tests = len(suite.Cases)

	buf.WriteString(xml.Header)
	e := xml.NewEncoder(buf)
	e.Indent("", "  ")
	err := e.Encode(junitSuites{
		Name: suite.Name, Tests: suite.Tests, Failures: suite.Failures, Errors: suite.Errors, Suites: []junitSuite{suite},
	})
	buf.WriteByte('\n')
	return err
}

func junitCaseOf(d *diag.Diagnostic) junitCase {
	c := junitCase{
		Name:      xmlText(fmt.Sprintf("%s at %s", d.Rule, where(d.File, d.Span))),
		Classname: xmlText(d.File.Name),
	}
	text := xmlText(fmt.Sprintf("%s: %s: %s [%s]", where(d.File, d.Span), d.Severity, sentence(d), d.Rule))
	for i := range d.Related {
		text += "\n" + xmlText("note: "+note(&d.Related[i]))
	}
	if d.Severity < diag.Warning {
		c.Output = text
		return c
	}
	c.Failure = &junitFailure{Type: d.Severity.String(), Message: xmlText(d.Message), Text: text}
	return c
}

// xmlText makes visible what XML 1.0 cannot hold in any spelling. The rest is
// escaped by the encoder.
func xmlText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\t', r == '\n', r == '\r', r >= ' ' && r != 0xFFFE && r != 0xFFFF:
			b.WriteRune(r)
		default:
			b.WriteString(escape(r))
		}
		i += size
	}
	return b.String()
}
