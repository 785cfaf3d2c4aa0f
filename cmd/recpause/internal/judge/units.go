package judge

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

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
	Recordings string `json:"recordings,omitempty"` // a pattern of keys
	Metadata   string `json:"metadata,omitempty"`   // the key of a recording's metadata, with {dir}, {name} and {ext}
	Format     string `json:"format,omitempty"`     // of the metadata
	// Split is how the names of two files that are one recording end before their last dot, where the metadata does not
	// name its files: the operator side's, a comma, and the counterpart's.
	Split   string  `json:"split,omitempty"`
	Options Options `json:"options,omitzero"`
	// Whole has a recording of several files judged with each of them, and not with the first only: for who looks at
	// some files and not at the others.
	Whole bool `json:"whole,omitempty"`
}

// Check reports rules that make no sense.
func (r Rules) Check() error {
	_, known := formats[r.Format]
	one, other, _ := strings.Cut(r.Split, ",")
	switch {
	case r.Recordings == "" && (r.Metadata != "" || r.Format != "" || r.Split != ""):
		return command.Problem("-metadata、-format、-splitは、-recordingsと一緒に指定してください",
			"-metadata, -format and -split go with -recordings")
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
	case r.Split != "" && (one == "" || other == "" || strings.HasSuffix(one, other) || strings.HasSuffix(other, one)):
		return command.Problem("-split: 「%s」は使用できません。-in,-outのように、名前の異なる終わりを2つ指定してください",
			"-split: got %q, expected two different endings of names, such as -in,-out", r.Split)
	}
	return nil
}

// sides returns the name of a split recording and of its two files, by the name of one of them; of any other file its
// own name and no files.
func (r Rules) sides(file string) (name string, files []string) {
	ext := path.Ext(file)
	name = strings.TrimSuffix(file, ext)
	one, other, both := strings.Cut(r.Split, ",")
	for _, end := range []string{one, other} {
		if whole, ok := strings.CutSuffix(name, end); ok && both {
			return whole, []string{whole + one + ext, whole + other + ext}
		}
	}
	return name, nil
}

// A finder finds a recording in metadata by the name of its file, without the ending.
type finder func(name string) (Job, error)

// formats read metadata.
var formats = map[string]func(text io.Reader) (finder, error){
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

// readManifest reads the manifest of a recording, whatever that is called. The files are as it names them.
func readManifest(text io.Reader) (finder, error) {
	if o, known := text.(interface{ Size() int64 }); known && o.Size() > command.MostText {
		return nil, command.Problem("%d MiBを超えています", "larger than %d MiB", command.MostText>>20)
	}
	m, err := manifest.Read(text)
	if err != nil {
		return nil, err
	}
	files := callfiles.Names(m.Layout)
	if len(m.Files) > 0 {
		files = nil
		for _, f := range m.Files {
			files = append(files, f.Name)
		}
	}
	return func(string) (Job, error) {
		return Job{Files: files, Manifest: func(Audio) (manifest.Manifest, error) { return m, nil }}, nil
	}, nil
}

// ManifestJob returns the recording of a manifest on a disk: the files that are given, or else those beside it.
func ManifestJob(name string, files []string) (Job, error) {
	text, err := command.OpenText(name)
	if err != nil {
		return Job{}, err
	}
	defer text.Close()
	find, err := readManifest(text)
	if err != nil {
		return Job{}, fmt.Errorf("%s: %w", name, err)
	}
	j, _ := find("") // it finds whatever it is asked for
	if len(files) == 0 {
		for _, file := range j.Files {
			files = append(files, filepath.Join(filepath.Dir(name), file))
		}
	}
	return NewJob(files, j.Manifest), nil
}

// readCalls reads a log with the recordings of all its calls, and nothing of what led to what.
func readCalls(text io.Reader) (*callfiles.Story, error) {
	return callfiles.ReadCalls(text, func(string) bool { return true })
}

// readLog reads the log of a call: of several the one that is called as the recording is.
func readLog(text io.Reader) (finder, error) {
	s, err := readCalls(text)
	if err != nil {
		return nil, err
	}
	if len(s.Recordings) == 0 {
		return nil, command.Problem("応答のあった通話がありません", "no call in it was answered")
	}
	return func(name string) (Job, error) {
		i := slices.IndexFunc(s.Recordings, func(r *system.CallRecording) bool { return r.Call == name })
		if i < 0 && len(s.Recordings) > 1 {
			return Job{}, command.Problem("通話が%d件あり、「%s」はその中にありません", "it has %d calls, and none is %q",
				len(s.Recordings), name)
		}
		c := callfiles.Call{CallRecording: s.Recordings[max(i, 0)], Story: s}
		return Job{Manifest: InCall(c, s.Header.Config.Layout)}, nil
	}, nil
}

// A Judge judges the objects of a store.
type Judge struct {
	Store
	Rules
	read lately
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
		r.Verdicts = append(r.Verdicts, job.Judge(ctx, j.Options))
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
		find, err := read(ctx, j, key, readManifest)
		if err != nil {
			return nil, "", err
		}
		job, _ := find("") // it finds whatever it is asked for
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
	s, err := read(ctx, j, key, readCalls)
	if err != nil {
		return nil, "", err
	}
	jobs, err = j.logJobs(ctx, dirOf(key), s)
	return jobs, "", err
}

// recording returns the recording of a file that the pattern has found, or the first file of it, with which it is judged.
func (j *Judge) recording(ctx context.Context, key string) (job Job, first string, err error) {
	dir, ext := path.Dir(key), path.Ext(key)
	name, both := j.sides(path.Base(key))
	metadata := path.Clean(strings.NewReplacer("{dir}", dir, "{name}", name, "{ext}", strings.TrimPrefix(ext, ".")).
		Replace(j.Metadata))
	find, err := j.read.find(metadata, func() (finder, error) { return read(ctx, j, metadata, formats[j.Format]) })
	if err != nil {
		return job, "", err
	}
	if job, err = find(name); err != nil {
		return job, "", &causeError{"broken_metadata", fmt.Errorf("%s: %w", j.Name(metadata), err)}
	}
	if len(job.Files) < 2 {
		job.Files = both
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

// lately is the metadata that was read last: one object may be about many recordings, whose keys stand together.
type lately struct {
	lock sync.Mutex
	kept []*kept // the one that was wanted last is the last
}

type kept struct {
	key  string
	read func() (finder, error)
}

// mostKept is how much metadata is kept.
const mostKept = 4

// find returns what metadata say. It reads them, unless they are kept or just being read; what cannot be read is not
// kept.
func (l *lately) find(key string, read func() (finder, error)) (finder, error) {
	l.lock.Lock()
	k := &kept{key, sync.OnceValues(read)}
	if i := slices.IndexFunc(l.kept, func(k *kept) bool { return k.key == key }); i >= 0 {
		k = l.kept[i]
		l.kept = slices.Delete(l.kept, i, i+1)
	}
	l.kept = append(l.kept, k)
	l.kept = slices.Delete(l.kept, 0, max(0, len(l.kept)-mostKept))
	l.lock.Unlock()
	found, err := k.read()
	if err != nil {
		l.lock.Lock()
		l.kept = slices.DeleteFunc(l.kept, func(other *kept) bool { return other == k })
		l.lock.Unlock()
	}
	return found, err
}

// dirOf returns the folder of a key, "" for the outermost.
func dirOf(key string) string {
	if dir := path.Dir(key); dir != "." {
		return dir
	}
	return ""
}

// read reads an object. Every error names it.
func read[T any](ctx context.Context, j *Judge, key string, with func(io.Reader) (T, error)) (T, error) {
	o, err := j.Open(ctx, key)
	var got T
	if err == nil {
		got, err = with(io.NewSectionReader(o, 0, o.size))
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
	missing := 0
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
		if found || !c.Recorded {
			continue
		}
		if missing++; missing <= mostMissing {
			err = errors.Join(err, command.Problem("%s: 通話%sの録音がありません。録音は、%sのような名前で置いてください",
				"%s: there is no recording of call %s; expected a file such as %s", j.Name(dir), c.Call,
				callfiles.Names(s.Header.Config.Layout)[0]))
		}
	}
	if missing > mostMissing {
		err = errors.Join(err, command.Problem("%s: このほか%d件の通話の録音がありません", "%s: the recordings of %d more calls are missing",
			j.Name(folder), missing-mostMissing))
	}
	return jobs, err
}

// mostMissing is how many missing recordings of one log are named.
const mostMissing = 20
