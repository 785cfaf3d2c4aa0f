package judge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording/foreign"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// Rules say which objects of a store are judged, and how. The zero Rules are calls as recpause writes them: each
// manifest, and each log without one beside it, with the recordings beside it.
type Rules struct {
	Recordings string  `json:"recordings,omitempty"` // a pattern of keys
	Metadata   string  `json:"metadata,omitempty"`   // the key of a recording's metadata, with {dir}, {name} and {ext}
	Format     string  `json:"format,omitempty"`     // of the metadata
	Options    Options `json:"options,omitzero"`
	// Whole has a recording of several files judged with each of them, and not with the first only: for who looks at
	// some files and not at the others.
	Whole bool `json:"whole,omitempty"`
}

// Check reports rules that make no sense.
func (r Rules) Check() error {
	_, known := formats[r.Format]
	switch {
	case r.Recordings == "" && (r.Metadata != "" || r.Format != ""):
		return command.Problem("-metadataと-formatは、-recordingsと一緒に指定してください",
			"-metadata and -format go with -recordings")
	case r.Recordings == "":
		return nil
	case !doublestar.ValidatePattern(r.Recordings):
		return command.Problem("-recordings: 「%s」は使用できません。**/*.wavのような形で指定してください",
			"-recordings: got %q, expected a pattern such as **/*.wav", r.Recordings)
	case r.Metadata == "":
		return command.Problem("-metadataがありません。{dir}/{name}.jsonのような形で指定してください",
			"no -metadata; expected where it is, such as {dir}/{name}.json")
	case !known:
		return fmt.Errorf("-format: %w", spec.Unknown("format of metadata", r.Format, Formats()))
	}
	return nil
}

// formats read what metadata say of a recording.
var formats = map[string]func(text io.Reader, recording string) (Job, error){
	"manifest": readManifest, "log": readLog,

	"asterisk_ami": readForeign(foreign.AsteriskAMI), "asterisk_cel": readForeign(foreign.AsteriskCEL),
	"genesys": readForeign(foreign.Genesys), "csv": readForeign(foreign.CSV),
}

// Formats returns the names of the formats of metadata.
func Formats() (names []string) {
	for name := range formats {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// readManifest reads the manifest of a recording. The files are as it names them.
func readManifest(text io.Reader, _ string) (Job, error) {
	m, err := manifest.Read(text)
	if err != nil {
		return Job{}, err
	}
	files := callfiles.Names(m.Layout)
	if len(m.Files) > 0 {
		files = nil
		for _, f := range m.Files {
			files = append(files, f.Name)
		}
	}
	return Job{Files: files, Manifest: func(Audio) (manifest.Manifest, error) { return m, nil }}, nil
}

// ManifestJob returns the recording of a manifest on a disk: the files that are given, or else those beside it.
func ManifestJob(name string, files []string) (Job, error) {
	text, err := os.Open(name)
	if err != nil {
		return Job{}, err
	}
	defer text.Close()
	j, err := readManifest(text, "")
	if err != nil {
		return Job{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(files) == 0 {
		for _, file := range j.Files {
			files = append(files, filepath.Join(filepath.Dir(name), file))
		}
	}
	return NewJob(files, j.Manifest), nil
}

// readLog reads the log of a call: of several the one that is called as the recording is.
func readLog(text io.Reader, name string) (Job, error) {
	s, err := callfiles.Read(text)
	if err != nil {
		return Job{}, err
	}
	if len(s.Recordings) == 0 {
		return Job{}, command.Problem("応答のあった通話がありません", "no call in it was answered")
	}
	i := slices.IndexFunc(s.Recordings, func(r *system.CallRecording) bool { return r.Call == name })
	if i < 0 && len(s.Recordings) > 1 {
		return Job{}, command.Problem("通話が%d件あり、「%s」はその中にありません", "it has %d calls, and none is %q",
			len(s.Recordings), name)
	}
	c := callfiles.Call{CallRecording: s.Recordings[max(i, 0)], Story: s}
	return Job{Manifest: InCall(c, s.Header.Config.Layout)}, nil
}

// A Judge judges the objects of a store.
type Judge struct {
	Store
	Rules
}

// A Result is what came of one object. Its outcome is that of the worst of its recordings.
type Result struct {
	Key Key `json:"key"`
	// PartOf is another object with which this one was judged, for it is one recording, or knows more.
	PartOf   Key       `json:"part_of,omitempty"`
	Verdicts []Verdict `json:"verdicts,omitempty"`
}

// Is reports whether an object is one to be judged.
func (j *Judge) Is(key string) bool {
	if j.Recordings != "" {
		return doublestar.MatchUnvalidated(j.Recordings, key)
	}
	name := path.Base(key)
	return name == callfiles.Log || isManifest(name)
}

// isManifest reports whether a file is a recording's manifest, by its name: as replay calls it, one a layout.
func isManifest(name string) bool {
	return name == "manifest.json" || strings.HasPrefix(name, "recording-") && strings.HasSuffix(name, ".json")
}

// Judge judges an object. Only a done context is an error; whatever else is wrong is what came of it.
func (j *Judge) Judge(ctx context.Context, key string) (Result, error) {
	r := Result{Key: Key(key)}
	jobs, first, err := j.jobs(ctx, key)
	r.PartOf = Key(first)
	for _, job := range jobs {
		job.open = func(file string) (*Object, error) { return j.Open(ctx, file) }
		job.name = j.Name
		r.Verdicts = append(r.Verdicts, job.Judge(j.Options))
	}
	if err != nil {
		r.Verdicts = append(r.Verdicts, unjudged(Verdict{}, err))
	}
	return r, ctx.Err()
}

// jobs returns the recordings of an object, as far as it has some, or the object with which it is judged.
func (j *Judge) jobs(ctx context.Context, key string) (jobs []Job, first string, err error) {
	switch {
	case j.Recordings != "":
		job, first, err := j.recording(ctx, key)
		if first != "" || err != nil {
			return nil, first, err
		}
		return []Job{job}, "", nil
	case path.Base(key) != callfiles.Log:
		job, err := read(ctx, j, key, readManifest, "")
		if err != nil {
			return nil, "", err
		}
		job.Files = in(path.Dir(key), job.Files)
		return []Job{job}, "", nil
	}
	names, err := j.Folder(ctx, dirOf(key))
	if err != nil {
		return nil, "", err
	}
	if i := slices.IndexFunc(names, isManifest); i >= 0 {
		return nil, path.Join(path.Dir(key), names[i]), nil
	}
	s, err := read(ctx, j, key, func(text io.Reader, _ string) (*callfiles.Story, error) {
		return callfiles.Read(text)
	}, "")
	if err != nil {
		return nil, "", err
	}
	jobs, err = j.logJobs(ctx, dirOf(key), s)
	return jobs, "", err
}

// recording returns the recording of a file that the pattern has found, or the first file of it, with which it is judged.
func (j *Judge) recording(ctx context.Context, key string) (job Job, first string, err error) {
	dir, ext := path.Dir(key), path.Ext(key)
	name := strings.TrimSuffix(path.Base(key), ext)
	metadata := path.Clean(strings.NewReplacer("{dir}", dir, "{name}", name, "{ext}", strings.TrimPrefix(ext, ".")).
		Replace(j.Metadata))
	job, err = read(ctx, j, metadata, formats[j.Format], name)
	if err != nil {
		return job, "", err
	}
	i := slices.Index(job.Files, path.Base(key))
	switch {
	case len(job.Files) < 2: // a file may have got another name on its way
		job.Files = []string{key}
		return job, "", nil
	case i < 0:
		return job, "", command.Problem("%s: ほかのファイルの記録です：%s", "%s: this is of other files: %s",
			j.Name(metadata), strings.Join(job.Files, ", "))
	}
	job.Files = in(dir, job.Files)
	if i == 0 || j.Whole {
		return job, "", nil
	}
	names, err := j.Folder(ctx, dirOf(key))
	if err != nil || !j.Is(job.Files[0]) || !slices.Contains(names, path.Base(job.Files[0])) {
		return job, "", err // nobody else judges it
	}
	return job, job.Files[0], nil
}

// dirOf returns the folder of a key, "" for the outermost.
func dirOf(key string) string {
	if dir := path.Dir(key); dir != "." {
		return dir
	}
	return ""
}

// read reads an object. Every error names it.
func read[T any](ctx context.Context, j *Judge, key string, with func(io.Reader, string) (T, error), name string) (T, error) {
	o, err := j.Open(ctx, key)
	var got T
	if err == nil {
		got, err = with(io.NewSectionReader(o, 0, o.size), name)
		_ = o.Close() // it was read only
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return got, &causeError{"no_metadata", command.Problem("%s: 見つかりません", "%s: not found", j.Name(key))}
	case err != nil:
		return got, &causeError{"broken_metadata", fmt.Errorf("%s: %w", j.Name(key), err)}
	}
	return got, nil
}

func in(dir string, names []string) (keys []string) {
	for _, name := range names {
		keys = append(keys, path.Join(dir, name))
	}
	return keys
}

// logJobs returns the recordings of a log's calls, in each layout of which there is a file. A recorded call without any
// is an error.
func (j *Judge) logJobs(ctx context.Context, folder string, s *callfiles.Story) (jobs []Job, err error) {
	for i, r := range s.Recordings {
		c, dir := callfiles.Call{CallRecording: r, Story: s}, folder
		if i > 0 {
			dir = path.Join(folder, callfiles.Folder(c.Call))
		}
		names, failed := j.Folder(ctx, dir)
		if failed != nil {
			return jobs, failed
		}
		found := false
		for _, l := range callfiles.Layouts {
			of := callfiles.Names(l)
			if slices.ContainsFunc(of, func(name string) bool { return slices.Contains(names, name) }) {
				jobs, found = append(jobs, Job{Files: in(dir, of), Manifest: InCall(c, l)}), true
			}
		}
		if !found && c.Recorded {
			err = errors.Join(err, command.Problem("%s: 通話%sの録音がありません。録音は、%sのような名前で置いてください",
				"%s: there is no recording of call %s; expected a file such as %s", j.Name(dir), c.Call,
				callfiles.Names(s.Header.Config.Layout)[0]))
		}
	}
	return jobs, err
}
