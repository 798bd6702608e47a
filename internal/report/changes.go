package report

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rivo/uniseg"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/version"
)

// Changes is the outcome of a comparison, ready to be shown.
type Changes struct {
	// App is the id of the app, "" if files were compared, and Folder is where it is.
	App, Folder string
	// From and To name the two sides: "0.3.0", "working manifest".
	From, To string
	Changes  []change.Change
	Verdict  change.Verdict
	// Bump says what the changes ask of the version number; nil if the
	// sides have no numbers to compare.
	Bump *Bump
	// Approvals are what is known of the approvals of changes that need one, by
	// fingerprint; nil if nothing is known, because no side is an app's.
	Approvals map[string]Approval
	// OneWay are changes since what the portal holds, OneWaySince, that it cannot
	// undo. They are not among Changes where customers notice nothing.
	OneWay      []change.Change
	OneWaySince string
	// Asks are what the update asks of customers, by the versions that they can have;
	// nil if no working manifest is compared.
	Asks []Asks
	// Pending are what the base asks already; nil if it is not known.
	Pending []Asks
	// Customers says that customers run a version, from which the changes count, as far
	// as a working manifest is compared.
	Customers bool
	// Same says that the branch leaves the working manifest as it was, but for what is
	// no part of a version. Note says what else became of the app, "" for nothing.
	Same bool
	Note string
	// Bad are those of the two versions that are known to be bad.
	Bad []BadVersion
	// Adopted are the sides that are adopted versions.
	Adopted []string
	// Next are the commands that come next, in order.
	Next []string
}

// BadVersion is a version that is known to be bad, and why.
type BadVersion struct {
	Version string `json:"version"`
	By      string `json:"by"`
	Reason  string `json:"reason"`
}

// NewBadVersion returns what is known of a version that was recorded as bad.
func NewBadVersion(v *ledger.Version) BadVersion {
	return BadVersion{v.Number.String(), v.Bad.By, v.Bad.Reason}
}

// Words say that the version is bad.
func (b BadVersion) Words() string {
	return fmt.Sprintf("%s is known to be bad, recorded by %s: %s", b.Version, b.By, b.Reason)
}

// ChangesFormats are the formats of a comparison.
var ChangesFormats = Formats[Changes]{{Text, changesText}, {JSON, changesJSON}, {Markdown, changesMarkdown}}

// Bump is what changes ask of a version number.
type Bump struct {
	Baseline version.Version // the number they are counted from
	Version  version.Version // the number that the later side has
	Required version.Version // the lowest that is enough
	Level    version.Level   // of the changes since then
	Part     string          // major, minor, patch, or "" for none
	Allowed  string          // the reason why less than that is allowed, or ""
	Saved    bool            // the later side is the saved version of its number
}

// Approval is what is known of the approval of a change.
type Approval struct {
	Given   bool       `json:"given"`
	By      string     `json:"by"`
	On      ledger.Day `json:"on"`
	Reason  string     `json:"reason"`
	Expires ledger.Day `json:"expires"`
	// UsedFor is the version for which an approval was used up.
	UsedFor string `json:"used_for"`
}

// NewApproval is what is known where one approval can be used, or where others
// cannot; both may be nil.
func NewApproval(usable, other *ledger.Approval) Approval {
	from := cmp.Or(usable, other)
	if from == nil {
		return Approval{}
	}
	a := Approval{Given: usable != nil, By: from.By, On: from.Happened(), Reason: from.Reason, Expires: from.Expires}
	if usable == nil && from.UsedBy != nil {
		a.UsedFor = from.UsedBy.Number.String()
	}
	return a
}

// words says who approved a change, why and until when, or why it is missing.
func (a Approval) words() string {
	switch {
	case a.Given && a.Expires != "":
		return fmt.Sprintf("approved by %s until %s: %s", a.By, a.Expires, a.Reason)
	case a.Given:
		return fmt.Sprintf("approved by %s: %s", a.By, a.Reason)
	case a.UsedFor != "":
		return "needs another approval; the approval from " + string(a.On) + " was used for " + a.UsedFor
	case a.Expires != "":
		return "approval expired on " + string(a.Expires)
	}
	return "not approved"
}

// Enough reports whether the later side has a number that is high enough.
func (b *Bump) Enough() bool { return b.Saved || b.Allowed != "" || b.Version.Compare(b.Required) >= 0 }

// needsApproval reports whether a change needs an approval, as far as is known.
func (c *Changes) needsApproval(ch *change.Change) bool {
	if c.Approvals == nil {
		return ch.NeedsApproval()
	}
	_, needs := c.Approvals[ch.Fingerprint]
	return needs
}

// Approved reports whether a change needs no approval, or is known to have it.
func (c *Changes) Approved(ch *change.Change) bool {
	return !c.needsApproval(ch) || c.Approvals[ch.Fingerprint].Given
}

// Unapproved are the fingerprints of changes that need an approval and have none.
func (c *Changes) Unapproved() []string {
	var list []string
	for _, ch := range slices.Concat(c.Changes, c.OneWay) {
		if a, needs := c.Approvals[ch.Fingerprint]; needs && !a.Given {
			list = append(list, ch.Fingerprint)
		}
	}
	return list
}

// title is the heading: "acme-field-sync 0.3.0 → working manifest".
func (c *Changes) title() string {
	from, to := markAdopted(c.From, c.Adopted), markAdopted(c.To, c.Adopted)
	switch {
	case c.App == "":
		return from + " → " + to
	case c.From == "nothing":
		return c.App + " (new) → " + to
	}
	return c.App + " " + from + " → " + to
}

// markAdopted is the name of a version, marked if it is among the adopted ones.
func markAdopted(name string, adopted []string) string {
	if slices.Contains(adopted, name) {
		name += " (adopted)"
	}
	return name
}

// needs is what the changes ask of the version, in words.
func (c *Changes) needs() string {
	part := c.Bump.Part
	switch {
	case part == "" && !c.Bump.Enough():
		return "a new version number"
	case part == "":
		return "no new version"
	case c.Bump.Level == version.Breaking && part != "major":
		return part + " (breaking below 1.0.0)"
	}
	return fmt.Sprintf("%s (%s)", part, c.Bump.Level)
}

var levelColor = map[version.Level]string{version.Breaking: "1;31", version.Feature: "1;33", version.Fix: "1;34"}

// changesText writes changes for people at a terminal.
func changesText(b *bytes.Buffer, c Changes, o Options) error {
	paint := style(o.Color).paint
	fmt.Fprintf(b, "%s\n", paint(bold, Visible(c.title())))
	for _, bad := range c.Bad {
		fmt.Fprintln(b, Visible(bad.Words()))
	}
	b.WriteByte('\n')
	if len(c.Changes) == 0 {
		fmt.Fprintln(b, "no changes that customers would notice")
	}
	summaries, places := 0, 0
	for i := range c.Changes {
		summaries = max(summaries, uniseg.StringWidth(Visible(c.Changes[i].Summary)))
		places = max(places, uniseg.StringWidth(changePlace(&c.Changes[i])))
	}
	const indent = 12
	beside := indent+summaries+2+places+2+8 <= max(o.Width, 0) || o.Width <= 0 && summaries <= 90
	for i := range c.Changes {
		ch := &c.Changes[i]
		summary := Visible(ch.Summary)
		fmt.Fprintf(b, "  %s%s", paint(levelColor[ch.Level], fmt.Sprintf("%-8s", ch.Level)), "  ")
		tail := changePlace(ch)
		if c.needsApproval(ch) {
			tail = fmt.Sprintf("%-*s  #%s", places, tail, ledger.Short(ch.Fingerprint))
		}
		if beside {
			fmt.Fprintf(b, "%s  %s\n", padded(summary, summaries), tail)
		} else {
			fmt.Fprintf(b, "%s\n%*s%s\n", hanging(summary, indent, o.Width), indent, "", strings.Join(strings.Fields(tail), " "))
		}
		for _, more := range c.notes(ch) {
			fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", indent), hanging(Visible(more), indent, o.Width))
		}
	}
	var below bytes.Buffer
	for i := range c.OneWay {
		ch := &c.OneWay[i]
		labelled(&below, "undo:", []string{fmt.Sprintf("since %s, the version in the portal: %s  #%s", c.OneWaySince,
			ch.Summary, ledger.Short(ch.Fingerprint)),
			"the portal cannot undo this; " + c.Approvals[ch.Fingerprint].words()}, o.Width)
	}
	labelled(&below, "update:", customerActions(c.Verdict), o.Width)
	if len(c.Asks) > 1 {
		labelled(&below, "asks:", AsksLines(c.Asks), o.Width)
	}
	if parts := c.summary(); len(parts) > 0 {
		labelled(&below, "needs:", []string{strings.Join(parts, " · ")}, o.Width)
	}
	labelled(&below, "next:", c.Next, 0) // a command that is cut cannot be copied
	if below.Len() > 0 {
		b.WriteByte('\n')
		b.Write(below.Bytes())
	}
	return nil
}

// labelled writes lines with a label before the first.
func labelled(b *bytes.Buffer, label string, lines []string, width int) {
	for _, line := range lines {
		fmt.Fprintf(b, "%-7s %s\n", label, hanging(Visible(line), 8, width))
		label = ""
	}
}

// summary lists what stands between these changes and a release. Without two
// numbers there is no step from one to the other.
func (c *Changes) summary() []string {
	var parts []string
	if c.Bump != nil && (c.Bump.Baseline != (version.Version{}) ||
		!c.Bump.Enough()) { // a first version may have any number
		parts = append(parts, c.needs())
	}
	if c.Bump != nil && (c.Bump.Part != "" || !c.Bump.Enough()) {
		switch {
		case c.Bump.Allowed != "" && c.Bump.Version.Compare(c.Bump.Required) < 0:
			parts = append(parts, fmt.Sprintf("version %s is allowed: %s", c.Bump.Version, Visible(c.Bump.Allowed)))
		case c.Bump.Enough():
			parts = append(parts, fmt.Sprintf("version %s is high enough", c.Bump.Version))
		case c.Bump.Version == c.Bump.Baseline:
			parts = append(parts, fmt.Sprintf("version is still %s", c.Bump.Version))
		default:
			parts = append(parts, fmt.Sprintf("version %s is too low; it must be at least %s", c.Bump.Version, c.Bump.Required))
		}
	}
	switch n := len(c.Unapproved()); n {
	case 0:
	case 1:
		parts = append(parts, "1 change needs approval")
	default:
		parts = append(parts, fmt.Sprintf("%d changes need approval", n))
	}
	return parts
}

// changePlace is where the change is made, or where what is gone was.
func changePlace(ch *change.Change) string {
	p := ch.After
	if p == nil || p.Nearest && ch.Before != nil {
		p = ch.Before
	}
	if p == nil {
		return ""
	}
	return Visible(fmt.Sprintf("%s:%d", path.Base(p.File.Name), p.File.Position(p.Span.Start).Line))
}

// notes is what else there is to say about a change.
func (c *Changes) notes(ch *change.Change) []string {
	var notes []string
	if ch.OneWay {
		notes = append(notes, "one way: the portal cannot undo this")
	}
	if ch.Customers != "" {
		notes = append(notes, ch.Customers)
	}
	if a, known := c.Approvals[ch.Fingerprint]; known && a != (Approval{}) {
		notes = append(notes, a.words())
	}
	return notes
}

// customerActions are what customers must do to take the update, heaviest last.
func customerActions(v change.Verdict) []string {
	var words []string
	for _, a := range v.Actions {
		if a != change.NoAction {
			words = append(words, a.Words())
		}
	}
	return words
}

type changeJSON struct {
	Fingerprint       string        `json:"fingerprint"`
	Row               string        `json:"row"`
	Path              string        `json:"path"`
	Op                string        `json:"op"`
	Level             string        `json:"level"`
	Action            change.Action `json:"action"`
	OneWay            bool          `json:"one_way"`
	RaisesPermissions bool          `json:"raises_permissions"`
	NeedsApproval     bool          `json:"needs_approval"`
	Approved          bool          `json:"approved"`
	Approval          *Approval     `json:"approval"`
	Summary           string        `json:"summary"`
	Customers         string        `json:"customers"`
	From              string        `json:"from"`
	To                string        `json:"to"`
	Before            *change.Place `json:"before"`
	After             *change.Place `json:"after"`
}

type bumpJSON struct {
	Baseline string `json:"baseline"`
	Version  string `json:"version"`
	Required string `json:"required"`
	Part     string `json:"part"`
	Enough   bool   `json:"enough"`
	Saved    bool   `json:"saved"`
}

// comparisonJSON is a comparison in JSON, which says of each change whether it is
// approved.
type comparisonJSON struct {
	Format     int             `json:"format,omitempty"` // of one among others
	App        string          `json:"app"`
	From       string          `json:"from"`
	To         string          `json:"to"`
	Changes    []changeJSON    `json:"changes"`
	Level      string          `json:"level"`
	DecidedBy  string          `json:"decided_by"`
	Bump       *bumpJSON       `json:"bump"`
	Actions    []change.Action `json:"actions"`
	Unapproved []string        `json:"unapproved"`
	OneWay     []changeJSON    `json:"one_way"`
	Asks       []Asks          `json:"asks"`
	Bad        []BadVersion    `json:"bad"`
	Adopted    []string        `json:"adopted"`
}

func changesJSON(b *bytes.Buffer, c Changes, _ Options) error { return writeJSON(b, c.json()) }

func (c *Changes) json() comparisonJSON {
	out := comparisonJSON{
		App: c.App, From: c.From, To: c.To, Level: c.Verdict.Level.String(),
		Actions: c.Verdict.Actions, Unapproved: c.Unapproved(), Asks: c.Asks, Bad: c.Bad, Adopted: c.Adopted,
	}
	for i := range c.Changes {
		out.Changes = append(out.Changes, c.changeJSON(&c.Changes[i]))
	}
	for i := range c.OneWay {
		out.OneWay = append(out.OneWay, c.changeJSON(&c.OneWay[i]))
	}
	if c.Verdict.Decides != nil {
		out.DecidedBy = c.Verdict.Decides.Fingerprint
	}
	if b := c.Bump; b != nil {
		out.Bump = &bumpJSON{orEmpty(b.Baseline), b.Version.String(), orEmpty(b.Required), b.Part, b.Enough(), b.Saved}
	}
	return out
}

// orEmpty is a number, "" if there is none.
func orEmpty(v version.Version) string {
	if v == (version.Version{}) {
		return ""
	}
	return v.String()
}

func (c *Changes) changeJSON(ch *change.Change) changeJSON {
	out := changeJSON{
		Fingerprint: ch.Fingerprint, Row: ch.Row.ID, Path: ch.Path, Op: ch.Op.String(), Level: ch.Level.String(),
		Action: ch.Action, OneWay: ch.OneWay, RaisesPermissions: ch.RaisesPermissions,
		NeedsApproval: c.needsApproval(ch), Approved: c.needsApproval(ch) && c.Approved(ch),
		Summary: ch.Summary, Customers: ch.Customers, From: ch.From, To: ch.To, Before: ch.Before, After: ch.After,
	}
	if a, known := c.Approvals[ch.Fingerprint]; known && a != (Approval{}) {
		out.Approval = &a
	}
	return out
}

// changesMarkdown writes changes as the comment on a pull request.
func changesMarkdown(b *bytes.Buffer, c Changes, _ Options) error {
	fmt.Fprintf(b, "### %s\n\n", markdownText(c.title()))
	for _, bad := range c.Bad {
		fmt.Fprintf(b, "**%s**\n\n", markdownText(bad.Words()))
	}
	if len(c.Changes) == 0 {
		fmt.Fprint(b, "No changes that customers would notice.\n\n")
	}
	if parts := c.summary(); len(parts) > 0 {
		fmt.Fprintf(b, "**Needs: %s.**\n\n", strings.Join(parts, " · "))
	}
	if len(c.Changes) > 0 {
		fmt.Fprint(b, "| level | change | place | approval |\n|---|---|---|---|\n")
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		text := markdownText(ch.Summary)
		if ch.OneWay {
			text += " **One way: the portal cannot undo this.**"
		}
		approval := ""
		if c.needsApproval(ch) {
			approval = markdownCode("#"+ledger.Short(ch.Fingerprint)) + " needed"
			if a, known := c.Approvals[ch.Fingerprint]; known {
				approval = markdownCode("#"+ledger.Short(ch.Fingerprint)) + " " + markdownText(a.words())
			}
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", ch.Level, text, markdownCode(changePlace(ch)), approval)
	}
	for i := range c.OneWay {
		ch := &c.OneWay[i]
		fmt.Fprintf(b, "\n**Cannot be undone in the portal** (changed since %s, the version in the portal): %s. %s "+
			"%s\n",
			markdownText(c.OneWaySince),
			markdownText(ch.Summary), markdownCode("#"+ledger.Short(ch.Fingerprint)),
			markdownText(c.Approvals[ch.Fingerprint].words()))
	}
	if must := changeCustomers(c); len(must) > 0 {
		fmt.Fprint(b, "\n**To update the app:**\n\n")
		for _, words := range must {
			fmt.Fprintf(b, "- %s\n", markdownText(words))
		}
	}
	if len(c.Next) > 0 {
		fmt.Fprint(b, "\n**Next:**\n\n```sh\n")
		for _, next := range c.Next {
			fmt.Fprintln(b, Visible(next))
		}
		fmt.Fprint(b, "```\n")
	}
	return nil
}

// changeCustomers lists what customers must do, each once: for single changes
// first, then what any update of such an app asks.
func changeCustomers(c Changes) []string {
	var list []string
	seen := make(map[string]bool)
	add := func(words string) {
		if words != "" && !seen[words] {
			seen[words] = true
			list = append(list, words)
		}
	}
	for i := range c.Changes {
		add(c.Changes[i].Customers)
	}
	for _, words := range customerActions(c.Verdict) {
		add(words)
	}
	return list
}
