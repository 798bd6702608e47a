package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
)

// Said is a text of an answer that may be absent, which is something else than
// empty or null: the documentation is silent about when a field is left out.
type Said struct {
	There bool // the field is there, be it null
	Text  string
}

// UnmarshalJSON takes a string, a number or null.
func (s *Said) UnmarshalJSON(data []byte) error {
	s.There = true
	if string(data) == "null" {
		return nil
	}
	if json.Unmarshal(data, &s.Text) != nil {
		s.Text = strings.TrimSpace(string(data))
	}
	return nil
}

// Installation is an app in a company. The reference documents two forms: the
// list has the version's number, and what can be updated or is under way; a
// single one has the id of the version and a short-lived link to its manifest
// (REST reference, App Installations).
type Installation struct {
	ID              ID       `json:"id"`
	AppUID          string   `json:"app_uid"`
	Status          string   `json:"status"` // installed or uninstalled
	Components      []string `json:"components"`
	Agentic         bool     `json:"agentic"`
	SemanticVersion string   `json:"semantic_version"`
	AppVersionID    string   `json:"app_version_id"`
	// ManifestURL gives the manifest to whoever has it, for a while. It is a
	// secret, and its host is none of the environment's: it is never opened.
	ManifestURL string `json:"manifest_url"`
	// Updatable is the id of a version that this company could update to, and
	// Pending that of a permission re-apply that is running.
	Updatable Said `json:"updatable_app_version_id"`
	Pending   Said `json:"pending_operation_id"`
	App       struct {
		Name               string `json:"name"`
		InternalName       string `json:"internal_name"`
		UID                string `json:"uid"`
		PublishedVersionID string `json:"published_app_version_id"`
	} `json:"developer_app"`
}

// Identity is how an app is recognised among those of a company.
type Identity struct {
	// ClientID is taken for the uid of the app, which has its shape; the
	// reference does not say that they are the same.
	ClientID string
	// Name is that of the app in the portal.
	Name string
	// Installation is the id that the user named, 0 for none.
	Installation ID
}

// ReadInstallations reads either form.
func ReadInstallations(body []byte) ([]Installation, error) {
	list, err := listOf[Installation](body)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(list, func(i Installation) bool {
		return i.ID == 0 && i.AppUID == "" && i.Status == "" && i.SemanticVersion == "" && i.name() == ""
	}) {
		return nil, errors.New("an installation in the response has no id")
	}
	return list, nil
}

func (i *Installation) name() string { return cmp.Or(i.App.Name, i.App.InternalName) }

// String returns the app's name and the number of the installation.
func (i *Installation) String() string {
	number := "no number"
	if i.ID != 0 {
		number = i.ID.String()
	}
	return cmp.Or(i.name(), "no name") + " (" + number + ")"
}

// Find returns the installation of the app: that which was named, or that of
// its client ID, or else the only one of its name. One that was uninstalled
// counts where there is no other.
func (id Identity) Find(list []Installation) (Installation, bool) {
	pick := func(is func(*Installation) bool) []Installation {
		var installed, gone []Installation
		for i := range list {
			switch {
			case !is(&list[i]):
			case list[i].Status == "uninstalled":
				gone = append(gone, list[i])
			default:
				installed = append(installed, list[i])
			}
		}
		if len(installed) > 0 {
			return installed
		}
		return gone
	}
	if id.Installation != 0 {
		return only(pick(func(i *Installation) bool { return i.ID == id.Installation }))
	}
	if id.ClientID != "" {
		if found := pick(func(i *Installation) bool {
			return i.AppUID == id.ClientID ||
				i.App.UID == id.ClientID
		}); len(found) > 0 {
			return found[0], true
		}
	}
	return only(pick(func(i *Installation) bool {
		return id.Name != "" && (i.App.Name == id.Name || i.App.InternalName == id.Name)
	}))
}

func only(list []Installation) (Installation, bool) {
	if len(list) != 1 {
		return Installation{}, false
	}
	return list[0], true
}

// Installations reads what is installed in a company.
func (s *Session) Installations(ctx context.Context, company ID) ([]Installation, error) {
	var all []Installation
	err := s.renewing(ctx, func() error {
		all = nil
		query := url.Values{"company_id": {company.String()}}
		return s.pages(ctx, "list the installed apps", InstallationsPath, query, company,
			taking(&all, s.readInstallations, func(i Installation) ID { return i.ID }))
	})
	return all, err
}

// readInstallations is ReadInstallations for an answer of the session. Links must
// not be shown, and ids are compared with the client ID, so both stay as they
// are.
func (s *Session) readInstallations(body []byte) ([]Installation, error) {
	list, err := ReadInstallations(body)
	for n := range list {
		i := &list[n]
		s.Secrets.Add(i.ManifestURL)
		for _, text := range []*string{
			&i.Status, &i.SemanticVersion, &i.AppVersionID, &i.Updatable.Text, &i.Pending.Text,
			&i.App.Name, &i.App.InternalName, &i.App.PublishedVersionID,
		} {
			*text = s.Secrets.Quote(*text)
		}
		for c := range i.Components {
			i.Components[c] = s.Secrets.Quote(i.Components[c])
		}
	}
	return list, err
}

// Installation reads a single installation, in its own form.
func (s *Session) Installation(ctx context.Context, id, company ID) (Installation, error) {
	const doing = "read the installed app"
	var one Installation
	err := s.renewing(ctx, func() error {
		came, err := s.get(ctx, doing, InstallationsPath+"/"+id.String(), url.Values{"company_id": {company.String()}},
			company)
		if err != nil {
			return err
		}
		list, err := s.readInstallations(came.body)
		if err != nil || len(list) != 1 {
			return s.misread(doing, "the response does not describe exactly one installation")
		}
		one = list[0]
		return nil
	})
	return one, err
}
