package project

import (
	"cmp"
	"context"
	"net/url"
	"regexp"
	"strings"

	"github.com/procore-manifest/manifest/internal/report"
)

// host is the code host in whose job the program runs, as its variables describe it;
// nothing outside of one.
func (p *Project) host(ctx context.Context) report.Host {
	service, _ := ci(p)
	if service == "" {
		return report.Host{}
	}
	commit := p.headCommit(ctx)
	if len(commit) > 12 {
		commit = commit[:12]
	}
	switch service {
	case "GitHub Actions":
		repository := p.Getenv("GITHUB_REPOSITORY")
		if !regexp.MustCompile(`^[\w.-]+/[\w.-]+$`).MatchString(repository) {
			return report.Host{}
		}
		at := webAddress(p.Getenv("GITHUB_SERVER_URL"), repository)
		h := report.Host{Head: cmp.Or(p.Getenv("GITHUB_HEAD_REF"), p.Getenv("GITHUB_REF_NAME"))}
		if at != "" && commit != "" {
			h.Files = at + "/blob/" + commit
		}
		if run := p.Getenv("GITHUB_RUN_ID"); at != "" && regexp.MustCompile(`^\d+$`).MatchString(run) {
			h.Run = at + "/actions/runs/" + run
		}
		return h
	case "GitLab CI":
		h := report.Host{Head: cmp.Or(p.Getenv("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME"), p.Getenv("CI_COMMIT_REF_NAME"))}
		if at := webAddress(p.Getenv("CI_PROJECT_URL"), ""); at != "" && commit != "" {
			h.Files = at + "/-/blob/" + commit
		}
		h.Run = webAddress(p.Getenv("CI_JOB_URL"), "")
		return h
	}
	return report.Host{}
}

// webAddress is an address with a path below it, "" if it is none that can be
// written into a page as it is.
func webAddress(address, below string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" ||
		strings.ContainsAny(address, " ()<>[]\\\"'`\n") {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSuffix(address, "/")+"/"+below, "/")
}
