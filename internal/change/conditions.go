package change

import (
	"slices"

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
	Swapped        When = "swapped"
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
	TokenAdded:     {"so that an additional value is sent", func(d *difference) bool { return len(d.added()) > 0 }},
	Swapped:        {"so that values swap places", func(d *difference) bool { return d.oldURL.swaps(d.nowURL) }},
	Respelled:      {"to another spelling of the same URL", isRespelled},
	Retired:        {"if the key was a misprint or the current key of the page is still listed", isRetired},
	Listed:         {"from custom to marketplace", isListed},
	Unlisted:       {"from marketplace to custom", isUnlisted},
	Unclear: {"from or to a value other than custom or " +
		"marketplace", func(d *difference) bool { return !isListed(d) && !isUnlisted(d) }},
}

// Means returns the condition in words that follow what happened, "" for Always.
func (w When) Means() string { return conditions[w].means }

func isRequired(e *app.Element) bool { return e.Text() == app.Required }

func isElsewhere(d *difference) bool { return d.oldURL.origin != d.nowURL.origin }

func isRespelled(d *difference) bool { return d.oldURL.canonical() == d.nowURL.canonical() }

// dropped are the tokens that the newer URL lacks or no longer sends, added those
// that it has or sends on top.
func (d *difference) dropped() []string { return more(d.oldURL, d.nowURL) }
func (d *difference) added() []string   { return more(d.nowURL, d.oldURL) }

func more(a, b *url) []string {
	names := append(without(a.sent, b.sent), without(a.tokens, b.tokens)...)
	slices.Sort(names)
	return slices.Compact(names)
}

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

// isRetired reports whether no one loses the panel with a view: a source says
// that no page ever had the key, or its current key is still there. That a key left
// the portal's list proves nothing: the portal may still honour it.
func isRetired(d *difference) bool {
	retired := retiredView(d.element().Item)
	return retired != nil && (retired.Dead || d.nowNear.Find(retired.Instead) != nil)
}

func retiredView(key string) *schema.RetiredView {
	if slices.ContainsFunc(schema.Views(), func(v schema.View) bool { return v.Key == key }) {
		return nil
	}
	return schema.FindRetiredView(key)
}
