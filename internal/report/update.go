package report

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"strings"
	"time"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/change"
	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/lazy"
	"github.com/procore-manifest/manifest/internal/ledger"
	"github.com/procore-manifest/manifest/internal/promote"
)

var (
	//go:embed pages/customer.html
	customerBody string
	//go:embed pages/customer.css
	customerStyle template.CSS
)

var customerPage = newPage("customer", customerBody, nil, "", pageStyle, customerStyle)

// updatePage is an update as a page and a mail show it.
type updatePage struct {
	U      *promote.Update
	Title  string
	Lead   string
	Brief  []briefly
	News   []newsBlocks
	Groups []permissionGroup
	About  string
}

type briefly struct{ Name, Text string }

type newsBlocks struct {
	Title  string // "" if the page is about one version alone
	Blocks []noteBlock
}

type permissionGroup struct {
	Title string
	Tools []change.Permission
}

func newUpdatePage(u *promote.Update) updatePage {
	page := updatePage{U: u, Title: fmt.Sprintf("Update %s from %s to %s", u.Name, u.From, u.To),
		Groups: permissionGroups(u)}
	since := " is available"
	switch {
	case !u.Released:
		since = " will be available soon"
	case u.Available != "":
		since = " has been available since " + longDay(u.Available)
	}
	if u.From == "" {
		page.Title = fmt.Sprintf("Install %s %s", u.Name, u.To)
		page.Lead = fmt.Sprintf("%s %s%s.", u.Name, u.To, since)
	} else {
		was := ""
		if u.Was != "" {
			was = ", then called " + u.Was
		}
		page.Lead = fmt.Sprintf("Your company uses version %s%s. Version %s%s. You decide when to update: "+
			"until then, your company stays on %s.", u.From, was, u.To, since, u.From)
	}
	page.Brief = updateBrief(u)
	for _, n := range u.News {
		blocks := newsBlocks{Blocks: noteBlocks(n.Text)}
		if len(u.News) > 1 {
			blocks.Title = newsTitle(n)
		}
		page.News = append(page.News, blocks)
	}
	page.About = aboutUpdate(u)
	return page
}

func updateBrief(u *promote.Update) []briefly {
	if u.Stay {
		return nil
	}
	var list []briefly
	if u.From != "" {
		asks := "update the app"
		if len(u.Asks) > 0 {
			asks = strings.Join(u.Asks, ", ")
		}
		list = append(list, briefly{"You are asked to", asks})
	}
	if u.Others != "" {
		list = append(list, briefly{"Other users", u.Others})
	}
	if len(u.Tools) > 0 {
		list = append(list, briefly{"You need", promote.AdminAccess(u.Tools)})
	}
	return list
}

func permissionGroups(u *promote.Update) []permissionGroup {
	groups := []permissionGroup{{Title: "To approve"}, {Title: "As before"}, {Title: "Reduced"}}
	for _, p := range u.Permissions.Tools {
		i := 2
		switch {
		case p.Asked:
			i = 0
		case !p.Changed():
			i = 1
		}
		groups[i].Tools = append(groups[i].Tools, p)
	}
	var list []permissionGroup
	for _, g := range groups {
		if len(g.Tools) > 0 {
			list = append(list, g)
		}
	}
	return list
}

func newsTitle(n promote.News) string {
	if n.Day == "" {
		return n.Version
	}
	return n.Version + ", " + longDay(n.Day)
}

// aboutUpdate says whom a page is for, and what it covers.
func aboutUpdate(u *promote.Update) string {
	if u.From == "" {
		return fmt.Sprintf("This page is for companies that install %s %s.", u.Name, u.To)
	}
	var versions []string
	for i := len(u.News) - 1; i >= 0; i-- {
		versions = append(versions, u.News[i].Version)
	}
	text := fmt.Sprintf("This page is for companies on %s.", u.From)
	if len(versions) > 1 {
		text += " The page covers everything that changed in " + diag.AllOf(versions) + "."
	}
	return text
}

// longDay is a day as it stands in a letter: 12 November 2026.
func longDay(day ledger.Day) string {
	at, err := time.Parse(time.DateOnly, string(day))
	if err != nil {
		return string(day)
	}
	return at.Format("2 January 2006")
}

// noteBlock is a paragraph or a list of release notes, which are plain text.
type noteBlock struct {
	IsList bool
	Lines  []string
}

var bullet = lazy.Regexp(`^\s{0,3}[-*•]\s+`)

// noteBlocks takes release notes apart: paragraphs with the line breaks that were
// typed, and lists.
func noteBlocks(text string) []noteBlock {
	var list []noteBlock
	open := false
	for line := range strings.SplitSeq(text, "\n") {
		mark := bullet().FindString(line)
		last := len(list) - 1
		switch {
		case strings.TrimSpace(line) == "":
			open = false
		case mark != "":
			if !open || !list[last].IsList {
				list = append(list, noteBlock{IsList: true})
			}
			last = len(list) - 1
			list[last].Lines = append(list[last].Lines, strings.TrimPrefix(line, mark))
			open = true
		case open && list[last].IsList && strings.HasPrefix(line, " "):
			n := len(list[last].Lines) - 1
			list[last].Lines[n] += " " + strings.TrimSpace(line)
		case open && !list[last].IsList:
			list[last].Lines = append(list[last].Lines, line)
		default:
			list = append(list, noteBlock{Lines: []string{line}})
			open = true
		}
	}
	return list
}

func customerHTML(b *bytes.Buffer, u *promote.Update) error {
	page := newUpdatePage(u)
	page.Title = Visible(page.Title)
	return writePage(b, customerPage(), page)
}

// stepsMail writes what to send to customers as plain text for a mail, the subject
// first. Lines are not wrapped: mail programs do that.
func stepsMail(b *bytes.Buffer, p promote.Plan, _ Options) error {
	u := p.Update
	if u == nil {
		return errors.New("only a plan for customers can be sent by e-mail")
	}
	page := newUpdatePage(u)
	line := func(format string, parts ...any) {
		text := fmt.Sprintf(format, parts...)
		b.WriteString(visibleLines(text) + "\n")
	}
	heading := func(title string) { line("\n%s\n%s", title, strings.Repeat("-", len(title))) }
	line("Subject: %s\n\nHello,\n\n%s", page.Title, page.Lead)
	for _, fault := range u.Faults {
		line("\n%s.", fault)
	}
	if len(page.Brief) > 0 {
		line("")
	}
	for _, brief := range page.Brief {
		line("%s: %s", brief.Name, brief.Text)
	}
	if len(page.News) > 0 {
		heading(map[bool]string{true: "What it does", false: "What is new"}[u.From == ""])
	}
	for i, news := range page.News {
		if news.Title != "" {
			if i > 0 {
				line("")
			}
			line("%s:", news.Title)
		}
		for j, block := range news.Blocks {
			if j > 0 {
				line("")
			}
			for _, text := range block.Lines {
				if block.IsList {
					text = "- " + text
				}
				line("%s", text)
			}
		}
	}
	if len(u.Steps) > 0 {
		heading(map[bool]string{true: "What to do, in this order", false: "What to do"}[len(u.Steps) > 1])
	}
	for i, s := range u.Steps {
		mailStep(line, i+1, s)
	}
	mailPermissions(line, heading, u, page.Groups)
	if s := u.Support; s.Email != "" || s.URL != "" {
		heading("Questions?")
		var ways []string
		if s.Email != "" {
			ways = append(ways, "write to "+s.Email)
		}
		if s.URL != "" {
			page := s.URL
			if s.PageName != "" {
				page = s.PageName + ": " + page
			}
			ways = append(ways, "see "+page)
		}
		line("%s", upperFirst(strings.Join(ways, ", or ")))
	}
	return nil
}

func mailStep(line func(string, ...any), number int, s promote.Step) {
	var text strings.Builder
	for _, phrase := range s.Text {
		text.WriteString(phrase.Text)
	}
	if s.Who != "" {
		s.Title = upperFirst(s.Who) + ": " + s.Title
	}
	line("%d. %s. %s", number, s.Title, text.String())
	for _, item := range s.Items {
		line("   - %s", item)
	}
	for _, f := range s.Fields {
		item := f.Name + ", " + f.Need
		if f.New {
			item += ", new"
		}
		if f.Description != "" {
			item += ": " + f.Description
		}
		if f.HelpURL != "" {
			item += " (" + strings.TrimSpace(f.HelpLabel+" "+f.HelpURL) + ")"
		}
		line("   - %s", item)
	}
}

func mailPermissions(line func(string, ...any), heading func(string), u *promote.Update, groups []permissionGroup) {
	switch {
	case len(groups) > 0:
		heading("What the app may do")
	case u.SignsIn:
		heading("What the app may do")
		line("The app acts only as the person who is signed in, and has no other permissions.")
	}
	for _, g := range groups {
		line("%s:", g.Title)
		for _, p := range g.Tools {
			line("- %s", PermissionWords(&p))
		}
	}
	if len(u.Permissions.NotAsked) > 0 {
		line("What the app does not ask for:")
		for _, text := range u.Permissions.NotAsked {
			line("- %s", text)
		}
	}
}

// PermissionWords is a permission in one line: the level in the portal's word and in
// plain ones, the level before, and why.
func PermissionWords(p *change.Permission) string {
	words := p.Name + ": " + app.LevelWords(p.After.Level)
	if p.Changed() {
		words += "; until now: " + app.LevelWords(p.Before.Level)
	}
	if p.Purpose != "" {
		words += ". " + upperFirst(strings.Join(strings.Fields(p.Purpose), " "))
	}
	return words
}
