package secret

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/procore-manifest/manifest/internal/cputime"
	"github.com/procore-manifest/manifest/internal/source"
)

var seed = flag.Uint64("seed", 1, "seed of the tests over random texts")

// drawn matches {n} and {n:set} in an example.
var drawn = regexp.MustCompile(`\{(\d+)(?::(\w+))?\}`)

var sets = map[string]string{
	"": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "hex": "0123456789abcdef",
	"upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "digits": "0123456789",
}

// draw fills in an example.
func draw(r *rand.Rand, example string) string {
	return drawn.ReplaceAllStringFunc(example, func(m string) string {
		parts := drawn.FindStringSubmatch(m)
		n, _ := strconv.Atoi(parts[1])
		set := sets[parts[2]]
		var b strings.Builder
		for range n {
			b.WriteByte(set[r.IntN(len(set))])
		}
		return b.String()
	})
}

// Every example of a secret is found in full, in whatever stands around it, and
// no example of anything else is.
func TestShapes(t *testing.T) {
	r := rand.New(rand.NewPCG(*seed, 0))
	for _, s := range shapes {
		name := s.kind + " " + s.stems[0]
		if s.source == "" || s.yes == "" || s.no == "" {
			t.Errorf("%s: want a source, a secret and something that is none", name)
		}
		for range 50 {
			if t.Failed() {
				break
			}
			yes := draw(r, s.yes)
			secret := yes
			switch s.kind { // the secret is a part of the example
			case "a password in a Basic Authorization header":
				_, secret, _ = strings.Cut(yes, " ")
			case "an Azure Storage signature":
				secret = yes[len("&sig="):]
			case "a password on a command line":
				_, secret, _ = strings.Cut(yes, ":")
			case "a password in a URL":
				_, secret, _ = strings.Cut(yes[len("postgres://"):], ":")
				secret, _, _ = strings.Cut(secret, "@")
			}
			for _, around := range []string{"%s", "key %s.", "(%s)", "\"%s\"", "<b>%s</b>", "x=%s&", "%%3D%s", "one\n%s\ntwo", "é%s é"} {
				text := fmt.Sprintf(around, yes)
				if s.kind == "a private key" && !strings.Contains(yes, "-----END") {
					text = yes
				}
				found := Find(text)
				if len(found) != 1 || !strings.HasPrefix(secret, text[found[0].Start:found[0].End]) && text[found[0].Start:found[0].End] != secret || found[0].Kind != s.kind {
					t.Errorf("%s: %q: got %+v", name, text, found)
				}
			}
		}
		for range 10 {
			no := draw(r, s.no)
			for _, text := range []string{no, "use " + no + " here"} {
				for _, l := range Find(text) {
					if !l.Harmless {
						t.Errorf("%s: %q is taken for %s", name, text, l.Kind)
					}
				}
			}
		}
	}
}

// joiners are what people and programs put between the name of a secret and its
// value.
var joiners = []string{
	": ", ":", "\n", "\n\n    ", " to ", " : ", "=", " = ", ":=", " := ", "=>", " => ", "->", " -> ", "==", " → ", " ⇒ ", "：", " – ", " — ", " - ", ", ",
	" is: ", " is = ", " is the following: ", " is now:\n", " equals: ", " below:\n\n", " value: ", " (sandbox): ", "(sandbox): ", " (for production) = ", " [test]: ",
	" (see the portal): ", ":\u00a0", "\u00a0:\u00a0", ":\u2003", ":\u3000", ":\u202f", "\u200b:\u200b", ":\t", "\t", ":\n", ":\r\n  ",
	"**: ", ":** ", ":** `", ": **", ": `", "`: `", ": *", ": _", "__: ", " | ", "|", " || ", " |\n|---|\n| ",
	"\": \"", "\":\"", "': '", "\\\": \\\"", " = \"", ": '", "”: “", ": «",
	"<br>", ":<br />", ":<br/>\n", "</b>: ", ":</b> ", ":</strong>&nbsp;", "&nbsp;: ", ":&nbsp;", ":&#160;", ":&#xa0;", "&colon; ", "&#58;", "&#x3a; ",
	": <span style=\"color:red\">", ":</span><span class='a' id=\"b\">", "</td><td>", "</th>\n<td class=\"x\">", "</dt><dd>", "</p>\n<p>", ":</li>\n<li><code>", ": <code class=\"language-sh\">",
	"%3D", "%3A%20", "%22%3A%22", "_PROD=", "_1=", "-sandbox: ", " key: ", "\" value=\"", "\", \"value\": \"", ": [", ": (", ": {", ": <", ">",
	" ➡️ ", " » ", " ﹕ ", " ... ", "… ", " should be: ", " must be set to: ", " (keep it safe!): ", ": <!-- sandbox -->", "<!-- a --> = ",
	":&NonBreakingSpace;", "&Tab;", " &rArr; ", " &#8594; ", "&#x2192;", "&#0000058;", "&vert; ", ":&nbsp ", "&equals;",
	": <a href=\"https://help.acmefield.com/procore/setup/of/the/sandbox/environment/of/the/app/and/of/all/others/that/there/are/in/the/list/of/environments/which/is/long/and/longer/still/than/any/other/address/of/the/page\">",
	"\" type=\"text\" value=\"", ":\n1. ", ":\n2) ", ": !!str ", ":\n> ", "': u'",
}

// sentences have words between the name of a secret and its value, or the value
// first.
var sentences = []string{
	"The client secret you need is " + value, "the client secret for Acme Inc is " + value, "Client secret of the pilot: " + value,
	"The client secret, which you must not share, is " + value, value + " is the client secret.", "Use " + value + " (client secret).",
	"`" + value + "` is your API key", "clientSecret: process.env.SECRET || '" + value + "'", "client_secret.set(\"" + value + "\")",
	"Client id and secret: acme, " + value, "client_secret;" + value, "Use the JWT " + value, "Session ID = " + value, "code_verifier=" + value,
	"credentials: " + value, "HMAC key: " + value, "https://" + value + "@git.acmefield.com/x.git", "postgres:\\/\\/acme:" + value + "@db\\/app",
	"postgres%3A%2F%2Facme%3A" + value + "%40db", "Authorization: Digest token " + value,
	"https://" + value + ":@acmefield.com", "Client secret 1: " + value, "Client secret #2: " + value, "[Client secret](https://x.io): " + value,
	"Client secret (see https://x.io): " + value, "Clientgeheimnis: " + value, "Zugriffsschlüssel: " + value, "シークレット：" + value,
	"클라이언트 시크릿: " + value, "секрет клиента: " + value, "Zugriffstoken: " + value, "chiave API: " + value,
	"https://api.telegram.org/bot" + telegram + "/getMe", "TELEGRAM=bot" + telegram, "https://api.telegram.org/file/bot" + telegram + "/a.png",
}

// passwords are ways to write Zx81Vb55Qw as one.
var passwords = []string{
	"password is %s", "The password: %s", "user acme password %s!", "Password - %s", "Password, %s", "PASS=%s", "DB_PASS=%s", "pass: %s", "PGPASSWORD=%s",
	"Kennwort: %s", "mot de passe : %s", "senha: %s", "passcode: %s", "curl -u acme:%s https://x", "curl --user 'acme:%s' https://x",
	"Password (case matters): %s", "Password:&nbsp;<b>%s</b>", "Server=db;User Id=acme;Password=%s;", "redis://:%s@cache:6379",
	"https&colon;//acme:%s@api.acmefield.com", "https://api.acmefield.com/?apikey=%s", "https://api.acmefield.com/?a=b&token=%s", "https://api.acmefield.com/;token=%s",
	"https://api.acmefield.com/?api_key=%s&b=c", "https://api.acmefield.com/?x-api-key=%s", "https://api.acmefield.com/?a=b&amp;access_token=%s",
	"jdbc:mysql://db/app?user=acme&password=%s", "postgres://acme:%s/4x@db/app",
}

// afters are what may follow a value.
var afters = []string{"", ".", "</p>", "**", "`", "\"", " then go on", "\n", " |", ")", "&nbsp;next", "%22%7D", "<br>"}

const value = "k3J9s0Lq27Zx81Vb55Qw64Er37Ty28Ui19Op"

var telegram = "6429565916:AA" + value[:33]

// A value is found after every name and joiner, and marked exactly.
func TestNames(t *testing.T) {
	spelled, found := 0, 0
	for _, n := range secretNames {
		for _, words := range n.words {
			join := func(with string) string { return strings.ReplaceAll(words, " ", with) }
			for _, name := range []string{words, strings.ToUpper(join("_")), join("-"), camel(words), join("\u00a0"), join("&nbsp;"), join(". ")} {
				for _, joiner := range joiners {
					if n.password && !assigns.MatchString(joiner) {
						continue // a password has no shape of its own
					}
					text := "1. Create your account. " + name + joiner + value + afters[spelled%len(afters)]
					spelled++
					leaks := Find(text)
					if len(leaks) == 1 && text[leaks[0].Start:leaks[0].End] == value {
						found++
					} else if spelled-found < 20 {
						t.Errorf("%q: got %+v", text, leaks)
					}
				}
			}
		}
	}
	t.Logf("%d of %d spellings were found", found, spelled)
}

// A secret is found once and marked exactly, wherever it is in a sentence.
func TestSentences(t *testing.T) {
	const password = "Zx81Vb55Qw"
	for _, text := range slices.Concat(sentences, passwords) {
		want := value
		if strings.Contains(text, telegram) {
			want = telegram
		}
		if strings.Contains(text, "%s") {
			want, text = password, fmt.Sprintf(text, password)
		}
		if found := Find(text); len(found) != 1 || !strings.HasPrefix(text[found[0].Start:found[0].End], want) {
			t.Errorf("%q: got %+v", text, found)
		}
	}
}

// assigns matches joiners that say that a value follows.
var assigns = regexp.MustCompile(`[:=：|→⇒\t>]|%3|&colon|&#0*58|&#x3a|&equals|&vert|&Tab|&rArr|&#8594|&#x2192`)

func camel(words string) string {
	parts := strings.Fields(words)
	for i, p := range parts[1:] {
		parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
	}
	return strings.Join(parts, "")
}

// What manuals, notes and records say about secrets is none.
// Names in other languages, and letters that only look like those of ASCII, hide
// no secret, and the place of the value stays exact.
func TestForeignLetters(t *testing.T) {
	value := draw(rand.New(rand.NewPCG(*seed, 0)), "q7Z{29}")
	for _, before := range []string{
		"client_\u0455ecret: ", "ＣＬＩＥＮＴ＿ＳＥＣＲＥＴ：", "p\u0430ssword: ", "passw\u03bfrd = ", "api k\u0435y: ", "access t\u03bfken: ",
		"tökén: ", "pássword: ", "p\u0332assword: ", "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝: ", "passwoｒd: ", "ⓟassword: ", "client\u2010secret: ", "T\u041eKEN: ",
		"Geheimnis: ", "Zugangsschlüssel: ", "API-Schlüssel: ", "clé secrète : ", "clé d’API : ", "clé d'API : ", "Contraseña: ",
		"chave secreta: ", "clave de API: ", "hasło: ", "lösenord: ", "Jelszó: ", "heslo: ", "wachtwoord: ", "adgangskode: ",
		"Пароль: ", "секретный ключ: ", "您的密码：", "密碼: ", "密钥：", "パスワード：", "비밀번호: ", "סיסמה: ", "كلمة المرور: ", "รหัสผ่าน: ",
		"Größe: 5 µm. Müller, client secret: ",
	} {
		text := "Öffnen Sie: " + before + value + " — und weiter"
		found := Find(text)
		if len(found) != 1 || text[found[0].Start:found[0].End] != value {
			t.Errorf("%q: got %v", text, found)
		}
	}
	for text, want := range map[string]string{
		"ｇｈｐ＿" + draw(rand.New(rand.NewPCG(*seed, 0)), "{36}"):                               "",
		"Schlüssel ｓk_live_" + draw(rand.New(rand.NewPCG(*seed, 0)), "{24}") + " für Müller": "",
		"Passwort: Müller2024x!": "Müller2024x",
	} {
		found := Find(text)
		if len(found) != 1 || found[0].Shown != 0 && !source.IsASCII(text[found[0].Start:found[0].End]) ||
			want != "" && text[found[0].Start:found[0].End] != want {
			t.Errorf("%q: got %v, want %q", text, found, want)
		}
	}
	for _, text := range []string{
		"Passwort: wählen Sie ein starkes Kennwort", "Das Passwort für Müller: siehe Brief", "密码：请联系管理员",
		"Mot de passe : à définir par l’administrateur", "пароль: спросите администратора", "Schlüssel: Straße 12a",
		"Kennwort: mindestens 12 Zeichen, Großbuchstaben", "contraseña: mínimo 8 carácteres", "パスワード: ご自身で設定してください",
	} {
		if found := Find(text); len(found) > 0 {
			t.Errorf("%q: got %s %q", text, found[0].Kind, text[found[0].Start:found[0].End])
		}
	}
}

func TestNothingToFind(t *testing.T) {
	for _, text := range nothing {
		if found := Find(text); len(found) > 0 {
			t.Errorf("%q: got %s %q", text, found[0].Kind, text[found[0].Start:found[0].End])
		}
	}
}

var hexDigits = strings.Repeat("0a1b2c3d", 8)

const digits = "3f8a0b7c91d2e4f65a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b"

var nothing = []string{
	"client_secret: your-client-secret-1a2b3c4d5e", "api key: your-key-1a2b3c4d5e6f7a8b9c0d", "api_key=<insert here>", "token: {{acme.token}}", "secret: ${CLIENT_SECRET_2026_B7}",
	"the access token is refreshed every 90 minutes", "Password: at least 12 characters", "password: ********", "Password (at least 8 characters): choose one",
	"token: see https://acmefield.com/settings/api/v2/keys1a2b3c4d5e6f", "Use the token to call https://api.acmefield.com/v1/a1b2c3d4e5f6g7h8.",
	"the key AKIAS", "ghp_short", "xghp_" + value, "2ghp_" + value,
	"password: ${DB_PASS1}", "password: $PASSWORD_2", "password: %DB_PASS1%", "password: %ACME_PASS1%", "password: {{db_pass1}}", "password: {{ db_pass1 }}",
	"client_secret: ${{ secrets.CLIENT_A1B2C3D4E5 }}", "client_secret: <CLIENT-A1B2C3D4E5F6>", "client_secret: [CLIENT-A1B2]", "client_secret: [CLIENT-A1B2C3D4E5F6]",
	"mongodb+srv://<username>:<password>@cluster0.abc12.mongodb.net", "password: min8chars", "Boarding pass A1B2C3D4",
	"https://acmefield.com/?token=$TOKEN_1A2B3C4D", "?token={{acme_token1a2b3c}}", "?client_id=R7kQ2mZ9xT", "?token=acme-v1", "token=R7kQ2mZ9xT",
	"robot" + telegram, "bot12:AA" + value[:33], "urn:ietf:wg:oauth:2.0:oob", "7d4f0c1e-93ab-4f5e-8c55-0a1b2c3d4e5f",
	"bearer of the responsibility for everything", "secret: {{procore.company.id}}", "https://app.acmefield.com/?company={{procore.company.id}}&project={{procore.project.id}}",
	"sha256:" + hexDigits, "SHA-256 checksum: " + hexDigits, "checksum " + hexDigits, "digest: " + hexDigits, "The digest of the file is " + hexDigits, "commit " + hexDigits, "integrity=\"" + hexDigits + "\"",
	strings.Repeat("0", 64), strings.Repeat("0123456789abcdef", 4), "client id: 00000000-0000-0000-0000-000000000000", "token: 123e4567-e89b-12d3-a456-426614174000", "api key: 12345678-1234-1234-1234-123456789abc",
	"client secret: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "client secret: aaaaaaaaaaaaaaaaaaaa1111111111111111", "client secret: 1234567890abcdef1234567890abcdef",
	"Enter the client secret: you find it on the page OAuth Credentials.", "Client secret (from the portal): copy it into Acme.", "Reset password - Step2 of 3.",
	"The file starts with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.", "-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEAq7Zk3M5n2P4r6T8v\n-----END CERTIFICATE-----",
	"-----BEGIN PUBLIC KEY-----\nMIIEowIBAAKCAQEAq7Zk3M5n2P4r6T8v\n-----END PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
	"postgres://user:password@host/db", "https://user:{{password}}@acmefield.com/", "redis://:<password>@host", "mysql://acme:$DB_PASSWORD@db", "https://acmefield.com:8080/a@b", "mailto:ops@acmefield.com",
	"Basic authentication of users", "basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "Basic dXNlcjpwYXNzd29yZA==", "a basic understanding", "Authorization: Basic <credentials>",
	"Tokenization of payments: visa4242mastercard5555", "secretary: jane1a2b3c4d5e6f7g8h", "keyboard=qwerty1a2b3c4d5e6f7g", "client identity: a1b2c3d4e5f6g7h8i9",
	"token-based sign-in, see RFC6749 and RFC7636 for PKCE", "Access tokens expire on 2026-09-12T10:20:30Z", "sk-learn-tutorial-with-many-steps", "key-value-store-of-the-application-server",
	"hf_hub", "xoxb-your-token-here", "xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx", "SG.xxxxxxxxxxxxxxxxxxxxxx.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
	"sk_test_BQokikJOvBiI2HlWgH4olfQ2", "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "ghp_TOKENTOKENTOKENTOKENTOKENTOKENTOKENTO", "amqp://guest:guest@localhost:5672/",
	"postgres://user:[password]@host", "postgres://user:my-password@host", "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
	"client_secret: {client_secret_1a2b3c}", "client_secret: fake-1a2b3c4d5e6f7a8b9c", "client_secret: not-real-1a2b3c4d5e6f7a", "client secret: a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1",
	"-----BEGIN PRIVATE KEY-----\nMII...\n-----END PRIVATE KEY-----", "Password: see 1Password", "password: 1Password", "password reset-step2-of3-v2", "Pass/fail: 3of5",
	"Checksum (SHA-256) of the installer acme-field-sync-connector-1.2.3-x64.msi: " + digits, digits + "  acme.zip", digits + " *acme.zip\nmore", "SHA256 (acme.zip) = " + digits,
	"thumbprint: " + digits, "secret key SHA-256: " + digits, "token hash: " + digits, "The token endpoint of project 7d4f0c1e-93ab-4f5e-8c55-0a1b2c3d4e5f", "The token expires on: 2026-09-12T10:20:30Z",
	"Use the API key to call GET /rest/v1.0/companies/42/projects/v2a/items3b.", "the token is used by RFC7519-style-JWT2-libraries", "ask us, the secret is the sauce of Acme",
	"Procore asks for the client ID and the client secret of the app. Version 0.4.0 of 2026-11-26 has 57 items.",
}

// Twice the text takes about twice the time, whatever it is made of.
func TestFindIsLinear(t *testing.T) {
	parts := append([]string{"client secret: ", "secret ", "token-", "passwordpassword", "://", "a://b:", "a://b:c@", "basic ", "Basic YWNtZTpTb21tZXIyMDI2", "bearer (", "key: <b ", "&nbsp;", "-----BEGIN PRIVATE KEY-----\nMIIE\n", "%", "<", "id ", "a1", "0", "é", "eyJabcdefghij."}, joiners...)
	for _, s := range shapes {
		parts = append(parts, s.stems[0], s.no)
	}
	for _, part := range parts {
		text := strings.Repeat(part, 512<<10/len(part))
		spent := time.Hour
		for range 3 { // the machine may be busy
			if spent = min(spent, cputime.Of(func() { Find(text) })); spent < time.Second {
				break
			}
		}
		if spent > time.Second {
			t.Errorf("512 KiB of %q take %s", part, spent)
		}
	}
}

// Whatever the text: no panic, and every place is in the text, in order.
func FuzzFind(f *testing.F) {
	for _, text := range nothing {
		f.Add(text)
	}
	for _, s := range shapes {
		f.Add(s.yes)
		f.Add(s.no)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, l := range Find(text) {
			if l.Start < last || l.End <= l.Start || l.End > len(text) || l.Shown > l.End-l.Start || l.Kind == "" {
				t.Fatalf("%+v after %d in %q", l, last, text)
			}
			last = l.End
		}
	})
}

// A text that is kept forever is searched to its end: what is harmless in it does not
// take the place of a secret.
func TestRefuseReadsToTheEnd(t *testing.T) {
	sums := strings.Repeat("built from commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b, ", 50)
	if err := Refuse("the note", sums); err != nil {
		t.Errorf("commits are refused: %v", err)
	}
	if Refuse("the note", sums+"with ghp_Zx81Vb55k3J9s0Lq27Zx81Vb55k3J9s0Lq27") == nil {
		t.Error("a token after commits is not refused")
	}
}
