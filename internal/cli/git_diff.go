package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/project"
	"github.com/procore-manifest/manifest/internal/report"
)

// newGitDiffCmd is what git runs for each manifest of a diff, once git-setup was
// run. It is for git and not for people, so the help does not list it.
func newGitDiffCmd(p *process) *cobra.Command {
	return &cobra.Command{
		Use:    "git-diff <path> [<old-file> <old-hex> <old-mode> <new-file> <new-hex> <new-mode> [<new-path> <about>]]",
		Hidden: true,
		Short:  "Explain one file of a git diff; git runs this command",
		Long: "Show one file of git diff: what its changes mean, then the changed lines. git\n" +
			"runs this for each manifest after manifest git-setup; see gitattributes(5).",
		Example: "  git diff",
		Args:    gitDiffArgs,
		RunE: p.run(func(ctx context.Context, args []string) error {
			p.endQuietly()
			if len(args) == 1 { // all that git says of a file in conflict
				return p.print(func(w io.Writer) error {
					_, err := fmt.Fprintf(w, "* Unmerged path %s\n", report.Visible(args[0]))
					return err
				})
			}
			d, options := project.GitDiff(ctx, p.Project, args), p.screen()
			d.Person = p.StdoutIsTerminal
			if paged(p) { // git's pager stands between us and the terminal
				d.Person = true
				options.Color = options.Color || p.color.value == "auto" && p.Getenv("NO_COLOR") == "" && p.Getenv("TERM") != "dumb"
				options.Width, _ = strconv.Atoi(p.Getenv("COLUMNS"))
			}
			if d.Person {
				if err := project.HideSecrets(&d.Old, &d.New); err != nil {
					return err
				}
			}
			return report.GitDiffFormats.Write(p.Stdout, report.Text, d, options)
		}),
	}
}

// endQuietly makes a closed pipe the end of the output and not a failure. git
// itself ends in silence then, and complains about a driver that does not.
func (p *process) endQuietly() {
	project.EndQuietly()
	if out, ok := p.Stdout.(*output); ok {
		out.w = &untilClosed{w: out.w}
	}
}

// untilClosed drops what comes after its reader has gone.
type untilClosed struct {
	w      io.Writer
	closed bool
}

func (u *untilClosed) Write(data []byte) (int, error) {
	if u.closed {
		return len(data), nil
	}
	n, err := u.w.Write(data)
	if errors.Is(err, syscall.EPIPE) {
		u.closed = true
		return len(data), nil
	}
	return n, err
}

// gitDiffArgs takes what git gives to an external diff: a path alone, or both
// sides, and two more where the file was moved.
func gitDiffArgs(_ *cobra.Command, args []string) error {
	if n := len(args); n != 1 && n != 7 && n != 9 {
		return project.Usagef("git runs git-diff; use git diff or manifest diff")
	}
	return nil
}

// paged reports whether git started a pager for what we write.
func paged(p *process) bool {
	value := p.Getenv("GIT_PAGER_IN_USE")
	return value == "1" || value == "true"
}
