package command

import (
	"regexp"
	"sync"
)

// Regexp returns what returns a regular expression, compiled when it is asked for the first time. Every command would
// otherwise compile those of all others before it begins, which took a quarter of its start.
func Regexp(source string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })
}
