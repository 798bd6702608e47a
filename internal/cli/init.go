package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	model "github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

func newInitCmd(p *process) *cobra.Command {
	opts := initOptions{Distribution: choice{value: distributions[0], accepted: distributions}}
	cmd := &cobra.Command{
		Use:   "init [app]",
		Short: "Start the manifest of an app",
		Long: "Write the manifest of a new app to manifests/APP, and set up editors: copies of the\n" +
			"schemas in manifests/.schema, and their association in .vscode/settings.json.\n\n" +
			"On a terminal, without other flags, it asks; at the end it prints the command that\n" +
			"does the same without questions. Nothing is written before the last answer.\n\n" +
			"A token such as {{region}} in a URL becomes a parameter that customers fill in.",
		Example: "  manifest init\n  manifest init site-lens --side-panel 'https://panel.sitelens.io/?company={{procore.company.id}}' --view rfi.detail\n" +
			"  manifest init field-sync --authentication user_level,service_account --permission project.daily_log=standard",
		Args: func(cmd *cobra.Command, args []string) error {
			if id := validate.AppIDFrom(strings.Join(args, " ")); len(args) > 1 && id != "" {
				return Usagef("init: an app has one id; did you mean: manifest init %s", id)
			}
			return cobra.MaximumNArgs(1)(cmd, args)
		},
		// Whoever presses Tab here is about to invent a name.
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Name, "name", "", "name of the app, as customers see it (default: made from APP)")
	flags.Var(&opts.Distribution, "distribution", "custom (installed with a key) or marketplace")
	flags.Var(listFlag[string]{&opts.Authentication, true, readAuthentication}, "authentication", "data connector: user_level, service_account, or both with a comma (default: user_level, if nothing is embedded)")
	flags.Var(listFlag[model.DraftPermission]{&opts.Permissions, false, readPermission}, "permission", "a tool that the service account uses: SCOPE.TOOL=LEVEL (repeatable)")
	flags.StringVar(&opts.FullScreen, "full-screen", "", "URL of the full screen component")
	flags.StringVar(&opts.FullScreenSays, "full-screen-description", "", "what it shows (default: the name of the app)")
	flags.StringVar(&opts.SidePanel, "side-panel", "", "URL of the side panel component")
	flags.StringVar(&opts.SidePanelSays, "side-panel-description", "", "what it shows (default: the name of the app)")
	flags.Var(listFlag[string]{&opts.Views, true, readWord}, "view", "a view beside which the side panel opens (repeatable, or with commas)")
	flags.Var(listFlag[initParameter]{&opts.Parameters, false, readParameter}, "parameter", "what a token of a URL is called: KEY=NAME or 'KEY=NAME: DESCRIPTION' (repeatable)")
	flags.Var(listFlag[string]{&opts.Optional, true, readWord}, "optional", "keys of parameters that customers may leave empty")
	flags.StringVar(&opts.SetupURL, "setup-url", "", "address of the setup instructions")
	flags.StringVar(&opts.SetupPage, "setup-page-name", "", "name of that page (default: Set up NAME)")
	flags.BoolVar(&opts.NoEditor, "no-editor", false, "do not set up editors")
	complete(cmd, "distribution", distributions...)
	completeList(cmd, "authentication", func() []string { return slices.Clone(authentications) })
	completeFlag(cmd, "permission", func(string) []string { return permissionWords() })
	completeList(cmd, "view", viewKeys)
	for _, name := range []string{"name", "full-screen", "full-screen-description", "side-panel", "side-panel-description", "parameter", "optional", "setup-url", "setup-page-name"} {
		complete(cmd, name)
	}
	cmd.RunE = p.run(func(ctx context.Context, args []string) error {
		if len(args) > 0 {
			opts.App = args[0]
		}
		given := false
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { given = given || f.Changed && f.Name != "no-editor" })
		return runInit(ctx, p, opts, !given && p.mayAsk())
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
		for _, level := range accessLevels {
			if t.Key() != "" && t.Levels.Of(level) != schema.No {
				words = append(words, fmt.Sprintf("%s.%s=%s\t%s", t.Scope, t.Key(), level, t.Label))
			}
		}
	}
	return words
}

func runInit(ctx context.Context, p *process, opts initOptions, ask bool) error {
	config, _, err := p.loadConfig()
	if err != nil {
		return err
	}
	b := &initBuild{p: p}
	if b.linter, err = validate.New(validate.Options{Config: config}); err != nil {
		return Usagef("%w", err)
	}
	if b.undeclared, err = validate.New(validate.Options{Only: []string{"undeclared-parameter"}}); err != nil {
		return err
	}
	if ask {
		if err := b.ask(ctx, &opts); err != nil {
			return err
		}
	}
	if opts.App == "" {
		return Usagef("init: name the app: manifest init APP; its folder in %s is called so", defaultDir)
	}
	if err := cmp.Or(opts.checkTwice(), opts.check()); err != nil {
		return err
	}
	opts.fillDefaults()
	wrote, kept, err := b.create(ctx, opts)
	if err != nil && ask { // so that nobody has to answer twice
		err = fmt.Errorf("%w\nyour answers: %s", err, opts.command())
	}
	if err != nil {
		return err
	}
	return errors.Join(kept, p.sayCreated(opts, wrote, ask))
}

// create makes the app that the answers give. The manifest comes last: until it
// is there, the same command completes the work. It returns the files that were
// written, and why the settings of an editor were left as they were.
func (b *initBuild) create(ctx context.Context, opts initOptions) (wrote []string, kept, err error) {
	if err := b.p.newApp(opts.App); err != nil {
		return nil, nil, err
	}
	data, tokens, err := b.draft(opts)
	if err != nil {
		return nil, nil, Usagef("init %s: %w", opts.App, err)
	}
	if err := opts.checkParameters(tokens); err != nil {
		return nil, nil, err
	}
	for _, d := range b.faults(opts, data) {
		if d.Severity == diag.Error {
			return nil, nil, Usagef("init %s: %s%s; %s\nsee: manifest explain %s", opts.App, flagOf(d), d.Message, d.Help, d.Rule)
		}
		if !slices.Contains(b.said, d.Message) {
			b.p.complain(fmt.Errorf("%s: %s [%s]", d.Severity, d.Message, d.Rule))
		}
	}
	a := b.p.appAt(opts.App)
	wrote = []string{path.Join(a.name, manifestName)}
	if !opts.NoEditor {
		changed, err := b.p.associateEditor(filepath.Clean(b.p.Path(".")), false)
		var refused *Error
		switch {
		case errors.As(err, &refused):
			kept = &Error{Class: refused.Class, Err: fmt.Errorf("init %s: the app is written, but editors are not set up: %s\n"+
				"put that right, then: manifest schema --editors; or start apps with --no-editor", a.id, strings.TrimPrefix(err.Error(), "set up editors: "))}
		case err != nil:
			return nil, nil, fmt.Errorf("init %s: %w; --no-editor leaves editors out", a.id, err)
		}
		wrote = append(wrote, changed...)
	}
	at, release, err := b.p.holdPlace(ctx, a)
	if err == nil {
		defer release()
		err = at.write(nil, data)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("init %s: %w", a.id, err)
	}
	return wrote, kept, nil
}

// sayCreated prints what was written, and with --quiet the manifest alone.
func (p *process) sayCreated(o initOptions, wrote []string, asked bool) error {
	if p.quiet {
		wrote = wrote[:1]
	}
	return p.print(func(w io.Writer) error {
		for _, name := range wrote {
			fmt.Fprintln(w, "wrote "+name)
		}
		if p.quiet {
			return nil
		}
		if asked {
			fmt.Fprintf(w, "the same without questions:\n  %s\n", o.command())
		}
		_, err := fmt.Fprintf(w, "next: manifest lint %s\n", p.appAt(o.App).name)
		return err
	})
}

// newApp refuses an id that cannot be one, or that is taken. A folder that is
// empty, apart from hidden files, is not.
func (p *process) newApp(id string) error {
	if err := checkAppID(id); err != nil {
		return Usagef("init %w", err)
	}
	a := p.appAt(id)
	info, err := os.Lstat(a.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("init %s: look for %s: %w", id, a.name, reason(err))
	case !info.IsDir():
		return Usagef("init %s: %s is there already, and is no folder", id, a.name)
	}
	entries, err := os.ReadDir(a.path)
	if err != nil {
		return fmt.Errorf("init %s: look into %s: %w", id, a.name, reason(err))
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name()[0] != '.' }) {
		return Usagef("init %s: %s is there already", id, a.name)
	}
	return nil
}
