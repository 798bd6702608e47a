package schema

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPortalLabels(t *testing.T) {
	unique(t, "portal labels", PortalLabels(), func(l PortalLabel) string { return string(l.Portal) + " " + l.ID })
	date := regexp.MustCompile(`^(\d{4}(-\d{2}(-\d{2})?)?|undated)$`)
	of := make(map[string][]Portal)
	for _, l := range PortalLabels() {
		of[l.ID] = append(of[l.ID], l.Portal)
		if strings.TrimSpace(l.Label) == "" || l.Source == "" || !date.MatchString(l.Date) ||
			!slices.Contains([]Confidence{Documented, Seen, Inferred, Reported}, l.Confidence) {
			t.Errorf("%s of %s: want a label, source, date and confidence", l.ID, l.Portal)
		}
		if !slices.Contains([]Portal{ConfigurationBuilder, Components, Procore}, l.Portal) {
			t.Errorf("%s: unknown portal %q", l.ID, l.Portal)
		}
	}
	for id, portals := range of {
		if slices.Contains(portals, Procore) && len(portals) > 1 {
			t.Errorf("%s is a thing of customers and of the portal", id)
		}
	}
	if _, ok := FindPortalLabel(Components, "install_app"); !ok {
		t.Error("a label of Procore is not found from a generation of the portal")
	}
	if _, ok := FindPortalLabel(Components, "save_parameter"); ok {
		t.Error("the later portal has no button of its own to save a parameter")
	}
}
