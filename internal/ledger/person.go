package ledger

import "strings"

// SamePerson reports whether two authors of events or commits, such as "Jane Doe
// <jane@acme.test>", may be one person: they have the same address or the same name. An
// author with neither may be anyone.
func SamePerson(a, b string) bool {
	name, address := person(a)
	otherName, otherAddress := person(b)
	switch {
	case name == "" && address == "" || otherName == "" && otherAddress == "":
		return true
	case address != "" && strings.EqualFold(address, otherAddress):
		return true
	}
	return name != "" && strings.EqualFold(name, otherName)
}

// person splits an author into name and address. A text that is only an address has no
// name.
func person(author string) (name, address string) {
	before, rest, ok := strings.Cut(author, "<")
	if !ok {
		if name = spaced(author); strings.Contains(name, "@") && !strings.Contains(name, " ") {
			return "", name
		}
		return name, ""
	}
	address, _, _ = strings.Cut(rest, ">")
	return spaced(before), spaced(address)
}

func spaced(s string) string { return strings.Join(strings.Fields(s), " ") }
