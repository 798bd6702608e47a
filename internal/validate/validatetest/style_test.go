package validatetest

import (
	"strings"
	"testing"
)

// Each style has what it is named after, and sizes are those that the package
// promises.
func TestStyled(t *testing.T) {
	has := map[Style]string{
		Marked: "---\n", CRLF: "\r\n", Quoted: "''", Wrapped: ">-\n", Brackets: "{\n", Commented: "  # ",
	}
	for _, style := range Styles() {
		r := Random(1)
		found, least, most := 0, 1000, 0
		for range 300 {
			text := Styled(r, style)
			if strings.Contains(text, has[style]) {
				found++
			}
			lines := strings.Count(text, "\n")
			least, most = min(least, lines), max(most, lines)
		}
		if found < 60 || least < 19 || least > 40 || most < 200 || most > 450 {
			t.Errorf("%s: %d of 300 have %q; %d to %d lines", style, found, has[style], least, most)
		}
	}
}
