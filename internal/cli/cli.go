// Package cli turns a command line into a call of internal/project, and what that
// returns into output and an exit code.
//
// One file per command: flags fill an options struct, one call does the work, and
// a renderer prints its result.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/secret"
	"github.com/procore-manifest/manifest/internal/validate"
	"github.com/procore-manifest/manifest/schema"
)

// Exit codes, part of the tool's contract.
const (
	exitOK       = 0 // clean, or done
	exitFindings = 1 // findings at or above --fail-on, or refused
	exitUsage    = 2 // wrong command line or configuration
	exitFailure  = 3 // something could not be checked
)

var exitCodes = map[project.Class]int{project.Findings: exitFindings, project.Usage: exitUsage,
	project.Failure: exitFailure}

// Run runs one command line and returns its exit code.
func Run(ctx context.Context, env project.Env, args []string) int {
	out := &output{w: env.Stdout}
	env.Stdout = out
	p := newProcess(env)
	p.Args, p.Interrupted = args, ctx.Done()
	root := newRootCmd(p)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	if p.unhelped != nil {
		err = p.unhelped
	}
	if out.err != nil { // cobra does not look at what becomes of its help
		err = out.err
		if p.Wrote {
			err = fmt.Errorf("the changes were saved, but the summary could not be printed: %w", err)
		}
		p.started = true
	}
	if err == nil {
		return exitOK
	}
	var exit *project.Error
	if !errors.As(err, &exit) {
		// Whatever is refused before a command's own function runs is usage.
		exit = &project.Error{Class: project.Usage, Err: err}
		if p.started {
			exit.Class = project.Failure
		}
	}
	if len(exit.Findings) > 0 {
		validate.Conceal(exit.Findings)
		_ = report.LintFormats.Write(p.Stderr, report.Text, report.Lint{Findings: exit.Findings},
			report.Options{Width: p.Width, Quiet: true})
	}
	if exit.Err != nil {
		p.complain(err) // all of it, also what was joined to the one with the code
		if p.asJSON && !out.used {
			// A failure to write it was said already, and the code says it too.
			_ = report.FailureJSON(out.w, errors.New(p.Paste(secret.MaskCertain(withoutTyped(err.Error(), args)))))
		}
	}
	return exitCodes[exit.Class]
}

// output is standard output. It remembers what went wrong: a result that did
// not arrive is a failure, whatever it said.
type output struct {
	w    io.Writer
	used bool // something was printed, or should have been
	err  error
}

func (o *output) Write(data []byte) (int, error) {
	o.used = true
	n, err := o.w.Write(data)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("write to standard output: %w", project.Reason(err))
	}
	return n, err
}

// process is one run of the tool.
type process struct {
	*project.Project
	color   choice // --color
	verbose bool   // say what is read
	started bool   // a command's own function has begun
	asJSON  bool   // who reads the result expects JSON
	// unhelped is why no help was shown, which cobra lets no one return.
	unhelped error
}

func newProcess(env project.Env) *process {
	p := &process{Project: &project.Project{Env: env}}
	p.Warn = func(text string) {
		for line := range strings.Lines(secret.MaskCertain(p.Paste(text)) + "\n") {
			fmt.Fprintln(p.Stderr, report.Visible(strings.TrimSuffix(line, "\n")))
		}
	}
	p.Complain = p.complain
	if p.ReadHidden != nil {
		p.AskHidden = p.askHidden
	}
	p.Progress = p.progress
	p.Note = func(text string) {
		if p.verbose {
			fmt.Fprintf(p.Stderr, "%s\n", report.Visible(text))
		}
	}
	return p
}

// Commands are listed in the order of work, which says more than the alphabet.
// It is a setting of the library as a whole, so it is made once.
func init() { cobra.EnableCommandSorting = false }

func newRootCmd(p *process) *cobra.Command {
	root := &cobra.Command{
		Use:   "manifest",
		Short: "Lint, version and release app manifests for the Procore Developer Portal",
		Long: `manifest checks, versions and releases the manifests of apps on the Procore
Developer Portal. A YAML file in git describes each app, so that every change is
linted and reviewed before anyone enters it in the portal.

Exit codes: 0 success, 1 findings or a refused step, 2 wrong command line or
configuration, 3 something could not be checked.`,
		Example: "  manifest init\n  manifest lint\n  manifest status\n" +
			"  manifest steps acme-field-sync\n  manifest save acme-field-sync",
		SilenceErrors: true, SilenceUsage: true,
		Args:    unknownCommand,
		Version: project.Build().Version,
		RunE:    func(*cobra.Command, []string) error { return p.printShortHelp() },
	}
	var version strings.Builder
	_ = report.BuildFormats.Write(&version, report.Text, project.Build(), report.Options{})
	root.SetVersionTemplate(version.String())
	wrapHelp(root, report.ProseWidth(p.Width))
	p.printHelp(root)
	p.color = choice{value: "auto", accepted: []string{"auto", "always", "never"}}
	flags := root.PersistentFlags()
	flags.StringVarP(&p.Directory, "directory", "C", "", "run as if started in this folder")
	flags.StringVar(&p.Config, "config", "", "configuration file (default: the nearest .manifest.yaml, up to the "+
		"repository's root)")
	flags.Var(&p.color, "color", "colours: auto, always or never")
	flags.BoolVarP(&p.Quiet, "quiet", "q", false, "print only the result, without a summary")
	flags.BoolVarP(&p.verbose, "verbose", "v", false, "print each file name to standard error as it is read")
	flags.BoolVar(&p.NoInput, "no-input", false, "never prompt for input")
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRunE = flagGroups
	addCommands(p, root)
	root.SetHelpCommand(newHelpCmd(p))
	root.InitDefaultHelpCmd()
	root.CompletionOptions.DisableDefaultCmd = true
	root.InitDefaultVersionFlag()
	root.Flags().Lookup("version").Usage = "print the version of this tool"
	complete(root, "color", p.color.accepted...)
	completeWith(root, "directory", cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs))
	completeWith(root, "config", cobra.FixedCompletions([]string{"yaml"}, cobra.ShellCompDirectiveFilterFileExt))
	finishTree(p, root)
	return root
}

// command is one that the root may get: what is typed for it, and what makes it.
type command struct {
	name string
	make func(*process) *cobra.Command
}

// commandGroup is what the help lists under a heading, in this order.
type commandGroup struct {
	id, title string
	commands  []command
}

func allCommands() []commandGroup {
	return []commandGroup{
		{"write", "Write a manifest and check it:", []command{{"init", newInitCmd}, {"lint", newLintCmd},
			{"fmt", newFmtCmd}, {"rules", newRulesCmd}, {"explain", newExplainCmd}, {"schema", newSchemaCmd},
			{"lsp", newLSPCmd}}},
		{"version", "Versions:", []command{{"diff", newDiffCmd}, {"bump", newBumpCmd}, {"approve", newApproveCmd},
			{"steps", newStepsCmd}, {"save", newSaveCmd}, {"adopt", newAdoptCmd}, {"status", newStatusCmd},
			{"log", newLogCmd}, {"report", newReportCmd}, {"restore", newRestoreCmd}, {"git-setup", newGitSetupCmd},
			{"git-diff", newGitDiffCmd}}},
		{"promote", "From the sandbox to production:", []command{{"test", newTestCmd}, {"checklist", newChecklistCmd},
			{"promote", newPromoteCmd}, {"record", newRecordCmd}, {"rename", newRenameCmd}, {"retire", newRetireCmd}}},
		{"portal", "Work with the portal's own JSON:", []command{{"import", newImportCmd}, {"export", newExportCmd},
			{"drift", newDriftCmd}}},
		{"live", "Check with the app's credentials:", []command{{"oauth", newOAuthCmd}, {"smoke", newSmokeCmd},
			{"verify", newVerifyCmd}, {"adoption", newAdoptionCmd}}},
		{"", "", []command{{"doctor", newDoctorCmd}, {"version", newVersionCmd}, {"completion", newCompletionCmd}}},
	}
}

// addCommands adds the command that was typed, or all, in their order: help and
// completion show all of them, and an editor starts the tool at every save.
func addCommands(p *process, root *cobra.Command) {
	groups, typed := allCommands(), ""
	for _, g := range groups {
		for _, c := range g.commands {
			if len(p.Args) > 0 && p.Args[0] == c.name && c.name != "completion" {
				typed = c.name
			}
		}
	}
	for _, g := range groups {
		if g.id != "" {
			root.AddGroup(&cobra.Group{ID: g.id, Title: g.title})
		}
		for _, c := range g.commands {
			if typed == "" || typed == c.name {
				made := c.make(p)
				made.GroupID = g.id
				root.AddCommand(made)
			}
		}
	}
}

// run adapts a function to cobra: from here on, an error that does not say
// otherwise means that the work could not be done.
func (p *process) run(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		if format := cmd.Flag("format"); format != nil && format.Changed {
			p.asJSON = format.Value.String() == "json"
		}
		if err := unfilledFlag(cmd.Flags(), p.Args); err != nil {
			return err
		}
		if slices.ContainsFunc(args, isBlank) {
			return project.Usagef("%s: an argument is empty: give it a value, or leave it out", cmd.Name())
		}
		if err := p.Enter(); err != nil {
			return err
		}
		p.started = true
		return f(cmd.Context(), args)
	}
}

// toFillIn are the words that printed commands have where a value is to be filled
// in.
var toFillIn = []string{"TEXT", "NAME", "KEY", "DATE"}

// unfilledFlag refuses a flag that is given without a value, as a variable of a
// pipeline may leave it, or with a placeholder. Ignoring it would mean something else
// than what was asked for: no base, no last day.
func unfilledFlag(flags *pflag.FlagSet, args []string) (err error) {
	flags.Visit(func(f *pflag.Flag) {
		values := []string{f.Value.String()}
		if list, ok := f.Value.(pflag.SliceValue); ok {
			values = append(list.GetSlice(), values[:min(1, len(list.GetSlice()))]...)
			for i, arg := range args { // a list drops what is empty
				flag, value, ok := strings.Cut(arg, "=")
				if flag == "--"+f.Name && (ok && isBlank(value) || !ok && i+1 < len(args) && isBlank(args[i+1])) {
					values = append(values, "")
				}
			}
		}
		switch {
		case err != nil:
		case len(values) == 0 || slices.ContainsFunc(values, isBlank):
			err = project.Usagef("--%s is empty: give it a value, or leave the flag out", f.Name)
		case slices.Contains(toFillIn, values[0]):
			err = project.Usagef("--%s %s: replace %[2]s with your own value", f.Name, values[0])
		}
	})
	return err
}

func isBlank(s string) bool { return strings.TrimSpace(s) == "" }

// colored reports whether standard output may carry colours.
func (p *process) colored() bool {
	switch p.color.value {
	case "always":
		return true
	case "never":
		return false
	}
	return p.StdoutIsTerminal && p.Getenv("NO_COLOR") == "" && p.Getenv("TERM") != "dumb"
}

// complain prints an error on standard error, without secrets that were typed.
func (p *process) complain(err error) {
	for line := range strings.Lines(secret.MaskCertain(withoutTyped(err.Error(), p.Args))) {
		fmt.Fprintf(p.Stderr, "manifest: %s\n", report.Message(p.Paste(strings.TrimSuffix(line, "\n"))))
	}
}

// progress says on a terminal how far the work is; it is wiped out at the end.
func (p *process) progress(text string) {
	if p.StderrIsTerminal && !p.Quiet {
		fmt.Fprint(p.Stderr, "\r\x1b[K"+text)
	}
}

// print writes a whole result to standard output.
func (p *process) print(render func(io.Writer) error) error {
	var buf bytes.Buffer
	if err := render(&buf); err != nil {
		return err
	}
	_, err := p.Stdout.Write(buf.Bytes())
	return err
}

// finish prints a result and ends with the error that came with it.
func (p *process) finish(err error, render func(io.Writer) error) error {
	if failed := p.print(render); failed != nil {
		return failed
	}
	return err
}

// say prints what was done.
func (p *process) say(text string, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.Stdout, text)
	return err
}

// portalFlag adds --portal, which names a generation of the portal in place of
// that of the configuration.
func portalFlag(cmd *cobra.Command, c *choice) {
	for _, p := range schema.Portals() {
		c.accepted = append(c.accepted, string(p))
	}
	wordFlag(cmd, c, "portal", "portal whose labels to use (default: portal in .manifest.yaml)")
}
