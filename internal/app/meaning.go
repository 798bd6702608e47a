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
	maxSuggested  = 100 // parameters among which a similar one is looked for
	longestMeant  = 64  // name for which a similar one is looked for
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

// PlainKey is the key without the braces and spaces around it, which are a separate
// mistake.
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
	meanings := make(map[string]Meaning, len(c.URL.URL.Tokens))
	var others []string // that are neither a variable nor a parameter
	keys := c.keys()
	for _, t := range c.URL.URL.Tokens {
		if _, done := meanings[t.Name]; done {
			continue
		}
		switch {
		case slices.Contains(variables().names, t.Name):
			meanings[t.Name] = Meaning{Variable, t.Name, true}
		case keys.has(t.Name):
			meanings[t.Name] = Meaning{Declared, t.Name, true}
		default:
			meanings[t.Name] = Meaning{}
			others = append(others, t.Name)
		}
	}
	if len(others) == 0 {
		return meanings
	}
	keys.prepare(meanings)
	claims := map[string]int{} // names that were taken for the same parameter
	for _, name := range others {
		m := keys.meant(name)
		meanings[name] = m
		if m.Kind == MeantParameter && !m.Sure {
			claims[m.Name]++
		}
	}
	for _, name := range others {
		if m := meanings[name]; m.Kind == MeantParameter && claims[m.Name] == 1 {
			m.Sure = true
			meanings[name] = m
		}
	}
	return meanings
}

// keys are the keys of a component's parameters.
type keys struct {
	list []string
	set  map[string]bool   // of the list, if it is long
	bare map[string]string // the first key with this bare name
	free []string          // keys that no token has
}

// fewKeys is the number of keys up to which they are searched one by one.
const fewKeys = 16

func (c *Component) keys() *keys {
	k := &keys{}
	for i := range c.Parameters {
		if param := &c.Parameters[i]; param.HasKey() {
			k.list = append(k.list, param.PlainKey())
		}
	}
	if len(k.list) > fewKeys {
		k.set = make(map[string]bool, len(k.list))
		for _, key := range k.list {
			k.set[key] = true
		}
	}
	return k
}

func (k *keys) has(name string) bool {
	if k.set != nil {
		return k.set[name]
	}
	return slices.Contains(k.list, name)
}

// prepare indexes the keys for looking up names that are not among them.
func (k *keys) prepare(used map[string]Meaning) {
	k.bare = make(map[string]string, len(k.list))
	for _, key := range k.list {
		if b := BareName(key); b != "" && k.bare[b] == "" {
			k.bare[b] = key
		}
		if _, isUsed := used[key]; !isUsed && len(key) <= longestMeant {
			k.free = append(k.free, key)
		}
	}
	if len(k.free) > maxSuggested {
		k.free = nil
	}
}

// meant returns the meaning of a name that is neither a variable nor a key.
func (k *keys) meant(name string) Meaning {
	known, plain := variables(), BareName(name)
	if key := k.bare[plain]; key != "" {
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
		if near := diag.Nearest(name, k.free); near != "" && !isProcore {
			return Meaning{Kind: MeantParameter, Name: near}
		}
	}
	if isProcore {
		return Meaning{Kind: UnknownVariable}
	}
	return Meaning{}
}

// BareName returns the letters and digits of a name in lower case, so that API-key,
// apiKey and api_key are the same.
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
