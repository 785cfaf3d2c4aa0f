package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/recpause/recpause/recording/live/axis"
)

// A record is what has to be on the disk together before anybody is told. Of one story it is what is new in the log, a
// line of each recording's journal, and the axes.
type record struct {
	Story    string                     `json:"story"`
	Answered time.Time                  `json:"answered,omitzero"`
	Log      []piece                    `json:"log,omitempty"`
	Calls    map[string]json.RawMessage `json:"calls,omitempty"`
	Legs     map[string]*axis.Axis      `json:"legs,omitempty"`
}

// A piece is what calllog.Writer writes at an offset of its file.
type piece struct {
	Offset int64  `json:"offset"`
	Text   string `json:"text"`
}

// A journal is one file of all stories. It has a goroutine of its own, which writes and syncs what many stories append
// meanwhile as one, so that no story waits for a disk.
type journal struct {
	file *os.File
	size int64
	in   chan entry
}

type entry struct {
	line []byte
	then func() // when it is on the disk
}

// openJournal returns the journal and its records. Half a line at the end was confirmed to nobody.
func openJournal(name string) (*journal, []record, error) {
	file, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, nil, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, err
	}
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	var records []record
	for line := range bytes.Lines(text) {
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, nil, err
		}
		records = append(records, r)
	}
	j := &journal{file: file, size: int64(len(text)), in: make(chan entry, 1000)}
	go j.run()
	return j, records, nil
}

// append takes a record, and calls a function in the journal's goroutine when the record is on the disk.
func (j *journal) append(r record, then func()) error {
	line, err := json.Marshal(r)
	if err != nil {
		line = nil
	}
	j.in <- entry{append(line, '\n'), then}
	return err
}

func (j *journal) run() {
	for e := range j.in {
		text, batch := bytes.Clone(e.line), []entry{e}
		for len(j.in) > 0 {
			e = <-j.in
			text, batch = append(text, e.line...), append(batch, e)
		}
		for err := j.write(text); err != nil; err = j.write(text) {
			fmt.Fprintln(os.Stderr, "pbx: nobody is told anything:", err)
			time.Sleep(100 * time.Millisecond)
		}
		for _, e := range batch {
			e.then()
		}
	}
}

// write writes over what a failed write has left.
func (j *journal) write(text []byte) error {
	n, err := j.file.WriteAt(text, j.size)
	if err == nil {
		err = j.file.Sync()
	}
	if err == nil {
		j.size += int64(n)
	}
	return err
}
