package portal

import (
	"fmt"
	"strings"
	"testing"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

const compared = `schema: 1
app: {name: Cranes, distribution: custom}
version: 1.0.0
data_connector:
  authentication: [user_level, service_account]
  permissions:
    company: {home: standard}
embedded:
  side_panel:
    url: https://a.test/{{region}}
    views: [rfi.detail, rfi.list]
    parameters:
      - {key: region, name: Region, required: true}
setup_instructions: {url: "https://help.test", page_name: Help}
post_installation_notes: Read this.
`

func TestCompare(t *testing.T) {
	tests := []struct {
		name        string
		git, portal string // how each is another than compared: "old -> new"
		isSaved     bool   // compared was saved
		want        string
	}{
		{name: "same"},
		{name: "order of views", portal: "[rfi.detail, rfi.list] -> [rfi.list, rfi.detail]"},
		{name: "end of notes", portal: "Read this. -> \"Read this.\\n\\n\""},
		{name: "default type", portal: "name: Region, -> name: Region, type: string,"},
		{name: "ids", portal: "    url: https -> \n    uuid: x\n    url: https"},
		{name: "clicked", portal: "home: standard -> home: admin", isSaved: true,
			want: "clicked Permissions Builder > Company Level > Portfolio: Standard, Admin"},
		{name: "not entered", git: "Read this. -> Read that.", isSaved: true, want: "not_entered Post-Installation Notes: Read that., Read this."},
		{name: "both", git: "Read this. -> Read A.", portal: "Read this. -> Read B.", isSaved: true, want: "both Post-Installation Notes: Read A., Read B."},
		{name: "nothing saved", git: "page_name: Help -> page_name: Aid", want: "differs Instructions Page Name: Aid, Help"},
		{name: "both the same", git: "Read this. -> Read A.", portal: "Read this. -> Read A.", isSaved: true},
		{name: "optional", portal: ", required: true -> ", want: "differs Side Panel > Parameter Interpolation > region > Required: on, off"},
		{name: "a tool", portal: "{home: standard} -> {}", want: "differs Permissions Builder > Company Level > Portfolio: Standard, None"},
		{name: "a whole parameter", portal: "- {key: region, name: Region, required: true} -> []",
			want: "differs Side Panel > Parameter Interpolation > region: present, missing"},
		{name: "service account", portal: ", service_account] -> ]",
			want: "differs Data Connector Components > Service Account Authentication: ticked, not ticked\ndiffers Permissions Builder > Company Level > Portfolio: Standard, None"},
	}
	side := func(change string) Side {
		text := compared
		if change != "" {
			from, to, _ := strings.Cut(change, " -> ")
			if !strings.Contains(text, from) {
				t.Fatalf("%q is not there", from)
			}
			text = strings.Replace(text, from, to, 1)
		}
		text = strings.Replace(text, "parameters:\n      []", "parameters: []", 1)
		doc := parse(t, []byte(text))
		return Side{doc.File, doc.Root}
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var saved Side
			if tt.isSaved {
				saved = side("")
			}
			var got []string
			for _, d := range Compare(side(tt.git), side(tt.portal), saved, schema.ConfigurationBuilder) {
				got = append(got, fmt.Sprintf("%s %s: %s, %s", d.Cause, d.Field, d.Git, d.Portal))
				if d.GitAt == nil || d.PortalAt == nil {
					t.Errorf("%s has no place", d.Path)
				}
			}
			if strings.Join(got, "\n") != tt.want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), tt.want)
			}
		})
	}
}

// What only one side can know is no difference.
func TestFill(t *testing.T) {
	git := parse(t, []byte(compared))
	for _, json := range []string{
		`{"permissions": {"company": {"home": "standard"}}, "sidepanel": {"views": ["rfi.list", "rfi.detail"], "source_url": "https://a.test/{{region}}",
			"user_configuration": {"schema": {"required": ["region"], "properties": {"region": {"name": "Region"}}}}},
			"post_installation_instruction": {"notes": "Read this.", "page": {"url": "https://help.test", "label": "Help"}}}`,
	} {
		r, found := Read(source.New("portal.json", []byte(json)))
		if len(found) > 0 {
			t.Fatal(found[0].Message)
		}
		r.Fill(git.Root)
		if list := Compare(Side{git.File, git.Root}, Side{r.File, r.Root}, Side{}, schema.Components); len(list) > 0 {
			t.Errorf("%s: %q, %q", list[0].Path, list[0].Git, list[0].Portal)
		}
	}
	// Schema 3.x names user level authentication; if it does not, there is none.
	r, _ := Read(source.New("portal.json", []byte(`{"components": {"oauth": {"instances": [{"grant_type": "client_credentials"}]}}}`)))
	r.Fill(git.Root)
	if app.Read(r.Root).SignsIn(app.UserLevel) {
		t.Error("user level authentication was added to what names it")
	}
}
