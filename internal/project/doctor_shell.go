package project

import (
	"cmp"
	"path"
	"path/filepath"
	"strings"

	"github.com/procore-manifest/manifest/internal/report"
)

// examineCompletion looks whether a file that the shell reads at its start
// loads the completion.
func examineCompletion(p *Project) report.Check {
	const name = "completion"
	home := p.Getenv("HOME")
	shell := path.Base(filepath.ToSlash(p.Getenv("SHELL")))
	data, config := cmp.Or(p.Getenv("XDG_DATA_HOME"), filepath.Join(home, ".local",
		"share")), cmp.Or(p.Getenv("XDG_CONFIG_HOME"), filepath.Join(home, ".config"))
	var files []string // that exist, or that name the tool
	var load string
	switch shell {
	case "bash":
		files = []string{filepath.Join(data, "bash-completion", "completions", "manifest"), "/etc/bash_completion.d/manifest",
			"/usr/share/bash-completion/completions/manifest",
			filepath.Join(home, ".bashrc"), filepath.Join(home, ".bash_profile")}
		load = `add to ~/.bashrc: eval "$(manifest completion bash)"` // bash 3.2 cannot source <(…)
	case "zsh":
		files = []string{"/usr/share/zsh/site-functions/_manifest", "/usr/local/share/zsh/site-functions/_manifest",
			"/opt/homebrew/share/zsh/site-functions/_manifest",
			filepath.Join(cmp.Or(p.Getenv("ZDOTDIR"), home), ".zshrc")}
		load = "add to ~/.zshrc: source <(manifest completion zsh)"
	case "fish":
		files = []string{filepath.Join(config, "fish", "completions", "manifest.fish"),
			"/usr/share/fish/vendor_completions.d/manifest.fish", filepath.Join(config, "fish", "config.fish")}
		load = "add to config.fish: manifest completion fish | source"
	default:
		return fine(name, "available for bash, zsh, fish and PowerShell; see: manifest help completion")
	}
	for _, file := range files {
		text, err := readRegular(file)
		if err == nil && (strings.Contains(filepath.Base(file), "manifest") || loadsCompletion(text)) {
			return fine(name, "%s loads the completion from %s", shell, file)
		}
	}
	return notable(name, "no file that "+shell+" reads at startup loads the completion", load)
}

// loadsCompletion reports whether a script runs the command that prints the
// completion, outside its comments.
func loadsCompletion(script []byte) bool {
	for line := range strings.Lines(string(script)) {
		code, _, _ := strings.Cut(" "+strings.ReplaceAll(line, "\t", " "), " #")
		if strings.Contains(code, "manifest completion") {
			return true
		}
	}
	return false
}
