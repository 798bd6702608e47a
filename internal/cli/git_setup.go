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
		Short: "Let git diff show what the changes of a manifest mean",
		Long: "Let git diff show what the changes of a manifest mean for customers, above the\n" +
			"change of its text. git log -p and git show do so with --ext-diff.\n\n" +
			"It adds two lines to .gitattributes, which you commit: one names the driver, the\n" +
			"other keeps saved versions byte for byte as they are, also on Windows. It sets\n" +
			project.DiffSetting + " in this clone; git takes that from nobody else, so each\n" +
			"person runs this once for each clone.",
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
	cmd.Flags().BoolVar(&remove, "remove", false, "take the driver out of this clone again")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be done, do nothing")
	return cmd
}
