package sandbox

import (
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/source"
)

// mask replaces a secret.
const mask = "[redacted]"

// shortest is the length below which a text is too common to be looked for.
const shortest = 6

// window is the number of characters in a row that give a part of a secret away:
// any that are found are masked, so that a secret that someone cut or wrapped is
// masked too.
const window = 8

// Redactor takes secrets out of text. The zero value knows none. It may be used
// by several goroutines.
type Redactor struct {
	mu sync.Mutex
	// parts are all runs of window characters of the secrets, in lower case.
	parts map[uint64]bool
	// whole are secrets that are looked for as a whole: those shorter than a
	// window, and addresses, parts of which are not secret.
	whole []string
}

// Add makes texts secret, as they are and in base64 and hexadecimal digits. Of
// an address, the values of its query are secret, and the address as a whole.
func (r *Redactor) Add(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range secrets {
		r.add(s)
	}
}

func (r *Redactor) add(s string) {
	if len(s) < shortest {
		return
	}
	if strings.Contains(s, "://") {
		r.whole = append(r.whole, strings.ToLower(s))
		if u, err := url.Parse(s); err == nil {
			for _, values := range u.Query() {
				for _, v := range values {
					r.addParts(v)
				}
			}
		}
		return
	}
	if len(s) < window {
		r.whole = append(r.whole, strings.ToLower(s))
	}
	r.addParts(s)
	r.addParts(hex.EncodeToString([]byte(s)))
	// Base64 depends on where in a group of three bytes the secret starts. The
	// first and last characters hold bits of what is around it.
	for before := range 3 {
		text := base64.StdEncoding.EncodeToString(append(make([]byte, before), s...))
		for _, part := range []string{text[(before*8+5)/6 : (before+len(s))*8/6], text[(before*8+5)/6:]} {
			r.addParts(part)
			r.addParts(strings.NewReplacer("+", "-", "/", "_").Replace(part))
		}
	}
}

func (r *Redactor) addParts(s string) {
	if r.parts == nil {
		r.parts = make(map[uint64]bool)
	}
	var key uint64
	for i := range len(s) {
		key = key<<8 | uint64(lower(s[i]))
		if i >= window-1 {
			r.parts[key] = true
		}
	}
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// AddCredentials makes credentials secret, and the header that they would make.
func (r *Redactor) AddCredentials(c Credentials) {
	r.Add(c.ID, c.Secret)
	if c.Secret != "" {
		r.Add(c.ID+":"+c.Secret, url.QueryEscape(c.ID)+":"+url.QueryEscape(c.Secret))
	}
}

// Redact returns a text without secrets, whole or in part. It finds them also
// where they are escaped for a URL or for JSON, or broken over lines.
func (r *Redactor) Redact(text string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.parts) == 0 && len(r.whole) == 0 {
		return text
	}
	var hidden []bool
	hide := func(from, to int) {
		if hidden == nil {
			hidden = make([]bool, len(text))
		}
		for i := from; i < to; i++ {
			hidden[i] = true
		}
	}
	view := plainView(text)
	r.find(view, hide)
	for range maxEscapes {
		next := view.unescaped()
		if len(next.text) == len(view.text) {
			break
		}
		view = next
		r.find(view, hide)
	}
	if hidden == nil {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && hidden[i] == hidden[from] {
			i++
		}
		if hidden[from] {
			b.WriteString(mask)
		} else {
			b.WriteString(text[from:i])
		}
	}
	return b.String()
}

// maxEscapes is how often a text may be escaped over and over.
const maxEscapes = 4

// view is a text as one of its readers sees it, and where in the text each byte
// is.
type view struct {
	text     []byte
	from, to []int
}

// plainView is the text without white space, which may break a secret.
func plainView(text string) *view {
	v := &view{}
	for i := range len(text) {
		if text[i] > ' ' {
			v.add(lower(text[i]), i, i+1)
		}
	}
	return v
}

func (v *view) add(c byte, from, to int) {
	v.text, v.from, v.to = append(v.text, c), append(v.from, from), append(v.to, to)
}

// unescaped resolves one layer of %41, \u0041 and \".
func (v *view) unescaped() *view {
	next := &view{}
	for i := 0; i < len(v.text); {
		c, size := v.text[i], 1
		switch rest := v.text[i:]; {
		case c == '%' && len(rest) >= 3 && isHex(rest[1:3]):
			c, size = unhex(rest[1:3]), 3
		case c == '\\' && len(rest) >= 6 && rest[1] == 'u' && isHex(rest[2:6]) && string(rest[2:4]) == "00":
			c, size = unhex(rest[4:6]), 6
		case c == '\\' && len(rest) >= 2 && strings.IndexByte(`"\/`, rest[1]) >= 0:
			c, size = rest[1], 2
		}
		next.add(lower(c), v.from[i], v.to[i+size-1])
		i += size
	}
	return next
}

func isHex(digits []byte) bool {
	return !slices.ContainsFunc(digits, func(c byte) bool { return !source.IsHex(c) })
}

func unhex(digits []byte) byte {
	b, _ := hex.DecodeString(string(digits)) // the digits are known to be some
	return b[0]
}

// find tells the places of secrets in the text of the view.
func (r *Redactor) find(v *view, hide func(from, to int)) {
	var key uint64
	for i, c := range v.text {
		key = key<<8 | uint64(c)
		if i >= window-1 && r.parts[key] {
			hide(v.from[i-window+1], v.to[i])
		}
	}
	text := string(v.text)
	for _, s := range r.whole {
		for at := 0; ; {
			i := strings.Index(text[at:], s)
			if i < 0 {
				break
			}
			hide(v.from[at+i], v.to[at+i+len(s)-1])
			at += i + len(s)
		}
	}
}

// maxQuoted is the length to which the words of a server are quoted, and maxRead
// that of which no more is looked at.
const (
	maxQuoted = 200
	maxRead   = 64 << 10
)

// Quote returns a text from outside as it may be shown: on one line, without
// secrets, and cut where it is long. Secrets are masked before it is cut, so that
// no part of one is left. Every text of a server or a browser goes through it
// before anything else is done with it.
func (r *Redactor) Quote(text string) string {
	return diag.Clip(strings.Join(strings.Fields(r.Redact(text[:min(len(text), maxRead)])), " "), maxQuoted)
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
