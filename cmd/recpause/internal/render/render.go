// Package render silences the pauses of a call, and writes its beeps, in files that somebody has recorded without this
// library: from the call's log and the raw voices of its parties, or from ready recordings.
package render

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/recpause/recpause/cmd/recpause/internal/callfiles"
	"github.com/recpause/recpause/cmd/recpause/internal/command"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/offline"
)

// options are the flags.
type options struct {
	log, call, out string
	holds          string // what the files hold: voices, or a layout's name
	layout         string
	inPlace, beep  bool
	short          bool
	files          []string
}

// Command is the subcommand. Its exit code is 1 for files that cannot be rendered or end before the call.
func Command() command.Sub {
	var o options
	return command.Sub{
		Name: "render", TakesFiles: true, Stops: true,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "log", Destination: &o.log, Value: "call.jsonl"},
			&cli.StringFlag{Name: "call", Destination: &o.call},
			&cli.StringFlag{Name: "in", Destination: &o.holds, Value: "voices"},
			&cli.StringFlag{Name: "layout", Destination: &o.layout},
			&cli.StringFlag{Name: "out", Destination: &o.out, Value: "."},
			&cli.BoolFlag{Name: "in-place", Destination: &o.inPlace},
			&cli.BoolFlag{Name: "beep", Destination: &o.beep, Value: true},
			&cli.BoolFlag{Name: "short", Destination: &o.short},
			command.LangFlag(""),
		},
		Do: func(c *command.Call) int {
			if o.files = c.Files(); len(o.files) == 0 {
				return c.Misuse(command.Problem("ファイルが指定されていません。通話のWAVファイルを指定してください",
					"no file; expected the WAV files of a call"))
			}
			written, err := render(o, c)
			if err != nil {
				return c.Fail(command.Failed, err)
			}
			for _, name := range written {
				fmt.Fprintln(c.Out, name)
			}
			return command.Done
		},
	}
}

// render does it all and returns which files it has written. Files that end before the call does are told of even if
// they are allowed.
func render(o options, c *command.Call) (written []string, err error) {
	x, err := readCall(o.log, o.call)
	if err != nil {
		return nil, err
	}
	in, err := openAll(o.files, o.inPlace)
	defer func() { err = errors.Join(err, in.close()) }()
	if err != nil {
		return nil, err
	}
	j, err := x.job(o, in)
	if err != nil {
		return nil, err
	}
	if err := x.uncovered(in); err != nil && !o.short {
		return nil, fmt.Errorf(c.Say("%w（-shortを指定すると、このまま処理します）", "%w (-short renders it all the same)"), err)
	} else if err != nil {
		c.Fail(command.Done, err) // it is told, and done all the same
	}
	all := callfiles.Heard(j)
	if o.inPlace {
		all = j.Span.Len()
	}
	meter := c.Meter("書き出しています", "rendering", all*in.frames())
	defer meter.End()
	in.watch(c, meter)
	if o.inPlace {
		changed, err := j.InPlace(in.places(j.Span)...)
		if err == nil && !changed {
			c.Fail(command.Done, command.Problem("停止中はすでに無音です。ビープ音も含め、何も書き込みませんでした",
				"the pauses are silent already; nothing was written, and no beep"))
		}
		return o.files, err
	}
	return create(c.Context(), o.out, j, in)
}

// written returns what the outputs are laid out as.
func (o options) written(said recording.Layout) (recording.Layout, error) {
	switch {
	case o.layout != "":
		return layout("-layout", o.layout)
	case o.holds != "voices":
		return layout("-in", o.holds)
	}
	return said, nil
}

func layout(flag, name string) (recording.Layout, error) {
	l, err := recording.ParseLayout(name)
	if err != nil {
		return l, fmt.Errorf("%s: %w", flag, err)
	}
	return l, nil
}

// A call is a recorded call of a log.
type call callfiles.Call

func readCall(log, id string) (call, error) {
	c, err := callfiles.OpenCall(log, id)
	if err == nil && !c.Recorded {
		err = command.Problem("%s: 通話%sは、設定により録音されません",
			"%s: call %s is not recorded, because the settings say so", log, c.Call)
	}
	return call(c), err
}

// job says what is made of the files.
func (c call) job(o options, in inputs) (j offline.Job, err error) {
	if in[0].Rate != c.Header.SampleRate {
		return j, command.Problem("%s: サンプリング周波数が%d Hzです。ログと同じ%d Hzにしてください",
			"%s: the sample rate is %d Hz, expected %d Hz as in the log", in[0].name, in[0].Rate, c.Header.SampleRate)
	}
	j.Codec = in[0].Codec
	if j.Layout, err = o.written(c.Header.Config.Layout); err != nil {
		return j, err
	}
	var tone []int16
	if o.beep {
		tone = recording.DefaultTone().PCM(recording.Rate(c.Header.SampleRate))
	}
	if o.holds == "voices" {
		return c.ofVoices(j, in, tone)
	}
	holds, err := layout("-in", o.holds)
	if err != nil {
		return j, err
	}
	return c.ofTracks(j, in, holds, tone)
}

// uncovered returns what is wrong with files that end before the call does, or before its last event in a log that ends
// first.
func (c call) uncovered(in inputs) error {
	end, _ := c.Timeline.Ended()
	if got, want := in[0].Samples, end-in[0].start; got < want {
		rate := float64(in[0].Rate)
		return command.Problem("%s: %.3[3]f秒（%[2]dサンプル）で終わっています。通話の長さは%.3[5]f秒（%[4]dサンプル）です",
			"%s: it ends after %.3[3]f s (%[2]d samples), and the call lasts %.3[5]f s (%[4]d samples)",
			in[0].name, got, float64(got)/rate, want, float64(want)/rate)
	}
	return nil
}

// ofVoices completes a job for files named after the parties, which start at the log's position 0.
func (c call) ofVoices(j offline.Job, in inputs, tone []int16) (offline.Job, error) {
	for _, track := range j.Layout.Tracks() {
		j.Plans = append(j.Plans, c.Timeline.Plan(track, tone))
	}
	end, over := c.Timeline.Ended()
	if !over {
		end = math.MaxInt64
	}
	from := max(0, c.Timeline.Origin())
	j.Span = recording.Span{From: from, To: max(from, min(end, in[0].Samples))}
	for i := range in {
		name := strings.TrimSuffix(filepath.Base(in[i].name), filepath.Ext(in[i].name))
		party := slices.Index(c.Names, name)
		if party < 0 || in[i].Channels != 1 {
			return j, command.Problem("%s: %vのファイルです。1チャンネルの音声を、参加者の名前（%s）のファイルにしてください",
				"%s: it holds %v; expected one channel, in a file named after a party (%s)", in[i].name, in[i].Format,
				strings.Join(c.Names, ", "))
		}
		j.Voices = append(j.Voices, []pause.Party{pause.Party(party)})
	}
	for party, name := range c.Names {
		if !slices.ContainsFunc(j.Voices, func(v []pause.Party) bool { return int(v[0]) == party }) {
			return j, command.Problem("%s.wavがありません。通話の参加者全員のファイルを指定してください",
				"there is no file %s.wav; expected one for every party of the call", name)
		}
	}
	return j, nil
}

// ofTracks completes a job for files of a ready recording, which start where the recording does.
func (c call) ofTracks(j offline.Job, in inputs, holds recording.Layout, tone []int16) (offline.Job, error) {
	origin := c.Timeline.Origin()
	j.Span = recording.Span{From: origin, To: origin + in[0].Samples}
	if end, over := c.Timeline.Ended(); over && j.Span.To > end {
		return j, command.Problem("%s: %dサンプルあり、通話より長くなっています。通話の長さの%dサンプル以下にしてください",
			"%s: it has %d samples, more than the %d of the call", in[0].name, in[0].Samples, end-origin)
	}
	tracks := holds.Tracks()
	for _, track := range j.Layout.Tracks() {
		plan, err := offline.Ready(c.Timeline, recording.Guard{}, track, tone, tracks...)
		if err != nil {
			return j, err
		}
		j.Plans = append(j.Plans, plan)
	}
	for i, left := 0, tracks; i < len(in); i++ {
		in[i].start = origin
		n := min(in[i].Channels, len(left))
		var voices []pause.Party
		for _, track := range left[:n] {
			voices = append(voices, offline.PartyOf(track))
		}
		j.Voices, left = append(j.Voices, voices), left[n:]
		if n != in[i].Channels || (i == len(in)-1 && len(left) > 0) || (holds == recording.Split && n != 1) {
			return j, command.Problem("%s: %vのファイルが%d個あります。録音方式%vの録音のファイルを指定してください",
				"%s: this is %v in %d files; expected the files of a %v recording",
				in[i].name, in[i].Format, len(in), holds)
		}
	}
	return j, nil
}
