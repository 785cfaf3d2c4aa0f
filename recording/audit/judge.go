package audit

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"sort"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/recording/manifest"
	"github.com/recpause/recpause/spec"
)

// A judge makes a report of what is read of the files.
type judge struct {
	manifest.Manifest
	Options
	tracks []*trackReader
	cuts   map[string]cuts // of each file that lacks a part of a stop
	report Report
}

// add makes a finding at some places.
func (j *judge) add(f Finding, where ...Place) {
	f.Where, f.rate = where, j.Rate
	j.report.Findings = append(j.report.Findings, f)
}

// recordedWhenOff finds files of a call that is not recorded by setting.
func (j *judge) recordedWhenOff(files []File) {
	for _, f := range files {
		if f.Samples > 0 {
			all := recording.Span{From: j.Span.From, To: j.Span.From + f.Samples}
			j.add(Finding{Kind: recordedWhenOff, Span: all, Count: f.Samples}, Place{File: f.Name, Track: wholeFile})
		}
	}
}

// findAll makes the findings of what was heard, in the order that the package comment gives reasons for.
func (j *judge) findAll() {
	j.beeps()
	for _, t := range j.tracks {
		t.judgeSilences()
		t.judgeSeams()
		t.noteUnseen()
	}
	j.oneSide()
	for _, t := range j.tracks {
		t.notices()
	}
	j.merge()
}

// finish gives each finding what follows from its kind and its place, puts all that into words, and puts the gravest
// first.
func (j *judge) finish() {
	j.cuts = j.leftOut()
	for i := range j.report.Findings {
		f := &j.report.Findings[i]
		f.Severity, f.Rule = kinds[f.Kind].severity, f.Kind.rule(j.Layout, f.Where[0].Track)
		if f.InFile == (recording.Span{}) {
			f.InFile = recording.Span{From: j.inFile(f.Where[0], f.Span.From), To: j.inFile(f.Where[0], f.Span.To)}
		}
		f.Seconds = [2]float64{j.Rate.Duration(f.InFile.From).Seconds(), j.Rate.Duration(f.InFile.To).Seconds()}
		if f.Peak > 0 {
			f.Level = dBm0(float64(f.Peak))
		}
		f.Text = spec.Text{JA: f.in(spec.JA), EN: f.in(spec.EN)}
	}
	for i := range j.report.Unseen {
		u := &j.report.Unseen[i]
		inFile := recording.Span{From: j.inFile(u.Where, u.Span.From), To: j.inFile(u.Where, u.Span.To)}
		u.Text = spec.Text{JA: u.in(spec.JA, j.Rate, inFile), EN: u.in(spec.EN, j.Rate, inFile)}
	}
	slices.SortStableFunc(j.report.Findings, func(a, b Finding) int {
		return cmp.Or(-cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.Span.From, b.Span.From),
			cmp.Compare(a.Kind, b.Kind))
	})
}

// inFile returns which sample of a file a position is, for stops may have been cut out before it.
func (j *judge) inFile(where Place, pos int64) int64 {
	return pos - j.Span.From - j.cuts[where.File].before(pos)
}

// beeps judges the tones of all tracks: those that were expected, and then those that none of them explains.
func (j *judge) beeps() {
	for _, t := range j.tracks {
		t.extra = t.tones.extra(j.Span)
		for _, beep := range t.tones.beeps {
			t.judgeBeep(beep)
		}
	}
	for _, t := range j.tracks {
		for _, tone := range t.extra {
			if !t.moveMissing(tone) {
				t.find(Finding{Kind: beepExtra, Span: tone.Span, Tone: &tone.measured})
			}
		}
	}
}

// oneSide finds stops during which one side sounds throughout and the other is silent.
func (j *judge) oneSide() {
	for i, f := range j.report.Findings {
		if f.Kind == soundInPause && f.Bursts == 1 && f.Span == f.Pause && j.isSilentElsewhere(f) {
			j.report.Findings[i].Kind = oneSideOnly
		}
	}
}

// isSilentElsewhere reports whether the other side has the stop of a finding, and is silent there.
func (j *judge) isSilentElsewhere(f Finding) bool {
	for _, t := range j.tracks {
		s := t.silenceAt(f.Pause.From)
		if t.place != f.Where[0] && s != nil && s.content == stopped && !s.cutOut && s.inFile && s.bursts == 0 &&
			f.Pause.Intersect(s.Span) == f.Pause {
			return true
		}
	}
	return false
}

// find makes a finding in the track.
func (t *trackReader) find(f Finding) { t.add(f, t.place) }

// unseen notes what the track cannot show in a span.
func (t *trackReader) unseen(why string, s recording.Span) {
	t.report.Unseen = append(t.report.Unseen, Unseen{Why: why, Where: t.place, Span: s})
}

// shows reports whether zeros next to a silence are held for silence that is too long.
func (t *trackReader) shows(e excess) bool {
	if e.voices == nil {
		return false
	}
	shortest := e.voices.shortestExcess(t.Rate)
	return shortest > 0 && e.length-t.Tolerance.Edge >= shortest
}

// judgeBeep makes a finding of what was heard of an expected beep, unless another finding says it already.
func (t *trackReader) judgeBeep(beep heardTone) {
	if beep.result != right && len(t.unsure.Intersect(recording.Spans{beep.Span})) > 0 {
		t.unseen(notWatched, beep.Span)
		return
	}
	switch beep.result {
	case right:
	case undecided:
		if t.tones.turns(int(beep.Len())) < leastTurns {
			t.unseen(shortBeep, beep.Span)
		} else {
			t.unseen(loudVoice, beep.Span)
		}
	case misplaced:
		if late := t.tones.lateness(beep); max(late, -late) > t.Tolerance.Edge && !t.isUncertain(late) {
			t.find(Finding{Kind: beepMisplaced, Span: beep.Span, Count: late, Limit: t.tones.mayBeLate()})
		}
	case missing:
		if !t.findElsewhere(beep) && !t.isUnderLateSilence(beep) {
			t.find(Finding{Kind: beepMissing, Span: beep.Span})
		}
	default:
		if !t.isUnderLateSilence(beep) {
			t.find(Finding{Kind: notTheTone, Span: beep.Span, Tone: &beep.measured, Allowed: t.tones.allowed()})
		}
	}
}

// findElsewhere finds a missing beep elsewhere in the track, less than a second away, and takes it from the extra
// tones.
func (t *trackReader) findElsewhere(beep heardTone) bool {
	for i, tone := range t.extra {
		late := tone.From - beep.From
		if uncertain := t.isUncertain(late); uncertain || late > -int64(t.Rate) && late < int64(t.Rate) {
			if !uncertain {
				t.find(Finding{Kind: beepMisplaced, Span: beep.Span, Count: late, Limit: t.tones.mayBeLate()})
			}
			t.extra = slices.Delete(t.extra, i, i+1)
			return true
		}
	}
	return false
}

// isUnderLateSilence reports whether a silence that ends late covers the beginning of a beep, and so is what is
// wrong with it. That is the last one before the beep, for between two there is sound.
func (t *trackReader) isUnderLateSilence(beep heardTone) bool {
	i := t.silencesUpTo(beep.From)
	if i == 0 {
		return false
	}
	s := t.silences[i-1]
	return t.shows(s.after) && beep.From < s.To+s.after.length
}

// silencesUpTo returns how many silences are over at a position.
func (t *trackReader) silencesUpTo(at int64) int {
	return sort.Search(len(t.silences), func(i int) bool { return t.silences[i].To > at })
}

// silenceAt returns the silence that holds a position, or nil.
func (t *trackReader) silenceAt(at int64) *silence {
	if i := t.silencesUpTo(at); i < len(t.silences) && t.silences[i].Has(at) {
		return t.silences[i]
	}
	return nil
}

// moveMissing finds a tone to be the beep that is missing on the other side, and makes one finding of both.
func (t *trackReader) moveMissing(tone heardTone) bool {
	for i := range t.report.Findings {
		f := &t.report.Findings[i]
		if f.Kind == beepMissing && f.Where[0].Track != t.place.Track && t.tones.overlaps(f.Span, tone.Span) {
			f.Kind, f.Tone, f.Where = beepOnWrongSide, &tone.measured, []Place{t.place}
			return true
		}
	}
	return false
}

// judgeSilences judges every silence that the file has, and its edges.
func (t *trackReader) judgeSilences() {
	for _, s := range t.silences {
		if s.cutOut {
			continue
		}
		if n := s.before.length; t.shows(s.before) {
			zeros := recording.Span{From: s.From - n, To: s.From}
			t.find(Finding{Kind: beginsEarly, Span: zeros, Pause: s.Span, Count: n})
		}
		if n := s.after.length; t.shows(s.after) {
			zeros := recording.Span{From: s.To, To: s.To + n}
			t.find(Finding{Kind: endsLate, Span: zeros, Pause: s.Span, Count: n})
		}
		if s.bursts > 0 && !t.isOtherTone(s) {
			t.judgeSound(s)
		}
	}
}

// isOtherTone reports whether what sounds in a silence is a beep that is another tone than it should be, or is not in
// its place.
func (t *trackReader) isOtherTone(s *silence) bool {
	return s.content == toneOnly && slices.ContainsFunc(t.tones.heardIn(s.Span), func(b heardTone) bool {
		return b.result != right && b.result != missing && b.result != undecided && !b.Intersect(s.Span).Empty()
	})
}

// judgeSound finds what sounds in a silence.
func (t *trackReader) judgeSound(s *silence) {
	all := s.all()
	f := Finding{Kind: soundInPause, Span: all.Span, Pause: s.Span, Count: all.count, Bursts: s.bursts, Peak: all.peak}
	begins, ends := s.sounds(min(s.longestZeros(), burstGap(t.Rate)))
	switch {
	case !s.anyStopped():
		f.Kind = stray
	case t.isWrongSilence(s, all):
		f.Kind, f.value = wrongSilence, int(all.value)
		f.Code = fmt.Sprintf("0x%X", t.encode(all.value))
	case s.content != stopped:
		f.Pause = recording.Span{}
	case t.isAttenuated(s):
		f.Kind = attenuated
	case s.bursts > 1 || !begins || !ends:
		t.judgeEdges(s, f, begins, ends)
		return
	}
	t.find(f)
}

// isAttenuated reports whether the voice, turned down, sounds in most of a silence: up to a quarter of it may be
// silent at each end.
func (t *trackReader) isAttenuated(s *silence) bool {
	begins, ends := s.sounds(s.judged.Len() / 4)
	return begins && ends && s.loudness.turnedDown(&t.voice)
}

// judgeEdges tells what sounds at the ends of a silence from what sounds within.
func (t *trackReader) judgeEdges(s *silence, f Finding, begins, ends bool) {
	find := func(k Kind, b burst, bursts int) {
		f.Kind, f.Span, f.Count, f.Peak, f.Bursts = k, b.Span, b.count, b.peak, bursts
		t.find(f)
	}
	first, within, last, bursts := s.first, s.middle, s.last, s.bursts
	if bursts == 1 && ends {
		first, last = last, first
	}
	if begins {
		first.From = s.From
		find(beginsLate, first, 1)
		bursts--
	} else {
		within = first.join(within)
	}
	if ends {
		last.To = s.To
		find(endsEarly, last, 1)
		bursts--
	} else {
		within = within.join(last)
	}
	if bursts > 0 {
		find(soundInPause, within, bursts)
	}
}

// loud is the magnitude from which on a constant may be somebody's voice: -33 dBm0.
const loud = 512

// foreignSilence are the bytes of which silence consists in some codec.
var foreignSilence = []byte{0x00, 0x80, 0xFF, 0x7F, 0xD5, 0x55}

// isWrongSilence reports whether all that sounds in a silence is one value that a recorder may hold for silence:
// for 10 ms; or another codec's silence eight times, or in all of it. A loud value is that in all of it only.
func (t *trackReader) isWrongSilence(s *silence, all burst) bool {
	const enough = 8
	code := t.encode(all.value)
	foreign := bytes.IndexByte(foreignSilence, code[0]) >= 0 && code[0] == code[len(code)-1]
	everywhere := all.count == s.judged.Len()
	switch {
	case !all.constant, all.peak >= loud && !everywhere:
		return false
	case foreign:
		return all.count >= enough || everywhere
	}
	return all.count >= max(enough, burstGap(t.Rate))
}

// notices finds what is as documented, and worth knowing: stops longer than the limit, and calls that ended while
// stopped. It asks the manifest, not the files.
func (t *trackReader) notices() {
	for _, s := range t.sections {
		if s.content != stopped {
			continue
		}
		f := Finding{Kind: endedStopped, Span: s.Span, Pause: s.Span, Count: s.Len()}
		if t.MaxSilence > 0 && s.Len() > t.MaxSilence {
			f := f
			f.Kind, f.Limit = stoppedTooLong, t.MaxSilence
			t.find(f)
		}
		if t.Ended && s.To == t.Span.To {
			t.find(f)
		}
	}
}

// noteUnseen notes what the track cannot show.
func (t *trackReader) noteUnseen() {
	if t.LengthUnknown {
		t.unseen(anyLength, t.Span)
	}
	for _, s := range t.sections {
		switch {
		case s.hides && s.content == voiced:
			t.unseen(otherVoices, s.Span)
		case s.content == notReceived:
			t.unseen(neverCame, s.Span)
		case s.content == maybeGuard:
			t.unseen(guardMargin, s.Span)
		case s.content == unsure:
			t.unseen(notWatched, s.Span)
		}
	}
	t.noteUnderBeeps()
	t.noteTolerated()
	t.noteQuietVoices()
	if tones := t.tones; len(tones.wave) > 0 && (!tones.detectable() || tones.detector.length() < 3) {
		t.unseen(shortTone, t.Span)
	}
	if t.tones.tooMany {
		t.unseen(manyTones, t.Span)
	}
}

// noteUnderBeeps notes beeps that may hide the faint voice of somebody who is stopped.
func (t *trackReader) noteUnderBeeps() {
	exact := t.levels.step(0) == 0 && t.Tolerance.Level == 0
	for _, s := range t.silences {
		switch {
		case s.cutOut || !s.anyStopped():
		case s.content == toneOnly:
			if !exact || t.isOtherTone(s) || t.tones.isAllowed(s.Span) {
				t.unseen(underBeep, s.Span)
			}
		case !exact:
			for _, tone := range t.tones.unexpected(s.Span) {
				t.unseen(underBeep, tone.Intersect(s.Span))
			}
		}
	}
}

// noteTolerated notes the edges of silences that the tolerance leaves out.
func (t *trackReader) noteTolerated() {
	around := recording.Guard{Before: t.Tolerance.Edge, After: t.Tolerance.Edge}
	for _, s := range t.silences {
		if s.cutOut {
			continue
		}
		begin := around.Widen(recording.Span{From: s.From, To: s.From})
		end := around.Widen(recording.Span{From: s.To, To: s.To})
		for _, edge := range recording.Union(begin, end) {
			t.unseen(tolerantEdge, edge.Intersect(t.Span))
		}
	}
}

// noteQuietVoices notes, once for all voices that are heard next to a stop, how much too long a silence must be to
// show.
func (t *trackReader) noteQuietVoices() {
	noted := map[*zeroCount]bool{}
	for _, s := range t.silences {
		if s.cutOut && t.Pauses == manifest.Skipped {
			continue
		}
		for _, e := range [...]excess{s.before, s.after} {
			if e.voices == nil || noted[e.voices] {
				continue
			}
			noted[e.voices] = true
			if shortest := e.voices.shortestExcess(t.Rate); shortest != 1 {
				voices := Unseen{Why: quietVoice, Where: t.place, Span: t.Span, Samples: shortest}
				t.report.Unseen = append(t.report.Unseen, voices)
			}
		}
	}
}
