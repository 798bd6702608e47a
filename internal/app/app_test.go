package app

import (
	"testing"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
)

func read(t *testing.T, text string) *Manifest {
	t.Helper()
	doc, _ := manifest.Parse(source.New("manifest.yaml", []byte(text)))
	return Read(doc.Root)
}

func TestReadNothing(t *testing.T) {
	for _, text := range []string{"", "[]", "app: 1\nembedded: x\noauth: []\ndata_connector: {permissions: 3}\n"} {
		m := read(t, text)
		if len(m.Components()) != 0 || len(m.Granted()) != 0 || m.Name.IsSet() || m.OAuth.Sandbox.RedirectURIs.Values() != nil {
			t.Errorf("%q is read as %+v", text, m)
		}
	}
	if m := Read(nil); m.Exists() || m.Root == nil {
		t.Error("no root is read as a manifest")
	}
}

func TestRead(t *testing.T) {
	m := read(t, `
app: {name: Acme, distribution: custom}
version: 1.2.3
data_connector:
  authentication: [user_level, service_account]
  permissions:
    project: {budgeting: {level: admin, purpose: Match lines.}, rfi: read_only}
    company: {directory: standard}
embedded:
  side_panel:
    url: https://{{region}}.acme.test
    views: [rfi.detail, rfi.detail]
    parameters:
      - {key: region, name: " The\n  region ", required: true, support_link: {url: https://help.acme.test}}
      - {key: region}
      - {name: no key}
oauth: {production: {redirect_uris: [https://acme.test/cb]}}
`)
	if v, ok := m.Number(); !ok || v.String() != "1.2.3" {
		t.Errorf("version is %v, %v", v, ok)
	}
	var tools []string
	for _, p := range m.Granted() {
		tools = append(tools, string(p.Scope)+" "+p.Tool.Text+" "+p.Level.String()+" "+p.Purpose.String())
	}
	want := []string{"company directory standard ", "project budgeting admin Match lines.", "project rfi read_only "}
	if len(tools) != 3 || tools[0] != want[0] || tools[1] != want[1] || tools[2] != want[2] {
		t.Errorf("got tools %q, want %q", tools, want)
	}
	panel := m.SidePanel
	if panel == nil || m.FullScreen != nil || panel.Kind.Label() != "Side Panel" {
		t.Fatalf("components are %+v", m.Components())
	}
	if got := panel.Views.Values(); len(got) != 1 || len(panel.Views.Items) != 2 {
		t.Errorf("views are %q", got)
	}
	region, ok := panel.Field("region")
	if !ok || region.Shown() != "The region" || !region.Required.True() || len(panel.Fields()) != 1 || len(panel.Parameters) != 3 {
		t.Errorf("parameters are %+v", panel.Parameters)
	}
	if host, _ := panel.URL.URL.Domain(); host != "x.acme.test" {
		t.Errorf("domain is %q", host)
	}
	if !m.OAuth.Production.RedirectURIs.Items[0].Exists() || m.OAuth.Set("sandbox").RedirectURIs.Node != nil {
		t.Errorf("redirect URIs are %+v", m.OAuth)
	}
}

// Without a service account, permissions grant nothing.
func TestGrantedWithoutServiceAccount(t *testing.T) {
	m := read(t, "data_connector: {authentication: [user_level], permissions: {project: {rfi: admin}}}\n")
	if len(m.Granted()) != 0 || len(m.Connector.Permissions) != 1 {
		t.Errorf("granted are %+v of %+v", m.Granted(), m.Connector.Permissions)
	}
}

func TestIsUUID(t *testing.T) {
	for text, want := range map[string]bool{
		"3f2b8c1e-5d47-4a9e-9c60-1b7d2e8f4a53":   true,
		"3F2B8C1E-5D47-4A9E-9C60-1B7D2E8F4A53":   true,
		"":                                       false,
		"3f2b8c1e5d474a9e9c601b7d2e8f4a53":       false,
		"{3f2b8c1e-5d47-4a9e-9c60-1b7d2e8f4a53}": false,
		"3f2b8c1e-5d47-4a9e-9c60-1b7d2e8f4a5g":   false,
		"3f2b8c1e-5d47-4a9e-9c601-b7d2e8f4a53":   false,
		"3f2b8c1e_5d47_4a9e_9c60_1b7d2e8f4a53":   false,
	} {
		if got := IsUUID(text); got != want {
			t.Errorf("IsUUID(%q) = %t, want %t", text, got, want)
		}
	}
}
