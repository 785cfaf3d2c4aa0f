package main

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A journal is one file of the records of all stories that go on, in which one sync is enough for all that have come
// meanwhile: a disk syncs a hundred times a second or two, and a thousand calls want more than that.
//
// After a write or a sync has failed nobody knows what the disk holds, so that every later record fails, too.
type journal struct {
	path string

	mutex   sync.Mutex
	waiting batch
	closed  bool
	wake    chan struct{} // something waits
	ended   chan struct{} // everything is written that ever will be

	// What follows is of the goroutine that writes.
	file   *os.File
	size   int64
	open   map[string]int64 // by story, how many bytes of the file are its records
	failed error
}

// A batch is what is written and synced at once.
type batch struct {
	bytes []byte
	ends  []ending
}

// An ending is where a record ends in a batch.
type ending struct {
	story string
	over  bool // it is the story's last
	size  int64
	done  func(error)
}

// gather is how long the first of some records waits for others to share its sync.
const gather = 4 * time.Millisecond

// openJournal opens a journal and returns what it holds of stories that have not come to their end, by story. What a
// crash has left of a record that was being written is cut off: nobody was told that it is there.
func openJournal(path string) (*journal, map[string][][]byte, error) {
	cut := map[string][][]byte{}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, nil, err
	}
	for story, record := range frames(old) {
		if record == nil {
			delete(cut, story)
		} else {
			cut[story] = append(cut[story], record)
		}
	}
	j := &journal{path: path, open: map[string]int64{}, wake: make(chan struct{}, 1), ended: make(chan struct{})}
	for story := range cut {
		j.open[story] = 0
	}
	if err := j.rewrite(old); err != nil {
		return nil, nil, err
	}
	go j.run()
	return j, cut, nil
}

// append adds a record of a story. It never waits for the disk. Done is called by the journal's own goroutine, in the
// order of the records, and must not block.
func (j *journal) append(story string, record []byte, done func(error)) {
	j.add(story, record, false, done)
}

// end says that a story is over: its records are needed no more.
func (j *journal) end(story string, done func(error)) { j.add(story, nil, true, done) }

func (j *journal) add(story string, record []byte, over bool, done func(error)) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	if j.closed {
		go done(os.ErrClosed)
		return
	}
	before := len(j.waiting.bytes)
	j.waiting.bytes = appendFrame(j.waiting.bytes, story, record, over)
	j.waiting.ends = append(j.waiting.ends, ending{story, over, int64(len(j.waiting.bytes) - before), done})
	select {
	case j.wake <- struct{}{}:
	default:
	}
}

// close writes what waits, and ends.
func (j *journal) close() error {
	j.mutex.Lock()
	if !j.closed {
		j.closed = true
		close(j.wake)
	}
	j.mutex.Unlock()
	<-j.ended
	return errors.Join(j.failed, j.file.Close())
}

func (j *journal) run() {
	defer close(j.ended)
	spare := batch{}
	for range j.wake {
		time.Sleep(gather)
		j.mutex.Lock()
		b := j.waiting
		j.waiting = batch{spare.bytes[:0], spare.ends[:0]}
		j.mutex.Unlock()
		j.write(b)
		for _, e := range b.ends {
			e.done(j.failed)
		}
		clear(b.ends)
		spare = b
	}
}

// write writes a batch, syncs it, and gives room back when most of the file is of stories that are over.
func (j *journal) write(b batch) {
	if j.failed != nil || len(b.ends) == 0 {
		return
	}
	if _, j.failed = j.file.WriteAt(b.bytes, j.size); j.failed != nil {
		return
	}
	if j.failed = j.file.Sync(); j.failed != nil {
		return
	}
	j.size += int64(len(b.bytes))
	for _, e := range b.ends {
		if j.open[e.story] += e.size; e.over {
			delete(j.open, e.story)
		}
	}
	if j.size > roomy && j.size > 4*j.needed() {
		j.failed = j.shrink()
	}
}

// roomy is the size of a journal that is worth making smaller.
const roomy = 4 << 20

func (j *journal) needed() (n int64) {
	for _, size := range j.open {
		n += size
	}
	return n
}

func (j *journal) shrink() error {
	old := make([]byte, j.size)
	if _, err := j.file.ReadAt(old, 0); err != nil {
		return err
	}
	return j.rewrite(old)
}

// rewrite puts a new file in the old one's place that holds the records of the stories that are open.
func (j *journal) rewrite(old []byte) error {
	next, err := os.OpenFile(j.path+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	var kept []byte
	sizes := map[string]int64{}
	for story, record := range frames(old) {
		if _, ok := j.open[story]; ok && record != nil {
			before := len(kept)
			kept = appendFrame(kept, story, record, false)
			sizes[story] += int64(len(kept) - before)
		}
	}
	_, err = next.Write(kept)
	if err = errors.Join(err, next.Sync()); err == nil {
		err = os.Rename(next.Name(), j.path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(j.path))
	}
	if err != nil {
		return errors.Join(err, next.Close())
	}
	if j.file != nil {
		j.file.Close()
	}
	j.file, j.size, j.open = next, int64(len(kept)), sizes
	return nil
}

// syncFolder makes the names in a folder last.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// A frame is the length of what follows its head, its checksum, whether the story is over, the length of the story's
// name and the name, and the record.
const frameHead = 8

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func appendFrame(b []byte, story string, record []byte, over bool) []byte {
	start := len(b)
	b = append(b, make([]byte, frameHead)...)
	b = append(b, bit(over), byte(len(story)))
	b = append(append(b, story...), record...)
	body := b[start+frameHead:]
	binary.LittleEndian.PutUint32(b[start:], uint32(len(body)))
	binary.LittleEndian.PutUint32(b[start+4:], crc32.Checksum(body, castagnoli))
	return b
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// frames returns every whole frame up to the first that is none, by its story. A nil record is the story's end.
func frames(b []byte) func(yield func(string, []byte) bool) {
	return func(yield func(string, []byte) bool) {
		for len(b) >= frameHead {
			size, sum := int64(binary.LittleEndian.Uint32(b)), binary.LittleEndian.Uint32(b[4:])
			if size < 2 || size > int64(len(b)-frameHead) {
				return
			}
			body := b[frameHead : frameHead+size]
			name := 2 + int64(body[1])
			if crc32.Checksum(body, castagnoli) != sum || name > size {
				return
			}
			record := body[name:]
			if body[0] != 0 {
				record = nil
			}
			if !yield(string(body[2:name]), record) {
				return
			}
			b = b[frameHead+size:]
		}
	}
}
