package schema

// Portal names a generation of the Developer Portal, or Procore itself, where
// customers install and update.
type Portal string

const (
	// ConfigurationBuilder is the portal that edits a version in the form of
	// that name.
	ConfigurationBuilder Portal = "configuration-builder"
	// Components is the later portal, which starts with Create Version and
	// edits a list of components.
	Components Portal = "components"
	// Procore is where the app is installed; it is the same for both.
	Procore Portal = "procore"
)

// Portals returns the generations of the Developer Portal, the newest first.
func Portals() []Portal { return []Portal{Components, ConfigurationBuilder} }

// PortalLabel is what a button, a field or a page is called.
type PortalLabel struct {
	ID     string `json:"id"`
	Portal Portal `json:"portal"`
	Label  string `json:"label"`
	Note   string `json:"note,omitempty"`
	Origin
}

// PortalLabels returns what things are called, by generation of the portal.
func PortalLabels() []PortalLabel { return portalLabels.Rows }

// FindPortalLabel returns what something is called in a generation of the
// portal, or in Procore where it is a thing of customers.
func FindPortalLabel(portal Portal, id string) (PortalLabel, bool) {
	for _, l := range PortalLabels() {
		if l.ID == id && (l.Portal == portal || l.Portal == Procore) {
			return l, true
		}
	}
	return PortalLabel{}, false
}
