package locale_test

import (
	"testing"

	"github.com/recpause/recpause/internal/locale"
	"github.com/recpause/recpause/spec"
)

// A flag counts before the locale, the first variable that is set before the others, and English where none of them
// helps.
func TestLanguage(t *testing.T) {
	for _, row := range []struct {
		flag, all, messages, lang string
		want                      spec.Lang
	}{
		{"", "", "", "", spec.EN}, {"", "", "", "ja_JP.UTF-8", spec.JA},
		{"", "", "en_US.UTF-8", "ja_JP.UTF-8", spec.EN},
		{"", "ja_JP.UTF-8", "en_US.UTF-8", "C", spec.JA}, {"", "C", "", "ja_JP.UTF-8", spec.EN},
		{"ja", "en_US.UTF-8", "", "", spec.JA},
	} {
		t.Setenv("LC_ALL", row.all)
		t.Setenv("LC_MESSAGES", row.messages)
		t.Setenv("LANG", row.lang)
		if got, err := locale.Language(row.flag); err != nil || got != row.want {
			t.Errorf("%+v: got %v, %v", row, got, err)
		}
	}
	if _, err := locale.Language("fr"); err == nil {
		t.Error("got no error for a language that there is not")
	}
}
