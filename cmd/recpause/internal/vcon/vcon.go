// Package vcon takes the manifest of a recording to a vCon, and a vCon back to a manifest.
package vcon

import (
	"bytes"
	"crypto/rand"
	"crypto/sha512"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/vcon"
)

// options are the flags.
type options struct {
	out, url, masked, subject string
	start                     time.Time
	set                       bool // some flag of a vCon that is to be made
}

// Command is the subcommand.
func Command() command.Sub {
	var o options
	return command.Sub{Name: "vcon", TakesFiles: true,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Destination: &o.out},
			&cli.StringFlag{Name: "url", Destination: &o.url},
			&cli.StringFlag{Name: "masked", Destination: &o.masked},
			&cli.StringFlag{Name: "subject", Destination: &o.subject},
			&cli.GenericFlag{Name: "start", Value: instant{&o.start}},
			command.LangFlag(""),
		},
		Do: func(c *command.Call) int {
			names := c.Files()
			if len(names) != 1 {
				return c.Misuse(command.Problem("マニフェストかvConを1つ指定してください（指定された数：%d）",
					"expected one manifest or vCon, got %d", len(names)))
			}
			o.set = c.IsSet("url") || c.IsSet("masked") || c.IsSet("subject") || c.IsSet("start")
			text, err := o.other(names[0])
			if err != nil {
				return c.Fail(command.Failed, fmt.Errorf("%s: %w", names[0], err))
			}
			if o.out == "" {
				_, err = c.Out.Write(text)
			} else {
				err = os.WriteFile(o.out, text, 0o644)
			}
			if err != nil {
				return c.Fail(command.Failed, err)
			}
			return command.Done
		}}
}

// other returns the vCon of a manifest, or the manifest of a vCon.
func (o options) other(name string) ([]byte, error) {
	text, err := command.ReadText(name)
	if err != nil {
		return nil, err
	}
	var form struct{ Format, VCon, UUID, Dialog json.RawMessage }
	if err := json.Unmarshal(text, &form); err != nil || form.Format == nil && form.VCon == nil && form.UUID == nil && form.Dialog == nil {
		return nil, command.Problem("マニフェストでもvConでもありません", "this is neither a manifest nor a vCon")
	}
	if form.Format != nil {
		m, err := manifest.Read(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		return o.of(m, filepath.Dir(name))
	}
	if o.set {
		return nil, command.Problem("vConからマニフェストを作るときは、-url、-masked、-subject、-startを指定できません",
			"-url, -masked, -subject and -start do not go with a vCon, of which a manifest is made")
	}
	v, err := vcon.Read(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	m, err := v.Manifest()
	if err != nil {
		return nil, err
	}
	return indented(m)
}

// of returns the vCon of a manifest in a folder.
func (o options) of(m manifest.Manifest, dir string) ([]byte, error) {
	if !o.start.IsZero() {
		m.Start = o.start
	}
	if m.Start.IsZero() {
		return nil, command.Problem("録音の開始日時がありません。-startで指定してください",
			"it does not say when the recording began; expected -start")
	}
	of := vcon.Options{UUID: newUUID(), Created: time.Now(), Subject: o.subject}
	var err error
	if of.Media, err = o.media(m, dir); err != nil {
		return nil, err
	}
	if of.Masked, err = o.before(); err != nil {
		return nil, err
	}
	v, err := vcon.New(m, of)
	if err != nil {
		return nil, err
	}
	return indented(v)
}

// media says where the files of a recording are to be found, and what they hold. They lie beside the manifest now.
func (o options) media(m manifest.Manifest, dir string) (list []vcon.Media, err error) {
	if o.url == "" {
		return nil, nil
	}
	base, err := url.Parse(o.url)
	if err != nil || base.Scheme == "" {
		return nil, command.Problem("-url: 「%s」は使用できません。https://recordings.example.com/2026/のような形で指定してください",
			"-url: got %q, expected where the files will be, such as https://recordings.example.com/2026/", o.url)
	}
	names := callfiles.Names(m.Layout)
	if len(m.Files) > 0 {
		names = nil
		for _, f := range m.Files {
			names = append(names, f.Name)
		}
	}
	for _, name := range names {
		sum, err := sumOf(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		list = append(list, vcon.Media{URL: base.JoinPath(name).String(), SHA512: sum})
	}
	return list, nil
}

func sumOf(name string) (sum [sha512.Size]byte, err error) {
	f, err := command.OpenFile(name)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	all := sha512.New()
	_, err = io.Copy(all, f)
	return [sha512.Size]byte(all.Sum(nil)), err
}

// before refers to the vCon of the recording as it was before recpause render has silenced its pauses.
func (o options) before() (*vcon.Redacted, error) {
	if o.masked == "" {
		return nil, nil
	}
	f, err := os.Open(o.masked)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	v, err := vcon.Read(f)
	if err == nil && v.UUID == "" {
		err = command.Problem("uuidがありません", "it has no uuid")
	}
	if err != nil {
		return nil, fmt.Errorf("-masked: %s: %w", o.masked, err)
	}
	return &vcon.Redacted{Reference: vcon.Reference{UUID: v.UUID}, Type: "recording pause"}, nil
}

// newUUID returns a random UUID of version 4 (RFC 9562).
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	b[6], b[8] = b[6]&0x0F|0x40, b[8]&0x3F|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func indented(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	return append(text, '\n'), err
}

// An instant is the flag of a time of day.
type instant struct{ *time.Time }

func (i instant) String() string {
	if i.Time == nil || i.IsZero() {
		return ""
	}
	return i.Format(time.RFC3339Nano)
}

// Get returns the flag, as the flag library asks for it.
func (i instant) Get() any { return i }

// Expected says what the flag can be.
func (i instant) Expected() (ja, en string) {
	return "2026-04-01T09:30:00+09:00のような日時", "a time such as 2026-04-01T09:30:00+09:00"
}

// Set reads the flag.
func (i instant) Set(text string) error {
	at, err := time.Parse(time.RFC3339, text)
	if err == nil && at.IsZero() {
		err = errors.New("no time")
	}
	*i.Time = at
	return err
}
