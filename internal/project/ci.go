package project

// ciVariables are set by CI services, which is how a program knows that it runs
// in one.
var ciVariables = []struct{ name, service string }{
	{"GITHUB_ACTIONS", "GitHub Actions"}, {"GITLAB_CI", "GitLab CI"}, {"CI", "a CI service"},
}

// ci returns the CI service that the program runs in, and the variable that says
// so: "" where a person started it. People set CI=false to be asked after all.
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
