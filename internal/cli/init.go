package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	model "github.com/procore-manifest/manifest/internal/app"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

type initOptions struct {
	project.InitOptions
	distribution choice
}

func newInitCmd(p *process) *cobra.Command {
	opts := initOptions{distribution: choice{value: project.Distributions[0], accepted: project.Distributions}}
	cmd := &cobra.Command{
		Use:   "init [app]",
		Short: "Create the manifest of a new app",
		Long: `Create the manifest of a new app in manifests/APP, and set up editors: copy the
schemas to manifests/.schema, and name them in ` + project.EditorSettings + `. With
--server, or if ` + project.EditorExtensions + ` already recommends the language
server, init sets up the language server instead.

On a terminal and without other flags, init asks you about the app, and asks
again before it sets up editors. Nothing is written before the last answer. At
the end, init prints the command that gives the same result without questions.

A token such as {{region}} in a URL becomes a parameter that customers fill in.`,
		Example: "  manifest init\n  manifest init site-lens --side-panel " +
			"'https://panel.sitelens.io/?company={{procore.company.id}}' --view rfi.detail\n" +
			"  manifest init field-sync --authentication user_level,service_account --permission project.daily_log=standard",
		Args: func(cmd *cobra.Command, args []string) error {
			if id := validate.AppIDFrom(strings.Join(args, " ")); len(args) > 1 && id != "" {
				return project.Usagef("init: an app has one id; did you mean: manifest init %s", id)
			}
			return cobra.MaximumNArgs(1)(cmd, args)
		},
		// Whoever presses Tab here is about to invent a name.
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Name, "name", "", "name of the app, as customers see it (default: derived from APP)")
	flags.Var(&opts.distribution, "distribution", "custom (installed with a key) or marketplace")
	flags.Var(listFlag[string]{&opts.Authentication, true, readAuthentication}, "authentication",
		"authentication of the data connector: "+model.UserLevel+", "+model.ServiceAccount+", or both, separated by "+
			"a comma (default: "+model.UserLevel+
			" if no component is embedded)")
	flags.Var(listFlag[model.DraftPermission]{&opts.Permissions, false, readPermission}, "permission",
		"permission of the service account: SCOPE.TOOL=LEVEL (repeatable)")
	flags.StringVar(&opts.FullScreen, "full-screen", "", "URL of the full screen component")
	flags.StringVar(&opts.FullScreenSays, "full-screen-description", "",
		"description of the full screen component (default: the name of the app)")
	flags.StringVar(&opts.SidePanel, "side-panel", "", "URL of the side panel component")
	flags.StringVar(&opts.SidePanelSays, "side-panel-description", "",
		"description of the side panel component (default: the name of the app)")
	flags.Var(listFlag[string]{&opts.Views, true, readWord}, "view",
		"view in which the side panel opens (repeatable, or separated by commas)")
	flags.StringVar(&opts.MCPServer, "mcp-server", "", "URL of an MCP server, for Procore's AI (marketplace only)")
	flags.StringVar(&opts.MCPServerName, "mcp-server-name", "", "name of the MCP server (default: the name of the app)")
	flags.StringVar(&opts.Agent, "agent", "", "name of an agent in Procore's AI (marketplace only)")
	flags.StringVar(&opts.AgentSays, "agent-description", "", "description of the agent (default: the name of the app)")
	flags.StringVar(&opts.AgentPrompt, "agent-prompt", "", "system prompt of the agent")
	flags.Var(listFlag[project.InitParameter]{&opts.Parameters, false, readParameter}, "parameter",
		"parameter for a token in a URL: KEY=NAME or 'KEY=NAME: DESCRIPTION' (repeatable)")
	flags.Var(listFlag[string]{&opts.Optional, true, readWord}, "optional",
		"keys of parameters that customers may leave empty")
	flags.StringVar(&opts.SetupURL, "setup-url", "", "address of the setup instructions")
	flags.StringVar(&opts.SetupPage, "setup-page-name", "", "name of the setup page (default: Set up NAME)")
	flags.BoolVar(&opts.NoEditor, "no-editor", false, "do not set up editors")
	flags.BoolVar(&opts.Server, "server", false, "set up the language server for VS Code instead of the schemas")
	cmd.MarkFlagsMutuallyExclusive("no-editor", "server")
	complete(cmd, "distribution", project.Distributions...)
	completeList(cmd, "authentication", func() []string { return slices.Clone(project.Authentications) })
	completeFlag(cmd, "permission", func(string) []string { return permissionWords() })
	completeList(cmd, "view", viewKeys)
	for _, name := range []string{"name", "full-screen", "full-screen-description", "side-panel", "side-panel-description",
		"mcp-server", "mcp-server-name", "agent", "agent-description", "agent-prompt", "parameter", "optional", "setup-url",
		"setup-page-name"} {
		complete(cmd, name)
	}
	cmd.RunE = p.run(func(ctx context.Context, args []string) error {
		if len(args) > 0 {
			opts.App = args[0]
		}
		given := false
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			given = given || f.Changed && f.Name != "no-editor" && f.Name != "server"
		})
		return runInit(ctx, p, opts, !given && p.MayAsk())
	})
	return cmd
}

func viewKeys() []string {
	var keys []string
	for _, v := range schema.Views() {
		keys = append(keys, v.Key)
	}
	return keys
}

func permissionWords() []string {
	var words []string
	for _, t := range schema.Tools() {
		for _, level := range project.AccessLevels {
			if t.Key() != "" && t.Levels.Of(level) != schema.No {
				words = append(words, fmt.Sprintf("%s.%s=%s\t%s", t.Scope, t.Key(), level, t.Label))
			}
		}
	}
	return words
}

func runInit(ctx context.Context, p *process, opts initOptions, ask bool) error {
	opts.Distribution = opts.distribution.value
	b, err := project.NewDraft(p.Project)
	if err != nil {
		return err
	}
	opts.Server = opts.Server || !opts.NoEditor && b.UsesServer()
	if ask {
		if err := (&initAsker{b, p.newAsker()}).ask(ctx, &opts.InitOptions); err != nil {
			return err
		}
	}
	if opts.App == "" {
		return project.Usagef("init: name the app: manifest init APP")
	}
	if err := cmp.Or(opts.CheckTwice(), opts.Check()); err != nil {
		return err
	}
	opts.ID = b.IDOf(opts.App)
	opts.FillDefaults()
	wrote, kept, err := b.Create(ctx, opts.InitOptions)
	if err != nil && ask { // so that no one has to answer twice
		err = fmt.Errorf("%w\nyour answers: %s", err, initCommand(opts.InitOptions))
	}
	if err != nil {
		return err
	}
	return errors.Join(kept, p.sayCreated(opts.InitOptions, wrote, ask))
}

// sayCreated prints what was written, and nothing with --quiet.
func (p *process) sayCreated(o project.InitOptions, wrote []string, asked bool) error {
	if p.Quiet {
		return nil
	}
	return p.print(func(w io.Writer) error {
		for _, name := range wrote {
			fmt.Fprintln(w, "wrote "+name)
		}
		fmt.Fprint(w, project.ExtensionHelp(wrote))
		if asked {
			fmt.Fprintf(w, "to get the same result without questions:\n%s\n", p.Paste(initCommand(o)))
		}
		fmt.Fprintf(w, "if the app is already in the portal: manifest import FILE --app %s --force --version "+
			"VERSION, then: manifest "+
			"adopt %s\n", o.App, o.App)
		_, err := fmt.Fprintf(w, "next: %s\n", p.Paste("manifest lint "+project.ShellLine([]string{path.Dir(wrote[0])})))
		return err
	})
}
