package lsp

import (
	"context"
	"fmt"
	"strings"

	"github.com/procore-manifest/manifest/internal/report"
	"github.com/procore-manifest/manifest/internal/source"
)

type codeLens struct {
	Range   textRange `json:"range"`
	Command command   `json:"command"` // which runs nothing
}

type inlayHint struct {
	Position    position `json:"position"`
	Label       string   `json:"label"`
	PaddingLeft bool     `json:"paddingLeft"`
}

// lenses say on the version what the changes ask of its number and of customers.
// While the text cannot be read whole, the last ones stay on their line.
func lenses(s *server, ctx context.Context, d *document, _ *placeParams) (any, error) {
	s.findings(ctx, d)
	list := []codeLens{}
	if !on(s.settings.CodeLens) || !d.isWorking() {
		return list, nil
	}
	cost := s.costOf(ctx, d)
	number := d.read().model.Version.Node
	if cost == nil || number == nil {
		if d.lens != nil && len(d.read().doc.Unread()) > 0 && d.lens.Range.Start.Line < len(d.text.starts) {
			list = append(list, *d.lens)
		}
		return list, nil
	}
	lens := codeLens{d.text.rangeOf(number.Span), command{Title: costWords(cost)}}
	d.lens = &lens
	return append(list, lens), nil
}

// hints say beside a permission since when customers have it and who approved
// its change, and beside a component what the portal calls it.
func hints(s *server, ctx context.Context, d *document, p *placeParams) (any, error) {
	s.findings(ctx, d)
	list := []inlayHint{}
	if !on(s.settings.InlayHints) || !d.isWorking() {
		return list, nil
	}
	asked := d.text.span(p.Range)
	add := func(at source.Span, text string) {
		if at.End >= asked.Start && at.End <= asked.End {
			list = append(list, inlayHint{d.text.position(at.End), text, true})
		}
	}
	m := d.read().model
	portal, _, _ := s.files.Known(d.path)
	for _, c := range m.Components() {
		if label, _ := portalWords(portal, c.Kind.Path()); label != "" {
			add(c.Key.Span, label)
		}
	}
	cost := s.costOf(ctx, d)
	if cost == nil {
		return list, nil
	}
	for _, perm := range m.Connector.Permissions {
		path := fmt.Sprintf("data_connector.permissions.%s.%s", perm.Scope, perm.Tool.Text)
		var words []string
		if since := cost.Since[path+"="+perm.Level.String()]; since != "" {
			words = append(words, "since "+since)
		}
		for _, a := range cost.Approvals {
			if a.Event.Path == path || a.Event.Path == path+".level" {
				name, _, _ := strings.Cut(a.By, " <")
				words = append(words, "approved by "+report.Visible(name))
			}
		}
		if len(words) > 0 {
			add(perm.Tool.Span, strings.Join(words, ", "))
		}
	}
	return list, nil
}
