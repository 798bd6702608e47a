package schema

// Fact is something that the tool takes for true about the portal, and where
// that comes from.
type Fact struct {
	Name string
	Origin
}

// Catalogue is one of the lists that the tool brings.
type Catalogue struct {
	// File is its name in this folder.
	File string
	// Checked is the month in which its sources were last read: 2006-01.
	Checked string
	Facts   []Fact
}

// Catalogues returns every list with every row that has a source.
func Catalogues() []Catalogue {
	v := Catalogue{File: "view_keys.json", Checked: viewKeys.Checked}
	for _, r := range viewKeys.Rows {
		v.Facts = append(v.Facts, Fact{r.Key, r.Origin})
	}
	for _, r := range viewKeys.Retired {
		v.Facts = append(v.Facts, Fact{r.Key, r.Origin})
	}
	t := Catalogue{File: "permission_tools.json", Checked: permissionTools.Checked}
	for _, r := range permissionTools.Rows {
		t.Facts = append(t.Facts, Fact{string(r.Scope) + " tool " + r.Label, r.Origin})
	}
	for _, r := range permissionTools.Aliases {
		t.Facts = append(t.Facts, Fact{string(r.Scope) + " tool " + r.Key, r.Origin})
	}
	return []Catalogue{
		v, t,
		catalogue("level_aliases.json", levelAliases, func(r LevelAlias) Fact { return Fact{r.Written, r.Origin} }),
		catalogue("variables.json", variables, func(r Variable) Fact { return Fact{r.Name, r.Origin} }),
		catalogue("environments.json", environments, func(r Environment) Fact { return Fact{r.ID, r.Origin} }),
		catalogue("portal_labels.json", portalLabels,
			func(r PortalLabel) Fact { return Fact{string(r.Portal) + " " + r.ID, r.Origin} }),
		catalogue("samples.json", samples,
			func(r Sample) Fact { return Fact{string(r.Kind) + " " + r.Value, r.Origin} }),
	}
}

func catalogue[T any](name string, f file[T], fact func(T) Fact) Catalogue {
	c := Catalogue{File: name, Checked: f.Checked}
	for _, r := range f.Rows {
		c.Facts = append(c.Facts, fact(r))
	}
	return c
}
