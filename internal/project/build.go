package project

import (
	"reflect"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"golang.org/x/mod/module"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/validate"
)

// Build describes this process.
func Build() report.Build {
	info, _ := debug.ReadBuildInfo()
	b := described(info)
	b.Go, b.System = runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH
	return b
}

// devel is the version of a build that belongs to no release.
const devel = "devel"

// described reads what the Go toolchain wrote into a binary. A build from a
// checkout knows its commit; one by go install only its version, which holds
// commit and date where it was made up for a commit without a release.
func described(info *debug.BuildInfo) report.Build {
	b := report.Build{Version: devel}
	if info == nil {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.Date = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		b.Version = v
	}
	version, dirty := strings.CutSuffix(b.Version, "+dirty")
	b.Modified = b.Modified || dirty
	if module.IsPseudoVersion(version) && b.Commit == "" {
		b.Commit, _ = module.PseudoVersionRev(version)
		if at, err := module.PseudoVersionTime(version); err == nil {
			b.Date = at.Format(time.RFC3339)
		}
	}
	return b
}

// RepositoryURL is the address of the project, taken from the module's own path,
// so that it is written in go.mod alone.
var RepositoryURL = "https://" + strings.TrimSuffix(reflect.TypeFor[Project]().PkgPath(), "/internal/project")

func tool() report.Tool {
	return report.Tool{Name: "manifest", Version: Build().Version, URL: RepositoryURL}
}

// RuleURL is the page about a rule.
func RuleURL(id string) string { return RepositoryURL + "/blob/main/docs/rules.md#" + id }

// ruleCatalogue is what the report formats need to know of each rule.
func ruleCatalogue() []report.Rule {
	rules := validate.Rules()
	list := make([]report.Rule, len(rules))
	for i, r := range rules {
		list[i] = report.Rule{
			ID: r.ID, Summary: r.Summary, Why: r.Why, Fixable: r.Fixable,
			URL:      RuleURL(r.ID),
			Severity: max(r.Severity[validate.Draft], diag.Info),
		}
	}
	return list
}
