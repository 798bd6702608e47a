package cli

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

// initOptions are the answers that a new manifest is made of, from flags or from
// the questions on a terminal.
type initOptions struct {
	App            string
	Name           string
	Distribution   choice
	Authentication []string
	Permissions    []string // SCOPE.TOOL=LEVEL
	FullScreen     string
	FullScreenSays string
	SidePanel      string
	SidePanelSays  string
	Views          []string
	Parameters     []string // KEY=NAME: DESCRIPTION
	Optional       []string
	SetupURL       string
	SetupPage      string
	NoEditor       bool
}

var (
	distributions   = []string{"custom", "marketplace"}
	authentications = []string{"user_level", "service_account"}
	scopes          = []string{string(schema.CompanyScope), string(schema.ProjectScope)}
	accessLevels    = []string{"read_only", "standard", "admin"}
)

// fillDefaults gives what was not answered its default.
func (o *initOptions) fillDefaults() {
	if o.Name == "" {
		o.Name = titled(o.App, "-", true)
	}
	if len(o.Authentication) == 0 && o.FullScreen == "" && o.SidePanel == "" {
		o.Authentication = authentications[:1]
	}
	if o.FullScreen != "" && o.FullScreenSays == "" {
		o.FullScreenSays = o.Name
	}
	if o.SidePanel != "" && o.SidePanelSays == "" {
		o.SidePanelSays = o.Name
	}
	if o.SetupURL != "" && o.SetupPage == "" {
		o.SetupPage = "Set up " + o.Name
	}
}

// titled makes words of an id: the first with a capital letter, or each.
func titled(id, separator string, each bool) string {
	words := strings.Split(id, separator)
	for i, w := range words {
		if w != "" && (each || i == 0) {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

func (o *initOptions) scaffold() (*manifest.Scaffold, error) {
	s := &manifest.Scaffold{
		Modeline: manifestModeline, Name: o.Name, Distribution: o.Distribution.value, Version: "0.1.0",
		Authentication: o.Authentication, SetupURL: o.SetupURL, SetupPage: o.SetupPage,
	}
	if o.NoEditor {
		s.Modeline = ""
	}
	for _, word := range o.Authentication {
		if !slices.Contains(authentications, word) {
			return nil, usageError("--authentication: unknown way to sign in %q; want %s%s", word, anyOf(authentications), didYouMean(word, authentications))
		}
	}
	if slices.Contains(o.Authentication, "user_level") {
		s.SandboxRedirects = []string{"http://localhost"} // the portal registers it by itself
	}
	for _, word := range o.Permissions {
		permission, err := parsePermission(word)
		if err != nil {
			return nil, err
		}
		s.Permissions = append(s.Permissions, permission)
	}
	if o.FullScreen != "" {
		s.FullScreen = &manifest.ScaffoldComponent{Description: o.FullScreenSays, URL: o.FullScreen}
	}
	if o.SidePanel != "" {
		s.SidePanel = &manifest.ScaffoldComponent{Description: o.SidePanelSays, URL: o.SidePanel, Views: o.Views}
	}
	switch {
	case len(o.Views) > 0 && o.SidePanel == "":
		return nil, usageError("--view belongs to a side panel; give --side-panel URL")
	case o.FullScreenSays != "" && o.FullScreen == "":
		return nil, usageError("--full-screen-description describes a full screen component; give --full-screen URL")
	case o.SidePanelSays != "" && o.SidePanel == "":
		return nil, usageError("--side-panel-description describes a side panel; give --side-panel URL")
	case o.SetupPage != "" && o.SetupURL == "":
		return nil, usageError("--setup-page-name names the page of the setup instructions; give --setup-url URL")
	case len(o.Permissions) > 0 && !slices.Contains(o.Authentication, "service_account"):
		return nil, usageError("--permission belongs to a service account; give --authentication user_level,service_account")
	}
	return s, nil
}

// parsePermission reads SCOPE.TOOL=LEVEL. Whether there is such a tool is for
// lint to say: the list of them is known to be incomplete.
func parsePermission(word string) (manifest.ScaffoldPermission, error) {
	tool, level, ok := strings.Cut(word, "=")
	scope, tool, dotted := strings.Cut(tool, ".")
	switch {
	case !ok || !dotted || tool == "":
		return manifest.ScaffoldPermission{}, usageError("--permission %s: want SCOPE.TOOL=LEVEL, such as project.daily_log=standard", word)
	case !slices.Contains(scopes, scope):
		return manifest.ScaffoldPermission{}, usageError("--permission %s: unknown scope %q; want %s%s", word, scope, anyOf(scopes), didYouMean(scope, scopes))
	case !slices.Contains(accessLevels, level):
		return manifest.ScaffoldPermission{}, usageError("--permission %s: unknown level %q; want %s%s", word, level, anyOf(accessLevels), didYouMean(level, accessLevels))
	}
	return manifest.ScaffoldPermission{Scope: scope, Tool: tool, Level: level}, nil
}

// parameters returns a parameter for every token, as answered or by default.
func (o *initOptions) parameters(tokens []token) (map[string]manifest.ScaffoldParameter, error) {
	all := make(map[string]manifest.ScaffoldParameter)
	var keys []string
	for _, t := range tokens {
		all[t.key] = manifest.ScaffoldParameter{Key: t.key, Name: titled(t.key, "_", false), Required: true}
		keys = append(keys, t.key)
	}
	for _, word := range o.Parameters {
		key, name, ok := strings.Cut(word, "=")
		name, description, _ := strings.Cut(name, ": ")
		param, used := all[key]
		switch {
		case !ok || strings.TrimSpace(name) == "":
			return nil, usageError("--parameter %s: want KEY=NAME, or 'KEY=NAME: DESCRIPTION'", word)
		case !used:
			return nil, usageError("--parameter %s: no URL has the token {{%s}}%s", word, key, didYouMean(key, keys))
		}
		param.Name, param.Description = strings.TrimSpace(name), strings.TrimSpace(description)
		all[key] = param
	}
	for _, key := range o.Optional {
		param, used := all[key]
		if !used {
			return nil, usageError("--optional %s: no URL has the token {{%s}}%s", key, key, didYouMean(key, keys))
		}
		param.Required = false
		all[key] = param
	}
	for _, key := range keys {
		if all[key].Description == "" {
			return nil, usageError("the token {{%s}} is a parameter: say what customers enter there: --parameter '%s=%s: DESCRIPTION'", key, key, all[key].Name)
		}
	}
	return all, nil
}

// command is the command line that gives these answers.
func (o *initOptions) command() string {
	words := []string{"manifest", "init", o.App, "--name", o.Name, "--distribution", o.Distribution.value}
	if len(o.Authentication) > 0 {
		words = append(words, "--authentication", strings.Join(o.Authentication, ","))
	}
	add := func(flag string, values ...string) {
		for _, v := range values {
			if v != "" {
				words = append(words, "--"+flag, v)
			}
		}
	}
	add("permission", o.Permissions...)
	add("full-screen", o.FullScreen)
	add("full-screen-description", o.FullScreenSays)
	add("side-panel", o.SidePanel)
	add("side-panel-description", o.SidePanelSays)
	add("view", strings.Join(o.Views, ","))
	add("parameter", o.Parameters...)
	add("optional", strings.Join(o.Optional, ","))
	add("setup-url", o.SetupURL)
	add("setup-page-name", o.SetupPage)
	if o.NoEditor {
		words = append(words, "--no-editor")
	}
	for i, w := range words {
		words[i] = shellWord(w)
	}
	return strings.Join(words, " ")
}
