package cli

import (
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

// patience is how long a person waits for a completion before they type on.
const patience = 2 * time.Second

const (
	onlyThese = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	orFiles   = cobra.ShellCompDirectiveDefault
)

// finishTree gives every command of the tree what all of them have: wrong
// arguments are explained, completion keeps its manners, and a command that only
// holds others refuses a name that it does not know.
func finishTree(p *process, cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		finishTree(p, c)
	}
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.Args = unknownCommand
		cmd.RunE = func(cmd *cobra.Command, _ []string) error {
			return project.Usagef("%s: name one command: %s\nsee: %s --help", cmd.Name(), diag.AnyOf(commandNames(cmd)),
				cmd.CommandPath())
		}
	}
	if cmd.Args != nil && cmd.HasParent() {
		cmd.Args = explainArgs(cmd.Args)
	}
	if cmd.ValidArgsFunction != nil {
		cmd.ValidArgsFunction = p.mannerly(cmd.ValidArgsFunction)
	}
	noFiles := func(f *pflag.Flag) {
		// Without this, shells would offer file names for a reason or a key.
		if _, known := cmd.GetFlagCompletionFunc(f.Name); !known && f.NoOptDefVal == "" {
			completeWith(cmd, f.Name, cobra.NoFileCompletions)
		}
	}
	cmd.Flags().VisitAll(noFiles)
	cmd.PersistentFlags().VisitAll(noFiles)
}

// mannerly is a completion that works in the folder of -C, says nothing on
// standard error, gives up in time, and offers only words that a shell takes as
// they are: names come from folders and branches, which anyone may have named.
func (p *process) mannerly(find cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if p.Directory != "" {
			if p.Enter() != nil {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			p.Directory = ""
		}
		p.Stderr = io.Discard
		type answer struct {
			words     []string
			directive cobra.ShellCompDirective
		}
		found := make(chan answer, 1)
		go func() {
			words, directive := find(cmd, args, typed)
			found <- answer{words, directive}
		}()
		select {
		case a := <-found:
			return offered(a.words, typed), a.directive
		case <-time.After(patience):
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
	}
}

// offered returns those of the words, each perhaps with a tab and a description,
// that go on from what was typed.
func offered(words []string, typed string) []string {
	var list []string
	for _, w := range words {
		word, about, described := strings.Cut(w, "\t")
		if !strings.HasPrefix(word, typed) || !project.ShellSafe(word) {
			continue
		}
		if described {
			word += "\t" + report.Visible(about)
		}
		list = append(list, word)
	}
	return list
}

// complete completes the value of a flag with fixed words.
func complete(cmd *cobra.Command, flag string, words ...string) {
	completeWith(cmd, flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// completeList completes the last word of a list with commas. What there is to
// choose from is looked up when someone asks.
func completeList(cmd *cobra.Command, flag string, words func() []string) {
	completeFlag(cmd, flag, func(typed string) []string {
		before := typed[:strings.LastIndexByte(typed, ',')+1]
		lists := words()
		for i, w := range lists {
			lists[i] = before + w
		}
		return lists
	})
}

// completeFlag completes the value of a flag with words that depend on nothing
// but what was typed.
func completeFlag(cmd *cobra.Command, flag string, words func(typed string) []string) {
	completeWith(cmd, flag, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return words(typed), onlyThese
	})
}

// completeWith completes the value of a flag with what a function finds.
func completeWith(cmd *cobra.Command, flag string, find cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, find); err != nil {
		panic(err) // the flag is not defined, or completed twice: a fault in this package
	}
}

// completeFiles completes the value of a flag, or the arguments of a command,
// with the names of files.
func completeFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, orFiles
}

// completeApps completes the first n arguments with apps, or where a path was
// begun with the folder of one.
func (p *process) completeApps(n int) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		switch {
		case len(args) >= n:
			return nil, onlyThese
		case strings.Contains(typed, "/"):
			return nil, orFiles
		}
		return project.AppIDs(p.Project), onlyThese
	}
}

// completeVersions completes one argument, APP@VERSION, with the versions that
// an event is legal for, or with all where none is named.
func (p *process) completeVersions(kind ledger.Kind) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, onlyThese
		}
		return project.VersionWords(cmd.Context(), p.Project, typed, kind), onlyThese
	}
}

// completeAppOrVersion completes one argument that is APP or APP@VERSION.
func (p *process) completeAppOrVersion(cmd *cobra.Command, args []string, typed string) ([]string,
	cobra.ShellCompDirective) {
	switch {
	case len(args) > 0:
		return nil, onlyThese
	case strings.Contains(typed, "/"):
		return nil, orFiles
	}
	return project.AppWords(cmd.Context(), p.Project, typed), onlyThese
}

// completeSides completes n sides of a comparison: APP, APP@VERSION, APP@STATE,
// REF:PATH or a file.
func (p *process) completeSides(n int) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= n {
			return nil, onlyThese
		}
		return project.SideWords(cmd.Context(), p.Project, typed), orFiles | cobra.ShellCompDirectiveKeepOrder
	}
}

// completeRevisions completes the value of a flag with branches and tags.
func (p *process) completeRevisions(cmd *cobra.Command, flag string) {
	completeWith(cmd, flag, p.mannerly(func(cmd *cobra.Command, _ []string, _ string) ([]string,
		cobra.ShellCompDirective) {
		return project.Revisions(cmd.Context(), p.Project), onlyThese
	}))
}

// aDay is a day counted from today, and what people call it.
type aDay struct {
	years, months, days int
	words               string
}

var (
	daysToCome = []aDay{{0, 1, 0, "in a month"}, {0, 3, 0, "in three months"}, {1, 0, 0, "in a year"}}
	daysGone   = []aDay{{0, 0, -1, "yesterday"}, {0, 0, -2, "two days ago"}, {0, 0, -7, "a week ago"}}
)

// completeDays completes the value of a flag with days.
func (p *process) completeDays(cmd *cobra.Command, flag string, days []aDay) {
	completeWith(cmd, flag, p.mannerly(func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var words []string
		for _, d := range days {
			words = append(words, p.Now().UTC().AddDate(d.years, d.months, d.days).Format(time.DateOnly)+"\t"+d.words)
		}
		return words, onlyThese
	}))
}
