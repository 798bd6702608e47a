package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/promote"
	"github.com/procore-manifest/manifest/internal/report"
)

type checklistOptions struct {
	Version string
	Format  choice
	Write   bool
}

func newChecklistCmd(p *process) *cobra.Command {
	opts := checklistOptions{}
	cmd := &cobra.Command{
		Use:   "checklist <app>@<version>",
		Short: "Print what stands between a version and production",
		Long: "Print the sandbox-to-production checklist of a version, for exactly its\n" +
			"components, changes and distribution. What the tool can know is verified, with\n" +
			"its evidence; what only people can do has a box, the place in the portal and the\n" +
			"values to copy. It ends with what customers must do, ready to send.\n\n" +
			"--write keeps it beside the record, where people tick boxes in review. Written\n" +
			"again, it keeps the ticks of what did not change.",
		Example: "  manifest checklist acme-field-sync@0.4.0\n  manifest checklist acme-field-sync@0.4.0 --write\n  manifest checklist acme-field-sync@ready_for_testing --format html > checklist.html",
		Args:    cobra.ExactArgs(1),
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Version = args[0]
			return runChecklist(ctx, p, opts)
		}),
		ValidArgsFunction: p.completeVersions(""),
	}
	formatFlag(cmd, &opts.Format, report.ChecklistFormats)
	cmd.Flags().BoolVar(&opts.Write, "write", false, "keep it as checklist.md beside the record, with the ticks people made")
	return cmd
}

func runChecklist(ctx context.Context, p *process, opts checklistOptions) error {
	if opts.Write && opts.Format.value != string(report.Markdown) {
		return Usagef("checklist: --write keeps Markdown, in which people tick boxes; leave out --format %s", opts.Format.value)
	}
	if opts.Write {
		return p.writeChecklist(ctx, opts.Version)
	}
	_, _, subject, err := p.subjectAt(ctx, opts.Version)
	if err != nil {
		return err
	}
	list := promote.NewChecklist(*subject)
	return show(p, report.ChecklistFormats, opts.Format, list)
}

// writeChecklist keeps the checklist of a version beside its record. Record and
// ticks are read and written under the lock, so that none is lost.
func (p *process) writeChecklist(ctx context.Context, word string) error {
	id, _, _ := strings.Cut(word, "@")
	a, err := p.app(id)
	if err != nil {
		return err
	}
	d, release, err := p.holdFolder(ctx, a.path)
	if err != nil {
		return fmt.Errorf("write checklist of %s: %w", word, err)
	}
	defer release()
	state, record, subject, err := p.subjectAt(ctx, word)
	if err != nil {
		return err
	}
	list := promote.NewChecklist(*subject)
	var now bytes.Buffer
	if err := report.ChecklistFormats.Write(&now, report.Markdown, list, report.Options{}); err != nil {
		return err
	}
	name := state.checklistPath(record.Version)
	kept, err := state.optional(name)
	if err != nil {
		return err
	}
	var was []byte
	if kept != nil {
		was = kept.Data
	}
	if kept == nil || !bytes.Equal(was, now.Bytes()) {
		if err := d.replace(name, was, now.Bytes()); err != nil {
			return fmt.Errorf("write checklist of %s: %w", word, err)
		}
	}
	_, err = fmt.Fprintf(p.Stdout, "%s/%s · %s\n", state.name, name, list.Count())
	return err
}
