package manifest

import (
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/source"
)

// Scaffold is what a new manifest starts from.
type Scaffold struct {
	// Modeline is the first line, for editors; "" leaves it out.
	Modeline           string
	Name, Distribution string
	Version            string
	// Authentication is empty for an app without data connector.
	Authentication []string
	Permissions    []ScaffoldPermission
	FullScreen     *ScaffoldComponent
	SidePanel      *ScaffoldComponent
	SetupURL       string // "" for none
	SetupPage      string
	// SandboxRedirects are the redirect URIs of the sandbox; none without
	// anybody who signs in.
	SandboxRedirects []string
}

// ScaffoldPermission is a row of the portal's Permissions Builder.
type ScaffoldPermission struct{ Scope, Tool, Level string }

// ScaffoldComponent is an embedded component. Views are those of a side panel.
type ScaffoldComponent struct {
	Description, URL string
	Views            []string
	Parameters       []ScaffoldParameter
}

// ScaffoldParameter is a value that customers enter.
type ScaffoldParameter struct {
	Key, Name, Description string
	Required               bool
}

// Write returns the manifest, in canonical order and layout. It is read again: an
// error says that a value cannot be written.
func (s *Scaffold) Write() ([]byte, error) {
	w := &scaffoldWriter{}
	if s.Modeline != "" {
		w.line(0, s.Modeline)
	}
	w.line(0, "schema: 1")
	w.line(0, "app:")
	w.pair(1, "name", s.Name)
	w.pair(1, "distribution", s.Distribution)
	w.pair(0, "version", s.Version)
	s.dataConnector(w)
	if s.FullScreen != nil || s.SidePanel != nil {
		w.line(0, "\nembedded:")
		w.component("full_screen", s.FullScreen)
		w.component("side_panel", s.SidePanel)
	}
	if s.SetupURL != "" {
		w.line(0, "\nsetup_instructions:")
		w.pair(1, "url", s.SetupURL)
		w.pair(1, "page_name", s.SetupPage)
	}
	if len(s.SandboxRedirects) > 0 {
		w.line(0, "\noauth:")
		w.line(1, "sandbox:")
		w.line(2, "redirect_uris:")
		w.items(3, s.SandboxRedirects)
	}
	data := []byte(w.String())
	if _, found := Parse(source.New("manifest.yaml", data)); len(found) > 0 {
		return nil, fmt.Errorf("write a manifest for %q: %s", s.Name, found[0].Message)
	}
	return data, nil
}

func (s *Scaffold) dataConnector(w *scaffoldWriter) {
	if len(s.Authentication) == 0 {
		return
	}
	w.line(0, "\ndata_connector:")
	w.line(1, "authentication: ["+strings.Join(s.Authentication, ", ")+"]")
	if len(s.Permissions) == 0 {
		return
	}
	w.line(1, "permissions:")
	for _, scope := range []string{"company", "project"} {
		first := true
		for _, p := range s.Permissions {
			if p.Scope != scope {
				continue
			}
			if first {
				w.line(2, scope+":")
				first = false
			}
			w.pair(3, p.Tool, p.Level)
		}
	}
}

type scaffoldWriter struct{ strings.Builder }

func (w *scaffoldWriter) line(depth int, text string) {
	w.WriteString(pad(depth*formatIndent) + text + "\n")
}

// pair writes a key with a text behind it; nothing where there is no text.
func (w *scaffoldWriter) pair(depth int, key, value string) {
	if value != "" {
		w.line(depth, key+": "+blockText(value))
	}
}

func (w *scaffoldWriter) items(depth int, values []string) {
	for _, v := range values {
		w.line(depth, "- "+blockText(v))
	}
}

func (w *scaffoldWriter) component(key string, c *ScaffoldComponent) {
	if c == nil {
		return
	}
	w.line(1, key+":")
	w.pair(2, "description", c.Description)
	w.line(2, "url: "+blockText(c.URL))
	if len(c.Views) > 0 {
		w.line(2, "views:")
		w.items(3, c.Views)
	}
	if len(c.Parameters) == 0 {
		return
	}
	w.line(2, "parameters:")
	for _, p := range c.Parameters {
		w.line(3, "- key: "+blockText(p.Key))
		w.pair(4, "name", p.Name)
		w.line(4, "type: string")
		w.pair(4, "description", p.Description)
		w.line(4, fmt.Sprintf("required: %t", p.Required))
	}
}

// blockText writes a text outside of brackets, where commas and braces need no
// quotes.
func blockText(text string) string { return Rewrite(&Node{Text: "{}"}, text) }
