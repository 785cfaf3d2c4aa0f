package callfiles

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/command"
)

const (
	tempPrefix = ".recpause-" // of a folder that is filled beside its place
	lockName   = "lock"       // the file in it that its process holds as long as it lives
)

// A Temp is a folder that belongs to this process, until it is removed.
type Temp struct {
	Dir  string
	lock *os.File
}

// NewTemp makes a folder in another one. It has its lock before anybody can see that there is one.
func NewTemp(beside string) (*Temp, error) {
	dir, err := os.MkdirTemp(beside, tempPrefix+"*")
	if err != nil {
		return nil, err
	}
	unseen := filepath.Join(dir, "new-"+lockName)
	lock, err := os.Create(unseen)
	if err == nil {
		if err = Hold(lock); err == nil || errors.Is(err, errors.ErrUnsupported) {
			err = os.Rename(unseen, filepath.Join(dir, lockName))
		}
	}
	t := &Temp{dir, lock}
	if err != nil {
		return nil, errors.Join(err, t.Remove())
	}
	return t, nil
}

// Remove removes the folder with all that is in it. A second time it does nothing.
func (t *Temp) Remove() error {
	t.lock.Close() // fails for nil and a second time, and nothing is left to be done
	return os.RemoveAll(t.Dir)
}

// RemoveLeftovers removes from a folder, as far as it can, what processes have left that were killed: a call's audio
// would lie there for ever. What belongs to a process that lives, or to nobody that is known, stays.
func RemoveLeftovers(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), tempPrefix) {
			continue
		}
		folder := filepath.Join(dir, e.Name())
		lock, err := command.OpenFile(filepath.Join(folder, lockName))
		if err != nil {
			continue // not one of ours
		}
		if Hold(lock) == nil {
			os.RemoveAll(folder)
		}
		lock.Close()
	}
}
