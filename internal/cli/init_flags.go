package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/schema"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
)

// How answers are written on the command line: read from flags, and printed.

// listFlag is a flag that may be given several times. Each value is read when the
// flag is. What is given twice is refused later: completion reads flags more than
// once.
type listFlag[T any] struct {
	list   *[]T
	commas bool // one flag may give several values
	read   func(word string) (T, error)
}

// String returns the values, in words that no one reads.
func (f listFlag[T]) String() string {
	if f.list == nil || len(*f.list) == 0 {
		return ""
	}
	return strings.Trim(fmt.Sprint(*f.list), "[]")
}

// Type makes help and completion treat the flag as one of the library's own
// lists.
func (f listFlag[T]) Type() string {
	if f.commas {
		return "stringSlice"
	}
	return "stringArray"
}

func (f listFlag[T]) Set(text string) error {
	words := []string{text}
	if f.commas {
		words = strings.Split(text, ",")
	}
	for _, word := range words {
		if strings.TrimSpace(word) == "" {
			return errors.New("the value is empty: give one, or leave the flag out")
		}
		value, err := f.read(strings.TrimSpace(word))
		if err != nil {
			return err
		}
		*f.list = append(*f.list, value)
	}
	return nil
}

func readWord(word string) (string, error) { return word, nil }

func readAuthentication(word string) (string, error) {
	if !slices.Contains(project.Authentications, word) {
		return "", fmt.Errorf("unknown authentication %q; expected %s%s", word, diag.AnyOf(project.Authentications),
			diag.DidYouMean(word, project.Authentications))
	}
	return word, nil
}

// readPermission reads SCOPE.TOOL=LEVEL. Whether there is such a tool is for
// lint to say: the list of them is known to be incomplete.
func readPermission(word string) (model.DraftPermission, error) {
	tool, level, ok := strings.Cut(word, "=")
	scope, tool, dotted := strings.Cut(tool, ".")
	read := model.DraftPermission{Scope: schema.Scope(scope), Tool: tool, Level: level}
	switch {
	case !ok || !dotted || tool == "":
		return read, fmt.Errorf("%q: expected SCOPE.TOOL=LEVEL, such as project.daily_log=standard", word)
	case !slices.Contains(project.Scopes, scope):
		return read, fmt.Errorf("%s: unknown scope %q; expected %s%s", word, scope, diag.AnyOf(project.Scopes),
			diag.DidYouMean(scope, project.Scopes))
	case !slices.Contains(project.AccessLevels, level):
		return read, fmt.Errorf("%s: unknown level %q; expected %s%s", word, level, diag.AnyOf(project.AccessLevels),
			diag.DidYouMean(level, project.AccessLevels))
	}
	return read, nil
}

// readParameter reads KEY=NAME or KEY=NAME: DESCRIPTION.
func readParameter(word string) (project.InitParameter, error) {
	key, text, ok := strings.Cut(word, "=")
	name, description, _ := strings.Cut(text, project.BetweenNameAndDescription)
	read := project.InitParameter{Key: key, Name: strings.TrimSpace(name), Description: strings.TrimSpace(description)}
	if !ok || key == "" || read.Name == "" {
		return read, fmt.Errorf("%q: expected KEY=NAME, or 'KEY=NAME: DESCRIPTION'", word)
	}
	return read, nil
}

// initCommand is the command line that gives these answers.
func initCommand(o project.InitOptions) string {
	words := []string{"manifest", "init", o.App, "--name", o.Name, "--distribution", o.Distribution}
	add := func(flag, value string) {
		if value != "" {
			words = append(words, "--"+flag, value)
		}
	}
	add("authentication", strings.Join(o.Authentication, ","))
	for _, p := range o.Permissions {
		add("permission", project.PermissionWord(p))
	}
	add("full-screen", o.FullScreen)
	add("full-screen-description", o.FullScreenSays)
	add("side-panel", o.SidePanel)
	add("side-panel-description", o.SidePanelSays)
	add("view", strings.Join(o.Views, ","))
	add("mcp-server", o.MCPServer)
	add("mcp-server-name", o.MCPServerName)
	add("agent", o.Agent)
	add("agent-description", o.AgentSays)
	add("agent-prompt", o.AgentPrompt)
	for _, p := range o.Parameters {
		add("parameter", project.ParameterWord(p))
	}
	add("optional", strings.Join(o.Optional, ","))
	add("setup-url", o.SetupURL)
	add("setup-page-name", o.SetupPage)
	if o.NoEditor {
		words = append(words, "--no-editor")
	} else if o.Server {
		words = append(words, "--server")
	}
	return project.ShellLine(words)
}
