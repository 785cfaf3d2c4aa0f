package wav

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/recpause/recpause/recording/live"
)

// Files are what a live recording writes: one WAV file, or for split the operator side's and the far side's. They
// belong to the recording's owner, and may be synced and closed by another goroutine meanwhile.
type Files struct {
	sinks []*sink
}

// Create makes the files of a new recording: one, or two for split. A file that is there already is an error,
// fs.ErrExist, and stays as it is: no recording is written over. Where a kill has come between Create and the first line
// of the recording's journal, nothing is in it, and no journal knows of it: the owner deletes it at the next start. The
// other errors are those of the file system, and an *Error for names that are too few or too many.
func Create(c live.Config, names ...string) (*Files, error) {
	return openFiles(c, names, os.O_RDWR|os.O_CREATE|os.O_EXCL)
}

// Restore opens the files of a recording after a crash, for live.Restore, or to be closed where nothing goes on. Their
// headers count what is in them from now on. A file that the disk has lost, or its header, is made anew. An *Error
// reports a file that is another one, or holds another codec, rate or number of channels; no file is changed then.
func Restore(c live.Config, names ...string) (*Files, error) {
	return openFiles(c, names, os.O_RDWR|os.O_CREATE)
}

func openFiles(c live.Config, names []string, flags int) (*Files, error) {
	tracks := c.Layout.Files()
	switch {
	case len(names) != len(tracks):
		return nil, &Error{strings.Join(names, ", "), fmt.Sprintf("%d files", len(names)),
			fmt.Sprintf("%d for %v", len(tracks), c.Layout)}
	case !c.Codec.Known() || c.Rate <= 0 || c.Rate > maxRate:
		return nil, &Error{strings.Join(names, ", "), fmt.Sprintf("%v at %d Hz", c.Codec, c.Rate), wanted}
	}
	f := &Files{}
	err := f.open(names, flags, Format{Codec: c.Codec, Channels: len(tracks[0]), Rate: int(c.Rate)})
	if err == nil {
		err = f.each((*sink).begin)
	}
	if err == nil {
		return f, nil
	}
	for _, s := range f.sinks {
		s.disk.Close()
		if flags&os.O_EXCL != 0 { // it was made a moment ago
			os.Remove(s.name)
		}
	}
	return nil, err
}

const maxRate = 1 << 24

// open opens files of one format, one after another, and changes none that is there.
func (f *Files) open(names []string, flags int, format Format) error {
	for _, name := range names {
		file, err := os.OpenFile(name, flags, 0o666)
		if err != nil {
			return err
		}
		s, err := newSink(file, name, format)
		if err != nil {
			file.Close()
			return err
		}
		f.sinks = append(f.sinks, s)
	}
	return nil
}

// Sinks are what live.New and live.Restore are given.
func (f *Files) Sinks() (all []io.WriterAt) {
	for _, s := range f.sinks {
		all = append(all, s)
	}
	return all
}

// Sizes returns how many bytes of audio each file has, as live.Restore wants to know.
func (f *Files) Sizes() (all []int64) {
	for _, s := range f.sinks {
		all = append(all, s.size())
	}
	return all
}

// Sync writes what has been joined so far and the headers, and has the disk keep all of it. Meanwhile the recording may
// go on.
func (f *Files) Sync() error { return f.each((*sink).Sync) }

// Close syncs the files and closes them; live.Recording.Close comes before. After an error Close may be called again:
// what could not be written is still due. Closing closed files does nothing.
func (f *Files) Close() error { return f.each((*sink).Close) }

func (f *Files) each(do func(*sink) error) error {
	var all []error
	for _, s := range f.sinks {
		all = append(all, do(s))
	}
	return errors.Join(all...)
}
