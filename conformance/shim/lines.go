package shim

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// errTooLong is the error of a line of more than MaxLine bytes.
var errTooLong = errors.New("a line of more than 1 MiB")

// A received is a line without its end, or why there is none.
type received struct {
	line []byte
	err  error
}

// receive sends every line of a stream, and at last why it ended, until quit is closed. It never reads more than a line ahead.
func receive(in io.Reader, lines chan<- received, quit <-chan struct{}) {
	for r := bufio.NewReaderSize(in, 64<<10); ; {
		line, err := readLine(r)
		select {
		case lines <- received{line, err}:
		case <-quit:
			return
		}
		if err != nil {
			return
		}
	}
}

// readLine returns the next line. What stands behind the last end of a line is no line: its writer was cut off.
func readLine(r *bufio.Reader) (line []byte, err error) {
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(bytes.TrimRight(line, "\r\n")) > MaxLine:
			return nil, errTooLong
		case err == nil:
			return bytes.TrimRight(line, "\r\n"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}
