package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

func newFmtCmd(p *process) *cobra.Command {
	var opts project.FmtOptions
	cmd := &cobra.Command{
		Use:   "fmt [path...]",
		Short: "Format manifests",
		Long: `Format manifests, and print the names of the files that changed.

Keys are sorted as in the manifest reference and indented by two spaces, with at
most one blank line between them. Brackets that span several lines are expanded.
Comments stay with the line that they describe. Values, lists and permission
tools keep their spelling and order. fmt verifies that the meaning did not
change.

The arguments are the same as for manifest lint. The path - formats standard
input and prints the result. Frozen copies are never changed.`,
		Example: "  manifest fmt\n  manifest fmt --check\n  manifest fmt --diff manifests/acme-field-sync",
		RunE: p.run(func(ctx context.Context, args []string) error {
			opts.Paths = p.searched(args)
			formatted, err := project.Format(ctx, p.Project, opts)
			if err != nil {
				return err
			}
			return p.finish(formatted.Err(opts), func(w io.Writer) error { return p.showFormatted(w, formatted.Changed, opts) })
		}),
	}
	cmd.Flags().BoolVar(&opts.Check, "check", false, "write nothing; exit 1 if a manifest is not formatted")
	cmd.Flags().BoolVar(&opts.Diff, "diff", false, "write nothing; print what would change as a diff")
	p.searchFlags(cmd)
	return cmd
}

// showFormatted prints what became of the manifests, or would.
func (p *process) showFormatted(w io.Writer, changed []project.Rewritten, opts project.FmtOptions) error {
	for _, f := range changed {
		var err error
		switch {
		case opts.Diff && f.Secret:
			p.complain(fmt.Errorf("%s: the diff is not shown because the file contains a secret", f.Name))
		case opts.Diff:
			err = report.Diff(w, f.Name, f.Was, f.Now)
		case f.Stdin && !opts.Check:
			_, err = w.Write(f.Now)
		case !f.Stdin:
			_, err = fmt.Fprintln(w, report.Visible(f.Name))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// searchFlags are those of the commands that search for manifests.
func (p *process) searchFlags(cmd *cobra.Command) {
	cmd.Flags().Var((*fileName)(&p.StdinName), "stdin-filename", "check standard input as if it were this file")
	cmd.Flags().BoolVar(&p.NoIgnore, "no-ignore", false, "include files that git ignores")
	completeWith(cmd, "stdin-filename", completeFiles)
}

// searched returns the paths to look at: standard input, where a flag says which
// file it is and no path is given.
func (p *process) searched(args []string) []string {
	if len(args) == 0 && p.StdinName != "" {
		return []string{"-"}
	}
	return args
}
