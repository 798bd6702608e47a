package validate

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/manifest"
	"github.com/procore-manifest/manifest/schema"
)

const viewReference = "procore/documentation building_applications/side_panel_view_keys.md@06dad9d"

// views returns the side panel's views that are text, with their index.
func (p *Pass) views() (list *manifest.Node, views []*manifest.Node) {
	if panel := p.Model.SidePanel; panel != nil {
		list = panel.Views.Node
	}
	return list, list.List()
}

var unknownView = Rule{
	ID: "unknown-view", Group: groupViews, Severity: always(diag.Warning), Since: "0.1.0", Fixable: true,
	Varies:  "error for keys that nearly match a view",
	Summary: "side panel views are in the portal's list",
	Why: "In the portal, you select views from a list of checkboxes for each tool. An unknown view cannot be selected, " +
		"so the panel doesn't appear on the intended page. A key that nearly matches a view in the list is an error. Any " +
		"other unknown key is a warning, because the published list lags behind the portal; add views that you have seen " +
		"in your portal to extra_views in .manifest.yaml.",
	Bad: `embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - rfi.detial`,
	Good: `embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - rfi.detail`,
	Origin: schema.Origin{
		Source: viewReference + "; building_embedded_apps.md@054b1fe (views are ticked)",
		Date:   "2026-06-03", Confidence: schema.Inferred,
	},
	Check: func(p *Pass) {
		_, views := p.views()
		taken := make(map[string]bool, len(views))
		for _, v := range views {
			if key, ok := v.Str(); ok {
				taken[key] = true
			}
		}
		for _, v := range views {
			key, ok := v.Str()
			if !ok || p.Known.HasView(key) || schema.FindRetiredView(key) != nil || isWildcardView(key) ||
				readAs(v) != "" {
				continue
			}
			f := p.Report(v.Span, "unknown side panel view %q", key).
				Label("not in the portal's list of %d views", len(schema.Views()))
			near := ""
			if len(views) <= maxGuesses {
				near = diag.Nearest(strings.ToLower(key), p.Known.ViewKeys())
			}
			switch action := viewAction(strings.ToLower(key)); {
			case strings.Contains(key, " - "):
				f.As(diag.Error).Label("the next line is part of this item").Help(nextLineTaken)
			case action == "edit" && p.Known.HasView(strings.TrimSuffix(strings.ToLower(key), "edit")+"detail"):
				detail := strings.TrimSuffix(strings.ToLower(key), "edit") + "detail"
				f.As(diag.Error).Help("the portal reports edit pages of this resource as %q", detail)
			case near == "":
				f.Help("look for the key in the portal; if you find it, add the key to extra_views in .manifest.yaml")
			case slices.Contains(viewActions, action) && action != viewAction(near):
				f.As(diag.Error).Help("the portal lists %q, which is a different page; write that key if you mean that page", near)
			case taken[near]:
				f.As(diag.Error).Help("did you mean %q? That view is already listed", near)
			default:
				taken[near] = true
				f.As(diag.Error).Help("did you mean %q?", near).Replace(v, near)
			}
		}
	},
}

// viewActions are the pages of a resource, which end the key of a view. A
// misspelled key may stand for another resource, but not for another page.
var viewActions = []string{"list", "detail", "edit", "new"}

func viewAction(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

var retiredView = Rule{
	ID: "retired-view", Group: groupViews, Severity: always(diag.Error), Since: "0.1.0", Fixable: true,
	Summary: "side panel views have current keys",
	Why: "Some keys from older documentation were renamed or misprinted. The portal's list does not contain these " +
		"keys, so you cannot select them.",
	Bad: `embedded:
  side_panel:
    description: Vendor scores
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - project_directory.venders.edit`,
	Good: `embedded:
  side_panel:
    description: Vendor scores
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - project_directory.vendors.edit`,
	Origin: schema.Origin{Source: "history of " + viewReference, Date: "2026-06-03", Confidence: schema.Documented},
	Check: func(p *Pass) {
		_, views := p.views()
		for _, v := range views {
			key, ok := v.Str()
			retired := schema.FindRetiredView(key)
			if !ok || retired == nil || p.Known.HasView(key) || isWildcardView(key) {
				continue
			}
			f := p.Report(v.Span, "side panel view %q is not a current key", key).Label("%s", retired.Why)
			if retired.Instead == "" {
				f.Help("remove the view; no current view replaces it")
				continue
			}
			f.Help("use %q", retired.Instead).Replace(v, retired.Instead)
		}
	},
}

var duplicateView = Rule{
	ID: "duplicate-view", Group: groupViews, Severity: always(diag.Warning), Since: "0.1.0", Fixable: true,
	Summary: "each side panel view is listed once",
	Why:     "A second entry has no effect; perhaps a different view was intended.",
	Bad: `embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - rfi.detail
      - rfi.detail`,
	Good: `embedded:
  side_panel:
    description: Acme beside the RFI
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - rfi.detail
      - submittal_logs.detail`,
	Origin: schema.Origin{Source: viewReference, Date: "2026-06-03", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		list, views := p.views()
		first := make(map[string]*manifest.Node, len(views))
		for i, v := range views {
			key, ok := v.Str()
			if !ok {
				continue
			}
			if before := first[key]; before != nil {
				p.Report(v.Span, "side panel view %q is listed twice", key).
					Also(before.Span, "first listed here").Help("remove one of the two entries").Remove(list, i)
				continue
			}
			first[key] = v
		}
	},
}

func isWildcardView(key string) bool { return strings.HasSuffix(key, ".all") }

var wildcardView = Rule{
	ID: "wildcard-view", Group: groupViews, Severity: always(diag.Warning), Since: "0.1.0",
	Summary: "each side panel view names one action instead of .all",
	Why: "In an old example, the ending .all stood for every action of a resource. No list of views ever contained " +
		"such keys, and the current documentation does not mention them. It is unknown whether the portal still accepts " +
		"them.",
	Bad: `embedded:
  side_panel:
    description: Acme beside change events
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - change_events.all`,
	Good: `embedded:
  side_panel:
    description: Acme beside change events
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - change_events.list
      - change_events.detail`,
	Origin: schema.Origin{
		Source: "procore/documentation building_applications/building_side_panel_apps.md@ad5dedd, gone at 4dea0ac",
		Date:   "2024-05-23", Confidence: schema.Documented,
	},
	Check: func(p *Pass) {
		_, views := p.views()
		for _, v := range views {
			if key, ok := v.Str(); ok && isWildcardView(key) && !p.Known.HasView(key) {
				p.Report(v.Span, "side panel view %q is a wildcard that is no longer documented", key).
					Help("list the views one by one")
			}
		}
	},
}

var viewWithoutDetail = Rule{
	ID: "view-without-detail", Group: groupViews, Severity: always(diag.Info), Since: "0.1.0",
	Summary: "a side panel on an edit or new page is also on the page that Procore shows after saving",
	Why: "Views are matched exactly. A panel that is only on the edit or new page disappears as soon as the user " +
		"saves and Procore shows the detail or list page.",
	Bad: `embedded:
  side_panel:
    description: Incident helper
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - incidents.new`,
	Good: `embedded:
  side_panel:
    description: Incident helper
    url: https://panel.acmefield.com/?project={{procore.project.id}}
    views:
      - incidents.new
      - incidents.detail`,
	Origin: schema.Origin{Source: viewReference, Date: "2026-06-03", Confidence: schema.Inferred},
	Check: func(p *Pass) {
		_, views := p.views()
		listed := make(map[string]bool, len(views))
		for _, v := range views {
			if key, ok := v.Str(); ok {
				listed[key] = true
			}
		}
		for _, v := range views {
			key, ok := v.Str()
			dot := strings.LastIndexByte(key, '.')
			if !ok || dot < 0 || key[dot:] != ".edit" && key[dot:] != ".new" || !p.Known.HasView(key) {
				continue // what is not known has its finding
			}
			detail, list := key[:dot]+".detail", key[:dot]+".list"
			if listed[detail] || listed[list] || !p.Known.HasView(detail) && !p.Known.HasView(list) {
				continue
			}
			after := detail
			if !p.Known.HasView(detail) {
				after = list
			}
			p.Report(v.Span, "the panel on %q closes when the user saves", key).Help("add %q", after)
		}
	},
}
