package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/internal/portal"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/internal/version"
)

type importOptions struct {
	File  string // a path, or - for standard input
	App   string // "" prints instead
	Force bool
	portal.Given
}

func newImportCmd(p *process) *cobra.Command {
	var opts importOptions
	var users bool
	distribution := choice{accepted: distributions}
	cmd := &cobra.Command{
		Use:   "import <file>|-",
		Short: "Make a manifest of the portal's JSON",
		Long: "Make a manifest of the JSON that the portal shows under View Manifest: schema 4.1,\n" +
			"the older 3.x, or some sections of either. It is printed, or with --app written.\n\n" +
			"What a manifest has no place for is listed on standard error. What the JSON does\n" +
			"not say is asked for by flags; without them it is assumed, and marked with a\n" +
			"comment. With --app and --force, what the JSON does not say stays as it is in the\n" +
			"app's manifest; its comments do not. The line that names the schema to editors\n" +
			"stays, or is written where manifests/.schema is there.",
		Example: "  manifest import view-manifest.json\n" +
			"  manifest import view-manifest.json --app acme-field-sync --distribution marketplace --version 1.4.0\n" +
			"  manifest import - --app acme-field-sync --force < view-manifest.json",
		Args: cobra.ExactArgs(1),
	}
	flags := cmd.Flags()
	flags.StringVar(&opts.App, "app", "", "write the manifest of this app, a folder of "+defaultDir)
	flags.BoolVar(&opts.Force, "force", false, "replace the manifest that the app has")
	flags.StringVar(&opts.Name, "name", "", "the name of the app")
	wordFlag(cmd, &distribution, "distribution", "how customers get the app")
	flags.StringVar(&opts.Version, "version", "", "the version that the JSON is of")
	flags.BoolVar(&users, "user-level", false, "users sign in to the app; --user-level=false if not")
	completeWith(cmd, "app", p.mannerly(p.completeApps(1)))
	cmd.RunE = p.run(func(ctx context.Context, args []string) error {
		opts.File, opts.Distribution = args[0], distribution.value
		if flags.Changed("user-level") {
			opts.UserLevel = &users
		}
		return runImport(ctx, p, opts)
	})
	return cmd
}

// appID is what the folder of an app may be called.
var appID = lazy.Regexp(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checkAppID refuses what cannot be an id, and names one that can.
func checkAppID(id string) error {
	if appID().MatchString(id) {
		return nil
	}
	meant := ""
	if near := validate.AppIDFrom(id); near != "" {
		meant = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("%s: the id of an app has lower case letters, digits and single dashes%s", report.Visible(id), meant)
}

func runImport(ctx context.Context, p *process, opts importOptions) error {
	if opts.Version != "" {
		if _, err := version.Parse(opts.Version); err != nil {
			return Usagef("--version: %w", err)
		}
	}
	if opts.App == "" {
		if opts.Force {
			return Usagef("--force replaces a file; give --app too")
		}
		data, reading, assumed, err := p.imported(opts)
		if err != nil {
			return err
		}
		p.sayLeft(reading.File, reading.Left, "left out")
		p.sayAssumed(assumed, reading)
		return p.print(func(w io.Writer) error {
			_, err := w.Write(data)
			return err
		})
	}
	opts.App = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(opts.App), defaultDir+"/"), "/")
	if err := checkAppID(opts.App); err != nil {
		return Usagef("--app %w", err)
	}
	return p.importApp(ctx, p.appAt(opts.App), opts)
}

// imported reads the JSON and makes a manifest of it.
func (p *process) imported(opts importOptions) ([]byte, *portal.Reading, []portal.Assumed, error) {
	f, err := p.portalFile(opts.File)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("import %s: %w", opts.File, err)
	}
	if !portal.IsJSON(f) && looksLikeManifest(f) {
		return nil, nil, nil, &Error{Class: Findings, Err: fmt.Errorf("import %s: this looks like a manifest, not the portal's JSON", opts.File)}
	}
	reading, found := portal.Read(f)
	if diag.Count(found).Errors == 0 {
		found = append(found, reading.Importable()...)
	}
	if err := p.sayFindings(found); err != nil {
		return nil, nil, nil, err
	}
	if n := diag.Count(found).Errors; n > 0 {
		return nil, nil, nil, &Error{Class: Findings, Err: fmt.Errorf("import %s: refused: %s", opts.File, diag.Plural(n, "error"))}
	}
	given := opts.Given
	given.App = opts.App
	assumed := reading.Complete(given)
	if reading.Root.Get("data_connector") == nil && reading.Root.Get("embedded") == nil {
		return nil, nil, nil, Usagef("import %s: without user level authentication nothing is left: the JSON has no component and no permissions", opts.File)
	}
	data, err := reading.Write()
	if err != nil {
		return nil, nil, nil, fmt.Errorf("import %s: %w", opts.File, err)
	}
	return data, reading, assumed, nil
}

// importApp writes the manifest of an app: a new folder, or a file in the one
// that there is.
func (p *process) importApp(ctx context.Context, a app, opts importOptions) error {
	at, release, err := p.holdPlace(ctx, a)
	if err != nil {
		return fmt.Errorf("import %s: %w", a.id, err)
	}
	defer release()
	was, err := p.replacedBy(a, &opts)
	if err != nil {
		return err
	}
	data, reading, assumed, err := p.imported(opts)
	if err != nil {
		return err
	}
	if line := p.modeline(was); line != "" {
		data = append([]byte(line+"\n"), data...)
	}
	if err := at.write(was, data); err != nil {
		return fmt.Errorf("import %s: %w", a.id, err)
	}
	p.sayLeft(reading.File, reading.Left, "left out")
	p.sayAssumed(assumed, reading)
	verb := "wrote"
	if was != nil {
		verb = "replaced"
		fmt.Fprintf(p.Stderr, "comments that %s/%s had are gone, see: git diff\n", a.name, manifestName)
	}
	return p.print(func(w io.Writer) error {
		fmt.Fprintf(w, "%s %s/%s\n", verb, a.name, manifestName)
		if !p.quiet {
			fmt.Fprintf(w, "next: manifest lint %s\n", a.name)
		}
		return nil
	})
}

// modeline is the line that names the schema to editors: the one that the
// replaced manifest had, or that of a new manifest where the project keeps its
// schemas.
func (p *process) modeline(was []byte) string {
	for line := range bytes.Lines(was) {
		if bytes.HasPrefix(line, []byte(manifest.Modeline)) {
			return string(bytes.TrimSpace(line))
		}
	}
	if _, err := os.Stat(p.Path(filepath.FromSlash(path.Join(schemasDir, editorSchemas[0].name)))); err != nil {
		return ""
	}
	return manifestModeline
}

// replacedBy returns the bytes of the manifest that an import replaces, nil
// where there is none, and takes from it what the JSON does not say.
func (p *process) replacedBy(a app, opts *importOptions) ([]byte, error) {
	f, err := a.file(manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	if !opts.Force {
		return nil, Usagef("import: %s/%s is there already; --force replaces it, and keeps what the JSON does not say", a.name, manifestName)
	}
	doc, err := readable(f)
	if err != nil {
		return nil, err
	}
	opts.Manifest = doc.Root
	return f.Data, nil
}

// portalFile reads a file that should hold the portal's JSON; - is standard
// input.
func (p *process) portalFile(word string) (*source.File, error) {
	t := target{name: filepath.ToSlash(word), path: p.Path(word)}
	if word == "-" {
		if p.StdinIsTerminal && p.NoInput {
			return nil, Usagef("- reads standard input, which is a terminal, and --no-input forbids waiting for it")
		}
		t = target{name: "<stdin>", path: "-"}
	}
	data, err := p.read(t)
	if err != nil {
		return nil, err
	}
	return source.New(t.name, data), nil
}

// sayFindings shows what is wrong with the portal's JSON on standard error.
func (p *process) sayFindings(found []diag.Diagnostic) error {
	if len(found) == 0 {
		return nil
	}
	diag.Sort(found)
	return report.LintFormats.Write(p.Stderr, report.Text, report.Lint{Findings: found, Files: 1, Tool: tool()}, report.Options{Width: p.Width, Quiet: true})
}

// sayLeft lists what has no place on the other side.
func (p *process) sayLeft(f *source.File, left []portal.Left, what string) {
	for _, l := range left {
		value := ""
		if l.Value != "" {
			value = " " + l.Value
		}
		fmt.Fprintf(p.Stderr, "%s\n", report.Visible(fmt.Sprintf("%s:%s: %s: %s%s: %s", f.Name, f.Position(l.Span.Start), what, l.Path, value, l.Why)))
	}
}

// sayAssumed lists what neither the JSON nor the command line says.
func (p *process) sayAssumed(assumed []portal.Assumed, r *portal.Reading) {
	for _, a := range assumed {
		hint := ""
		if a.Flag != "" {
			hint = "; say it with " + a.Flag
		}
		fmt.Fprintf(p.Stderr, "%s\n", report.Visible(fmt.Sprintf("assumed: %s: %s%s", a.Path, a.Value, hint)))
	}
	if r.AsksForUsers() {
		fmt.Fprintln(p.Stderr, "not known: whether users sign in to the app; say it with --user-level or --user-level=false")
	}
	if len(assumed) > 0 {
		fmt.Fprintf(p.Stderr, "what was assumed is marked: # %s\n", portal.Mark)
	}
}

// portalSide is the portal's JSON as one side of a comparison.
func portalSide(f *source.File) (compared, error) {
	reading, found := portal.Read(f)
	diag.Sort(found)
	for _, d := range found {
		if d.Severity == diag.Error {
			return compared{}, &Error{Class: Failure, Err: fmt.Errorf("read the portal's JSON %s:%s: %s\nsee: manifest import %s", f.Name, d.Start(), d.Message, f.Name)}
		}
	}
	doc := &manifest.Document{File: f, Root: reading.Root}
	return compared{Side: side(f.Name, doc), portal: reading, doc: doc}, nil
}

// fill adds to sides that are the portal's JSON what no JSON says, as it is on
// the other side, so that it is no difference.
func fill(from, to *compared) {
	for _, pair := range [][2]*compared{{from, to}, {to, from}} {
		if s := pair[0]; s.portal != nil {
			s.portal.Fill(pair[1].App().Root)
			s.Side = side(s.Name, s.doc)
		}
	}
}
