package archive

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/cmd/recpause/internal/judge"
)

// The lines of a journal, of which each is one of these. What stands behind the last mark counts for nothing: it was
// being written when the run was stopped, and is judged again.
type line struct {
	Format string  `json:"format,omitempty"` // of the first line, with all of a run that does not change
	Run    string  `json:"run,omitempty"`
	Plan   *Plan   `json:"plan,omitempty"`
	Sample *Sample `json:"sample,omitempty"`

	Result *record `json:"result,omitempty"`
	Mark   *mark   `json:"mark,omitempty"`
}

const format = "recpause-archive/1"

// A mark says that what stands before it is on the disk and counts.
type mark struct {
	Last    judge.Key `json:"last"`    // the key of the last result
	Results int64     `json:"results"` // in the journal
	Page    int       `json:"page,omitempty"`
	Done    bool      `json:"done,omitempty"` // nothing is left to be judged
}

// A record is a result as a journal has it: of a recording with nothing wrong no more than how much of it was seen.
type record struct {
	judge.Result
	Verdicts []verdict `json:"verdicts,omitempty"`
}

type verdict struct {
	judge.Verdict
	Report json.RawMessage `json:"report,omitempty"` // an audit.Report, where something was found
	Unseen map[string]int  `json:"unseen,omitempty"` // what could not be seen, how often
}

// recordOf returns the record of a result.
func recordOf(r judge.Result) (record, error) {
	rec := record{Result: r}
	rec.Result.Verdicts = nil
	for _, v := range r.Verdicts {
		w := verdict{Verdict: v}
		if v.Report != nil {
			for _, u := range v.Report.Unseen {
				if w.Unseen == nil {
					w.Unseen = map[string]int{}
				}
				w.Unseen[u.Why]++
			}
			if len(v.Report.Findings) > 0 {
				var err error
				if w.Report, err = json.Marshal(v.Report); err != nil {
					return record{}, err
				}
			}
		}
		rec.Verdicts = append(rec.Verdicts, w)
	}
	return rec, nil
}

// A journal is the file of a run. It is written by one process at a time.
type journal struct {
	file *os.File
	out  *bufio.Writer
	head line
	last mark
	when time.Time // of the last mark
}

// journalName is the journal's in the folder of a run.
const journalName = "journal.jsonl"

// openJournal opens the journal of a folder, or makes it. A journal of another plan is an error.
func openJournal(dir string, plan Plan, run string) (*journal, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(dir, journalName), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	j := &journal{file: file}
	if err := j.restore(plan, run); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", file.Name(), err), file.Close())
	}
	return j, nil
}

func (j *journal) restore(plan Plan, run string) error {
	if err := callfiles.Hold(j.file); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return command.Problem("別の監査がこのフォルダーを使っています", "another run uses this folder")
	}
	head, last, end, err := scan(j.file, nil)
	if err != nil {
		return err
	}
	if _, err := j.file.Seek(end, io.SeekStart); err != nil {
		return err
	}
	if err := j.file.Truncate(end); err != nil {
		return err
	}
	j.out, j.head, j.last, j.when = bufio.NewWriterSize(j.file, 1<<16), head, last, time.Now()
	if head.Plan != nil {
		return head.Plan.same(plan)
	}
	j.head = line{Format: format, Run: run, Plan: &plan}
	return nil
}

// begin writes the first line of a new journal.
func (j *journal) begin(sample *Sample) error {
	j.head.Sample = sample
	if err := j.write(j.head); err != nil {
		return err
	}
	return j.sync()
}

// isNew reports whether nothing is in it.
func (j *journal) isNew() bool {
	info, err := j.file.Stat()
	return err == nil && info.Size() == 0
}

func (j *journal) write(l line) error {
	e := json.NewEncoder(j.out)
	e.SetEscapeHTML(false)
	return e.Encode(l)
}

func (j *journal) sync() error {
	if err := j.out.Flush(); err != nil {
		return err
	}
	j.when = time.Now()
	return j.file.Sync()
}

// add writes a result.
func (j *journal) add(r record) error {
	j.last.Last = r.Key
	j.last.Results++
	return j.write(line{Result: &r})
}

// mark has all count that was added.
func (j *journal) mark() error {
	if err := j.write(line{Mark: &j.last}); err != nil {
		return err
	}
	return j.sync()
}

func (j *journal) close() error { return errors.Join(j.out.Flush(), j.file.Close()) }

// The beginnings of lines, for who looks for marks among millions of results.
var (
	markBegins   = []byte(`{"mark":`)
	resultBegins = []byte(`{"result":`)
)

// scan reads a journal: its first line, its last mark, where what counts ends, and does something with each result that
// counts. Results that do not count yet are given to nobody.
func scan(file io.Reader, do func(record) error) (head line, last mark, end int64, err error) {
	in := bufio.NewReaderSize(file, 1<<16)
	var pending [][]byte
	var at int64
	held := 0
	for {
		text, err := command.ReadLine(in)
		if err == io.EOF && (head.Plan != nil || begins(text)) {
			return head, last, end, nil // what has no end was being written
		}
		if err == io.EOF || err == bufio.ErrBufferFull {
			err = errNoJournal
		}
		if err != nil {
			return head, last, end, err
		}
		at += int64(len(text))
		switch {
		case head.Plan == nil:
			if err := json.Unmarshal(text, &head); err != nil || head.Format != format || head.Plan == nil {
				return head, last, end, errNoJournal
			}
			end = at
		case bytes.HasPrefix(text, markBegins):
			var l line
			if json.Unmarshal(text, &l) != nil || l.Mark == nil {
				return head, last, end, nil
			}
			for _, p := range pending {
				if err := decode(p, do); err != nil {
					return head, last, end, err
				}
			}
			pending, last, end, held = pending[:0], *l.Mark, at, 0
		case do != nil && bytes.HasPrefix(text, resultBegins):
			pending = append(pending, text)
			if held += len(text); held > mostPending {
				return head, last, end, errNoJournal
			}
		}
	}
}

// mostPending is how many bytes of results stand before a mark at most: marks are set twice a second.
const mostPending = 256 << 20

var errNoJournal = command.Problem("アーカイブの監査の記録ではありません", "this is no journal of an archive")

// begins reports whether a text that has no end may be the beginning of a journal. A file of somebody else is not taken
// for one that was being written, and emptied.
func begins(text []byte) bool {
	first := []byte(`{"format":"` + format + `"`)
	n := min(len(text), len(first))
	return bytes.Equal(text[:n], first[:n])
}

func decode(text []byte, do func(record) error) error {
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return err
	}
	if l.Result == nil {
		return command.Problem("アーカイブの監査の記録に、結果のない行があります", "a line of the journal has no result")
	}
	return do(*l.Result)
}
