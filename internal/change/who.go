package change

import "github.com/procore-manifest/manifest/schema"

// Who must act is said only where a source says so: a row or a cost without one
// leaves it open.
type Who string

const (
	// DirectoryAdmin is a company admin with Admin access to the company Directory tool.
	DirectoryAdmin Who = "directory_admin"
	// CompanyAdmin is one with Admin access to the Company Admin tool.
	CompanyAdmin Who = "company_admin"
	// EachUser is everyone who uses the app.
	EachUser Who = "each_user"
)

// Actor says who someone is in words, and which source says that they act.
type Actor struct {
	// Words name the person: "a company admin with Admin on the Directory tool".
	Words string
	// Tool is the company tool on which the person needs Admin, "" for none.
	Tool   string
	Origin schema.Origin
}

var actors = map[Who]Actor{
	DirectoryAdmin: {
		"a company admin with Admin access to the company Directory tool", "Directory", updatePage(schema.Documented),
	},
	CompanyAdmin: {
		"a company admin with Admin access to the Company Admin tool", "Admin",
		schema.Origin{Source: "support.procore.com, Add a Permitted Project to a Data Connection App", Date: "undated",
			Confidence: schema.Documented},
	},
	EachUser: {"each user of the app", "", agenticPage(schema.Documented)},
}

// Actors returns everyone who may have to act.
func Actors() []Who { return []Who{DirectoryAdmin, CompanyAdmin, EachUser} }

// Actor returns the person in words; false if no source says who it is.
func (w Who) Actor() (Actor, bool) {
	a, ok := actors[w]
	return a, ok
}

// Updates is who takes an update or installs an app.
const Updates = DirectoryAdmin

// Acts returns who does what an action asks for, whatever has changed: "" if no
// source says so, or where the changes say it.
func (a Action) Acts() Who {
	for _, c := range costs {
		if c.Action == a {
			return c.Who
		}
	}
	return ""
}
