package main

// What the nodes of a cluster have left of a call becomes one recording, one log and one report again.

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/recpause/recpause/calllog"
	"github.com/recpause/recpause/pause"
	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/live"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/recording/wav"
	"github.com/recpause/recpause/spec"
	"github.com/recpause/recpause/system"
)

// A stretch is what one owner has left of a call: its folder, its log, and its recording.
type stretch struct {
	dir    string
	of     callName
	header calllog.Header
	events []calllog.Event
	found
}

// stretchName is the file in a story's folder that says of which call of a cluster it is a stretch.
const stretchName = "stretch.json"

// joinStories joins the stretches of every call that folders of nodes have into a folder of its own.
func joinStories(out string, folders []string, stdout io.Writer) error {
	calls := map[string][]stretch{}
	for _, folder := range folders {
		names, _ := filepath.Glob(filepath.Join(folder, "*", reportName))
		for _, name := range names {
			s, err := readStretch(filepath.Dir(name))
			if err != nil {
				return fmt.Errorf("%s: %w", filepath.Dir(name), err)
			}
			if s.of.Story != "" {
				calls[s.of.Story] = append(calls[s.of.Story], s)
			}
		}
	}
	to, err := openStore(out)
	if err != nil {
		return err
	}
	for story, list := range calls {
		slices.SortFunc(list, func(a, b stretch) int { return cmp.Compare(a.Span.From, b.Span.From) })
		if failed := joinStory(to, story, list); failed != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", story, failed))
			continue
		}
		fmt.Fprintf(stdout, "%s: %d stretches\n", story, len(list))
	}
	return errors.Join(err, to.close())
}

func readStretch(dir string) (s stretch, err error) {
	text, err := os.ReadFile(filepath.Join(dir, stretchName))
	if errors.Is(err, os.ErrNotExist) {
		return s, nil // of a PBX alone, or of a node that has never owned the call
	}
	if err == nil {
		err = json.Unmarshal(text, &s.of)
	}
	recordings := manifestsOf(dir)
	if err != nil || len(recordings) != 1 {
		return s, errors.Join(err, fmt.Errorf("it has %d recordings", len(recordings)))
	}
	s.dir, s.found = dir, recordings[0]
	log, err := os.Open(filepath.Join(dir, logName))
	if err != nil {
		return s, err
	}
	defer log.Close()
	r, err := calllog.NewReader(log)
	if err != nil {
		return s, err
	}
	s.header = r.Header
	for {
		e, err := r.Next()
		if errors.Is(err, io.EOF) {
			return s, nil
		} else if err != nil {
			return s, err
		}
		s.events = append(s.events, e)
	}
}

func joinStory(to *store, story string, list []stretch) error {
	last := list[len(list)-1].events
	if end := last[len(last)-1].Kind; end != calllog.CallHangup {
		return errors.New("its end is at a node that has not laid it away: start that one")
	}
	shelf, err := to.begin(story)
	if err == nil {
		err = joinLogs(shelf, list)
	}
	if err == nil {
		err = joinTapes(shelf, list)
	}
	if err == nil {
		err = joinManifests(shelf, list)
	}
	return errors.Join(err, shelf.seal())
}

// joinLogs writes one log: a call that goes on at another node is stopped from where the one before ends.
func joinLogs(shelf *shelf, list []stretch) error {
	file, err := shelf.log()
	if err != nil {
		return err
	}
	w, err := calllog.NewWriter(file, list[0].header, 3000)
	events := list[0].events
	for i, s := range list[1:] {
		events = append(events, s.goesOn(list[i])...)
	}
	for _, e := range events {
		if err == nil {
			err = w.Add(e)
		}
	}
	if err == nil {
		err = w.Close()
	}
	return errors.Join(err, file.Close())
}

// goesOn returns the events of a stretch behind another one's: those in which nobody calls anew, behind the stop by
// which the call was taken over. Who held the call has called again.
func (s stretch) goesOn(before stretch) (events []calllog.Event) {
	end, held := min(before.Span.To, s.Span.From), map[string]bool{}
	for _, e := range before.events {
		if e.Kind == calllog.Hold || e.Kind == calllog.Unhold {
			held[e.Party] = e.Kind == calllog.Hold
		}
	}
	for _, party := range s.of.Parties {
		if held[party] {
			events = append(events, calllog.Event{At: end, Kind: calllog.Unhold, Party: party, Call: s.of.Call, Via: calllog.Fact})
		}
	}
	events = append(events, calllog.Event{At: end, Kind: calllog.PauseCommand, Party: s.of.Parties[0], Call: s.of.Call,
		Via: calllog.Fact, Source: calllog.OtherSource})
	for _, e := range s.events {
		if e.Kind != calllog.CallInvite && e.Kind != calllog.CallAnswered {
			events = append(events, e)
		}
	}
	return events
}

// joinTapes writes the audio of all stretches, and silence between them.
func joinTapes(shelf *shelf, list []stretch) error {
	first := list[0]
	c := live.Config{Rate: first.Rate, Codec: first.Codec, Layout: first.Layout}
	tape, err := shelf.tape(first.Call, true, c)
	if err != nil {
		return err
	}
	for i, sink := range tape.Sinks() {
		for _, s := range slices.Backward(list) { // a beep at the end of one may reach into the silence of the next
			err = errors.Join(err, s.copy(sink, tapeNames(first.Layout)[i], first.Span.From))
		}
	}
	return errors.Join(err, tape.Close())
}

// copy writes the audio of a stretch to where it lies in a recording that begins at a position.
func (s stretch) copy(to io.WriterAt, name string, origin int64) error {
	file, err := wav.Open(os.DirFS(s.dir), name)
	if err != nil {
		return err
	}
	defer file.Close()
	data := make([]byte, file.Samples*int64(file.Frame()))
	if _, err := file.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	_, err = to.WriteAt(data, (s.Span.From-origin)*int64(file.Frame()))
	return err
}

// joinManifests writes the record of the joined recording, as its log has it, with what no node has recorded.
func joinManifests(shelf *shelf, list []stretch) error {
	recordings, err := timelines(shelf)
	if err != nil {
		return err
	}
	r := recordings[0]
	span, o := list[0].Span, list[0].Options
	span.To = list[len(list)-1].Span.To
	for i, s := range list[1:] {
		o.Gaps, o.Leaks, o.Lost = append(o.Gaps, s.Gaps...), append(o.Leaks, s.Leaks...), append(o.Lost, s.Lost...)
		o.Unwatched = append(o.Unwatched, s.Unwatched...)
		if between := (recording.Span{From: list[i].Span.To, To: s.Span.From}); !between.Empty() {
			o.Breaks = append(o.Breaks, manifest.Break{Span: between, Why: whyBetween})
			for _, name := range r.Names {
				o.Gaps = append(o.Gaps, manifest.Loss{Party: name, Span: between})
			}
		}
	}
	m, err := manifest.New(r.Timeline, span, r.Names, o)
	if err != nil {
		return err
	}
	return shelf.manifest(true, m)
}

// whyBetween says why nobody has recorded.
var whyBetween = spec.Text{JA: "通話のノードが停止し、別のノードが引き継ぐまで、録音するノードがありませんでした",
	EN: "the node of the call had died, and no node recorded before another one took it over"}

// timelines returns what the log of a story says of its recordings.
func timelines(shelf *shelf) ([]*system.CallRecording, error) {
	file, err := shelf.log()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	log, err := calllog.NewReader(file)
	if err != nil {
		return nil, err
	}
	run, err := system.NewRun(log, pause.Policy{})
	if err != nil {
		return nil, err
	}
	var all system.CallRecordings
	for {
		_, o, err := run.Next()
		if err == nil {
			err = all.Add(o)
		}
		if errors.Is(err, io.EOF) {
			return all.All(), nil
		} else if err != nil {
			return nil, err
		}
	}
}
