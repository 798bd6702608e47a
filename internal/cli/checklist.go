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
		Short: "Print what stands between a version and production",
		Long: "Print the sandbox-to-production checklist of a version, for exactly its\n" +
			"components, changes and distribution. What the tool can know is verified, with\n" +
			"its evidence; what only people can do has a box, the place in the portal and the\n" +
			"values to copy. It ends with what customers must do, ready to send.\n\n" +
			"On a terminal it is text, what fails and what is open first; files and pipes get\n" +
			"Markdown. --format html is a page for testers: they tick it in a browser, and save\n" +
			"a file for manifest test --results.\n\n" +
			"--write keeps it beside the version, where people tick boxes in review. Written\n" +
			"again, it keeps the ticks of what did not change.\n\n" +
			"--notes-draft puts a draft of the release notes into the working manifest, to be\n" +
			"put into your own words.",
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
	cmd.Flags().BoolVar(&opts.Write, "write", false, "keep it as checklist.md beside the version, with the ticks people "+
		"made")
	cmd.Flags().BoolVar(&opts.Open, "open", false, "only what fails or is open, as text")
	cmd.Flags().BoolVar(&opts.NotesDraft, "notes-draft", false, "write a draft of the release notes into the working manifest")
	for _, other := range []string{"write", "notes", "format", "portal", "open"} {
		cmd.MarkFlagsMutuallyExclusive("notes-draft", other)
	}
	cmd.MarkFlagsMutuallyExclusive("write", "portal") // what is kept follows the project's setting
	cmd.MarkFlagsMutuallyExclusive("open", "write")
	return cmd
}

func runChecklist(ctx context.Context, p *process, opts checklistOptions) error {
	if opts.Write && opts.Format.value != string(report.Markdown) {
		return project.Usagef("checklist: --write keeps Markdown, in which people tick boxes; leave out --format %s",
			opts.Format.value)
	}
	if opts.NotesDraft {
		return p.say(project.WriteNotesDraft(ctx, p.Project, opts.Version))
	}
	if opts.Write {
		return p.say(project.WriteChecklist(ctx, p.Project, opts.Version, opts.Notes))
	}
	if opts.Open && opts.Format.value != string(report.Text) {
		return project.Usagef("checklist: --open is for text; leave out --format %s", opts.Format.value)
	}
	list, err := project.Checklist(ctx, p.Project, opts.Version, opts.Notes, schema.Portal(opts.Portal.value))
	if list != nil {
		list.OnlyOpen = opts.Open
	}
	return show(p, report.ChecklistFormats, opts.Format, list, err)
}
