package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What api.txt says that the packages export, they export.
func TestNothingIsTakenAway(t *testing.T) {
	root := filepath.Join("..", "..")
	now, err := exported(root)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "api.txt"))
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Split(strings.TrimSpace(string(text)), "\n")
	for _, line := range said {
		if !slices.Contains(now, line) {
			t.Errorf("gone or changed: %s\n  put it back, or say so in CHANGELOG.md and run make api", line)
		}
	}
	for _, line := range now {
		if !slices.Contains(said, line) {
			t.Errorf("new: %s\n  run make api", line)
		}
	}
}

// The listing has functions, methods, types, fields, constants and variables, and nothing that is not exported.
func TestListing(t *testing.T) {
	lines, err := ofFile(filepath.Join("testdata", "sample.go"))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"const One T", "const Two", "func (*T) Method(a int) error", "func Function[E any](list []E) (n int)", "type I interface", "type I interface, Do func()",
		"type T uint8", "type S struct", "type S struct, Field string", "type S struct, T", "var V int"}
	slices.Sort(lines)
	slices.Sort(want)
	if !slices.Equal(lines, want) {
		t.Errorf("got  %q\nwant %q", lines, want)
	}
}
