package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/recpause/recpause/recording"
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
