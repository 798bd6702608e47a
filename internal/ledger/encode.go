package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/gowebpki/jcs"

	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/internal/version"
)

// Encode returns an event as the content of its file, and the name of the file. The
// same event always has the same bytes. It refuses an event that would not be read back
// as it is, such as one with control characters in a text or an invalid key.
func Encode(e Event) (name string, data []byte, err error) {
	e = e.normal()
	data, err = e.encode()
	if err != nil {
		return "", nil, fmt.Errorf("write the event %s: %w", e.Kind, err)
	}
	id, err := ID(data)
	if err != nil {
		return "", nil, fmt.Errorf("write the event %s: %w", e.Kind, err)
	}
	name = e.fileName(id)
	back, diags := Parse(source.New(name, data))
	if len(diags) > 0 {
		return "", nil, fmt.Errorf("%s", diags[0].Message)
	}
	if !reflect.DeepEqual(back, e) {
		return "", nil, fmt.Errorf("write the event %s: the written event could not be read back unchanged", e.Kind)
	}
	return name, data, nil
}

// normal is the event as it is kept.
func (e Event) normal() Event {
	e.At = wholeUTC(e.At)
	for _, text := range []*string{&e.Note, &e.Reason, &e.ReleaseNotes, &e.From, &e.To} {
		*text = unixLines(*text)
	}
	if len(e.Overrides) == 0 {
		e.Overrides = nil
	} else {
		kept := make([]Override, len(e.Overrides))
		for i, o := range e.Overrides {
			kept[i] = Override{o.Gate, unixLines(o.Reason)}
		}
		e.Overrides = kept
	}
	if len(e.Approvals) == 0 {
		e.Approvals = nil
	}
	return e
}

// encode writes one key per line, so that a change is one line of a diff.
func (e *Event) encode() ([]byte, error) {
	var b bytes.Buffer
	fail := error(nil)
	add := func(key string, value any) {
		if reflect.ValueOf(value).IsZero() {
			return
		}
		line, err := oneLine(value)
		if err != nil && fail == nil {
			fail = err
		}
		if b.Len() > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, "  %q: %s", key, line)
	}
	add("format", Format)
	add("event", e.Kind)
	add("at", e.At.Format(timeLayout))
	add("day", e.Day)
	add("by", e.By)
	add("state", e.State)
	add("since", e.Since)
	add("digest", e.Digest)
	add("distribution", e.Distribution)
	add("keys", e.Keys)
	add("portal_version", numberText(e.Portal))
	add("result", e.Result)
	add("evidence", e.Evidence)
	add("release_notes", e.ReleaseNotes)
	add("checklist", e.Checklist)
	add("approvals", e.Approvals)
	add("overrides", e.Overrides)
	add("file", e.Cancels)
	add("fingerprint", e.Fingerprint)
	add("path", e.Path)
	add("op", e.Op)
	if e.Kind == Rename {
		add("from", e.Renamed)
	} else {
		add("from", e.From)
	}
	add("to", e.To)
	add("version", numberText(e.Smaller))
	add("reason", e.Reason)
	add("expires", e.Expires)
	add("note", e.Note)
	return fmt.Appendf(nil, "{\n%s\n}\n", b.Bytes()), fail
}

// numberText is a version as it is written, "" for the zero value.
func numberText(v version.Version) string {
	if v == (version.Version{}) {
		return ""
	}
	return v.String()
}

// oneLine writes a value as JSON on one line, with a space after each colon and
// comma.
func oneLine(value any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	var out []byte
	inText := false
	raw := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	for i := 0; i < len(raw); i++ {
		out = append(out, raw[i])
		switch {
		case inText && raw[i] == '\\':
			i++
			out = append(out, raw[i])
		case raw[i] == '"':
			inText = !inText
		case !inText && (raw[i] == ':' || raw[i] == ','):
			out = append(out, ' ')
		}
	}
	return out, nil
}

// ID returns the id of an event or approval: the SHA-256 of its canonical JSON
// (RFC 8785) in hexadecimal digits. Line ends, spaces and the order of keys do
// not change it.
func ID(data []byte) (string, error) {
	canonical, err := jcs.Transform(data)
	if err != nil {
		return "", fmt.Errorf("not canonical JSON: %w", err)
	}
	return hexHash(canonical), nil
}
