package project

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/git"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
)

// DiffSetting is the name of our driver in git's configuration, and gitDriver
// what git runs: this program as PATH finds it, so that the setting survives an
// update and says nothing of the machine.
const (
	DiffSetting = "diff.manifest.command"
	gitDriver   = "manifest git-diff --" // what follows are names of files, whatever they look like
)

// attributesName is the file in which a repository says how git treats files.
const attributesName = ".gitattributes"

// attributes are the lines for a place of apps, in a file at the root. One gives
// working manifests the driver. The others keep git from changing line breaks in
// files that are only ever added, and from joining two of them: with -merge, git
// stops where both sides added one, whatever else the repository says of its files.
func attributes(place validate.Place) []string {
	line := func(attributes string, names ...string) string {
		pattern := path.Join(append([]string{place.Glob()}, names...)...)
		if !strings.Contains(pattern, "/") {
			pattern = "/" + pattern // without a slash, it would match in every folder
		}
		if strings.ContainsAny(pattern, " \t\"") || strings.ContainsAny(pattern[:1], "#!") {
			pattern = strconv.Quote(pattern)
		}
		return pattern + " " + attributes
	}
	const kept = "-text -merge"
	return []string{
		line("diff=manifest", manifestName),
		line(kept, ledger.VersionsDir, "*", manifestName),
		line(kept, ledger.VersionsDir, "*", ledger.HistoryDir, "**"),
		line(kept, ledger.VersionsDir, "*", ledger.EvidenceDir, "**"),
		line(kept, ledger.HistoryDir, "**"),
		line(kept, ledger.ApprovalsDir, "**"),
	}
}

// GitSetup adds what is missing, or takes the setting out again. The attributes
// stay then: they are the team's, and do nothing without the setting. It returns what it
// did, in words, perhaps beside an error.
func GitSetup(ctx context.Context, p *Project, remove, dryRun bool) (string, error) {
	repository, err := p.repository(ctx)
	if err != nil {
		return "", err
	}
	set, err := repository.Settings(ctx, DiffSetting)
	if err != nil {
		return "", gitError(err)
	}
	if remove {
		return gitRemove(ctx, p, repository, set, dryRun)
	}
	if err := wantManifests(p); err != nil {
		return "", err
	}
	ours := len(set) > 0 && isOurs(set[len(set)-1])
	if i := slices.IndexFunc(set, isOthers); i >= 0 && !ours {
		return "", Refusef("git-setup: in this clone, the setting %s names another program: %s\n"+
			"to replace it, first run: git config --local --unset-all %s", DiffSetting, set[i], DiffSetting)
	}
	l, err := p.layout()
	if err != nil {
		return "", err
	}
	d, err := p.openDisk(l.root)
	if err != nil {
		return "", fmt.Errorf("git-setup: %w", err)
	}
	defer d.close()
	name := path.Join(l.shown, attributesName)
	var lines []string
	for _, place := range l.places {
		lines = append(lines, attributes(place)...)
	}
	was, err := d.ordinary(attributesName)
	if unread(err) {
		return "", fmt.Errorf("git-setup: read %s: %w", name, Reason(err))
	}
	if err != nil {
		return "", Refusef("git-setup: %s: %w, so git does not read the file", name, Reason(err))
	}
	now := addLines(was, lines...)
	changes := !bytes.Equal(was, now)
	if !dryRun && !ours {
		if err := repository.Set(ctx, DiffSetting, gitDriver); err != nil {
			return "", gitError(err)
		}
	}
	if !dryRun && changes {
		if err := d.replace(attributesName, was, now); err != nil {
			return "", fmt.Errorf("git-setup: write %s: %w", name, Reason(err))
		}
	}
	var overruled error
	if !dryRun || !changes {
		overruled = checkAttributes(ctx, p, repository)
	}
	var did strings.Builder
	if ours && !changes && overruled == nil {
		did.WriteString("nothing to do\n")
	}
	if !ours {
		verb := map[bool]string{false: "set", true: "would set"}[dryRun]
		fmt.Fprintf(&did, "%s %s = %s in this clone\n", verb, DiffSetting, gitDriver)
	}
	switch {
	case changes && dryRun:
		fmt.Fprintf(&did, "would change %s:\n", name)
		err = report.Diff(&did, attributesName, was, now)
	case changes:
		fmt.Fprintf(&did, "changed %s; commit it\n", name)
	}
	if _, missing := exec.LookPath("manifest"); missing != nil {
		p.complain(errors.New("git cannot find manifest on PATH, so git diff will stop at the first manifest; " +
			"add the folder of the tool to PATH"))
	}
	return did.String(), cmp.Or(err, overruled)
}

// checkAttributes asks git whether our lines have their effect on the apps that are
// there: a later line, or another file, may say something else of the same path.
func checkAttributes(ctx context.Context, p *Project, repository *git.Repository) error {
	apps, err := p.apps()
	if err != nil {
		apps = nil
		if a, err := p.appAt("app"); err == nil { // the first is still to come
			apps = append(apps, a)
		}
	}
	for _, a := range apps {
		for _, want := range []struct{ file, attribute, value string }{
			{manifestName, "diff", "manifest"},
			{path.Join(ledger.VersionsDir, "1.0.0", manifestName), "text", "unset"},
		} {
			name, err := repository.Path(filepath.Join(a.path, filepath.FromSlash(want.file)))
			if err != nil {
				return gitError(err)
			}
			is, err := repository.Attribute(ctx, want.attribute, name)
			if err != nil {
				return gitError(err)
			}
			if is != want.value {
				return Refusef("git-setup: for %s, another line overrides the one that git-setup added: the "+
					"attribute %s is %s, not %s\n"+
					"the last matching line counts; look in %s, in the same file in subfolders, and in "+
					".git/info/attributes",
					report.Visible(name), want.attribute, report.Visible(is), want.value, attributesName)
			}
		}
	}
	return nil
}

// isOurs reports whether a setting runs this program, also from a place of the
// user's own and with flags. git gives settings to a shell.
func isOurs(set string) bool {
	words := shellWords(set)
	if len(words) < 2 || !slices.Contains(words[1:], "git-diff") {
		return false
	}
	program := words[0][strings.LastIndexAny(words[0], `/\`)+1:]
	return program == "manifest" || strings.EqualFold(program, "manifest.exe")
}

func isOthers(set string) bool { return set != "" && !isOurs(set) }

// gitRemove takes our driver out of the clone, and no one else's.
func gitRemove(ctx context.Context, p *Project, repository *git.Repository, set []string, dryRun bool) (string, error) {
	ours := slices.DeleteFunc(set, func(value string) bool { return !isOurs(value) })
	slices.Sort(ours)
	ours = slices.Compact(ours)
	for i := 0; i < len(ours) && !dryRun; i++ {
		if err := repository.Unset(ctx, DiffSetting, ours[i]); err != nil {
			return "", gitError(err)
		}
	}
	if len(ours) == 0 {
		return "nothing to do\n", nil
	}
	verb := map[bool]string{false: "removed", true: "would remove"}[dryRun]
	return fmt.Sprintf("%s %s from this clone; %s is kept for other clones\n", verb, DiffSetting, attributesName), nil
}

// addLines adds the lines that a file of attributes lacks, each with its line
// break, in the style of those that are there.
func addLines(was []byte, lines ...string) []byte {
	eol := "\n"
	if i := bytes.IndexByte(was, '\n'); i > 0 && was[i-1] == '\r' {
		eol = "\r\n"
	}
	have, now := slices.Collect(strings.Lines(string(was))), slices.Clone(was)
	for _, line := range lines {
		if slices.ContainsFunc(have, func(have string) bool { return says(have, line) }) {
			continue
		}
		if len(now) > 0 && now[len(now)-1] != '\n' {
			now = append(now, eol...)
		}
		now = append(now, line+eol...)
	}
	return now
}

// says reports whether a line of the file gives the attribute of ours to the
// same pattern, whatever else it says.
func says(have, ours string) bool {
	words, want := strings.Fields(have), strings.Fields(ours)
	return len(words) > 1 && words[0] == want[0] && slices.Contains(words[1:], want[1])
}
