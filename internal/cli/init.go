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
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
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
		answered := false
		cmd.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) { answered = answered || f.Changed && f.Name != "no-editor" })
		return runInit(ctx, p, opts, !answered && p.mayAsk())
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
	opts.complete()
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

// complete gives what was not answered its default.
func (o *initOptions) complete() {
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

// initBuild makes a manifest of answers and judges it.
type initBuild struct {
	p      *process
	linter *validate.Linter
	// undeclared looks only for tokens without a parameter, so that there is one
	// opinion on what a token is.
	undeclared *validate.Linter
}

// manifest is what the answers give. Tokens of URLs become parameters.
func (b *initBuild) manifest(o initOptions) ([]byte, error) {
	s, err := o.scaffold()
	if err != nil {
		return nil, err
	}
	data, err := s.Write()
	if err != nil {
		return nil, usageError("init %s: %w", o.App, err)
	}
	tokens := b.tokens(o, data)
	if len(tokens) == 0 && len(o.Parameters)+len(o.Optional) == 0 {
		return data, nil
	}
	given, err := o.parameters(tokens)
	if err != nil {
		return nil, err
	}
	for _, t := range tokens {
		component := s.FullScreen
		if t.panel {
			component = s.SidePanel
		}
		component.Parameters = append(component.Parameters, given[t.key])
	}
	return s.Write()
}

// token is a token of a component's URL that wants a parameter.
type token struct {
	key   string
	panel bool // of the side panel
}

// tokens are those of a manifest that has no parameters yet.
func (b *initBuild) tokens(o initOptions, data []byte) []token {
	f := source.New(manifestName, data)
	doc, _ := manifest.Parse(f)
	var list []token
	for _, d := range b.undeclared.Lint(f, o.App) {
		t := token{key: strings.Trim(f.Text(d.Span), "{} "), panel: contains(doc.Root.Get("embedded", "side_panel", "url"), d)}
		if d.Rule == "undeclared-parameter" && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

func contains(n *manifest.Node, d diag.Diagnostic) bool { return n != nil && n.Span.Contains(d.Span) }

// faults are the findings about a manifest that matter for a draft.
func (b *initBuild) faults(o initOptions, data []byte) []diag.Diagnostic {
	found := b.linter.Lint(source.New(path.Join(defaultDir, o.App, manifestName), data), o.App)
	return slices.DeleteFunc(found, func(d diag.Diagnostic) bool { return d.Severity == diag.Info })
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

// answered are the values of a manifest with the flags that gave them.
var answered = []struct {
	flag string
	path []string
}{
	{"name", []string{"app", "name"}},
	{"permission", []string{"data_connector", "permissions"}},
	{"authentication", []string{"data_connector"}},
	{"full-screen", []string{"embedded", "full_screen", "url"}},
	{"full-screen-description", []string{"embedded", "full_screen", "description"}},
	{"parameter", []string{"embedded", "full_screen", "parameters"}},
	{"side-panel", []string{"embedded", "side_panel", "url"}},
	{"side-panel-description", []string{"embedded", "side_panel", "description"}},
	{"view", []string{"embedded", "side_panel", "views"}},
	{"parameter", []string{"embedded", "side_panel", "parameters"}},
	{"view", []string{"embedded", "side_panel"}},
	{"setup-url", []string{"setup_instructions", "url"}},
	{"setup-page-name", []string{"setup_instructions", "page_name"}},
}

// flagOf is the start of a message about a value that a flag gave.
func flagOf(d diag.Diagnostic) string {
	doc, _ := manifest.Parse(d.File)
	for _, a := range answered {
		if contains(doc.Root.Get(a.path...), d) {
			return "--" + a.flag + ": "
		}
	}
	return ""
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
