// Package explore visits every state that a few softphones and telephones can come to: do the model's laws hold at
// every step, does every peculiarity of the manual occur, and where does a display differ from what is recorded? Each
// answer has a shortest story.
package explore

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/system"
)

// options are what the flags say.
type options struct {
	parties, events, out string
	calls                int
	documented           bool
}

// Command is the subcommand. Its exit code is 1 where something does not hold or cannot be written.
func Command() command.Sub {
	var o options
	return command.Sub{
		Name: "explore",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "parties", Destination: &o.parties, Value: "A,B,X"},
			&cli.IntFlag{Name: "calls", Destination: &o.calls, Value: 2},
			&cli.StringFlag{Name: "events", Destination: &o.events},
			&cli.BoolFlag{Name: "documented", Destination: &o.documented},
			&cli.StringFlag{Name: "out", Destination: &o.out},
			command.LangFlag(""),
		},
		Do: func(c *command.Call) int {
			w, err := o.world()
			if err != nil {
				return c.Misuse(err)
			}
			if err := free(o.out); err != nil {
				return c.Fail(command.Failed, fmt.Errorf("-out: %w", err))
			}
			meter := c.Meter("できごとを試しています：", "events tried:", 0)
			s, err := survey(w, meter)
			meter.End()
			if err == nil {
				err = s.write(o.out)
			}
			if err != nil {
				return c.Fail(command.Failed, err)
			}
			printer{c}.report(s, o)
			if !s.holds() {
				return command.Failed
			}
			return command.Done
		},
	}
}

func (o options) world() (system.World, error) {
	w, err := system.Among(words(o.parties)...)
	if err != nil {
		return w, fmt.Errorf("-parties: %w", err)
	}
	if o.calls < 1 || o.calls > 9 {
		return w, command.Problem("-calls: %dは使用できません。1から9を指定してください", "-calls: got %d, expected 1 to 9", o.calls)
	}
	w.Calls = o.calls
	for _, name := range words(o.events) {
		k, err := calllog.ParseKind(name)
		if err != nil {
			return w, fmt.Errorf("-events: %w", err)
		}
		w.Kinds = append(w.Kinds, k)
	}
	w.DocumentedOnly = o.documented
	return w, nil
}

func words(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

// A found is what a search found out about a world.
type found struct {
	world      system.World
	size       system.Size
	results    []system.Result
	mismatches []system.Sighting
}

// survey visits a world and asks what is to be asked of it.
func survey(w system.World, m *command.Meter) (found, error) {
	var mismatches system.Mismatches
	results, size, err := w.Check(func(e system.Edge) {
		m.Add(1)
		mismatches.Add(e)
	})
	return found{w, size, results, mismatches.All()}, err
}

// holds reports whether all is as it is to be. Among chosen events a peculiarity may be out of reach, and nothing
// follows from that.
func (s found) holds() bool {
	for _, r := range s.results {
		if !r.Holds && !(r.Sometimes && len(s.world.Kinds) > 0) {
			return false
		}
	}
	return true
}

func (s found) folder(i int) string { return fmt.Sprintf("%02d-%s", i+1, s.results[i].ID()) }

func mismatchFolder(i int) string { return fmt.Sprintf("mismatch-%02d", i+1) }

func (s found) write(dir string) error {
	if dir == "" {
		return nil
	}
	for i, r := range s.results {
		if r.Witness == nil {
			continue
		}
		if err := s.writeLog(filepath.Join(dir, s.folder(i)), r.Witness); err != nil {
			return err
		}
	}
	for i, m := range s.mismatches {
		if err := s.writeLog(filepath.Join(dir, mismatchFolder(i)), m.Story); err != nil {
			return err
		}
	}
	return nil
}

func (s found) writeLog(dir string, story []calllog.Event) error {
	var log bytes.Buffer
	if err := errors.Join(s.world.WriteLog(&log, story), os.MkdirAll(dir, 0o755)); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, callfiles.Log), log.Bytes(), 0o644)
}

// free makes sure that a folder holds nothing yet, so that no story of another search stays among those of this one.
func free(dir string) error {
	if dir == "" {
		return nil
	}
	switch entries, err := os.ReadDir(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) > 0:
		return command.Problem("%sは空のフォルダーではありません。空のフォルダーか、新しいフォルダーの名前を指定してください",
			"%s is not empty; expected an empty folder or the name of a new one", dir)
	}
	return nil
}
