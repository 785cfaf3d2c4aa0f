// Package locale says which language a command speaks.
package locale

import (
	"cmp"
	"os"

	"github.com/recpause/recpause/spec"
)

// Language returns the language of a flag, or else that of the locale, or else English. The error is that of
// spec.ParseLang, for a flag.
func Language(flag string) (spec.Lang, error) {
	if flag != "" {
		return spec.ParseLang(flag)
	}
	l, err := spec.ParseLang(cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")))
	if err != nil {
		return spec.EN, nil
	}
	return l, nil
}
