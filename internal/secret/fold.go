package secret

import (
	"cmp"
	"slices"
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
	{"كلمة المرور", "password"}, {"รหัสผ่าน", "password"}, {"كلمة السر", "password"}, {"סוד", "secret"},
	{"секрет клиента", "client secret"}, {"секрет", "secret"}, {"токен", "token"}, {"api-ключ", "api key"},
	{"クライアントシークレット", "client secret"}, {"シークレット", "secret"}, {"トークン", "token"}, {"apiキー", "api key"},
	{"클라이언트 시크릿", "client secret"}, {"시크릿", "secret"}, {"토큰", "token"}, {"客户端密钥", "client secret"},
	{"令牌", "token"}, {"κωδικός", "password"}, {"κωδικος", "password"}, {"mật khẩu", "password"}, {"şifre", "password"},
}

// foreignStarts are the foreign names that start with a letter, by their index.
var foreignStarts = sync.OnceValue(func() map[rune][]int {
	starts := make(map[rune][]int)
	for i, n := range foreignNames {
		small, _ := utf8.DecodeRuneInString(n.written)
		starts[small] = append(starts[small], i)
		if large := unicode.ToUpper(small); large != small {
			starts[large] = append(starts[large], i)
		}
	}
	return starts
})

// plainLetters are the results of [plainLetter] for the letters of European languages.
var plainLetters = sync.OnceValue(func() []plain {
	list := make([]plain, 'ԯ'+1)
	for r := rune(utf8.RuneSelf); r < rune(len(list)); r++ {
		list[r] = plainLetter(string(r))
	}
	return list
})

// plain is what a character is drawn like; is is false if none of that is of ASCII.
type plain struct {
	text string
	is   bool
}

// folded is a text with its letters as those of ASCII that they are drawn like.
type folded struct {
	text  string
	steps []step // in order
}

// step is where letters were replaced: their place in the folded text and in the
// text as written.
type step struct{ folded, written source.Span }

// fold returns false for a text in which no letter is to be folded.
func fold(text string) (folded, bool) {
	if source.IsASCII(text) {
		return folded{}, false
	}
	known, starts := plainLetters(), foreignStarts()
	var f folded
	var b strings.Builder
	isFolded, copied := false, 0 // so much of the text as written is in b
	for at := 0; at < len(text); {
		if text[at] < utf8.RuneSelf {
			at++
			continue
		}
		letter, size := utf8.DecodeRuneInString(text[at:])
		var like plain
		if name, n := foreignName(text[at:], starts[letter]); n > 0 {
			like, size = plain{" " + name, true}, n
		} else if int(letter) < len(known) {
			like = known[letter]
		} else if !isUnlike(letter) {
			like = plainLetter(text[at : at+size])
		}
		if like.is {
			if len(f.steps) == 0 {
				b.Grow(len(text))
			}
			b.WriteString(text[copied:at])
			from := b.Len()
			b.WriteString(like.text)
			copied = at + size
			f.steps = append(f.steps, step{source.Span{Start: from, End: b.Len()}, source.Span{Start: at, End: copied}})
			// Sentences are full of dashes and apostrophes: these are no reason to search once more.
			isFolded = isFolded || unicode.IsLetter(letter) || unicode.IsMark(letter) || letter == '‐' || letter == '‑'
		}
		at += size
	}
	if !isFolded {
		return folded{}, false
	}
	b.WriteString(text[copied:])
	f.text = b.String()
	return f, true
}

// isUnlike reports whether a letter is of a script without letters like those of
// ASCII, to save the look at what it decomposes to.
func isUnlike(r rune) bool {
	return 'ぁ' <= r && r <= 'ヿ' || '一' <= r && r <= '\u9fff' || '가' <= r && r <= '힣'
}

// plainLetter returns what a character is drawn like, without its accents.
func plainLetter(written string) plain {
	looksLike := looksLike()
	whole := written
	if d := norm.NFKD.PropertiesString(written).Decomposition(); d != nil {
		whole = string(d)
	}
	text := make([]byte, 0, 2*utf8.UTFMax)
	isLike := false
	for _, r := range whole {
		if like, ok := looksLike[r]; ok {
			r = rune(like)
		}
		isAccent := unicode.Is(unicode.Mn, r)
		isLike = isLike || r < utf8.RuneSelf || isAccent && len(text) == 0
		if !isAccent {
			text = utf8.AppendRune(text, r)
		}
	}
	return plain{string(text), isLike}
}

// written is the offset in the text as written of an offset in the folded text.
func (f folded) written(at int) int {
	i, _ := slices.BinarySearchFunc(f.steps, at+1, func(s step, at int) int { return cmp.Compare(s.folded.Start, at) })
	if i == 0 {
		return at
	}
	s := f.steps[i-1]
	if at < s.folded.End {
		return s.written.Start
	}
	return s.written.End + at - s.folded.End
}

// foreignName returns the first of the foreign names that a text starts with, and the
// length of how it is written.
func foreignName(text string, among []int) (string, int) {
	for _, i := range among {
		n := foreignNames[i]
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
		l.Span = source.Span{Start: f.written(l.Start), End: f.written(l.End)}
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
