package project

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/procore-manifest/manifest/internal/report"
)

// Output is a file that gets its own format.
type Output struct {
	Format report.Format
	Name   string // as typed
}

// ownFiles are the names of the files that the tool and people work with. None of
// them is ever the place for a result.
var ownFiles = []string{manifestName, checklistName, configName}

// checkOutputs refuses files that must not be replaced by a result: those of
// apps, links, and one file for two formats.
func checkOutputs(p *Project, outputs []Output, targets []target) error {
	seen := make(map[string]Output)
	for _, out := range outputs {
		path := absolute(p.Path(out.Name))
		if other, twice := seen[path]; twice {
			return Usagef("--output: %s and %s would both be written to %s", other.Format, out.Format, out.Name)
		}
		seen[path] = out
		if slices.Contains(ownFiles, filepath.Base(path)) || isLedgerFile(filepath.Base(path)) {
			return Usagef("--output %s=%s: the tool uses files of this name for its own data; name another "+
				"file", out.Format, out.Name)
		}
		info, err := os.Lstat(path)
		if err != nil {
			continue // it is new, or writing it will say what is wrong
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return Usagef("--output %s=%s: the path is a symbolic link, which could overwrite any file; remove "+
				"it, or name another file",
				out.Format, out.Name)
		}
		for _, t := range targets {
			if at, err := os.Stat(t.path); err == nil && !t.isStdin() && os.SameFile(info, at) {
				return Usagef("--output %s=%s would replace the manifest that is linted; name another file", out.Format, out.Name)
			}
		}
	}
	return nil
}

// writeOutputs writes the formats that have a file of their own and reports
// whether one could not be written.
func (l *linting) writeOutputs(results []linted, found report.Lint) (failed bool) {
	if !slices.ContainsFunc(results, func(r linted) bool { return !r.missing }) && (l.Base == "" || len(results) > 0) {
		return false // who keeps a report of nothing takes it for one without findings
	}
	for _, out := range l.Outputs {
		var buf bytes.Buffer
		err := report.LintFormats.Write(&buf, out.Format, found, report.Options{Quiet: l.Quiet, Warn: l.Warn})
		if err == nil {
			err = writeOutput(l.Project, l.Path(out.Name), buf.Bytes())
		}
		if err != nil {
			l.complain(fmt.Errorf("write %s to %s: %w", out.Format, out.Name, Reason(err)))
			failed = true
		}
	}
	return failed
}

// writeOutput puts a result in the place of a file, in one step, or writes it
// into a pipe or a device as a shell's redirection does.
func writeOutput(p *Project, path string, data []byte) error {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() && info.Mode()&fs.ModeSymlink == 0 {
		return os.WriteFile(path, data, 0o666)
	}
	d, err := p.openDisk(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.close()
	was, err := d.ordinary(filepath.Base(path))
	if err != nil {
		return err
	}
	return d.replace(filepath.Base(path), was, data)
}
