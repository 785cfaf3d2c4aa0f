package main

import (
	"context"
	"strings"
	"testing"
)

// Nothing is bound to where others than this machine reach it.
func TestLoopbackOnly(t *testing.T) {
	for _, args := range [][]string{{"-sip", "0.0.0.0:0"}, {"-web", ":0"}, {"-web", "192.0.2.1:80"}} {
		var out, errs strings.Builder
		if code := run(t.Context(), append(args, "-out", t.TempDir()), &out, &errs); code != 2 {
			t.Errorf("%v: exit code %d: %s", args, code, errs.String())
		}
	}
}

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
