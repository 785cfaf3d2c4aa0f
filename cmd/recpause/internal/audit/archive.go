package audit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/system"
)

const logFile = "call.jsonl"

// isManifest reports whether a file is a recording's manifest, by its name: as cmd/recpause/replay calls it, a layout each.
func isManifest(name string) bool {
	return name == "manifest.json" || strings.HasPrefix(name, "recording-") && strings.HasSuffix(name, ".json")
}

// layoutFiles are the names of a recording's files.
var layoutFiles = map[recording.Layout][]string{
	recording.OneChannel: {"recording-1ch.wav"},
	recording.TwoChannel: {"recording-2ch.wav"},
	recording.Split:      {"recording-split-operator.wav", "recording-split-counterpart.wav"},
}

var layouts = []recording.Layout{recording.OneChannel, recording.TwoChannel, recording.Split}

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
	return p.code
}

// callFolders returns the folders that hold a call, in order.
func callFolders(dir string) (folders []string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && (d.Name() == logFile || isManifest(d.Name())) {
			folders = append(folders, filepath.Dir(path))
		}
		return err
	})
	slices.Sort(folders)
	folders = slices.Compact(folders)
	if err == nil && len(folders) == 0 {
		err = fmt.Errorf("%s: got no %s and no manifest.json, expected a folder with calls", dir, logFile)
	}
	return folders, err
}

// folderJobs returns the recordings of a folder. Manifests count before a log: each is about one recording, and knows more.
func folderJobs(folder string) (jobs []job, err error) {
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if isManifest(f.Name()) {
			j, err := manifestJob(folder, f.Name())
			if err != nil {
				return nil, err
			}
			jobs = append(jobs, j)
		}
	}
	if len(jobs) > 0 {
		return jobs, nil
	}
	all, err := readLog(filepath.Join(folder, logFile))
	if err != nil {
		return nil, err
	}
	return all.jobs(folder)
}

// manifestJob returns the recording of a manifest, whose files are beside it.
func manifestJob(folder, name string) (job, error) {
	m, err := readManifest(filepath.Join(folder, name))
	if err != nil {
		return job{}, err
	}
	names := layoutFiles[m.Layout]
	if len(m.Files) > 0 {
		names = nil
		for _, f := range m.Files {
			names = append(names, f.Name)
		}
	}
	return job{in(folder, names), m.as}, nil
}

func in(folder string, names []string) (paths []string) {
	for _, name := range names {
		paths = append(paths, filepath.Join(folder, name))
	}
	return paths
}

// jobs returns the recordings of a log's calls, in each layout of which there is a file. A recorded call without any is an error.
func (all calls) jobs(folder string) (jobs []job, err error) {
	for i, c := range all {
		dir := folder
		if i > 0 {
			dir = filepath.Join(folder, strings.ReplaceAll(url.PathEscape(c.Call), ":", "%3A"))
		}
		found := false
		for _, l := range layouts {
			if paths := in(dir, layoutFiles[l]); slices.ContainsFunc(paths, exists) {
				jobs, found = append(jobs, job{paths, c.in(l)}), true
			}
		}
		if !found && c.Recorded {
			err = errors.Join(err, fmt.Errorf("%s: got no recording of %s, expected one such as %s", dir, c.Call, layoutFiles[c.layout][0]))
		}
	}
	return jobs, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// A call is one recording of a log.
type call struct {
	*system.CallRecording
	layout recording.Layout // what the log says
	rate   recording.Rate
	last   int64 // the position of the log's last event
}

// calls are those of a log, in the order of their answers.
type calls []call

// readLog reads a log to its end. Every error names the file, and the line where there is one.
func readLog(name string) (calls, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	all, err := tell(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

func tell(log io.Reader) (all calls, err error) {
	r, err := calllog.NewReader(log)
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(r, pause.Policy{})
	if err != nil {
		return nil, err
	}
	var recordings system.CallRecordings
	last := int64(0)
	for {
		event, outcome, err := run.Next()
		if err == io.EOF {
			break
		}
		if err == nil {
			err = recordings.Add(run.System, outcome)
		}
		if err != nil {
			return nil, err
		}
		last = event.At
	}
	for _, rec := range recordings.All() {
		all = append(all, call{rec, r.Header.Config.Layout, recording.Rate(r.Header.SampleRate), last})
	}
	return all, nil
}

// find returns the call of an id, or the first one.
func (all calls) find(id string) (call, error) {
	for _, c := range all {
		if id == "" || c.Call == id {
			return c, nil
		}
	}
	if id == "" {
		return call{}, fmt.Errorf("got no answered call, expected one")
	}
	return call{}, fmt.Errorf("got no answered call %q, expected one", id)
}

// in returns how the call's manifest in a layout is made. A recording starts at the log's position 0 at the earliest, and one whose call
// goes on is as long as its files.
func (c call) in(l recording.Layout) func(int64, recording.Codec) (manifest.Manifest, error) {
	return func(samples int64, codec recording.Codec) (manifest.Manifest, error) {
		from := max(c.Timeline.Origin(), 0)
		to, over := c.Timeline.End()
		if !over {
			to = max(c.last, from+samples)
		}
		return manifest.New(c.Timeline, recording.Span{From: from, To: max(from, to)}, c.Names, manifest.Options{
			Call: c.Call, Recorded: c.Recorded, Layout: l, Codec: codec, Rate: c.rate, Tone: recording.DefaultTone()})
	}
}
