package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// because stands between a listed mutant and why it changes nothing.
const because = "  because "

// readListed reads the mutants that change nothing: one a line, as it is printed, and why.
func readListed(name string) (map[string]string, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	listed := map[string]string{}
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, why, ok := strings.Cut(line, because)
		if !ok || why == "" {
			return nil, fmt.Errorf("%s:%d: no reason; want a mutant,%sand why it changes nothing", name, n+1, because)
		}
		if listed[key] != "" {
			return nil, fmt.Errorf("%s:%d: %s is listed twice", name, n+1, key)
		}
		listed[key] = why
	}
	return listed, nil
}

// packageOf returns the package of a listed mutant.
func packageOf(key string) string {
	name, _, _ := strings.Cut(key, " ")
	return name
}
