package report

import (
	"fmt"
	"io"
	"strings"
)

// BaseChanges is what a branch changes: one comparison for each app whose
// manifest differs from the base.
type BaseChanges struct {
	// Base is the revision as the user named it.
	Base string
	Apps []Changes
	// Unread are the apps that could not be compared.
	Unread []Unread
}

// BaseChangesText writes one comparison below the other.
func BaseChangesText(w io.Writer, b BaseChanges, o Options) error {
	var parts []string
	for _, c := range b.Apps {
		var part strings.Builder
		if err := ChangesText(&part, c, o); err != nil {
			return err
		}
		parts = append(parts, part.String())
	}
	for _, u := range b.Unread {
		parts = append(parts, fmt.Sprintf("%s could not be compared: %s\n", Visible(u.File), Visible(u.Reason)))
	}
	if len(parts) == 0 {
		parts = []string{fmt.Sprintf("no manifest differs from %s\n", Visible(b.Base))}
	}
	_, err := io.WriteString(w, strings.Join(parts, "\n"))
	return err
}

// BaseChangesMarkdown writes one section below the other.
func BaseChangesMarkdown(w io.Writer, b BaseChanges) error {
	var parts []string
	for _, c := range b.Apps {
		var part strings.Builder
		if err := ChangesMarkdown(&part, c); err != nil {
			return err
		}
		parts = append(parts, part.String())
	}
	for _, u := range b.Unread {
		parts = append(parts, fmt.Sprintf("**%s could not be compared:** %s\n", codeSpan(Visible(u.File)), markdownText(u.Reason)))
	}
	if len(parts) == 0 {
		parts = []string{fmt.Sprintf("No manifest differs from %s.\n", codeSpan(Visible(b.Base)))}
	}
	_, err := io.WriteString(w, strings.Join(parts, "\n"))
	return err
}

// BaseChangesJSON writes a list of what [ChangesJSON] writes.
func BaseChangesJSON(w io.Writer, b BaseChanges) error {
	out := struct {
		Format int           `json:"format"`
		Base   string        `json:"base"`
		Apps   []changesJSON `json:"apps"`
		Unread []jsonUnread  `json:"unread"`
	}{Format: 1, Base: b.Base, Apps: []changesJSON{}, Unread: []jsonUnread{}}
	for _, c := range b.Apps {
		out.Apps = append(out.Apps, toChangesJSON(c))
	}
	for _, u := range b.Unread {
		out.Unread = append(out.Unread, jsonUnread(u))
	}
	return encodeJSON(w, out)
}
