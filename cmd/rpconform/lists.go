package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/recpause/recpause/conformance"
	"github.com/recpause/recpause/conformance/shim"
	"github.com/recpause/recpause/internal/faults"
	"github.com/recpause/recpause/internal/visible"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/spec/vectors"
)

// listRules lists the rules that can be judged, or says what some say.
func listRules(_ context.Context, lang spec.Lang, ids []string, s streams) (code int, err error) {
	if len(ids) == 0 {
		for _, id := range conformance.Rules() {
			r, _ := spec.Lookup(id)
			fmt.Fprintf(s.out, "%v  %v\n", id, r.Statement.In(lang))
		}
	}
	for _, name := range ids {
		id, err := spec.ParseID(name)
		if err != nil {
			return broke, err
		}
		r, _ := spec.Lookup(id)
		fmt.Fprintf(s.out, "%v  %v\n  %v\n  %v, %v\n", r.ID, r.Statement.In(lang), r.Place.In(lang), r.Support.In(lang),
			r.Certainty)
	}
	return conformant, nil
}

// listFaults lists the seeded faults.
func listFaults(_ context.Context, lang spec.Lang, _ []string, s streams) (code int, err error) {
	for fault := range faults.All() {
		fmt.Fprintf(s.out, "%-5s %v  %v\n", fault.ID, fault.Name.In(lang), fault.Breaks)
	}
	return conformant, nil
}

// runVectors writes the vectors into a folder, which must not have any yet.
func runVectors(f *flag.FlagSet) action {
	dir := f.String("o", "", help("書き出し先の`フォルダー`", "the `folder` to write to"))
	return func(_ context.Context, _ spec.Lang, _ []string, s streams) (code int, err error) {
		if *dir == "" {
			return broke, errors.New("no folder; expected one, as in: rpconform vectors -o vectors")
		}
		files, err := fs.Glob(vectors.FS(), "*")
		if err == nil {
			err = os.CopyFS(*dir, vectors.FS())
		}
		if err != nil {
			return broke, err
		}
		for _, file := range files {
			fmt.Fprintln(s.out, filepath.Join(*dir, file))
		}
		return conformant, nil
	}
}

// runTrace judges a log that a program has written.
func runTrace(f *flag.FlagSet) action {
	var profile conformance.Profile
	profileFlag(f, &profile)
	return func(_ context.Context, lang spec.Lang, args []string, s streams) (code int, err error) {
		text, err := s.file(args)
		if err != nil {
			return broke, err
		}
		defer text.Close()
		r, err := conformance.CheckTrace(text, profile, pause.Policy{})
		if err != nil {
			return broke, err
		}
		io.WriteString(s.out, r.In(lang))
		switch r.Verdict() {
		case conformance.Fail:
			return nonconformant, nil
		case conformance.Inconclusive:
			return broke, nil // the report says why
		}
		return conformant, nil
	}
}

// checkTranscript says what is wrong with what a program and the kit have said to each other.
func checkTranscript(_ context.Context, lang spec.Lang, args []string, s streams) (code int, err error) {
	text, err := s.file(args)
	if err != nil {
		return broke, err
	}
	defer text.Close()
	said := bufio.NewReader(text)
	switch _, err := said.Peek(1); {
	case err == io.EOF:
		return broke, errors.New(spec.Text{JA: "ファイルが空のため、判定できません",
			EN: "the file is empty, so there is nothing to judge"}.In(lang))
	case err != nil:
		return broke, err
	}
	if err := shim.CheckTranscript(said); err != nil {
		for _, line := range visible.Errors(err, error.Error) {
			fmt.Fprintln(s.out, line)
		}
		return nonconformant, nil
	}
	fmt.Fprintln(s.out, spec.Text{JA: "プロトコルどおりです。", EN: "Everything is as the protocol says."}.In(lang))
	return conformant, nil
}

// file opens the file that is named, or standard input for -.
func (s streams) file(names []string) (io.ReadCloser, error) {
	switch {
	case len(names) != 1:
		return nil, errors.New("expected one file, or - for standard input")
	case names[0] == "-":
		return io.NopCloser(s.in), nil
	}
	return os.Open(names[0])
}

// mostText is how large a text may be that is read as a whole: a report, the manual's page, declared differences.
const mostText = 64 << 20

// readText reads such a text. A device has no end.
func readText(name string, from io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(from, mostText+1))
	if err == nil && len(text) > mostText {
		err = fmt.Errorf("%s: larger than %d MiB, and not read", name, mostText>>20)
	}
	return text, err
}

// textOf reads a text from the file that is named.
func textOf(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readText(name, file)
}
