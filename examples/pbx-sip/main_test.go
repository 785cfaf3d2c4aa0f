package main

import (
	"context"
	"strings"
	"testing"
)

// -h says what the telephones can dial, and every flag.
func TestHelp(t *testing.T) {
	var out, errs strings.Builder
	if code := run(context.Background(), []string{"-h"}, &out, &errs); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	for _, want := range []string{"*70", "-enforce", "-sip", "-out", "*1"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("the help lacks %s", want)
		}
	}
}
