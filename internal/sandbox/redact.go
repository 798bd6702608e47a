package sandbox

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// mask stands where a secret was.
const mask = "[redacted]"

// shortest is the length below which a text is too common to be looked for.
const shortest = 6

// Redactor takes secrets out of text. The zero value knows none. It may be used
// by several goroutines.
type Redactor struct {
	mu    sync.Mutex
	known []string // longest first, so that none is masked in part
}

// Add makes texts secret, in every spelling that they have in URLs and JSON.
func (r *Redactor) Add(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		if len(s) < shortest {
			continue
		}
		quoted, _ := json.Marshal(s) // a string can always be written
		for _, spelling := range []string{s, url.QueryEscape(s), url.PathEscape(s), strings.Trim(string(quoted), `"`)} {
			if !slices.Contains(r.known, spelling) {
				r.known = append(r.known, spelling)
			}
		}
	}
	slices.SortFunc(r.known, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
}

// AddCredentials makes credentials secret, and the header that they would make.
func (r *Redactor) AddCredentials(c Credentials) {
	r.Add(c.ID, c.Secret)
	if c.Secret != "" {
		r.Add(base64.StdEncoding.EncodeToString([]byte(c.ID+":"+c.Secret)),
			base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(c.ID)+":"+url.QueryEscape(c.Secret))))
	}
}

// Redact returns a text without secrets.
func (r *Redactor) Redact(text string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.known {
		text = strings.ReplaceAll(text, s, mask)
	}
	return text
}

// Writer returns a writer that takes secrets out of what goes to w. Each write
// is looked at by itself.
func (r *Redactor) Writer(w io.Writer) io.Writer { return &redacting{r, w} }

type redacting struct {
	*Redactor
	w io.Writer
}

// Unwrap returns the writer below, for what must not be changed.
func (r *redacting) Unwrap() io.Writer { return r.w }

func (r *redacting) Write(data []byte) (int, error) {
	if _, err := io.WriteString(r.w, r.Redact(string(data))); err != nil {
		return 0, err
	}
	return len(data), nil
}
