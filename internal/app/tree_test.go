package app

import (
	"fmt"
	"strings"
	"testing"
)

// lines writes what a tree says, one element a line.
func lines(e *Element) string {
	var b strings.Builder
	var walk func(e *Element)
	walk = func(e *Element) {
		if e.There || e.Value != "" {
			fmt.Fprintf(&b, "%s %s %q %d-%d\n", e.At, e.Path, e.Value, e.Span.Start, e.Span.End)
		}
		for _, c := range e.Children {
			walk(c)
		}
	}
	for _, c := range e.Children {
		walk(c)
	}
	return b.String()
}

func TestTree(t *testing.T) {
	const source = `data_connector: {permissions: {project: {rfi: admin, empty: }}, authentication: [service_account]}
embedded:
  side_panel:
    views: [b, a, b]
    parameters: [{key: k, required: "yes"}]
`
	const want = `data_connector data_connector "" 0-14
data_connector.authentication data_connector.authentication "" 64-78
data_connector.authentication[] data_connector.authentication[service_account] "service_account" 81-96
data_connector.permissions data_connector.permissions "" 17-28
data_connector.permissions.project data_connector.permissions.project "" 31-38
data_connector.permissions.project.<name> data_connector.permissions.project.rfi "" 41-44
data_connector.permissions.project.<name>.level data_connector.permissions.project.rfi.level "admin" 46-51
embedded embedded "" 99-107
embedded.side_panel embedded.side_panel "" 111-121
embedded.side_panel.views embedded.side_panel.views "" 127-132
embedded.side_panel.views[] embedded.side_panel.views[a] "a" 138-139
embedded.side_panel.views[] embedded.side_panel.views[b] "b" 135-136
embedded.side_panel.parameters embedded.side_panel.parameters "" 148-158
embedded.side_panel.parameters[] embedded.side_panel.parameters[k] "" 167-168
embedded.side_panel.parameters[].type embedded.side_panel.parameters[k].type "string" 167-168
embedded.side_panel.parameters[].required embedded.side_panel.parameters[k].required "required" 180-185
`
	m := Read(parse(t, []byte(source)))
	if got := lines(m.Tree()); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if first, again := m.Tree(), m.Tree(); first != again {
		t.Error("the tree is made twice")
	}
	if got := lines(Read(nil).Tree()); got != "" {
		t.Errorf("nothing has\n%s", got)
	}
}

func TestSplit(t *testing.T) {
	for _, test := range []struct {
		url  string
		part Part
		want string
	}{
		{"https://a.test/x/{{a/b}}/", InPath, "|x|{{a/b}}|"},
		{"https://a.test?a={{b&c}}&d", InQuery, "a={{b&c}}|d"},
		{"https://a.test", InPath, ""},
		{"https://a.test", InQuery, "<nil>"},
	} {
		delimiter := byte('/')
		if test.part == InQuery {
			delimiter = '&'
		}
		list := ParseURL(test.url).Split(test.part, delimiter)
		got := strings.Join(list, "|")
		if list == nil {
			got = "<nil>"
		}
		if got != test.want {
			t.Errorf("%s of %s: got %s, want %s", test.part, test.url, got, test.want)
		}
	}
}
