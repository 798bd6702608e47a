package promote

// The commands that remedies name stand here, each once.

func (f *facts) lintCommand() string {
	return "manifest lint --for production manifests/" + f.App
}

// anew is the remedy for what a frozen manifest got wrong: it never changes.
func (f *facts) anew() string { return "repair it in a new version: manifest bump " + f.App }

func (f *facts) testCommand() string { return "manifest test " + f.at() + " --passed" }

func (f *facts) registerCommand(which string) string {
	return "manifest register " + f.at() + " --" + which + "-key KEY"
}

func (f *facts) approveCommand(fingerprint string) string {
	return "manifest approve " + f.App + " " + fingerprint + " --reason TEXT"
}
