package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/report"
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
		Args: cobra.MaximumNArgs(1),
		// Whoever presses Tab here is about to invent a name.
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.Name, "name", "", "name of the app, as customers see it (default: made from APP)")
	flags.Var(&opts.Distribution, "distribution", "custom (installed with a key) or marketplace")
	flags.StringSliceVar(&opts.Authentication, "authentication", nil, "data connector: user_level, service_account, or both with a comma (default: user_level, if nothing is embedded)")
	flags.StringArrayVar(&opts.Permissions, "permission", nil, "a tool that the service account uses: SCOPE.TOOL=LEVEL (repeatable)")
	flags.StringVar(&opts.FullScreen, "full-screen", "", "URL of the full screen component")
	flags.StringVar(&opts.FullScreenSays, "full-screen-description", "", "what it shows (default: the name of the app)")
	flags.StringVar(&opts.SidePanel, "side-panel", "", "URL of the side panel component")
	flags.StringVar(&opts.SidePanelSays, "side-panel-description", "", "what it shows (default: the name of the app)")
	flags.StringSliceVar(&opts.Views, "view", nil, "a view beside which the side panel opens (repeatable, or with commas)")
	flags.StringArrayVar(&opts.Parameters, "parameter", nil, "what a token of a URL is called: KEY=NAME or 'KEY=NAME: DESCRIPTION' (repeatable)")
	flags.StringSliceVar(&opts.Optional, "optional", nil, "keys of parameters that customers may leave empty")
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

// mayAsk reports whether there is a person to answer: never in CI, and never
// where --no-input says so.
func (p *process) mayAsk() bool {
	return p.StdinIsTerminal && !p.global.noInput && p.Getenv("CI") == ""
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
		return usageError("%w", err)
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
		return usageError("init: name the app: manifest init APP; its folder in %s is called so", defaultDir)
	}
	if err := p.newApp(opts.App); err != nil {
		return err
	}
	opts.fillDefaults()
	data, err := b.manifest(opts)
	if err != nil {
		return err
	}
	for _, d := range b.faults(opts, data) {
		if d.Severity == diag.Error {
			return usageError("init %s: %s%s; %s\nsee: manifest explain %s", opts.App, flagOf(d), d.Message, d.Help, d.Rule)
		}
		p.complain(fmt.Errorf("%s: %s [%s]", d.Severity, d.Message, d.Rule))
	}
	return p.writeApp(opts, data, ask)
}

// newApp refuses an id that cannot be one, or that is taken.
func (p *process) newApp(id string) error {
	if !appID().MatchString(id) {
		return usageError("init %s: the id of an app has lower case letters, digits and single dashes", report.Visible(id))
	}
	a := p.appAt(id)
	if _, err := os.Lstat(a.path); err == nil {
		return usageError("init %s: %s is there already", id, a.name)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("init %s: %w", id, err)
	}
	return nil
}

// writeApp sets up editors and writes the app's folder, and says what was done.
// The folder comes last: until it is there, the same command completes the work.
func (p *process) writeApp(o initOptions, data []byte, asked bool) error {
	d, err := p.openDisk(p.path("."))
	if err != nil {
		return fmt.Errorf("init %s: %w", o.App, err)
	}
	defer d.close()
	var wrote []string
	var refused error
	if !o.NoEditor {
		var settings *exitError // those of the editor, that cannot be kept
		if wrote, refused = p.associateEditor(filepath.Clean(p.path(".")), false); refused != nil && !errors.As(refused, &settings) {
			return fmt.Errorf("init %s: %w", o.App, refused)
		}
	}
	a := p.appAt(o.App)
	if err := d.createDir(a.name, map[string][]byte{manifestName: data}); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return usageError("init %s: %s was made by someone else meanwhile", o.App, a.name)
		}
		return fmt.Errorf("init %s: %w", o.App, err)
	}
	err = p.print(func(w io.Writer) error {
		for _, name := range append([]string{path.Join(a.name, manifestName)}, wrote...) {
			fmt.Fprintln(w, "wrote "+name)
		}
		if asked {
			fmt.Fprintf(w, "the same without questions:\n  %s\n", o.command())
		}
		_, err := fmt.Fprintf(w, "next: manifest lint --for production %s\n", a.name)
		return err
	})
	return errors.Join(refused, err)
}
