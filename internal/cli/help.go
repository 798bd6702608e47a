package cli

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

// shortHelp is what manifest prints without a command: what most people need.
const shortHelp = `manifest checks, versions and releases the manifests of apps on the Procore
Developer Portal. A YAML file in git describes each app.

  manifest init           write the manifest of a new app
  manifest lint           check all manifests
  manifest status         show the state of each app and its next step
  manifest steps APP      list what to enter in the portal, field by field
  manifest save APP       record the version that was saved in the portal

  manifest help all       list all commands
  manifest help COMMAND   show the help of one command
`

// helpAll is the word after help that lists all commands.
const helpAll = "all"

func newHelpCmd(p *process) *cobra.Command {
	return &cobra.Command{
		Use:     "help [command]",
		Short:   "Show the help of a command",
		Example: "  manifest help lint\n  manifest help all",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return nil, onlyThese
			}
			words := describedCommands(found)
			if found == cmd.Root() {
				words = append(words, helpAll+"\tList all commands")
			}
			return words, onlyThese
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return p.printShortHelp()
			case len(args) == 1 && args[0] == helpAll:
				cmd.Root().InitDefaultHelpFlag() // as --help would show it
				return cmd.Root().Help()
			}
			found, rest, err := cmd.Root().Find(args)
			switch {
			case err != nil || len(rest) > 0 && found == cmd.Root():
				return unknownCommand(cmd.Root(), args)
			case len(rest) > 0:
				return project.Usagef("help: %s has no subcommand %q; see: %s --help", found.Name(), rest[0],
					found.CommandPath())
			}
			found.InitDefaultHelpFlag() // as --help would show it
			return found.Help()
		},
	}
}

// bashCompletion stands in for cobra's own script, which needs the package
// bash-completion and breaks words at the @ of APP@VERSION.
//
//go:embed completion.bash
var bashCompletion string

func newCompletionCmd(p *process) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion <shell>",
		Short: "Print a shell completion script",
		Long: `Print a completion script for bash, zsh, fish or powershell.

For the current session:
  bash:       eval "$(manifest completion bash)"
  zsh:        source <(manifest completion zsh)
  fish:       manifest completion fish | source
  powershell: manifest completion powershell | Out-String | Invoke-Expression

For all sessions, add that line to the file that the shell reads when it starts.`,
		Example:   "  manifest completion bash > /etc/bash_completion.d/manifest",
		ValidArgs: shells,
		Args:      oneOf("shell", true, shells),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.run(func(context.Context, []string) error {
				return p.print(func(w io.Writer) error {
					switch root := cmd.Root(); args[0] {
					case "bash":
						_, err := io.WriteString(w, bashCompletion)
						return err
					case "zsh":
						return root.GenZshCompletion(w)
					case "fish":
						return root.GenFishCompletion(w, true)
					}
					return cmd.Root().GenPowerShellCompletionWithDesc(w)
				})
			})(cmd, args)
		},
	}
}

// oneOf accepts one argument that is one of a few words, or none if it may
// be left out.
func oneOf(what string, required bool, words []string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) == 0 && !required:
			return nil
		case len(args) != 1:
			return project.Usagef("%s: name one %s: %s", cmd.Name(), what, diag.AnyOf(words))
		case !slices.Contains(words, args[0]):
			return project.Usagef("%s: unknown %s %q; expected %s%s", cmd.Name(), what, args[0], diag.AnyOf(words),
				diag.DidYouMean(args[0], words))
		}
		return nil
	}
}

// explainArgs puts the refusals of cobra's own argument checks into words.
func explainArgs(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		err := check(cmd, args)
		var known *project.Error
		if err == nil || errors.As(err, &known) {
			return err
		}
		wrong := fmt.Sprintf("too many arguments (%d)", len(args))
		if len(args) < required(cmd) {
			wrong = "an argument is missing"
		}
		return project.Usagef("%s: %s; usage: %s\nsee: %s --help",
			cmd.Name(), wrong, strings.TrimSuffix(cmd.UseLine(), " [flags]"), cmd.CommandPath())
	}
}

// required is the number of arguments that a command cannot do without.
func required(cmd *cobra.Command) int {
	words := strings.Fields(cmd.Use)[1:]
	return len(slices.DeleteFunc(words, func(w string) bool { return strings.HasPrefix(w, "[") }))
}

// unknownCommand refuses what is not a command, with the one that was probably
// meant.
func unknownCommand(parent *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if near := diag.Meant(args[0], commandNames(parent)); near != "" {
		return project.Usagef("unknown command %q; did you mean %q?", args[0], near)
	}
	return project.Usagef("unknown command %q; see: %s --help", args[0], parent.CommandPath())
}

func commandNames(parent *cobra.Command) []string {
	var names []string
	for _, c := range parent.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// describedCommands are commandNames for completion.
func describedCommands(parent *cobra.Command) []string {
	var words []string
	for _, c := range parent.Commands() {
		if c.IsAvailableCommand() {
			words = append(words, c.Name()+"\t"+c.Short)
		}
	}
	return words
}

// flagError says in our words what is wrong with a flag, and adds to an unknown
// one that which was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var value *pflag.InvalidValueError
	if errors.As(err, &value) {
		return project.Usagef("--%s: %w", value.GetFlag().Name, plainFlagError(value))
	}
	var noValue *pflag.ValueRequiredError
	if errors.As(err, &noValue) {
		return project.Usagef("--%s needs a value\nsee: %s --help", noValue.GetFlag().Name, cmd.CommandPath())
	}
	var missing *pflag.NotExistError
	if !errors.As(err, &missing) {
		return project.Usagef("%s\nsee: %s --help", err, cmd.CommandPath())
	}
	var names []string
	collect := func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	}
	cmd.Flags().VisitAll(collect)
	cmd.InheritedFlags().VisitAll(collect)
	flag := "--" + missing.GetSpecifiedName()
	if missing.GetSpecifiedShortnames() != "" {
		flag = "-" + missing.GetSpecifiedName()
	}
	if near := diag.Meant(missing.GetSpecifiedName(), names); near != "" {
		return project.Usagef("unknown flag: %s; did you mean --%s?\nsee: %s --help", flag, near, cmd.CommandPath())
	}
	return project.Usagef("unknown flag: %s\nsee: %s --help", flag, cmd.CommandPath())
}

// plainFlagError says what a flag takes, where the library says how it reads it.
func plainFlagError(err *pflag.InvalidValueError) error {
	takes := ""
	switch err.GetFlag().Value.Type() {
	case "bool":
		return fmt.Errorf("%q is not true or false; use --%s or --%[2]s=false", err.GetValue(), err.GetFlag().Name)
	case "int", "int64":
		takes = "a whole number such as 4242"
	case "int64Slice":
		takes = "a list of whole numbers such as 4242,4243"
	case "duration":
		takes = "a duration such as 30s or 5m"
	default:
		return err.Unwrap()
	}
	return fmt.Errorf("%q is not %s", err.GetValue(), takes)
}

// flagGroups puts cobra's refusal of flags that exclude each other into words.
func flagGroups(cmd *cobra.Command, _ []string) error {
	err := cmd.ValidateFlagGroups()
	if err == nil {
		return nil
	}
	text := err.Error() // it ends with those that were given: … [install promote] were all set
	text = text[strings.LastIndex(text, "[")+1:]
	given, _, _ := strings.Cut(text, "]")
	return project.Usagef("%s: use only one of --%s\nsee: %s --help",
		cmd.Name(), strings.Join(strings.Fields(given), " and --"), cmd.CommandPath())
}

// printShortHelp prints shortHelp, with lines that fit the terminal.
func (p *process) printShortHelp() error {
	return p.print(func(w io.Writer) error {
		_, err := io.WriteString(w, reflow(shortHelp, report.ProseWidth(p.Width)))
		return err
	})
}

func init() {
	cobra.AddTemplateFunc("hanging", hanging)
	cobra.AddTemplateFunc("reflow", reflow)
	cobra.AddTemplateFunc("purpose", report.Purpose)
	cobra.AddTemplateFunc("details", report.Details)
	cobra.AddTemplateFunc("examples", func(s string) string { return "  " + strings.Join(exampleLines(s), "\n  ") })
}

// helpTemplate says what a command is for, shows how people call it, and only then
// explains. %d is the width.
const helpTemplate = `{{with or .Long .Short}}{{reflow (purpose .) %[1]d}}{{end}}
{{if .HasExample}}
Examples:
{{examples .Example}}
{{end}}{{with details .Long}}
{{reflow . %[1]d}}
{{end}}
{{.UsageString}}`

// usageTemplate lists what a command takes. %d is the width.
const usageTemplate = `Usage:{{if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}
  {{.CommandPath}} [command]{{end}}
{{$all := .Commands}}{{range $g := .Groups}}
{{.Title}}{{range $all}}{{if and (eq .GroupID $g.ID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{hanging .NamePadding .Short %[1]d}}{{end}}{{end}}
{{end}}{{if .HasAvailableSubCommands}}
{{if .Groups}}Other commands:{{else}}Commands:{{end}}{{range .Commands}}{{if and (not .GroupID) .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{hanging .NamePadding .Short %[1]d}}{{end}}{{end}}
{{end}}{{if .HasAvailableLocalFlags}}
Flags:
{{.LocalFlags.FlagUsagesWrapped %[1]d | trimTrailingWhitespaces}}
{{end}}{{if .HasAvailableSubCommands}}
{{reflow (printf "Help for one command: %%s COMMAND --help" .CommandPath) %[1]d}}
{{end}}{{if .HasParent}}
{{reflow "Flags of every command: manifest help all" %[1]d}}
{{end}}`

// wrapHelp sets the templates of the help, with lines wrapped to a width.
func wrapHelp(root *cobra.Command, width int) {
	root.SetUsageTemplate(fmt.Sprintf(usageTemplate, width))
	root.SetHelpTemplate(fmt.Sprintf(helpTemplate, width))
}

// exampleLines are examples with lines of at most 78 columns: long ones go on
// behind a backslash, so that they can still be pasted.
func exampleLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, report.FoldCommand(strings.TrimSpace(line), 78)...)
	}
	return lines
}

// printHelp makes help a result like any other: what follows an unknown command
// is no help, and what cannot be printed is said once, by Run.
func (p *process) printHelp(root *cobra.Command) {
	render := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) {
		if words := cmd.Flags().Args(); cmd == root && len(words) > 0 {
			p.unhelped = unknownCommand(root, words)
			return
		}
		var text bytes.Buffer
		cmd.SetOut(&text)
		render(cmd, args)
		cmd.SetOut(p.Stdout)
		_, _ = p.Stdout.Write(text.Bytes()) // the output remembers its error
	})
}

// hanging is text that starts behind a name of some letters, wrapped there.
func hanging(name int, text string, width int) string {
	indent := len("  ") + name + len(" ")
	return strings.Join(report.Wrap(text, width-indent), "\n"+strings.Repeat(" ", indent))
}

// reflow wraps the paragraphs of a text, except those with indented lines.
func reflow(text string, width int) string {
	paragraphs := strings.Split(text, "\n\n")
	for i, p := range paragraphs {
		if !strings.Contains("\n"+p, "\n ") {
			paragraphs[i] = strings.Join(report.Wrap(p, width), "\n")
		}
	}
	return strings.Join(paragraphs, "\n\n")
}
