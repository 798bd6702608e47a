package cli

import (
	"strings"

	"github.com/procore-manifest/manifest/internal/secret"
)

// shortestTyped is how much of a secret an error may show: messages shorten what
// they quote.
const shortestTyped = 8

// withoutTyped returns the text of an error without the secrets that were typed on
// the command line. What a terminal or a pipeline prints is kept in logs.
func withoutTyped(text string, args []string) string {
	for _, s := range typedSecrets(args) {
		for at := 0; len(s) >= shortestTyped; {
			i := strings.Index(text[at:], s[:shortestTyped])
			if i < 0 {
				break
			}
			from := at + i
			to := from + shortestTyped
			for to < len(text) && to-from < len(s) && text[to] == s[to-from] {
				to++
			}
			text = text[:from] + "***" + text[to:]
			at = from + len("***")
		}
	}
	return text
}

// typedSecrets returns what is or may be a secret in the arguments of a command
// line. Hexadecimal digits are one in the value of a flag, unless it names a
// commit; elsewhere they are a fingerprint.
func typedSecrets(args []string) []string {
	var found []string
	flag := ""
	for _, arg := range args {
		value := arg
		if strings.HasPrefix(arg, "-") {
			flag, value, _ = strings.Cut(arg, "=")
		}
		for _, l := range secret.Find(arg) {
			if !l.Harmless || flag != "" && flag != "--base" {
				found = append(found, arg[l.Start:l.End])
			}
		}
		for _, word := range []string{value, strings.TrimLeft(arg, "-")} {
			if secret.LooksDrawn(word) {
				found = append(found, word)
			}
		}
		if !strings.HasPrefix(arg, "-") {
			flag = ""
		}
	}
	return found
}
