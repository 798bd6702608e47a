package promote

import "cmp"

// The commands that remedies name stand here, each once.

func (f *facts) lintCommand() string {
	return "manifest lint --for production " + f.folder()
}

// anew is the remedy for what a frozen manifest got wrong: it never changes. Only
// a manifest that was edited can be bumped by what it needs.
func (f *facts) anew() string {
	return "correct " + f.folder() + "/manifest.yaml, then: manifest bump " + f.App
}

// folder is where the app is, as the user would type it.
func (f *facts) folder() string { return cmp.Or(f.Folder, "manifests/"+f.App) }

func (f *facts) testCommand() string { return "manifest test " + f.at() + " --passed" }

// proveCommand is how a test comes about: by a live one, where someone or
// something signs in, or by hand.
func (f *facts) proveCommand() string {
	if !connector(f) {
		return f.testCommand()
	}
	return "manifest smoke " + f.at() + " --save-evidence, or by hand: " + f.testCommand()
}

// smokeCommand is the live test of one way to sign in.
func (f *facts) smokeCommand(as string) string { return "manifest smoke " + f.at() + " --as " + as }

func (f *facts) keysCommand(which string) string {
	return "manifest record keys " + f.at() + " --" + which + "-key KEY"
}

func (f *facts) abandonCommand() string {
	return "manifest record abandon " + f.at() + " --reason TEXT"
}

func (f *facts) approveCommand(fingerprint string) string {
	return "manifest approve " + f.App + " " + fingerprint + " --reason TEXT"
}
