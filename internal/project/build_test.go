package project

import (
	"runtime/debug"
	"testing"

	"github.com/procore-manifest/manifest/internal/report"
)

// What each way of building writes into the binary, and what is made of it.
func TestBuildInfo(t *testing.T) {
	const id = "0123456789abcdef0123456789abcdef01234567"
	vcs := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: id},
			{Key: "vcs.time", Value: "2026-11-22T09:30:00Z"}, {Key: "vcs.modified", Value: modified}}
	}
	for _, test := range []struct {
		name, version string
		settings      []debug.BuildSetting
		want          report.Build
		line          string
	}{
		{
			"go build at a tag", "v1.2.3", vcs("false"),
			report.Build{Version: "v1.2.3", Commit: id, Date: "2026-11-22T09:30:00Z"},
			"manifest v1.2.3 (commit 0123456789ab, 2026-11-22T09:30:00Z, go, os)",
		},
		{
			"go build after a tag", "v1.2.4-0.20261122093000-0123456789ab", vcs("false"),
			report.Build{Version: "v1.2.4-0.20261122093000-0123456789ab", Commit: id, Date: "2026-11-22T09:30:00Z"},
			"manifest v1.2.4-0.20261122093000-0123456789ab (commit 0123456789ab, 2026-11-22T09:30:00Z, go, os)",
		},
		{
			"go build with changes", "v0.0.0-20261122093000-0123456789ab+dirty", vcs("true"),
			report.Build{Version: "v0.0.0-20261122093000-0123456789ab+dirty", Commit: id, Date: "2026-11-22T09:30:00Z",
				Modified: true},
			"manifest v0.0.0-20261122093000-0123456789ab+dirty (commit 0123456789ab, 2026-11-22T09:30:00Z, with uncommitted " +
				"changes, go, os)",
		},
		{
			"go run", "(devel)", nil,
			report.Build{Version: "devel"}, "manifest devel (go, os)",
		},
		{
			"go install of a release", "v1.2.3", nil,
			report.Build{Version: "v1.2.3"}, "manifest v1.2.3 (go, os)",
		},
		{
			"go install of a commit", "v0.0.0-20261122093000-0123456789ab", nil,
			report.Build{Version: "v0.0.0-20261122093000-0123456789ab", Commit: "0123456789ab", Date: "2026-11-22T09:30:00Z"},
			"manifest v0.0.0-20261122093000-0123456789ab (commit 0123456789ab, 2026-11-22T09:30:00Z, go, os)",
		},
		{
			"go install of a commit after a pre-release", "v1.3.0-rc.1.0.20261122093000-0123456789ab", nil,
			report.Build{Version: "v1.3.0-rc.1.0.20261122093000-0123456789ab", Commit: "0123456789ab",
				Date: "2026-11-22T09:30:00Z"},
			"manifest v1.3.0-rc.1.0.20261122093000-0123456789ab (commit 0123456789ab, 2026-11-22T09:30:00Z, go, os)",
		},
		{
			"a pre-release that looks like a date", "v1.3.0-20261122", nil,
			report.Build{Version: "v1.3.0-20261122"}, "manifest v1.3.0-20261122 (go, os)",
		},
		{
			"without -buildvcs", "", nil,
			report.Build{Version: "devel"}, "manifest devel (go, os)",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := described(&debug.BuildInfo{Main: debug.Module{Version: test.version}, Settings: test.settings})
			if got != test.want {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
			if got.Go, got.System = "go", "os"; got.String() != test.line {
				t.Errorf("got  %s\nwant %s", got, test.line)
			}
		})
	}
	if got := described(nil); got.Version != devel {
		t.Errorf("without build information: %+v", got)
	}
}
