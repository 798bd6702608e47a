package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Paths of the REST API, as the Quick Start's current page and the reference
// have them. The seed of the Quick Start shows POST for the companies and the
// projects; its own commented-out text and the reference say GET
// (procore/documentation overview/quick_start_guide.md@06dad9d).
const (
	MePath            = "/rest/v1.0/me"
	CompaniesPath     = "/rest/v1.0/companies"
	ProjectsPath      = "/rest/v1.1/projects"
	PermissionsPath   = "/rest/v1.0/settings/permissions"
	InstallationsPath = "/rest/v1.0/app_installations"
)

// ID is a number that Procore gives: 64 bits (procore/documentation
// tutorials/tutorial_mpz.md@06dad9d).
type ID int64

func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// UnmarshalJSON takes a number, or a string of digits as some fields have it.
func (id *ID) UnmarshalJSON(data []byte) error {
	text := strings.Trim(string(data), `"`)
	if text == "null" || text == "" {
		return nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%s is not an id", data)
	}
	*id = ID(n)
	return nil
}

// Named is something with an id and a name: a company, a project.
type Named struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
}

func (n Named) String() string {
	if n.Name == "" {
		return n.ID.String()
	}
	return fmt.Sprintf("%s (%s)", n.Name, n.ID)
}

// readUser returns the id of the user of /me. Name and address are not kept.
func readUser(body []byte) (ID, error) {
	var user struct {
		ID ID `json:"id"`
	}
	if err := json.Unmarshal(body, &user); err != nil || user.ID == 0 {
		return 0, errors.New("the response names no user")
	}
	return user.ID, nil
}

// readNamed returns a list of companies or projects. The reference has lists;
// an example in its text shows a single object, which is taken too.
func readNamed(body []byte) ([]Named, error) {
	list, err := listOf[Named](body)
	if err != nil {
		return nil, err
	}
	for _, n := range list {
		if n.ID == 0 {
			return nil, errors.New("an item of the list has no id")
		}
	}
	return list, nil
}

// listOf reads a list, or a single object as a list of one.
func listOf[T any](body []byte) ([]T, error) {
	var list []T
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		var one T
		if err := json.Unmarshal(body, &one); err != nil {
			return nil, shapeError(err)
		}
		return []T{one}, nil
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return nil, shapeError(err)
	}
	if list == nil {
		return nil, errors.New("the response is not a list")
	}
	return list, nil
}

// shapeError says in short what the JSON has that is not expected.
func shapeError(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		if kind.Field == "" {
			return fmt.Errorf("the response is a %s, not a list", kind.Value)
		}
		return fmt.Errorf("%s is a %s", kind.Field, kind.Value)
	}
	return err
}

func (s *Session) user(ctx context.Context, company ID) (ID, error) {
	const doing = "read who is signed in"
	came, err := s.get(ctx, doing, MePath, nil, company)
	if err != nil {
		return 0, err
	}
	id, err := readUser(came.body)
	if err != nil {
		return 0, s.misread(doing, err.Error())
	}
	return id, nil
}

// Companies reads the companies that the session reaches: those that the user
// is a member of, or where the service account is installed. A service account
// must name a company for this too (procore/documentation
// oauth/oauth_client_credentials.md@0dc4b96); 0 names none.
func (s *Session) Companies(ctx context.Context, company ID) ([]Named, error) {
	var all []Named
	err := s.renewing(ctx, func() error {
		all = nil
		return s.pages(ctx, "list the companies", CompaniesPath, nil, company, s.takeNamed(&all))
	})
	return all, err
}

func (s *Session) projects(ctx context.Context, company ID) ([]Named, error) {
	var all []Named
	query := url.Values{"company_id": {company.String()}}
	err := s.pages(ctx, "list the projects", ProjectsPath, query, company, s.takeNamed(&all))
	return all, err
}

func (c *Client) takeNamed(all *[]Named) func([]byte) (int, int, error) {
	read := func(body []byte) ([]Named, error) {
		list, err := readNamed(body)
		for i := range list {
			list[i].Name = c.Secrets.Quote(list[i].Name)
		}
		return list, err
	}
	return taking(all, read, func(n Named) ID { return n.ID })
}

// taking adds each page of a list to what came before, without what came twice:
// a server without pages gives the same again. It returns how many items the
// page has, and how many of them are new. Items without an id are all new.
func taking[T any](all *[]T, read func([]byte) ([]T, error), id func(T) ID) func([]byte) (int, int, error) {
	known := make(map[ID]bool)
	return func(body []byte) (items, fresh int, err error) {
		list, err := read(body)
		before := len(*all)
		for _, item := range list {
			if at := id(item); at == 0 || !known[at] {
				known[at] = true
				*all = append(*all, item)
			}
		}
		return len(list), len(*all) - before, err
	}
}
