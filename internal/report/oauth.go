package report

import (
	"bytes"
	"fmt"
	"strings"
)

// Call is one request to Procore, to be pasted into a shell.
type Call struct {
	// Title says what it does, in words.
	Title  string
	Method string
	// URL may hold shell variables.
	URL string
	// Form and Header are given by name and value; a value may hold shell
	// variables.
	Form, Header [][2]string
}

// CallsFormats are the formats of calls.
var CallsFormats = Formats[[]Call]{{Text, callsText}}

// callsText writes calls as commands of curl. Values go to it on standard
// input: in its arguments, everybody on the machine could read them.
func callsText(b *bytes.Buffer, calls []Call, _ Options) error {
	for i, c := range calls {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "# %s\n", Visible(c.Title))
		if c.Method == "" { // opened in a browser, not called
			fmt.Fprintf(b, "# %s\n", Visible(c.URL))
			continue
		}
		fmt.Fprintf(b, "curl --silent --show-error --request %s --config - <<END\nurl = \"%s\"\n", c.Method, Visible(c.URL))
		for _, h := range c.Header {
			fmt.Fprintf(b, "header = \"%s: %s\"\n", h[0], curlWord(h[1]))
		}
		for _, f := range c.Form {
			fmt.Fprintf(b, "data-urlencode = \"%s=%s\"\n", f[0], curlWord(f[1]))
		}
		b.WriteString("END\n")
	}
	return nil
}

// curlWord is a value between the quotes of a configuration of curl, within a
// here-document, in which the shell fills in variables: only where the value is
// one, or a bearer token in one.
func curlWord(s string) string {
	before, variable, ok := strings.Cut(s, "$")
	isVariable := variable != "" && strings.Trim(variable, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
	if ok && isVariable && (before == "" || before == "Bearer ") {
		return curlLiteral(before) + "$" + variable
	}
	return curlLiteral(s)
}

func curlLiteral(s string) string {
	return strings.NewReplacer(`\`, `\\\\`, "`", "\\`", "$", `\$`, `"`, `\"`).Replace(Visible(s))
}
