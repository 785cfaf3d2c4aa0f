package replay

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

const (
	tempPrefix = ".replay-" // of an output's folder while it is filled
	lockName   = "lock"     // the file in it that its process holds as long as it lives
)

// newTemp makes a folder that belongs to this process. It has its lock before anybody can see that there is one.
func newTemp(beside string) (temp string, lock *os.File, err error) {
	if temp, err = os.MkdirTemp(beside, tempPrefix+"*"); err != nil {
		return "", nil, err
	}
	unseen := filepath.Join(temp, "new-"+lockName)
	if lock, err = os.Create(unseen); err == nil {
		if err = hold(lock); err == nil || errors.Is(err, errors.ErrUnsupported) {
			err = os.Rename(unseen, filepath.Join(temp, lockName))
		}
	}
	if err != nil {
		lock.Close() // nil where it could not be made
		return "", nil, errors.Join(err, os.RemoveAll(temp))
	}
	return temp, lock, nil
}

// removeLeftovers removes from a folder, as far as it can, what replays have left that were killed: a call's audio would
// lie there for ever. What belongs to a process that lives, or to nobody that is known, stays.
func removeLeftovers(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix) {
			continue
		}
		folder := filepath.Join(dir, e.Name())
		lock, err := os.Open(filepath.Join(folder, lockName))
		if err != nil {
			continue // not one of ours
		}
		if hold(lock) == nil {
			os.RemoveAll(folder)
		}
		lock.Close()
	}
}
