package portal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// currentTool returns the key that schema 4.1 has for a tool of schema 3.x.
func currentTool(scope schema.Scope, tool string) string {
	for _, a := range schema.ToolAliases() {
		if a.Scope == scope && a.Key == tool {
			return a.Is
		}
	}
	return tool
}

// instances reads the components of schema 3.x.
func (r *reader) instances(list *manifest.Node, s *step, path string) {
	kind := "type"
	if s.instances[authorizationCode] != nil {
		kind = "grant_type"
		r.namesUsers = true
	}
	for i, item := range list.Items {
		at := fmt.Sprintf("%s[%d]", path, i)
		if !r.is(item, manifest.Map, at) {
			continue
		}
		if next, place := r.instance(item, s, kind, at); next != nil {
			if next.row == nil || r.group(place, next.row, "") {
				r.object(item, next, at, "")
			}
		}
	}
}

// instance finds out what type an instance has, and where it says so.
func (r *reader) instance(item *manifest.Node, s *step, kind, path string) (*step, source.Span) {
	v := item.Get(kind)
	if v == nil && kind == "type" {
		r.report(diag.Warning, head(item), "", `add "type": "fullscreen" or "type": "sidepanel"`,
			"%s has no type; it is read as full screen, as in schema 3.0", path)
		return s.instances["fullscreen"], head(item)
	}
	if v == nil {
		r.report(diag.Error, head(item), "", "set the key to authorization_code or client_credentials", "%s "+
			"needs the key %q", path,
			kind)
		return nil, head(item)
	}
	if !r.is(v, manifest.String, path+"."+kind) {
		return nil, v.Span
	}
	name := v.Text
	if kind == "grant_type" && name == implicit {
		r.report(diag.Warning, v.Span, "no longer supported",
			"switch the app to the grant type authorization_code before the next version",
			"the grant type %q was removed in 2022; it is read as user level authentication", name)
		name = authorizationCode
	}
	next := s.instances[name]
	if next == nil {
		var known []string
		for k := range s.instances {
			known = append(known, k)
		}
		slices.Sort(known)
		d := r.report(diag.Error, v.Span, "", "expected "+strings.Join(known, " or "), "unknown %s %q", kind, clip(name))
		if near := diag.Nearest(name, known); near != "" {
			d.Help = fmt.Sprintf("did you mean %q?", near)
		}
		return nil, v.Span
	}
	if kind == "grant_type" {
		if !r.claim(name, "oauth component with this grant type", v.Span) {
			return nil, v.Span
		}
		r.methods[map[string]string{authorizationCode: app.UserLevel,
			clientCredentials: app.ServiceAccount}[name]] = v.Span
	}
	return next, v.Span
}
