package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

func newDoctorCmd(p *process) *cobra.Command {
	format := choice{value: "text", accepted: []string{"text", "json"}}
	sources := false
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at what the other commands build on, and say what to repair",
		Long: "Look at what the other commands build on: git, the repository, the configuration,\n" +
			"the apps and their records, the editor, the terminal, and how old the facts about\n" +
			"the portal are. Nothing is changed, and nothing is asked of the network.\n\n" +
			"A note is for a person to weigh. A problem is something that makes commands fail;\n" +
			"with one of those the exit code is 3.",
		Example: "  manifest doctor\n  manifest doctor --format json\n  manifest doctor --sources",
		Args:    cobra.NoArgs,
		RunE: p.run(func(ctx context.Context, _ []string) error {
			options := report.Options{Color: p.color(), Width: p.Width, Quiet: p.global.quiet}
			json := format.value == "json"
			if sources {
				return p.print(func(w io.Writer) error {
					if json {
						return report.SourcesJSON(w, factLists())
					}
					return report.SourcesText(w, factLists(), options)
				})
			}
			d := report.Doctor{Tool: build().String(), Checks: p.examine(ctx)}
			if err := p.print(func(w io.Writer) error {
				if json {
					return report.DoctorJSON(w, d)
				}
				return report.DoctorText(w, d, options)
			}); err != nil {
				return err
			}
			if d.Count(report.Faulty) > 0 {
				return &exitError{code: exitFailure}
			}
			return nil
		}),
	}
	cmd.Flags().Var(&format, "format", "output format: text or json")
	cmd.Flags().BoolVar(&sources, "sources", false, "list every fact about the portal, the least certain and oldest first")
	complete(cmd, "format", format.accepted...)
	return cmd
}

// examine makes all checks, in the order in which one repairs.
func (p *process) examine(ctx context.Context) []report.Check {
	checks := p.examineGit(ctx)
	checks = append(checks, p.examineConfig())
	checks = append(checks, p.examineApps()...)
	checks = append(checks, p.examineTerminal()...)
	checks = append(checks, p.examineCompletion())
	return append(checks, examineFacts(p.Now())...)
}

func fine(name, format string, args ...any) report.Check {
	return report.Check{Name: name, Health: report.Fine, Found: fmt.Sprintf(format, args...)}
}

func notable(name, found, remedy string) report.Check {
	return report.Check{Name: name, Health: report.Notable, Found: found, Remedy: remedy}
}

// faulty is a check that failed with an error, whose own remedy is taken where
// none is given.
func faulty(name string, err error, remedy string) report.Check {
	var known *git.Error
	if errors.As(err, &known) {
		remedy = cmp.Or(remedy, known.Remedy())
	}
	return report.Check{Name: name, Health: report.Faulty, Found: err.Error(), Remedy: remedy}
}

func (p *process) examineGit(ctx context.Context) []report.Check {
	options := git.Options{Getenv: p.Getenv}
	version, err := options.Version(ctx)
	if err != nil {
		return []report.Check{faulty("git", err, "")}
	}
	checks := []report.Check{fine("git", "%s", version)}
	r, err := options.Open(ctx, p.Dir)
	switch {
	case errors.Is(err, git.ErrNoRepository):
		check := faulty("repository", err, "")
		check.Health = report.Notable // files are linted anywhere
		return append(checks, check)
	case err != nil:
		return append(checks, faulty("repository", err, ""))
	}
	checks = append(checks, p.examineHistory(ctx, r)...)
	if name := r.UserName(ctx); name != "" {
		return append(checks, fine("author", "%s", name))
	}
	const tell = "git config user.name NAME; git config user.email ADDRESS; or give --by"
	name, err := p.author(ctx, "")
	if err != nil {
		return append(checks, notable("author", "nobody told git who works here, and records say who did what", tell))
	}
	return append(checks, notable("author", fmt.Sprintf("nobody told git who works here; records will say %q", name), tell))
}

func (p *process) examineHistory(ctx context.Context, r *git.Repository) []report.Check {
	head, err := r.Head(ctx)
	if err != nil {
		return []report.Check{faulty("repository", err, "")}
	}
	shallow, err := r.IsShallow(ctx)
	if err != nil {
		return []report.Check{faulty("repository", err, "")}
	}
	switch root := r.Root(); {
	case head == "":
		return []report.Check{notable("repository", root+", without a commit yet", "commit, so that there is something to compare with")}
	case shallow:
		return []report.Check{notable("repository", root+", a shallow clone: --base finds no merge base in it",
			"git fetch --unshallow; in CI: "+git.WholeHistory)}
	default:
		return []report.Check{fine("repository", "%s, at commit %.10s", root, head)}
	}
}

func (p *process) examineConfig() report.Check {
	const name = "configuration"
	file, err := p.findConfig()
	if err != nil {
		return faulty(name, err, "")
	}
	if file == "" {
		return fine(name, "none; every default holds")
	}
	said := p.Stderr
	p.Stderr = io.Discard // lint shows the faults, at their places
	_, _, err = p.loadConfig()
	p.Stderr = said
	if err != nil {
		return faulty(name, err, "see them: manifest lint")
	}
	return fine(name, "%s", filepath.ToSlash(file))
}

func (p *process) examineApps() []report.Check {
	apps, err := p.apps()
	var usage *exitError
	switch {
	case errors.As(err, &usage) && usage.code == exitUsage:
		return []report.Check{notable("apps", err.Error(), "")}
	case err != nil:
		return []report.Check{faulty("apps", err, "")}
	}
	var checks []report.Check
	saved := 0
	for _, a := range apps {
		state, err := a.load()
		if err == nil {
			saved += len(state.saved)
			err = state.sound()
		}
		if err != nil {
			text, _, _ := strings.Cut(err.Error(), "\n")
			checks = append(checks, faulty("records", errors.New(text), "manifest lint "+a.name))
		}
	}
	head := fine("apps", "%s in %s, %s", plural(len(apps), "app"), defaultDir, plural(saved, "saved version"))
	return append(append([]report.Check{head}, checks...), p.examineEditor(apps)...)
}

// modeline is how a manifest tells editors which schema it follows.
const modeline = "# yaml-language-server: $schema="

// examineEditor compares the copies of schemas that editors use with those of
// this build: the ones that init writes, and what manifests name themselves.
func (p *process) examineEditor(apps []app) []report.Check {
	copies := make(map[string]editorSchema)
	for _, s := range editorSchemas {
		if name := path.Join(schemasDir, s.name); p.exists(name) {
			copies[name] = s
		}
	}
	for _, a := range apps {
		f, err := a.file(manifestName)
		if err != nil {
			continue // without a working manifest there is nothing to edit
		}
		for line := range bytes.Lines(f.Data) {
			at, ok := strings.CutPrefix(strings.TrimSpace(string(line)), modeline)
			if ok && !strings.Contains(at, "://") && !path.IsAbs(at) {
				copies[path.Join(a.name, at)] = editorSchemas[0]
			}
		}
	}
	var checks []report.Check
	for _, name := range slices.Sorted(maps.Keys(copies)) {
		if check := p.examineCopy(name, copies[name]); check.Health != report.Fine {
			checks = append(checks, check)
		}
	}
	if len(copies) > 0 && len(checks) == 0 {
		return []report.Check{fine("editor", "%s of this version", plural(len(copies), "schema"))}
	}
	return checks
}

func (p *process) examineCopy(name string, s editorSchema) report.Check {
	refresh := ""
	if shellSafe(name) { // it comes from a file
		refresh = "manifest schema " + strings.TrimSuffix(s.name, ".schema.json") + " > " + name
	}
	data, err := readRegular(p.path(filepath.FromSlash(name)))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return notable("editor", "manifests name the schema "+name+", which is not there", refresh)
	case err != nil:
		return notable("editor", fmt.Sprintf("the schema %s cannot be read: %v", name, reason(err)), "")
	case !bytes.Equal(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n")), s.data):
		return notable("editor", "the schema "+name+" is not the one of this version of the tool", refresh)
	}
	return fine("editor", "%s", name)
}

func (p *process) exists(name string) bool {
	_, err := os.Stat(p.path(filepath.FromSlash(name)))
	return err == nil
}

// readRegular reads an ordinary file of the size that a copy of the schema has:
// a device in its place would be read without end.
func readRegular(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := irregular(info); err != nil {
		return nil, err
	}
	f, err := readFile(path, path)
	if err != nil {
		return nil, err
	}
	return f.Data, nil
}

func (p *process) examineTerminal() []report.Check {
	found := "standard output is not a terminal"
	if p.StdoutIsTerminal {
		found = fmt.Sprintf("%d columns", p.Width)
	}
	why := "as standard output is not a terminal"
	switch {
	case p.global.color.value != "auto":
		why = "as --color says"
	case !p.StdoutIsTerminal:
	case p.Getenv("NO_COLOR") != "":
		why = "as NO_COLOR is set"
	case p.Getenv("TERM") == "dumb":
		why = "as TERM is dumb"
	default:
		why = "as it is a terminal"
	}
	colors := "no colours"
	if p.color() {
		colors = "colours"
	}
	checks := []report.Check{fine("terminal", "%s; %s, %s", found, colors, why)}
	for _, ci := range []struct{ variable, name string }{{"GITHUB_ACTIONS", "GitHub Actions"}, {"GITLAB_CI", "GitLab CI"}, {"CI", "a CI service"}} {
		if value := p.Getenv(ci.variable); value != "" && value != "false" {
			return append(checks, fine("CI", "%s, as %s is set", ci.name, ci.variable))
		}
	}
	return append(checks, fine("CI", "none"))
}

// examineCompletion looks whether a file that the shell reads at its start
// loads the completion.
func (p *process) examineCompletion() report.Check {
	const name = "completion"
	home := p.Getenv("HOME")
	shell := path.Base(filepath.ToSlash(p.Getenv("SHELL")))
	data, config := cmp.Or(p.Getenv("XDG_DATA_HOME"), filepath.Join(home, ".local", "share")), cmp.Or(p.Getenv("XDG_CONFIG_HOME"), filepath.Join(home, ".config"))
	var files []string // that exist, or that name the tool
	var load string
	switch shell {
	case "bash":
		files = []string{filepath.Join(data, "bash-completion", "completions", "manifest"), "/etc/bash_completion.d/manifest", "/usr/share/bash-completion/completions/manifest",
			filepath.Join(home, ".bashrc"), filepath.Join(home, ".bash_profile")}
		load = `add to ~/.bashrc: eval "$(manifest completion bash)"` // bash 3.2 cannot source <(…)
	case "zsh":
		files = []string{"/usr/share/zsh/site-functions/_manifest", "/usr/local/share/zsh/site-functions/_manifest", "/opt/homebrew/share/zsh/site-functions/_manifest",
			filepath.Join(cmp.Or(p.Getenv("ZDOTDIR"), home), ".zshrc")}
		load = "add to ~/.zshrc: source <(manifest completion zsh)"
	case "fish":
		files = []string{filepath.Join(config, "fish", "completions", "manifest.fish"), "/usr/share/fish/vendor_completions.d/manifest.fish", filepath.Join(config, "fish", "config.fish")}
		load = "add to config.fish: manifest completion fish | source"
	default:
		return fine(name, "for bash, zsh, fish and PowerShell; see: manifest help completion")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err == nil && bytes.Contains(text, []byte("manifest completion")) || err == nil && strings.Contains(filepath.Base(file), "manifest") {
			return fine(name, "%s loads it from %s", shell, file)
		}
	}
	return notable(name, "no file that "+shell+" reads at its start loads it", load)
}

// factLists are the rules of lint and all catalogues.
func factLists() []schema.Catalogue {
	rules := schema.Catalogue{File: "rules"}
	for _, r := range validate.Rules() {
		rules.Facts = append(rules.Facts, schema.Fact{Name: r.ID, Origin: r.Origin})
	}
	return append([]schema.Catalogue{rules}, schema.Catalogues()...)
}

// staleAfter is how long a list is taken for good without a look at its sources.
const staleAfter = 12 // months

// examineFacts says of every list how sure it is, and when its sources were
// last read.
func examineFacts(now time.Time) []report.Check {
	var checks []report.Check
	for _, list := range factLists() {
		name := strings.ReplaceAll(strings.TrimSuffix(list.File, ".json"), "_", " ")
		text := fmt.Sprintf("%d: %s", len(list.Facts), report.Certainty(list.Facts))
		if list.Checked == "" {
			checks = append(checks, fine(name, "%s", text))
			continue
		}
		text += "; sources read in " + list.Checked
		read, err := time.Parse("2006-01", list.Checked)
		if err == nil && read.AddDate(0, staleAfter, 0).Before(now) {
			checks = append(checks, notable(name, text, "compare it with the portal: manifest doctor --sources"))
			continue
		}
		checks = append(checks, fine(name, "%s", text))
	}
	return checks
}
