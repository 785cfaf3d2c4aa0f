package pause

import (
	"encoding/json"
	"log/slog"
	"slices"

	"github.com/recpause/recpause/spec"
)

// String says who is in the call, what its recording does, and who has stopped it.
func (r Recorder) String() string {
	text := r.members.String() + ": " + r.State().String()
	if r.stopped != 0 {
		text += ", stopped by " + r.stopped.String()
	}
	return text
}

// LogValue logs who is in the call, what its recording does, who has stopped it and who is silent.
func (r Recorder) LogValue() slog.Value {
	return slog.GroupValue(slog.Any("members", r.members), slog.String("recording", r.State().String()),
		slog.Any("stopped_by", r.stopped), slog.Any("silenced", r.Silenced()))
}

// LogValue logs what happened, who did it, what the recording does since, what sounds, and the rules.
func (s Step) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("cause", s.Cause.String())}
	if by, ok := s.By(); ok {
		attrs = append(attrs, slog.Int("by", int(by)))
	}
	attrs = append(attrs, slog.String("recording", s.After.State().String()), slog.Any("silenced", s.After.Silenced()))
	if beep, ok := s.Beep(); ok {
		attrs = append(attrs, slog.Any("beep_to", beep.To), slog.String("beep_on", beep.On.String()))
	}
	return slog.GroupValue(append(attrs, slog.Any("rules", slices.Collect(s.Rules())))...)
}

// MarshalJSON writes the step by names: what happened, who did it, the recorder before and after, the beep and the rules.
func (s Step) MarshalJSON() ([]byte, error) {
	step := struct {
		Cause  Cause     `json:"cause"`
		By     *Party    `json:"by,omitempty"`
		Before Recorder  `json:"before"`
		After  Recorder  `json:"after"`
		Beep   *Beep     `json:"beep,omitempty"`
		Rules  []spec.ID `json:"rules"`
	}{Cause: s.Cause, Before: s.Before, After: s.After, Rules: slices.AppendSeq([]spec.ID{}, s.Rules())}
	if by, ok := s.By(); ok {
		step.By = &by
	}
	if beep, ok := s.Beep(); ok {
		step.Beep = &beep
	}
	return json.Marshal(step)
}

// LogValue logs the verb and the number.
func (c Command) LogValue() slog.Value {
	return slog.GroupValue(slog.String("verb", c.Verb.String()), slog.Uint64("seq", uint64(c.Seq)))
}
