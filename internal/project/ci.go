package project

// ciVariables are set by CI services, which is how a program knows that it runs
// in one.
var ciVariables = []struct{ name, service string }{
	{"GITHUB_ACTIONS", "GitHub Actions"}, {"GITLAB_CI", "GitLab CI"}, {"CI", "a CI service"},
}

// ci returns the CI service that the program runs in, and the variable that says
// so: "" if a person started it. People set CI=false to be asked after all.
func ci(p *Project) (service, variable string) {
	for _, v := range ciVariables {
		switch p.Getenv(v.name) {
		case "", "0", "false":
		default:
			return v.service, v.name
		}
	}
	return "", ""
}

// MayAsk reports whether there is a person to answer: never in CI, and never
// where --no-input says so.
func (p *Project) MayAsk() bool {
	service, _ := ci(p)
	return p.StdinIsTerminal && !p.NoInput && service == ""
}

// inMergeQueue reports whether what is checked out is about to become the base: the
// commit that the service gives is the right one to compare with.
func (p *Project) inMergeQueue() bool {
	return p.Getenv("GITHUB_EVENT_NAME") == "merge_group" || p.Getenv("CI_MERGE_REQUEST_EVENT_TYPE") == "merge_train"
}
