package app

import (
	"slices"
	"strings"
	"sync"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/schema"
)

// Meaning is what the name in a token stands for.
type Meaning struct {
	Kind MeaningKind
	// Name is the name as it should be written: of a variable or a parameter.
	Name string
	// Sure says that no other name could be meant.
	Sure bool
}

// MeaningKind says what a name stands for.
type MeaningKind uint8

// What a name can stand for.
const (
	UnknownName     MeaningKind = iota // nothing that is known
	UnknownVariable                    // procore.something
	Variable                           // one of Procore's variables
	Declared                           // a parameter of the component
	MeantVariable                      // close to one of Procore's variables
	MeantParameter                     // close to a parameter of the component
)

// VariablePrefix starts the names of all variables that Procore fills in.
const VariablePrefix = "procore."

const (
	maxSuggested  = 100 // parameters among which a near one is looked for
	longestMeant  = 64  // name for which one is looked for
	shortestMeant = 4
)

// IsVariable reports whether a variable of Procore is meant.
func (m Meaning) IsVariable() bool { return m.Kind == Variable || m.Kind == MeantVariable }

// IsParameter reports whether a parameter of the component is meant.
func (m Meaning) IsParameter() bool { return m.Kind == Declared || m.Kind == MeantParameter }

// IsKnown reports whether it is known what is meant.
func (m Meaning) IsKnown() bool { return m.IsVariable() || m.IsParameter() }

// VariableNames returns the names of the variables that Procore fills in.
func VariableNames() []string { return variables().names }

var variables = sync.OnceValue(func() (v struct{ names, bare []string }) {
	for _, variable := range schema.Variables() {
		v.names = append(v.names, variable.Name)
		v.bare = append(v.bare, BareName(variable.Name))
	}
	return v
})

// PlainKey is the key without braces and space around it, which are a mistake
// of their own.
func (p *Parameter) PlainKey() string { return strings.Trim(p.Key.Node.Text, "{} \t\r\n") }

// HasKey reports whether the parameter has a key that is text.
func (p *Parameter) HasKey() bool {
	_, ok := p.Key.Str()
	return ok
}

// Meanings returns what each name in a token of the component's URL stands for.
func (c *Component) Meanings() map[string]Meaning {
	if c.URL.URL == nil || len(c.URL.URL.Tokens) == 0 {
		return nil
	}
	used := map[string]bool{}
	for _, t := range c.URL.URL.Tokens {
		used[t.Name] = true
	}
	n := names{declared: map[string]bool{}, bare: map[string]string{}}
	for i := range c.Parameters {
		if param := &c.Parameters[i]; param.HasKey() {
			n.add(param.PlainKey(), used)
		}
	}
	if len(n.free) > maxSuggested {
		n.free = nil
	}
	meanings := make(map[string]Meaning, len(used))
	claims := map[string]int{} // names that were taken for the same parameter
	for name := range used {
		m := n.meaning(name)
		meanings[name] = m
		if m.Kind == MeantParameter && !m.Sure {
			claims[m.Name]++
		}
	}
	for name, m := range meanings {
		if m.Kind == MeantParameter && !m.Sure && claims[m.Name] == 1 {
			m.Sure = true
			meanings[name] = m
		}
	}
	return meanings
}

// names are the keys of a component's parameters.
type names struct {
	declared map[string]bool
	bare     map[string]string // the first key with this bare name
	free     []string          // keys that no token has
}

func (n *names) add(key string, used map[string]bool) {
	n.declared[key] = true
	if b := BareName(key); b != "" && n.bare[b] == "" {
		n.bare[b] = key
	}
	if !used[key] && len(key) <= longestMeant {
		n.free = append(n.free, key)
	}
}

func (n *names) meaning(name string) Meaning {
	known := variables()
	if slices.Contains(known.names, name) {
		return Meaning{Variable, name, true}
	}
	if n.declared[name] {
		return Meaning{Declared, name, true}
	}
	plain := BareName(name)
	if key := n.bare[plain]; key != "" {
		return Meaning{MeantParameter, key, true}
	}
	for i, b := range known.bare {
		if plain == b || plain == strings.TrimPrefix(b, BareName(VariablePrefix)) {
			return Meaning{MeantVariable, known.names[i], true}
		}
	}
	isProcore := strings.HasPrefix(strings.ToLower(name), VariablePrefix)
	if len(name) >= shortestMeant && len(name) <= longestMeant {
		if near := diag.Nearest(strings.ToLower(name), known.names); near != "" {
			return Meaning{MeantVariable, near, true}
		}
		if near := diag.Nearest(name, n.free); near != "" && !isProcore {
			return Meaning{Kind: MeantParameter, Name: near}
		}
	}
	if isProcore {
		return Meaning{Kind: UnknownVariable}
	}
	return Meaning{}
}

// BareName returns the letters and digits of a name in lower case, so that
// API-key, apiKey and api_key are one.
func BareName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		}
		return -1
	}, name)
}
