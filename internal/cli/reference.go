package cli

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

// Pages of the documentation, as titled there.
var (
	pageManifest   = report.Subject{Title: "Manifest reference", File: "manifest-reference.md"}
	pageRules      = report.Subject{Title: "Rules", File: "rules.md"}
	pageConfig     = report.Subject{Title: "Configuration", File: "configuration.md"}
	pageOutput     = report.Subject{Title: "Output", File: "output.md"}
	pageVersions   = report.Subject{Title: "Versions", File: "versions.md"}
	pageLedger     = report.Subject{Title: "Ledger", File: "ledger.md"}
	pagePromotion  = report.Subject{Title: "Promotion", File: "promotion.md"}
	pagePortalJSON = report.Subject{Title: "The portal's JSON", File: "portal-json.md"}
	pageInstall    = report.Subject{Title: "Install", File: "install.md"}
)

// subjectsOf are the pages that go deeper than the help of a command, by its
// name, or else by its group.
var subjectsOf = map[string][]report.Subject{
	"manifest":   {pageInstall, pageConfig, pageOutput},
	"lint":       {pageRules, pageConfig, pageOutput},
	"rules":      {pageRules},
	"explain":    {pageRules},
	"diff":       {pageVersions},
	"bump":       {pageVersions},
	"approve":    {pageLedger, pageVersions},
	"steps":      {pagePromotion},
	"completion": {pageInstall},
	"version":    {pageInstall},
	"doctor":     {pageInstall},

	"group:write":   {pageManifest, pageConfig},
	"group:version": {pageLedger},
	"group:promote": {pagePromotion},
	"group:portal":  {pagePortalJSON},
}

// refusedBy says what exit code 1 means where a command has its own meaning; ""
// where it never ends with it.
var refusedBy = map[string]string{
	"lint":    "findings at or above --fail-on (default: errors)",
	"drift":   "the portal and git differ",
	"promote": "a gate is closed, or the version's state does not allow it",
	"approve": "no such change, or the change needs no approval",
	"bump":    "the bump is smaller than the changes need",
	"save":    "the manifest fails the checks for testing, or its version number cannot be saved",
	"rules":   "", "explain": "", "schema": "", "completion": "", "version": "", "diff": "",
	"status": "", "log": "", "checklist": "", "doctor": "",
	"export": "the manifest cannot be written as the portal's JSON",
}

// Reference describes the tool and every command of it, the tool first.
func Reference() []report.Command {
	var list []report.Command
	visitCommands(newRootCmd(newProcess(project.Env{Stdout: io.Discard, Stderr: io.Discard})), func(cmd *cobra.Command) {
		list = append(list, describe(cmd))
	})
	return list
}

// ReferenceFiles are the pages made of [Reference], by their path in the
// repository.
func ReferenceFiles() (map[string][]byte, error) {
	files := make(map[string][]byte)
	for _, c := range Reference() {
		for name, format := range map[string]report.Format{
			path.Join("docs", "commands", c.PageName()+".md"): report.Markdown,
			path.Join("man", c.PageName()+".1"):               report.Man,
		} {
			var b bytes.Buffer
			if err := report.CommandFormats.Write(&b, format, c, report.Options{}); err != nil {
				return nil, fmt.Errorf("write the page %s: %w", name, err)
			}
			files[name] = b.Bytes()
		}
	}
	return files, nil
}

// Accepts reports why a command line is refused before its command begins, or
// nil. Nothing is run.
func Accepts(args []string) error {
	root := newRootCmd(newProcess(project.Env{Stdout: io.Discard, Stderr: io.Discard}))
	cmd, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if err := cmd.ParseFlags(rest); err != nil {
		return err
	}
	if err := cmd.ValidateArgs(cmd.Flags().Args()); err != nil {
		return err
	}
	return cmd.ValidateFlagGroups()
}

// visitCommands calls a function for a command and all below it that the help
// lists.
func visitCommands(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			visitCommands(c, visit)
		}
	}
}

func describe(cmd *cobra.Command) report.Command {
	cmd.InitDefaultHelpFlag()
	c := report.Command{
		Path: cmd.CommandPath(), Short: cmd.Short, Long: cmd.Long, Usage: []string{cmd.UseLine()},
		Flags: commandFlags(cmd.LocalFlags()), Inherited: commandFlags(cmd.InheritedFlags()),
		Exit: []report.ExitCode{
			{Code: exitOK, Means: "success"},
			{Code: exitFindings, Means: "findings, or a refused step"},
			{Code: exitUsage, Means: "the command line or the configuration is wrong"},
			{Code: exitFailure, Means: "something could not be checked or done"},
		},
	}
	switch means, ok := refusedBy[cmd.Name()]; {
	case ok && means == "":
		c.Exit = slices.Delete(c.Exit, exitFindings, exitFindings+1)
	case ok:
		c.Exit[exitFindings].Means = means
	}
	for line := range strings.Lines(cmd.Example) {
		c.Examples = append(c.Examples, strings.TrimSpace(line))
	}
	if cmd.HasAvailableSubCommands() {
		c.Usage = append(c.Usage, cmd.CommandPath()+" [command]")
		c.Groups = commandGroups(cmd)
	}
	subjects, ok := subjectsOf[cmd.Name()]
	if !ok {
		subjects = subjectsOf["group:"+cmd.GroupID]
	}
	c.Subjects = subjects
	if cmd.HasParent() { // the tool itself lists all of them
		c.Related = related(cmd)
	}
	return c
}

// related are the command above one, and those of its group.
func related(cmd *cobra.Command) []string {
	parent := cmd.Parent()
	list := []string{parent.CommandPath()}
	for _, c := range parent.Commands() {
		if c != cmd && c.IsAvailableCommand() && c.GroupID == cmd.GroupID {
			list = append(list, c.CommandPath())
		}
	}
	return list
}

// commandGroups are the commands below one, under the headings of the help.
func commandGroups(cmd *cobra.Command) []report.CommandGroup {
	groups := []report.CommandGroup{}
	for _, g := range append(cmd.Groups(), &cobra.Group{Title: "Other commands:"}) {
		group := report.CommandGroup{Title: g.Title}
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() && c.GroupID == g.ID {
				group.Commands = append(group.Commands, report.Command{Path: c.CommandPath(), Short: c.Short})
			}
		}
		if len(group.Commands) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

func commandFlags(flags *pflag.FlagSet) []report.CommandFlag {
	var list []report.CommandFlag
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		c := report.CommandFlag{Name: f.Name, Shorthand: f.Shorthand, Value: value, Usage: usage}
		if !slices.Contains([]string{"", "false", "0", "[]"}, f.DefValue) {
			c.Default = f.DefValue
		}
		list = append(list, c)
	})
	return list
}
