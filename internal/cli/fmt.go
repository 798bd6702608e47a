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
		Short: "Lay manifests out in one way",
		Long: "Rewrite manifests in the canonical layout and print the names of those that changed.\n\n" +
			"Keys stand in the order of the reference, two spaces deeper at each level, with one\n" +
			"blank line at most between them. Brackets that fill more than a line are written out.\n" +
			"Comments stay with what they comment; values stay as they are written. Lists and\n" +
			"permission tools keep their order. What the manifest says is proven to be the same.\n\n" +
			"Paths are those of lint. With - the manifest is read from standard input and\n" +
			"printed. Frozen copies below versions folders are never changed.",
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
	cmd.Flags().BoolVar(&opts.Check, "check", false, "write nothing; exit 1 if a manifest is laid out differently")
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
			p.complain(fmt.Errorf("%s: the diff is not shown, for the file holds a secret", f.Name))
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
	cmd.Flags().BoolVar(&p.NoIgnore, "no-ignore", false, "do not pass over what git ignores")
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
