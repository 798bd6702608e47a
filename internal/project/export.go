package project

import (
	"context"
	"fmt"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/portal"
)

// Export returns a manifest as the portal's JSON.
func Export(ctx context.Context, p *Project, word string) ([]byte, error) {
	s, err := p.resolveSide(ctx, word)
	if err != nil {
		return nil, err
	}
	if s.portal != nil {
		return nil, Usagef("export %s: the file is already the portal's JSON", word)
	}
	if err := mustUnderstand(p, "export "+word, Findings, s); err != nil {
		return nil, err
	}
	data, left, found := portal.Export(s.File, s.App().Root)
	if len(found) > 0 {
		diag.Sort(found)
		return nil, &Error{Class: Findings, Findings: found, Err: fmt.Errorf("not exported: %s has "+
			"%s", word, diag.Plural(len(found), "error"))}
	}
	sayLeft(p, s.File, left, "left out")
	return data, nil
}
