package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/procore-manifest/manifest/internal/report"
)

// outputFile is a file that gets a format of its own.
type outputFile struct {
	format report.Format
	name   string // as typed
}

// outputFiles is a flag that may be repeated, each time as FORMAT=FILE.
type outputFiles []outputFile

// Type returns the word that help text shows for the flag's value.
func (o *outputFiles) Type() string { return "format=file" }

func (o *outputFiles) String() string {
	var words []string
	for _, f := range *o {
		words = append(words, string(f.format)+"="+f.name)
	}
	return strings.Join(words, ", ")
}

// Set adds a file.
func (o *outputFiles) Set(word string) error {
	format, name, ok := strings.Cut(word, "=")
	if !ok || name == "" {
		return fmt.Errorf("%q names no file; write FORMAT=FILE, such as sarif=lint.sarif", word)
	}
	chosen := formatOf(report.LintFormats)
	if err := chosen.Set(format); err != nil {
		return err
	}
	*o = append(*o, outputFile{report.Format(chosen.value), name})
	return nil
}

func completeOutput(cmd *cobra.Command) {
	var words []string
	for _, name := range report.LintFormats.Names() {
		words = append(words, name+"=")
	}
	err := cmd.RegisterFlagCompletionFunc("output", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic(err) // the flag is not defined: a fault in this package
	}
}

// ownFiles are the names of the files that the tool and people work with. None of
// them is ever the place for a result.
var ownFiles = []string{manifestName, recordName, approvalsName, checklistName, configName}

// checkOutputs refuses files that must not be replaced by a result: those of
// apps, links, and one file for two formats.
func (p *process) checkOutputs(outputs outputFiles, targets []target) error {
	seen := make(map[string]outputFile)
	for _, out := range outputs {
		path := absolute(p.Path(out.name))
		if other, twice := seen[path]; twice {
			return Usagef("--output: %s and %s are both to be written to %s", other.format, out.format, out.name)
		}
		seen[path] = out
		if slices.Contains(ownFiles, filepath.Base(path)) {
			return Usagef("--output %s=%s: a file of that name holds what the tool works with; name another file", out.format, out.name)
		}
		info, err := os.Lstat(path)
		if err != nil {
			continue // it is new, or writing it will say what is wrong
		}
		if info.Mode()&fs.ModeSymlink != 0 {
			return Usagef("--output %s=%s: it is a symbolic link, which may lead anywhere; remove it, or name another file", out.format, out.name)
		}
		for _, t := range targets {
			if at, err := os.Stat(t.path); err == nil && !t.isStdin() && os.SameFile(info, at) {
				return Usagef("--output %s=%s would replace the manifest that is linted; name another file", out.format, out.name)
			}
		}
	}
	return nil
}

// writeOutputs writes the formats that have a file of their own and reports
// whether one could not be written.
func (p *process) writeOutputs(results []linted, opts lintOptions) (failed bool) {
	if !slices.ContainsFunc(results, func(r linted) bool { return !r.missing }) {
		return false // who keeps a report of nothing takes it for one without findings
	}
	for _, out := range opts.Outputs {
		var buf bytes.Buffer
		err := report.LintFormats.Write(&buf, out.format, lintReport(results, opts), report.Options{Quiet: p.quiet})
		if err == nil {
			err = p.writeOutput(p.Path(out.name), buf.Bytes())
		}
		if err != nil {
			p.complain(fmt.Errorf("write %s to %s: %w", out.format, out.name, reason(err)))
			failed = true
		}
	}
	return failed
}

// writeOutput puts a result in the place of a file, in one step, or writes it
// into a pipe or a device as a shell's redirection does.
func (p *process) writeOutput(path string, data []byte) error {
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
