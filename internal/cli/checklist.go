package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/schema"
)

type checklistOptions struct {
	Version, Notes string
	Portal, Format choice
	Write          bool
	NotesDraft     bool
	Open           bool
}

func newChecklistCmd(p *process) *cobra.Command {
	var opts checklistOptions
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "checklist <app>@<version>",
		Short: "Print the checklist of a version, from sandbox to production",
		Long: `Print the checklist that takes a version from the sandbox to production. It
lists only what applies to the version's components, changes and distribution.
Items that the tool can check are checked, with evidence. The others have a box
to tick, the place in the portal and the values to copy. The last part tells
customers what to do, ready to send.

On a terminal the output is text, with failing and open items first. Files and
pipes get Markdown. --format html is a page for testers: they tick its items in
a browser and save a file for manifest test --results.

--write saves the checklist beside the version, where people tick boxes in
review. Run the command again to refresh the file; items that did not change
stay ticked.

--notes-draft adds a draft of the release notes to the working manifest. Edit it
before you use it.`,
		Example: "  manifest checklist acme-field-sync@0.4.0 --open\n  manifest checklist acme-field-sync@0.4.0 --write\n" +
			"  manifest checklist acme-field-sync@ready_for_testing --format html > checklist.html",
		Args: cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			if !cmd.Flag("format").Changed && !opts.Write && (opts.Open || p.StdoutIsTerminal) {
				opts.Format.value = string(report.Text)
			}
			return runChecklist(ctx, p, opts)
		}),
		ValidArgsFunction: p.completeVersions(""),
	}
	formatFlag(cmd, &opts.Format, report.ChecklistFormats)
	notesFlag(cmd, &opts.Notes)
	portalFlag(cmd, &opts.Portal)
	cmd.Flags().BoolVar(&opts.Write, "write", false, "save the checklist as checklist.md beside the version, "+
		"and keep its ticks")
	cmd.Flags().BoolVar(&opts.Open, "open", false, "show only failing and open items, as text")
	cmd.Flags().BoolVar(&opts.NotesDraft, "notes-draft", false, "add a draft of the release notes to the working manifest")
	for _, other := range []string{"write", "notes", "format", "portal", "open"} {
		cmd.MarkFlagsMutuallyExclusive("notes-draft", other)
	}
	cmd.MarkFlagsMutuallyExclusive("write", "portal") // what is kept follows the project's setting
	cmd.MarkFlagsMutuallyExclusive("open", "write")
	return cmd
}

func runChecklist(ctx context.Context, p *process, opts checklistOptions) error {
	if opts.Write && opts.Format.value != string(report.Markdown) {
		return project.Usagef("checklist: --write saves Markdown; leave out --format %s",
			opts.Format.value)
	}
	if opts.NotesDraft {
		return p.say(project.WriteNotesDraft(ctx, p.Project, opts.Version))
	}
	if opts.Write {
		return p.say(project.WriteChecklist(ctx, p.Project, opts.Version, opts.Notes))
	}
	if opts.Open && opts.Format.value != string(report.Text) {
		return project.Usagef("checklist: --open prints text; leave out --format %s", opts.Format.value)
	}
	list, err := project.Checklist(ctx, p.Project, opts.Version, opts.Notes, schema.Portal(opts.Portal.value))
	if list != nil {
		list.OnlyOpen = opts.Open
	}
	return show(p, report.ChecklistFormats, opts.Format, list, err)
}
