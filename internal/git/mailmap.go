package git

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// ParsePerson reads "Name <email>"; without an address all of it is the name.
func ParsePerson(s string) Person {
	name, email, ok := strings.Cut(s, "<")
	if !ok {
		return Person{Name: strings.TrimSpace(s)}
	}
	email, _, _ = strings.Cut(email, ">")
	return Person{strings.TrimSpace(name), strings.TrimSpace(email)}
}

// Same reports whether two are one person: by the address, or by the name where
// one of them has no address, or one that a code host made up.
func (p Person) Same(other Person) bool {
	if p.Email != "" && strings.EqualFold(p.Email, other.Email) {
		return true
	}
	if !p.hasNoAddress() && !other.hasNoAddress() {
		return false
	}
	return p.Name != "" && fold(p.Name) == fold(other.Name)
}

// hasNoAddress reports whether the address says nothing about the person: it is
// missing, or a code host put it in the place of the real one, such as
// 1234+jane@users.noreply.github.com.
func (p Person) hasNoAddress() bool {
	_, host, ok := strings.Cut(strings.ToLower(p.Email), "@")
	return !ok || strings.HasPrefix(host, "users.noreply.") || strings.HasPrefix(host, "noreply.")
}

// fold is a name as it is compared.
func fold(name string) string {
	return strings.ToLower(norm.NFC.String(strings.Join(strings.Fields(name), " ")))
}

// Mailmap says which names and addresses in commits are of one person, as a file
// .mailmap does.
type Mailmap struct{ entries map[string][]mapped }

// mapped is a line of the file: who has the address is that person.
type mapped struct {
	person Person
	name   string // in commits, folded; "" for any
}

// ParseMailmap reads a .mailmap. Lines that say nothing are passed over, as git
// does.
func ParseMailmap(data []byte) *Mailmap {
	m := &Mailmap{entries: make(map[string][]mapped)}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") {
			continue
		}
		first, rest, ok := cutPerson(line)
		if !ok {
			continue
		}
		second, _, two := cutPerson(rest)
		if !two { // Proper Name <address in commits>
			first, second = Person{Name: first.Name}, Person{Email: first.Email}
		}
		key := strings.ToLower(second.Email)
		m.entries[key] = append(m.entries[key], mapped{first, fold(second.Name)})
	}
	return m
}

// cutPerson reads one "Name <email>" from the start of a line.
func cutPerson(line string) (p Person, rest string, ok bool) {
	name, rest, ok := strings.Cut(line, "<")
	if !ok {
		return p, "", false
	}
	email, rest, ok := strings.Cut(rest, ">")
	return Person{strings.TrimSpace(name), strings.TrimSpace(email)}, rest, ok
}

// Resolve returns who a person of a commit is. Of several lines the last counts,
// one that names the name in commits before one that does not.
func (m *Mailmap) Resolve(p Person) Person {
	var is Person
	named := false
	for _, e := range m.entries[strings.ToLower(p.Email)] {
		switch {
		case e.name == "" && named || e.name != "" && e.name != fold(p.Name):
			continue
		case e.name != "":
			named = true
		}
		is = e.person
	}
	if is.Name != "" {
		p.Name = is.Name
	}
	if is.Email != "" {
		p.Email = is.Email
	}
	return p
}
