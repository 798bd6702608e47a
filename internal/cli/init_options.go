package cli

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/schema"
)

// initOptions are the answers that a new manifest is made of, from flags or from
// the questions on a terminal.
type initOptions struct {
	App            string
	Name           string
	Distribution   choice
	Authentication []string
	Permissions    []model.DraftPermission
	FullScreen     string
	FullScreenSays string
	SidePanel      string
	SidePanelSays  string
	Views          []string
	Parameters     []initParameter
	Optional       []string // keys of parameters
	SetupURL       string
	SetupPage      string
	NoEditor       bool
}

// initParameter is what a token of a URL stands for.
type initParameter struct{ Key, Name, Description string }

var (
	distributions   = []string{model.Custom, model.Marketplace}
	authentications = []string{model.UserLevel, model.ServiceAccount}
	scopes          = []string{string(schema.CompanyScope), string(schema.ProjectScope)}
	accessLevels    = model.Levels()
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
		if each || i == 0 {
			_, first := utf8.DecodeRuneInString(w)
			words[i] = strings.ToUpper(w[:first]) + w[first:]
		}
	}
	return strings.Join(words, " ")
}

// check refuses answers that have no place without others.
func (o *initOptions) check() error {
	switch {
	case len(o.Views) > 0 && o.SidePanel == "":
		return Usagef("--view belongs to a side panel; give --side-panel URL")
	case len(o.Views) == 0 && o.SidePanel != "":
		return Usagef("--side-panel wants a view beside which it opens; add --view KEY, for example --view rfi.detail")
	case o.FullScreenSays != "" && o.FullScreen == "":
		return Usagef("--full-screen-description describes a full screen component; give --full-screen URL")
	case o.SidePanelSays != "" && o.SidePanel == "":
		return Usagef("--side-panel-description describes a side panel; give --side-panel URL")
	case o.SetupPage != "" && o.SetupURL == "":
		return Usagef("--setup-page-name names the page of the setup instructions; give --setup-url URL")
	case len(o.Permissions) > 0 && !slices.Contains(o.Authentication, model.ServiceAccount):
		return Usagef("--permission belongs to a service account; give --authentication user_level,service_account")
	}
	return nil
}

// checkParameters refuses a parameter without token, and a token without
// parameter.
func (o *initOptions) checkParameters(tokens []token) error {
	var keys []string
	for _, t := range tokens {
		keys = append(keys, t.key)
	}
	for _, p := range o.Parameters {
		if !slices.Contains(keys, p.Key) {
			return Usagef("--parameter %s: no URL has the token {{%s}}%s", parameterWord(p), p.Key, didYouMean(p.Key, keys))
		}
	}
	for _, key := range o.Optional {
		if !slices.Contains(keys, key) {
			return Usagef("--optional %s: no URL has the token {{%s}}%s", key, key, didYouMean(key, keys))
		}
	}
	for _, key := range keys {
		if err := checkKey(key); err != nil {
			return Usagef("%w", err)
		}
		p, answered := o.parameter(key)
		if !answered {
			p = initParameter{Key: key, Name: titled(key, "_", false)}
		}
		if p.Description == "" {
			p.Description = "DESCRIPTION"
			return Usagef("the token {{%s}} is a parameter: say what customers enter there: --parameter %s", key, shellWord(parameterWord(p)))
		}
	}
	return nil
}

// checkKey refuses the key of a parameter that flags cannot say.
func checkKey(key string) error {
	if strings.ContainsAny(key, "=,") {
		return fmt.Errorf("the token {{%s}} is no plain word, such as {{region}}; change the URL", key)
	}
	return nil
}

// parameter returns what was answered about a token.
func (o *initOptions) parameter(key string) (initParameter, bool) {
	i := slices.IndexFunc(o.Parameters, func(p initParameter) bool { return p.Key == key })
	if i < 0 {
		return initParameter{}, false
	}
	return o.Parameters[i], true
}

// scaffold is the manifest without parameters: which there are depends on the
// URLs that are written.
func (o *initOptions) scaffold() *model.Draft {
	s := &model.Draft{
		Name: o.Name, Distribution: o.Distribution.value, Version: "0.1.0",
		Authentication: o.Authentication, Permissions: o.Permissions, SetupURL: o.SetupURL, SetupPage: o.SetupPage,
	}
	if slices.Contains(o.Authentication, model.UserLevel) {
		s.SandboxRedirects = []string{"http://localhost"} // the portal registers it by itself
	}
	if o.FullScreen != "" {
		s.FullScreen = &model.DraftComponent{Description: o.FullScreenSays, URL: o.FullScreen}
	}
	if o.SidePanel != "" {
		s.SidePanel = &model.DraftComponent{Description: o.SidePanelSays, URL: o.SidePanel, Views: o.Views}
	}
	return s
}
