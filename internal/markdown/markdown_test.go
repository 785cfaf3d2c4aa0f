package markdown

import (
	"testing"

	"github.com/recpause/recpause/spec"
)

// Two languages of a page have as many headings, rows and points, in one order, whatever they say.
func TestPair(t *testing.T) {
	const page = "# A\n\n| a | b |\n- c\ntext\n"
	for ja, one := range map[string]bool{
		page: true, "# 一\n\n| 二 |\n- 三\n四\n": true, page + "\n": false, "# A\n": false, "": false,
		"## A\n\n| a | b |\n- c\ntext\n": false, "# A\n\n- c\n| a | b |\ntext\n": false,
		"# A\ntext\n| a | b |\n- c\ntext\n": false,
	} {
		files, err := Pair("docs/page", func(l spec.Lang) string { return spec.Text{JA: ja, EN: page}.In(l) })
		if (err == nil) != one || one &&
			(string(files["docs/page.md"]) != page || string(files["docs/page.ja.md"]) != ja) {
			t.Errorf("%q: got %q, %v", ja, files, err)
		}
	}
}
