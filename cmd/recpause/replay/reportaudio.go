package main

import (
	"encoding/base64"
	"fmt"
	"html/template"
	"net/url"
	"os"
	"path"

	"github.com/recpause/recpause/cmd/recpause/internal/picture"
	"github.com/recpause/recpause/spec"
)

// What a page has of audio in itself: files up to a size, and no more than so many bytes of all.
const (
	largestInPage = 8 << 20
	mostInPage    = 32 << 20
)

// A recordingPart is a call's recording with its audio.
type recordingPart struct {
	Call, When string
	Off        *rulePart // why nothing is recorded, nil where it is
	From       int64
	Files      []filePart
}

// A filePart is one file of a recording.
type filePart struct {
	Name, Layout, Size string
	Source             template.URL // the audio itself, or the file's name where it is too large
	Linked             bool
}

func (r *report) players() (parts []recordingPart, err error) {
	left := int64(mostInPage)
	for i, c := range r.picture.Calls {
		part := recordingPart{Call: c.Name, From: c.Span.From, When: picture.Clock(r.picture.Rate, c.Span.From) + " – " + picture.Clock(r.picture.Rate, c.Span.To)}
		switch {
		case !r.story.recordings[i].Recorded:
			why := r.rule(spec.REC050)
			part.Off = &why
		case r.jobs != nil:
			if part.Files, err = r.files(r.jobs[i], &left); err != nil {
				return nil, err
			}
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// layouts says what the files of a recording are.
var layouts = []struct {
	file string
	text spec.Text
}{
	{mixedFile, spec.Text{JA: "1ch（混合）", EN: "1ch, mixed"}},
	{twoChannelFile, spec.Text{JA: "2ch（左: オペレーター側、右: 通話相手側）", EN: "2ch: left the operator side, right the far side"}},
	{operatorFile, spec.Text{JA: "分離: オペレーター側", EN: "split: operator side"}},
	{counterpartFile, spec.Text{JA: "分離: 通話相手側", EN: "split: far side"}},
}

func (r *report) files(j *job, left *int64) (files []filePart, err error) {
	for _, l := range layouts {
		file := filePart{Name: path.Join(j.folder, l.file), Layout: l.text.In(r.lang)}
		at, err := r.output.path(j.folder, l.file)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(at)
		if err != nil {
			return nil, err
		}
		file.Size = fmt.Sprintf("%.1f MB", float64(info.Size())/1e6)
		if file.Linked = info.Size() > min(largestInPage, *left); file.Linked {
			file.Source = template.URL((&url.URL{Path: file.Name}).String()) // relative, so that no scheme can be in it
		} else {
			data, err := os.ReadFile(at)
			if err != nil {
				return nil, err
			}
			*left -= info.Size()
			file.Source = template.URL("data:audio/wav;base64," + base64.StdEncoding.EncodeToString(data))
		}
		files = append(files, file)
	}
	return files, nil
}
