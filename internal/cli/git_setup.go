package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
)

func newGitSetupCmd(p *process) *cobra.Command {
	var remove, dryRun bool
	cmd := &cobra.Command{
		Use:   "git-setup",
		Short: "Make git diff show what changes mean for customers",
		Long: `Make git diff show what changes mean for customers, above the changed lines. git
log -p and git show do the same with --ext-diff.

git-setup adds lines to .gitattributes that name the diff driver and keep saved
versions byte for byte, also on Windows; commit that file. It also sets
diff.manifest.command in this clone. git does not take this setting from a
repository, so each person runs git-setup once in each clone.`,
		Example: "  manifest git-setup\n  manifest git-setup --dry-run\n  manifest git-setup --remove",
		Args:    cobra.NoArgs,
		RunE: p.run(func(ctx context.Context, _ []string) error {
			did, err := project.GitSetup(ctx, p.Project, remove, dryRun)
			if did == "" {
				return err
			}
			return p.finish(err, func(w io.Writer) error {
				_, err := io.WriteString(w, did)
				return err
			})
		}),
	}
	cmd.Flags().BoolVar(&remove, "remove", false, "remove the diff driver from this clone")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be done, but change nothing")
	return cmd
}
