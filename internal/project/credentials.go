package project

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode"

	"github.com/procore-manifest/manifest/internal/sandbox"
	"github.com/procore-manifest/manifest/schema"
)

// The variables that hold the OAuth credentials of an app. There are no flags
// for them: arguments are shown to everybody on the machine, and kept by shells.
const (
	ClientIDVariable     = "MANIFEST_CLIENT_ID"
	ClientSecretVariable = "MANIFEST_CLIENT_SECRET"
)

// credentialPairs are the words of the portal for the credentials that the
// catalogue of environments names.
var credentialPairs = map[string]string{
	"sandbox": "Sandbox OAuth Credentials", "production": "Production OAuth Credentials", "federal": "credentials of " +
		"the app's registration in the Federal Zone",
}

// clientID is the client ID of the environment, without the spaces and line ends
// that come with copying; "" for none.
func clientID(p *Project) string { return strings.TrimSpace(p.Getenv(ClientIDVariable)) }

// credentials finds the client ID and secret of an app for an environment: in
// the file that was named, in the environment variables, or by asking a person.
// They are kept nowhere.
func credentials(ctx context.Context, p *Project, file string, e schema.Environment) (sandbox.Credentials, error) {
	c := sandbox.Credentials{ID: clientID(p), Secret: p.Getenv(ClientSecretVariable)}
	if file != "" {
		var err error
		if c, err = readCredentials(p.Path(file), file); err != nil {
			return c, err
		}
	}
	for _, part := range []struct {
		value          *string
		name, variable string
	}{{&c.ID, "client ID", ClientIDVariable}, {&c.Secret, "client secret", ClientSecretVariable}} {
		if *part.value == "" {
			if file != "" || !p.MayAsk() || p.AskHidden == nil {
				return c, Usagef("there is no %s; set %s and %s, or put both in a file that only you can read and use "+
					"--credentials FILE\nfind them in the Developer Portal: they are the app's %s",
					part.name, ClientIDVariable, ClientSecretVariable, credentialPairs[e.Credentials])
			}
			answer, err := p.AskHidden(ctx, fmt.Sprintf("%s (%s, not shown): ", part.name, credentialPairs[e.Credentials]))
			if err != nil {
				return c, err
			}
			*part.value = answer
		}
		*part.value = strings.TrimSpace(*part.value)
		if len(*part.value) < shortestCredential || strings.ContainsFunc(*part.value,
			func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
			return c, Usagef("the %s is not valid: it is too short, or contains spaces; copy it again from the Developer Portal",
				part.name)
		}
	}
	return c, nil
}

// shortestCredential tells a credential from a slip of the hand; Procore's have
// 64 characters. What is shorter could not be masked without masking words.
const shortestCredential = 8

// maxCredentials is more than a file of credentials needs.
const maxCredentials = 16 << 10

// readCredentials reads a file of NAME=VALUE lines that only its owner can
// read. No message quotes what is in it.
func readCredentials(path, name string) (sandbox.Credentials, error) {
	var c sandbox.Credentials
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return c, Usagef("credentials %s: %s", name, kind(info))
	}
	f, err := os.Open(path)
	if err != nil {
		return c, Usagef("credentials %s: %w", name, Reason(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return c, Usagef("credentials %s: %w", name, Reason(err))
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		return c, Usagef("credentials %s: other users can read the file (mode %04o); run: chmod 600 %s", name, mode, shellWord(name))
	}
	data, err := io.ReadAll(io.LimitReader(f, maxCredentials+1))
	if err != nil {
		return c, Usagef("credentials %s: %w", name, Reason(err))
	}
	if len(data) > maxCredentials {
		return c, Usagef("credentials %s: the file is larger than %d KiB", name, maxCredentials>>10)
	}
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		value = strings.TrimSpace(value)
		if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		switch key := strings.TrimSpace(key); {
		case !ok:
			return c, Usagef("credentials %s:%d: expected NAME=VALUE", name, number)
		case key == ClientIDVariable:
			c.ID = value
		case key == ClientSecretVariable:
			c.Secret = value
		default:
			return c, Usagef("credentials %s:%d: expected the name %s or "+
				"%s", name, number, ClientIDVariable, ClientSecretVariable)
		}
	}
	return c, nil
}
