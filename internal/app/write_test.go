package app

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

// A text that is easily written as something else is read back from every place
// of a draft, or the draft is refused.
func TestWriteHostileTexts(t *testing.T) {
	data, err := os.ReadFile("../manifest/testdata/scalars.txt")
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for line := range strings.Lines(string(data)) {
		text, err := strconv.Unquote(strings.TrimSpace(line))
		if err != nil || text == "" {
			continue
		}
		d := &Draft{
			Name: text, Distribution: Custom, Version: "0.1.0", Authentication: []string{UserLevel, ServiceAccount},
			Permissions: []DraftPermission{{"project", "rfi", text}},
			SidePanel: &DraftComponent{
				Description: text, URL: text, Views: []string{text, text},
				Parameters: []DraftParameter{{Key: text, Name: text, Description: text}},
			},
			SetupURL: text, SetupPage: text, SandboxRedirects: []string{text},
		}
		out, err := Write(d.Root(), Layout{Modeline: "# x"})
		if err != nil {
			if _, found := manifest.Parse(source.New("t", []byte(strconv.Quote(text)))); len(found) == 0 &&
				utf8.ValidString(text) {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		written++
		m := Read(parse(t, out))
		p := m.SidePanel.Parameters[0]
		for what, got := range map[string]Text{
			"name": m.Name, "level": m.Connector.Permissions[0].Level, "url": m.SidePanel.URL.Text,
			"view": m.SidePanel.Views.Items[1],
			"key":  p.Key, "parameter": p.Description, "page": m.Setup.PageName,
			"redirect URI": m.OAuth.Sandbox.RedirectURIs.Items[0],
		} {
			if s, ok := got.Str(); !ok || s != text {
				t.Errorf("%s: got %q, want %q, written\n%s", what, s, text, out)
			}
		}
	}
	if written < 80 {
		t.Errorf("only %d texts were written", written)
	}
}

func parse(t *testing.T, data []byte) *manifest.Node {
	t.Helper()
	doc, found := manifest.Parse(source.New("manifest.yaml", data))
	if len(found) > 0 {
		t.Fatalf("%s\n%s", found[0].Message, data)
	}
	return doc.Root
}

func TestWriteLayout(t *testing.T) {
	root := parse(t, []byte(`{release_notes: "a\nb\n", version: "1.0", post_installation_notes: Yes, oauth: {sandbox: {redirect_uris: []}},
  data_connector: {permissions: {project: {rfi: {level: admin, purpose: Because}, y: read_only}}, authentication: [user_level, service_account]},
  app: {distribution: custom, name: A}, schema: 1, embedded: {side_panel: {parameters: [{required: true, key: k}], url: "https://a.test", views: [b.c]}}}
`))
	Order(root)
	m := Read(root)
	got, err := Write(root, Layout{
		Modeline: "# line", Comments: map[*manifest.Node]string{m.Distribution.Node: "check"},
		Above: map[string]string{"embedded": "above"},
	})
	const want = `# line
schema: 1
app:
  name: A
  distribution: custom # check
version: "1.0"

data_connector:
  authentication: [user_level, service_account]
  permissions:
    project:
      rfi: {level: admin, purpose: Because}
      "y": read_only

# above
embedded:
  side_panel:
    url: https://a.test
    views:
      - b.c
    parameters:
      - key: k
        required: true

post_installation_notes: "Yes"

oauth:
  sandbox:
    redirect_uris: []

release_notes: |
  a
  b
`
	if err != nil || string(got) != want {
		t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
	}
}
