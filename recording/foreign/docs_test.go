package foreign_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The page's Go is that of the example, which is compiled and run; and it has every format and every column.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/foreign-metadata.md")
	require.NoError(t, err)
	example, err := os.ReadFile("webex_test.go")
	require.NoError(t, err)
	squeeze := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	blocks := strings.Split(string(page), "```go\n")[1:]
	require.Len(t, blocks, 1)
	code, _, _ := strings.Cut(blocks[0], "```")
	_, code, _ = strings.Cut(code, "\n)\n") // behind the imports
	require.Contains(t, squeeze(string(example)), squeeze(code))
	for _, s := range samples {
		require.Contains(t, string(page), "| `"+s.format.String()+"` |")
	}
	for _, column := range []string{"recording", "from", "to", "unit", "start", "length", "side", "effect", "uncertainty",
		"reason"} {
		require.Contains(t, string(page), "`"+column+"`")
	}
}
