package bench_test

import (
	"fmt"
	"strings"
)

// soxMasks cuts the pauses out and puts as much silence in, to the sample.
func soxMasks(rate int) string {
	var cut, put strings.Builder
	for i := range pauses {
		fmt.Fprintf(&cut, " =%ds =%ds", (period*i+stops)*rate, (period*i+resumes)*rate)
		fmt.Fprintf(&put, " %ds@%ds", (resumes-stops)*rate, (period*i+stops-(resumes-stops)*i)*rate)
	}
	return "trim 0" + cut.String() + " pad" + put.String()
}

// soxBeeps makes an hour of one beep.
func soxBeeps(rate int) string {
	return fmt.Sprintf("pad %ds %ds repeat %d", resumes*rate, (period-resumes)*rate-rate/5, pauses-1)
}

// graph is a filter of ffmpeg that cuts the audio at sample numbers, silences every pause, mixes the beep into what
// follows each, and puts the parts together again.
func graph(from string, rate int, beep bool, then string) string {
	var edges, labels []string
	var mask, all strings.Builder
	part := func(filter string) {
		n := len(labels)
		labels = append(labels, fmt.Sprintf("[s%d]", n))
		label := labels[n]
		if filter != "" {
			fmt.Fprintf(&mask, ";"+filter, n, n)
			label = fmt.Sprintf("[m%d]", n)
		}
		all.WriteString(label)
	}
	part("")
	for i := range pauses {
		edges = append(edges, fmt.Sprint((period*i+stops)*rate), fmt.Sprint((period*i+resumes)*rate))
		part("[s%d]volume=0[m%d]")
		if beep {
			edges = append(edges, fmt.Sprint((period*i+resumes)*rate+rate/5))
			part(fmt.Sprintf("[s%%d]asetpts=PTS-STARTPTS[t%d];[t%d][b%d]amix=inputs=2:normalize=0,"+
				"aformat=sample_fmts=s16[m%%d]", i, i, i))
		}
		part("")
	}
	if beep {
		mask.WriteString(";[1:a]asplit=" + fmt.Sprint(pauses))
		for i := range pauses {
			fmt.Fprintf(&mask, "[b%d]", i)
		}
	}
	out := "[o]"
	if strings.Contains(then, "split") {
		out = "[o][o2]"
	}
	return fmt.Sprintf(`-filter_complex "%sasegment=samples=%s%s%s;%sconcat=n=%d:v=0:a=1%s%s"`,
		from, strings.Join(edges, "|"), strings.Join(labels, ""), mask.String(), all.String(), len(labels), then, out)
}
