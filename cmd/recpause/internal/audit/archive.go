package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
)

// isManifest reports whether a file is a recording's manifest, by its name: as replay calls it, one a layout.
func isManifest(name string) bool {
	return name == "manifest.json" || strings.HasPrefix(name, "recording-") && strings.HasSuffix(name, ".json")
}

// archive judges every call below a folder, one that cannot be judged as well as the next.
func (p *printer) archive(dir string) int {
	folders, err := callFolders(dir)
	if err != nil {
		return p.failed("", err)
	}
	for i, folder := range folders {
		p.progress(i+1, len(folders), folder)
		jobs, err := folderJobs(folder)
		if err != nil {
			p.failed(folder, err)
			continue
		}
		for _, j := range jobs {
			p.judge(j)
		}
	}
	p.clear()
	p.summary(len(folders))
	p.duty()
	return p.code
}

// callFolders returns the folders that hold a call, in order.
func callFolders(dir string) (folders []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (d.Name() == callfiles.Log || isManifest(d.Name())) {
			folders = append(folders, filepath.Dir(path))
		}
		return err
	})
	slices.Sort(folders)
	folders = slices.Compact(folders)
	if err == nil && len(folders) == 0 {
		err = command.Problem("%s: %sもmanifest.jsonもありません。通話のあるフォルダーを指定してください",
			"%s: there is neither a %s nor a manifest.json below it; expected a folder of calls", dir, callfiles.Log)
	}
	return folders, err
}

// folderJobs returns the recordings of a folder. Manifests count before a log: each is about one recording, and knows
// more.
func folderJobs(folder string) (jobs []job, err error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if isManifest(f.Name()) {
			j, err := manifestJob(filepath.Join(folder, f.Name()))
			if err != nil {
				return nil, err
			}
			jobs = append(jobs, j)
		}
	}
	if len(jobs) > 0 {
		return jobs, nil
	}
	s, err := callfiles.Open(filepath.Join(folder, callfiles.Log))
	if err != nil {
		return nil, err
	}
	return logJobs(folder, s)
}

// manifestJob returns the recording of a manifest: the files that are given, or else those beside it.
func manifestJob(name string, files ...string) (job, error) {
	text, err := os.Open(name)
	if err != nil {
		return job{}, err
	}
	defer text.Close()
	m, err := manifest.Read(text)
	if err != nil {
		return job{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(files) == 0 {
		names := callfiles.Names(m.Layout)
		if len(m.Files) > 0 {
			names = nil
			for _, f := range m.Files {
				names = append(names, f.Name)
			}
		}
		files = in(filepath.Dir(name), names)
	}
	return job{files, func(int64, recording.Codec) (manifest.Manifest, error) { return m, nil }}, nil
}

func in(folder string, names []string) (paths []string) {
	for _, name := range names {
		paths = append(paths, filepath.Join(folder, name))
	}
	return paths
}

// logJobs returns the recordings of a log's calls, in each layout of which there is a file. A recorded call without any
// is an error.
func logJobs(folder string, s *callfiles.Story) (jobs []job, err error) {
	for i, r := range s.Recordings {
		c := call{r, s}
		dir := folder
		if i > 0 {
			dir = filepath.Join(folder, callfiles.Folder(c.Call))
		}
		found := false
		for _, l := range callfiles.Layouts {
			if paths := in(dir, callfiles.Names(l)); slices.ContainsFunc(paths, exists) {
				jobs, found = append(jobs, job{paths, c.in(l)}), true
			}
		}
		if !found && c.Recorded {
			err = errors.Join(err, command.Problem("%s: 通話%sの録音がありません。録音は、%sのような名前で置いてください",
				"%s: there is no recording of call %s; expected a file such as %s", dir, c.Call,
				callfiles.Names(s.Header.Config.Layout)[0]))
		}
	}
	return jobs, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// A call is one recording of a log.
type call callfiles.Call

// in returns how the call's manifest in a layout is made. A recording starts at the log's position 0 at the earliest,
// and one whose call goes on is as long as its files.
func (c call) in(l recording.Layout) func(int64, recording.Codec) (manifest.Manifest, error) {
	return func(samples int64, codec recording.Codec) (manifest.Manifest, error) {
		from := max(c.Timeline.Origin(), 0)
		to, over := c.Timeline.Ended()
		if !over {
			to = max(c.Events[len(c.Events)-1].At, from+samples)
		}
		o := manifest.Options{Call: c.Call, Recorded: c.Recorded, Layout: l, Codec: codec,
			Rate: recording.Rate(c.Header.SampleRate), Tone: recording.DefaultTone()}
		return manifest.New(c.Timeline, recording.Span{From: from, To: max(from, to)}, c.Names, o)
	}
}
