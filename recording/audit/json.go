package audit

import (
	"encoding/json"
	"fmt"

	"github.com/recpause/recpause/recording"
	"github.com/recpause/recpause/spec"
)

type jsonSpan struct {
	From int64 `json:"from"`
	To   int64 `json:"to"`
}

type jsonPlace struct {
	File    string          `json:"file"`
	Channel int             `json:"channel"`
	Track   recording.Track `json:"track"`
}

type jsonTolerance struct {
	Level int   `json:"level"`
	Edge  int64 `json:"edge"`
}

type jsonTone struct {
	Hertz   float64 `json:"hertz"`
	DBm0    float64 `json:"dbm0"`
	Samples int     `json:"samples"`
	Flaw    string  `json:"flaw,omitempty"`
}

type jsonFinding struct {
	Kind     Kind        `json:"kind"`
	Severity Severity    `json:"severity"`
	Rule     spec.ID     `json:"rule"`
	Where    []jsonPlace `json:"where"`
	Span     jsonSpan    `json:"span"`
	InFile   jsonSpan    `json:"in_file"`
	Seconds  [2]float64  `json:"seconds"`
	Pause    *jsonSpan   `json:"pause,omitempty"`
	Count    int64       `json:"count"`
	Bursts   int         `json:"bursts,omitempty"`
	Peak     int         `json:"peak,omitempty"`
	DBm0     *float64    `json:"peak_dbm0,omitempty"`
	Code     string      `json:"code,omitempty"`
	Tone     *jsonTone   `json:"tone,omitempty"`
	Limit    int64       `json:"limit,omitempty"`
	JA       string      `json:"ja"`
	EN       string      `json:"en"`
}

type jsonUnseen struct {
	Why     Blindness `json:"why"`
	Where   jsonPlace `json:"where"`
	Span    jsonSpan  `json:"span"`
	Samples int64     `json:"samples,omitempty"`
	JA      string    `json:"ja"`
	EN      string    `json:"en"`
}

// MarshalJSON writes the report: lists are never null, names are those of String, seconds are those of the file.
func (r Report) MarshalJSON() ([]byte, error) {
	out := struct {
		Call       string           `json:"call"`
		Files      []string         `json:"files"`
		Layout     recording.Layout `json:"layout"`
		SampleRate recording.Rate   `json:"sample_rate"`
		Span       jsonSpan         `json:"span"`
		Tolerance  jsonTolerance    `json:"tolerance"`
		MaxSilence int64            `json:"max_silence"`
		Findings   []jsonFinding    `json:"findings"`
		Unseen     []jsonUnseen     `json:"unseen"`
	}{r.Call, append([]string{}, r.Files...), r.Layout, r.Rate, jsonSpan(r.Span), jsonTolerance(r.Options.Tolerance), r.Options.MaxSilence,
		[]jsonFinding{}, []jsonUnseen{}}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, f.json())
	}
	for _, u := range r.Unseen {
		out.Unseen = append(out.Unseen, jsonUnseen{u.Why, jsonPlace(u.Where), jsonSpan(u.Span), u.Samples, u.In(spec.JA), u.In(spec.EN)})
	}
	return json.Marshal(out)
}

func (f Finding) json() jsonFinding {
	out := jsonFinding{Kind: f.Kind, Severity: f.Severity(), Rule: f.Rule, Where: []jsonPlace{}, Span: jsonSpan(f.Span), InFile: jsonSpan(f.InFile),
		Seconds: [2]float64{f.Rate.Duration(f.InFile.From).Seconds(), f.Rate.Duration(f.InFile.To).Seconds()},
		Count:   f.Count, Bursts: f.Bursts, Peak: f.Peak, Limit: f.Limit, JA: f.In(spec.JA), EN: f.In(spec.EN)}
	for _, p := range f.Where {
		out.Where = append(out.Where, jsonPlace(p))
	}
	if f.Pause != (recording.Span{}) {
		pause := jsonSpan(f.Pause)
		out.Pause = &pause
	}
	if f.Peak > 0 {
		level := dBm0(float64(f.Peak))
		out.DBm0 = &level
	}
	if len(f.Code) > 0 {
		out.Code = fmt.Sprintf("0x%X", f.Code)
	}
	if f.Tone != nil {
		tone := jsonTone(*f.Tone)
		out.Tone = &tone
	}
	return out
}
