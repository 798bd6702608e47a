package project

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	model "github.com/procore-manifest/manifest/internal/app"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// InitOptions are the answers that a new manifest is made of, from flags or from
// the questions on a terminal.
type InitOptions struct {
	App            string // the id, or the folder that the app gets
	ID             string // the id, where App is a folder
	Name           string
	Distribution   string
	Authentication []string
	Permissions    []model.DraftPermission
	FullScreen     string
	FullScreenSays string
	SidePanel      string
	SidePanelSays  string
	Views          []string
	MCPServer      string // its URL
	MCPServerName  string
	Agent          string // its name
	AgentSays      string
	AgentPrompt    string
	Parameters     []InitParameter
	Optional       []string // keys of parameters
	SetupURL       string
	SetupPage      string
	NoEditor       bool
	Server         bool // editors run the language server, in place of schemas
}

// InitParameter is what a token of a URL stands for.
type InitParameter struct{ Key, Name, Description string }

var (
	Distributions   = []string{model.Custom, model.Marketplace}
	Authentications = []string{model.UserLevel, model.ServiceAccount}
	Scopes          = []string{string(schema.CompanyScope), string(schema.ProjectScope)}
	AccessLevels    = model.Levels()
)

// FillDefaults gives what was not answered its default.
func (o *InitOptions) FillDefaults() {
	if o.Name == "" {
		o.Name = Titled(cmp.Or(o.ID, o.App), "-", true)
	}
	if len(o.Authentication) == 0 && o.FullScreen == "" && o.SidePanel == "" && o.MCPServer == "" && o.Agent == "" {
		o.Authentication = Authentications[:1]
	}
	if o.FullScreen != "" && o.FullScreenSays == "" {
		o.FullScreenSays = o.Name
	}
	if o.SidePanel != "" && o.SidePanelSays == "" {
		o.SidePanelSays = o.Name
	}
	if o.MCPServer != "" && o.MCPServerName == "" {
		o.MCPServerName = o.Name
	}
	if o.Agent != "" && o.AgentSays == "" {
		o.AgentSays = o.Name
	}
	if o.SetupURL != "" && o.SetupPage == "" {
		o.SetupPage = "Set up " + o.Name
	}
}

// titled makes words of an id: the first with a capital letter, or each.
func Titled(id, separator string, each bool) string {
	words := strings.Split(id, separator)
	for i, w := range words {
		if each || i == 0 {
			_, first := utf8.DecodeRuneInString(w)
			words[i] = strings.ToUpper(w[:first]) + w[first:]
		}
	}
	return strings.Join(words, " ")
}

// Check refuses answers that have no place without others.
func (o *InitOptions) Check() error {
	switch {
	case len(o.Views) > 0 && o.SidePanel == "":
		return Usagef("--view belongs to a side panel; give --side-panel URL")
	case len(o.Views) == 0 && o.SidePanel != "":
		return Usagef("--side-panel needs at least one view; add --view KEY, for example --view rfi.detail")
	case o.FullScreenSays != "" && o.FullScreen == "":
		return Usagef("--full-screen-description describes a full screen component; give --full-screen URL")
	case o.SidePanelSays != "" && o.SidePanel == "":
		return Usagef("--side-panel-description describes a side panel; give --side-panel URL")
	case o.MCPServerName != "" && o.MCPServer == "":
		return Usagef("--mcp-server-name names an MCP server; give --mcp-server URL")
	case o.Agent == "" && o.AgentSays+o.AgentPrompt != "":
		return Usagef("--agent-description and --agent-prompt belong to an agent; give --agent NAME")
	case o.Agent != "" && o.AgentPrompt == "":
		return Usagef("--agent needs its system prompt; add --agent-prompt TEXT")
	case o.MCPServer+o.Agent != "" && o.Distribution != model.Marketplace:
		return Usagef("only marketplace apps have MCP servers and agents; add --distribution %s", model.Marketplace)
	case o.SetupPage != "" && o.SetupURL == "":
		return Usagef("--setup-page-name names the page of the setup instructions; give --setup-url URL")
	case len(o.Permissions) > 0 && !slices.Contains(o.Authentication, model.ServiceAccount):
		return Usagef("--permission belongs to a service account; give --authentication %s,%s", model.UserLevel,
			model.ServiceAccount)
	}
	return nil
}

// checkParameters refuses a parameter without token, and a token without
// parameter.
func (o *InitOptions) checkParameters(tokens []Token) error {
	var keys []string
	for _, t := range tokens {
		keys = append(keys, t.Key)
	}
	for _, p := range o.Parameters {
		if !slices.Contains(keys, p.Key) {
			return Usagef("--parameter %s: no URL has the token {{%s}}%s", ParameterWord(p), p.Key, diag.DidYouMean(p.Key, keys))
		}
	}
	for _, key := range o.Optional {
		if !slices.Contains(keys, key) {
			return Usagef("--optional %s: no URL has the token {{%s}}%s", key, key, diag.DidYouMean(key, keys))
		}
	}
	for _, key := range keys {
		if err := CheckKey(key); err != nil {
			return Usagef("%w", err)
		}
		p, answered := o.Parameter(key)
		if !answered {
			p = InitParameter{Key: key, Name: Titled(key, "_", false)}
		}
		if p.Description == "" {
			p.Description = "DESCRIPTION"
			return Usagef("the token {{%s}} is a parameter; describe what customers enter with --parameter %s", key,
				shellWord(ParameterWord(p)))
		}
	}
	return nil
}

// CheckKey refuses the key of a parameter that flags cannot say.
func CheckKey(key string) error {
	if strings.ContainsAny(key, "=,") {
		return fmt.Errorf("the token {{%s}} must be a plain word, such as {{region}}; change the URL", key)
	}
	return nil
}

// Parameter returns what was answered about a token.
func (o *InitOptions) Parameter(key string) (InitParameter, bool) {
	i := slices.IndexFunc(o.Parameters, func(p InitParameter) bool { return p.Key == key })
	if i < 0 {
		return InitParameter{}, false
	}
	return o.Parameters[i], true
}

// scaffold is the manifest without parameters: which there are depends on the
// URLs that are written.
func (o *InitOptions) scaffold() *model.Draft {
	s := &model.Draft{
		Name: o.Name, Distribution: o.Distribution, Version: "0.1.0",
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
	if o.MCPServer != "" {
		s.MCPServer = &model.DraftServer{Name: o.MCPServerName, URL: o.MCPServer}
	}
	if o.Agent != "" {
		s.Agent = &model.DraftAgent{Name: o.Agent, Description: o.AgentSays, SystemPrompt: o.AgentPrompt}
	}
	return s
}

func PermissionWord(p model.DraftPermission) string {
	return string(p.Scope) + "." + p.Tool + "=" + p.Level
}

// BetweenNameAndDescription keeps them apart in one word, so a name cannot hold
// it.
const BetweenNameAndDescription = ": "

func ParameterWord(p InitParameter) string {
	word := p.Key + "=" + p.Name
	if p.Description != "" {
		word += BetweenNameAndDescription + p.Description
	}
	return word
}

// CheckTwice refuses flags that say the same twice, or two things about one.
func (o *InitOptions) CheckTwice() error {
	var tools, keys []string
	for _, p := range o.Permissions {
		tools = append(tools, string(p.Scope)+"."+p.Tool)
	}
	for _, p := range o.Parameters {
		keys = append(keys, p.Key)
	}
	for _, flag := range []struct {
		name  string
		words []string
	}{
		{"authentication", o.Authentication}, {"permission", tools}, {"view", o.Views}, {"parameter", keys}, {"optional",
			o.Optional},
	} {
		if word, ok := twice(flag.words); ok {
			return Usagef("--%s: %q is given twice", flag.name, word)
		}
	}
	return nil
}

// twice returns the first word that comes again.
func twice(words []string) (string, bool) {
	for i, word := range words {
		if slices.Contains(words[:i], word) {
			return word, true
		}
	}
	return "", false
}
