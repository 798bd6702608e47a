package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/report"
)

// diffSetting is the name of our driver in git's configuration, and gitDriver
// what git runs: this program as PATH finds it, so that the setting survives an
// update and says nothing of the machine.
const (
	diffSetting = "diff.manifest.command"
	gitDriver   = "manifest git-diff"
)

// attributesName is the file in which a repository says how git treats files.
const attributesName = ".gitattributes"

// driverLine gives working manifests the driver. frozenLine keeps git from
// changing line breaks in what was saved, which is compared byte for byte.
const (
	driverLine = defaultDir + "/*/" + manifestName + " diff=manifest"
	frozenLine = defaultDir + "/*/" + versionsDir + "/** -text"
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
			diffSetting + " in this clone; git takes that from nobody else, so each\n" +
			"person runs this once for each clone.",
		Example: "  manifest git-setup\n  manifest git-setup --dry-run\n  manifest git-setup --remove",
		Args:    cobra.NoArgs,
		RunE: p.run(func(ctx context.Context, _ []string) error {
			return p.gitSetup(ctx, remove, dryRun)
		}),
	}
	cmd.Flags().BoolVar(&remove, "remove", false, "take the driver out again; saved versions stay protected")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "show what would be done, do nothing")
	return cmd
}

// gitSetup plans first and then acts: the setting before the attributes, since
// without it git ignores them.
func (p *process) gitSetup(ctx context.Context, remove, dryRun bool) error {
	repository, err := p.repository(ctx)
	if err != nil {
		return err
	}
	if err := p.wantManifests(); err != nil && !remove {
		return err
	}
	set, err := repository.Setting(ctx, diffSetting)
	if err != nil {
		return gitError(err)
	}
	ours := set == gitDriver || strings.HasSuffix(set, "/"+gitDriver)
	if set != "" && !ours && !remove {
		return refuse("git-setup: this clone has another program in %s: %s\nto replace it, first run: git config --local --unset %s", diffSetting, set, diffSetting)
	}
	d, err := p.openDisk(p.Dir)
	if err != nil {
		return fmt.Errorf("git-setup: %w", err)
	}
	defer d.close()
	was, err := d.ordinary(attributesName)
	if err != nil {
		return refuse("git-setup: %s: %w, and git does not read it then", attributesName, reason(err))
	}
	now := addLines(was, driverLine, frozenLine)
	if remove {
		now = removeLine(was, driverLine)
	}
	var done []string
	note := func(did, would string, args ...any) {
		if dryRun {
			did = would
		}
		done = append(done, fmt.Sprintf(did, args...))
	}
	switch {
	case remove && ours:
		note("removed %s from this clone", "would remove %s from this clone", diffSetting)
		if !dryRun {
			err = repository.Unset(ctx, diffSetting)
		}
	case !remove && !ours:
		note("set %s = %s in this clone", "would set %s = %s in this clone", diffSetting, gitDriver)
		if !dryRun {
			err = repository.Set(ctx, diffSetting, gitDriver)
		}
	}
	if err != nil {
		return gitError(err)
	}
	if !bytes.Equal(was, now) {
		note("changed %s; commit it", "would change %s:", attributesName)
		if !dryRun {
			err = d.replace(attributesName, was, now)
		}
	}
	if err != nil {
		return fmt.Errorf("git-setup: write %s: %w", attributesName, reason(err))
	}
	return p.print(func(w io.Writer) error {
		for _, line := range done {
			fmt.Fprintln(w, report.Visible(line))
		}
		if len(done) == 0 {
			fmt.Fprintln(w, "nothing to do")
		}
		if dryRun {
			return report.Diff(w, attributesName, was, now)
		}
		return nil
	})
}

// addLines adds the lines that a file of attributes lacks, each with its line
// break, in the style of those that are there.
func addLines(was []byte, lines ...string) []byte {
	eol := "\n"
	if i := bytes.IndexByte(was, '\n'); i > 0 && was[i-1] == '\r' {
		eol = "\r\n"
	}
	now := slices.Clone(was)
	for _, line := range lines {
		if slices.ContainsFunc(attributes(was), func(have string) bool { return says(have, line) }) {
			continue
		}
		if len(now) > 0 && now[len(now)-1] != '\n' {
			now = append(now, eol...)
		}
		now = append(now, line+eol...)
	}
	return now
}

// removeLine takes out the lines that hold exactly this.
func removeLine(was []byte, line string) []byte {
	var now []byte
	for _, have := range attributes(was) {
		if strings.TrimRight(have, " \t\r\n") != line {
			now = append(now, have...)
		}
	}
	return now
}

// attributes are the lines of the file, each with its line break.
func attributes(data []byte) []string { return slices.Collect(strings.Lines(string(data))) }

// says reports whether a line of the file gives the attribute of ours to the
// same pattern, whatever else it says.
func says(have, ours string) bool {
	words, want := strings.Fields(have), strings.Fields(ours)
	return len(words) > 1 && words[0] == want[0] && slices.Contains(words[1:], want[1])
}
