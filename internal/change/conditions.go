package change

import (
	"slices"
	"strings"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/schema"
)

// The conditions of the table.
const (
	Always         When = ""
	First          When = "first"
	ServiceAccount When = app.ServiceAccount
	Required       When = "required"
	TurnedOn       When = "turned_on"
	TurnedOff      When = "turned_off"
	Raised         When = "raised"
	Lowered        When = "lowered"
	HostChanged    When = "host_changed"
	TokenDropped   When = "token_dropped"
	TokenAdded     When = "token_added"
	Respelled      When = "respelled"
	Retired        When = "retired"
	Listed         When = "listed"
	Unlisted       When = "unlisted"
	Unclear        When = "unclear"
)

type condition struct {
	means string
	holds func(*difference) bool
}

var conditions = map[When]condition{
	Always:         {"", func(*difference) bool { return true }},
	First:          {"in the first version", func(d *difference) bool { return d.first }},
	ServiceAccount: {"with a service account", hasServiceAccount},
	Required:       {"that is required", func(d *difference) bool { return isRequired(d.now.Child("required")) }},
	TurnedOn:       {"from optional to required", func(d *difference) bool { return isRequired(d.now) }},
	TurnedOff:      {"from required to optional", func(d *difference) bool { return !isRequired(d.now) }},
	Raised:         {"to a higher level", func(d *difference) bool { return !isLowered(d) }},
	Lowered:        {"to a lower level", isLowered},
	HostChanged:    {"to another scheme, host or port", isElsewhere},
	TokenDropped:   {"so that a value is no longer sent", func(d *difference) bool { return len(d.dropped()) > 0 }},
	TokenAdded:     {"so that another value is sent", func(d *difference) bool { return len(d.added()) > 0 }},
	Respelled:      {"to another spelling of the same URL", isRespelled},
	Retired:        {"that the portal no longer knows", isRetired},
	Listed:         {"from custom to marketplace", isListed},
	Unlisted:       {"from marketplace to custom", isUnlisted},
	Unclear:        {"from or to what is neither", func(d *difference) bool { return !isListed(d) && !isUnlisted(d) }},
}

// Means returns the condition in words that follow what happened, "" for Always.
func (w When) Means() string { return conditions[w].means }

func isRequired(e *app.Element) bool { return e.Text() == app.Required }

func isElsewhere(d *difference) bool { return d.oldURL.origin != d.nowURL.origin }

func isRespelled(d *difference) bool { return d.oldURL.canonical() == d.nowURL.canonical() }

// dropped are the tokens that the newer URL lacks, added those that it has on
// top.
func (d *difference) dropped() []string { return without(d.oldURL.tokens, d.nowURL.tokens) }
func (d *difference) added() []string   { return without(d.nowURL.tokens, d.oldURL.tokens) }

func hasServiceAccount(d *difference) bool {
	return d.now.Child("authentication").Find(app.ServiceAccount) != nil
}

func isListed(d *difference) bool {
	return d.old.Text() == app.Custom && d.now.Text() == app.Marketplace
}

func isUnlisted(d *difference) bool {
	return d.old.Text() == app.Marketplace && d.now.Text() == app.Custom
}

// rank orders the levels of access, no access first; one that is not known
// counts as higher than all.
func rank(level string) int {
	if level == "" {
		return -1
	}
	if i := slices.Index(app.Levels(), level); i >= 0 {
		return i
	}
	return len(app.Levels())
}

func isLowered(d *difference) bool { return rank(d.now.Text()) < rank(d.old.Text()) }

// isRetired leaves out wildcards, of which nobody knows whether the portal
// still honours them.
func isRetired(d *difference) bool {
	return !strings.HasSuffix(d.element().Item, ".all") && retiredView(d.element().Item) != nil
}

func retiredView(key string) *schema.RetiredView {
	if slices.ContainsFunc(schema.Views(), func(v schema.View) bool { return v.Key == key }) {
		return nil
	}
	return schema.FindRetiredView(key)
}
