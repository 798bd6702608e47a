package validate

import (
	"iter"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/source"
	"github.com/procore-manifest/manifest/schema"
)

// hostKind says whose host a name is, and who can reach it.
type hostKind uint8

const (
	// hostPublic is any host that is none of the others.
	hostPublic hostKind = iota
	// hostSample comes from a template or from documentation, or is reserved
	// for that: example.com, names under .test, .example and .invalid.
	hostSample
	// hostLocal can be reached from one machine or one network only:
	// localhost, private addresses, names of one word, .local, .internal.
	hostLocal
	// hostTunnel is the public end of a tunnel to someone's machine.
	hostTunnel
	// hostProcore runs Procore.
	hostProcore
)

// hostInfo is what is known of a host.
type hostInfo struct {
	kind hostKind
	// why completes "the host … ", as in "is reserved for examples"; "" for
	// public hosts.
	why string
	// environments are the ids of the Procore environments that the host
	// serves. A Procore host may serve several, or none that is known.
	environments []string
	// loopback marks a local host that is the user's own machine, which
	// browsers trust without https.
	loopback bool
}

// hostKind returns what kind of host a name or address is. The name is as it
// stands in a URL, without port; [::1] may keep its brackets.
func (c *Catalogue) hostKind(host string) hostKind { return c.host(host).kind }

// host returns what is known of a host.
func (c *Catalogue) host(name string) hostInfo {
	const longest = 253 // of a name in DNS
	if len(name) > 4*longest {
		return hostInfo{}
	}
	name = app.CanonicalHost(name)
	if name == "" {
		return hostInfo{}
	}
	if number := strings.Trim(name, "[]"); mayBeAddress(number) {
		if addr, err := netip.ParseAddr(number); err == nil {
			return addressInfo(addr.Unmap().WithZone(""))
		}
	}
	known := hostTable()
	if info, ok := known.exact[name]; ok {
		return info
	}
	for rest := name[max(0, len(name)-known.longest):]; ; {
		if info, ok := known.suffix[rest]; ok && isWholeName(name, rest) {
			return info
		}
		_, after, found := strings.Cut(rest, ".")
		if !found {
			break
		}
		rest = after
	}
	if !strings.Contains(name, ".") {
		return hostInfo{kind: hostLocal, why: "is a name without a domain, which works in only one network"}
	}
	return hostInfo{}
}

// mayBeAddress reports whether a name ends or is parted as IP addresses are.
func mayBeAddress(name string) bool {
	return name != "" && source.IsDigit(name[len(name)-1]) || strings.IndexByte(name, ':') >= 0
}

// isWholeName reports whether the end of a name starts with a whole label.
func isWholeName(name, end string) bool {
	return len(name) == len(end) || name[len(name)-len(end)-1] == '.'
}

// hostNames are the hosts that are known by name.
type hostNames struct {
	exact, suffix map[string]hostInfo
	longest       int // length of a suffix
}

var hostTable = sync.OnceValue(func() hostNames {
	t := hostNames{exact: map[string]hostInfo{}, suffix: map[string]hostInfo{}}
	for _, s := range schema.Samples() {
		name := strings.ToLower(s.Value)
		switch s.Kind {
		case schema.SampleHost:
			t.exact[name] = hostInfo{kind: hostSample, why: "is a sample from the documentation"}
		case schema.SampleHostSuffix:
			t.suffix[name] = hostInfo{kind: hostSample, why: "is a sample from the documentation"}
		case schema.ReservedHost:
			t.suffix[name] = hostInfo{kind: hostSample, why: "is reserved for tests and examples"}
		case schema.PrivateHost:
			t.suffix[name] = hostInfo{kind: hostLocal, why: "can be reached only from one machine or network"}
		case schema.TunnelHost:
			t.suffix[name] = hostInfo{kind: hostTunnel, why: "is a tunnel to one machine"}
		}
	}
	t.suffix["localhost"] = hostInfo{kind: hostLocal, why: "is the user's own machine", loopback: true}
	// Any other host of Procore serves no environment that is known.
	for _, name := range []string{"procore.com", "procoregov.com"} {
		t.suffix[name] = hostInfo{kind: hostProcore, why: "belongs to Procore"}
	}
	for _, e := range schema.Environments() {
		for _, address := range append([]string{e.Login, e.API}, e.Web...) {
			name := hostOf(address)
			info := t.exact[name]
			if name == "" || slices.Contains(info.environments, e.ID) {
				continue
			}
			info.environments = append(info.environments, e.ID)
			t.exact[name] = hostInfo{kind: hostProcore, why: "belongs to Procore", environments: info.environments}
		}
	}
	for name := range t.suffix {
		t.longest = max(t.longest, len(name))
	}
	return t
})

// environmentHosts finds the hosts of Procore's environments in a text in ASCII.
var environmentHosts = sync.OnceValue(func() *wordFilter {
	var names []string
	for name, info := range hostTable().exact {
		if len(info.environments) > 0 {
			names = append(names, name)
		}
	}
	return newWordFilter(names)
})

// mayNameEnvironment is the quick way out for most texts, in which no environment of
// Procore is named. Beyond ASCII, letters may stand for others.
func mayNameEnvironment(text string) bool {
	if !strings.Contains(text, "//") && !strings.Contains(text, "%") { // no address
		return false
	}
	return environmentHosts().isIn(text) || !source.IsASCII(text)
}

// hostOf returns the host of an address in a catalogue: https://host/path.
func hostOf(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		rest = address
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, ':'); i >= 0 && !strings.HasSuffix(rest, "]") {
		rest = rest[:i]
	}
	return strings.ToLower(rest)
}

var (
	// RFC 5737 and RFC 3849.
	documentationNets = prefixes("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
	// Carrier NAT (RFC 6598), "this network", benchmarks, and what is reserved.
	unroutedNets = prefixes("100.64.0.0/10", "0.0.0.0/8", "198.18.0.0/15", "240.0.0.0/4")
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

func addressInfo(a netip.Addr) hostInfo {
	within := func(p netip.Prefix) bool { return p.Contains(a) }
	switch {
	case a.IsLoopback():
		return hostInfo{kind: hostLocal, why: "is the user's own machine", loopback: true}
	case slices.ContainsFunc(documentationNets, within):
		return hostInfo{kind: hostSample, why: "is an address reserved for documentation"}
	case a.IsPrivate(), a.IsLinkLocalUnicast(), a.IsUnspecified(), a.IsMulticast(),
		slices.ContainsFunc(unroutedNets, within):
		return hostInfo{kind: hostLocal, why: "is a private address, which works in only one network"}
	}
	return hostInfo{}
}

// hostMention is a host name in a text.
type hostMention struct {
	mark
	linked bool // it follows :// and so is part of an address
}

// isNumber reports whether the text before a host, which has the form of an IP
// address, calls it the number of something: Division 10.14.23.16, or versions
// 10.1.2.3 and 10.1.2.4.
func (h hostMention) isNumber(text string) bool {
	const near = 80
	words := strings.FieldsFunc(strings.ToLower(text[max(0, h.from-near):h.from]), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:#()[]<>/\"'–—", r)
	})
	for _, word := range slices.Backward(words) {
		word = strings.TrimSuffix(word, ".")
		switch {
		case slices.Contains(numbered, word), slices.Contains(numbered, strings.TrimSuffix(word, "s")):
			return true
		case !slices.Contains(between, word) && strings.Trim(word, "0123456789.-") != "":
			return false
		}
	}
	return false
}

// numbered are things whose numbers may look like IP addresses, and between the
// words between such numbers.
var (
	numbered = []string{"version", "v", "release", "build", "revision", "rev", "firmware", "update", "patch",
		"division", "section", "sec", "spec", "specification", "clause", "paragraph", "chapter", "article", "part",
		"appendix", "item", "code", "csi", "masterformat", "uniformat", "wbs", "task", "activity", "phase",
		"step", "line", "row", "drawing", "sheet", "detail", "figure", "table", "number", "no", "nr", "ref", "reference"}
	between = []string{"and", "or", "to", "through", "until", "&"}
)

// hostsIn yields what has the form of a host name: words joined by dots, and
// single words in an address.
func hostsIn(text string) iter.Seq[hostMention] {
	return func(yield func(hostMention) bool) {
		afterUser := -1
		dot, link, encoded := finder{text: text, what: "."}, finder{text: text, what: "://"}, finder{text: text, what: "%"}
		for i := 0; i < len(text); {
			// A host has a dot, or it is behind the sign of an address.
			next := min(dot.from(i), link.from(i)+len("://"), encoded.from(i)+1, len(text))
			if i == afterUser {
				next = i
			}
			from := next
			for from > i && hostBytes[text[from-1]] {
				from--
			}
			i = max(next, from)
			for i < len(text) && hostBytes[text[i]] {
				i++
			}
			if i == from { // no name behind the sign
				if n := bracketsEnd(text[i:]); n > 0 && (i == afterUser || endsScheme(text[:i])) {
					if !yield(hostMention{mark: mark{i, i + n}, linked: true}) {
						return
					}
					i += n
				}
				afterUser = -1
				continue
			}
			h := hostMention{mark: mark{from, i}}
			if from > 0 && text[from-1] == '%' && i-from > 2 &&
				source.IsHex(text[from]) && source.IsHex(text[from+1]) {
				h.from += 2 // the rest of a percent-encoded character
			}
			h.linked = h.from == afterUser || endsScheme(text[:h.from])
			if !h.linked && strings.IndexByte(text[from:i], '.') < 0 {
				continue
			}
			if h.linked {
				i = letterEnd(text, i)
				h.to = i
				if n := userLength(text[h.from:]); n > 0 {
					i = h.from + n
					afterUser = i
					continue
				}
			}
			if h.trim(text) && !yield(h) {
				return
			}
		}
	}
}

// bracketsEnd returns where the brackets end that a text starts with, as an IPv6 address
// has them; 0 for others.
func bracketsEnd(text string) int {
	const longest = len("[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]")
	if text == "" || text[0] != '[' {
		return 0
	}
	return strings.IndexByte(text[:min(len(text), longest)], ']') + 1
}

// finder finds the places of a sign one after the other.
type finder struct {
	text, what string
	known      bool
	at         int
}

// from returns the place of the next sign at or after an offset, or the length of
// the text.
func (f *finder) from(offset int) int {
	if !f.known || f.at < offset {
		f.known, f.at = true, len(f.text)
		if n := strings.Index(f.text[offset:], f.what); n >= 0 {
			f.at = offset + n
		}
	}
	return f.at
}

// letterEnd returns where the letters of any script end that a host may go on with.
func letterEnd(text string, at int) int {
	for at < len(text) && (hostBytes[text[at]] || text[at] == '_' || text[at] == '%' || text[at] >= utf8.RuneSelf) {
		if text[at] == '%' { // a letter outside of ASCII, encoded
			if at+2 >= len(text) || !source.IsHex(text[at+2]) || !strings.ContainsRune("89abcdefABCDEF", rune(text[at+1])) {
				break
			}
			at += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if r >= utf8.RuneSelf && !unicode.In(r, unicode.L, unicode.M, unicode.Nd) {
			break
		}
		at += size
	}
	return at
}

// trim takes dots and hyphens off both ends, and reports whether a host is left.
func (h *hostMention) trim(text string) bool {
	for h.from < h.to && (text[h.from] == '.' || text[h.from] == '-') {
		h.from++
	}
	for h.from < h.to && (text[h.to-1] == '.' || text[h.to-1] == '-') {
		h.to--
	}
	return h.from < h.to && (h.linked || strings.IndexByte(text[h.from:h.to], '.') >= 0)
}

// userLength is the length of a user name and a password that an address has
// before its host, with the @.
func userLength(text string) int {
	const longest = 200
	text = text[:min(len(text), longest)]
	if end := strings.IndexAny(text, "/?# \t\r\n<>\"'`"); end >= 0 {
		text = text[:end]
	}
	return strings.LastIndexByte(text, '@') + 1
}

// endsScheme reports whether a text ends as the scheme of an address does, also
// if the address is part of another.
func endsScheme(before string) bool {
	const encoded = "%3a%2f%2f"
	n := len(before)
	switch {
	case n > 0 && before[n-1] == '/':
		return strings.HasSuffix(before, "://")
	case n >= len(encoded) && before[n-1]|0x20 == 'f':
		return strings.EqualFold(before[n-len(encoded):], encoded)
	}
	return false
}

// hostBytes are the bytes of host names.
var hostBytes = func() (is [256]bool) {
	for b := range is {
		is[b] = source.IsAlphanumeric(byte(b)) || b == '.' || b == '-'
	}
	return is
}()
