package secret

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/procore-manifest/manifest/internal/source"
)

// looksLike are letters that are drawn like those of ASCII and do not decompose to
// them, each before the one it looks like.
var looksLike = sync.OnceValue(func() map[rune]byte {
	of := make(map[rune]byte)
	letters := []rune("аaсcԁdеeһhіiјjкkӏlмmоoрpԛqѕsтtуyхxѡwѵvАAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУY" +
		"αaεeιiκkνvοoρpτtυuχxωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧX" +
		"ıiɑaɡgłlŁLøoØOđdĐDſsօo‐-‑-‒-–-’-")
	for i := 0; i < len(letters); i += 2 {
		of[letters[i]] = byte(letters[i+1])
	}
	return of
})

// foreignNames are what secrets are called in other scripts.
var foreignNames = [...]struct{ written, name string }{
	{"пароль", "password"}, {"секретный ключ", "secret key"}, {"ключ api", "api key"}, {"токен доступа", "access token"},
	{"密码", "password"}, {"密碼", "password"}, {"密钥", "secret key"}, {"密鑰", "secret key"},
	{"パスワード", "password"}, {"秘密鍵", "secret key"}, {"비밀번호", "password"}, {"סיסמה", "password"},
	{"كلمة المرور", "password"}, {"รหัสผ่าน", "password"},
}

// foreignStarts are the letters that names in other scripts start with.
var foreignStarts = sync.OnceValue(func() map[rune]bool {
	starts := make(map[rune]bool)
	for _, n := range foreignNames {
		r, _ := utf8.DecodeRuneInString(n.written)
		starts[r], starts[unicode.ToUpper(r)] = true, true
	}
	return starts
})

// folded is a text with its letters as those of ASCII that they are drawn like.
type folded struct {
	text string
	from []int // the offset in the text as written of each byte, and of the end
}

// fold returns false for a text in which there is nothing to fold.
func fold(text string) (folded, bool) {
	isLetter := func(r rune) bool { return r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)) }
	if source.IsASCII(text) || strings.IndexFunc(text, isLetter) < 0 {
		return folded{}, false
	}
	looksLike, starts := looksLike(), foreignStarts()
	var b strings.Builder
	b.Grow(len(text))
	f := folded{from: make([]int, 0, len(text)+1)}
	add := func(plain string, at int) {
		b.WriteString(plain)
		for range plain {
			f.from = append(f.from, at)
		}
	}
	for at := 0; at < len(text); {
		if text[at] < utf8.RuneSelf {
			b.WriteByte(text[at])
			f.from = append(f.from, at)
			at++
			continue
		}
		letter, size := utf8.DecodeRuneInString(text[at:])
		if starts[letter] {
			if name, size := foreignName(text[at:]); size > 0 {
				add(" "+name, at)
				at += size
				continue
			}
		}
		whole := text[at : at+size]
		if d := norm.NFKD.PropertiesString(whole).Decomposition(); d != nil {
			whole = string(d)
		}
		for _, r := range whole {
			plain, known := looksLike[r]
			switch {
			case known:
				add(string(rune(plain)), at)
			case unicode.Is(unicode.Mn, r): // an accent
			case r < utf8.RuneSelf:
				add(string(r), at)
			default:
				for range b.Len() - len(f.from) + utf8.RuneLen(r) {
					f.from = append(f.from, at)
				}
				b.WriteRune(r)
			}
		}
		at += size
	}
	f.text, f.from = b.String(), append(f.from, len(text))
	return f, true
}

func foreignName(text string) (string, int) {
	for _, n := range foreignNames {
		if size := len(n.written); len(text) >= size && strings.EqualFold(text[:size], n.written) {
			return n.name, size
		}
	}
	return "", 0
}

// add adds what is found in a folded text, where nothing was found in it as written.
func (f folded) add(found []Leak, text string) []Leak {
	if len(f.text) < shortestText || !mayHold(f.text) {
		return found
	}
	written := found
	for _, l := range search(f.text) {
		l.Span = source.Span{Start: f.from[l.Start], End: f.from[l.End]}
		if !source.IsASCII(text[l.Start:l.End]) {
			l.Shown = 0
		}
		for len(written) > 0 && written[0].End <= l.Start {
			written = written[1:]
		}
		if len(written) == 0 || written[0].Start >= l.End {
			found = append(found, l)
		}
	}
	sortByPlace(found)
	return found
}
