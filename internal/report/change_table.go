package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/version"
	"github.com/procore-manifest/manifest/schema"
)

// versionsIntro opens the page on versions; the tables after it are the policy
// itself.
//
//go:embed pages/versions.md
var versionsIntro string

// ChangeTable writes the page on versions: the table of changes, what
// any update costs, and what is not judged.
func ChangeTable(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString(versionsIntro)
	for _, level := range []version.Level{version.Breaking, version.Feature, version.Fix, version.None} {
		fmt.Fprintf(&b, "\n## %s\n\n", upperFirst(level.String()))
		b.WriteString("| change | where | customers | who acts | why | source |\n|---|---|---|---|---|---|\n")
		for _, r := range change.Rows() {
			if r.Level == level {
				changeRow(&b, r)
			}
		}
	}
	b.WriteString(`
## What any update costs

The table lists what customers must do for every update of an app with these parts, no matter what has changed.

| part | customers | who acts | why | source |
|---|---|---|---|---|
`)
	for _, c := range change.Costs() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", c.At, c.Action.Words(), whoActs(c.Who), tableCell(c.Why),
			origin(c.Origin))
	}
	b.WriteString(`
## Who acts

If the tables name no one, no source says who must act. ` + upperFirst(whoActs(change.Updates)) + ` updates the app.

| who | source |
|---|---|
`)
	for _, who := range change.Actors() {
		actor, _ := who.Actor()
		fmt.Fprintf(&b, "| %s | %s |\n", actor.Words, origin(actor.Origin))
	}
	fmt.Fprint(&b, "\n## Fields that no row covers\n\n| key | why |\n|---|---|\n")
	for _, waiver := range change.Waivers() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", waiver.At, tableCell(waiver.Why))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func changeRow(b *bytes.Buffer, r change.Row) {
	id := "`" + r.ID + "`"
	if r.OneWay {
		id += " **one way**"
	}
	if r.RaisesPermissions {
		id += " raises permissions"
	}
	where := fmt.Sprintf("`%s` %s", r.At, r.Op)
	if r.When != "" {
		where += ", " + strings.ReplaceAll(string(r.When), "_", " ")
	}
	customers := r.Customers
	if customers == "" && r.Action != change.NoAction {
		customers = r.Action.Words()
	}
	fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", id, where, tableCell(customers), whoActs(r.Who), tableCell(r.Why),
		origin(r.Origin))
}

func whoActs(who change.Who) string {
	actor, _ := who.Actor()
	return actor.Words
}

// tableCell is Markdown as one cell of a table.
func tableCell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\n", " "), "|", "\\|")
}

func origin(o schema.Origin) string {
	return fmt.Sprintf("%s, %s (%s)", tableCell(o.Source), o.Date, o.Confidence)
}
